"""Followers in time: the last count, the start, the change, and the audience of posts."""

import math
from datetime import date
from typing import Any

import numpy as np
import pytest

from kpi_excel.catalogue import TABLES
from kpi_excel.engine.slices.accounts import Account, audience_on, read_accounts
from kpi_excel.engine.slices.derive import prepare
from kpi_excel.model.period import Period
from tests.support import frame, settings

JULY = Period.parse("2026-07")
NONE = math.nan


def accounts(*rows: tuple[str, str, str | None, float | None] | tuple[Any, ...]) -> Any:
    names = ("date", "platform", "account", "followers", "new_followers", "lost_followers")
    table = frame("accounts", [dict(zip(names, row, strict=False)) for row in rows])
    return read_accounts(prepare({"accounts": table}, TABLES, settings({}))["accounts"])


def one(*rows: tuple[Any, ...]) -> Account:
    """Read rows of one account: day, followers, new followers, lost followers."""
    found: Account = accounts(*((day, "X", "main", *numbers) for day, *numbers in rows))["X"]["main"]
    return found


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def days(*texts: str) -> np.ndarray:
    return np.array([day(text) for text in texts])


def test_accounts_are_sorted_by_day_and_rows_without_a_name_are_one_account() -> None:
    found = accounts(
        ("2026-07-09", "X", None, 30), ("2026-07-01", "X", None, 10), ("2026-07-01", "Instagram", "a", None)
    )
    assert set(found) == {"X", "Instagram"}
    assert found["X"][""].counts.tolist() == [10, 30]
    assert found["Instagram"]["a"].counts.tolist() == []


def test_the_last_count_holds_until_the_next() -> None:
    account = one(("2026-07-10", 50), ("2026-07-20", None), ("2026-07-25", 70))
    found = [account.last(day(text)) for text in ("2026-07-09", "2026-07-10", "2026-07-24", "2026-07-25", "2027-01-01")]
    assert found == pytest.approx([NONE, 50, 50, 70, 70], nan_ok=True)
    assert account.on(days("2026-07-09", "2026-07-24")) == pytest.approx([NONE, 50], nan_ok=True)


def test_of_two_counts_on_a_day_the_last_row_holds() -> None:
    assert one(("2026-07-10", 50), ("2026-07-10", 60)).last(day("2026-07-10")) == 60


@pytest.mark.parametrize(
    ("rows", "start", "change"),
    [
        ([("2026-06-30", 100), ("2026-07-31", 130)], 100, 30),
        ([("2026-05-02", 100), ("2026-07-31", 130)], 100, 30),  # the last count before, however old
        ([("2026-07-03", 100), ("2026-07-31", 130)], 100, 30),  # began inside
        ([("2026-07-03", 100)], NONE, NONE),  # began inside, and nothing shows where it went
        ([("2026-06-30", 100), ("2026-08-01", 130)], NONE, NONE),  # no count inside, so nobody knows the change
        ([("2026-08-01", 130)], NONE, NONE),
        ([("2026-06-30", 100), ("2026-07-31", 130, 12, 2)], 120, 10),  # new minus lost goes first: 130 - 10
        ([("2026-06-30", 100), ("2026-07-31", 130, 12, None)], 100, 30),  # but both must be given
        ([("2026-07-02", None, 7, 1), ("2026-07-09", None, None, None)], NONE, 6),  # a row with neither does not matter
        ([("2026-07-02", None, 7, 1), ("2026-07-09", None, 3, None)], NONE, NONE),
        ([("2026-06-30", None, 7, 1)], NONE, NONE),  # outside
    ],
)
def test_start_and_change(rows: list[tuple[Any, ...]], start: float, change: float) -> None:
    account = one(*rows)
    assert (account.at_start(JULY), account.change(JULY)) == pytest.approx((start, change), nan_ok=True)


def test_audience_is_the_account_s_own_before_and_after_its_counts() -> None:
    found = accounts(("2026-07-10", "X", "a", 50), ("2026-07-20", "X", "a", 60), ("2026-07-01", "X", "b", 900))
    moments = days("2026-07-01", "2026-07-15", "2026-08-01")
    assert audience_on(found, "X", "a", moments).tolist() == [50, 50, 60]


def test_audience_without_a_known_account_is_the_platform_s() -> None:
    found = accounts(
        ("2026-07-10", "X", "a", 50),
        ("2026-07-20", "X", "b", 7),
        ("2026-07-10", "X", "c", 1),
        ("2026-07-01", "Y", "a", 9),
    )
    moments = days("2026-07-01", "2026-07-15", "2026-08-01")
    for account in ("", "unknown"):
        assert audience_on(found, "X", account, moments).tolist() == [51, 51, 58]
    assert np.isnan(audience_on(found, "Z", "a", moments)).all()


def test_a_post_without_account_has_all_accounts_of_its_platform_the_unnamed_too() -> None:
    found = accounts(("2026-07-01", "X", None, 50), ("2026-07-01", "X", "a", 7))
    assert audience_on(found, "X", "", days("2026-07-02")).tolist() == [57]


def test_an_account_without_counts_is_not_known() -> None:
    found = accounts(("2026-07-01", "X", "a", 50), ("2026-07-01", "X", "b", None, 4, 1))
    assert audience_on(found, "X", "b", days("2026-07-02")).tolist() == [50]


def test_posts_get_their_audience_and_null_where_it_is_unknown() -> None:
    posts = [
        {"published": "2026-07-02 10:00", "platform": "X", "account": "a"},
        {"published": "2026-07-02 11:00", "platform": "X"},
        {"published": "2026-07-02 12:00", "platform": "Y", "account": "a"},
    ]
    tables = {
        "posts": frame("posts", posts),
        "accounts": frame("accounts", [{"date": "2026-07-01", "platform": "X", "account": "a", "followers": 5}]),
    }
    found = prepare(tables, TABLES, settings({}))["posts"].collect("pandas").to_native()
    assert found["audience"].tolist() == pytest.approx([5, 5, NONE], nan_ok=True)
    without = prepare({"posts": tables["posts"]}, TABLES, settings({}))["posts"].collect("pandas").to_native()
    assert without["audience"].isna().all()
