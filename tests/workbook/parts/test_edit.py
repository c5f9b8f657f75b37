"""Editing a package: what is not changed stays as the same compressed bytes."""

from pathlib import Path

import pytest

from kpi_excel.workbook.parts.edit import Edit, calculates_on_load
from kpi_excel.workbook.parts.package import open_package
from tests.workbook.filling.odd import SHEET, workbook
from tests.workbook.rich import packed, parts, write_parts


def saved(path: Path, edit: Edit) -> Path:
    path.write_bytes(edit.save())
    return path


def test_only_what_is_written_changes(tmp_path: Path) -> None:
    source = workbook(tmp_path / "a.xlsx", "<sheetData/>")
    with open_package(source) as package:
        edit = Edit(package)
        same = edit.read(SHEET)
        edit.write(SHEET, same)
        assert edit.changed() == []
        edit.write(SHEET.upper(), same.replace(b"sheetData", b"x"))  # parts are spelled as one likes
        assert edit.changed() == [SHEET]
        assert b"<x/>" in edit.read(SHEET)
        target = saved(tmp_path / "b.xlsx", edit)
    before, after = packed(source), packed(target)
    assert {name for name in after if before[name] != after[name]} == {SHEET}


def test_a_part_is_left_out(tmp_path: Path) -> None:
    with open_package(workbook(tmp_path / "a.xlsx", "<sheetData/>", notes="x")) as package:
        edit = Edit(package)
        edit.remove("xl/NOTES.xml")
        assert set(package.parts()) - set(parts(saved(tmp_path / "b.xlsx", edit))) == {"xl/notes.xml"}


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (b"</sheets>", b'</sheets><calcPr fullCalcOnLoad="1"/>'),
        (
            b'</sheets><definedNames><definedName name="a">1</definedName></definedNames>',
            b'</definedNames><calcPr fullCalcOnLoad="1"/>',
        ),
        (b'</sheets><calcPr calcId="191029"/>', b'<calcPr calcId="191029" fullCalcOnLoad="1"/>'),
        (
            b'</sheets><calcPr calcMode="manual" fullCalcOnLoad="0"></calcPr>',
            b'<calcPr calcMode="manual" fullCalcOnLoad="1"/>',
        ),
    ],
)
def test_calculation_on_load_is_asked_for_in_its_place(end: bytes, expected: bytes, tmp_path: Path) -> None:
    source = workbook(tmp_path / "a.xlsx", "<sheetData/>")
    content = parts(source)
    part = "xl/workbook.xml"
    content[part] = content[part].replace(b"</sheets>", end)
    with open_package(write_parts(tmp_path / "b.xlsx", content)) as package:
        edit = Edit(package)
        assert not calculates_on_load(edit.read(part))
        edit.recalculate_on_load()
        assert expected in edit.read(part)
        assert calculates_on_load(edit.read(part))
