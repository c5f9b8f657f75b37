"""Formula cells: each once, with its own text, also where several share one or an array gives to several."""

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.sheet.formula_cells import formula_cells
from kpi_excel.workbook.sheet.sheet_data import SheetData

SHEET = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1*2</f><v>2</v></c><c r="C1" t="str"><f>""</f><v></v></c></row>
<row r="2"><c r="B2"><f t="shared" ref="B2:B3" si="0">A2+$A$1</f><v>5</v></c></row>
<row r="3"><c r="B3"><f t="shared" si="0"/><v>6</v></c>
<c r="D3" cm="1"><f t="array" ref="D3:D4">A1:A2</f><v>1</v></c></row>
<row r="4"><c r="D4"><f ca="1"/><v>7</v></c><c r="E4"><f>NOW()</f></c></row>
</sheetData></worksheet>"""


def test_formula_cells_are_listed_with_what_they_say_and_carry() -> None:
    cells = dict(formula_cells("S", SheetData(SHEET)))
    assert {place: one.text_at(*place[1:]) for place, one in cells.items()} == {
        ("S", 1, 2): "A1*2",
        ("S", 1, 3): '""',
        ("S", 2, 2): "A2+$A$1",
        ("S", 3, 2): "A3+$A$1",  # shared, one row further down
        ("S", 3, 4): "A1:A2",
        ("S", 4, 5): "NOW()",
    }
    assert [one.stored for one in cells.values()] == [2.0, "", 5.0, 6.0, 1.0, None]
    array = cells["S", 3, 4].array
    assert array is not None
    assert (array.area, array.spills) == (Area(3, 4, 4, 4), True)
