"""Importers: the platforms' own exports become rows of the input tables, by one declaration per format."""
