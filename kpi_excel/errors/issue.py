"""Issues: faults of the input data, each with its code, place, message and remedy, in three languages.

An issue is data first: a code and the values found. Its sentences stand in ``messages/<language>.toml``, so that the
command line, the dashboard's Issues sheet and a test see the same fault in the language they need.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from kpi_excel.errors.exceptions import BETWEEN

_EDGES = " \u200e"  # what an empty hint leaves behind


class Severity(StrEnum):
    """How much an issue matters."""

    FAULT = "fault"  # the row is left out
    WARNING = "warning"  # the row counts, but look at it
    NOTE = "note"  # read differently from how it was written


@dataclass(frozen=True, slots=True)
class Place:
    """Where an issue stands. Every part may be empty.

    Args:
        file: file name without folders.
        sheet: sheet name as the workbook shows it.
        cell: A1 reference of a cell or range.
    """

    file: str = ""
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        parts = [self.file] if self.file else []
        if self.sheet:
            parts.append(f"sheet '{self.sheet}'")
        if self.cell:
            parts.append(f"cell {self.cell}" if ":" not in self.cell else f"cells {self.cell}")
        return ", ".join(parts)


@cache
def messages(language: str = "en") -> Mapping[str, Mapping[str, str]]:
    """Give every issue code's texts in one language: ``{code: {"message": ..., "fix": ...}}``."""
    return MappingProxyType({code: texts for code, texts in _read(language).items() if code != "phrases"})


@cache
def _read(language: str) -> dict[str, Any]:
    text = resources.files("kpi_excel.errors").joinpath(f"messages/{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


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
        [negative-count] July.xlsx, sheet 'Posts', cell F17: reach is -12, but counts start at 0.
        Fix: correct the cell, or empty it if the platform gave no number.
        >>> Issue("unknown-column", Severity.NOTE, values={"found": "Raech", "meant": "reach"}).message("id")
        'Kolom “Raech” tidak dikenal dan tidak dibaca. Mungkin maksudnya reach?'
    """

    code: str
    severity: Severity
    place: Place = Place()
    values: Mapping[str, str] = field(default_factory=dict)

    def message(self, language: str = "en") -> str:
        """Say what is wrong."""
        return self._said("message", language)

    def fix(self, language: str = "en") -> str:
        """Say what to do about it."""
        return self._said("fix", language)

    def _said(self, what: str, language: str) -> str:
        text, phrases = messages(language)[self.code][what], self._phrases(language)
        text = text if phrases["meant"] else text.replace("{meant} ", "")
        return text.format_map({**self.values, **phrases}).strip(_EDGES)

    def _phrases(self, language: str) -> dict[str, str]:
        phrases, names, takes = _read(language)["phrases"], self.values.get("meant", ""), self.values.get("takes", "")
        return {
            "meant": phrases["meant"].format(names=names.replace(BETWEEN, phrases["or"])) if names else "",
            "takes": phrases["takes"][takes].format_map(self.values) if takes else "",
        }

    def __str__(self) -> str:
        place = str(self.place)
        return f"[{self.code}] {place + ': ' if place else ''}{self.message()}\nFix: {self.fix()}"
