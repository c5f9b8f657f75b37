"""Slices: their keys, their order, and KPIs over whole columns."""

import math
from datetime import date

import numpy as np
import pandas as pd

from kpi_excel.catalogue import KPIS
from kpi_excel.engine.slices.aggregate import Axes
from kpi_excel.engine.slices.slices import KEYS, evaluate, slices_frame
from kpi_excel.model.period import Period

QUARTER = Period.parse("2026-Q3").cut(date(2026, 8, 15))


def test_slices_stand_in_the_order_of_the_axes_and_kpis_follow_measures() -> None:
    axes = Axes((Period.parse("2026-07"), QUARTER), ("All", "X"))
    cube = {"likes": np.arange(12.0).reshape(axes.shape), "revenue": np.full(axes.shape, np.nan)}
    table = slices_frame(axes, cube, [KPIS["likes"], KPIS["revenue"]])
    assert list(table.columns) == [*KEYS, "likes", "revenue"]  # a KPI that is one measure is that column
    assert table["likes"].tolist() == list(range(12))
    assert table["slice"].tolist()[:4] == [
        "2026-07|All|all",
        "2026-07|All|organic",
        "2026-07|All|paid",
        "2026-07|X|all",
    ]
    assert table["slice"].is_unique
    last = table.iloc[-1]
    assert last[["period", "platform", "placement", "grain"]].tolist() == ["2026-Q3", "X", "paid", "quarter"]
    assert (last["start"], last["end"]) == (pd.Timestamp(2026, 7, 1), pd.Timestamp(2026, 8, 15))


def test_a_missing_measure_or_a_zero_denominator_is_no_value() -> None:
    kpi = KPIS["engagement_rate_by_reach"]
    over, under = kpi.measures
    measures = {over: np.array([60.0, 60.0, np.nan, 0.0]), under: np.array([1500.0, 0.0, 100.0, 100.0])}
    found = evaluate([kpi], measures)[kpi.name].tolist()
    assert found[0] == 0.04
    assert math.isnan(found[1])
    assert math.isnan(found[2])
    assert found[3] == 0
