"""Marks: what an import wrote into a row, so that the next one knows again what somebody has edited since.

A mark stands in a hidden column of the row. It says on which day the figures were taken, and a digest of each cell.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from kpi_excel.workbook.vocabulary import fold

COLUMN = "imported"
"""The column of input tables that holds marks."""
_DIGITS = 4  # of a cell's digest: an edited cell is taken for an untouched one in one of 65,536


@dataclass(frozen=True)
class Mark:
    """What an import wrote into a row.

    Args:
        taken: the day on which the figures were taken; empty if nobody knows.
        digests: of its cells by column; none of a row that nobody imported.
    """

    taken: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return ";".join([self.taken, *(f"{name}={digest}" for name, digest in self.digests.items())])

    @classmethod
    def parse(cls, text: object) -> Mark:
        """Read a mark; whatever else stands there is none.

        Example:
            >>> Mark.parse("2026-07-09;likes=3f2a") == Mark("2026-07-09", {"likes": "3f2a"})
            True
            >>> str(Mark.parse("my own note"))
            'my own note'
        """
        taken, *cells = (text if isinstance(text, str) else "").split(";")
        return cls(taken, dict(cell.split("=", 1) for cell in cells if "=" in cell))

    def is_untouched(self, name: str, value: Any) -> bool:
        """Tell whether a cell holds what an import wrote there; an empty one that it wrote nothing into is so, too."""
        return self.digests.get(name, "") == digest(value)


def digest(value: Any) -> str:
    """Give what tells a cell's value from others; empty for no value.

    Example:
        >>> digest(5) == digest(5.0) != digest(6), digest(None), digest("Senja ") == digest("senja")
        (True, '', True)
    """
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, (bool, int, float)):
        text = f"{float(value):.12g}"
    elif isinstance(value, date):
        text = pd.Timestamp(value).round("s").isoformat()
    else:
        text = fold(str(value))
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def mark_of(row: Mapping[str, Any], taken: Any) -> Mark:
    """Give the mark of a row as it is imported."""
    day = "" if pd.isna(taken) else f"{taken:%Y-%m-%d}"
    return Mark(day, {name: told for name, value in row.items() if (told := digest(value))})
