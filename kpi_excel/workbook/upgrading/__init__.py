"""Upgrading: an input workbook of an earlier version gets the sheets, columns and settings that it lacks."""
