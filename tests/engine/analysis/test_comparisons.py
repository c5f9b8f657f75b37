"""Comparisons: published figures with their caveats and ranks, what reading makes of bad rows."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

from kpi_excel.catalogue import KPIS
from kpi_excel.catalogue.custom import add_custom_kpis
from kpi_excel.engine.analysis.comparisons import (
    COLUMNS,
    Caveat,
    basis_matches,
    compare_benchmarks,
    divisors,
    ratio_families,
)
from kpi_excel.errors import Severity
from kpi_excel.model.formula import Formula
from kpi_excel.workbook.reading.read import read
from tests.workbook.books import Rows, book, codes, faults, issues

NONE = math.nan
Row = dict[str, Any]


def report(**values: float) -> pd.DataFrame:
    """Give the report period's slices: the same values on all platforms and on X, none on Threads."""
    here = {name: values.get(name, NONE) for name in KPIS}
    nothing = dict.fromkeys(KPIS, NONE)
    return pd.DataFrame([{"platform": "All", **here}, {"platform": "X", **here}, {"platform": "Threads", **nothing}])


def compared(*rows: Row, **values: float) -> pd.DataFrame:
    return compare_benchmarks(pd.DataFrame(list(rows)), report(**values), KPIS)


def figure(kpi: str, value: float | None, name: str = "industry", **more: Any) -> Row:
    return {"kpi": kpi, "platform": "X", "name": name, "value": value, "year": 2026.0, "source": "A report", **more}


def one(row: Row, **values: float) -> dict[str, Any]:
    (found,) = compared(row, **values).to_dict("records")
    return {str(name): value for name, value in found.items()}


# Difference, and which is better


@pytest.mark.parametrize(
    ("kpi", "own", "value", "difference", "unit", "better"),
    [
        ("click_through_rate", 0.015, 0.012, 0.3, "percentage_points", 1),  # 1.5 % - 1.2 %
        ("click_through_rate", 0.012, 0.015, -0.3, "percentage_points", -1),
        ("bounce_rate", 0.40, 0.55, -15, "percentage_points", 1),  # lower is better
        ("bounce_rate", 0.60, 0.55, 5, "percentage_points", -1),
        ("net_promoter_score", 25, 31, -6, "points", -1),
        ("net_promoter_score", 5, -10, 15, "points", 1),
        ("cost_per_click", 0.45, 0.60, -0.25, "percent", 1),  # (0.45 - 0.60) / 0.60
        ("average_response_time", 180, 150, 0.2, "percent", -1),  # (180 - 150) / 150
        ("followers", 500, 500, 0, "percent", 0),
        ("bounce_rate", 0.1 + 0.2, 0.3, 0, "percentage_points", 0),  # equal but for rounding
        ("followers", 500, 0, NONE, "percent", 1),  # from zero there is no percentage, but ours is better
        ("frequency", 3, 2, 0.5, "percent", NONE),  # neutral: neither way is better
        ("frequency", 2, 2, 0, "percent", NONE),
    ],
)
def test_difference_and_better(kpi: str, own: float, value: float, difference: float, unit: str, better: float) -> None:
    found = one(figure(kpi, value), **{kpi: own})
    assert (found["value"], found["own"], found["caveat"], found["change_unit"]) == (value, own, "", unit)
    assert found["difference"] == pytest.approx(difference, abs=1e-9, nan_ok=True)
    assert found["better"] == pytest.approx(better, nan_ok=True)


def test_an_empty_platform_is_all_of_them_and_spelling_does_not_matter() -> None:
    rows = [figure("followers", 1) | {"platform": platform} for platform in (None, NONE, "", "All", " x ", "Elsewhere")]
    found = compared(*rows, followers=2)
    assert found["platform"].tolist() == ["All", "All", "All", "All", "x", "Elsewhere"]
    assert found["own"].tolist() == pytest.approx([2, 2, 2, 2, 2, NONE], nan_ok=True)


def test_without_a_figure_nothing_is_better_and_nothing_breaks() -> None:
    values: list[Any] = [None, NONE, "many", True, math.inf, pd.Timestamp("2026-07-01")]
    table = pd.DataFrame([figure("followers", None, f"R{at}") for at in range(len(values))])
    table["value"] = pd.array(values, dtype="object")
    found = compare_benchmarks(table, report(followers=5), KPIS)
    assert found[["value", "difference", "better", "rank", "of"]].isna().all(axis=None)
    assert found["own"].tolist() == [5] * len(values)


def test_rows_keep_their_order_and_unknown_kpis_are_left_out() -> None:
    names = ("reach", "likes", "no_such_kpi", "followers")
    found = compared(*(figure(name, 4) for name in names), reach=1, likes=2, followers=3)
    assert found["kpi"].tolist() == ["reach", "likes", "followers"]
    assert found["own"].tolist() == [1, 2, 3]
    assert found["source"].tolist() == ["A report"] * 3


@pytest.mark.parametrize("table", [None, pd.DataFrame(), pd.DataFrame({"kpi": [], "name": []})])
def test_without_benchmarks_there_are_no_rows_but_all_columns(table: pd.DataFrame | None) -> None:
    found = compare_benchmarks(table, report(), KPIS)
    assert (len(found), tuple(found.columns)) == (0, COLUMNS)


def test_absent_columns_are_no_value_and_the_table_is_left_alone() -> None:
    table = pd.DataFrame({"kpi": ["reach"], "name": ["Rival"], "value": [50], "source": ["A report"]})
    before = table.copy()
    (found,) = compare_benchmarks(table, report(reach=75), KPIS).to_dict("records")
    assert (found["platform"], found["basis"], found["difference"], found["rank"]) == ("All", "", 0.5, 1)
    assert math.isnan(found["year"])
    pd.testing.assert_frame_equal(table, before)


def test_any_data_frame_library() -> None:
    rows = [figure("reach", 50.0), figure("reach", 90.0, "Rival", basis=None, year=None)]
    expected = compare_benchmarks(pd.DataFrame(rows), report(reach=75), KPIS)
    pd.testing.assert_frame_equal(compare_benchmarks(pl.DataFrame(rows), report(reach=75), KPIS), expected)


# Basis


@pytest.mark.parametrize(
    ("kpi", "basis", "caveat"),
    [
        ("engagement_rate", "followers", Caveat.NONE),
        ("engagement_rate", " Followers ", Caveat.NONE),
        ("engagement_rate", "reach", Caveat.BASIS_DIFFERS),
        ("engagement_rate", "", Caveat.BASIS_UNKNOWN),
        ("engagement_rate_by_reach", "reach", Caveat.NONE),
        ("engagement_rate_by_impressions", "IMPRESSIONS", Caveat.NONE),
        ("engagement_rate_by_impressions", "views", Caveat.BASIS_DIFFERS),
        ("engagement_rate_by_views", "views", Caveat.NONE),
        ("engagement_rate_by_views", "video views", Caveat.NONE),
        ("amplification_rate", "", Caveat.BASIS_UNKNOWN),  # shares over followers, or over impressions (virality)
        ("virality_rate", "impressions", Caveat.NONE),
        ("audience_growth_rate", "followers", Caveat.NONE),
        ("audience_growth_rate", "", Caveat.BASIS_UNKNOWN),  # over the followers at the end, or at the start
        ("click_through_rate", "", Caveat.NONE),  # one way only
        ("click_through_rate", "reach", Caveat.BASIS_DIFFERS),
        ("cost_per_click", "", Caveat.NONE),  # an amount for each click says so
        ("cost_per_click", "clicks", Caveat.NONE),
        ("cost_per_mille", "impressions", Caveat.NONE),
        ("bounce_rate", "sessions", Caveat.NONE),
        ("referral_traffic_share", "sessions", Caveat.NONE),
        ("followers", "", Caveat.NONE),
        ("followers", "reach", Caveat.BASIS_DIFFERS),  # a count is divided by nothing
        ("net_sentiment", "mentions", Caveat.NONE),  # over positive, neutral and negative mentions
        ("engagement_rate", "the weather", Caveat.BASIS_DIFFERS),
    ],
)
def test_caveats(kpi: str, basis: str, caveat: Caveat) -> None:
    found = one(figure(kpi, 0.03, "Rival", basis=basis), **{kpi: 0.02})
    assert (found["caveat"], found["basis"]) == (caveat, basis.strip())
    assert (found["own"], found["value"]) == (0.02, 0.03)  # shown all the same
    assert not math.isnan(found["difference"])
    assert math.isnan(found["better"]) == math.isnan(found["rank"]) == math.isnan(found["of"]) == (caveat != "")


def test_without_an_own_value_there_is_nothing_to_compare() -> None:
    found = one(figure("followers", 10, "Rival") | {"platform": "Threads"}, followers=5)
    assert found["caveat"] == Caveat.NO_OWN_VALUE
    assert all(math.isnan(found[name]) for name in ("own", "difference", "better", "rank", "of"))
    other = one(figure("engagement_rate", 0.01, basis="reach"))
    assert other["caveat"] == Caveat.BASIS_DIFFERS  # true of the published figure, whatever ours is


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("reach", ()),
        ("likes + shares", ()),
        ("engagements_given_audience / audience_given_engagements", ("audience",)),
        ("1000 * spend / ad_impressions", ("ad_impressions",)),
        ("a / b + c / d", ("d", "b")),
        ("(revenue / orders) * (365 * orders / (customers * days))", ("orders", "customers", "days")),
    ],
)
def test_divisors(formula: str, expected: Sequence[str]) -> None:
    assert set(divisors(Formula(formula))) == set(expected)
    assert len(divisors(Formula(formula))) == len(expected)


def test_a_basis_is_a_whole_word_of_a_measure() -> None:
    assert basis_matches("followers", Formula("net_new_followers / followers_at_start"))
    assert basis_matches("Followers at start", Formula("net_new_followers / followers_at_start"))
    assert not basis_matches("follow", Formula("likes / followers"))
    assert not basis_matches("ad impressions", Formula("likes / impressions"))


def test_families_follow_from_the_formulas() -> None:
    assert ratio_families(KPIS.values()) == {
        *("engagement_rate", "engagement_rate_by_reach", "engagement_rate_by_impressions", "engagement_rate_by_views"),
        *("amplification_rate", "virality_rate"),
        *("audience_growth_rate", "audience_growth_rate_from_start"),
        *("conversion_rate", "conversion_rate_by_visit"),
    }


def test_a_custom_kpi_joins_a_family() -> None:
    block = {"formula": "likes / reach", "unit": "percent", "direction": "up", "label": "Likes by reach"}
    kpis = add_custom_kpis({"likes_by_reach": block}, "here")
    assert ratio_families(kpis.values()) - ratio_families(KPIS.values()) == {"likes_by_reach", "applause_rate"}
    slices = report(applause_rate=0.02).assign(likes_by_reach=0.03)
    table = pd.DataFrame([figure("applause_rate", 0.01), figure("likes_by_reach", 0.01, basis="reach")])
    assert compare_benchmarks(table, slices, kpis)["caveat"].tolist() == ["basis_unknown", ""]
    assert compare_benchmarks(table[:1], slices, KPIS)["caveat"].tolist() == [""]


# Rank


def ranks(table: pd.DataFrame) -> list[tuple[float, float] | None]:
    pairs = zip(table["rank"], table["of"], strict=True)
    return [None if math.isnan(rank) and math.isnan(of) else (rank, of) for rank, of in pairs]


def test_our_rank_among_competitors() -> None:
    rivals = [figure("followers", value, name) for name, value in (("A", 900), ("B", 500), ("C", 100))]
    rows = [figure("followers", 9999), *rivals]  # the industry has no place among competitors
    assert ranks(compared(*rows, followers=600)) == [None, (2, 4), (2, 4), (2, 4)]  # 900, 600, 500, 100
    assert ranks(compared(*rows, followers=500)) == [None, (2, 4), (2, 4), (2, 4)]  # 900, then we and B share
    assert ranks(compared(*rows, followers=50)) == [None, (4, 4), (4, 4), (4, 4)]
    assert ranks(compared(*rows, followers=900)) == [None, (1, 4), (1, 4), (1, 4)]


def test_the_rank_follows_the_direction() -> None:
    def rank(kpi: str) -> float:
        rivals = (figure(kpi, value, name) for name, value in (("A", 10), ("B", 20), ("C", 30)))
        return float(compared(*rivals, **{kpi: 15})["rank"].iloc[0])

    assert rank("average_response_time") == 2  # lower is better: 10, 15, 20, 30
    assert rank("followers") == 3  # 30, 20, 15, 10
    assert rank("frequency") == 3  # neutral: the highest first


def test_ranks_are_of_one_kpi_and_platform() -> None:
    rows = [figure("followers", 10, "A"), figure("followers", 30, "B") | {"platform": None}, figure("reach", 5, "A")]
    assert ranks(compared(*rows, followers=20, reach=3)) == [(1, 2), (2, 2), (2, 2)]


def test_figures_with_a_caveat_are_not_ranked() -> None:
    rows = [
        figure("engagement_rate", 0.01, "A", basis="followers"),
        figure("engagement_rate", 0.09, "B", basis="reach"),
        figure("engagement_rate", 0.08, "C"),
        figure("engagement_rate", None, "D", basis="followers"),
    ]
    found = compared(*rows, engagement_rate=0.02)
    assert found["caveat"].tolist() == ["", "basis_differs", "basis_unknown", ""]
    assert ranks(found) == [(1, 2), None, None, None]  # 2 % and A's 1 %


def test_the_latest_year_of_a_name_counts() -> None:
    def year(name: str, value: float, year: float | None, **more: Any) -> Row:
        return figure("engagement_rate", value, name, **{"basis": "followers", "year": year, **more})

    rows = [
        year("Rival", 0.05, 2024),
        year(" rival", 0.01, 2026),  # the same one
        year("Rival", 0.04, None),  # without a year it counts as the oldest
        year("Rival", 0.09, 2027, basis="reach"),  # not comparable, so not in the others' place
        year("Other", 0.03, None),
        year("Other", 0.01, None),  # of equal ones the first counts
    ]
    found = compared(*rows, engagement_rate=0.02)
    assert len(found) == len(rows)
    assert ranks(found) == [None, (2, 3), None, None, (2, 3), None]  # Other 3 %, we 2 %, Rival 1 %
    assert found["better"].tolist() == pytest.approx([-1, 1, -1, NONE, -1, 1], nan_ok=True)  # older ones still listed


# Reading


HEADERS = ("kpi", "platform", "name", "value", "basis", "year", "source")


def workbook(folder: Path, *rows: Sequence[Any], headers: Sequence[str] = HEADERS) -> Any:
    sheet: Rows = [headers, *rows]
    return read(book(folder / "a.xlsx", {"Benchmarks": sheet}))


def test_bases_are_read_in_any_language_and_case(tmp_path: Path) -> None:
    words = ["Followers", "PENGIKUT", "دنبال‌کنندگان", "tayangan", "ريچ", "quarterly sales", None]
    rows: list[list[Any]] = [["reach", "X", f"R{at}", 5, word, 2026, "s"] for at, word in enumerate(words)]
    inputs = workbook(tmp_path, *rows)
    assert issues(inputs) == []
    expected = ["followers", "followers", "followers", "views", "reach", "quarterly sales", ""]
    assert inputs.tables["benchmarks"]["basis"].fillna("").tolist() == expected


@pytest.mark.parametrize("word", ["Industry", "industri", "صنعت", "INDUSTRY"])
def test_the_industry_is_known_in_every_language(tmp_path: Path, word: str) -> None:
    inputs = workbook(
        tmp_path, ["followers", "X", word, 10, None, 2026, "s"], ["followers", "X", "A", 5, None, 1999, "s"]
    )
    found = compare_benchmarks(inputs.tables["benchmarks"], report(followers=8), KPIS)
    assert found["name"].tolist() == ["industry", "A"]
    assert ranks(found) == [None, (1, 2)]


def test_bad_rows_are_named_with_their_cell(tmp_path: Path) -> None:
    inputs = workbook(
        tmp_path,
        ["Followers", "X", "A", 10, None, 2026, "A report"],
        ["Followers", "X", "B", 10, None, 2026, None],
        ["Folowers", "X", "C", 10, None, 2026, "A report"],
        ["Followers", "Instgram", "D", 10, None, 2026, "A report"],
        ["Followers", "X", "E", None, None, 2026, "A report"],
        ["Followers", "X", "A", 11, None, 2026, "Another report"],
        ["Followers", "X", "A", 9, None, 2025, "A report"],
        ["Followers", "X", "F", 9, None, 20, "A report"],
    )
    assert codes(inputs.issues) == [
        ("missing-value", "G3"),
        ("unknown-kpi", "A4"),
        ("unknown-platform", "B5"),
        ("missing-value", "D6"),
        ("duplicate-row", "C7"),
        ("year-out-of-range", "F9"),
    ]
    assert issues(inputs)[0] == (
        "[missing-value] a.xlsx, sheet 'Benchmarks', cell G3: source is empty, but every row needs it.\n"
        "Fix: fill the cell, or delete the row."
    )
    assert issues(inputs)[4] == (
        "[duplicate-row] a.xlsx, sheet 'Benchmarks', cell C7: “followers, X, 2026, A” stands in row 2 already.\n"
        "Fix: delete one of the two rows, or correct the cell."
    )
    severities = {one.code: one.severity for one in inputs.issues}
    assert severities["unknown-platform"] is Severity.WARNING  # a platform of one's own may stay
    table = inputs.tables["benchmarks"]
    assert list(zip(table["name"], table["year"], strict=True)) == [("A", 2026), ("D", 2026), ("A", 2025)]
    assert [(one.rows, one.left_out) for one in inputs.summaries] == [(3, 5)]
    found = compare_benchmarks(table, report(followers=5), KPIS)
    assert found["caveat"].tolist() == ["", "no_own_value", ""]


def test_duplicates_without_a_year_column(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Followers", "X", "A", 10, "s"],
        ["Followers", None, "A", 10, "s"],
        ["Followers", "X", "A", 11, "s"],
    ]
    inputs = workbook(tmp_path, *rows, headers=("kpi", "platform", "name", "value", "source"))
    assert faults(inputs) == [("duplicate-row", "C4")]


def test_duplicates_with_an_empty_year(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Followers", "X", "A", 10, None, year, "s"] for year in (None, 2026, None)]
    assert faults(workbook(tmp_path, *rows)) == [("duplicate-row", "C4")]


def test_figures_typed_as_text(tmp_path: Path) -> None:
    cells: list[Any] = ["2,5 %", "۳٪", "many", "1,234", True, -0.1]
    rows: list[list[Any]] = [["ROI", "X", f"R{at}", one, None, 2026, "s"] for at, one in enumerate(cells)]
    inputs = workbook(tmp_path, *rows)
    assert codes(inputs.issues) == [
        ("text-as-number", "D2"),
        ("not-a-number", "D4"),
        ("ambiguous-number", "D5"),  # a thousand and more, or one and a bit
        ("not-a-number", "D6"),
    ]
    assert inputs.tables["benchmarks"]["value"].tolist() == pytest.approx([0.025, 0.03, -0.1])
