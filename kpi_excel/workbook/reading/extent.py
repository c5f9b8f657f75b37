"""Extent: how many cells a reader will hold for a sheet, measured before it is let near the sheet.

The reader (calamine) makes room for the whole rectangle from A1 to the last filled row and column, whatever the sheet
says about its own size: two cells can span 17 billion, and running out of memory ends Python. So its cells are looked
at as it will see them. Cells as Excel, LibreOffice and every common library write them are recognised by a pattern in
the stream; a sheet that has a single cell written otherwise (attributes in another order, other quotes, no address, a
prefix, another encoding) is parsed.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from xml.parsers import expat

from kpi_excel.workbook.cells import MAX_COLUMN, MAX_ROW, cell, column_number
from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.xml import BrokenPartError

SPARSE = 4_000_000  # cells of which any number may be empty; 160 MB for the reader
_TIMES = 4  # as often as filled cells
DENSE = 40_000_000  # cells of any sheet; more than Excel opens in the memory of most computers
_CHUNK = 1 << 18  # bytes; what stays in the processor's cache
_ODD = re.compile(rb'<c(?! r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]*")?(?: t="[A-Za-z]*")?/?>)[\s/>]')
_PREFIXED = re.compile(rb":c[\s/>]")
_FAR = re.compile(rb'<c r="(?![A-Z][0-9]{1,5}")([A-Z]+)([0-9]+)"[^>]*(?<!/)>')  # not between A1 and Z99999
_NEAR_ROW, _NEAR_COLUMN = 99_999, 26
_OTHER_BYTES = re.compile(rb"<\?xml[^>]*encoding=[\"'](?!utf-8|us-ascii|iso-8859|windows-125)", re.IGNORECASE)
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_ROW = re.compile(r"[A-Za-z]*([0-9]{1,7})")


@dataclass(frozen=True)
class Extent:
    """The rectangle from A1 to the last filled row and column, or one that it lies in.

    Args:
        rows: its rows.
        columns: its columns.
        cells: the cells that the sheet's part holds.
    """

    rows: int
    columns: int
    cells: int

    @property
    def limit(self) -> int:
        """Give how many cells the rectangle may have: a sheet that is mostly filled may have more."""
        return min(max(SPARSE, _TIMES * self.cells), DENSE)

    @property
    def is_too_large(self) -> bool:
        """Tell whether a reader would hold too much."""
        return self.rows * self.columns > self.limit

    @property
    def last(self) -> str:
        """Give the address of its last cell."""
        return cell(self.rows, self.columns)


def measure(package: Package, part: str) -> Extent:
    """Measure a sheet.

    Raises:
        BrokenPartError: if it has cells outside a sheet, or is no XML.
    """
    found = _measure_plain(package, part)
    return _measure_odd(package, part) if found is None or found.is_too_large else found


def _measure_plain(package: Package, part: str) -> Extent | None:
    """Say how much a sheet can span at most whose cells are all written as usual; None if one is not."""
    row, column, cells, length, tail = _NEAR_ROW, _NEAR_COLUMN, 0, 0, b""
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if not length and (chunk.startswith(_WIDE) or _OTHER_BYTES.match(chunk.lstrip(codecs.BOM_UTF8))):
                return None
            length += len(chunk)
            chunk = tail + chunk
            cut = chunk.rfind(b"<")
            chunk, tail = chunk[:cut], chunk[cut:]
            if _ODD.search(chunk) or (b":c" in chunk and _PREFIXED.search(chunk)):
                return None
            cells += chunk.count(b"<c ")
            far = _FAR.findall(chunk)
            row = max([row, *(int(number) for _, number in far)])
            column = max([column, *map(column_number, {letters.decode() for letters, _ in far})])
    package.refuse_longer(part, length)
    return _extent(row, column, cells)


_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"\0", b"<\0")


def _extent(rows: int, columns: int, cells: int) -> Extent:
    if rows > MAX_ROW or columns > MAX_COLUMN:
        raise BrokenPartError
    return Extent(rows, columns, cells)


def _measure_odd(package: Package, part: str) -> Extent:
    """Measure a sheet by parsing it, as the reader does: a cell without an address follows the one before it."""
    walk, length = _Walk(), 0
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = walk.start, walk.end
    parser.StartDoctypeDeclHandler = walk.refuse
    try:
        with package.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk)
                length += len(chunk)
            parser.Parse(b"", True)
    except (expat.ExpatError, LookupError):  # no XML, or in an encoding that does not exist
        raise BrokenPartError from None
    package.refuse_longer(part, length)
    return _extent(max(walk.rows, 1), max(walk.columns, 1), walk.cells)


class _Walk:
    """Follows the cells of a sheet."""

    def __init__(self) -> None:
        self.rows = self.columns = self.cells = 0
        self._row = self._column = 1
        self._cell: tuple[int, int] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "row" and "r" in attributes:
            self._row = self._number(_ROW, attributes["r"])
        elif local == "c":
            if "r" in attributes:
                row, self._column = self._number(_REFERENCE, attributes["r"], 2), self._letters(attributes["r"])
            else:
                row = self._row
            self._cell = row, self._column
            self._column += 1
            self.cells += 1
        elif self._cell is not None:  # something stands in it; a cell that only has a format takes no room
            self.rows, self.columns = max(self.rows, self._cell[0]), max(self.columns, self._cell[1])
            self._cell = None

    def end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            self._cell = None
        elif local == "row":
            self._row, self._column = self._row + 1, 1

    @staticmethod
    def refuse(*_: object) -> None:
        raise BrokenPartError

    @staticmethod
    def _number(pattern: re.Pattern[str], text: str, group: int = 1) -> int:
        found = pattern.fullmatch(text)
        if found is None:
            raise BrokenPartError
        return int(found[group])

    @staticmethod
    def _letters(text: str) -> int:
        return column_number(text.rstrip("0123456789").upper())
