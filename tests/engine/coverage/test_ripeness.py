from datetime import date
from typing import Any

import pytest

from kpi_excel.catalogue import KPIS, TABLES, measures_of
from kpi_excel.engine.compute import compute
from kpi_excel.engine.coverage.ripeness import Ripeness, grows
from kpi_excel.engine.findings.findings import findings
from kpi_excel.engine.frames import to_pandas
from kpi_excel.engine.slices.derive import prepare
from kpi_excel.model.coverage import Days
from tests.engine.coverage.test_compared import days, posts
from tests.support import frame, inputs, settings

SEPTEMBER = Days.between(date(2026, 9, 1), date(2026, 9, 30))
ALL = measures_of(KPIS.values())


def ripeness(rows: list[dict[str, Any]]) -> tuple[Ripeness, Any]:
    prepared = prepare({"posts": frame("posts", rows)}, TABLES, settings({}))["posts"]
    return Ripeness(prepared, date(2026, 9, 30)), prepared


def test_a_post_is_ripe_seven_days_after_it_appeared() -> None:
    """On 30 September those of the 23rd are; those of the 24th to the 30th are 7 of 30."""
    found, prepared = ripeness(posts("2026-09-01", "2026-09-30", 1, "X"))
    assert found.unripe(SEPTEMBER) == pytest.approx(7 / 30)
    assert found.too_young(SEPTEMBER)
    assert to_pandas(found.ripe(prepared))["day"].max().date() == date(2026, 9, 23)


def test_the_snapshot_says_when_figures_were_taken() -> None:
    """Figures of 1 to 10 September were taken on the 11th: those of the 5th to the 10th were too young, 6 of 10."""
    found, prepared = ripeness(posts("2026-09-01", "2026-09-10", 1, "X", snapshot=date(2026, 9, 11)))
    assert found.unripe(SEPTEMBER) == pytest.approx(6 / 10)
    assert len(to_pandas(found.ripe(prepared))) == 4


def test_a_tenth_is_not_too_many() -> None:
    found, _ = ripeness([*posts("2026-09-24", "2026-09-30", 1, "X"), *posts("2026-07-01", "2026-09-01", 1, "X")])
    assert found.unripe(Days.between(date(2026, 7, 1), date(2026, 9, 30))) == pytest.approx(7 / 70)  # 63 and 7
    assert not found.too_young(Days.between(date(2026, 7, 1), date(2026, 9, 30)))
    assert found.unripe(Days.between(date(2026, 5, 1), date(2026, 5, 31))) == 0


def test_where_no_post_is_ripe_all_are_ranked() -> None:
    found, prepared = ripeness(posts("2026-09-24", "2026-09-30", 1, "X"))
    assert len(to_pandas(found.ranked(prepared, SEPTEMBER))) == 7


def test_only_figures_that_grow_can_be_unripe() -> None:
    assert grows(KPIS["engagements"], ALL)
    assert grows(KPIS["engagement_rate"], ALL)
    assert not grows(KPIS["posts"], ALL)
    assert not grows(KPIS["hashtags_used"], ALL)
    assert not grows(KPIS["revenue"], ALL)


def test_changes_say_it_and_rankings_and_drivers_leave_young_posts_out() -> None:
    """September's likes: 23 ripe posts with 3 and 7 young ones with 1; of August's 31 posts all had 3.

    The change is that of all posts, 76 against 93; what drove it is told of the ripe ones, 69 against 93.
    """
    rows = [*posts("2026-07-01", "2026-09-23", 3, "X"), *posts("2026-09-24", "2026-09-30", 1, "X")]
    results = compute(inputs({"posts": rows}, report_period="2026-09", trend_length=3), KPIS, ALL, TABLES)
    change = next(one for one in findings(results) if one.kind == "change_down" and one.kpi == "likes")
    assert (change.number("value"), change.number("before")) == (76, 93)
    assert change.number("unripe") == pytest.approx(7 / 30)
    drivers = results.drivers.set_index("kpi").loc["likes"]
    assert (drivers["before"], drivers["after"]) == (93, 69)
    assert set(results.content["published"].dt.date) == set(days("2026-09-01", "2026-09-23"))
