"""What the program does, one file per noun: one transaction, a frozen result."""
