"""A worksheet's rows, cells, formulas and references, as bytes."""
