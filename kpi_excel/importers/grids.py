"""Grids: a file's bytes as rows of cells, whatever its encoding, delimiter and quoting."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import StringIO

from kpi_excel.importers.files import ExportFile
from kpi_excel.importers.refusal import RefusedError

Cell = str | float | bool | datetime | None
Row = tuple[Cell, ...]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NO_TABLES = (  # the first bytes of a PDF, of pictures, JSON and web pages
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x00\x00\x00\x18ftyp", b"{", b"<!DOCTYPE html", b"<html",
)  # fmt: skip
_ZIP = b"PK\x03\x04"
_WORKBOOKS = (_ZIP, b"\xd0\xcf\x11\xe0")
_DELIMITERS = ",;\t|"
_SAMPLE = 200  # rows that tell the delimiter
_MAX_FIELD = 10_000_000  # characters of a cell; a caption has some thousands
_MARK = "sep="


@dataclass(frozen=True)
class Grid:
    """Rows of cells, as they stand in a file or on a sheet.

    Args:
        sheet: the sheet's name; empty for a file of text.
        rows: the cells; a text file's are texts, and empty ones are None everywhere.
        lines: the line in which each row begins, or its row number on the sheet.
        is_cut: whether it ends in the middle of a row, as half a download does.
    """

    sheet: str
    rows: tuple[Row, ...]
    lines: tuple[int, ...]
    is_cut: bool = False


def read_grids(file: ExportFile) -> tuple[Grid, ...]:
    """Read a file.

    Returns:
        One grid of a text file, one per sheet of a workbook; hidden sheets too.

    Raises:
        RefusedError: if it is no table.
    """
    if file.refusal is not None:
        raise file.refusal
    start = file.data[:64].lstrip()
    if any(start[: len(first)].lower() == first.lower() for first in _NO_TABLES):
        raise RefusedError("not-a-table")
    if file.data.startswith(_WORKBOOKS):
        return _read_workbook(file)
    text = decoded(file.data)
    if not text.strip():
        raise RefusedError("empty-file")
    return (_read_text(text),)


def decoded(data: bytes) -> str:
    """Decode a text file: by its mark, as UTF-16 without one, as UTF-8, else as Windows' western encoding.

    Example:
        >>> decoded("é".encode("utf-16")), decoded("é".encode("utf-16-le")), decoded("é,b".encode("cp1252"))
        ('é', 'é', 'é,b')

    Raises:
        RefusedError: if it is no text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _as(encoding, data[len(mark) :])
    sample = data[:4000]
    odd, even = sample[1::2], sample[::2]
    if b"\0" in sample:
        if odd.count(0) > 2 * even.count(0) and 3 * odd.count(0) > len(odd):
            return _as("utf-16-le", data)
        if even.count(0) > 2 * odd.count(0) and 3 * even.count(0) > len(even):
            return _as("utf-16-be", data)
        raise RefusedError("not-a-table")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _as(encoding: str, data: bytes) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:  # half a download ends within a letter
        return data.decode(encoding, "ignore")


def _read_text(text: str) -> Grid:
    first, _, rest = text.partition("\n")
    delimiter, skipped = "", 0
    mark = first.strip().strip('"')
    if mark.lower().startswith(_MARK) and len(mark) <= len(_MARK) + 1:
        delimiter, text, skipped = mark[len(_MARK) :] or "\t", rest, 1
    delimiter = delimiter or find_delimiter(text)
    rows, lines = _parse(text, delimiter, skipped)
    whole = [row for row in rows if row]
    if whole and sum(len(row) == 1 and row[0].count(delimiter) > 0 for row in whole) > len(whole) / 2:
        rows = [_inner(row, delimiter) for row in rows]  # each line stands in quotes as a whole
    cells = tuple(tuple(cell if cell.strip() else None for cell in row) for row in rows)
    return Grid("", cells, tuple(lines), _is_cut(text, rows))


def _is_cut(text: str, rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the last row lacks cells that the one before it has, and its line does not end; one is a remark."""
    if text.endswith(("\n", "\r")) or len(rows) < 2:
        return False
    open_quote = rows[-1][-1:] != [""] and text.count('"') % 2 == 1
    return open_quote or 1 < len(rows[-1]) < len(rows[-2])


def find_delimiter(text: str) -> str:
    r"""Tell what stands between cells: what gives most rows one and the same number of cells.

    Example:
        >>> find_delimiter("a;b;c\n1,5;2;3\n2,5;3;4\n"), find_delimiter("one line")
        (';', ',')
    """
    sample = "".join(text.splitlines(keepends=True)[:_SAMPLE])
    scores = {}
    for delimiter in _DELIMITERS:
        widths = Counter(len(row) for row in _parse(sample, delimiter, 0)[0] if len(row) > 1)
        width, rows = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(1, 0))
        scores[delimiter] = (rows, width)
    best = max(_DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best][0] else _DELIMITERS[0]


def _parse(text: str, delimiter: str, skipped: int) -> tuple[list[list[str]], list[int]]:
    csv.field_size_limit(_MAX_FIELD)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    lines: list[int] = []
    line = skipped
    while True:
        begins = line + 1
        try:
            row = next(reader)
        except StopIteration:
            return rows, lines
        except csv.Error:  # a quote that is never closed: half a download
            return rows, lines
        line = skipped + reader.line_num
        rows.append(row)
        lines.append(begins)


def _inner(row: Sequence[str], delimiter: str) -> list[str]:
    if len(row) != 1 or delimiter not in row[0]:
        return list(row)
    return next(csv.reader([row[0]], delimiter=delimiter), [])


def _read_workbook(file: ExportFile) -> tuple[Grid, ...]:
    """Read the sheets of a workbook, whatever stands in them; one of the formats before 2007 knows no traps of size."""
    from kpi_excel.importers.sheets import read_old_sheets, read_sheets  # noqa: PLC0415 - only for workbooks

    sheets = (read_sheets if file.data.startswith(_ZIP) else read_old_sheets)(file)
    grids = [
        Grid(name, tuple(tuple(map(_cell, row)) for row in rows), tuple(range(1, len(rows) + 1)))
        for name, rows in sheets.items()
    ]
    return tuple(grid for grid in grids if any(cell is not None for row in grid.rows for cell in row))


def _cell(value: object) -> Cell:
    """Give what a cell holds; a length of time as fraction of a day, as Excel counts it."""
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, datetime) or value is None:
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86_400
    if isinstance(value, timedelta):
        return value.total_seconds() / 86_400
    return value if isinstance(value, bool) else float(value)  # type: ignore[arg-type]
