"""Limits: no rows, very many rows, and every text that a cell can be given, as Excel and LibreOffice take them."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils.escape import unescape

from kpi_excel.workbook.checking.lint import lint
from kpi_excel.workbook.filling.fill import Dataset
from kpi_excel.workbook.sheet.cell_xml import Value
from tests.rings import recalculate, validate
from tests.workbook.rich import fill_file, package_of, parts

MOST = 32_767  # characters that Excel takes in a cell
MANY = 50_000
CONTROLS = "".join(map(chr, range(0x20)))
TEXTS = {
    "persian": ["نرخ تعامل ۱۲٪ می‌شود", "اینستاگرام", "سلام، دنیا؟ «گیومه»"],
    "formula-like": ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "'=1", "1e5", "TRUE", "#N/A"],
    "xml": ["<b>&amp;</b>", "]]>", "a \"quoted\" 'one'", " spaces ", "two\nlines", "tab\tbed"],
    "escape-like": ["_x0041_", "_x005F_", "a_x000D_b"],
    "emoji": ["👩‍👩‍👧‍👦", "\U0001f1ee\U0001f1e9", "\u202eright to left"],
    "longest": ["a" * MOST, "ش" * MOST],
}


def template(path: Path) -> Path:
    """Write a template whose table holds texts, a number and a formula over both."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Data")
        columns = [
            {"header": "key"},
            {"header": "caption"},
            {"header": "reach"},
            {"header": "Twice", "formula": "=kpi_posts[[#This Row],[reach]]*2"},
        ]
        sheet.add_table("A1:D2", {"name": "kpi_posts", "columns": columns})
        sheet.write_formula("F1", "=SUM(kpi_posts[reach])")
    return path


def fill_texts(folder: Path, texts: Sequence[str]) -> Path:
    """Fill the template with captions."""
    keys = [str(number) for number in range(len(texts))]
    columns: dict[str, Sequence[Value]] = {"key": keys, "caption": list(texts), "reach": [1.0] * len(texts)}
    target = folder / "filled.xlsx"
    fill_file(template(folder / "template.xlsx"), target, {"posts": Dataset(columns)}, build=True)
    return target


def captions(path: Path) -> list[Cell | MergedCell]:
    """Give the cells of the captions."""
    sheet = openpyxl.load_workbook(path)["Data"]
    area = sheet.tables["kpi_posts"].ref if "kpi_posts" in sheet.tables else f"A1:D{sheet.max_row}"
    return [row[1] for row in sheet[area][1:]]


def read_texts(path: Path) -> list[str]:
    """Give the captions, the format's own escapes read."""
    return [unescape(str(cell.value)) for cell in captions(path)]


@pytest.mark.parametrize("kind", TEXTS)
def test_texts_stay_the_same_texts(kind: str, tmp_path: Path) -> None:
    path = fill_texts(tmp_path, TEXTS[kind])
    assert {cell.data_type for cell in captions(path)} == {"s"}
    assert read_texts(path) == TEXTS[kind]
    assert lint(package_of(path)) == []


@pytest.mark.validator
@pytest.mark.parametrize("kind", TEXTS)
def test_texts_are_valid(kind: str, tmp_path: Path) -> None:
    assert validate(fill_texts(tmp_path, TEXTS[kind])) == []


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", sorted(set(TEXTS) - {"escape-like"}))
def test_libreoffice_reads_the_same_texts_and_no_formula(kind: str, tmp_path: Path) -> None:
    again = recalculate(fill_texts(tmp_path, TEXTS[kind]), tmp_path / "again")
    assert {cell.data_type for cell in captions(again)} == {"s"}
    assert read_texts(again) == TEXTS[kind]


@pytest.mark.libreoffice
def test_libreoffice_reads_texts_that_look_like_escapes(tmp_path: Path) -> None:
    again = recalculate(fill_texts(tmp_path, ["_x0041_", "b_x0042_"]), tmp_path / "again")
    strings = parts(again)["xl/sharedStrings.xml"]  # escaped again; openpyxl would drop the escapes
    assert b">_x005F_x0041_</t>" in strings
    assert b">b_x005F_x0042_</t>" in strings


def test_longer_texts_are_cut_where_excel_ends(tmp_path: Path) -> None:
    path = fill_texts(tmp_path, ["a" * (MOST + 1), "ش" * 100_000, "=" * (MOST + 1)])
    assert read_texts(path) == ["a" * MOST, "ش" * MOST, "=" * MOST]
    assert lint(package_of(path)) == []


def test_texts_are_cut_as_excel_counts_in_utf_16(tmp_path: Path) -> None:
    (found,) = read_texts(fill_texts(tmp_path, ["😀" * MOST]))
    assert len(found.encode("utf-16-le")) // 2 <= MOST


@pytest.mark.parametrize("code", range(0x20))
def test_control_characters_are_kept_in_the_formats_own_escape(code: int, tmp_path: Path) -> None:
    path = fill_texts(tmp_path, [f"a{chr(code)}b"])
    assert [cell.data_type for cell in captions(path)] == ["s"]
    assert read_texts(path) == [f"a{chr(code)}b"]
    assert lint(package_of(path)) == []


def test_the_longest_text_of_control_characters_is_no_flaw(tmp_path: Path) -> None:
    path = fill_texts(tmp_path, ["\x01" * MOST])
    assert read_texts(path) == ["\x01" * MOST]
    assert lint(package_of(path)) == []


@pytest.mark.validator
def test_control_characters_and_cut_texts_are_valid(tmp_path: Path) -> None:
    texts = [CONTROLS, "a" * (MOST + 1), "\x01" * MOST, "😀" * MOST, "\ufffe\uffff"]
    assert validate(fill_texts(tmp_path, texts)) == []


@pytest.mark.libreoffice
def test_libreoffice_opens_control_characters_as_text(tmp_path: Path) -> None:
    again = recalculate(fill_texts(tmp_path, ["\x00=1+1", "a\x01b", "\x1f", "\x0b-1"]), tmp_path / "again")
    cells = captions(again)
    assert len(cells) == 4
    assert "f" not in {cell.data_type for cell in cells}
    assert read_texts(again)[1] in ("a\x01b", "ab")


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb"])
def test_half_characters_do_not_stop_the_filling(text: str, tmp_path: Path) -> None:
    path = fill_texts(tmp_path, [text, "next"])
    assert read_texts(path)[1] == "next"
    assert lint(package_of(path)) == []


@pytest.mark.validator
@pytest.mark.parametrize("rows", [0, 1, MANY])
def test_no_rows_and_very_many_are_right(rows: int, tmp_path: Path) -> None:
    path = fill_texts(tmp_path, [f"پست {number}" for number in range(rows)])
    sheet = openpyxl.load_workbook(path, data_only=True)["Data"]
    assert sheet.tables["kpi_posts"].ref == f"A1:D{max(rows, 1) + 1}"
    assert sheet["F1"].value == rows
    last = [cell.value for cell in sheet[max(rows, 1) + 1]][:4]
    assert last[1:] == ([f"پست {rows - 1}", 1, 2] if rows else [None, None, None])
    assert lint(package_of(path)) == []
    assert validate(path) == []


@pytest.mark.libreoffice
@pytest.mark.parametrize("rows", [0, MANY])
def test_libreoffice_recalculates_no_rows_and_very_many(rows: int, tmp_path: Path) -> None:
    again = recalculate(fill_texts(tmp_path, ["=1"] * rows), tmp_path / "again")
    sheet = openpyxl.load_workbook(again, data_only=True)["Data"]
    assert sheet["F1"].value == rows
    if rows:
        assert [cell.value for cell in sheet[rows + 1]][1:4] == ["=1", 1, 2]
        assert sheet.cell(rows + 1, 2).data_type == "s"
