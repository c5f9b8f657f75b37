"""Sparklines: one in a table's row draws that row, so each row has one; others follow the body they draw."""

from __future__ import annotations

import re
from collections.abc import Callable

from kpi_excel.workbook.cells import Area, cell
from kpi_excel.workbook.sheet.references import Move
from kpi_excel.workbook.xml import escape, unescape

GROUPS = re.compile(rb"<((?:\w+:)?)sparklineGroups\b.*?</\1sparklineGroups>", re.DOTALL)
_GROUP = re.compile(rb"<((?:\w+:)?)sparklineGroup(?=[\s>]).*?</\1sparklineGroup>", re.DOTALL)
_LIST = re.compile(rb"(<((?:\w+:)?)sparklines>)(.*?)(</\2sparklines>)", re.DOTALL)
_ONE = re.compile(rb"<((?:\w+:)?)sparkline>.*?</\1sparkline>", re.DOTALL)
_FORMULA = re.compile(rb"(<(?:\w+:)?f>)([^<]*)(</(?:\w+:)?f>)")
_PLACE = re.compile(rb"(<(?:\w+:)?sqref>)([^<]*)(</(?:\w+:)?sqref>)")
_ROW_RANGE = re.compile(r"(\$?[A-Z]{1,3}\$?)([0-9]+)(:\$?[A-Z]{1,3}\$?)([0-9]+)$|(\$?[A-Z]{1,3}\$?)([0-9]+)$")


def follow_sparklines(groups: bytes, moves: list[Move], follow: Callable[[str], str]) -> bytes:
    """Bring a sheet's sparkline groups up to date.

    Args:
        groups: the ``sparklineGroups`` element.
        moves: what happened to the tables on this sheet.
        follow: lets a range follow its table.
    """

    def one_group(found: re.Match[bytes]) -> bytes:
        parts = _LIST.split(found[0], maxsplit=1)
        if len(parts) != 6:
            return found[0]
        before, start, _, inside, end, after = parts
        inside = _members(inside, moves, follow)
        return _followed(before, follow) + start + inside + end + after if inside.strip() else b""

    return _GROUP.sub(one_group, groups)


def _members(inside: bytes, moves: list[Move], follow: Callable[[str], str]) -> bytes:
    rest: list[bytes] = []
    in_bodies: dict[tuple[Move, int], dict[int, bytes]] = {}
    for found in _ONE.finditer(inside):
        place = _PLACE.search(found[0])
        area = Area.parse(place[2].decode().strip()) if place else None
        move = next((one for one in moves if area and _holds(one.old, area)), None)
        if area is None or move is None:
            rest.append(_followed(found[0], follow))
        else:
            in_bodies.setdefault((move, area.left), {})[area.top] = found[0]
    for (move, column), rows in in_bodies.items():
        pattern = rows.get(move.old.top)
        for row in range(move.new.top, move.new.bottom + 1):
            if row in rows:
                rest.append(rows[row])
            elif pattern and row > move.old.bottom:
                rest.append(_for_row(pattern, move.old.top, row, column))
    return b"".join(rest)


def _holds(body: Area, place: Area) -> bool:
    return body.top <= place.top <= body.bottom and body.left <= place.left <= body.right and place.size == 1


def _for_row(pattern: bytes, old: int, row: int, column: int) -> bytes:
    """Write the first row's sparkline for another row; the data it draws are in that row, if they were in its own."""

    def formula(found: re.Match[bytes]) -> bytes:
        text = unescape(found[2].decode())
        return found[1] + escape(_ROW_RANGE.sub(range_of_row, text)).encode() + found[3]

    def range_of_row(found: re.Match[str]) -> str:
        if found[5]:
            return f"{found[5]}{row}" if int(found[6]) == old else found[0]
        same = int(found[2]) == old == int(found[4])
        return f"{found[1]}{row}{found[3]}{row}" if same else found[0]

    return _PLACE.sub(rb"\g<1>%b\g<3>" % cell(row, column).encode(), _FORMULA.sub(formula, pattern))


def _followed(data: bytes, follow: Callable[[str], str]) -> bytes:
    def formula(found: re.Match[bytes]) -> bytes:
        text = unescape(found[2].decode())
        return found[1] + escape(follow(text)).encode() + found[3]

    return _FORMULA.sub(formula, data)
