"""Lint: faults that make Excel repair or refuse a workbook and that schema validators do not see.

Tables whose header cells differ from their columns, overlapping merges and tables, cells out of order, text where a
number must stand, formulas that do not parse or call what does not exist, names that lead nowhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import TokenizerError

from kpi_excel.workbook.cells import MAX_COLUMN, MAX_ROW, Area, cell, overlapping, row_and_column
from kpi_excel.workbook.checking.future_functions import prefix_of
from kpi_excel.workbook.parts.macros import is_macro_name
from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.parts.structure import ExcelTable, Sheet, Structure, read_structure
from kpi_excel.workbook.sheet.references import sheet_name
from kpi_excel.workbook.xml import Element, parse, xstring

MAX_FORMULA = 8_192
MAX_TEXT = 32_767
_NAME = re.compile(r"[A-Za-z_\\\u0080-\uffff][\w.\\\u0080-\uffff]*")
_LOOKS_LIKE_CELL = re.compile(r"\$?[A-Za-z]{1,3}\$?[0-9]+|[Rr][0-9]*[Cc][0-9]*|[RrCc]")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_A1 = re.compile(
    r"\$?[A-Z]{1,3}\$?[0-9]{1,7}(:\$?[A-Z]{1,3}\$?[0-9]{1,7})?#?|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?[0-9]+:\$?[0-9]+"
)
_STRUCTURED = re.compile(r"([A-Za-z_\\\u0080-\uffff][\w.\\\u0080-\uffff]*)(\[.*\])", re.DOTALL)
_COLUMN = re.compile(r"\[((?:[^\[\]'#@]|'.)+)\]")


@dataclass(frozen=True)
class Flaw:
    """Something that Excel would repair or refuse.

    Args:
        place: part of the workbook, such as ``sheet 'Data', cell B7``.
        message: what is wrong there.
    """

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


def lint(package: Package) -> list[Flaw]:
    """Find the flaws of a workbook, in the order of its sheets."""
    structure = read_structure(package)
    workbook = parse(package.read(package.workbook_part))
    names = {node.get("name", ""): node.text or "" for node in workbook.iter("{*}definedName")}
    known = _Known(structure, names)
    flaws = [*_check_names(structure, workbook, known)]
    for sheet in structure.sheets:
        flaws += _check_sheet(package, sheet, known)
    return flaws


class _Known:
    """What formulas may refer to."""

    def __init__(self, structure: Structure, names: dict[str, str]) -> None:
        self.sheets = {sheet.name.casefold() for sheet in structure.sheets}
        self.tables = {table.name.casefold(): table for sheet in structure.sheets for table in sheet.tables}
        self.names = {name.casefold() for name in names}


def _check_names(structure: Structure, workbook: Element, known: _Known) -> Iterator[Flaw]:
    tables = Counter(table.name.casefold() for sheet in structure.sheets for table in sheet.tables)
    for name, count in tables.items():
        if count > 1:
            yield Flaw(f"table {name}", f"{count} tables share this name.")
        if name in known.names:
            yield Flaw(f"table {name}", "a defined name has the same name.")
        if not _NAME.fullmatch(name) or _LOOKS_LIKE_CELL.fullmatch(name):
            yield Flaw(f"table {name}", "the name looks like a cell or has characters that names cannot have.")
    scoped: Counter[tuple[str, str]] = Counter()
    for node in workbook.iter("{*}definedName"):
        name, text = node.get("name", ""), node.text or ""
        scoped[name.casefold(), node.get("localSheetId", "")] += 1
        if not name.startswith("_xlnm.") and (not _NAME.fullmatch(name) or _LOOKS_LIKE_CELL.fullmatch(name)):
            yield Flaw(f"name {name}", "the name looks like a cell or has characters that names cannot have.")
        if is_macro_name(node):
            continue
        if text.startswith("="):
            yield Flaw(f"name {name}", "its formula begins with =.")
        if "#REF!" in text:
            yield Flaw(f"name {name}", "it leads nowhere (#REF!).")
        for message in formula_flaws(text, known):
            yield Flaw(f"name {name}", message)
    for (name, _), count in scoped.items():
        if count > 1:
            yield Flaw(f"name {name}", f"it is defined {count} times.")


def _check_sheet(package: Package, sheet: Sheet, known: _Known) -> Iterator[Flaw]:
    where = f"sheet '{sheet.name}'"
    try:
        root = parse(package.read(sheet.part))
    except etree.XMLSyntaxError as error:
        yield Flaw(where, f"its XML is broken: {error}.")
        return
    cells: dict[tuple[int, int], Element] = {}
    last_row = 0
    for row in root.iter("{*}row"):
        number = int(row.get("r", last_row + 1))
        if number <= last_row:
            yield Flaw(f"{where}, row {number}", "the row stands twice or out of order.")
        last_row, last_column = number, 0
        for node in row.iterchildren("{*}c"):
            reference = node.get("r")
            place = row_and_column(reference) if reference else (number, last_column + 1)
            if place[0] != number or place[1] <= last_column:
                yield Flaw(f"{where}, cell {reference}", "the cell stands twice, out of order or in another row.")
            if place[0] > MAX_ROW or place[1] > MAX_COLUMN:
                yield Flaw(f"{where}, cell {reference}", "the cell lies outside a worksheet.")
            last_column = place[1]
            cells[place] = node
            for message in _cell_flaws(node, known):
                yield Flaw(f"{where}, cell {cell(*place)}", message)
    yield from _check_merges(root, where)
    yield from _check_conditions(root, where, known)
    strings = _shared_strings(package) if sheet.tables else []
    for table in sheet.tables:
        yield from _check_table(package, table, cells, strings, known)
    for one, other in overlapping([table.area for table in sheet.tables]):
        yield Flaw(where, f"the tables {sheet.tables[one].name} and {sheet.tables[other].name} overlap.")


def _cell_flaws(node: Element, known: _Known) -> Iterator[str]:
    kind, value = node.get("t", "n"), node.findtext("{*}v")
    if kind == "n" and value and not _NUMBER.fullmatch(value.strip()):
        yield f"the number holds the text {value!r}."
    if kind == "b" and value not in ("0", "1", None):
        yield f"the truth value is {value!r}."
    text = "".join(node.itertext("{*}t")) or (value if kind == "str" else "") or ""
    length = len(xstring(text).encode("utf-16-le")) // 2
    if length > MAX_TEXT:
        yield f"the text has {length} characters; {MAX_TEXT} are allowed."
    formula = node.findtext("{*}f")
    if formula:
        yield from formula_flaws(formula, known)


def _check_merges(root: Element, where: str) -> Iterator[Flaw]:
    areas = [Area.parse(node.get("ref")) for node in root.iter("{*}mergeCell")]
    for one, other in overlapping(areas):
        yield Flaw(where, f"the merged cells {areas[one]} and {areas[other]} overlap.")


def _check_conditions(root: Element, where: str, known: _Known) -> Iterator[Flaw]:
    for name in ("conditionalFormatting", "dataValidation"):
        for node in root.iter(f"{{*}}{name}"):
            for child in node.iter("{*}formula", "{*}formula1", "{*}formula2"):
                for message in formula_flaws(child.text or "", known):
                    yield Flaw(f"{where}, {name} {node.get('sqref')}", message)


def _check_table(
    package: Package, table: ExcelTable, cells: dict[tuple[int, int], Element], strings: list[str], known: _Known
) -> Iterator[Flaw]:
    where = f"table {table.name}"
    width = table.area.right - table.area.left + 1
    if len(table.columns) != width:
        yield Flaw(where, f"it has {len(table.columns)} columns, but its range {table.area} has {width}.")
    if table.area.bottom - table.area.top < table.header_rows + table.totals_rows:
        yield Flaw(where, f"its range {table.area} leaves no row for data.")
    for name, count in Counter(column.casefold() for column in table.columns).items():
        if count > 1:
            yield Flaw(where, f"{count} columns are named {name}.")
    root = parse(package.read(table.part))
    identifiers = [node.get("id") for node in root.iter("{*}tableColumn")]
    if len(set(identifiers)) != len(identifiers):
        yield Flaw(where, "two columns share an id.")
    for node in root.iter("{*}autoFilter"):
        area = Area.parse(node.get("ref"))
        if (area.top, area.left, area.right) != (table.area.top, table.area.left, table.area.right):
            yield Flaw(where, f"its filter {area} does not fit its range {table.area}.")
    if table.header_rows:
        for number, name in enumerate(table.columns[:width], table.area.left):
            text = _text(cells.get((table.area.top, number)), strings)
            if text != name:
                address = cell(table.area.top, number)
                yield Flaw(where, f"its header cell {address} says {text!r}, but its column is named {name!r}.")
    for node in root.iter("{*}calculatedColumnFormula", "{*}totalsRowFormula"):
        for message in formula_flaws(node.text or "", known):
            yield Flaw(where, message)


def formula_flaws(formula: str, known: Any) -> Iterator[str]:
    """Find what is wrong with a formula as a file stores it, without ``=``."""
    if len(formula) > MAX_FORMULA:
        yield f"the formula has {len(formula)} characters; {MAX_FORMULA} are allowed."
        return
    try:
        tokenizer = Tokenizer(f"={formula}")
        balanced = _balanced(tokenizer)
    except (TokenizerError, IndexError):
        balanced = False
    if not balanced:
        yield f"the formula “{formula[:80]}” does not parse."
        return
    for token in tokenizer.items:
        if token.type == "FUNC" and token.subtype == "OPEN":
            prefix, name = _prefix_and_name(token.value[:-1].upper())
            if prefix != prefix_of(name).upper() and prefix_of(name):
                yield f"the function {name} lacks the prefix {prefix_of(name)}"
        elif token.type == "OPERAND" and token.subtype == "RANGE":
            yield from _operand_flaws(token.value, known)


def _prefix_and_name(function: str) -> tuple[str, str]:
    """Split a function's name as stored, such as ``_XLFN._XLWS.SORT``, into prefix and name."""
    found = re.fullmatch(r"((?:_XLFN\.|_XLWS\.)*)(.*)", function)
    return (found[1], found[2]) if found else ("", function)


def _balanced(tokenizer: Tokenizer) -> bool:
    depth = 0
    for token in tokenizer.items:
        depth += (token.subtype == "OPEN") - (token.subtype == "CLOSE")
        if depth < 0:
            return False
    return depth == 0


def _operand_flaws(operand: str, known: _Known) -> Iterator[str]:
    if operand.startswith(("_xlpm.", "_xlop.")) or operand.upper() in ("TRUE", "FALSE"):
        return
    if "!" in operand:
        sheet = sheet_name(operand[: operand.rindex("!") + 1])
        first, _, last = sheet.partition(":")
        if "[" not in sheet and not {first.casefold(), (last or first).casefold()} <= known.sheets:
            yield f"there is no sheet '{sheet}' (in {operand})."
        return
    if _A1.fullmatch(operand):
        return
    if found := _STRUCTURED.fullmatch(operand):
        table = known.tables.get(found[1].casefold())
        if table is None:
            yield f"there is no table {found[1]}."
            return
        inside = found[2] if found[2].startswith("[[") else f"[{found[2]}]"
        names = {name.replace("\n", " ").casefold() for name in table.columns}
        for column in _COLUMN.findall(inside):
            plain = re.sub(r"'(.)", r"\1", column)
            if plain.casefold() not in names and plain.strip() not in (",", ":"):
                yield f"the table {table.name} has no column {plain}."
        return
    if _NAME.fullmatch(operand) and operand.casefold() not in known.names | set(known.tables):
        yield f"there is no name {operand}."


def _shared_strings(package: Package) -> list[str]:
    part = next((one.target for one in package.relationships(package.workbook_part) if one.type == "sharedStrings"), "")
    if part not in package:
        return []
    return [
        xstring("".join(text.text or "" for text in item.iter("{*}t")))
        for item in parse(package.read(part)).iter("{*}si")
    ]


def _text(node: Element | None, strings: list[str]) -> str:
    if node is None:
        return ""
    if node.get("t") == "s":
        index = int(node.findtext("{*}v") or 0)
        return strings[index] if index < len(strings) else ""
    if node.get("t") == "inlineStr":
        return xstring("".join(text.text or "" for text in node.iter("{*}t")))
    return xstring(node.findtext("{*}v") or "")
