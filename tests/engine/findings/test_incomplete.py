"""What findings say of incomplete data: caveats, the headline of many rows left out, and who is left out."""

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from kpi_excel.catalogue import KPIS, TABLES
from kpi_excel.engine.compute import compute
from kpi_excel.engine.findings.findings import findings, select
from kpi_excel.engine.inputs import TableSummary
from kpi_excel.engine.results import Results
from tests.engine.coverage.test_compared import ALL, WHOLE, orders, posts, run
from tests.support import inputs


def with_target(rows: dict[str, Any], target: dict[str, Any]) -> Results:
    given = inputs(rows, trend_length=3)
    tables = {**given.tables, "targets": pd.DataFrame([target])}
    return compute(replace(given, tables=tables), KPIS, ALL, TABLES)


@pytest.mark.parametrize(("left_out", "told"), [(11, False), (12, True)])
def test_more_than_a_tenth_of_a_tables_rows_left_out_is_the_headline(left_out: int, told: bool) -> None:
    """11 of 110 rows are a tenth, 12 of 111 more."""
    results = run({"posts": posts("2026-01-01", "2026-09-30", 3, "X")})
    summaries = (TableSummary("posts", "Posts", 99, left_out), TableSummary("orders", "Orders", 50, 1))
    found = findings(replace(results, inputs=replace(results.inputs, summaries=summaries)))
    headline = select(found).headline
    assert headline is not None
    assert (headline.kind == "many_rows_left_out") is told
    if told:
        assert headline.name("table") == "posts"
        assert headline.number("share") == pytest.approx(12 / 111)


def test_an_incomplete_table_is_a_caveat_and_its_numbers_no_finding() -> None:
    results = run({**WHOLE, "orders": orders("2026-01-01", "2026-08-10", 10)})
    found = findings(results)
    caveat = next(one for one in found if one.kind == "data_end_early")
    assert (caveat.name("table"), caveat.name("day"), caveat.number("days")) == ("orders", "2026-08-10", 51)
    assert not any(one.kpi in ("revenue", "purchases") for one in found)
    assert results.drivers[results.drivers["kpi"] == "revenue"].empty


def test_a_target_is_judged_by_what_is_known() -> None:
    """Of 920 by 30 September: 77 days at 12 are 924, on 15 September; of 41 days nobody can tell."""
    rows = [*orders("2026-01-01", "2026-06-30", 10), *orders("2026-07-01", "2026-09-15", 12)]
    target = {
        "kpi": "revenue", "goal_kind": "value", "goal": 1000.0, "start": date(2026, 7, 1), "due": date(2026, 9, 30)
    }  # fmt: skip
    (judged,) = with_target({**WHOLE, "orders": rows}, target).review.judgements
    assert (judged.until, str(judged.status)) == (date(2026, 9, 15), "on_track")
    assert judged.expected == pytest.approx(1000 * 77 / 92)
    early = orders("2026-01-01", "2026-08-10", 10)
    (unknown,) = with_target({**WHOLE, "orders": early}, target).review.judgements
    assert (str(unknown.status), str(unknown.reason)) == ("no_data", "incomplete")
    assert unknown.forecast != unknown.forecast
