"""References: cell ranges in formulas, names and attributes, and how they follow a table that grows or shrinks.

As in Excel, a range that covers exactly a table's body, or whole columns of it, covers the new body afterwards. Every
other range stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kpi_excel.workbook.cells import Area

_REFERENCE = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")                                   # a text is no reference
      | (?P<sheet>(?:'(?:[^']|'')+'|[A-Za-z_\u0080-\uffff][\w.\u0080-\uffff]*)!)?
        (?<![A-Za-z0-9_.$\[\]])(?P<area>\$?[A-Z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Z]{1,3}\$?[0-9]{1,7})?)(?![A-Za-z0-9_.(\[!])""",
    re.VERBOSE,
)
_FIXED = re.compile(r"[$A-Z]+\$[0-9]+(?::[$A-Z]+\$[0-9]+)?")
_ROWS = re.compile(r"[0-9]+")


@dataclass(frozen=True)
class Move:
    """A table's body before and after it was filled."""

    sheet: str
    old: Area
    new: Area

    def follow(self, area: Area) -> Area | None:
        """Give the new area of a range that covers exactly columns of the body; None for any other."""
        old = self.old
        inside = old.left <= area.left and area.right <= old.right
        if (area.top, area.bottom) != (old.top, old.bottom) or not inside or self.new == old:
            return None
        return Area(self.new.top, area.left, self.new.bottom, area.right)


Moves = Mapping[str, Sequence[Move]]
"""Moves by casefolded sheet name."""


def moves_by_sheet(moves: Sequence[Move]) -> dict[str, list[Move]]:
    """Sort moves by sheet."""
    found: dict[str, list[Move]] = {}
    for move in moves:
        found.setdefault(move.sheet.casefold(), []).append(move)
    return found


def sheet_name(text: str) -> str:
    """Read a sheet's name as formulas write it: ``'July''s posts'!`` or ``Posts!``."""
    text = text.removesuffix("!")
    return text[1:-1].replace("''", "'") if text.startswith("'") else text


def follow_formula(formula: str, sheet: str, moves: Moves) -> str:
    """Let the ranges of a formula, a name or a chart's reference follow their tables.

    A range that names no sheet and whose rows are relative, such as ``$B6`` in a conditional format, means "this row"
    and stays.

    Args:
        formula: the text; several ranges may be joined by commas or operators.
        sheet: the sheet on which ranges without a sheet lie; empty if there is none.
        moves: what happened to the tables.

    Example:
        >>> move = Move("Data", Area(6, 1, 6, 3), Area(6, 1, 18, 3))
        >>> follow_formula("Data!$B$6:$B$6,Data!$B$7", "", moves_by_sheet([move]))
        'Data!$B$6:$B$18,Data!$B$7'
    """

    def replace(found: re.Match[str]) -> str:
        if found["text"]:
            return found[0]
        if found["sheet"]:
            return found["sheet"] + _follow(found["area"], sheet_name(found["sheet"]), moves)
        return _follow(found["area"], sheet, moves) if _FIXED.fullmatch(found["area"]) else found["area"]

    return _REFERENCE.sub(replace, formula)


def follow_ranges(sqref: str, sheet: str, moves: Moves) -> str:
    """Let a list of ranges, separated by spaces, follow their tables."""
    return " ".join(_follow(part, sheet, moves) for part in sqref.split())


def _follow(reference: str, sheet: str, moves: Moves) -> str:
    for move in moves.get(sheet.casefold(), ()):
        area = move.follow(Area.parse(reference.replace("$", "")))
        if area is not None:
            first, _, last = reference.partition(":")
            return f"{_ROWS.sub(str(area.top), first)}:{_ROWS.sub(str(area.bottom), last or first)}"
    return reference
