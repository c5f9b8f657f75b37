"""Following: every range of a workbook that covers a table's body covers its new body after filling.

On sheets: conditional formats, validations, ignored errors, protected ranges, sparklines, and formulas in cells. In
names: print areas and names of ranges. In drawings: charts, text boxes and controls linked to cells. And the sources of
pivot tables, which besides are told to refresh when Excel opens the file, because they show the former rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from functools import cache

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.filling.filled import Filled
from kpi_excel.workbook.filling.sparklines import GROUPS, FilledBody, follow_sparklines
from kpi_excel.workbook.parts.structure import chart_parts
from kpi_excel.workbook.sheet.cell_formulas import with_formula
from kpi_excel.workbook.sheet.references import Move, Where, follow_formula, follow_ranges, moves_by_sheet
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.xml import Element, escape, parse, serialize, unescape

_ADDRESS = re.compile(rb"[A-Z]\$?[0-9]")
_SQREF = re.compile(rb'(sqref(?:="|>))([^"<]+)')
# a selection is where somebody's cursor stands, not a range that means a table
_SELECTION = re.compile(rb"<(?:\w+:)?selection\b")
# in charts, sqref holds a formula: the range of a series of which Excel draws some points only
_FORMULA_OF_CHART = re.compile(rb"(<((?:\w+:)?(?:f|sqref))(?:\s[^>]*)?>)([^<]+)(</\2>)")
_FORMULA = re.compile(
    rb"(<((?:\w+:)?(?:formula|formula1|formula2|definedName|f|calculatedColumnFormula|totalsRowFormula))(?:\s[^>]*)?>)"
    rb"([^<]+)(</\2>)"
)
_LINKS = re.compile(rb'(\s(textlink|fmlaLink|fmlaTxbx|fmlaRange|fmlaPict)=)"([^"]+)"')
_LINKED_PARTS = re.compile(r"xl/(?:drawings|ctrlProps)/[^/]+\.xml")

Moves = Mapping[str, Sequence[Move]]


def follow_moves(filled: Filled) -> None:
    """Let every range follow: those in formulas, names and tables, of sheets, charts, drawings and pivot tables."""
    _refresh_pivots(filled)
    moves = moves_by_sheet([move for move in filled.moves if move.old != move.new])
    _follow_sparklines(filled, moves)
    if not moves:
        return
    edit = filled.edit
    for sheet in filled.structure.sheets:
        _follow_cells(filled.sheet_data(sheet.part), sheet.name, moves)
        _follow_rules(filled.sheet_data(sheet.part), sheet.name, moves)
        for table in sheet.tables:
            edit.write(table.part, _follow_markup(edit.read(table.part), sheet.name, moves, Where.CELL))
    part = edit.package.workbook_part
    edit.write(part, _follow_markup(edit.read(part), "", moves, Where.RANGE))
    for part in chart_parts(edit.package):
        edit.write(part, _follow_markup(edit.read(part), "", moves, Where.RANGE, _FORMULA_OF_CHART))
    for part in edit.package.parts():
        if _LINKED_PARTS.fullmatch(part):
            edit.write(part, _follow_links(edit.read(part), moves))


def _follow_cells(data: SheetData, name: str, moves: Moves) -> None:
    @cache
    def followed(text: str) -> str:
        return follow_formula(text, name, moves, Where.CELL)

    moving = (
        rows for text, rows in data.formulas().items() if _may_move(text, name, moves) and _followed(text, followed)
    )
    changing = {row for rows in moving for row in rows}
    data.change_formula_cells(lambda _row, _column, content: with_formula(content, followed), changing)


def _follow_sparklines(filled: Filled, moves: Moves) -> None:
    """Let sparklines follow, those of a table's rows also where the table kept its size: its rows may be others."""
    bodies = _bodies(filled)
    sheets = {body.sheet for body in bodies}
    for sheet in filled.structure.sheets:
        if moves or sheet.name in sheets:
            _follow_groups(filled.sheet_data(sheet.part), sheet.name, bodies, moves)


def _follow_groups(data: SheetData, name: str, bodies: Sequence[FilledBody], moves: Moves) -> None:
    def follow(formula: str) -> str:
        return follow_formula(formula, name, moves, Where.RANGE)

    data.after = GROUPS.sub(lambda found: follow_sparklines(found[0], name, bodies, follow), data.after)


def _bodies(filled: Filled) -> list[FilledBody]:
    """Give the filled tables' bodies with the rows that they had before."""
    sheets = {sheet.part: sheet.name for sheet in filled.structure.sheets}
    moves = {(move.sheet, move.old.top, move.old.left): move for move in filled.moves}
    return [
        FilledBody(
            sheets[row_map.part],
            row_map.body,
            moves[sheets[row_map.part], row_map.body.top, row_map.body.left].new,
            row_map.rows,
        )
        for row_map in filled.row_maps
    ]


def _follow_rules(data: SheetData, name: str, moves: Moves) -> None:
    data.before = _follow_markup(data.before, name, moves, Where.RULE)
    of_sheet = list(moves.get(name.casefold(), ()))
    pieces, end = [], 0
    for match in GROUPS.finditer(data.after):
        pieces += [_follow_markup(data.after[end : match.start()], name, moves, Where.RULE), match[0]]
        end = match.end()
    data.after = b"".join([*pieces, _follow_markup(data.after[end:], name, moves, Where.RULE)])
    if of_sheet:
        data.fit_dimension()


def _follow_markup(xml: bytes, sheet: str, moves: Moves, where: Where, formulas: re.Pattern[bytes] = _FORMULA) -> bytes:
    def ranges(match: re.Match[bytes]) -> bytes:
        text = match[2]
        if _SELECTION.match(xml, xml.rfind(b"<", 0, match.start())):
            return match[0]
        followed = follow_ranges(text.decode(), sheet, moves) if _ADDRESS.search(text) else ""
        return match[1] + followed.encode() if followed != " ".join(text.decode().split()) and followed else match[0]

    def formula(match: re.Match[bytes]) -> bytes:
        if not _may_move(match[3], sheet, moves):
            return match[0]
        followed = _followed(match[3], lambda text: follow_formula(text, sheet, moves, where))
        return match[1] + escape(followed).encode() + match[4] if followed is not None else match[0]

    return formulas.sub(formula, _SQREF.sub(ranges, xml) if formulas is _FORMULA else xml)


def _may_move(formula: bytes, sheet: str, moves: Moves) -> bool:
    """Tell at a glance whether a formula may name a range that moves: on its own sheet, or on one that it names."""
    return (b"!" in formula or sheet.casefold() in moves) and _ADDRESS.search(formula) is not None


def _follow_links(xml: bytes, moves: Moves) -> bytes:
    """Let a control's list follow its table; a text box or a control linked to one cell follows a totals row only."""

    def link(match: re.Match[bytes]) -> bytes:
        where = Where.RANGE if match[2] == b"fmlaRange" else Where.CELL
        followed = _followed(match[3], lambda text: follow_formula(text, "", moves, where))
        if followed is None:
            return match[0]
        return b'%b"%b"' % (match[1], escape(followed).replace('"', "&quot;").encode())

    return _LINKS.sub(link, xml)


def _followed(text: bytes, change: Callable[[str], str]) -> str | None:
    """Give the changed text; None if it stays."""
    plain = unescape(text.decode())
    changed = change(plain)
    return changed if changed != plain else None


def _refresh_pivots(filled: Filled) -> None:
    """Let pivot tables over a filled table take its new range, and refresh when the file is opened."""
    moves = moves_by_sheet(filled.moves)
    tables = {name.casefold() for name in filled.tables}
    refreshed = set()
    for part in filled.edit.package.parts():
        if not re.fullmatch(r"xl/pivotCache/pivotCacheDefinition[^/]*\.xml", part):
            continue
        root = parse(filled.edit.read(part))
        source = next(root.iter("{*}worksheetSource"), None)
        if source is None or any(key.endswith("}id") for key in source.attrib):  # another workbook
            continue
        if source.get("name", "").casefold() in tables or _draws_on(source, moves):
            root.set("refreshOnLoad", "1")
            filled.edit.write(part, serialize(root))
            refreshed.add(part.casefold())
    if refreshed:
        filled.pivots += _pivots(filled, refreshed)


def _pivots(filled: Filled, caches: Container[str]) -> Iterator[tuple[str, Area]]:
    """Give the cells of the pivot tables that show some caches, with their sheets' names."""
    package = filled.edit.package
    for sheet in filled.structure.sheets:
        for link in package.relationships(sheet.part):
            if link.type != "pivotTable" or link.target not in package:
                continue
            if any(other.target.casefold() in caches for other in package.relationships(link.target)):
                location = parse(package.read(link.target)).find("{*}location")
                if location is not None:
                    yield sheet.name, Area.parse(location.get("ref", "A1"))


def _draws_on(source: Element, moves: Moves) -> bool:
    """Tell whether a pivot's source takes in cells of a filled table; let it follow the table."""
    moved = moves.get(source.get("sheet", "").casefold())
    if not moved or not source.get("ref"):
        return False
    area = Area.parse(source.get("ref"))
    source.set("ref", follow_ranges(source.get("ref"), source.get("sheet"), moves))
    return any(area.overlaps(move.old) for move in moved)
