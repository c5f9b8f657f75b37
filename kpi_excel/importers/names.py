"""Names of files and folders: the span of days and the platform that they tell. They never tell what a file is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

_BETWEEN = r"\s*[-–_]+\s*"
_DAYS = (
    (r"[A-Z][a-z]{2}-\d{1,2}-\d{4}", "%b-%d-%Y"),
    (r"\d{4}-\d{1,2}-\d{1,2}", "%Y-%m-%d"),
    (r"(?:19|20)\d{6}", "%Y%m%d"),
)
_SPANS = tuple((re.compile(f"(?<![0-9A-Za-z])({day}){_BETWEEN}({day})(?![0-9])"), form) for day, form in _DAYS)
_PLATFORMS = {
    "instagram": "Instagram",
    "ig": "Instagram",
    "facebook": "Facebook",
    "fb": "Facebook",
    "linkedin": "LinkedIn",
    "tiktok": "TikTok",
    "youtube": "YouTube",
    "threads": "Threads",
    "pinterest": "Pinterest",
}
_WORD = re.compile(r"[A-Za-z]+")


def span_of(*names: str) -> tuple[date, date] | None:
    """Give the span of days that names tell, the first one's before the others'; None if none does.

    Example:
        >>> span_of("Mar-17-2025_Mar-17-2026_140.csv")
        (datetime.date(2025, 3, 17), datetime.date(2026, 3, 17))
    """
    for name in names:
        for pattern, form in _SPANS:
            match = pattern.search(name)
            days = [_day(text, form) for text in match.groups()] if match else []
            if len(days) == 2 and days[0] and days[1] and days[0] <= days[1]:
                return days[0], days[1]
    return None


def platform_of(names: Iterable[str]) -> str:
    """Give the one platform that names tell; empty if they tell none or several.

    Example:
        >>> platform_of(["Reach.csv", "senja instagram/July"]), platform_of(["fb and ig"])
        ('Instagram', '')
    """
    told = {_PLATFORMS[word.lower()] for name in names for word in _WORD.findall(name) if word.lower() in _PLATFORMS}
    return told.pop() if len(told) == 1 else ""


def _day(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()
    except ValueError:
        return None
