"""Follower counts in time: how many followers an account, a platform or a slice has on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from kpi_excel.engine.frames import Frame
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

    def audience(self, day: int) -> float:
        """Give the last count on or before a day, else the first after; NaN without any count."""
        last = self.last(day)
        return float(self.counts[0]) if np.isnan(last) and len(self.counts) else last

    def at_start(self, period: Period) -> float:
        """Give the count at a period's start.

        That is the last count before the first day. An account that begins inside the period starts at its first
        count, if a later one shows where it went; NaN otherwise.
        """
        before = self.last(period.start.toordinal() - 1)
        if not np.isnan(before):
            return before
        low, high = self._inside(period)
        return float(self.counts[low]) if high - low >= 2 else np.nan

    def change(self, period: Period) -> float:
        """Give net new followers: new minus lost where all rows give both, else the change of the count."""
        low = int(np.searchsorted(self.flow_days, period.start.toordinal(), "left"))
        high = int(np.searchsorted(self.flow_days, period.end.toordinal(), "right"))
        net = self.new[low:high] - self.lost[low:high]
        if high > low and not np.isnan(net).any():
            return float(net.sum())
        first, last = self._inside(period)
        return self.last(period.end.toordinal()) - self.at_start(period) if last > first else np.nan

    def _inside(self, period: Period) -> tuple[int, int]:
        low = int(np.searchsorted(self.days, period.start.toordinal(), "left"))
        return low, int(np.searchsorted(self.days, period.end.toordinal(), "right"))


Accounts = Mapping[str, Mapping[str, Account]]


def read_accounts(frame: Frame | None) -> Accounts:
    """Collect the accounts table as ``{platform: {account: counts}}``; rows without an account name are one account."""
    if frame is None:
        return {}
    columns = ("day", "platform", "account", "followers", "new_followers", "lost_followers")
    rows = frame.select(*columns).collect("pandas").to_native().dropna(subset=["day", "platform"])
    rows = rows.sort_values("day", kind="stable")
    rows["account"] = rows["account"].fillna("")
    accounts: dict[str, dict[str, Account]] = {}
    for (platform, account), group in rows.groupby(["platform", "account"], sort=True):
        counted = group.dropna(subset=["followers"]).drop_duplicates("day", keep="last")
        flows = group[group["new_followers"].notna() | group["lost_followers"].notna()]
        accounts.setdefault(str(platform), {})[str(account)] = Account(
            ordinals(counted["day"]),
            counted["followers"].to_numpy(float),
            ordinals(flows["day"]),
            flows["new_followers"].to_numpy(float),
            flows["lost_followers"].to_numpy(float),
        )
    return accounts


def ordinals(days: Any) -> NDArray[np.int64]:
    """Turn a pandas column of days into proleptic ordinals, as `datetime.date.toordinal` counts them."""
    epoch = date(1970, 1, 1).toordinal()
    return days.to_numpy("datetime64[D]").astype(np.int64) + epoch  # type: ignore[no-any-return]


def audience_on(accounts: Accounts, platform: str, account: str, day: int) -> float:
    """Give the followers a post could reach: those of its account, else of its platform; NaN if unknown."""
    known = accounts.get(platform, {})
    if account in known and len(known[account].counts):
        return known[account].audience(day)
    counts = np.array([one.last(day) for one in known.values()])
    if len(counts) and not np.isnan(counts).all():
        return float(np.nansum(counts))
    firsts = [(one.days[0], one.counts[0]) for one in known.values() if len(one.days)]
    if not firsts:
        return np.nan
    first_day = min(day for day, _ in firsts)
    return float(sum(count for day, count in firsts if day == first_day))


def audience_of_posts(posts: Frame, accounts_frame: Frame | None) -> Frame:
    """Add the column ``audience``: the followers of each post's account on its day, null where unknown."""
    if accounts_frame is None:
        return posts.with_columns(audience=nw.lit(None).cast(nw.Float64))
    accounts = read_accounts(accounts_frame)
    keys = posts.select("platform", "account", "day").unique().collect("pandas").to_native().dropna()
    keys["audience"] = [
        audience_on(accounts, platform, account, day)
        for platform, account, day in zip(keys["platform"], keys["account"], ordinals(keys["day"]), strict=True)
    ]
    known = keys.dropna(subset=["audience"])
    lookup = nw.from_dict(
        {name: known[name].to_list() for name in known.columns},
        schema={"platform": nw.String, "account": nw.String, "day": nw.Datetime("us"), "audience": nw.Float64},
        backend="pandas" if posts.implementation.is_duckdb() else posts.implementation,
    )
    same_kind = lookup.lazy("duckdb") if posts.implementation.is_duckdb() else lookup.lazy()
    return posts.join(same_kind, on=["platform", "account", "day"], how="left")


def every_account(accounts: Accounts) -> Iterator[tuple[str, Account]]:
    """Give each account with its platform."""
    for platform, by_name in accounts.items():
        for account in by_name.values():
            yield platform, account
