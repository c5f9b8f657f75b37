"""Accounts: whose the rows without an account are; the other files of their folder tell it, or the folder's name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

import pandas as pd

from kpi_excel.catalogue import TABLES

Parts = Mapping[str, Sequence[pd.DataFrame]]
_PLATFORM, _ACCOUNT, _FOLDER = "platform", "account", "folder"
_MOST = 0.5  # of a folder's rows; posts that were made together bear other accounts' names


def with_accounts(parts: Parts) -> dict[str, list[pd.DataFrame]]:
    """Name the account of rows without one.

    It is the account that most rows of their platform in their folder name. Where none does and rows of the platform
    without an account come from several folders, each folder is an account, so that no row stands for another one's.

    Args:
        parts: rows by table, with the columns ``folder`` and, where the table has one, ``platform``.
    """
    named: dict[tuple[str, str], Counter[str]] = {}
    nameless: dict[str, set[str]] = {}
    for name, frames in parts.items():
        for frame in frames if TABLES[name].has(_ACCOUNT) else ():
            for place, rows in frame.groupby([_PLATFORM, _FOLDER]):
                platform, folder = map(str, place)
                given = rows[_ACCOUNT].dropna() if _ACCOUNT in rows else rows[_PLATFORM].iloc[:0]
                named.setdefault((platform, folder), Counter()).update(map(str, given))
                if len(given) < len(rows):
                    nameless.setdefault(platform, set()).add(folder)
    owners = {place: _owner(counts) for place, counts in named.items()}
    apart = {platform for platform, folders in nameless.items() if len(folders) > 1}
    return {
        name: [_named(frame, owners, apart) if TABLES[name].has(_ACCOUNT) else frame for frame in frames]
        for name, frames in parts.items()
    }


def _owner(counts: Counter[str]) -> str:
    name, times = next(iter(counts.most_common(1)), ("", 0))
    return name if times > _MOST * counts.total() else ""


def _named(frame: pd.DataFrame, owners: Mapping[tuple[str, str], str], apart: set[str]) -> pd.DataFrame:
    places = list(zip(frame[_PLATFORM], frame[_FOLDER], strict=True))
    told = [
        owners.get(place, "") or (PurePosixPath(place[1]).name if place[0] in apart else "") or None for place in places
    ]
    names = pd.Series(told, index=frame.index, dtype=object)
    accounts = frame[_ACCOUNT].astype(object).where(frame[_ACCOUNT].notna(), names) if _ACCOUNT in frame else names
    return frame.assign(**{_ACCOUNT: accounts})
