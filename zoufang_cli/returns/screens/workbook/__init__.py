"""The workbook of a return, one module per sheet. Import it lazily: it loads openpyxl."""
