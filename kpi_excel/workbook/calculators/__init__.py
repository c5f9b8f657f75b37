"""Calculators: other programs that calculate a workbook's formulas, behind one interface."""
