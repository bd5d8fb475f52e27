"""The rules of the field, pure: no input or output, no clock."""
