"""Files to (place, row): CSV text and workbooks."""
