"""Sparklines: those in a filled table's rows stay with what they stand for, others follow the body they draw.

A column of sparklines has a pattern, as a column of formulas has one: what the first row's draws, moved down as Excel
moves it when it is filled down, on its own sheet or another. A sparkline of the pattern is written for the row in which
it comes to stand; one that an owner gave a row of its own follows that row's key, and what it draws follows its own
rows. New rows take the pattern.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from kpi_excel.workbook.cells import Area, cell
from kpi_excel.workbook.sheet.cell_formulas import is_relative, translated
from kpi_excel.workbook.sheet.references import area_of, change_references, read_ranges, with_area
from kpi_excel.workbook.xml import escape, unescape

GROUPS = re.compile(rb"<((?:\w+:)?)sparklineGroups\b.*?</\1sparklineGroups>", re.DOTALL)
_GROUP = re.compile(rb"<((?:\w+:)?)sparklineGroup(?=[\s>]).*?</\1sparklineGroup>", re.DOTALL)
_LIST = re.compile(rb"(<((?:\w+:)?)sparklines>)(.*?)(</\2sparklines>)", re.DOTALL)
_ONE = re.compile(rb"<((?:\w+:)?)sparkline>.*?</\1sparkline>", re.DOTALL)
_FORMULA = re.compile(rb"(<(?:\w+:)?f>)([^<]*)(</(?:\w+:)?f>)")
_PLACE = re.compile(rb"(<(?:\w+:)?sqref>)([^<]*)(</(?:\w+:)?sqref>)")

Follow = Callable[[str], str]


@dataclass(frozen=True)
class FilledBody:
    """A filled table's body.

    Args:
        sheet: the sheet's name.
        old: the body before.
        new: the body after.
        rows: new row by old row; an old row that is absent is no longer there.
    """

    sheet: str
    old: Area
    new: Area
    rows: Mapping[int, int]

    @cached_property
    def old_rows(self) -> dict[int, int]:
        """Give the old row by new row."""
        return {new: old for old, new in self.rows.items()}

    def holds(self, area: Area) -> bool:
        """Tell whether cells lay in one row of the body."""
        in_row = area.top == area.bottom and self.old.top <= area.top <= self.old.bottom
        return in_row and self.old.left <= area.left and area.right <= self.old.right


@dataclass(frozen=True)
class _Sparkline:
    """A sparkline as it was.

    Args:
        group: the position of its group.
        xml: its element.
        formula: what it draws.
    """

    group: int
    xml: bytes
    formula: str

    def drawing(self, formula: str) -> _Sparkline:
        """Give one that draws something else."""
        xml = _FORMULA.sub(lambda found: found[1] + escape(formula).encode() + found[3], self.xml)
        return _Sparkline(self.group, xml, formula)

    def at(self, row: int, column: int) -> _Sparkline:
        """Give one that stands in another cell."""
        xml = _PLACE.sub(lambda found: found[1] + cell(row, column).encode() + found[3], self.xml)
        return _Sparkline(self.group, xml, self.formula)


@dataclass
class _Column:
    """A body's column of sparklines, of whichever groups.

    Args:
        body: the body.
        number: the column's number on the sheet.
        members: sparklines by their old row.
    """

    body: FilledBody
    number: int
    members: dict[int, _Sparkline] = field(default_factory=dict)

    @cached_property
    def pattern(self) -> _Sparkline | None:
        """Give the sparkline of new rows, as the first row has it; None if those of most rows have nothing in common.

        Earlier versions wrote what the first row draws on another sheet into every new row unmoved. A reference that
        moves and yet stands the same in many rows can be nothing else, so these belong to the pattern too.
        """
        first = [(self._in_first_row(one.formula, row), one) for row, one in sorted(self.members.items())]
        votes = Counter(formula for formula, _ in first if formula is not None)
        for row, member in self.members.items():
            if row != self.body.old.top and member.formula in votes and is_relative(member.formula):
                votes[member.formula] += 1
        if not votes:
            return None
        formula, most = max(votes.items(), key=lambda vote: vote[1])  # of equals the one that stands highest
        if 2 * most < self.body.old.bottom - self.body.old.top + 1:
            return None
        return next(one for moved, one in first if formula in (moved, one.formula)).drawing(formula)

    def written(self, row: int, follow: Follow, bodies: Sequence[FilledBody]) -> _Sparkline | None:
        """Give the sparkline of a new row; None if it has none."""
        pattern, old = self.pattern, self.body.old_rows.get(row)
        member = pattern if old is None else self.members.get(old)
        if member is None:
            return None
        if pattern is not None and (old is None or self._is_of_pattern(member, pattern, old)):
            formula = pattern.formula
            moved = self._in_row(formula, row) if is_relative(formula) else _followed(formula, follow)
        else:
            moved = _with_its_rows(member.formula, self.body.sheet, follow, bodies)
        return member.drawing(moved).at(row, self.number) if moved else None

    def _is_of_pattern(self, member: _Sparkline, pattern: _Sparkline, row: int) -> bool:
        return member.formula in (pattern.formula, self._in_row(pattern.formula, row))

    def _in_row(self, formula: str, row: int) -> str:
        return translated(formula, (self.body.old.top, self.number), (row, self.number))

    def _in_first_row(self, formula: str, row: int) -> str | None:
        """Give what a row draws as the first row would; None if it cannot lie so far up."""
        moved = translated(formula, (row, self.number), (self.body.old.top, self.number))
        return moved if self._in_row(moved, row) == formula else None


def follow_sparklines(groups: bytes, sheet: str, bodies: Sequence[FilledBody], follow: Follow) -> bytes:
    """Bring a sheet's sparkline groups up to date.

    Args:
        groups: the ``sparklineGroups`` element.
        sheet: the sheet's name.
        bodies: the bodies of all filled tables.
        follow: lets a range follow its table.
    """
    of_sheet = [body for body in bodies if body.sheet.casefold() == sheet.casefold()]
    lists = [_LIST.search(found[0]) for found in _GROUP.finditer(groups)]
    written: list[list[bytes]] = [[] for _ in lists]
    columns: dict[tuple[Area, int], _Column] = {}
    for index, drawn in enumerate(lists):
        for xml in _ONE.finditer(drawn[3] if drawn else b""):
            sparkline, area = _Sparkline(index, xml[0], _text(_FORMULA, xml[0])), _place(xml[0])
            body = next((body for body in of_sheet if area and body.holds(area)), None)
            if body is None or area is None:
                followed = _followed(sparkline.formula, follow)
                written[index].append(
                    sparkline.xml if followed == sparkline.formula else sparkline.drawing(followed).xml
                )
            else:
                columns.setdefault((body.old, area.left), _Column(body, area.left)).members[area.top] = sparkline
    for column in columns.values():
        for row in range(column.body.new.top, column.body.new.bottom + 1):
            if (new := column.written(row, follow, bodies)) is not None:
                written[new.group].append(new.xml)
    members = iter(written)
    return _GROUP.sub(lambda group: _group(group[0], next(members), follow), groups)


def _group(xml: bytes, written: Sequence[bytes], follow: Follow) -> bytes:
    """Write a group with its sparklines; nothing if none is left."""
    match = _LIST.search(xml)
    if match is None:
        return xml
    old = [one[0] for one in _ONE.finditer(match[3])]
    inside = match[3] if sorted(written) == sorted(old) else b"".join(written)
    if not inside.strip():
        return b""

    def dates(of: re.Match[bytes]) -> bytes:
        return of[1] + escape(follow(unescape(of[2].decode()))).encode() + of[3]

    before, after = xml[: match.start()], xml[match.end() :]
    return _FORMULA.sub(dates, before) + match[1] + inside + match[4] + after


def _text(pattern: re.Pattern[bytes], xml: bytes) -> str:
    match = pattern.search(xml)
    return unescape(match[2].decode()).strip() if match else ""


def _place(xml: bytes) -> Area | None:
    """Give the cell of a sparkline; None if it names anything else."""
    try:
        area = Area.parse(_text(_PLACE, xml))
    except ValueError:
        return None
    return area if area.size == 1 else None


def _followed(formula: str, follow: Follow) -> str:
    """Let what is drawn follow its table; a sparkline draws one row or one column, so one of a row stays."""
    followed = follow(formula)
    return followed if all(area.is_line for _, area in read_ranges(followed)) else formula


def _with_its_rows(formula: str, own_sheet: str, follow: Follow, bodies: Sequence[FilledBody]) -> str:
    """Let what an owner's sparkline draws go where its rows went; an empty text if one of them is gone."""
    gone = False

    def moved(named: str, reference: str) -> str:
        nonlocal gone
        sheet, area = (named or own_sheet).casefold(), area_of(reference)
        body = next((one for one in bodies if one.sheet.casefold() == sheet and one.holds(area)), None)
        if body is None:
            return reference
        row = body.rows.get(area.top)
        gone |= row is None
        return reference if row is None else with_area(reference, replace(area, top=row, bottom=row))

    changed = change_references(formula, moved)
    return "" if gone else changed if changed != formula else _followed(formula, follow)


def read_sparklines(groups: bytes) -> list[tuple[Area, str]]:
    """List the cells of sparklines and what each draws."""
    drawn = ((_place(one[0]), _text(_FORMULA, one[0])) for one in _ONE.finditer(groups))
    return [(place, formula) for place, formula in drawn if place and formula]
