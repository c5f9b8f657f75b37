"""Exceptions: one tree, each with the command line's exit code, and what its sentences need.

An exception is data, as an issue is: a code and values. Its sentences, what is wrong and the remedy, are made by
`language.errors` in whatever language is needed. This layer knows no language; what speaks for it enters itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import ClassVar

from kpi_excel.errors.place import Place

BETWEEN = " / "  # names that may have been meant


class Phrase(str):
    """A value that stands for a phrase of the language, by its key."""

    __slots__ = ()


class Either(tuple[str, ...]):
    """A value that is one of several names."""

    __slots__ = ()


class KpiExcelError(Exception):
    """Base of everything this package raises on purpose.

    Args:
        code: a key of the languages' error texts, such as ``read-only``.
        meant: names that may have been meant, as `alike` gives them: the remedy then asks whether they were.
        where: a place, or the name of what the fault stands in; may be empty.
        about: name of the KPI that it is about; may be empty.
        **values: what the sentences name: texts, numbers, paths and lists, a `Phrase` or an `Either`.
    """

    exit_code = 1
    speaker: ClassVar[Callable[[KpiExcelError], tuple[str, str]]] = staticmethod(lambda error: (error.code, ""))

    def __init__(
        self, code: str, meant: str = "", *, where: str | Place = "", about: str = "", **values: object
    ) -> None:
        super().__init__(code)
        self.code = code
        self.meant = meant
        self.where = where
        self.about = about
        self.values = values

    @property
    def message(self) -> str:
        """Say in English what is wrong."""
        return self._spoken()[0]

    @property
    def fix(self) -> str:
        """Say in English what to do about it; may be empty."""
        return self._spoken()[1]

    def _spoken(self) -> tuple[str, str]:
        try:
            return KpiExcelError.speaker(self)
        except OSError:  # whatever stopped the work may keep the texts from being read, too
            return self.code, ""

    def __str__(self) -> str:
        return f"{self.message}\nFix: {self.fix}" if self.fix else self.message


class InputError(KpiExcelError):
    """The input has faults that stop the work."""

    exit_code = 1


class NothingToComputeError(InputError):
    """The input can be read, but gives nothing to compute; its code is an issue's, too."""


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
    """Give the known names that look like `name`, the most alike first, as what may have been ``meant``.

    Args:
        name: what was written.
        known: what could have been meant.
        cutoff: how alike they must be, from 0 to 1; more for names that share a prefix.

    Example:
        >>> alike("reech", ["clicks", "reach", "speech"]), alike("xyz", ["reach"])
        ('reach / speech', '')
    """
    return BETWEEN.join(_alike(name, known, cutoff))


def _alike(name: str, known: Iterable[str], cutoff: float) -> list[str]:
    by_fold: dict[str, str] = {}
    for candidate in known:
        by_fold.setdefault(candidate.casefold(), candidate)
    return [by_fold[one] for one in get_close_matches(name.casefold(), by_fold, n=3, cutoff=cutoff)]
