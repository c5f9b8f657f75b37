"""The clock: which day it is, where it is asked."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo


def day_in(zone: str = "") -> date:
    """Give the day that it is now.

    Args:
        zone: the name of a zone, such as ``Asia/Jakarta``; empty is this computer's own.
    """
    return datetime.now(ZoneInfo(zone) if zone else None).date()
