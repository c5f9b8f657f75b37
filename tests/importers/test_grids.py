"""Text of any encoding, delimiter and quoting, and workbooks, become rows of cells."""

import io
from datetime import datetime

import openpyxl
import pytest

from kpi_excel.importers.files import ExportFile
from kpi_excel.importers.grids import find_delimiter, read_grids
from kpi_excel.importers.refusal import RefusedError


def rows(data: bytes, name: str = "a.csv") -> list[list[object]]:
    (grid,) = read_grids(ExportFile(name, "", data))
    return [list(row) for row in grid.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(encoding: str) -> None:
    text = "Date,Überblick\n2026-07-01,5\n2026-07-02,6\n"
    assert rows(text.encode(encoding)) == [["Date", "Überblick"], ["2026-07-01", "5"], ["2026-07-02", "6"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a;b\n1,5;2\n", [["a", "b"], ["1,5", "2"]]),
        ("a\tb\n1,000\t2\n", [["a", "b"], ["1,000", "2"]]),
        ("a|b\n1|2\n", [["a", "b"], ["1", "2"]]),
        ('sep=,\n"Reach"\n"Date","Primary"\n"x","1"\n', [["Reach"], ["Date", "Primary"], ["x", "1"]]),
        ("sep=;\na;b\n1;2\n", [["a", "b"], ["1", "2"]]),
        ('"a,b"\n"1,""x, y"""\n', [["a", "b"], ["1", "x, y"]]),  # each line in quotes as a whole
        ('a,b\n"two\nlines",2\n', [["a", "b"], ["two\nlines", "2"]]),
        ("a,b\n1\n1,2,3\n", [["a", "b"], ["1"], ["1", "2", "3"]]),  # ragged
        ('a,b\n1,2\n"never closed', [["a", "b"], ["1", "2"], ["never closed"]]),
        ("a,b\n ,2\n", [["a", "b"], [None, "2"]]),
    ],
)
def test_delimiters_and_quotes(text: str, expected: list[list[object]]) -> None:
    assert rows(text.encode()) == expected


def test_rows_keep_the_lines_in_which_they_begin() -> None:
    (grid,) = read_grids(ExportFile("a.csv", "", b'sep=,\nh,i\n"two\nlines",1\nx,2\n'))
    assert grid.lines == (2, 3, 5)


@pytest.mark.parametrize(
    ("text", "is_cut"),
    [
        ("a,b,c\n1,2,3\n4,5", True),
        ('a,b,c\n1,2,"never closed', True),
        ("a,b,c\n1,2,3", False),
        ("a,b,c\n1,2,3\n4,5\n", False),
        ("a,b,c\n1,2,3\nShowing top 500 results", False),
    ],
)
def test_half_a_download(text: str, is_cut: bool) -> None:
    (grid,) = read_grids(ExportFile("a.csv", "", text.encode()))
    assert grid.is_cut is is_cut


def test_a_figure_with_a_comma_is_no_delimiter() -> None:
    assert find_delimiter("Date;Cost\n01.07.2026;1,50\n02.07.2026;2,75\n") == ";"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7", "not-a-table"),
        (b"\x89PNG\r\n", "not-a-table"),
        (b"<html><body>", "not-a-table"),
        (b"\x00\x01\x02\x00\x00\x07" * 50, "not-a-table"),
        (b"", "empty-file"),
        (b" \n\n", "empty-file"),
        (b"PK\x03\x04 half a workbook", "damaged-workbook"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read_grids(ExportFile("x", "", data))
    assert refused.value.code == code


def test_sheets_of_a_workbook() -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "Metrics"
    first.append(["Date", "Impressions"])
    first.append([datetime(2026, 7, 1), 1234])
    book.create_sheet("Empty")
    stream = io.BytesIO()
    book.save(stream)
    (grid,) = read_grids(ExportFile("a.xlsx", "", stream.getvalue()))
    assert (grid.sheet, grid.rows) == ("Metrics", (("Date", "Impressions"), (datetime(2026, 7, 1), 1234.0)))
    assert grid.lines == (1, 2)
