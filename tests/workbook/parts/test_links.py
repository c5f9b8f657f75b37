"""Links: cut, followed, and what nothing leads to any more left out with its type."""

from pathlib import Path

from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.links import cut_links, leave_out, reached
from tests.workbook.rich import package_of, parts, rich

BOOK, SHEET = "xl/workbook.xml", "xl/worksheets/sheet2.xml"


def saved(edit: Edit, path: Path) -> dict[str, bytes]:
    path.write_bytes(edit.save())
    return parts(path)


def test_every_part_of_a_workbook_can_be_reached(tmp_path: Path) -> None:
    package = package_of(rich(tmp_path / "a.xlsx"))
    assert reached(Edit(package)) >= {part.casefold() for part in package.parts()} - {"[content_types].xml"}


def test_what_a_cut_link_led_to_goes_with_all_that_only_it_led_to(tmp_path: Path) -> None:
    path = rich(tmp_path / "a.xlsx")
    edit = Edit(package_of(path))
    before = reached(edit)
    (cut,) = cut_links(edit, SHEET, lambda link: link.type == "drawing")
    assert cut in parts(path)["xl/worksheets/_rels/sheet2.xml.rels"].decode()
    gone = before - reached(edit)
    leave_out(edit, gone)
    after = saved(edit, tmp_path / "b.xlsx")
    assert set(parts(path)) - set(after) == {
        "xl/drawings/drawing1.xml", "xl/drawings/_rels/drawing1.xml.rels", "xl/charts/chart1.xml",
        "xl/media/image2.png",
    }  # fmt: skip
    assert b"drawing1.xml" not in after["[Content_Types].xml"].replace(b"vmlDrawing1", b"")
    assert b"chart2.xml" in after["[Content_Types].xml"]  # the chart sheet's


def test_cutting_nothing_changes_nothing(tmp_path: Path) -> None:
    edit = Edit(package_of(rich(tmp_path / "a.xlsx")))
    assert cut_links(edit, BOOK, lambda link: link.type == "absent") == set()
    assert edit.changed() == []
