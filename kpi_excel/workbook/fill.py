"""Filling: tables of a workbook take the rows of datasets, by changing only the parts and cells that must change.

A table named ``kpi_<dataset>`` (or ``kpi_<dataset>__<anything>``, where a workbook needs one dataset twice) takes the
dataset's rows. Its columns are matched by header. A column with a calculated formula keeps the formula; a known one
gets the engine's value as cached value. The first body row lends its styles and height to every row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from xml.sax.saxutils import escape, unescape

from kpi_excel.errors import InputError
from kpi_excel.workbook.cells import Area, cell
from kpi_excel.workbook.edit import Edit
from kpi_excel.workbook.references import Move, follow_formula, follow_ranges, moves_by_sheet
from kpi_excel.workbook.sheet_data import SheetData, Value, style_of, text_inside, write_cell
from kpi_excel.workbook.structure import ExcelTable, Sheet, Structure
from kpi_excel.workbook.vocabulary import fold
from kpi_excel.workbook.widen import Extra, widen
from kpi_excel.workbook.xml import parse, serialize

PREFIX = "kpi_"
_SEVERAL = "__"


@dataclass(frozen=True)
class Dataset:
    """Rows for a table.

    Args:
        columns: values by column key, all of one length.
        headers: column key by folded header, for headers that are not the key itself.
        extra: columns that a complete table takes beside its own; None if there are none.
    """

    columns: Mapping[str, Sequence[Value]]
    headers: Mapping[str, str] = field(default_factory=dict)
    extra: Extra | None = None

    @property
    def rows(self) -> int:
        """Count the rows."""
        return len(next(iter(self.columns.values()), ()))

    def key(self, header: str) -> str:
        """Give the column that a header means; empty if it means none."""
        return self._keys.get(fold(header), "")

    @cached_property
    def _keys(self) -> dict[str, str]:
        labels = {header: key for header, key in self.headers.items() if key in self.columns}
        return labels | {fold(key): key for key in self.columns}


@dataclass
class Filled:
    """What filling did.

    Args:
        edit: the package with its changes.
        sheets: changed sheets' data by part; written into `edit` by `finish`.
        known: the engine's value of each formula cell it knows, by sheet part and address.
        moves: tables' bodies before and after.
        tables: the names of the tables that were filled.
    """

    edit: Edit
    structure: Structure
    sheets: dict[str, SheetData]
    known: dict[tuple[str, int, int], Value]
    moves: list[Move]
    tables: list[str]

    def sheet_data(self, part: str) -> SheetData:
        """Give a sheet's data to read or change."""
        if part not in self.sheets:
            self.sheets[part] = SheetData(self.edit.read(part))
        return self.sheets[part]

    def write_sheets(self) -> None:
        """Put the changed sheets into the package."""
        for part, data in self.sheets.items():
            self.edit.write(part, data.serialize())


def dataset_of(table_name: str) -> str:
    """Give the dataset that a table's name asks for; empty if it asks for none.

    Example:
        >>> dataset_of("kpi_trend__chart"), dataset_of("Posts")
        ('trend', '')
    """
    folded = table_name.casefold()
    return folded.removeprefix(PREFIX).split(_SEVERAL)[0] if folded.startswith(PREFIX) else ""


def fill(edit: Edit, structure: Structure, datasets: Mapping[str, Dataset]) -> Filled:
    """Fill every table whose name is a key of the datasets.

    Args:
        edit: the package to change.
        structure: its sheets and tables.
        datasets: rows by table name (casefolded) or by dataset name for ``kpi_`` tables.

    Raises:
        InputError: if a table would grow over cells that hold something.
    """
    filled = Filled(edit, structure, {}, {}, [], [])
    for sheet in structure.sheets:
        for table in sheet.tables:
            dataset = datasets.get(dataset_of(table.name)) or datasets.get(table.name.casefold())
            if dataset is not None:
                _fill_table(filled, sheet, table, dataset)
    _follow(filled)
    return filled


def _fill_table(filled: Filled, sheet: Sheet, table: ExcelTable, dataset: Dataset) -> None:
    data = filled.sheet_data(sheet.part)
    if dataset.extra:
        table = widen(filled.edit, data, table, dataset.extra)
    area = table.area
    top = area.top + table.header_rows
    old = Area(top, area.left, max(area.bottom - table.totals_rows, top), area.right)
    new = Area(top, area.left, top + max(dataset.rows, 1) - 1, area.right)
    _make_room(data, sheet, table, old, new)
    columns = [
        _Column(number, dataset.key(name), formula, style_of(data.cell(top, number)))
        for number, (name, formula) in enumerate(_columns(filled.edit.read(table.part)), area.left)
    ]
    row_attributes = data.row(top).attributes
    for row in range(top, new.bottom + 1):
        _fill_row(filled, sheet.part, data, row, row - top, columns, dataset)
        if row > old.bottom or not data.row(row).attributes:
            data.row(row).attributes = row_attributes
    for row in range(new.bottom + 1, old.bottom + 1):
        for number in range(area.left, area.right + 1):
            data.row(row).cells.pop(number, None)
        data.drop(row)
    filled.moves.append(Move(sheet.name, old, new))
    filled.tables.append(table.name)
    filled.edit.write(table.part, _resized(filled.edit.read(table.part), table, new))


@dataclass(frozen=True)
class _Column:
    number: int
    key: str
    formula: str
    style: str


def _fill_row(
    filled: Filled, part: str, data: SheetData, row: int, index: int, columns: Iterable[_Column], dataset: Dataset
) -> None:
    cells = data.row(row).cells
    empty = index >= dataset.rows
    for column in columns:
        style = style_of(cells[column.number]) if column.number in cells else column.style
        value = dataset.columns[column.key][index] if column.key and not empty else None
        if not column.key and not column.formula:
            if column.number not in cells and style:
                cells[column.number] = write_cell(row, column.number, None, style, prefix=data.prefix)
            continue
        if column.formula and column.key and not empty:
            filled.known[part, row, column.number] = value
        formula = "" if empty else column.formula
        cells[column.number] = write_cell(row, column.number, value, style, formula, data.prefix)


def _columns(table: bytes) -> list[tuple[str, str]]:
    """List a table part's columns: name and calculated formula, empty if it has none."""
    found = []
    for node in parse(table).iter("{*}tableColumn"):
        formula = node.find("{*}calculatedColumnFormula")
        name = re.sub("_x000[aA]_", "\n", node.get("name", ""))
        found.append((name, (formula.text or "") if formula is not None else ""))
    return found


def _make_room(data: SheetData, sheet: Sheet, table: ExcelTable, old: Area, new: Area) -> None:
    """Move the totals row, and refuse to grow over cells that hold something."""
    totals = old.bottom + 1 if table.totals_rows else 0
    for row in range(old.bottom + 1 + table.totals_rows, new.bottom + 1 + table.totals_rows):
        for number in range(old.left, old.right + 1):
            if b"</" in data.cell(row, number):
                raise InputError(
                    f"The table {table.name} on sheet '{sheet.name}' needs rows down to {new.bottom}, but cell "
                    f"{cell(row, number)} below it holds something.",
                    "Move what stands below the table beside it or to another sheet, and build again.",
                )
    if totals and new.bottom != old.bottom:
        target = new.bottom + 1
        moved = {n: data.row(totals).cells.pop(n) for n in range(old.left, old.right + 1) if data.cell(totals, n)}
        attributes = data.row(totals).attributes
        for number, content in moved.items():
            old_address, new_address = cell(totals, number).encode(), cell(target, number).encode()
            data.row(target).cells[number] = content.replace(b'r="%b"' % old_address, b'r="%b"' % new_address, 1)
        data.row(target).attributes = attributes
        data.drop(totals)


def _resized(xml: bytes, table: ExcelTable, body: Area) -> bytes:
    """Write a table part with its new range, that of its filter, and that of its sorting."""
    root = parse(xml)
    area = Area(table.area.top, body.left, body.bottom + table.totals_rows, body.right)
    if str(area) == str(table.area):
        return xml
    root.set("ref", str(area))
    for name in ("autoFilter", "sortState"):
        for node in root.iter(f"{{*}}{name}"):
            first = Area.parse(node.get("ref", str(area)))
            node.set("ref", str(Area(first.top, first.left, body.bottom, first.right)))
    return serialize(root)


def _follow(filled: Filled) -> None:
    """Let every range that covers a table's body follow it: on sheets, in names, in charts."""
    moves = moves_by_sheet([move for move in filled.moves if move.old != move.new])
    if not moves:
        return
    for sheet in filled.structure.sheets:
        data = filled.sheet_data(sheet.part)
        data.before = _follow_markup(data.before, sheet.name, moves)
        data.after = _follow_markup(data.after, sheet.name, moves)
        used = data.used()
        if used and sheet.name.casefold() in moves:
            dimension = b'dimension ref="%b"' % str(used).encode()
            data.before = re.sub(rb'dimension ref="[^"]*"', dimension, data.before, count=1)
    workbook = filled.edit.package.workbook_part
    filled.edit.write(workbook, _follow_markup(filled.edit.read(workbook), "", moves))
    for part in filled.edit.package.parts():
        if re.match(r"xl/charts/[^/]+\.xml", part):
            filled.edit.write(part, _follow_markup(filled.edit.read(part), "", moves))


_SQREF = re.compile(rb'(\bsqref=")([^"]+)(")|(<xm:sqref>)([^<]+)(</xm:sqref>)')
_FORMULA_TEXT = re.compile(
    rb"(<(?:\w+:)?(?:formula|formula1|formula2|definedName|f)(?:\s[^>]*)?>)([^<]+)(</(?:\w+:)?(?:formula|formula1|formula2|definedName|f)>)"
)


def _follow_markup(xml: bytes, sheet: str, moves: Mapping[str, Sequence[Move]]) -> bytes:
    def ranges(found: re.Match[bytes]) -> bytes:
        start, text, end = (found[1], found[2], found[3]) if found[2] else (found[4], found[5], found[6])
        return start + follow_ranges(text.decode(), sheet, moves).encode() + end

    def formula(found: re.Match[bytes]) -> bytes:
        text = unescape(found[2].decode(), {"&apos;": "'", "&quot;": '"'})
        followed = follow_formula(text, sheet, moves)
        return found[1] + escape(followed).encode() + found[3] if followed != text else found[0]

    return _FORMULA_TEXT.sub(formula, _SQREF.sub(ranges, xml))


def fill_names(filled: Filled, fields: Mapping[str, Value]) -> list[str]:
    """Fill single cells that carry a defined name ``kpi_<field>``; cells with a formula are left to it.

    Returns:
        The fields that the workbook has.
    """
    root = parse(filled.edit.read(filled.edit.package.workbook_part))
    parts = {sheet.name.casefold(): sheet.part for sheet in filled.structure.sheets}
    found = []
    for node in root.iter("{*}definedName"):
        name = node.get("name", "").casefold().removeprefix(PREFIX)
        match = re.fullmatch(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?([0-9]+)", node.text or "")
        if name not in fields or match is None or not node.get("name", "").casefold().startswith(PREFIX):
            continue
        part = parts.get((match[1] or match[2]).replace("''", "'").casefold())
        if part is None:
            continue
        area = Area.parse(f"{match[3]}{match[4]}")
        data = filled.sheet_data(part)
        old = data.cell(area.top, area.left)
        if text_inside(old, "f") is None:
            written = write_cell(area.top, area.left, fields[name], style_of(old), prefix=data.prefix)
            data.row(area.top).cells[area.left] = written
            found.append(name)
    return found
