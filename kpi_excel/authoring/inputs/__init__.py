"""The input workbook, plain and with macros, and the example that fills it."""
