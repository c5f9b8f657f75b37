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
        lifetime: whether such figures count from each post's publishing on, instead.
        as_of: the day on which the files were downloaded; years of dates without one are counted back from it.
        order: whether day or month comes first in dates of numbers: ``dmy`` or ``mdy``.
        question: the header of a survey's question that is the score.
        kind: what that question asks: ``nps``, ``csat`` or ``review``.
    """

    account: str = ""
    platform: str = ""
    period: Period | None = None
    lifetime: bool = False
    as_of: date | None = None
    order: str = ""
    question: str = ""
    kind: str = ""
