"""Links, notes and comments stay with their rows."""

from pathlib import Path

import openpyxl
import xlsxwriter

from tests.workbook.filling.odd import filled
from tests.workbook.rich import TWO


def test_notes_move_with_their_boxes_and_buttons_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Data")
    columns = [{"header": name} for name in ("platform", "reach", "Note")]
    sheet.add_table("B1:D3", {"name": "kpi_platforms", "columns": columns, "data": [["X", 1, "gone"], ["TikTok", 2]]})
    sheet.write_comment("C2", "about X")
    sheet.write_comment("C3", "about TikTok")
    sheet.insert_button("H2", {"caption": "Press"})
    book.close()
    after, result = filled(path, TWO)
    book_after = openpyxl.load_workbook(tmp_path / "filled.xlsx")
    assert book_after["Data"]["C2"].comment.text == "about TikTok"
    assert book_after["Data"]["C3"].comment is None
    drawing = after["xl/drawings/vmlDrawing1.vml"]
    assert (drawing.count("<v:shape "), drawing.count('ObjectType="Note"'), drawing.count('ObjectType="Button"')) == (
        2,
        1,
        1,
    )
    assert "<x:Row>1</x:Row>" in drawing
    assert sorted((loss.column, loss.text) for loss in result.losses) == [("Note", "gone"), ("reach", "about X")]
