"""What owners do to a table in Excel, done to a package as Excel saves it: the same parts, elements and attributes.

Each act takes a workbook's parts and changes them in place. Where Excel moves cells, every reference to them moves in
formulas, names, charts and the sheet's own elements, as it does there.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path

from kpi_excel.workbook.cells import Area, cell, column_letters, column_number
from kpi_excel.workbook.xml import Element, parse, serialize
from tests.workbook.rich import parts, write_parts

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
WORKBOOK = "xl/workbook.xml"
_REFERENCE = re.compile(
    r"""(?P<skip>"(?:[^"]|"")*"|\[(?:[^\[\]]|\[[^\]]*\])*\])
      | (?<![\w.$])(?P<sheet>(?:'(?:[^']|'')+'|[A-Za-z_][\w.]*)!)?
        (?P<area>\$?[A-Z]{1,3}\$?[0-9]+(?::\$?[A-Z]{1,3}\$?[0-9]+)?|\$?[0-9]+:\$?[0-9]+)(?![\w(.!\[])""",
    re.VERBOSE,
)
_CORNER = re.compile(r"(\$?)([A-Z]*)(\$?)([0-9]+)")
Place = Callable[[int, int], tuple[int, int]]
"""Gives the new row and column of a cell."""


class Workbook:
    """A package that is changed, and the table that is acted on.

    Args:
        path: the file.
        table: the table's name.
    """

    def __init__(self, path: Path, table: str) -> None:
        self.path, self.parts = path, parts(path)
        self.table_part = next(
            name
            for name, data in self.parts.items()
            if name.startswith("xl/tables/") and parse(data).get("displayName") == table
        )
        self.sheet_part = next(
            name
            for name in self.parts
            if name.startswith("xl/worksheets/sheet") and self.table_part in self.targets(name)
        )
        self.book = parse(self.parts[WORKBOOK])
        self.table, self.sheet = parse(self.parts[self.table_part]), parse(self.parts[self.sheet_part])
        ids = {target: one for one, target in self._links(WORKBOOK).items()}
        self.entry = next(one for one in self.book.iter("{*}sheet") if one.get(f"{{{RELS}}}id") == ids[self.sheet_part])

    def save(self, path: Path) -> Path:
        """Write the package."""
        changed = {WORKBOOK: self.book, self.table_part: self.table, self.sheet_part: self.sheet}
        content = {**self.parts, **{name: serialize(root) for name, root in changed.items() if name in self.parts}}
        return write_parts(path, content)

    # parts

    def _links(self, part: str) -> dict[str, str]:
        folder, name = posixpath.split(part)
        data = self.parts.get(f"{folder}/_rels/{name}.rels")
        if data is None:
            return {}
        every = parse(data)
        return {one.get("Id"): _resolved(folder, one.get("Target")) for one in every if one.get("TargetMode") is None}

    def targets(self, part: str) -> list[str]:
        """List the parts to which one leads."""
        return list(self._links(part).values())

    def add_part(self, name: str, data: bytes, content_type: str, source: str, kind: str) -> str:
        """Add a part with its type, and a relationship to it; give the relationship's id."""
        self.parts[name] = data
        types = parse(self.parts["[Content_Types].xml"])
        types.append(
            types.makeelement(
                f"{types.tag.rpartition('}')[0]}}}Override", PartName=f"/{name}", ContentType=content_type
            )
        )
        self.parts["[Content_Types].xml"] = serialize(types)
        folder, own = posixpath.split(source)
        path = f"{folder}/_rels/{own}.rels"
        empty = f'<Relationships xmlns="{PACKAGE_RELS}"/>'.encode()
        root = parse(self.parts.get(path, empty))
        identifier = f"rIdA{len(root) + 1}"
        attributes = {"Id": identifier, "Type": kind, "Target": f"/{name}"}
        root.append(root.makeelement(f"{{{PACKAGE_RELS}}}Relationship", attributes))
        self.parts[path] = serialize(root)
        return identifier

    def drop_link(self, source: str, target: str) -> str:
        """Take out a relationship and the part to which it leads; give the relationship's id."""
        folder, own = posixpath.split(source)
        path = f"{folder}/_rels/{own}.rels"
        root = parse(self.parts[path])
        node = next(one for one in root if _resolved(folder, one.get("Target")) == target)
        root.remove(node)
        self.parts[path] = serialize(root)
        del self.parts[target]
        types = parse(self.parts["[Content_Types].xml"])
        for one in [one for one in types if one.get("PartName") == f"/{target}"]:
            types.remove(one)
        self.parts["[Content_Types].xml"] = serialize(types)
        return str(node.get("Id"))

    # the table

    @property
    def area(self) -> Area:
        """Give all cells of the table."""
        return Area.parse(self.table.get("ref"))

    @property
    def body(self) -> Area:
        """Give its rows."""
        area, totals = self.area, int(self.table.get("totalsRowCount", 0))
        return Area(area.top + int(self.table.get("headerRowCount", 1)), area.left, area.bottom - totals, area.right)

    @property
    def name(self) -> str:
        """Give its name."""
        return str(self.table.get("displayName"))

    @property
    def sheet_name(self) -> str:
        """Give its sheet's name."""
        return str(self.entry.get("name"))

    def columns(self) -> list[Element]:
        """List its columns."""
        return list(self.table.find("{*}tableColumns"))

    def number(self, header: str) -> int:
        """Give a column's number on the sheet."""
        return self.area.left + [one.get("name") for one in self.columns()].index(header)

    # cells

    def row(self, number: int) -> Element:
        """Give a row; a new one where there is none."""
        data = self.sheet.find("{*}sheetData")
        found = next((one for one in data if int(one.get("r")) >= number), None)
        if found is not None and int(found.get("r")) == number:
            return found
        made = data.makeelement(f"{{{MAIN}}}row", r=str(number))
        if found is None:
            data.append(made)
        else:
            found.addprevious(made)
        return made

    def take(self, row: int, column: int) -> Element | None:
        """Take a cell out of the sheet."""
        line = self.row(row)
        found = next((one for one in line if one.get("r") == cell(row, column)), None)
        if found is not None:
            line.remove(found)
        return found

    def put(self, node: Element | None, row: int, column: int) -> None:
        """Put a cell somewhere, in the place of the one that is there."""
        self.take(row, column)
        if node is None:
            return
        node.set("r", cell(row, column))
        line = self.row(row)
        after = next((one for one in line if column_number(re.sub("[0-9]", "", one.get("r"))) > column), None)
        if after is None:
            line.append(node)
        else:
            after.addprevious(node)

    def text(self, row: int, column: int, text: str) -> None:
        """Type a text into a cell; its style stays."""
        old = self.take(row, column)
        node = self.sheet.makeelement(f"{{{MAIN}}}c", t="inlineStr")
        if old is not None and old.get("s"):
            node.set("s", old.get("s"))
        inside = node.makeelement(f"{{{MAIN}}}is")
        inside.append(inside.makeelement(f"{{{MAIN}}}t"))
        inside[0].text = text
        node.append(inside)
        self.put(node, row, column)

    def before(self, names: str, node: Element) -> None:
        """Put an element into the sheet, before the first of some that must come later."""
        later = next((one for one in self.sheet if one.tag.rpartition("}")[2] in names.split()), None)
        if later is None:
            self.sheet.append(node)
        else:
            later.addprevious(node)

    # formulas

    def rewrite(self, change: Callable[[str, str], str]) -> None:
        """Change every formula: in cells, rules, names, charts and tables.

        Args:
            change: gives a formula's new text from the old one and the name of the sheet on which it stands.
        """
        for sheet in self.book.iter("{*}sheet"):
            part = self._links(WORKBOOK)[sheet.get(f"{{{RELS}}}id")]
            root = self.sheet if part == self.sheet_part else parse(self.parts[part])
            _change_texts(root, ("f", "formula", "formula1", "formula2"), sheet.get("name"), change)
            for target in self.targets(part):
                if target.startswith("xl/tables/"):
                    table = self.table if target == self.table_part else parse(self.parts[target])
                    _change_texts(table, ("calculatedColumnFormula", "totalsRowFormula"), sheet.get("name"), change)
                    self.parts[target] = serialize(table)
            self.parts[part] = serialize(root)
        _change_texts(self.book, ("definedName",), "", change)
        for name in [one for one in self.parts if one.startswith("xl/charts/chart")]:
            root = parse(self.parts[name])
            _change_texts(root, ("f",), "", change)
            self.parts[name] = serialize(root)

    def forget_values(self) -> None:
        """Take out the values of all formulas, where Excel calculates others when it saves."""
        for part in self._links(WORKBOOK).values():
            if part.startswith("xl/worksheets/"):
                root = self.sheet if part == self.sheet_part else parse(self.parts[part])
                for node in root.iter("{*}c"):
                    value = node.find("{*}v")
                    if value is not None and node.find("{*}f") is not None:
                        node.remove(value)
                        node.attrib.pop("t", None)
                self.parts[part] = serialize(root)

    def move_cells(self, place: Place) -> None:
        """Move the cells of the sheet, and everything that means them."""

        def follow(formula: str, sheet: str) -> str:
            return _moved_references(formula, sheet == self.sheet_name, self.sheet_name, place)

        self.rewrite(follow)
        data = self.sheet.find("{*}sheetData")
        rows = list(data)
        for row in rows:
            number = int(row.get("r"))
            row.set("r", str(place(number, 1)[0]))
            row.attrib.pop("spans", None)
            for node in row:
                letters, digits = re.fullmatch("([A-Z]+)([0-9]+)", node.get("r")).groups()  # type: ignore[union-attr]
                node.set("r", cell(*place(int(digits), column_number(letters))))
        for root in (self.sheet, self.table):
            for node in root.iter():
                for key in ("ref", "sqref", "activeCell", "topLeftCell"):
                    if isinstance(node.tag, str) and node.get(key) and node.tag.rpartition("}")[2] != "f":
                        areas = (_moved_references(one, True, "", place) for one in node.get(key).split())
                        node.set(key, " ".join(areas))
                if isinstance(node.tag, str) and node.tag.endswith("}sqref"):
                    node.text = " ".join(_moved_references(one, True, "", place) for one in node.text.split())
        for column in list(self.sheet.iter("{*}col")):
            left, right = place(1, int(column.get("min")))[1], place(1, int(column.get("max")))[1]
            column.set("min", str(left))
            column.set("max", str(right))
        self._move_drawings(place)

    def _move_drawings(self, place: Place) -> None:
        for name in self.targets(self.sheet_part):
            if name.startswith("xl/drawings/drawing"):
                root = parse(self.parts[name])
                for corner in [*root.iter("{*}from"), *root.iter("{*}to")]:
                    row, column = corner.find("{*}row"), corner.find("{*}col")
                    new = place(int(row.text) + 1, int(column.text) + 1)
                    row.text, column.text = str(new[0] - 1), str(new[1] - 1)
                self.parts[name] = serialize(root)


def _resolved(folder: str, target: str) -> str:
    return target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _change_texts(root: Element, names: tuple[str, ...], sheet: str, change: Callable[[str, str], str]) -> None:
    for node in root.iter():
        if isinstance(node.tag, str) and node.tag.rpartition("}")[2] in names and node.text:
            node.text = change(node.text, sheet)


def _moved_references(formula: str, own: bool, sheet: str, place: Place) -> str:
    def replace(found: re.Match[str]) -> str:
        named = (found["sheet"] or "").rstrip("!").strip("'").replace("''", "'")
        if found["skip"] or not (named == sheet if found["sheet"] else own):
            return found[0]
        corners = [_moved_corner(one, place) for one in found["area"].split(":")]
        return (found["sheet"] or "") + ":".join(corners)

    return _REFERENCE.sub(replace, formula)


def _moved_corner(corner: str, place: Place) -> str:
    dollar, letters, fixed, digits = _CORNER.fullmatch(corner).groups()  # type: ignore[union-attr]
    row, column = place(int(digits), column_number(letters) if letters else 1)
    if not letters:
        return f"{dollar}{row}"
    return f"{dollar}{column_letters(column)}{fixed}{row}"


Act = Callable[[Workbook], None]


# Sorting and filtering


def sort(condition: Mapping[str, str], header: str) -> Act:
    """Sort by a header's arrow: rows change places, and the table says by what; the condition takes in the header."""

    def act(book: Workbook) -> None:
        body, number = book.body, book.number(header)
        rows = [{column: book.take(row, column) for column in range(body.left, body.right + 1)} for row in _rows(body)]
        for row, cells in zip(_rows(body), reversed(rows), strict=True):
            for column, node in cells.items():
                book.put(node, row, column)
        auto = book.table.find("{*}autoFilter")
        book.forget_values()  # some look at rows by their places
        state = auto.makeelement(f"{{{MAIN}}}sortState", ref=str(body))
        letters = column_letters(number)
        area = f"{letters}{book.area.top}:{letters}{body.bottom}"
        state.append(state.makeelement(f"{{{MAIN}}}sortCondition", {**condition, "ref": area}))
        auto.addnext(state)

    return act


def _rows(area: Area) -> range:
    return range(area.top, area.bottom + 1)


def filter_first(book: Workbook) -> None:
    """Show the first row only, by its value in the first column."""
    body = book.body
    auto = book.table.find("{*}autoFilter")
    column = auto.makeelement(f"{{{MAIN}}}filterColumn", colId="0")
    column.append(column.makeelement(f"{{{MAIN}}}filters"))
    column[0].append(column.makeelement(f"{{{MAIN}}}filter", val="Instagram"))
    auto.append(column)
    for row in range(body.top + 1, body.bottom + 1):
        book.row(row).set("hidden", "1")


def hide_rows(book: Workbook) -> None:
    """Hide the first row and the last one by hand."""
    for row in (book.body.top, book.body.bottom):
        book.row(row).set("hidden", "1")


def hide_column(book: Workbook) -> None:
    """Hide the table's last column."""
    columns = book.sheet.find("{*}cols")
    if columns is None:
        columns = book.sheet.makeelement(f"{{{MAIN}}}cols")
        book.sheet.find("{*}sheetData").addprevious(columns)
    number = str(book.area.right)
    if not any(int(one.get("min")) <= int(number) <= int(one.get("max")) for one in columns):
        attributes = {"min": number, "max": number, "width": "0", "hidden": "1", "customWidth": "1"}
        columns.append(columns.makeelement(f"{{{MAIN}}}col", attributes))


def group_rows(book: Workbook) -> None:
    """Group all rows but the first and fold the group."""
    for row in range(book.body.top + 1, book.body.bottom + 1):
        book.row(row).attrib.update({"outlineLevel": "1", "hidden": "1"})
    book.row(book.area.bottom + 1).set("collapsed", "1")
    book.sheet.find("{*}sheetFormatPr").set("outlineLevelRow", "1")


def slicer(book: Workbook) -> None:
    """Add a slicer of the first column, with its cache, its place in a drawing, and what names them."""
    main, x14, x15 = (
        MAIN,
        "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main",
        "http://schemas.microsoft.com/office/spreadsheetml/2010/11/main",
    )
    cache = (
        f'<slicerCacheDefinition xmlns="{x14}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        f'mc:Ignorable="x" xmlns:x="{main}" name="Slicer_first" sourceName="first"><extLst><x:ext '
        f'uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}" xmlns:x15="{x15}"><x15:tableSlicerCache '
        f'tableId="{book.table.get("id")}" column="{book.columns()[0].get("id")}"/></x:ext></extLst>'
        "</slicerCacheDefinition>"
    )
    shown = '<slicer name="first" cache="Slicer_first" caption="first" rowHeight="241300"/>'
    own = f'<slicers xmlns="{x14}">{shown}</slicers>'
    office = "http://schemas.microsoft.com/office/2007/relationships"
    cache_id = book.add_part(
        "xl/slicerCaches/slicerCache1.xml", cache.encode(), "application/vnd.ms-excel.slicerCache+xml", WORKBOOK,
        f"{office}/slicerCache",
    )  # fmt: skip
    slicer_id = book.add_part(
        "xl/slicers/slicer1.xml",
        own.encode(),
        "application/vnd.ms-excel.slicer+xml",
        book.sheet_part,
        f"{office}/slicer",
    )
    _add_extension(
        book.book,
        f'<ext xmlns="{main}" uri="{{46BE6895-7355-4a93-B00E-2C351335B9C9}}" xmlns:x15="{x15}" xmlns:x14="{x14}">'
        f'<x15:slicerCaches><x14:slicerCache xmlns:r="{RELS}" r:id="{cache_id}"/></x15:slicerCaches></ext>',
    )
    _add_extension(
        book.sheet,
        f'<ext xmlns="{main}" uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}" xmlns:x14="{x14}" xmlns:x15="{x15}">'
        f'<x14:slicerList><x14:slicer xmlns:r="{RELS}" r:id="{slicer_id}"/></x14:slicerList></ext>',
    )


def _add_extension(root: Element, xml: str) -> None:
    extensions = root.find("{*}extLst")
    if extensions is None:
        extensions = root.makeelement(f"{{{MAIN}}}extLst")
        root.append(extensions)
    extensions.append(parse(xml.encode()))


# The table itself


def totals_row_on(book: Workbook) -> None:
    """Switch the totals row on: the last column is summed or counted, the first says so."""
    area, last = book.area, book.columns()[-1]
    book.table.set("totalsRowCount", "1")
    book.table.attrib.pop("totalsRowShown", None)
    book.table.set("ref", str(Area(area.top, area.left, area.bottom + 1, area.right)))
    book.columns()[0].set("totalsRowLabel", "Total")
    last.set("totalsRowFunction", "count")
    book.text(area.bottom + 1, area.left, "Total")
    node = book.sheet.makeelement(f"{{{MAIN}}}c")
    for name, text in (
        ("f", f"SUBTOTAL(103,{book.name}[{last.get('name')}])"),
        ("v", str(book.body.bottom - book.body.top + 1)),
    ):
        child = node.makeelement(f"{{{MAIN}}}{name}")
        child.text = text
        node.append(child)
    book.put(node, area.bottom + 1, area.right)


def header_row_off(book: Workbook) -> None:
    """Switch the header row off: its cells are emptied, the table begins one row further down."""
    area = book.area
    for column in range(area.left, area.right + 1):
        book.take(area.top, column)
    book.table.set("headerRowCount", "0")
    book.table.set("ref", str(Area(area.top + 1, area.left, area.bottom, area.right)))
    for node in list(book.table.iter("{*}autoFilter")):
        book.table.remove(node)


def style(book: Workbook) -> None:
    """Choose another style, with bands of columns."""
    node = book.table.find("{*}tableStyleInfo")
    node.attrib.update({"name": "TableStyleDark3", "showColumnStripes": "1", "showRowStripes": "0"})


def rename_table(name: str) -> Act:
    """Give the table another name; formulas follow."""

    def act(book: Workbook) -> None:
        old = re.compile(rf"\b{re.escape(book.name)}(?=\[)")
        book.rewrite(lambda formula, _: old.sub(name, formula))
        book.table.attrib.update({"name": name, "displayName": name})

    return act


def rename_header(old: str, new: str) -> Act:
    """Type another header; formulas follow."""

    def act(book: Workbook) -> None:
        book.text(book.area.top, book.number(old), new)
        book.rewrite(lambda formula, _: formula.replace(f"[{old}]", f"[{new}]"))
        next(one for one in book.columns() if one.get("name") == old).set("name", new)

    return act


def convert_to_range(book: Workbook) -> None:
    """Turn the table into cells: structured references become those to cells, and the part goes."""
    body, name = book.body, book.name
    sheet = "'{}'!".format(book.sheet_name.replace("'", "''"))
    letters = {one.get("name"): column_letters(book.number(one.get("name"))) for one in book.columns()}
    whole = re.compile(rf"\b{re.escape(name)}\[([^\[\]#@]+)\]")
    own = re.compile(rf"\b{re.escape(name)}\[\[#This Row\],\[([^\]]+)\]\]")
    every = re.compile(rf"\b{re.escape(name)}\[#Data\]")

    def plain(formula: str, _: str) -> str:
        formula = whole.sub(
            lambda found: f"{sheet}${letters[found[1]]}${body.top}:${letters[found[1]]}${body.bottom}", formula
        )
        data = f"{sheet}${column_letters(body.left)}${body.top}:${column_letters(body.right)}${body.bottom}"
        return every.sub(lambda _: data, formula)

    book.rewrite(plain)
    for row in _rows(body):
        for node in book.row(row):
            formula = node.find("{*}f")
            if formula is not None and formula.text:
                formula.text = own.sub(lambda found, row=row: f"${letters[found[1]]}{row}", formula.text)  # type: ignore[misc]
    identifier = book.drop_link(book.sheet_part, book.table_part)
    _drop_table_part(book.sheet, identifier)


def _drop_table_part(sheet: Element, identifier: str) -> None:
    container = sheet.find("{*}tableParts")
    for node in [one for one in container if one.get(f"{{{RELS}}}id") == identifier]:
        container.remove(node)
    container.set("count", str(len(container)))
    if len(container) == 0:
        sheet.remove(container)


def formulas_to_values(header: str) -> Act:
    """Copy a column and paste its values: the cells' formulas go, and so does the column's own."""

    def act(book: Workbook) -> None:
        number = book.number(header)
        for row in _rows(book.body):
            node = next(one for one in book.row(row) if one.get("r") == cell(row, number))
            node.remove(node.find("{*}f"))
        column = next(one for one in book.columns() if one.get("name") == header)
        column.remove(column.find("{*}calculatedColumnFormula"))

    return act


# Columns


def delete_column(header: str) -> Act:
    """Delete a column of the table: those to its right move, within its rows; formulas that named it name nothing."""

    def act(book: Workbook) -> None:
        area, number = book.area, book.number(header)
        gone = re.compile(
            rf"\b{re.escape(book.name)}(?:\[{re.escape(header)}\]|\[\[[^\[\]]*\],\[{re.escape(header)}\]\])"
        )
        book.rewrite(lambda formula, _: gone.sub("#REF!", formula))
        book.table.find("{*}tableColumns").remove(next(one for one in book.columns() if one.get("name") == header))
        _count_columns(book)
        for row in _rows(area):
            book.take(row, number)
        book.move_cells(lambda row, column: (row, column - (column > number and area.top <= row <= area.bottom)))

    return act


def insert_column(header: str) -> Act:
    """Insert a column before another one within the table, which Excel calls Column1; all to its right moves."""

    def act(book: Workbook) -> None:
        number, top = book.number(header), book.area.top
        identifier = str(max(int(one.get("id")) for one in book.columns()) + 1)
        book.move_cells(lambda row, column: (row, column + (column >= number)))
        new = book.table.find("{*}tableColumns").makeelement(f"{{{MAIN}}}tableColumn", id=identifier, name="Column1")
        next(one for one in book.columns() if one.get("name") == header).addprevious(new)
        _count_columns(book)
        book.text(top, number, "Column1")

    return act


def _count_columns(book: Workbook) -> None:
    book.table.find("{*}tableColumns").set("count", str(len(book.columns())))


def swap_columns(one: str, other: str) -> Act:
    """Drag two columns to each other's places; each keeps its id, and what means its cells follows."""

    def act(book: Workbook) -> None:
        area, first, second = book.area, book.number(one), book.number(other)
        new = {first: second, second: first}
        book.move_cells(
            lambda row, column: (row, new.get(column, column) if area.top <= row <= area.bottom else column)
        )
        for row in _rows(area):
            line = book.row(row)
            line[:] = sorted(line, key=lambda node: column_number(re.sub("[0-9]", "", node.get("r"))))
        container = book.table.find("{*}tableColumns")
        nodes = {node.get("name"): node for node in container}
        marker = container.makeelement("marker")
        container.replace(nodes[one], marker)
        container.replace(nodes[other], nodes[one])
        container.replace(marker, nodes[other])

    return act


# The sheet


def insert_rows_above(book: Workbook) -> None:
    """Insert two rows above the table's header."""
    top = book.area.top
    book.move_cells(lambda row, column: (row + 2 * (row >= top), column))


def insert_column_beside(book: Workbook) -> None:
    """Insert a column to the left of the table."""
    left = book.area.left
    book.move_cells(lambda row, column: (row, column + (column >= left)))


def rename_sheet(book: Workbook) -> None:
    """Give the sheet another name; references follow, in links to its cells too."""
    new = "Mary's numbers"
    plain, quoted = f"{book.sheet_name}!", "'{}'!".format(book.sheet_name.replace("'", "''"))
    by = "'{}'!".format(new.replace("'", "''"))

    def follow(formula: str, _: str) -> str:
        return re.sub(rf"(?<![\w.']){re.escape(plain)}", lambda _: by, formula.replace(quoted, by))

    book.rewrite(follow)
    book.entry.set("name", new)


def freeze(book: Workbook) -> None:
    """Freeze the rows down to the table's header."""
    view = next(book.sheet.iter("{*}sheetView"))
    for node in list(view):
        view.remove(node)
    top = book.area.top
    attributes = {"ySplit": str(top), "topLeftCell": f"A{top + 1}", "activePane": "bottomLeft", "state": "frozen"}
    view.append(view.makeelement(f"{{{MAIN}}}pane", attributes))
    view.append(view.makeelement(f"{{{MAIN}}}selection", pane="bottomLeft"))


def protect(book: Workbook) -> None:
    """Protect the sheet with a password."""
    attributes = {"algorithmName": "SHA-512", "hashValue": "aGFzaA==", "saltValue": "c2FsdA==", "spinCount": "100000"}
    node = book.sheet.makeelement(
        f"{{{MAIN}}}sheetProtection", {**attributes, "sheet": "1", "objects": "1", "scenarios": "1"}
    )
    book.sheet.find("{*}sheetData").addnext(node)


def merge_below(book: Workbook) -> None:
    """Merge cells right below the table."""
    area = book.area
    node = book.sheet.makeelement(f"{{{MAIN}}}mergeCells", count="1")
    reference = f"{cell(area.bottom + 1, area.left)}:{cell(area.bottom + 1, area.left + 1)}"
    node.append(node.makeelement(f"{{{MAIN}}}mergeCell", ref=reference))
    book.before("phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins", node)


def copy_sheet(book: Workbook) -> None:
    """Copy the sheet: Excel numbers the table's name and gives it an id and a part of its own."""
    every = [parse(data) for name, data in book.parts.items() if name.startswith("xl/tables/")]
    number = max(int(one.get("id")) for one in every) + 1
    name = f"{book.name}{number}"
    table, sheet = deepcopy(book.table), deepcopy(book.sheet)
    table.attrib.update({"id": str(number), "name": name, "displayName": name})
    old = re.compile(rf"\b{re.escape(book.name)}(?=\[)")
    for root, names in ((table, ("calculatedColumnFormula", "totalsRowFormula")), (sheet, ("f",))):
        _change_texts(root, names, "", lambda formula, _: old.sub(name, formula))
    for node in [one for one in sheet if one.tag.rpartition("}")[2] in ("drawing", "legacyDrawing", "tableParts")]:
        sheet.remove(node)
    part = "xl/worksheets/copied.xml"
    identifier = book.add_part(part, b"<x/>", f"{TYPE}.worksheet+xml", WORKBOOK, f"{RELS}/worksheet")
    link = book.add_part("xl/tables/copied.xml", serialize(table), f"{TYPE}.table+xml", part, f"{RELS}/table")
    container = sheet.makeelement(f"{{{MAIN}}}tableParts", count="1")
    container.append(container.makeelement(f"{{{MAIN}}}tablePart", {f"{{{RELS}}}id": link}))
    extensions = sheet.find("{*}extLst")
    if extensions is None:
        sheet.append(container)
    else:
        extensions.addprevious(container)
    for view in sheet.iter("{*}sheetView"):
        view.attrib.pop("tabSelected", None)
    book.parts[part] = serialize(sheet)
    entry = deepcopy(book.entry)
    numbers = [int(one.get("sheetId")) for one in book.book.iter("{*}sheet")]
    entry.attrib.update(
        {"name": f"{book.sheet_name} (2)", "sheetId": str(max(numbers) + 1), f"{{{RELS}}}id": identifier}
    )
    book.book.find("{*}sheets").append(entry)


def delete_sheet(book: Workbook) -> None:
    """Delete the sheet: what named its table leads nowhere."""
    old = re.compile(rf"\b{re.escape(book.name)}\[(?:[^\[\]]|\[[^\]]*\])*\]")
    named = re.compile(
        rf"(?:'{re.escape(book.sheet_name)}'|\b{re.escape(book.sheet_name)})!\$?[A-Z]+\$?[0-9]+(?::\$?[A-Z]+\$?[0-9]+)?"
    )
    book.rewrite(lambda formula, _: named.sub("#REF!", old.sub("#REF!", formula)))
    book.drop_link(book.sheet_part, book.table_part)
    for target in book.targets(book.sheet_part):
        book.drop_link(book.sheet_part, target)
    book.drop_link(WORKBOOK, book.sheet_part)
    place = list(book.book.iter("{*}sheet")).index(book.entry)
    for node in list(book.book.iter("{*}definedName")):
        local = int(node.get("localSheetId", -1))
        if local == place:
            node.getparent().remove(node)
        elif local > place:
            node.set("localSheetId", str(local - 1))
    book.entry.getparent().remove(book.entry)
