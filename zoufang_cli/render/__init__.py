"""Results to rich tables, workbooks and JSON."""
