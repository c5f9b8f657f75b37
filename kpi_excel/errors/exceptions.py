"""Exceptions: one tree, each with the command line's exit code and, where there is one, the remedy."""

from collections.abc import Iterable
from difflib import get_close_matches

from kpi_excel.errors.issue import Issue, Severity

NO_DATED_ROWS = Issue("no-dated-rows", Severity.FAULT)

BETWEEN = " / "  # names that may have been meant


class KpiExcelError(Exception):
    """Base of everything this package raises on purpose.

    Args:
        message: one sentence that says what is wrong, ending in a full stop.
        fix: one sentence that says what to do about it; may be empty.
        about: name of the KPI or whatever else it is about; may be empty.
    """

    exit_code = 1

    def __init__(self, message: str, fix: str = "", about: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix
        self.about = about

    def __str__(self) -> str:
        return f"{self.message}\nFix: {self.fix}" if self.fix else self.message


class InputError(KpiExcelError):
    """The input has faults that stop the work."""

    exit_code = 1


class NothingToComputeError(InputError):
    """The input can be read, but gives nothing to compute.

    Args:
        message: what is wrong.
        fix: what to do about it.
        issue: the same as an issue, which speaks every language; that there are no rows unless given.
    """

    def __init__(self, message: str, fix: str = "", issue: Issue = NO_DATED_ROWS) -> None:
        super().__init__(message, fix)
        self.issue = issue


class FormulaError(InputError):
    """A KPI formula is not arithmetic over known names."""


class CatalogueError(InputError):
    """The KPI catalogue, or an addition to it, contradicts itself."""


class UsageError(KpiExcelError):
    """A name or an option that does not exist was asked for."""

    exit_code = 2


class FileError(KpiExcelError):
    """A file could not be read or written."""

    exit_code = 3


def alike(name: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Give the known names that look like `name`, the most alike first, as the value ``meant`` of an issue.

    Args:
        name: what was written.
        known: what could have been meant.
        cutoff: how alike they must be, from 0 to 1; more for names that share a prefix.

    Example:
        >>> alike("reech", ["clicks", "reach", "speech"]), alike("xyz", ["reach"])
        ('reach / speech', '')
    """
    return BETWEEN.join(_alike(name, known, cutoff))


def close_matches(name: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Ask in an exception's remedy whether names that look like `name` were meant; empty if none does.

    Args:
        name: what was written.
        known: what could have been meant.
        cutoff: as for `alike`.

    Example:
        >>> close_matches("engagment_rate", ["reach", "engagement_rate"])
        'Did you mean engagement_rate?'
        >>> close_matches("xyz", ["reach"])
        ''
    """
    alike = _alike(name, known, cutoff)
    if not alike:
        return ""
    return f"Did you mean {' or '.join(alike)}?" if len(alike) < 3 else f"Did you mean {', '.join(alike)}?"


def _alike(name: str, known: Iterable[str], cutoff: float) -> list[str]:
    by_fold: dict[str, str] = {}
    for candidate in known:
        by_fold.setdefault(candidate.casefold(), candidate)
    return [by_fold[one] for one in get_close_matches(name.casefold(), by_fold, n=3, cutoff=cutoff)]
