"""Issues: faults of the input data, each with its code, its place and what was found there.

An issue is data. Its sentences are made by `language.issues`, so that the command line, the dashboard's Issues sheet
and a test see the same fault in the language they need.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kpi_excel.errors.exceptions import KpiExcelError
from kpi_excel.errors.place import Place


class Severity(StrEnum):
    """How much an issue matters."""

    FAULT = "fault"  # the row is left out
    WARNING = "warning"  # the row counts, but look at it
    NOTE = "note"  # read differently from how it was written


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
        cause: the error whose sentences the issue passes on as ``found`` and ``hint``.

    Example:
        >>> issue = Issue("negative-count", Severity.FAULT, Place("July.xlsx", "Posts", "F17"),
        ...               {"column": "reach", "found": "-12"})
        >>> print(issue)
        [negative-count] July.xlsx, sheet 'Posts', cell F17: column reach, found -12
    """

    code: str
    severity: Severity
    place: Place = field(default_factory=Place)
    values: Mapping[str, str] = field(default_factory=dict)
    cause: KpiExcelError | None = None

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
