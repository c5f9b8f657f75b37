"""Sheet data: the rows and cells of a worksheet part, edited as bytes so that what is not touched stays byte for byte.

A worksheet's XML is cut at ``<sheetData>`` into what stands before, the rows, and what stands after. A row that nobody
changes is written back as it was read; in a changed row only the changed cells are new. A row is one piece of bytes
until its cells are asked for, because a cell of its own takes several times the memory of its text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kpi_excel.workbook.cells import Area, column_letters, column_number
from kpi_excel.workbook.sheet.cell_xml import (
    Value,
    excel_date,
    style_of,
    text_inside,
    with_cached_value,
    without_attributes,
    write_cell,
)
from kpi_excel.workbook.xml import BrokenPartError, in_utf_8, parse, serialize

__all__ = ["Row", "SheetData", "Value", "excel_date", "style_of", "text_inside", "with_cached_value", "write_cell"]

_SHEET_DATA = re.compile(rb"<((?:\w+:)?)sheetData(?:\s[^>]*)?(/?)>")
_ROW_START = re.compile(rb"<(?:\w+:)?row(?=[\s/>])")
_ROW_TAG = re.compile(rb"<(?:\w+:)?row((?:\s[^>]*?)?)(/?)>")
_CELL_START = re.compile(rb'<(?:\w+:)?c(?=[\s/>])(?:\s+r="([A-Z]+)[0-9]+")?')
_ADDRESS = re.compile(rb'\sr="([A-Z]+)[0-9]+"')
_NUMBER = re.compile(rb'\sr="([0-9]+)"')
# single quotes, spaces, CDATA
_ODD = re.compile(rb"<(?:\w+:)?(?:row|c)\s[^>]*='|</(?:\w+:)?[cf]\s|<(?:\w+:)?f[\t\n\r]|<!\[")
_FORMULA = re.compile(rb"<(?:\w+:)?f(?=[\s/>])")
_FORMULA_TEXT = rb"<%bf(?:\s[^>]*)?>([^<]+)"
_FORMULA_CELL = (
    rb'<%bc r="([A-Z]+)[0-9]+"[^>]*>\s*<%bf(?:\s[^>]*)?(?:/>|>[^<]*</%bf>)\s*(?:<%bv>[^<]*</%bv>|<%bv/>)?\s*</%bc>'
)
_DIMENSION = re.compile(rb'dimension ref="[^"]*"')
_HIDDEN = re.compile(rb'\shidden="(?:1|true)"')
_OWN_FORMAT = re.compile(rb"\b(?:ht|s|hidden|outlineLevel)=")


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
        BrokenPartError: if the part has no sheet data, or it does not end.
    """

    def __init__(self, xml: bytes) -> None:
        self._original = xml
        xml = _plain(xml)
        match = _SHEET_DATA.search(xml)
        if match is None:
            raise BrokenPartError("the worksheet has no sheetData")
        self.prefix = match[1]
        closing = b"" if match[2] else b"</%bsheetData>" % self.prefix
        end = xml.find(closing, match.end())
        if end < 0:
            raise BrokenPartError("sheetData does not end")
        self.before, inside, self.after = xml[: match.start()], xml[match.end() : end], xml[end + len(closing) :]
        self._read = (self.before, self.after)
        self._raw: dict[int, bytes] = {}
        self._rows: dict[int, Row] = {}
        self._were: dict[int, tuple[bytes, dict[int, bytes]]] = {}
        self._replaced = False
        p = re.escape(self.prefix)
        self._formula_cell = re.compile(_FORMULA_CELL.replace(b"%b", p))
        self._formula_text = re.compile(_FORMULA_TEXT % p)
        self._split(inside)

    def _split(self, data: bytes) -> None:
        starts = [*(one.start() for one in _ROW_START.finditer(data)), len(data)]
        number = 0
        for start, end in pairwise(starts):
            raw = data[start:end]
            given = _NUMBER.search(raw, 0, raw.index(b">"))
            number = int(given[1]) if given else number + 1
            self._raw[number] = raw

    def row(self, number: int) -> Row:
        """Give a row to read or change; an empty one if there is none."""
        known = self._rows.get(number)
        if known is None:
            raw = self._raw.setdefault(number, b"")
            attributes, cells = _parsed(raw)
            known = self._rows[number] = Row(attributes, cells)
            self._were[number] = (attributes, dict(cells))
        return known

    def put(self, number: int, columns: range, cells: str, lent: bytes = b"") -> None:
        """Replace all cells that a row has in some columns; others stay.

        Args:
            number: the row.
            columns: the columns.
            cells: XML of the cells.
            lent: attributes that the row takes unless it has a format of its own.
        """
        xml = cells.encode("utf-8", "surrogateescape")
        if number not in self._raw:
            if xml:
                self._raw[number] = self._row(number, lent, xml)
                self._replaced = True
            return
        row = self.row(number)
        attributes = lent if lent and not _OWN_FORMAT.search(row.attributes) else row.attributes
        if len(row.cells) > sum(column in row.cells for column in columns):  # written anew once, not for each neighbour
            for column in columns:
                row.cells.pop(column, None)
            row.cells.update(_cells(b"%b</" % xml))
            row.attributes = attributes
            return
        were_attributes, were = self._were.pop(number)
        del self._rows[number]
        if attributes == were_attributes and xml == b"".join([were[column] for column in sorted(were)]):
            return
        if xml or self._raw[number]:
            self._raw[number] = self._row(number, attributes, xml)
            self._replaced = True

    def _row(self, number: int, attributes: bytes, cells: bytes) -> bytes:
        start = b'<%brow r="%d"%b>' % (self.prefix, number, without_attributes(attributes, b"r", b"spans"))
        return b"%b%b</%brow>" % (start, cells, self.prefix)

    def __contains__(self, number: int) -> bool:
        return number in self._raw

    def rows(self) -> list[int]:
        """List the numbers of the rows that exist."""
        return sorted(self._raw)

    def cell(self, row: int, column: int) -> bytes:
        """Give a cell's bytes; empty if there is no cell."""
        return self.row(row).cells.get(column, b"") if row in self._raw else b""

    def formula_cells(self) -> Iterator[tuple[int, int, bytes]]:
        """Give row, column and bytes of every cell that holds a formula."""
        for number in self._formula_rows():
            plain = self._plain_formulas(number)
            if plain is not None:
                for match in plain:
                    yield number, column_number(match[1].decode()), match[0]
            else:
                for column, data in sorted(self.row(number).cells.items()):
                    if _FORMULA.search(data):
                        yield number, column, data

    def has_formulas(self) -> bool:
        """Tell whether a cell holds a formula."""
        return next(self.formula_cells(), None) is not None

    def change_formula_cells(self, change: Callable[[int, int, bytes], bytes], rows: Iterable[int]) -> None:
        """Replace the cells of some rows that hold a formula.

        Args:
            change: makes of a cell's row, column and bytes what it becomes.
            rows: the rows; others stay as they are.
        """
        for number in rows:
            plain = self._plain_formulas(number)
            if plain is not None:
                raw, pieces, end = self._raw[number], [], 0
                for match in plain:
                    changed = change(number, column_number(match[1].decode()), match[0])
                    pieces += [raw[end : match.start()], changed]
                    end = match.end()
                self._raw[number] = b"".join([*pieces, raw[end:]])
                self._replaced |= self._raw[number] != raw
            else:
                cells = self.row(number).cells
                cells.update(
                    {column: change(number, column, data) for column, data in cells.items() if _FORMULA.search(data)}
                )

    def formulas(self) -> dict[bytes, list[int]]:
        """Give the texts of all formulas, escaped as they stand, and the rows in which each of them stands."""
        places: dict[bytes, list[int]] = {}
        for number in self._formula_rows():
            for text in self._formula_texts(number):
                places.setdefault(text, []).append(number)
        return places

    def _formula_texts(self, number: int) -> list[bytes]:
        row = self._rows.get(number)
        return self._formula_text.findall(b"".join(row.cells.values()) if row else self._raw[number])

    def _formula_rows(self) -> list[int]:
        """List the rows that hold formulas; of rows that have been read, it is not certain."""
        mark = b"<%bf" % self.prefix
        return [number for number in self.rows() if number in self._rows or mark in self._raw[number]]

    def _plain_formulas(self, number: int) -> list[re.Match[bytes]] | None:
        """Find the formula cells of a row that has not been read; None if a pattern does not find them all.

        It does where each cell begins with its address and holds its formula and at most a value.
        """
        if number in self._rows:
            return None
        raw, p = self._raw[number], self.prefix
        marks = sum(raw.count(mark % p) for mark in (b"<%bf>", b"<%bf ", b"<%bf/"))
        matches = list(self._formula_cell.finditer(raw))
        return matches if len(matches) == marks else None

    def hidden_rows(self) -> list[int]:
        """List the numbers of the rows that are hidden."""
        return [number for number in self.rows() if _HIDDEN.search(self._attributes(number))]

    def _attributes(self, number: int) -> bytes:
        if number in self._rows:
            return self._rows[number].attributes
        match = _ROW_TAG.match(self._raw[number])
        return match[1] if match else b""

    def used(self) -> Area | None:
        """Give the rectangle that holds all cells."""
        rows, left, right = [], [], []
        for number in self.rows():
            row = self._rows.get(number)
            columns = list(row.cells) if row else _outer_columns(self._raw[number])
            if columns:
                rows.append(number)
                left.append(min(columns))
                right.append(max(columns))
        return Area(min(rows), min(left), max(rows), max(right)) if rows else None

    def fit_dimension(self) -> None:
        """Let the sheet say which rectangle holds all its cells."""
        used = self.used()
        if used:
            dimension = b'dimension ref="%b"' % str(used).encode()
            self.before = _DIMENSION.sub(dimension, self.before, count=1)

    def drop(self, number: int) -> None:
        """Remove a row that holds no cells."""
        if number in self._raw and not self.row(number).cells:
            self._replaced |= bool(self._raw[number])
            del self._raw[number], self._rows[number], self._were[number]

    def is_changed(self) -> bool:
        """Tell whether anything differs from what was read."""
        return self._replaced or (self.before, self.after) != self._read or any(map(self._differs, self._rows))

    def _differs(self, number: int) -> bool:
        row = self._rows[number]
        return (row.attributes, row.cells) != self._were[number] and bool(self._raw[number] or row.cells)

    def serialize_with(self, rows: Sequence[bytes]) -> bytes:
        """Write the part with the rows given."""
        p = self.prefix
        return b"".join([self.before, b"<", p, b"sheetData>", *rows, b"</", p, b"sheetData>", self.after])

    def serialize(self) -> bytes:
        """Write the part; an unchanged one as it was read.

        Rows and cells that carry no address stand by their order, so they get one as soon as anything else changes.
        """
        if not self.is_changed():
            return self._original
        return self.serialize_with([self._written(number) for number in self.rows()])

    def _written(self, number: int) -> bytes:
        row, raw = self._rows.get(number), self._raw[number]
        if row is None or not self._differs(number):
            return _numbered(raw, number)
        return self._row(number, row.attributes, _joined(number, sorted(row.cells.items())))


def _plain(xml: bytes) -> bytes:
    """Write a part anew that is not UTF-8 with double quotes and plain tags, which the patterns here expect."""
    xml = in_utf_8(xml)
    return serialize(parse(xml)) if _ODD.search(xml) else xml


def _parsed(raw: bytes) -> tuple[bytes, dict[int, bytes]]:
    match = _ROW_TAG.match(raw)
    return (match[1], dict(_cells(raw))) if match else (b"", {})


def _numbered(raw: bytes, number: int) -> bytes:
    if raw and not _NUMBER.search(raw, 0, raw.index(b">")):
        return _ROW_START.sub(lambda found: found[0] + b' r="%d"' % number, raw, count=1)
    return raw


def _cells(row: bytes) -> Iterator[tuple[int, bytes]]:
    """Give a row's cells by column; one without an address stands after the one before it."""
    matches = list(_CELL_START.finditer(row))
    column = 0
    for number, start in enumerate(matches, 1):
        data = row[start.start() : matches[number].start() if number < len(matches) else row.rindex(b"</")]
        letters = start[1]
        if letters is None and (late := _ADDRESS.search(data, 0, data.index(b">"))):
            letters = late[1]
        column = column_number(letters.decode()) if letters else column + 1
        yield column, data


def _outer_columns(row: bytes) -> list[int]:
    """Give the columns of a row's cells; where they carry addresses, the first and the last one are enough."""
    first = _CELL_START.search(row)
    last = _CELL_START.match(row, max(row.rfind(b"<c "), 0))
    if first and last and first[1] and last[1]:
        return [column_number(first[1].decode()), column_number(last[1].decode())]
    return [column for column, _ in _cells(row)]


def _joined(row: int, cells: Iterable[tuple[int, bytes]]) -> bytes:
    return b"".join([_addressed(data, row, column) for column, data in cells])


def _addressed(data: bytes, row: int, column: int) -> bytes:
    """Give a cell its address if it has none."""
    if _ADDRESS.search(data, 0, data.index(b">")):
        return data
    address = b' r="%b%d"' % (column_letters(column).encode(), row)
    return _CELL_START.sub(lambda found: found[0] + address, data, count=1)
