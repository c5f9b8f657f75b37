"""Workbooks for calculators: a sheet of numbers and formulas."""

from datetime import date
from pathlib import Path

import xlsxwriter

DAY = date(2026, 9, 30)


def sheet_of(path: Path, *formulas: str) -> Path:
    """Write 1 to 5 in A1:A5, a date in B1, a table t in G1:H4, and formulas below each other in E1, E2 ..."""
    with xlsxwriter.Workbook(str(path)) as file:
        sheet = file.add_worksheet("S")
        sheet.write_column(0, 0, [1, 2, 3, 4, 5])
        sheet.write_datetime(0, 1, DAY, file.add_format({"num_format": "mmm yyyy"}))
        columns = [{"header": "a"}, {"header": "b c"}]
        sheet.add_table(0, 6, 3, 7, {"name": "t", "columns": columns, "data": [[1, 2], [3, 4], [5, 6]]})
        file.define_name("as_long_as_its_data", "=OFFSET(S!$A$1,0,0,COUNT(S!$A:$A),1)")
        file.define_name("the_day", "=TODAY()")
        file.define_name("first_three", "=S!$A$1:$A$3")
        for row, formula in enumerate(formulas):
            sheet.write_formula(row, 4, f"={formula}")
    return path
