"""Issues: faults of the input data, each with its code, its place and what was found there.

An issue is data. Its sentences are made by `language.issues`, so that the command line, the dashboard's Issues sheet
and a test see the same fault in the language they need.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much an issue matters."""

    FAULT = "fault"  # the row is left out
    WARNING = "warning"  # the row counts, but look at it
    NOTE = "note"  # read differently from how it was written


def rows_reference(first: int, last: int) -> str:
    """Write the reference of whole rows, for what has no cells, such as a data frame.

    Example:
        >>> rows_reference(5, 7), rows_in("5:7"), rows_in("5:5"), rows_in("F5:F7")
        ('5:7', '5-7', '5', '')
    """
    return f"{first}:{last}"


def rows_in(reference: str) -> str:
    """Read the reference of whole rows: the number of one, or the first and last; empty for any other reference."""
    first, _, last = reference.partition(":")
    if not (first.isdecimal() and last.isdecimal()):
        return ""
    return first if first == last else f"{first}-{last}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an issue stands. Every part may be empty.

    Args:
        file: file name without folders.
        sheet: sheet name as the workbook shows it.
        cell: A1 reference of a cell or range; of what has no cells, of whole rows, such as ``5:5``.
    """

    file: str = ""
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        parts = [self.file] if self.file else []
        if self.sheet:
            parts.append(f"sheet '{self.sheet}'")
        if self.rows:
            parts.append(f"row {self.rows}" if "-" not in self.rows else f"rows {self.rows}")
        elif self.cell:
            parts.append(f"cell {self.cell}" if ":" not in self.cell else f"cells {self.cell}")
        return ", ".join(parts)

    @property
    def rows(self) -> str:
        """Give the number of the row, or the first and last one, of a place without cells; empty for any other.

        Example:
            >>> Place(cell="5:5").rows, Place(cell="5:7").rows, Place(cell="F17").rows
            ('5', '5-7', '')
        """
        return rows_in(self.cell)


@dataclass(frozen=True)
class Issue:
    """One fault, warning or note.

    Args:
        code: a key of the message files, such as ``negative-count``.
        severity: whether the row was left out, counts with a warning, or was merely read with care.
        place: where it is; an empty place for something that concerns the whole input.
        values: what the sentence needs, such as ``{"column": "reach", "found": "-12"}``. Under ``meant``
            stand the names that may have been meant, which the sentence asks about; under ``takes`` a key of the
            phrases that say what a cell takes.

    Example:
        >>> issue = Issue("negative-count", Severity.FAULT, Place("July.xlsx", "Posts", "F17"),
        ...               {"column": "reach", "found": "-12"})
        >>> print(issue)
        [negative-count] July.xlsx, sheet 'Posts', cell F17: column reach, found -12
    """

    code: str
    severity: Severity
    place: Place = Place()
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        place = str(self.place)
        values = ", ".join(f"{name} {value}" for name, value in self.values.items())
        return f"[{self.code}]" + (f" {place}" if place else "") + (f": {values}" if values else "")


def by_kind(issues: Iterable[Issue]) -> list[tuple[Issue, ...]]:
    """Group issues that say the same of other cells: one code, of one column of one sheet.

    Returns:
        The groups, the worst first, else in the order of their first issues.

    Example:
        >>> cells = [Issue("negative-count", Severity.FAULT, Place(cell=cell)) for cell in ("F17", "F20")]
        >>> [len(group) for group in by_kind([*cells, Issue("empty-table", Severity.NOTE)])]
        [2, 1]
    """
    groups: dict[tuple[str, ...], list[Issue]] = {}
    for issue in issues:
        kind = (issue.severity, issue.code, issue.place.file, issue.place.sheet, issue.values.get("column", ""))
        groups.setdefault(kind, []).append(issue)
    order = list(Severity)
    return sorted(map(tuple, groups.values()), key=lambda group: order.index(group[0].severity))
