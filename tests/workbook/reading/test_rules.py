from pathlib import Path
from typing import Any

import pytest

from kpi_excel.engine.inputs import Inputs
from kpi_excel.errors import Severity
from kpi_excel.workbook.reading.read import read
from tests.workbook.books import DAY, book, codes, faults, issues, posts, told


def table(folder: Path, name: str, headers: list[str], *rows: list[Any], **sheets: Any) -> Inputs:
    return read(book(folder / "a.xlsx", {**sheets, name: [headers, *rows]}))


def test_required_cells(tmp_path: Path) -> None:
    inputs = read(
        posts(tmp_path / "a.xlsx", [None, "X"], [DAY, None], ["soon", "X"], [None] * 5, [" ", ""], [DAY, "X"])
    )
    assert issues(inputs) == [
        "[missing-value] a.xlsx, sheet 'Posts', cell A2: published is empty, but every row needs it.\n"
        "Fix: fill the cell, or delete the row.",
        "[missing-value] a.xlsx, sheet 'Posts', cell B3: platform is empty, but every row needs it.\n"
        "Fix: fill the cell, or delete the row.",
        "[not-a-date] a.xlsx, sheet 'Posts', cell A4: published is “soon”, which is not a date.\n"
        "Fix: write the date as 2026-07-31, with a time as 2026-07-31 18:30.",
    ]
    assert [(one.rows, one.left_out) for one in inputs.summaries] == [(1, 3)]


def test_a_part_above_its_whole_is_a_warning(tmp_path: Path) -> None:
    inputs = read(posts(tmp_path / "a.xlsx", [DAY, "X", "a", 10, 12], [DAY, "X", "b", None, 3], [DAY, "X", "c", 3, 3]))
    assert issues(inputs) == [
        "[above] a.xlsx, sheet 'Posts', cell E2: clicks (12) is above impressions (10) in the same row.\n"
        "Fix: check both cells; the row counts as it is."
    ]
    assert len(inputs.tables["posts"]) == 3


def test_duplicate_posts(tmp_path: Path) -> None:
    rows = [[DAY, "X", "a"], [DAY, "Twitter", "a"], [DAY, "Facebook", "a"], [DAY, "X", "A"], [DAY, "X"], [DAY, "X"]]
    inputs = read(posts(tmp_path / "a.xlsx", *rows))
    assert issues(inputs) == [
        "[duplicate-row] a.xlsx, sheet 'Posts', cell C3: “X, a” stands in row 2 already.\n"
        "Fix: delete one of the two rows, or correct the cell."
    ]
    assert inputs.tables["posts"]["post_id"].fillna("").tolist() == ["a", "a", "A", "", ""]


def test_a_row_left_out_for_another_fault_is_no_first_one(tmp_path: Path) -> None:
    inputs = read(posts(tmp_path / "a.xlsx", [DAY, "X", "a", -1], [DAY, "X", "a", 5], [DAY, "X", "a", 6]))
    assert faults(inputs) == [("negative-count", "D2"), ("duplicate-row", "C4")]
    assert inputs.tables["posts"]["impressions"].tolist() == [5]


def test_accounts_are_counted_once_a_day_and_may_be_nameless(tmp_path: Path) -> None:
    headers = ["date", "platform", "account", "followers"]
    rows = [[DAY, "X", None, 1], [DAY, "X", "b", 2], [DAY, "x", None, 3], [DAY.replace(day=2), "X", None, 4]]
    inputs = table(tmp_path, "Accounts", headers, *rows)
    assert issues(inputs) == [
        "[duplicate-row] a.xlsx, sheet 'Accounts', cell C4: “2026-07-01, X” stands in row 2 already.\n"
        "Fix: delete one of the two rows, or correct the cell."
    ]
    without_names = table(tmp_path, "Accounts", ["date", "platform", "followers"], [DAY, "X", 1], [DAY, "X", 2])
    assert faults(without_names) == [("duplicate-row", "B3")]


def test_a_day_of_the_website_is_there_once(tmp_path: Path) -> None:
    inputs = table(tmp_path, "Website", ["date", "sessions"], [DAY, 1], [DAY.replace(hour=20), 2])
    assert faults(inputs) == [("duplicate-row", "A3")]


def test_one_post_may_have_organic_and_paid_figures(tmp_path: Path) -> None:
    headers = ["published", "platform", "placement", "post_id"]
    rows = [[DAY, "X", None, "a"], [DAY, "X", "paid", "a"], [DAY, "X", "organic", "a"]]  # empty means organic
    assert faults(table(tmp_path, "Posts", headers, *rows)) == [("duplicate-row", "D4")]


def test_the_address_names_a_post_that_has_no_id(tmp_path: Path) -> None:
    headers = ["published", "platform", "post_id", "url"]
    rows = [[DAY, "X", None, "x.com/1"], [DAY, "X", None, "x.com/1"], [DAY, "X", "7", "x.com/1"], [DAY, "X", "7", None]]
    inputs = table(tmp_path, "Posts", headers, *rows)
    assert [(one.place.cell, one.values["found"], one.values["first"]) for one in inputs.issues] == [
        ("D3", "X, x.com/1", "2"),
        ("C5", "X, 7", "4"),
    ]


def test_ads_are_told_once_a_day_down_to_the_ad(tmp_path: Path) -> None:
    headers = ["date", "platform", "campaign", "ad_set", "ad", "spend"]
    rows = [[DAY, "X", "A", "1", "a", 5], [DAY, "X", "A", "1", "b", 5], [DAY, "X", "A", "1", "a", 6], [DAY, "X"]]
    rows += [[DAY, "X", None, None, None, 5]] * 2
    assert faults(table(tmp_path, "Ads", headers, *rows)) == [
        ("duplicate-row", "E4"),
        ("missing-value", "F5"),
        ("duplicate-row", "E7"),  # each says that it covers all campaigns
    ]


def test_a_refund_may_bear_the_number_of_its_order(tmp_path: Path) -> None:
    headers = ["date", "platform", "order_id", "revenue"]
    rows = [[DAY, "X", "1", 50], [DAY, "X", "1", -20], [DAY, "X", "1", -30], [DAY, "X", "1", 50]]
    assert faults(table(tmp_path, "Orders", headers, *rows)) == [("duplicate-row", "C5")]


def test_orders_that_did_not_come_from_social_media_need_no_platform(tmp_path: Path) -> None:
    headers = ["date", "platform", "order_id", "revenue", "from_social"]
    rows = [[DAY, None, "1", 50, "no"], [DAY, None, "2", 50, "yes"], [DAY, None, "3", 50, None]]
    inputs = table(tmp_path, "Orders", headers, *rows)
    assert faults(inputs) == [("missing-value", "B3"), ("missing-value", "B4")]
    assert inputs.tables["orders"]["from_social"].tolist() == [0.0]


def test_mail_addresses_of_customers_are_counted_and_never_quoted(tmp_path: Path) -> None:
    headers = ["date", "platform", "order_id", "revenue", "customer_id"]
    customers = ["ana@senja.id", "4711", "budi@example.com", "@handle", None]
    rows = [[DAY, "X", str(place), 5, customer] for place, customer in enumerate(customers)]
    (issue,) = table(tmp_path, "Orders", headers, *rows).issues
    assert (issue.code, issue.severity, issue.place.cell) == ("mail-address", Severity.WARNING, "E2")
    assert issue.values["count"] == "2"
    assert "senja.id" not in str(issue.values)


def test_an_answer_before_the_question(tmp_path: Path) -> None:
    headers = ["received", "platform", "first_response"]
    rows = [[DAY, "X", DAY.replace(hour=7)], [DAY, "X", DAY], [DAY, "X", None]]
    assert issues(table(tmp_path, "Requests", headers, *rows)) == [
        "[response-before-request] a.xlsx, sheet 'Requests', cell C2: first_response is 2026-07-01 07:30, before the "
        "request was received (2026-07-01 08:30).\nFix: correct one of the two times."
    ]


def test_scores_above_their_scale(tmp_path: Path) -> None:
    headers = ["date", "platform", "kind", "score", "scale"]
    rows = [
        [DAY, "X", "csat", 5, None],
        [DAY, "X", "csat", 6, None],
        [DAY, "X", "csat", 9, 10],
        [DAY, "X", "nps", 10, None],
        [DAY, "X", "NPS", 11, 100],  # the scale of NPS is always 0 to 10
        [DAY, "X", "ulasan", 4.5, None],
        [DAY, "X", "review", 5, 4],
        [DAY, "X", "guess", 50, None],
    ]
    inputs = table(tmp_path, "Surveys", headers, *rows)
    assert faults(inputs) == [
        ("score-above-scale", "D3"),
        ("score-above-scale", "D6"),
        ("score-above-scale", "D8"),
        ("not-an-option", "C9"),
    ]
    assert told(inputs.issues[0]) == (
        "[score-above-scale] a.xlsx, sheet 'Surveys', cell D3: score is 6, but the highest possible score is 5.\n"
        "Fix: correct the score, or give the scale it was measured on."
    )


def test_the_settings_give_the_scale(tmp_path: Path) -> None:
    headers = ["date", "platform", "kind", "score"]
    sheets = {"Settings": [["name", "value"], ["CSAT scale", 10]]}
    assert codes(table(tmp_path, "Surveys", headers, [DAY, "X", "csat", 9], **sheets).issues) == []


@pytest.mark.parametrize(
    ("kpi", "kind", "goal", "percent"),
    [
        ("engagement_rate", "value", 5.0, "500%"),
        ("engagement_rate", "at_least", 2.5, "250%"),
        ("engagement_rate", "value", 1.0, ""),
        ("engagement_rate", "value", "500 %", ""),  # typed so
        ("engagement_rate", "change", 12.0, "1200%"),
        ("reach", "change", 12.0, "1200%"),
        ("reach", "change", 1.5, ""),  # a new brand may well more than double
        ("reach", "value", 5000.0, ""),
        ("return_on_investment", "value", 2.5, ""),  # 2.5 times the cost on top of it
    ],
)
def test_goals_of_hundreds_of_percent(tmp_path: Path, kpi: str, kind: str, goal: float | str, percent: str) -> None:
    headers = ["kpi", "goal_kind", "goal", "baseline", "start", "due"]
    inputs = table(tmp_path, "Targets", headers, [kpi, kind, goal, 1, DAY, DAY.replace(day=30)])
    found = [one for one in issues(inputs) if "asks-for-much" in one]
    assert found == [
        f"[asks-for-much] a.xlsx, sheet 'Targets', cell C2: goal is {goal:g}, which means {percent}.\n"
        f"Fix: type {goal:g}% if that is meant; otherwise it counts as it is."
        for _ in [percent]
        if percent and isinstance(goal, float)
    ]


def test_benchmarks_of_hundreds_of_percent(tmp_path: Path) -> None:
    headers = ["kpi", "name", "value", "source"]
    inputs = table(tmp_path, "Benchmarks", headers, ["engagement_rate", "industry", 2.5, "a study"])
    assert codes(inputs.issues) == [("asks-for-much", "C2")]
    assert len(inputs.tables["benchmarks"]) == 1


@pytest.mark.parametrize(("language", "expected"), [("id", ["ambiguous-number"]), ("en", ["text-as-number"])])
def test_a_goal_in_a_word_of_two_meanings_is_asked_about(language: str, expected: list[str], tmp_path: Path) -> None:
    headers = ["kpi", "goal_kind", "goal", "start", "due"]
    settings = [["name", "value"], ["language", language]]
    inputs = table(tmp_path, "Targets", headers, ["revenue", "value", "1.5 M", DAY, DAY], Settings=settings)
    assert [one.code for one in inputs.issues if one.place.cell == "C2"] == expected
