"""Attachments: links, notes and threaded comments on a table's cells stay with their row, as when Excel sorts."""

from __future__ import annotations

import re
from collections.abc import Callable

from kpi_excel.workbook.cells import Area, cell
from kpi_excel.workbook.filling.filled import Filled, Loss, RowMap
from kpi_excel.workbook.xml import Element, parse, serialize

_LINK = re.compile(rb'<(?:\w+:)?hyperlink\s[^>]*?\bref="([A-Z]+[0-9]+)"[^>]*?(?:/>|>\s*</(?:\w+:)?hyperlink>)')
_NO_LINKS = re.compile(rb"<((?:\w+:)?)hyperlinks>\s*</\1hyperlinks>")
_SHAPE = re.compile(rb"<v:shape\s.*?</v:shape>\s*", re.DOTALL)
_ROW = re.compile(rb"(<x:Row>\s*)([0-9]+)(\s*</x:Row>)")
_COLUMN = re.compile(rb"<x:Column>\s*([0-9]+)\s*</x:Column>")
_ANCHOR = re.compile(rb"(<x:Anchor>)([^<]*)(</x:Anchor>)")

NewRow = Callable[[int, int], int | None]
"""Gives the new row of a cell's row and column; None where the row is no longer there."""


def move_attachments(filled: Filled) -> None:
    """Let links, notes and comments follow their rows; those of rows that are gone go with them, and are reported."""
    for part in dict.fromkeys(one.part for one in filled.row_maps):
        maps = [one for one in filled.row_maps if one.part == part and _has_moved(one)]
        if not maps:
            continue
        data = filled.sheet_data(part)
        data.after = _NO_LINKS.sub(b"", _LINK.sub(_moved_link(maps), data.after))
        for link in filled.edit.package.relationships(part):
            if link.external or link.target not in filled.edit.package:
                continue
            if link.type in ("comments", "threadedComment"):
                _move_comments(filled, link.target, maps, report=link.type == "comments")
            elif link.type == "vmlDrawing":
                drawing = filled.edit.read(link.target)
                filled.edit.write(link.target, _SHAPE.sub(_moved_shape(maps), drawing))


def _has_moved(row_map: RowMap) -> bool:
    return any(row_map.rows.get(row) != row for row in range(row_map.body.top, row_map.body.bottom + 1))


def _new_row(maps: list[RowMap]) -> NewRow:
    def new_row(row: int, column: int) -> int | None:
        row_map = next((one for one in maps if one.holds(row, column)), None)
        return row if row_map is None else row_map.rows.get(row)

    return new_row


def _moved_link(maps: list[RowMap]) -> Callable[[re.Match[bytes]], bytes]:
    new_row = _new_row(maps)

    def move(match: re.Match[bytes]) -> bytes:
        area = Area.parse(match[1].decode())
        row = new_row(area.top, area.left)
        if row is None:
            return b""
        start = match.start(1) - match.start()
        return match[0][:start] + cell(row, area.left).encode() + match[0][start + len(match[1]) :]

    return move


def _moved_shape(maps: list[RowMap]) -> Callable[[re.Match[bytes]], bytes]:
    """Move the box of a note; buttons and check boxes, which stand in the same part, stay."""
    new_row = _new_row(maps)

    def move(match: re.Match[bytes]) -> bytes:
        row, column = _ROW.search(match[0]), _COLUMN.search(match[0])
        if b'ObjectType="Note"' not in match[0] or row is None or column is None:
            return match[0]
        new = new_row(int(row[2]) + 1, int(column[1]) + 1)
        if new is None:
            return b""
        down = new - int(row[2]) - 1
        shape = _ROW.sub(rb"\g<1>%d\g<3>" % (new - 1), match[0])
        return (
            _ANCHOR.sub(lambda anchor: anchor[1] + _lowered(anchor[2], down) + anchor[3], shape) if down else match[0]
        )

    return move


def _lowered(anchor: bytes, down: int) -> bytes:
    """Move a box: left column, offset, top row, offset, right column, offset, bottom row, offset."""
    numbers = [int(one) for one in anchor.split(b",")]
    if len(numbers) != 8:
        return anchor
    numbers[2], numbers[6] = max(numbers[2] + down, 0), max(numbers[6] + down, 0)
    return b", ".join(b"%d" % one for one in numbers)


def _move_comments(filled: Filled, part: str, maps: list[RowMap], report: bool) -> None:
    root = parse(filled.edit.read(part))
    new_row = _new_row(maps)
    changed = False
    for node in [*root.iter("{*}comment"), *root.iter("{*}threadedComment")]:
        area = Area.parse(node.get("ref"))
        row = new_row(area.top, area.left)
        if row == area.top:
            continue
        changed = True
        if row is not None:
            node.set("ref", cell(row, area.left))
            continue
        node.getparent().remove(node)
        if report:
            filled.losses.append(_loss(node, area, maps))
    if changed:
        filled.edit.write(part, serialize(root))


def _loss(node: Element, area: Area, maps: list[RowMap]) -> Loss:
    row_map = next(one for one in maps if one.holds(area.top, area.left))
    text = "".join(text.text or "" for text in node.iter("{*}t"))
    return Loss(row_map.table, row_map.keys.get(area.top, ""), row_map.columns.get(area.left, ""), text)
