"""The .xlsx package: its parts, what they say of the workbook, and changes to them."""
