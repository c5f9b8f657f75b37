from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from kpi_excel.catalogue import TABLES
from kpi_excel.engine.coverage.claims import Claim
from kpi_excel.engine.coverage.known import known
from kpi_excel.engine.coverage.row_days import row_days
from kpi_excel.engine.slices.derive import prepare
from kpi_excel.model.coverage import Coverage, Days, Feed, Origin
from tests.support import frame, settings

SEPTEMBER = Days.between(date(2026, 9, 1), date(2026, 9, 30))
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def daily(first: date, last: date, **values: Any) -> list[dict[str, Any]]:
    days = (last - first).days + 1
    return [{"date": first + timedelta(number), **values} for number in range(days)]


def orders(first: date, last: date, platform: str = "X") -> list[dict[str, Any]]:
    rows = daily(first, last, platform=platform, revenue=10)
    return [row | {"order_id": f"{platform}{number}"} for number, row in enumerate(rows)]


def coverage_of(rows: Rows, *claims: Claim, horizon: Days = SEPTEMBER) -> Coverage:
    frames = prepare({name: frame(name, some) for name, some in rows.items()}, TABLES, settings({}))
    return known(row_days(frames, TABLES), claims, TABLES, horizon)


def spans(coverage: Coverage, table: str, platform: str = "X", account: str = "") -> list[tuple[int, int]]:
    """Give the first and last days of September that are known."""
    days = coverage.known[Feed(table, platform, account)].days
    return [(date.fromordinal(first).day, date.fromordinal(last).day) for first, last in days.spans]


def typed(first: date, last: date, table: str = "orders", platform: str = "X", **more: Any) -> Claim:
    return Claim(table, platform, more.pop("account", ""), first, last, **more)


def test_each_account_of_each_platform_has_its_own() -> None:
    rows = {
        "accounts": [
            *daily(date(2026, 9, 1), date(2026, 9, 30), platform="X", account="a", followers=1),
            *daily(date(2026, 9, 11), date(2026, 9, 20), platform="X", account="b", followers=1),
        ]
    }
    found = coverage_of(rows)
    assert spans(found, "accounts", account="a") == [(1, 30)]
    assert spans(found, "accounts", account="b") == [(11, 20)]
    assert {one.origin for one in found.known.values()} == {Origin.ROWS}


def test_where_a_whole_table_falls_silent_no_platform_of_it_goes_on() -> None:
    """TikTok's orders pause for 20 days, so that 20 more would be no sign; but X, daily, has stopped: all have."""
    year = Days.between(date(2026, 1, 1), date(2026, 9, 30))
    rare = [
        {"date": date(2026, 1, 1) + timedelta(20 * n), "platform": "TikTok", "order_id": f"t{n}"} for n in range(13)
    ]
    alone = coverage_of({"orders": rare}, horizon=year)
    assert rare[-1]["date"] == date(2026, 8, 29)  # 1 January and 240 days; 32 days before the end
    assert alone.known[Feed("orders", "TikTok")].days.last == date(2026, 8, 29).toordinal()
    both = {"orders": [*rare[:-1], *orders(date(2026, 1, 1), date(2026, 8, 15))]}
    found = coverage_of(both, horizon=year)
    assert found.known[Feed("orders", "X")].days.last == date(2026, 8, 15).toordinal()
    # TikTok's last one is of 9 August, the next would be due on the 29th: it went on until the table stopped
    assert found.known[Feed("orders", "TikTok")].days.last == date(2026, 8, 15).toordinal()


def test_of_a_table_left_alone_for_a_quarter_nobody_knows_whether_nothing_happened() -> None:
    """One order on 29 June: 93 days to 30 September, one more than the longest quarter has; 30 June is 92 days away."""
    year = Days.between(date(2026, 1, 1), date(2026, 9, 30))
    for day, last in ((29, date(2026, 6, 29)), (30, date(2026, 9, 30))):
        found = coverage_of({"orders": orders(date(2026, 6, day), date(2026, 6, day))}, horizon=year)
        assert found.known[Feed("orders", "X", "")].days.last == last.toordinal()
    later = [*orders(date(2026, 6, 29), date(2026, 6, 29)), *orders(date(2026, 10, 5), date(2026, 10, 5))]
    goes_on = coverage_of({"orders": later}, horizon=year)
    assert goes_on.known[Feed("orders", "X", "")].days.last == year.last


def test_platforms_begin_with_their_table_if_their_pauses_allow() -> None:
    """X's orders begin on the 11th, TikTok's, one in three days, on the 13th, in a workbook from the 1st."""
    tiktok = [
        row for number, row in enumerate(orders(date(2026, 9, 13), date(2026, 9, 30), "TikTok")) if number % 3 == 0
    ]
    found = coverage_of({"orders": [*orders(date(2026, 9, 11), date(2026, 9, 30)), *tiktok]})
    assert spans(found, "orders") == spans(found, "orders", "TikTok") == [(11, 30)]


def test_what_is_typed_wins_over_an_import_and_that_over_rows() -> None:
    rows = {"orders": orders(date(2026, 9, 1), date(2026, 9, 10))}
    until = {number: date(2026, 9, number) for number in (1, 12, 20, 28)}
    imported, said = typed(until[1], until[20], origin=Origin.IMPORT), typed(until[1], until[28])
    assert spans(coverage_of(rows), "orders") == [(1, 10)]
    assert spans(coverage_of(rows, imported), "orders") == [(1, 20)]
    assert spans(coverage_of(rows, imported, said), "orders") == [(1, 28)]
    assert spans(coverage_of(rows, typed(until[12], until[20])), "orders") == [(12, 20)]


def test_an_import_speaks_only_of_its_own_days() -> None:
    """A file of 11 to 20 September; rows of 1 to 10 were there before, and none came after."""
    rows = {"orders": orders(date(2026, 9, 1), date(2026, 9, 18))}
    found = coverage_of(rows, typed(date(2026, 9, 11), date(2026, 9, 20), origin=Origin.IMPORT))
    assert spans(found, "orders") == [(1, 20)]


def test_a_claim_of_all_platforms_holds_where_no_other_is_more_particular() -> None:
    rows = {
        "orders": [*orders(date(2026, 9, 1), date(2026, 9, 9)), *orders(date(2026, 9, 1), date(2026, 9, 9), "TikTok")]
    }
    claims = typed(date(2026, 9, 1), date(2026, 9, 15), platform=""), typed(date(2026, 9, 1), date(2026, 9, 25))
    found = coverage_of(rows, *claims)
    assert spans(found, "orders") == [(1, 25)]
    assert spans(found, "orders", "TikTok") == [(1, 15)]


def test_a_platform_without_rows_can_be_said_to_be_known() -> None:
    found = coverage_of({"orders": orders(date(2026, 9, 1), date(2026, 9, 30))}, typed(
        date(2026, 9, 1), date(2026, 9, 30), platform="TikTok"
    ))  # fmt: skip
    assert spans(found, "orders", "TikTok") == [(1, 30)]


@pytest.mark.parametrize("odd", [date(1926, 9, 1), date(2062, 9, 1)])
def test_a_slip_of_the_pen_moves_nothing(odd: date) -> None:
    rows = orders(date(2026, 9, 1), date(2026, 9, 10))
    found = coverage_of({"orders": [*rows, {"date": odd, "platform": "X", "order_id": "o", "revenue": 1}]})
    assert spans(found, "orders") == [(1, 10)]


def test_splitting_a_table_over_two_files_changes_nothing() -> None:
    rows = orders(date(2026, 9, 1), date(2026, 9, 20))
    parts = pd.concat([frame("orders", rows[:7]), frame("orders", rows[7:])], ignore_index=True)
    frames = prepare({"orders": parts}, TABLES, settings({}))
    assert known(row_days(frames, TABLES), (), TABLES, SEPTEMBER) == coverage_of({"orders": rows})
