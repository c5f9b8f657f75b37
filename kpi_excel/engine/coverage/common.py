"""Common days: which days of two periods can be compared, and which platforms must be left out for it.

A comparison uses only days that both sides cover: the 5th day of the one beside the 5th day of the other. If that is at
least 80 % of the shorter side's days, both are cut to those days, else there is no comparison.

Where several platforms count together, one that has fewer such days is left out of both sides, and so is an account. A
number over several tables, such as the return on investment, needs days that all of its tables cover; as nobody knows
which order belongs to which account, it leaves out a whole platform or nothing, and never what belongs to no platform.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce

from kpi_excel.model.coverage import ENOUGH, Coverage, Days, Feed, Stretch
from kpi_excel.model.period import Period
from kpi_excel.model.table import Table


class Extent(StrEnum):
    """How much of two periods is compared."""

    WHOLE = "whole"
    CUT = "cut"  # days or platforms are left out
    NONE = "none"  # too few days in common


@dataclass(frozen=True, slots=True)
class Common:
    """What of two periods can be compared.

    Args:
        extent: all of them, a part or nothing.
        now: the days of the later period; none if nothing is compared.
        then: the days of the earlier one.
        left_out: the feeds that neither side counts.
        without: their platforms; where other accounts of a platform count, with the account.
        lacking: the feeds that have too few days, if nothing is compared for it.
    """

    extent: Extent
    now: Days
    then: Days
    left_out: tuple[Feed, ...] = ()
    without: tuple[str, ...] = ()
    lacking: tuple[Feed, ...] = ()


def common_days(
    coverage: Coverage,
    basis: Iterable[str],
    platform: str | None,
    now: Period,
    then: Period,
    tables: Mapping[str, Table],
) -> Common:
    """Give what of two periods can be compared.

    Args:
        coverage: what is known.
        basis: the tables that the number is made of.
        platform: the platform; None is all together.
        now: the later period.
        then: the earlier one.
        tables: the input tables' definitions.
    """
    basis = tuple(basis)
    whole = Days.between(now.start, now.end), Days.between(then.start, then.end)
    feeds = _in_play(coverage, basis, platform, whole, tables)
    nothing_then = all(stretch.days.first > then.end.toordinal() for stretch in feeds.values())  # and so no value
    if nothing_then or all(stretch.days.covers(side) for stretch in feeds.values() for side in whole):
        return Common(Extent.WHOLE, *whole)
    shared = {one: _offsets(stretch.days, now, then) for one, stretch in feeds.items()}
    groups = _groups(shared, together=len(basis) > 1)
    least = ENOUGH * min(now.days, then.days)
    fixed = {key for key in groups if len(basis) > 1 and key == ("",)}
    kept = {key: days for key, days in groups.items() if len(days) >= least or key in fixed}
    while kept and len(_all(kept.values())) < least and (free := {key for key in kept if key not in fixed}):
        fewest = min(free, key=lambda key: (len(kept[key]), key))
        kept.pop(fewest)
    left_out = tuple(sorted(one for one in shared if _key(one, len(basis) > 1) not in kept))
    names = _names(left_out, feeds)
    days = _all(kept.values()) if kept else Days()
    if len(days) < least:
        return Common(
            Extent.NONE, Days(), Days(), lacking=tuple(sorted(one for one, own in shared.items() if len(own) < least))
        )
    if all(stretch.days.covers(side) for one, stretch in feeds.items() if one not in left_out for side in whole):
        return Common(Extent.CUT, *whole, left_out, names)
    now_days, then_days = (days.moved(one.start.toordinal()) for one in (now, then))
    return Common(Extent.CUT, now_days, then_days, left_out, names)


def _in_play(
    coverage: Coverage, basis: Iterable[str], platform: str | None, whole: Iterable[Days], tables: Mapping[str, Table]
) -> dict[Feed, Stretch]:
    """Give the feeds that count and know any day of either period; who is long gone keeps nothing from comparing."""
    found = coverage.of(basis, platform)
    if platform is not None:
        found |= coverage.of((name for name in basis if not tables[name].has("platform")), "")
    return {one: stretch for one, stretch in found.items() if any((stretch.days & side).spans for side in whole)}


def _offsets(days: Days, now: Period, then: Period) -> Days:
    """Give the days that a feed covers in both periods, counted from the periods' first days."""
    size = min(now.days, then.days)
    sides = (days & Days.of([(first := one.start.toordinal(), first + size - 1)]) for one in (now, then))
    later, earlier = (side.moved(-one.start.toordinal()) for side, one in zip(sides, (now, then), strict=True))
    return later & earlier


def _key(feed: Feed, together: bool) -> tuple[str, ...]:
    return (feed.platform,) if together else (feed.platform, feed.account)


def _groups(shared: Mapping[Feed, Days], *, together: bool) -> dict[tuple[str, ...], Days]:
    """Give the days of what is left out together, if it is."""
    groups: dict[tuple[str, ...], Days] = {}
    for feed, days in shared.items():
        key = _key(feed, together)
        groups[key] = groups[key] & days if key in groups else days
    return groups


def _names(left_out: Iterable[Feed], feeds: Iterable[Feed]) -> tuple[str, ...]:
    """Name who is left out: a platform, or an account where others of its platform still count."""
    left_out = tuple(left_out)
    counting = {one.platform for one in feeds if one not in left_out}
    names = (f"{one.platform} {one.account}" if one.platform in counting else one.platform for one in left_out)
    return tuple(dict.fromkeys(names))


def _all(every: Iterable[Days]) -> Days:
    return reduce(Days.__and__, every)
