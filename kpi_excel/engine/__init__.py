"""The engine: input tables to measures, measures to slices, slices to KPIs and datasets. No files, no catalogue."""
