"""Identifiers: IDs that a spreadsheet has cut, and the ID that a post's link holds.

A spreadsheet keeps 15 digits of a number. A longer ID that was pasted as a number has lost its last digits, and many
posts seem to bear the same one: it is no ID any more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kpi_excel.errors import Severity
from kpi_excel.model.table import Table
from kpi_excel.workbook.reading.converted import LONG_NUMBER, Converted

CUT = "long-number"
_EXACT = 2**53  # up to here every whole number is kept
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[Ee]\+\d{2,3}")
_IN_LINKS = (
    re.compile(r"(?:/status(?:es)?|/video|/pin|/posts|/videos|/reel|/permalink|/photo)/(?:[\w.-]*[-/])?(\d{6,})"),
    re.compile(r"(?:activity|share|ugcPost)[:-](\d{6,})"),
    re.compile(r"[?&](?:fbid|story_fbid|id|v)=(\d{6,})"),
    re.compile(r"(?:/p|/reel|/reels|/tv|/post|/shorts|/live)/([\w-]{5,})"),
    re.compile(r"(?:[?&]v=|youtu\.be/)([\w-]{11})"),
)


def is_cut(cell: Any) -> bool:
    """Tell whether a cell holds a number that has lost digits, or the text of one.

    Example:
        >>> is_cut(1.78414e16), is_cut("1.78414E+16"), is_cut(1234567890123456.0), is_cut("17841400000000000")
        (True, True, False, False)
    """
    if isinstance(cell, float):
        return abs(cell) >= LONG_NUMBER and (abs(cell) >= _EXACT or float(f"{cell:.15g}") == cell)
    return isinstance(cell, str) and _SCIENTIFIC.fullmatch(cell.strip()) is not None


def id_in_link(link: str) -> str:
    """Give the ID of the post that a link leads to; empty if it holds none.

    Example:
        >>> id_in_link("https://www.tiktok.com/@senja/video/7527623000473079054?lang=id")
        '7527623000473079054'
        >>> id_in_link("https://www.instagram.com/reel/DS5XQIojus6/"), id_in_link("https://senja.id/blog")
        ('DS5XQIojus6', '')
    """
    return next((found[1] for pattern in _IN_LINKS if (found := pattern.search(link))), "")


def take_from_links(table: Table, columns: Mapping[str, Converted], labels: Mapping[str, str]) -> None:
    """Put the IDs of the rows' links in the place of those that were cut, in a table whose rows either may name."""
    if len(table.id) < 2 or not set(table.id) <= set(columns):
        return
    name, link = table.id
    ids, links = columns[name], columns[link].values
    for remark in [one for one in ids.remarks if one.code == CUT]:
        value = id_in_link(links[remark.row] or "")
        if value:
            ids.values[remark.row] = value
            ids.remarks.remove(remark)
            found = remark.values["found"]
            ids.add(remark.row, "id-from-link", Severity.NOTE, column=labels[name], found=found, value=value)
