"""Platforms: what is known of them whatever a workbook says."""

from collections.abc import Mapping
from datetime import date

OPENED: Mapping[str, date] = {
    "linkedin": date(2003, 5, 5),
    "facebook": date(2004, 2, 4),
    "youtube": date(2005, 4, 23),
    "x": date(2006, 3, 21),
    "pinterest": date(2010, 3, 1),
    "instagram": date(2010, 10, 6),
    "tiktok": date(2016, 9, 1),
    "threads": date(2023, 7, 5),
}
"""The day on which each platform opened, by its name in lower case: an account cannot have had anything before it.

The day of the first post or video where one is known, else the earliest day that histories of the platform name.
"""
