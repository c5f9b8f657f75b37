"""Understandable: what the calculation engine is given instead of parts that it would misread.

Excel's own files say some things in ways that the engine drops or takes for something else. Where writing them in
another way cures that, the copy that is calculated has them so; the file that is written never does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.parts.structure import ExcelTable, Sheet, read_structure
from kpi_excel.workbook.sheet.cell_formulas import FORMULA, array_of, with_formula
from kpi_excel.workbook.sheet.sheet_data import SheetData

_TYPES = "[Content_Types].xml"
_TEMPLATE_TYPES = (
    (b"spreadsheetml.template.main+xml", b"spreadsheetml.sheet.main+xml"),
    (b"ms-excel.template.macroEnabled.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"),
)
_SORTING = re.compile(rb"<((?:\w+:)?)sortState\b(?:[^>]*/>|.*?</\1sortState>)", re.DOTALL)
_COLUMN_NAME = re.compile(rb'(<(?:\w+:)?tableColumn\s[^>]*?\bname=")([^"]*)(")')
_SHEET_DATA = re.compile(rb"<((?:\w+:)?)sheetData\b")
_NEXT_SMALLER = re.compile(rb"(?<![\w.])(?:[VH]LOOKUP\(|MATCH\((?![^()]*,0\)))", re.IGNORECASE)
_BARE_BRACKET = re.compile(rb"(?:[>(+\-*/^=;{ ]|[^\]],)\[")
_SPILLING = re.compile(rb"<(?:\w+:)?c\s[^>]*\bcm=")
# a text, another workbook or a sheet in apostrophes, a qualified reference, or brackets that stand alone
_BRACKETS = re.compile(
    r"""(?P<skip>"(?:[^"]|"")*"|'(?:[^']|'')*'!|\[[0-9]+\][^\[\](),;+\-*/&<>=^ ]*!
        |[\w.\\]+\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])
      | (?P<bare>\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])""",
    re.VERBOSE,
)
_LOOKUP = re.compile(r'"(?:[^"]|"")*"|(?<![\w.])(MATCH|VLOOKUP|HLOOKUP)\(', re.IGNORECASE)  # or a text
_TOKEN = re.compile(
    r""""(?:[^"]|"")*"|'(?:[^']|'')*'|\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]|[(){},]|[^"'\[(){},]+"""
)


def understandable(data: bytes) -> bytes:
    """Give a workbook file as the engine reads it rightly; the same bytes where it reads all of it rightly.

    - A template's content type becomes a workbook's.
    - The sorting of a table is left out: in Excel's files it may begin at the header, and then the engine drops the
      whole table.
    - Column names lose outer spaces, which the engine drops in formulas.
    - References without their table's name, as Excel 2007 stored them within a table, get it.
    - MATCH, VLOOKUP and HLOOKUP for the next smaller value become LOOKUP, which, as in Excel, passes over texts when it
      looks for a number and over numbers when it looks for a text.
    - A formula that spills stands as an ordinary one and the cells into which it spilled are empty: it may spill
      anew, where the engine would refuse another size.
    """
    package = Package(data, "copy.xlsx")
    edit = Edit(package)
    types = package.read(_TYPES)
    for template, workbook in _TEMPLATE_TYPES:
        types = types.replace(template, workbook)
    edit.write(_TYPES, types)
    for sheet in read_structure(package).sheets:
        for table in sheet.tables:
            edit.write(table.part, _table(edit.read(table.part), table))
        edit.write(sheet.part, _sheet(edit.read(sheet.part), sheet))
    return edit.save(compress=False) if edit.changed() else data


def _table(xml: bytes, table: ExcelTable) -> bytes:
    if b"sortState" in xml:
        xml = _SORTING.sub(b"", xml)
    trimmed = [name.strip(" ") for name in table.columns]
    if trimmed != list(table.columns) and len({name.casefold() for name in trimmed}) == len(trimmed):
        xml = _COLUMN_NAME.sub(lambda found: found[1] + found[2].strip(b" ") + found[3], xml)
    return xml


def _sheet(xml: bytes, sheet: Sheet) -> bytes:
    formulas = b">%b" % b"\n>".join(_formulas(xml))
    spills = b" cm=" in xml and _SPILLING.search(xml) is not None
    changes: list[Callable[[str, ExcelTable | None], str]] = []
    if sheet.tables and _BARE_BRACKET.search(formulas):
        changes.append(qualified)
    if _NEXT_SMALLER.search(formulas):
        changes.append(lambda text, _table: with_lookups(text))
    if not spills and not changes:
        return xml
    data = SheetData(xml)
    rows = {row for rows in data.formulas().values() for row in rows}

    def changed(row: int, column: int, content: bytes) -> bytes:
        table = next((one for one in sheet.tables if one.area.holds(row, column)), None)
        for change in changes:
            content = with_formula(content, lambda text, change=change: change(text, table))  # type: ignore[misc]
        return content

    if spills:
        _let_spill(data)
    if changes:
        data.change_formula_cells(changed, rows)
    return data.serialize() if data.is_changed() else xml


def _formulas(xml: bytes) -> set[bytes]:
    """Give the texts of a sheet's formulas, each once."""
    found = _SHEET_DATA.search(xml)
    if found is None or b"<%bf" % found[1] not in xml:
        return set()
    return set(re.findall(rb"<%bf(?:\s[^>]*)?>([^<]+)" % found[1], xml))


def _let_spill(data: SheetData) -> None:
    """Write spilling formulas as ordinary ones over empty cells; the engine spills these as far as they go."""
    for row, column, content in list(data.formula_cells()):
        array = array_of(content)
        if array is None or not array.spills:
            continue
        for other in range(array.area.top, array.area.bottom + 1):
            cells = data.row(other).cells if other in data else {}
            for number in range(array.area.left, array.area.right + 1):
                if (other, number) != (row, column):
                    cells.pop(number, None)
        data.row(row).cells[column] = FORMULA.sub(
            lambda found: b"<%bf>%b</%bf>" % (found[1], found[3] or b"", found[1]), content, count=1
        )


def qualified(text: str, table: ExcelTable | None) -> str:
    """Write a formula with the name of its own table before references that lack one.

    Example:
        >>> table = ExcelTable("Mine", "", Area(1, 1, 3, 2), ("Cost",), ("",))
        >>> qualified('SUBTOTAL(109,[Cost])+Other[x]&"[y]"', table)
        'SUBTOTAL(109,Mine[Cost])+Other[x]&"[y]"'
    """
    if table is None or "[" not in text:
        return text
    return _BRACKETS.sub(lambda found: f"{table.name}{found[0]}" if found["bare"] else found[0], text)


def with_lookups(text: str) -> str:
    """Write look-ups of the next smaller value with LOOKUP.

    Example:
        >>> with_lookups('MATCH(A1,B1:B9)+MATCH(A1,B1:B9,0)')
        'LOOKUP(A1,B1:B9,_xlfn.SEQUENCE(ROWS(B1:B9),COLUMNS(B1:B9)))+MATCH(A1,B1:B9,0)'
        >>> with_lookups('VLOOKUP(x,B1:C9,2,TRUE)')
        'LOOKUP(x,INDEX(B1:C9,0,1),INDEX(B1:C9,0,2))'
    """
    done, end = [], 0
    for found in _LOOKUP.finditer(text):
        call = _call(text, found.end()) if found[1] and found.start() >= end else None
        if call is None:
            continue
        arguments, stop = call
        written = _as_lookup(found[1].upper(), [with_lookups(one) for one in arguments])
        if written:
            done += [text[end : found.start()], written]
            end = stop
    return "".join([*done, text[end:]])


def _as_lookup(name: str, arguments: Sequence[str]) -> str:
    """Write a call with LOOKUP; empty if it looks for the same value, or that is not certain."""
    count = 3 if name == "MATCH" else 4
    how = arguments[count - 1].strip().upper() if len(arguments) == count else "1"
    if how not in ("1", "TRUE", "TRUE()") or not count - 1 <= len(arguments) <= count:
        return ""
    value, cells = arguments[0], arguments[1]
    if name == "MATCH":
        return f"LOOKUP({value},{cells},_xlfn.SEQUENCE(ROWS({cells}),COLUMNS({cells})))"
    which = arguments[2].strip()
    if "{" in which or ":" in which:  # several columns at once
        return ""
    if name == "VLOOKUP":
        return f"LOOKUP({value},INDEX({cells},0,1),INDEX({cells},0,{which}))"
    return f"LOOKUP({value},INDEX({cells},1,0),INDEX({cells},{which},0))"


def _call(text: str, start: int) -> tuple[list[str], int] | None:
    """Give a call's arguments and the place behind its end, from behind its opening parenthesis."""
    arguments, depth, begin = [], 0, start
    for token, at in _tokens(text, start):
        if token in "({":
            depth += 1
        elif token in ")}" and depth:
            depth -= 1
        elif token == ")" or (token == "," and not depth):
            arguments.append(text[begin:at])
            begin = at + 1
            if token == ")":
                return arguments, begin
    return None


def _tokens(text: str, start: int) -> Iterator[tuple[str, int]]:
    return ((found[0], found.start()) for found in _TOKEN.finditer(text, start))
