"""The example brand as data: what example.toml says of it, the same in every language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from types import MappingProxyType
from typing import Any

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Format:
    """A post format: its share of posts, and factors on its platform's engagement, impressions and clicks."""

    name: str
    share: float
    engagement: float = 1.0
    impressions: float = 1.0
    clicks: float = 1.0
    video: bool = False


@dataclass(frozen=True, slots=True)
class Sessions:
    """Visits to the site from a platform in an average week at the start, their growth, and what became of them."""

    weekly: float
    growth: float
    bounces: float
    conversions: float
    leads: float


@dataclass(frozen=True, slots=True)
class Platform:
    """What a platform reports and how posts do there; example.toml explains each.

    Args:
        split: shares of likes, comments, shares and saves in engagements; what is absent is not reported.
        completions: complete views over views; None is not reported.
        quarters: factor on engagement in each quarter; empty if it is 1 in all.
    """

    name: str
    prefix: str
    formats: tuple[Format, ...]
    gives: tuple[str, ...]
    profile: tuple[str, ...]
    engagement: float
    split: Mapping[str, float]
    impressions: float
    sessions: Sessions
    frequency: float = 1.3
    ctr: float = 0.0
    views: float = 0.5
    completions: float | None = None
    weekend: float = 1.0
    quarters: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """A brand's account: followers at both ends, posts a week, profile visits and losses a week over followers."""

    platform: str
    name: str
    first: int
    last: int
    posts: int
    visits: float | None = None
    churn: float | None = None


def _read() -> Mapping[str, Any]:
    text = resources.files("kpi_excel.authoring.inputs").joinpath("example.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


def _platform(name: str, block: Mapping[str, Any]) -> Platform:
    facts: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in block.items()}
    facts["formats"] = tuple(Format(form, **given) for form, given in block["formats"].items())
    facts["sessions"] = Sessions(**block["sessions"])
    return Platform(name, **facts)


DATA = _read()
BRAND: str = DATA["name"]
START: date = DATA["start"]
END: date = DATA["end"]
PLATFORMS = {name: _platform(name, block) for name, block in DATA["platforms"].items()}
ACCOUNTS = tuple(Account(**block) for block in DATA["accounts"])
