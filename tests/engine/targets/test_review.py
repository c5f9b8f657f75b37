"""Targets from a workbook to their judgement: the source articles' two KPIs, and every row that cannot be judged."""

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import kpi_excel as kx
from kpi_excel.authoring.dashboard.workbook import build_dashboard
from kpi_excel.engine.inputs import Inputs
from kpi_excel.engine.results import Results
from kpi_excel.errors import Severity
from kpi_excel.language.issues import fix, message
from kpi_excel.language.texts import texts
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.report.target_texts import Phrases, lacking, statement
from tests.engine.target_cases import FOLDER, differences, fraction
from tests.support import frame, settings
from tests.workbook.books import book

ARTICLES = tomllib.loads((FOLDER / "articles.toml").read_text(encoding="utf-8"))["article"]
FIGURES = ("value", "best", "trend", "benchmark", "start_value")
SENTENCES = {
    "engagement_rate": (
        "Increase engagement rate by followers for organic content on Instagram by 12% by 30 September 2026, "
        "from 5% to 5.6%."
    ),
    "average_response_time": (
        "Reduce average first response time on Instagram by 10% by 30 September 2026, from 60 minutes to 54 minutes."
    ),
}
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")  # openpyxl, about data bars
each_article = pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article["name"])
each_language = pytest.mark.parametrize("language", LANGUAGES)


# The articles' KPIs


def from_frames(article: Mapping[str, Any]) -> Results:
    """Compute from data frames, as a notebook does."""
    tables = {name: frame(name, rows) for name, rows in article["rows"].items() if name != "benchmarks"}
    for name in ("benchmarks", "targets"):
        rows = article["rows"].get(name, []) if name == "benchmarks" else [article["target"]]
        if rows:
            tables[name] = pd.DataFrame(rows)
    return kx.compute(Inputs(tables, settings(article["settings"])))


def from_workbook(article: Mapping[str, Any], path: Path) -> Results:
    """Write a workbook, read it, compute."""
    tables = {**article["rows"], "targets": [article["target"]], "settings": article["settings"]}
    inputs = kx.read(kx.write_input(tables, path))
    assert [str(issue) for issue in inputs.issues if issue.severity is Severity.FAULT] == []
    return kx.compute(inputs)


def assert_article(article: Mapping[str, Any], results: Results) -> None:
    (row,) = results.targets.to_dict("records")
    expected = article["expected"]
    (judgement,), (figures,) = results.review.judgements, results.review.figures
    assert differences(expected, asdict(judgement)) == []
    for name in FIGURES:
        wanted = fraction(expected[name]) if name in expected else math.nan
        assert getattr(figures, name) == pytest.approx(wanted, rel=1e-12, nan_ok=True), name
        assert row[name] == pytest.approx(wanted, rel=1e-12, nan_ok=True), name
    parts = article["parts"]
    assert row["value"] == pytest.approx(parts["now"]["numerator"] / parts["now"]["denominator"], rel=1e-12)
    assert row["baseline"] == pytest.approx(
        parts["baseline"]["numerator"] / parts["baseline"]["denominator"], rel=1e-12
    )
    for name in ("expected", "progress", "time_share", "forecast", "gap"):
        assert row[name] == pytest.approx(fraction(expected[name]), rel=1e-12), name
    assert math.isnan(row["pace"])  # rates are not prorated
    assert row["status"] == expected["status"]
    (target,), (kpi,) = results.review.targets, results.review.kpis
    assert kpi is not None
    assert (kpi.kind, kpi.direction) == (article["kpi_kind"], article["direction"])
    assert statement(target, kpi, judgement, Phrases(texts("en"), "USD")) == SENTENCES[kpi.name]


@each_article
def test_the_articles_kpis_from_frames(article: Mapping[str, Any]) -> None:
    assert_article(article, from_frames(article))


@each_article
def test_the_articles_kpis_from_a_workbook(article: Mapping[str, Any], tmp_path: Path) -> None:
    assert_article(article, from_workbook(article, tmp_path / "article.xlsx"))


# Rows that cannot be judged, all in one workbook, judged on 15 August. There are posts on Instagram and Facebook in
# July and August, and counts of followers from 10 July on.

AS_OF = date(2026, 8, 15)
JULY, AUGUST, SEPTEMBER = date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 30)
POSTS = [
    {"published": datetime(2026, 7, 7, 9), "platform": "Instagram", "post_id": "a", "likes": 30, "reach": 400},
    {"published": datetime(2026, 8, 4, 9), "platform": "Facebook", "post_id": "b", "likes": 20, "reach": 100},
    {"published": datetime(2026, 8, 15, 9), "platform": "Instagram", "post_id": "c", "likes": 10, "reach": 100},
]
ACCOUNTS = [
    {"date": date(2026, 7, 10), "platform": "Instagram", "account": "me", "followers": 900},
    {"date": date(2026, 8, 10), "platform": "Instagram", "account": "me", "followers": 1000},
]
ASKED = {
    "kpi": "reach", "platform": "Instagram", "goal_kind": "value", "goal": 1000, "start": JULY, "due": SEPTEMBER,
    "objective": "sales",
}  # fmt: skip


@dataclass(frozen=True)
class Bad:
    """A row of the targets table, and what must be said of it.

    Args:
        row: what differs from `ASKED`.
        reason: why it cannot be judged; empty if it can.
        code: of the issue; empty if there is none.
        column: where the issue stands, as a column of the table.
        says: what the English message must name.
    """

    row: Mapping[str, Any]
    reason: str
    code: str
    column: str = "kpi"
    says: str = ""


BAD: Mapping[str, Bad] = {
    "sound": Bad({}, "", ""),
    "unknown_kpi": Bad({"kpi": "engagment rate"}, "unknown_kpi", "unknown-kpi", "kpi", "Did you mean Engagement rate"),
    "unknown_platform": Bad(
        {"platform": "Instagramm"}, "unknown_platform", "target-unknown-platform", "kpi", "Did you mean Instagram?"
    ),
    "platform_without_data": Bad(
        {"platform": "TikTok"}, "unknown_platform", "target-unknown-platform", "kpi", "“TikTok”, of which there are no"
    ),
    "kpi_without_data": Bad({"kpi": "ad_spend"}, "no_value", "target-no-value", "kpi", "from 2026-07-01 to 2026-08-15"),
    "due_before_start": Bad(
        {"start": SEPTEMBER, "due": JULY}, "dates", "target-dates", "kpi", "due on 2026-07-01, before it starts on"
    ),
    "goal_is_baseline": Bad(
        {"goal": 800, "baseline": 800, "due": date(2026, 9, 29)}, "goal_is_baseline", "target-goal-is-baseline"
    ),
    "change_without_baseline": Bad(
        {"goal_kind": "change", "goal": 0.1, "due": date(2026, 9, 28)}, "no_baseline", "target-no-baseline"
    ),
    "change_of_nothing": Bad(
        {"goal_kind": "change", "goal": 0.1, "baseline": 0, "due": date(2026, 9, 27)},
        "zero_baseline",
        "target-zero-baseline",
    ),
    "baseline_without_data": Bad(
        {"goal_kind": "change", "goal": 0.1, "baseline": "last_year", "due": date(2026, 9, 26)},
        "baseline_unknown",
        "target-baseline-unknown",
        "kpi",
        "2025-07-01 to 2025-09-26",
    ),
    "count_without_start": Bad(
        {"kpi": "followers", "goal": 1500}, "baseline_unknown", "target-baseline-unknown", "kpi", "2026-06-30"
    ),
    "duplicate": Bad({}, "duplicate", "duplicate-row", "due", "stands in row 5 already"),
    "missing_goal": Bad({"goal": None, "due": date(2026, 9, 25)}, "fault", "missing-value", "goal", "Goal is empty"),
    "goal_in_words": Bad({"goal": "a lot", "due": date(2026, 9, 24)}, "fault", "not-a-number", "goal", "“a lot”"),
    "goal_as_text": Bad(
        {"goal_kind": "change", "goal": "12 %", "baseline": 1000, "due": date(2026, 9, 23)},
        "",
        "text-as-number",
        "goal",
        "“12 %” as 0.12",
    ),
    "baseline_in_words": Bad(
        {"baseline": "yesterday", "due": date(2026, 9, 22)}, "fault", "not-a-baseline", "baseline", "“yesterday”"
    ),
    "missing_due": Bad({"due": None}, "fault", "missing-value", "due", "Due is empty"),
    "wrong_goal_kind": Bad(
        {"goal_kind": "double", "due": date(2026, 9, 21)}, "fault", "not-an-option", "goal_kind", "“double”"
    ),
}  # fmt: skip
each_row = pytest.mark.parametrize("name", BAD)


@dataclass(frozen=True)
class Judged:
    """The workbook of bad rows in one language: read, computed, and built."""

    inputs: Inputs
    results: Results
    shown: list[dict[str, Any]]
    cells: Mapping[str, str]

    def issues(self, name: str) -> list[Any]:
        """Give the issues that name a cell of a row."""
        row = self.row(name)
        return [one for one in self.results.issues if one.place.sheet == self.sheet and one.place.cell[1:] == str(row)]

    def row(self, name: str) -> int:
        """Give the worksheet row."""
        return 5 + list(BAD).index(name)

    @property
    def sheet(self) -> str:
        """Give the name of the sheet that the targets stand on."""
        return next(one.sheet for one in self.inputs.summaries if one.table == "targets")


def targets_sheet(path: Path, language: str) -> list[dict[str, Any]]:
    """Read the stored values of a dashboard's Targets sheet by column header."""
    sheet = openpyxl.load_workbook(path, data_only=True)[texts(language).text("dashboard", "sheets", "targets")]
    header, *rows = [[cell.value for cell in row] for row in sheet[sheet.tables["kpi_targets"].ref]]
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bad-targets")


@cache
def judged(folder: Path, language: str) -> Judged:
    template = folder / f"template.{language}.xlsx"
    template.write_bytes(build_dashboard(language))
    rows = [{**ASKED, **bad.row} for bad in BAD.values()]
    tables: Any = {"posts": POSTS, "accounts": ACCOUNTS, "targets": rows, "settings": {"brand": "Me", "as_of": AS_OF}}
    path = kx.write_input(tables, folder / f"bad.{language}.xlsx", language)
    sheet = texts(language).text("tables", "targets", "label")
    header = next(row for row in openpyxl.load_workbook(path)[sheet].iter_rows(min_row=4, max_row=4))
    labels = {str(cell.value): cell.column_letter for cell in header if cell.value}
    columns = texts(language).section("tables", "targets")["columns"]
    cells = {key: labels[block["label"]] for key, block in columns.items()}
    inputs = kx.read(path)
    output = folder / f"bad-dashboard.{language}.xlsx"
    kx.build(path, output, template=template, language=language)
    return Judged(inputs, kx.compute(inputs), targets_sheet(output, language), cells)


@each_row
def test_a_bad_row_is_named_with_its_cell_and_not_judged(folder: Path, name: str) -> None:
    found, bad = judged(folder, "en"), BAD[name]
    judgement = found.results.review.judgements[list(BAD).index(name)]
    assert judgement.reason == bad.reason
    if bad.reason:
        assert judgement.status == "no_data"
        assert judgement.advice == ""
    issues = [one for one in found.issues(name) if one.code != "unknown-platform"]
    assert [one.code for one in issues] == ([bad.code] if bad.code else [])
    for issue in issues:
        assert issue.place.cell == f"{found.cells[bad.column]}{found.row(name)}"
        assert issue.place.file == "bad.en.xlsx"
        assert bad.says in message(issue, texts("en"))


@each_row
@each_language
def test_what_is_said_of_a_bad_row_has_a_remedy_in_every_language(folder: Path, name: str, language: str) -> None:
    found = judged(folder, language)
    for issue in found.issues(name):
        for one in (message(issue, texts(language)), fix(issue, texts(language))):
            assert one
            assert "{" not in one
            assert "None" not in one
            assert "nan" not in one.split()


def numbers(row: Mapping[Any, Any]) -> Iterator[Any]:
    for name in ("value", "progress", "pace", "forecast", "gap", "needed_per_day"):
        yield row[name]


@each_row
def test_what_is_not_known_is_never_a_zero(folder: Path, name: str) -> None:
    row = judged(folder, "en").results.targets.to_dict("records")[list(BAD).index(name)]
    for number in numbers(row):
        assert math.isnan(number) or number != 0, row
    if BAD[name].reason in ("fault", "duplicate", "unknown_kpi", "unknown_platform", "dates", "no_value"):
        assert all(math.isnan(number) for number in numbers(row)), row


@each_row
@each_language
def test_the_dashboard_shows_status_and_reason(folder: Path, name: str, language: str) -> None:
    found, words = judged(folder, language), texts(language)
    labels = {**words.section("dashboard", "columns"), **words.section("targets", "columns")}
    shown = found.shown[list(BAD).index(name)]
    judgement = found.results.review.judgements[list(BAD).index(name)]
    assert shown[labels["status_text"]] == words.text("targets", "statuses", judgement.status)
    if BAD[name].reason:
        assert shown[labels["what_to_do"]] == words.text("targets", "reasons", BAD[name].reason)
        assert shown[labels["progress"]] == "–" or isinstance(shown[labels["progress"]], float)


@each_row
@each_language
def test_the_dashboard_says_of_a_bad_row_what_python_says(folder: Path, name: str, language: str) -> None:
    found, words, index = judged(folder, language), texts(language), list(BAD).index(name)
    review, phrases = found.results.review, Phrases(texts(language))
    kpi, judgement = review.kpis[index], review.judgements[index]
    columns = words.section("targets", "columns")
    if kpi is not None:
        said = statement(review.targets[index], kpi, judgement, phrases)
        assert "  " not in said  # no gap where a number is missing
        assert found.shown[index][columns["statement"]] == said
    assert (found.shown[index][columns["lacking"]] or "") == lacking(judgement, phrases)


def test_the_row_beside_bad_ones_is_judged_as_it_would_be_alone(folder: Path) -> None:
    # 400 + 100 of 1000 reached; 31 + 15 = 46 of 92 days gone: 500 expected
    row = judged(folder, "en").results.targets.iloc[0]
    assert (row["value"], row["expected"], row["progress"], row["pace"]) == (500, 500, 0.5, 1)
    assert (row["status"], row["forecast"]) == ("on_track", 1000)


def test_a_percentage_typed_as_text_is_read_as_what_it_means(folder: Path) -> None:
    row = judged(folder, "en").results.targets.iloc[list(BAD).index("goal_as_text")]
    assert row["goal"] == pytest.approx(0.12)
    assert row["goal_value"] == pytest.approx(1000 + 0.12 * 1000)


def test_targets_that_are_left_out_are_counted(folder: Path) -> None:
    summary = next(one for one in judged(folder, "en").inputs.summaries if one.table == "targets")
    faulty = sum(bad.reason in ("fault", "duplicate", "unknown_kpi") for bad in BAD.values())
    assert (summary.rows, summary.left_out) == (len(BAD) - faulty, faulty)


@each_language
def test_a_workbook_without_a_targets_table(tmp_path: Path, language: str) -> None:
    headers = list(POSTS[0])
    path = book(tmp_path / "posts.xlsx", {"Posts": [headers, *[list(row.values()) for row in POSTS]]})
    assert_without_targets(path, tmp_path, language)


@each_language
def test_a_workbook_with_an_empty_targets_table(tmp_path: Path, language: str) -> None:
    assert_without_targets(kx.write_input({"posts": POSTS}, tmp_path / "empty.xlsx", language), tmp_path, language)


def assert_without_targets(path: Path, folder: Path, language: str) -> None:
    results = kx.compute(kx.read(path))
    assert len(results.targets) == 0
    assert {"target", "kpi", "status", "reason", "value", "expected", "smart_s"} <= set(results.targets)
    assert [issue for issue in results.issues if issue.code.startswith("target-")] == []
    template = folder / "template.xlsx"
    template.write_bytes(build_dashboard(language))
    kx.build(path, folder / "dashboard.xlsx", template=template, language=language)
    (shown,) = targets_sheet(folder / "dashboard.xlsx", language)  # a table keeps one row, an empty one
    words = texts(language)
    assert shown[words.text("targets", "columns", "statement")] in (None, "", "–")
    assert not any(isinstance(value, (int, float)) and not isinstance(value, bool) for value in shown.values())


def test_a_target_for_a_kpi_of_ones_own_without_data_is_named(tmp_path: Path) -> None:
    own = {"name": "saves_per_click", "label": "Saves per click", "formula": "saves / clicks", "unit": "ratio"}
    tables: Any = {
        "posts": POSTS,
        "custom_kpis": [{**own, "direction": "up", "category": "engagement"}],
        "targets": [{**ASKED, "kpi": "saves_per_click", "goal": 2}],
        "settings": {"as_of": AS_OF},
    }
    results = kx.compute(kx.read(kx.write_input(tables, tmp_path / "own.xlsx")))
    (issue,) = [one for one in results.issues if one.code.startswith("target-")]
    assert (issue.code, issue.place.sheet, issue.place.cell) == ("target-no-value", "Targets", "A5")
    assert "saves_per_click" in message(issue, texts("en"))


def test_a_last_day_that_is_midnight_still_counts(tmp_path: Path) -> None:
    tables: Any = {
        "posts": [{**POSTS[0], "published": datetime.combine(SEPTEMBER, time(23, 59))}],
        "targets": [ASKED],
        "settings": {"as_of": SEPTEMBER},
    }
    results = kx.compute(kx.read(kx.write_input(tables, tmp_path / "late.xlsx")))
    assert results.targets["value"].tolist() == [400]
    assert results.targets["status"].tolist() == ["missed"]
