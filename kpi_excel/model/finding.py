"""Findings: what is worth saying about the numbers, as data; sentences are made of it in any language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import isfinite, nan
from types import MappingProxyType


class Tone(StrEnum):
    """Whether a finding is good news."""

    GOOD = "good"
    BAD = "bad"
    NEUTRAL = "neutral"


@dataclass(frozen=True)
class Finding:
    """One thing worth saying.

    Args:
        kind: what is said, such as ``target_missed`` or ``change_up``; every language has a template of that name.
        kpi: the KPI it is about; empty if it is about the whole report.
        platform: the platform it is about, ``All`` for all of them.
        placement: the placement it is about, ``all`` for both.
        period: name of the period it is about.
        numbers: the numbers it rests on, in the units of the datasets they stand in (percent is a fraction). Only
            finite numbers are kept: one that is absent is no value.
        names: codes and names, such as ``unit``, ``against`` (a period's name), ``part`` or ``due`` (an ISO date).
        importance: larger is said first.
        tone: whether it is good news.

    Example:
        >>> finding = Finding("change_up", "reach", numbers={"change": 0.18, "share": float("nan")})
        >>> dict(finding.numbers), finding.number("share")
        ({'change': 0.18}, nan)
    """

    kind: str
    kpi: str = ""
    platform: str = "All"
    placement: str = "all"
    period: str = ""
    numbers: Mapping[str, float] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    importance: float = 0.0
    tone: Tone = Tone.NEUTRAL

    def __post_init__(self) -> None:
        known = {name: float(value) for name, value in self.numbers.items() if isfinite(value)}
        object.__setattr__(self, "numbers", MappingProxyType(known))
        object.__setattr__(self, "names", MappingProxyType(dict(self.names)))

    def number(self, name: str) -> float:
        """Give one number; NaN, which is no value, if it is absent."""
        return self.numbers.get(name, nan)

    def name(self, key: str) -> str:
        """Give one name or code; empty if it is absent."""
        return self.names.get(key, "")

    def with_more(self, numbers: Mapping[str, float], names: Mapping[str, str]) -> Finding:
        """Give a copy that tells more."""
        return replace(self, numbers={**self.numbers, **numbers}, names={**self.names, **names})
