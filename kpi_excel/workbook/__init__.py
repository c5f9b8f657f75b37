"""Workbooks: the .xlsx package as parts, reading and checking input tables, filling templates."""
