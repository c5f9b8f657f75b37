"""Follower counts in time: how many followers an account, a platform or a slice has on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from kpi_excel.engine.frames import Frame, floats, ordinals, to_pandas
from kpi_excel.model.period import Period

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Account:
    """One account's counts, sorted by day.

    Args:
        days: days as ordinals, rising.
        counts: followers on these days.
        flow_days: ordinal of every row that gives new or lost followers.
        new: new followers of those rows, NaN where not given.
        lost: lost followers of those rows, NaN where not given.
    """

    days: NDArray[np.int64]
    counts: Floats
    flow_days: NDArray[np.int64]
    new: Floats
    lost: Floats

    def last(self, day: int) -> float:
        """Give the last count on or before a day; NaN if there is none."""
        index = int(np.searchsorted(self.days, day, "right")) - 1
        return float(self.counts[index]) if index >= 0 else np.nan

    def on(self, days: NDArray[np.int64]) -> Floats:
        """Give the last count on or before each day; NaN where there is none."""
        if not len(self.days):
            return np.full(len(days), np.nan)
        index = np.searchsorted(self.days, days, "right") - 1
        return np.where(index >= 0, self.counts[index], np.nan)

    def at_start(self, period: Period) -> float:
        """Give the count at a period's start: the one at its end less the change, so that the three always agree.

        NaN if one of the two is not known.
        """
        return self.last(period.end.toordinal()) - self.change(period)

    def change(self, period: Period) -> float:
        """Give net new followers: new minus lost where all rows give both, else the change of the count."""
        low = int(np.searchsorted(self.flow_days, period.start.toordinal(), "left"))
        high = int(np.searchsorted(self.flow_days, period.end.toordinal(), "right"))
        net = self.new[low:high] - self.lost[low:high]
        if high > low and not np.isnan(net).any():
            return float(net.sum())
        first, last = self._inside(period)
        return self.last(period.end.toordinal()) - self._before(period) if last > first else np.nan

    def _before(self, period: Period) -> float:
        """Give the last count before a period.

        An account that begins inside the period starts at its first count, if a later one shows where it went; NaN
        otherwise.
        """
        before = self.last(period.start.toordinal() - 1)
        if not np.isnan(before):
            return before
        low, high = self._inside(period)
        return float(self.counts[low]) if high - low >= 2 else np.nan

    def _inside(self, period: Period) -> tuple[int, int]:
        low = int(np.searchsorted(self.days, period.start.toordinal(), "left"))
        return low, int(np.searchsorted(self.days, period.end.toordinal(), "right"))


Accounts = Mapping[str, Mapping[str, Account]]


def read_accounts(frame: Frame | None) -> Accounts:
    """Collect the accounts table as ``{platform: {account: counts}}``; rows without an account name are one account."""
    if frame is None:
        return {}
    columns = ("day", "platform", "account", "followers", "new_followers", "lost_followers")
    rows = to_pandas(frame.select(*columns)).dropna(subset=["day", "platform"]).sort_values("day", kind="stable")
    rows["account"] = rows["account"].fillna("")
    days = ordinals(rows["day"])
    followers, new, lost = (floats(rows[name]) for name in columns[3:])
    accounts: dict[str, dict[str, Account]] = {}
    indices: Mapping[Any, Any] = rows.groupby(["platform", "account"]).indices
    for (platform, account), own in indices.items():
        counted = own[~np.isnan(followers[own])]
        counted = counted[np.append(np.diff(days[counted]), 1)[: len(counted)] > 0]  # the last count of each day
        flows = own[~(np.isnan(new[own]) & np.isnan(lost[own]))]
        accounts.setdefault(str(platform), {})[str(account)] = Account(
            days[counted], followers[counted], days[flows], new[flows], lost[flows]
        )
    return accounts


def audience_on(accounts: Accounts, platform: str, account: str, days: NDArray[np.int64]) -> Floats:
    """Give the followers that posts could reach on some days.

    Args:
        accounts: the accounts' counts.
        platform: the posts' platform.
        account: the posts' account; empty if they name none.
        days: the posts' days as ordinals.

    Returns:
        Followers of the account, if it is named and known, else of all the platform's accounts: the last counts on or
        before a day, or the first ones where all are later. NaN without any count.
    """
    known = {name: one for name, one in accounts.get(platform, {}).items() if len(one.days)}
    chosen = [known[account]] if account and account in known else list(known.values())
    if not chosen:
        return np.full(len(days), np.nan)
    counts = np.array([one.on(days) for one in chosen])
    first_day = min(one.days[0] for one in chosen)
    first = sum(float(one.counts[0]) for one in chosen if one.days[0] == first_day)
    found: Floats = np.where(np.isnan(counts).all(axis=0), first, np.nansum(counts, axis=0))
    return found


def audience_of_posts(posts: Frame, accounts_frame: Frame | None) -> Frame:
    """Add the column ``audience``: the followers of each post's account on its day, null where unknown."""
    if accounts_frame is None:
        return posts.with_columns(audience=nw.lit(None).cast(nw.Float64))
    if posts.implementation.is_duckdb():
        posts = posts.collect("pandas").lazy()  # relations of different connections cannot be joined
    accounts = read_accounts(accounts_frame)
    keys = posts.select("platform", "account", "day").unique().drop_nulls().collect()
    table = keys.to_pandas()
    days = ordinals(table["day"])
    audience = np.full(len(table), np.nan)
    indices: Mapping[Any, Any] = table.groupby(["platform", "account"]).indices
    for (platform, account), own in indices.items():
        audience[own] = audience_on(accounts, str(platform), str(account), days[own])
    column = nw.new_series("audience", audience.tolist(), nw.Float64, backend=keys.implementation)
    lookup = keys.with_columns(column).lazy()
    return posts.join(lookup, on=["platform", "account", "day"], how="left").with_columns(
        nw.col("audience").fill_nan(None)
    )


def every_account(accounts: Accounts) -> Iterator[tuple[str, Account]]:
    """Give each account with its platform."""
    for platform, by_name in accounts.items():
        for account in by_name.values():
            yield platform, account
