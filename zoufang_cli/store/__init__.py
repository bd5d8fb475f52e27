"""The SQLite store: connection, schema, operation log, and SQL per noun."""
