"""Clocks: the time of day in a written date, and by how much it is ahead of UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from kpi_excel.workbook.reading.calendar_names import halves, key

_ZONES = {"z": 0, "utc": 0, "gmt": 0, "wib": 7, "wita": 8, "wit": 9}  # hours ahead; other letters mean several zones
_FURTHEST = timedelta(hours=14)  # ahead of UTC; no place on earth is further


@dataclass(frozen=True)
class Clock:
    """A time of day.

    Args:
        time: since midnight.
        offset: how far it is ahead of UTC; None if it does not say.
    """

    time: timedelta = timedelta()
    offset: timedelta | None = None


def split_clock(text: str) -> tuple[str, Clock] | None:
    """Take the time of day out of a written date.

    Args:
        text: with western digits and single spaces.

    Returns:
        What remains, and the time; midnight where none stands. None for a time that no clock shows.

    Example:
        >>> split_clock("12/30/2025 9:40 pm")
        ('12/30/2025', Clock(time=datetime.timedelta(seconds=78000), offset=None))
    """
    found = _clock().search(text) or _DOTTED.search(text)
    if found is None:
        return text, Clock()
    parts = found.groupdict()
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    half = parts.get("before") or parts.get("after")
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + halves()[key(half)]
    offset = _offset(parts.get("zone"), parts.get("ahead"))
    if hour > 23 or minute > 59 or second > 59 or (offset is not None and abs(offset) > _FURTHEST):
        return None
    time = timedelta(hours=hour, minutes=minute, seconds=second)
    day = _MARK.sub("", text[: found.start()])
    return " ".join(f"{day} {text[found.end() :]}".split()).strip(" ,،"), Clock(time, offset)


def _offset(zone: str | None, ahead: str | None) -> timedelta | None:
    if zone is None and ahead is None:
        return None
    offset = timedelta(hours=_ZONES[zone.casefold()] if zone else 0)
    if ahead:
        digits = ahead[1:].replace(":", "")
        hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
        shift = timedelta(hours=int(hours), minutes=int(minutes))
        offset += -shift if ahead[0] == "-" else shift
    return offset


_MARK = re.compile(r"(?<=\d)T$")  # between a day and its time
_HOUR = r"(?<![\d:])(?P<hour>\d{1,2})"
_ZONE = (
    rf"(?:\s?(?P<zone>{'|'.join(_ZONES)})(?![^\W\d_]))?"
    r"(?:\s?(?P<ahead>[+-](?:\d{1,2}:\d{2}|\d{4}|\d{1,2}))(?![\d:/-]))?(?:\s?\([^)\d]*\))?"
)
_DOTTED = re.compile(  # as in Indonesian, but only behind a day, which may be written with dots itself
    rf"(?:(?<=\d[ T,،])|(?<=[^\W\d_] )){_HOUR}\.(?P<minute>\d{{2}})(?:\.(?P<second>\d{{2}}))?{_ZONE}$", re.IGNORECASE
)


@cache
def _clock() -> re.Pattern[str]:
    """Match ``9:40``, ``18:30:05.123Z``, ``9h40``, ``9:40 p.m.`` and ``9 am``, with or without a zone."""
    marks = sorted(halves(), key=len, reverse=True)
    half = "|".join(r"\.?[\s.]*".join(map(re.escape, mark)) + r"\.?" for mark in marks)
    minutes = r"(?:[:h]|\s?h\s)(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?(?!\d)"
    return re.compile(
        rf"(?:(?P<before>{half})\s?)?{_HOUR}(?:{minutes}|(?=\s?(?:{half})(?!\w)))(?:\s?(?P<after>{half})(?!\w))?"
        rf"{_ZONE}",
        re.IGNORECASE,
    )
