"""Filling tables: rows written, and everything that follows a table that grows or shrinks."""
