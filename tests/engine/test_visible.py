"""Which KPIs are listed: those with data or a target, unless settings say otherwise."""

from datetime import date
from typing import Any

import pandas as pd

import kpi_excel as kx
from kpi_excel.catalogue import KPIS
from kpi_excel.catalogue.custom import add_custom_kpis
from kpi_excel.engine.inputs import Inputs
from kpi_excel.engine.results import Results
from kpi_excel.report.cards import chosen_kpis, trended_kpis
from tests.support import frame, settings

POST = {"published": date(2026, 8, 3), "platform": "X", "likes": 4, "impressions": 100}
GOAL = {"kpi": "revenue", "platform": "All", "goal_kind": "value", "goal": 10, "start": date(2026, 7, 1),
        "due": date(2026, 9, 30)}  # fmt: skip


def results(*goals: dict[str, Any], **given: Any) -> Results:
    tables = {"posts": frame("posts", [POST])}
    if goals:
        tables["targets"] = pd.DataFrame(list(goals)).astype({"start": "datetime64[us]", "due": "datetime64[us]"})
    block = {"label": "Likes twice", "category": "engagement", "formula": "likes * 2", "unit": "count",
             "direction": "up", "kind": "flow", "function": "LIKES_TWICE", "meaning": "-"}  # fmt: skip
    custom = {"likes_twice": add_custom_kpis({"likes_twice": block}, "here")["likes_twice"]}
    return kx.compute(Inputs(tables, settings(given), custom))


def names(found: Results) -> list[str]:
    return [kpi.name for kpi in found.visible]


def test_kpis_with_a_value_in_any_slice_and_no_others() -> None:
    found = results()
    with_data = [name for name in found.kpis if found.slices[name].notna().any()]
    assert names(found) == with_data
    assert {"posts", "likes", "likes_twice", "engagement_rate_by_impressions"} <= set(with_data)
    assert not {"revenue", "followers", "reach"} & set(with_data)


def test_data_of_another_period_count() -> None:
    assert "likes" in names(results(report_period="2026-09"))


def test_the_kpi_of_a_target_is_listed_without_data() -> None:
    assert set(names(results(GOAL))) - set(names(results())) == {"revenue"}


def test_settings_show_and_hide() -> None:
    assert set(names(results(kpis_shown=("revenue",)))) - set(names(results())) == {"revenue"}
    assert names(results(kpis_shown=("all",))) == list(results().kpis)
    assert set(names(results())) - set(names(results(kpis_hidden=("likes", "revenue")))) == {"likes"}
    assert set(results().kpis) - set(names(results(kpis_shown=("all",), kpis_hidden=("likes",)))) == {"likes"}


def test_what_is_hidden_is_on_no_card_and_in_no_trend() -> None:
    found = results(GOAL, kpis_hidden=("revenue", "engagements", "impressions"))
    assert not {"revenue", "engagements", "impressions"} & {*names(found), *chosen_kpis(found), *trended_kpis(found)}


def test_something_is_always_listed() -> None:
    assert names(results(kpis_hidden=tuple(results().kpis))) == names(results())
    assert len(names(results())) < len(KPIS)
