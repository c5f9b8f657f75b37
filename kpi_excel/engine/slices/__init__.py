"""Rows of tables to slices: period x platform x placement, a column per measure."""
