import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from kpi_excel import __version__
from kpi_excel.workbook.checking.lint import lint
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.marks import (
    FilledColumn,
    FilledTable,
    Kind,
    Maker,
    read_filled,
    read_maker,
    short,
    write_marks,
)
from kpi_excel.workbook.parts.package import open_package
from tests import rings
from tests.workbook.books import book, change_part, rewrite

MAKER = Maker(Kind.DASHBOARD, "fa")
REACH = FilledTable(
    "kpi_platforms", 'What "we" say', (FilledColumn(2, "reach", "دسترسی (نفر)"), FilledColumn(7, "likes", "likes"))
)
MANY = tuple(FilledColumn(number, f"key{number}", f"Header {number} " + "x" * 99) for number in range(1, 201))
LARGE = FilledTable("kpi_slices", "calc", MANY)


def marked(source: Path, target: Path, *tables: FilledTable, maker: Maker = MAKER) -> Path:
    with open_package(source) as package:
        edit = Edit(package)
        write_marks(edit, maker, tables)
        target.write_bytes(edit.save())
    return target


def read(path: Path) -> tuple[Maker | None, dict[str, FilledTable]]:
    with open_package(path) as package:
        return read_maker(package), {one.table: one for one in read_filled(package)}


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return book(tmp_path / "plain.xlsx", {"Posts": [["a", "b"]]})


def test_a_workbook_without_marks_says_nothing(plain: Path) -> None:
    assert read(plain) == (None, {})


def test_what_is_written_is_read(tmp_path: Path, plain: Path) -> None:
    path = marked(plain, tmp_path / "marked.xlsx", REACH, LARGE)
    assert read(path) == (
        Maker(Kind.DASHBOARD, "fa", __version__, "kpi-excel"),
        {"kpi_platforms": REACH, "kpi_slices": LARGE},
    )


@pytest.mark.parametrize("day", [date(2026, 9, 30), None])
def test_the_day_is_kept(day: date | None, tmp_path: Path, plain: Path) -> None:
    maker = Maker(Kind.DASHBOARD, "fa", day=day)
    assert read(marked(plain, tmp_path / "marked.xlsx", REACH, maker=maker))[0] == maker


def test_names_are_hidden_constants_within_the_limits_of_excel(tmp_path: Path, plain: Path) -> None:
    path = marked(plain, tmp_path / "marked.xlsx", REACH, LARGE)
    names = openpyxl.load_workbook(path).defined_names
    assert {"kpi_made_by", "kpi_filled_platforms", "kpi_filled_slices", "kpi_filled_slices_2"} < set(names)
    assert all(one.hidden for one in names.values())
    assert names["kpi_made_by"].attr_text == f'{{"kpi-excel","{__version__}","fa","dashboard"}}'
    assert names["kpi_filled_platforms"].attr_text == (
        '{"kpi_platforms","What ""we"" say","2 reach دسترسی (نفر)","7 likes"}'
    )
    for one in names.values():
        assert len(one.attr_text) <= 8_192  # characters of a formula
        assert all(len(text) <= 255 for text in re.findall(r'"((?:[^"]|"")*)"', one.attr_text))  # of a text in it
    with open_package(path) as package:
        assert not lint(package)


def test_a_second_filling_replaces_the_marks_of_the_first(tmp_path: Path, plain: Path) -> None:
    first = marked(plain, tmp_path / "first.xlsx", REACH, LARGE)
    second = marked(first, tmp_path / "second.xlsx", REACH, maker=Maker(Kind.COPY, "en"))
    assert read(second) == (Maker(Kind.COPY, "en"), {"kpi_platforms": REACH})


def test_names_of_an_owners_own_and_of_tables_stay_their_own(tmp_path: Path) -> None:
    workbook = xlsxwriter.Workbook(tmp_path / "own.xlsx")
    sheet = workbook.add_worksheet("Data")
    sheet.add_table("A1:B3", {"name": "kpi_filled_platforms"})
    workbook.define_name("kpi_filled_platforms_2", "=Data!$A$1")
    workbook.define_name("kpi_filled_note", '="mine"')
    workbook.close()
    taken = FilledTable("kpi_filled_platforms", "Data", ())
    path = marked(tmp_path / "own.xlsx", tmp_path / "marked.xlsx", taken, REACH)
    names = openpyxl.load_workbook(path).defined_names
    assert names["kpi_filled_platforms_2"].attr_text == "Data!$A$1"
    assert names["kpi_filled_note"].attr_text == '"mine"'
    assert read(path)[1] == {"kpi_filled_platforms": taken, "kpi_platforms": REACH}
    with open_package(path) as package:
        assert not lint(package)


@pytest.mark.parametrize("text", [b"TRUE", b"{1,2}", b'{"kpi-excel"}', b'{"a","b","c","spreadsheet"}', b"Posts!$A$1"])
def test_a_mark_that_somebody_changed_is_passed_over(tmp_path: Path, plain: Path, text: bytes) -> None:
    path = marked(plain, tmp_path / "marked.xlsx", REACH)
    change = change_part("xl/workbook.xml", rb'(name="kpi_made_by"[^>]*>)[^<]*', rb"\1" + text)
    assert read(rewrite(path, tmp_path / "changed.xlsx", change)) == (None, {"kpi_platforms": REACH})


def test_a_header_is_kept_on_one_line_and_not_too_long() -> None:
    assert short(" Reach\r\n of  all ") == "Reach of all"
    assert short("x" * 300) == "x" * 120


def test_marks_survive_libreoffice(tmp_path: Path, plain: Path) -> None:
    marked(plain, tmp_path / "marked.xlsx", REACH, LARGE)
    rings.need(rings.libreoffice_absence())
    (tmp_path / "saved").mkdir()
    saved = rings.recalculate(tmp_path / "marked.xlsx", tmp_path / "saved")
    maker, tables = read(saved)
    assert (maker, tables["kpi_platforms"]) == (MAKER, REACH)
    assert set(tables["kpi_slices"].columns) == set(LARGE.columns)
    names = openpyxl.load_workbook(saved).defined_names
    assert all(one.hidden for one in names.values())
