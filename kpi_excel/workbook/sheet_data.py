"""Sheet data: the rows and cells of a worksheet part, edited as bytes so that what is not touched stays byte for byte.

A worksheet's XML is cut at ``<sheetData>`` into what stands before, the rows, and what stands after. A row that nobody
changes is written back as it was read; in a changed row only the changed cells are new.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from xml.sax.saxutils import escape

from kpi_excel.workbook.cells import Area, column_letters, column_number

Value = float | int | str | bool | date | datetime | None
"""What a cell can hold. None is an empty cell, NaN is #N/A."""

_SHEET_DATA = re.compile(rb"<((?:\w+:)?)sheetData(?:\s[^>]*)?(?:/>|>(.*?)</\1sheetData>)", re.DOTALL)
_ROW = re.compile(rb"<(?:\w+:)?row(\s[^>]*?)?(?:/>|>(.*?)</(?:\w+:)?row>)", re.DOTALL)
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*"([^"]*)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f(?=[\s/>])")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ERRORS = ("#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
_EPOCH = datetime(1899, 12, 30)
MAX_TEXT = 32_767
NOT_AVAILABLE = float("nan")


@dataclass
class Row:
    """One row: its attributes and its cells by column number, each as the bytes of a ``c`` element."""

    attributes: bytes
    cells: dict[int, bytes]


class SheetData:
    """The rows of a worksheet part.

    Args:
        xml: the whole part.

    Raises:
        ValueError: if the part has no sheet data.
    """

    def __init__(self, xml: bytes) -> None:
        found = _SHEET_DATA.search(xml)
        if found is None:
            raise ValueError("the worksheet has no sheetData")
        self.before, self.after = xml[: found.start()], xml[found.end() :]
        self.prefix = found[1]
        self._raw: dict[int, bytes] = {}
        self._rows: dict[int, Row] = {}
        number = 0
        for row in _ROW.finditer(found[2] or b""):
            given = _attributes(row[1] or b"").get(b"r")
            number = int(given) if given else number + 1
            self._raw[number] = row[0]

    def row(self, number: int) -> Row:
        """Give a row to read or change; an empty one if there is none."""
        if number not in self._rows:
            found = _ROW.fullmatch(self._raw.get(number, b""))
            if found is None:
                self._rows[number] = Row(b"", {})
            else:
                self._rows[number] = Row(found[1] or b"", dict(_cells(found[2] or b"")))
            self._raw.setdefault(number, b"")
        return self._rows[number]

    def rows(self) -> list[int]:
        """List the numbers of the rows that exist."""
        return sorted(self._raw)

    def cell(self, row: int, column: int) -> bytes:
        """Give a cell's bytes; empty if there is no cell."""
        return self.row(row).cells.get(column, b"") if row in self._raw else b""

    def formula_cells(self) -> Iterator[tuple[int, int, bytes]]:
        """Give row, column and bytes of every cell that holds a formula."""
        for number in self.rows():
            if number in self._rows or _FORMULA.search(self._raw[number]):
                for column, data in sorted(self.row(number).cells.items()):
                    if _FORMULA.search(data):
                        yield number, column, data

    def used(self) -> Area | None:
        """Give the rectangle that holds all cells."""
        columns: set[int] = set()
        rows = []
        for number in self.rows():
            if number in self._rows:
                found = set(self._rows[number].cells)
            else:
                inner = _ROW.fullmatch(self._raw[number])
                found = {column for column, _ in _cells((inner[2] if inner else b"") or b"")}
            if found:
                rows.append(number)
                columns |= found
        return Area(min(rows), min(columns), max(rows), max(columns)) if rows else None

    def drop(self, number: int) -> None:
        """Remove a row that holds no cells."""
        if number in self._raw and not self.row(number).cells:
            del self._raw[number], self._rows[number]

    def serialize(self) -> bytes:
        """Write the part."""
        prefix = self.prefix
        parts = [self.before, b"<", prefix, b"sheetData>"]
        for number in self.rows():
            row = self._rows.get(number)
            if row is None:
                parts.append(self._raw[number])
                continue
            found = _ROW.fullmatch(self._raw[number])
            if found is not None and dict(_cells(found[2] or b"")) == row.cells and (found[1] or b"") == row.attributes:
                parts.append(self._raw[number])
                continue
            attributes = _without(row.attributes, b"r", b"spans")
            parts.append(b'<%brow r="%d"%b>' % (prefix, number, attributes))
            parts.extend(row.cells[column] for column in sorted(row.cells))
            parts.append(b"</%brow>" % prefix)
        parts += [b"</", prefix, b"sheetData>", self.after]
        return b"".join(parts)


def _cells(data: bytes) -> Iterator[tuple[int, bytes]]:
    column = 0
    for found in _CELL.finditer(data):
        reference = _attributes(found[1]).get(b"r", b"")
        letters = re.match(rb"[A-Z]+", reference)
        column = column_number(letters[0].decode()) if letters else column + 1
        yield column, found[0]


def _attributes(data: bytes) -> dict[bytes, bytes]:
    return dict(_ATTRIBUTE.findall(data))


def _without(data: bytes, *names: bytes) -> bytes:
    kept = [(key, value) for key, value in _ATTRIBUTE.findall(data) if key not in names]
    return b"".join(b' %b="%b"' % pair for pair in kept)


def style_of(data: bytes) -> str:
    """Give the style number of a cell's bytes; empty for the default."""
    found = _CELL.fullmatch(data)
    return _attributes(found[1]).get(b"s", b"").decode() if found else ""


def text_inside(data: bytes, element: str) -> str | None:
    """Give the text of a cell's ``f`` or ``v`` element; None if it has none."""
    found = re.search(rb"<(?:\w+:)?%b(?:\s[^>]*)?>([^<]*)</" % element.encode(), data)
    return _unescape(found[1].decode()) if found else None


def _unescape(text: str) -> str:
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


def write_cell(row: int, column: int, value: Value, style: str = "", formula: str = "", prefix: bytes = b"") -> bytes:
    """Write a cell.

    Args:
        row: row number.
        column: column number.
        value: what it holds, or for a formula its cached value; text is always text, never a formula.
        style: style number; empty for the default.
        formula: without ``=``; empty for a constant.
        prefix: namespace prefix with its colon, for parts that use one.
    """
    p = prefix.decode()
    address = f"{column_letters(column)}{row}"
    start = f'<{p}c r="{address}" s="{style}"' if style else f'<{p}c r="{address}"'
    inside = f"<{p}f>{escape(formula)}</{p}f>" if formula else ""
    kind, content = cached(value)
    if content is None:
        return (f"{start}>{inside}</{p}c>" if inside else f"{start}/>").encode()
    if not kind:
        return f"{start}>{inside}<{p}v>{content}</{p}v></{p}c>".encode()
    content = escape(content)
    if kind == "str" and not formula:
        space = ' xml:space="preserve"' if content != content.strip() or "\n" in content else ""
        return f'{start} t="inlineStr"><{p}is><{p}t{space}>{content}</{p}t></{p}is></{p}c>'.encode()
    return f'{start} t="{kind}">{inside}<{p}v>{content}</{p}v></{p}c>'.encode()


def cached(value: Value) -> tuple[str, str | None]:
    """Give the type attribute and the text of a value; no text for an empty cell."""
    if value is None:
        return "", None
    if isinstance(value, str):
        return "str", clean_text(value)
    if isinstance(value, bool):
        return "b", "1" if value else "0"
    if isinstance(value, (int, float)):
        if value != value or value in (math.inf, -math.inf):  # noqa: PLR0124 - NaN
            return "e", "#N/A"
        return "", repr(int(value)) if value == int(value) and -1e15 < value < 1e15 else repr(float(value))
    return "", repr(excel_date(value))


def excel_date(value: date | datetime) -> float | int:
    """Count a date's days as Excel does, with the time as fraction.

    Example:
        >>> excel_date(date(2026, 9, 30)), excel_date(datetime(2026, 9, 30, 12))
        (46295, 46295.5)
    """
    if not isinstance(value, datetime):
        return (datetime(value.year, value.month, value.day) - _EPOCH).days
    days = (value - _EPOCH).total_seconds() / 86_400
    return int(days) if days.is_integer() else days


def clean_text(text: str) -> str:
    """Make a text fit into a cell: at most 32,767 characters, control characters in the format's own escape."""
    return _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text[:MAX_TEXT])


def with_cached_value(data: bytes, value: Value, prefix: bytes = b"") -> bytes:
    """Give a formula cell with another cached value; its formula, style and other attributes stay.

    Args:
        data: the cell's bytes.
        value: the value; an error text such as ``#DIV/0!`` becomes an error; None removes the cached value.
        prefix: namespace prefix with its colon.
    """
    found = _CELL.fullmatch(data)
    if found is None:
        raise ValueError("not a cell")
    formula = re.search(rb"<(?:\w+:)?f(?=[\s/>]).*?(?:/>|</(?:\w+:)?f>)", found[2] or b"", re.DOTALL)
    inside = formula[0] if formula else b""
    kind, content = ("e", value) if isinstance(value, str) and value in _ERRORS else cached(value)
    attributes = _without(found[1], b"t")
    if content is None:
        return b"<%bc%b>%b</%bc>" % (prefix, attributes, inside, prefix)
    kind_text = f' t="{kind}"'.encode() if kind else b""
    text = escape(content).encode()
    return b"<%bc%b%b>%b<%bv>%b</%bv></%bc>" % (
        prefix, attributes, kind_text, inside, prefix, text, prefix, prefix,
    )  # fmt: skip


def moved(data: bytes, row: int, column: int) -> bytes:
    """Give a cell's bytes at another address."""
    return re.sub(rb'(\sr=")[A-Z]+[0-9]+"', rb"\g<1>%b%d\"" % (column_letters(column).encode(), row), data, count=1)
