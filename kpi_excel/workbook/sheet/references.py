"""References: cell ranges in formulas, names and attributes, and how they follow a table that grows or shrinks.

As in Excel, a range that covers exactly a table's body, or whole columns of it, covers the new body afterwards; so does
one that takes in the table's header or totals row as well, as print areas and pivot sources do. A range within the
totals row moves with it. Every other range stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from kpi_excel.workbook.cells import Area, column_letters

_AREA = r"\$?[A-Z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Z]{1,3}\$?[0-9]{1,7})?"
_REFERENCE = re.compile(
    rf"""(?P<skip>"(?:[^"]|"")*"|\[(?:[^\[\]']|'.)*\])             # a text, a column's name or a file's number
      | (?:
          (?<![\]:\w.])(?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)  # not a sheet of another file, nor a row of sheets
        | (?<![\w.$\[\]!:'])
        )
        (?P<area>{_AREA})(?![\w.(\[!#:])""",
    re.VERBOSE,
)
_PART = re.compile(r"(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7})")
_FIXED = re.compile(r"[$A-Z]+\$[0-9]+(?::[$A-Z]+\$[0-9]+)?")


class Where(Enum):
    """What stands around a reference, which says what it may mean."""

    RANGE = "range"
    """A name, a chart, a pivot source: every reference means a range."""
    RULE = "rule"
    """A conditional format or validation: a reference whose rows are relative means "this row" and stays, unless it
    names a sheet and takes in several rows."""
    CELL = "cell"
    """A cell's formula: a single cell means that cell, and a relative range of one row means "this row"."""


@dataclass(frozen=True)
class Move:
    """A table's body before and after it was filled.

    Args:
        sheet: the sheet's name.
        old: the body before.
        new: the body after; a widened table ends further right.
        header: rows of header above the body.
        totals: rows of totals below it.
    """

    sheet: str
    old: Area
    new: Area
    header: int = 0
    totals: int = 0

    @property
    def cells(self) -> Area:
        """Give every cell that may be another one now: both bodies, totals, and the header of added columns."""
        old, new = self.old, self.new
        top = old.top - (self.header if new.right > old.right else 0)
        return Area(top, old.left, max(old.bottom, new.bottom) + self.totals, max(old.right, new.right))

    def follow(self, area: Area) -> Area | None:
        """Give the new area of a range that covers exactly columns of the body; None for any other."""
        old, new = self.old, self.new
        if new == old or area.left < old.left or area.right > old.right:
            return None
        down = new.bottom - old.bottom
        if self.totals and area.top == area.bottom == old.bottom + 1:
            return Area(area.top + down, area.left, area.bottom + down, area.right)
        tops, bottoms = (old.top, old.top - self.header), (old.bottom, old.bottom + self.totals)
        if area.top not in tops or area.bottom not in bottoms:
            return None
        # a table of one column has no range that means the table rather than the column
        whole = (area.left, area.right) == (old.left, old.right) and old.left < old.right
        return Area(area.top, area.left, area.bottom + down, new.right if whole else area.right)


Moves = Mapping[str, Sequence[Move]]
"""Moves by casefolded sheet name."""


def moves_by_sheet(moves: Sequence[Move]) -> dict[str, list[Move]]:
    """Sort moves by sheet."""
    by_sheet: dict[str, list[Move]] = {}
    for move in moves:
        by_sheet.setdefault(move.sheet.casefold(), []).append(move)
    return by_sheet


def sheet_name(text: str) -> str:
    """Read a sheet's name as formulas write it: ``'July''s posts'!`` or ``Posts!``."""
    text = text.removesuffix("!")
    return text[1:-1].replace("''", "'") if text.startswith("'") else text


def follow_formula(formula: str, sheet: str, moves: Moves, where: Where = Where.RULE) -> str:
    """Let the ranges of a formula, a name or a chart's reference follow their tables.

    Args:
        formula: the text; several ranges may be joined by commas or operators.
        sheet: the sheet on which ranges without a sheet lie; empty if there is none.
        moves: what happened to the tables.
        where: what the formula stands in.

    Example:
        >>> move = Move("Data", Area(6, 1, 6, 3), Area(6, 1, 18, 3))
        >>> follow_formula("Data!$B$6:$B$6,Data!$B$7", "", moves_by_sheet([move]))
        'Data!$B$6:$B$18,Data!$B$7'
    """
    return change_references(
        formula, lambda named, reference: _follow(reference, named or sheet, moves, where, bool(named))
    )


def change_references(formula: str, change: Callable[[str, str], str]) -> str:
    """Change the references of a formula that are cells or ranges of this workbook.

    Args:
        formula: the text; what only looks like a reference stays.
        change: gives the new reference for a sheet's name, empty if none is written, and a reference without it.

    Example:
        >>> change_references("'My data'!$B$6:C9*B2", lambda sheet, reference: f"{reference}0")
        "'My data'!$B$6:C90*B20"
    """

    def replace(match: re.Match[str]) -> str:
        if match["skip"]:
            return match[0]
        prefix = match["sheet"] or ""
        return prefix + change(sheet_name(prefix), match["area"])

    return _REFERENCE.sub(replace, formula)


def read_ranges(formula: str) -> list[tuple[str, Area]]:
    """Read what consists of ranges only, as charts and sparklines name what they draw.

    Returns:
        Each range's sheet, empty if none is written, and its area; nothing if there is anything else, such as a name.

    Example:
        >>> read_ranges("('My data'!$B$6:$B$9,Other!C3)")
        [('My data', Area(top=6, left=2, bottom=9, right=2)), ('Other', Area(top=3, left=3, bottom=3, right=3))]
        >>> read_ranges("Data!my_name")
        []
    """
    matches = list(_REFERENCE.finditer(formula))
    if any(one["skip"] for one in matches) or _REFERENCE.sub("", formula).strip("(), "):
        return []
    return [(sheet_name(one["sheet"] or ""), area_of(one["area"])) for one in matches]


def area_of(reference: str) -> Area:
    """Read a reference with or without dollar signs."""
    return Area.parse(reference.replace("$", ""))


def follow_ranges(sqref: str, sheet: str, moves: Moves) -> str:
    """Let a list of ranges, separated by spaces, follow their tables."""
    return " ".join(_follow(part, sheet, moves, Where.RANGE, True) for part in sqref.split())


def _follow(reference: str, sheet: str, moves: Moves, where: Where, named: bool) -> str:
    of_sheet = moves.get(sheet.casefold())
    if not of_sheet:
        return reference
    area, fixed = area_of(reference), _FIXED.fullmatch(reference) is not None
    if where is Where.RULE and not fixed and (not named or area.top == area.bottom):
        return reference
    for move in of_sheet:
        followed = move.follow(area)
        if followed is not None and (where is not Where.CELL or _may_follow(reference, area, move)):
            return with_area(reference, followed)
    return reference


def _may_follow(reference: str, area: Area, move: Move) -> bool:
    """Tell whether a range in a cell's formula means the column, not this row or this cell."""
    if area.top > move.old.bottom:  # the totals row, which moves as a cell does
        return True
    return ":" in reference and (area.top < area.bottom or _FIXED.fullmatch(reference) is not None)


def with_area(reference: str, area: Area) -> str:
    """Write an area with the dollar signs of a reference.

    Example:
        >>> with_area("$B4:D4", Area(7, 2, 7, 4))
        '$B7:D7'
    """
    first, _, last = reference.partition(":")
    ends = ((first, area.left, area.top), (last or first, area.right, area.bottom))
    texts = []
    for text, column, row in ends:
        match = _PART.fullmatch(text)
        if match is None:
            return reference
        texts.append(f"{match[1]}{column_letters(column)}{match[3]}{row}")
    return texts[0] if texts[0] == texts[1] and not last else ":".join(texts)
