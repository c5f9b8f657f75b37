"""Checks of finished workbooks: faults that spoil a file, and values that do not agree."""
