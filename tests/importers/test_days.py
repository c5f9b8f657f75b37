"""Days: read in a known order, given their year, and filled where an export leaves out days of nothing."""

from datetime import date, datetime

from kpi_excel.catalogue import TABLES
from kpi_excel.importers.convert import TakenRow
from kpi_excel.importers.days import before_snapshots, with_order, with_zeros


def test_the_order_of_day_and_month() -> None:
    rows = [TakenRow(1, {"date": "03/04/2026"}), TakenRow(2, {"date": "2026-07-01T10:00:00Z"})]
    first, second = with_order(rows, TABLES["ads"], "mdy")
    assert (first.cells["date"], second.cells["date"]) == (datetime(2026, 3, 4), "2026-07-01T10:00:00Z")
    assert with_order(rows, TABLES["ads"], "dmy")[0].cells["date"] == datetime(2026, 4, 3)
    assert with_order(rows, TABLES["ads"], "") == rows


def test_no_post_is_after_the_day_of_its_figures() -> None:
    rows = [TakenRow(1, {"snapshot": "28 February", "published": "16 July"}), TakenRow(2, {"published": "16 July"})]
    first, second = before_snapshots(rows, "published", date(2026, 8, 1))
    assert (first.cells["snapshot"], first.cells["published"]) == (datetime(2026, 2, 28), datetime(2025, 7, 16))
    assert second is rows[1]


def test_days_of_nothing_are_zeros() -> None:
    rows = [TakenRow(n, {"date": f"2026-07-0{n}", "platform": "X", "new_followers": "4"}) for n in (1, 3)]
    assert [(row.cells["new_followers"], row.cells["platform"]) for row in with_zeros(rows, "date")] == [
        ("4", "X"), (0.0, "X"), ("4", "X"),
    ]  # fmt: skip
    unclear = [*rows, TakenRow(4, {"date": "03/04/2026"})]
    assert with_zeros(unclear, "date") == unclear
