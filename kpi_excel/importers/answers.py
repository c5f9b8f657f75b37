"""Answers: what a person says that files cannot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kpi_excel.model.period import Period


@dataclass(frozen=True)
class Answers:
    """What a person says of all files of one import; empty says nothing.

    Args:
        account: whose figures they are, where a file names no account.
        platform: where a file names no platform.
        period: the span that figures count where a file does not tell it.
        as_of: the day on which the files were downloaded; years of dates without one are counted back from it.
        order: whether day or month comes first in dates of numbers: ``dmy`` or ``mdy``.
    """

    account: str = ""
    platform: str = ""
    period: Period | None = None
    as_of: date | None = None
    order: str = ""
