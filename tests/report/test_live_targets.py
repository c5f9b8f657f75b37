"""Targets of a built dashboard are live: who changes a goal, a date or a baseline in it sees another status at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

import kpi_excel as kx
from kpi_excel.authoring.dashboard.workbook import build_dashboard
from kpi_excel.authoring.inputs.example import example_tables
from kpi_excel.engine.results import Results
from kpi_excel.engine.targets.judgement import Judgement, judge
from kpi_excel.language.texts import Texts, texts
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.model.target import BaselineFrom, GoalKind, Target
from kpi_excel.report.target_texts import Phrases, advice, lacking, statement
from kpi_excel.workbook.calculators.with_cellrune import CELLRUNE
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
from tests.rings import recalculate
from tests.workbook.books import rewrite

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:.*extension is not supported"),  # openpyxl, about data bars
]
EPOCH = date(1899, 12, 30)
SAID = ("status_text", "statement", "what_to_do", "lacking", "foreseen")
NUMBERS = ("goal_value", "expected", "progress", "pace", "forecast", "gap")


@dataclass(frozen=True)
class Change:
    """Cells of one target that somebody types over.

    Args:
        kpi: of the target.
        cells: what is typed, by column; None empties the cell.
        status: what the status must be then.
        says: a part of the sentence then, in English.
        why: the arithmetic.
    """

    kpi: str
    cells: Mapping[str, Any]
    status: str
    says: str
    why: str


# As built, on 30 September: revenue 29,859.16 of 42,500 from 1 January to 31 December, 273 of 365 days gone.
# Followers on TikTok 38,600 of 38,000, from 30,049, over on 30 September. Cost per click 0.5983, 0.5131 a year before;
# 92 of 184 days gone. Response time 91.12 minutes, 98.94 the year before, over. Click-through rate 0.01652 of 0.0163.
CHANGES: Mapping[str, Change] = {
    "easier": Change(
        "revenue", {"goal": 20_000}, "achieved", "Bring revenue to USD 20,000", "29,859 is more than 20,000 already"
    ),
    "a_little_easier": Change(
        "revenue", {"goal": 39_000}, "on_track", "USD 39,000", "39,000 x 273/365 = 29,170, and 29,859 are reached"
    ),
    "harder": Change("revenue", {"goal": 80_000}, "off_track", "USD 80,000", "80,000 x 273/365 = 59,836 expected"),
    "as_it_was": Change(
        "revenue", {"goal": 42_500}, "at_risk", "USD 42,500", "31,788 expected, 1,929 short, 10 % of 31,788 are 3,179"
    ),
    "over_and_harder": Change(
        "followers", {"goal": 38_601}, "missed", "Raise followers on TikTok to 38,601 by", "one short on the due day"
    ),
    "change_the_other_way": Change(
        "cost_per_click", {"goal": 0.2}, "on_track", "Increase cost per click (CPC) for paid content by 20%",
        "0.5131 x 1.2 = 0.6157 is asked for, 0.5983 is below",
    ),
    "less_of_a_change": Change(
        "average_response_time", {"goal": -0.05}, "achieved", "from 98.9 minutes to 94 minutes",
        "98.94 x 0.95 = 93.99, and 91.12 is below",
    ),
    "due_earlier": Change(
        "revenue", {"due": date(2026, 10, 31)}, "off_track", "and 31 October 2026.",
        "42,500 x 273/304 = 38,166 expected, 8,307 short, 10 % are 3,817",
    ),
    "due_later": Change(
        "revenue", {"due": date(2027, 6, 30)}, "on_track", "and 30 June 2027.",
        "42,500 x 273/546 = 21,250 expected, 29,859 reached",
    ),
    "due_before_start": Change("revenue", {"due": date(2025, 12, 31)}, "no_data", "Target for revenue", "no span"),
    "starts_tomorrow": Change(
        "revenue", {"start": date(2026, 10, 1)}, "not_started", "between 1 October 2026 and", "the day is 30 September"
    ),
    "both_dates": Change(
        "revenue", {"start": date(2026, 10, 1), "due": date(2027, 3, 31)}, "not_started",
        "between 1 October 2026 and 31 March 2027", "the day is 30 September",
    ),
    "no_date": Change("revenue", {"start": None}, "no_data", "Target for revenue", "no span"),
    "no_goal": Change("revenue", {"goal": None}, "no_data", "Target for revenue", "nothing is asked"),
    "no_goal_and_over": Change("followers", {"goal": None}, "no_data", "Target for followers", "nothing is asked"),
    "goal_in_words": Change("revenue", {"goal": "a lot"}, "no_data", "Target for revenue", "not a number"),
    "another_kind": Change(
        "click_through_rate", {"goal_kind": GoalKind.AT_MOST}, "at_risk", "click-through rate (CTR) at 1.63% or below",
        "0.01652 is above 0.0163, but within 10 %",
    ),
    "a_baseline_typed": Change(
        "cost_per_click", {"baseline_from": 0.7}, "on_track", "from USD 0.70 to USD 0.63",
        "0.7 x 0.9 = 0.63, and 0.5983 is below",
    ),
    "no_baseline": Change("cost_per_click", {"baseline_from": None}, "no_data", "by 10% by", "a change of what"),
    "baseline_of_nothing": Change("cost_per_click", {"baseline_from": 0}, "no_data", "by 10% by", "10 % of 0"),
    "goal_is_baseline": Change("cost_per_click", {"goal": 0}, "no_data", "Increase cost per click", "no change asked"),
}  # fmt: skip
each_change = pytest.mark.parametrize("name", CHANGES)


@dataclass(frozen=True)
class Built:
    """The example's dashboard in one language.

    Args:
        path: the file.
        results: what it was built from.
        sheet: the name of its Targets sheet.
        part: the part that holds it.
        columns: each column's number, by key.
        rows: each target's row, by KPI.
    """

    path: Path
    results: Results
    sheet: str
    part: str
    columns: Mapping[str, int]
    rows: Mapping[str, int]


@cache
def built(folder: Path, language: str) -> Built:
    template = folder / f"template.{language}.xlsx"
    template.write_bytes(build_dashboard(language))
    source = kx.write_input(example_tables(language), folder / f"example.{language}.xlsx", language)
    path = kx.build(source, folder / f"dashboard.{language}.xlsx", template=template).path
    results, words = kx.compute(kx.read(source)), texts(language)
    with open_package(path) as package:
        found = read_structure(package)
    sheet = next(one for one in found.sheets if any(table.name == "kpi_targets" for table in one.tables))
    page = openpyxl.load_workbook(path, data_only=True)[sheet.name]
    area = page[page.tables["kpi_targets"].ref]
    labels = {**words.section("dashboard", "columns"), **words.section("targets", "columns")}
    headers = {cell.value: cell.column for cell in area[0]}
    keys = {key: headers[label] for key, label in labels.items() if label in headers}
    keys |= {str(header): column for header, column in headers.items() if header not in labels.values()}
    rows = {row[keys["kpi"] - area[0][0].column].value: row[0].row for row in area[1:]}
    return Built(path, results, sheet.name, sheet.part, keys, rows)


def typed_over(source: Built, typed: Mapping[str, Mapping[str, Any]], target: Path, words: Texts) -> Path:
    """Write a copy in which some cells of some targets hold something else; every stored value stays the old one."""

    def change(name: str, data: bytes) -> bytes:
        if name != source.part:
            return data
        for kpi, cells in typed.items():
            for key, value in cells.items():
                place = f"{get_column_letter(source.columns[key])}{source.rows[kpi]}"
                data = _with_cell(data, place, _plain(value, words))
        return data

    return rewrite(source.path, target, change)


def _with_cell(data: bytes, place: str, value: Any) -> bytes:
    (found,) = re.finditer(rb'<c r="%b"([^>]*?)(?:/>|>.*?</c>)' % place.encode(), data, re.DOTALL)
    assert b"<f" not in found[0], f"{place} is a formula"
    return data[: found.start()] + _cell(place, found[1], value) + data[found.end() :]


def _plain(value: Any, words: Texts) -> Any:
    if isinstance(value, GoalKind):
        return words.text("options", "goal_kind", value)
    return (value - EPOCH).days if isinstance(value, date) else value


def _cell(place: str, attributes: bytes, value: Any) -> bytes:
    style = (re.search(rb' s="\d+"', attributes) or [b""])[0]
    if value is None:
        return b'<c r="%b"%b/>' % (place.encode(), style)
    if isinstance(value, str):
        return b'<c r="%b"%b t="inlineStr"><is><t>%b</t></is></c>' % (place.encode(), style, value.encode())
    return b'<c r="%b"%b><v>%b</v></c>' % (place.encode(), style, repr(value).encode())


def by_cellrune(path: Path, source: Built, kpi: str) -> dict[str, Any]:
    """Recalculate and read a target's row."""
    places = {key: (source.sheet, source.rows[kpi], column) for key, column in source.columns.items()}
    values = CELLRUNE.calculate(path.read_bytes(), source.results.periods.as_of).formulas
    return {key: values.get(place) for key, place in places.items()}


def by_python(source: Built, change: Change) -> tuple[Target, Kpi, Judgement]:
    """Judge what the changed cells ask for, with the figures that the data gave."""
    review = source.results.review
    index = [one.kpi for one in review.targets].index(change.kpi)
    given = {"baseline" if key == "baseline_from" else key: value for key, value in change.cells.items()}
    if "goal" in given and not isinstance(given["goal"], (int, float)):
        given["goal"] = float("nan")
    target = replace(review.targets[index], **given)
    kpi, figures = review.kpis[index], review.figures[index]
    assert kpi is not None
    if not isinstance(target.baseline, BaselineFrom):
        figures = replace(figures, baseline=float("nan"))
    mixed = any(source.results.measures[one].tables == ("posts",) for one in kpi.measures)
    return target, kpi, judge(target, kpi.kind, kpi.direction, figures, source.results.periods.as_of, mixed)


def assert_follows(found: Mapping[str, Any], source: Built, change: Change, words: Texts) -> None:
    target, kpi, judgement = by_python(source, change)
    assert judgement.status == change.status, change.why
    phrases = Phrases(words, source.results.inputs.settings.currency)
    assert {key: found[key] or "" for key in SAID} == {
        "status_text": words.text("targets", "statuses", change.status),
        "statement": statement(target, kpi, judgement, phrases),
        "what_to_do": advice(kpi, judgement, phrases),
        "lacking": lacking(judgement, phrases),
        "foreseen": words.text("targets", "methods", judgement.forecast_method),
    }
    for key in NUMBERS:
        number = getattr(judgement, key)
        if number == number:  # noqa: PLR0124 - NaN
            assert found[key] == pytest.approx(number, rel=1e-9, abs=1e-12), key
        else:
            assert found[key] == "–", key
    if words.language == "en":
        assert change.says in found["statement"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("live-targets")


@each_change
def test_a_changed_cell_changes_the_status_and_the_sentence(folder: Path, tmp_path: Path, name: str) -> None:
    source, words, change = built(folder, "en"), texts("en"), CHANGES[name]
    path = typed_over(source, {change.kpi: change.cells}, tmp_path / "changed.xlsx", words)
    assert_follows(by_cellrune(path, source, change.kpi), source, change, words)


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
@pytest.mark.parametrize("name", ["harder", "another_kind", "due_earlier", "no_baseline"])
def test_in_every_language(folder: Path, tmp_path: Path, name: str, language: str) -> None:
    source, words, change = built(folder, language), texts(language), CHANGES[name]
    path = typed_over(source, {change.kpi: change.cells}, tmp_path / "changed.xlsx", words)
    assert_follows(by_cellrune(path, source, change.kpi), source, change, words)


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    "names",
    [
        ("harder", "over_and_harder", "change_the_other_way", "less_of_a_change", "another_kind"),
        ("due_earlier", "no_goal_and_over", "a_baseline_typed"),
        ("starts_tomorrow", "no_baseline"),
    ],
)
def test_in_libreoffice(folder: Path, tmp_path: Path, names: tuple[str, ...]) -> None:
    source, words = built(folder, "en"), texts("en")
    changes = [CHANGES[name] for name in names]
    path = typed_over(source, {one.kpi: one.cells for one in changes}, tmp_path / "changed.xlsx", words)
    page = openpyxl.load_workbook(recalculate(path, tmp_path / "saved"), data_only=True)[source.sheet]
    for change in changes:
        row = source.rows[change.kpi]
        found = {key: page.cell(row, column).value for key, column in source.columns.items()}
        assert_follows(found, source, change, words)


@pytest.mark.parametrize("start", [date(2026, 2, 1), date(2025, 12, 31)])
def test_days_whose_figures_are_not_in_the_file_give_no_value_and_never_a_zero(
    folder: Path, tmp_path: Path, start: date
) -> None:
    source, words = built(folder, "en"), texts("en")
    path = typed_over(source, {"revenue": {"start": start}}, tmp_path / "changed.xlsx", words)
    found = by_cellrune(path, source, "revenue")
    assert found["status_text"] == words.text("targets", "statuses", "no_data")
    assert found["what_to_do"] == words.text("targets", "reasons", "no_value")
    assert [found[key] for key in ("value", "progress", "pace", "forecast", "gap")] == ["–"] * 5


def test_a_change_moves_no_other_target(folder: Path, tmp_path: Path) -> None:
    source, words = built(folder, "en"), texts("en")
    path = typed_over(source, {"revenue": {"goal": 80_000}}, tmp_path / "changed.xlsx", words)
    for kpi in ("followers", "cost_per_click", "share_of_voice"):
        assert str(by_cellrune(path, source, kpi)) == str(by_cellrune(source.path, source, kpi))  # NaN equals nothing
