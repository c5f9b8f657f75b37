"""Rules: named expressions over a row, worked out in Python and written as worksheet formulas."""
