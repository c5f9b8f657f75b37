"""Currencies: amounts converted by the rate of their day, and those that have no value because nobody gave one."""

from datetime import date
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

from kpi_excel.catalogue import KPIS, TABLES, measures_of
from kpi_excel.engine.compute import compute
from kpi_excel.engine.inputs import Inputs, TableSummary
from kpi_excel.engine.results import Results
from kpi_excel.language.issues import fix, message
from kpi_excel.language.texts import texts
from kpi_excel.model.settings import LANGUAGES
from tests.support import inputs

RATES = [
    {"currency": "usd", "from": date(2026, 1, 1), "rate": 0.9},
    {"currency": "USD ", "from": date(2026, 8, 1), "rate": 0.8},
    {"currency": "IDR", "from": date(2026, 7, 15), "rate": 0.00005},
]


def order(day: str, revenue: float, currency: str | None, number: int) -> dict[str, Any]:
    moment = date.fromisoformat(day)
    return {"date": moment, "platform": "X", "order_id": str(number), "revenue": revenue, "currency": currency}


ORDERS = [
    order("2026-07-10", 100, "USD", 1),  # 100 x 0.9 = 90
    order("2026-07-31", 10, " usd", 2),  # 10 x 0.9 = 9
    order("2026-08-01", 50, "USD", 3),  # 50 x 0.8 = 40
    order("2026-08-02", -20, "USD", 3),  # -20 x 0.8 = -16
    order("2026-08-05", 7, "EUR", 4),
    order("2026-08-06", 3, None, 5),  # as the settings
]


def computed(
    rows: dict[str, Any], currency: str = "EUR", names: tuple[str, ...] = ("revenue", "total_cost")
) -> Results:
    kpis = {name: KPIS[name] for name in names}
    given = inputs(rows, currency=currency, report_period="2026-Q3")
    return compute(given, kpis, measures_of(kpis.values()), TABLES)


def value(results: Results, kpi: str, period: str = "2026-Q3") -> float:
    return float(results.select(period, "All", "all")[kpi].iloc[0])


def faults(results: Results) -> list[tuple[str, dict[str, str]]]:
    return [(one.code, dict(one.values)) for one in results.issues if one.code in ("no-rate", "no-currency")]


def test_amounts_have_the_rate_of_their_day() -> None:
    results = computed({"orders": ORDERS, "rates": RATES})
    assert value(results, "revenue") == pytest.approx(133)  # 90 + 9 + 40 - 16 + 7 + 3
    assert faults(results) == []


def test_every_amount_of_a_row_is_converted_and_no_count() -> None:
    day = date(2026, 8, 3)
    ads = [{"date": day, "platform": "X", "spend": 200.0, "revenue": 500.0, "clicks": 40, "currency": "USD"}]
    costs = [{"date": day, "amount": 1_000_000.0, "currency": "IDR"}]
    results = computed(
        {"ads": ads, "costs": costs, "rates": RATES}, names=("total_cost", "return_on_ad_spend", "cost_per_click")
    )
    assert value(results, "total_cost") == pytest.approx(210)  # 200 x 0.8 + 1,000,000 x 0.00005
    assert value(results, "return_on_ad_spend") == pytest.approx(2.5)  # 500 / 200, whatever the rate
    assert value(results, "cost_per_click") == pytest.approx(4)  # 200 x 0.8 / 40


def test_without_a_rate_there_is_no_value_and_the_fault_says_how_to_give_one() -> None:
    orders = [*ORDERS, order("2026-07-14", 900_000, "IDR", 6), order("2026-09-01", 400, "GBP", 7)]
    results = computed({"orders": orders, "rates": RATES})
    assert value(results, "revenue") == pytest.approx(133)
    assert faults(results) == [
        ("no-rate", {"table": "rates", "rows": "1", "currency": "GBP", "home": "EUR", "day": "2026-09-01"}),
        ("no-rate", {"table": "rates", "rows": "1", "currency": "IDR", "home": "EUR", "day": "2026-07-14"}),
    ]
    only = computed({"orders": [order("2026-08-01", 50, "USD", 1)]})
    assert value(only, "revenue") != value(only, "revenue")  # NaN
    [issue] = [one for one in only.issues if one.code == "no-rate"]
    assert (
        message(issue)
        == "There is no exchange rate for USD (rows: 1, the first of 2026-08-01), so their amounts are left out."
    )
    assert fix(issue) == (
        "on the sheet Rates, which you may have to unhide, add a row: USD, the day from which the rate holds "
        "(2026-08-01 or earlier), and what one USD is worth in EUR."
    )
    for language in LANGUAGES:
        assert "USD" in message(issue, texts(language))
        assert "EUR" in fix(issue, texts(language))


def test_a_rate_of_zero_is_none() -> None:
    rates = [{"currency": "USD", "from": date(2026, 1, 1), "rate": 0.0}]
    results = computed({"orders": [order("2026-08-01", 50, "USD", 1)], "rates": rates})
    assert value(results, "revenue") != value(results, "revenue")
    assert [code for code, _ in faults(results)] == ["no-rate"]


def test_the_only_currency_of_a_workbook_needs_no_setting() -> None:
    orders = [order("2026-08-01", 50, "USD", 1), order("2026-08-02", 25, None, 2)]
    results = computed({"orders": orders}, currency="")
    assert (value(results, "revenue"), faults(results)) == (75, [])


def test_several_currencies_need_one() -> None:
    orders = [order("2026-08-01", 50, "USD", 1), order("2026-08-02", 25, "GBP", 2), order("2026-08-03", 5, None, 3)]
    results = computed({"orders": orders}, currency="")
    assert value(results, "revenue") == 5
    assert [(code, values["currency"]) for code, values in faults(results)] == [
        ("no-currency", "GBP"), ("no-currency", "USD"),
    ]  # fmt: skip


def test_the_fault_names_the_sheet() -> None:
    given = inputs({"orders": [order("2026-08-01", 50, "USD", 1)]}, currency="EUR")
    given = Inputs(given.tables, given.settings, summaries=(TableSummary("orders", "Pesanan", 1),), source="a.xlsx")
    results = compute(given, {"revenue": KPIS["revenue"]}, measures_of([KPIS["revenue"]]), TABLES)
    [issue] = [one for one in results.issues if one.code == "no-rate"]
    assert (issue.place.file, issue.place.sheet) == ("a.xlsx", "Pesanan")


def held_by(library: str, frame: pd.DataFrame) -> Any:
    if library == "polars":
        return pl.from_pandas(frame)
    return duckdb.connect().from_df(frame) if library == "duckdb" else frame


@pytest.mark.parametrize("library", ["pandas", "polars", "duckdb"])
def test_every_library_converts_alike(library: str) -> None:
    given = inputs({"orders": [*ORDERS, order("2026-09-01", 400, "GBP", 7)], "rates": RATES}, currency="EUR")
    tables = {name: held_by(library, frame) for name, frame in given.tables.items()}
    kpis = {"revenue": KPIS["revenue"]}
    results = compute(Inputs(tables, given.settings), kpis, measures_of(kpis.values()), TABLES)
    assert value(results, "revenue", "2026-07") == pytest.approx(99)  # 90 + 9
    assert value(results, "revenue", "2026-08") == pytest.approx(34)  # 40 - 16 + 7 + 3
    assert [values["currency"] for _, values in faults(results)] == ["GBP"]
