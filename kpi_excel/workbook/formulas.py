"""Formulas of KPI cells: the catalogue's words, over the measures in the same table row; and those of marks."""

from collections.abc import Mapping

from kpi_excel.model.formula import Formula

_TEN_THOUSAND = "FIXED(10000,0)"  # 10,000; a region may begin to group thousands there, or never
SHOWN_MARKS: Mapping[str, str] = {
    "decimal": "MID(1/2,2,1)",
    "group": f"MID({_TEN_THOUSAND},3,LEN({_TEN_THOUSAND})-5)",
}
"""The marks of numbers in the program that shows a workbook, which takes them from its region and not from a format.

TEXT cannot ask for them: its format codes are written with the region's marks themselves.
"""


def mark_name(name: str) -> str:
    """Give the name of the cell that keeps a mark of the workbook's language."""
    return f"kpi_{name}"


def this_row(table: str, column: str) -> str:
    """Write a reference to another column of the same row, in full, as every spreadsheet program reads it.

    Example:
        >>> this_row("kpi_view", "reach")
        'kpi_view[[#This Row],[reach]]'
    """
    return f"{table}[[#This Row],[{column}]]"


def kpi_cell(formula: Formula, table: str) -> str:
    """Write a KPI's formula for a table cell; #N/A where there is no value, so that charts leave a gap.

    Example:
        >>> kpi_cell(Formula("likes / reach"), "t")
        'IFERROR(t[[#This Row],[likes]]/t[[#This Row],[reach]],NA())'
    """
    return f"IFERROR({formula.excel(lambda name: this_row(table, name))},NA())"


def looked_up(measure: str, table: str, row: str = "slice_row") -> str:
    """Write the look-up of a measure among the slices, at the row that a column of the table gives.

    Example:
        >>> looked_up("reach", "kpi_view")
        'INDEX(kpi_slices[reach],kpi_view[[#This Row],[slice_row]])'
    """
    return f"INDEX(kpi_slices[{measure}],{this_row(table, row)})"


def kpi_cell_of_slice(formula: Formula, table: str, row: str = "slice_row") -> str:
    """Write a KPI's formula over measures that are looked up in place: for tables without columns for them."""
    return f"IFERROR({formula.excel(lambda name: looked_up(name, table, row))},NA())"
