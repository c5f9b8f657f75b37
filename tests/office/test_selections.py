"""Sixty changes of selectors and goals made in LibreOffice: after each, every cell is what Python computes."""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string, get_column_letter

import kpi_excel as kx
from kpi_excel.authoring.inputs.example import example_tables
from kpi_excel.engine.change import change, change_unit
from kpi_excel.engine.coverage.compared import sides_of
from kpi_excel.engine.results import Results
from kpi_excel.engine.slices.selections import slices_of
from kpi_excel.engine.targets.judgement import judge
from kpi_excel.engine.targets.review import by_placement
from kpi_excel.language.dates import period_label
from kpi_excel.language.texts import texts
from kpi_excel.model.front import CARDS
from kpi_excel.model.period import Period
from kpi_excel.model.slice import Slice
from tests.office.asking import ask

WORDS = texts("en")
SELECTIONS, GOALS = 46, 14
TABLES = ("kpi_scorecard", "kpi_platforms", "kpi_trend__front", "kpi_targets")


def with_gaps(inputs: kx.Inputs) -> kx.Inputs:
    """Let orders end on 15 September 2026, LinkedIn's posts on 31 August, and Facebook's ads begin in June."""
    tables = dict(inputs.tables)
    orders, posts, ads = (tables[name] for name in ("orders", "posts", "ads"))
    tables["orders"] = orders[orders["date"] < "2026-09-16"]
    tables["posts"] = posts[(posts["platform"] != "LinkedIn") | (posts["published"] < "2026-09-01")]
    tables["ads"] = ads[(ads["platform"] != "Facebook") | (ads["date"] >= "2026-06-01")]
    return replace(inputs, tables=tables)


@pytest.fixture(scope="module", params=["whole", "gaps"])
def built(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> tuple[Results, Path]:
    folder = tmp_path_factory.mktemp("selections")
    example = kx.read(kx.write_input(example_tables(), folder / "kpis.xlsx"))
    results = kx.compute(with_gaps(example) if request.param == "gaps" else example)
    assert results.compared.slices.empty == (request.param == "whole")
    return results, kx.build(results.inputs, folder / "dashboard.xlsx").path


def changes(results: Results, period: Period, other: Period, place: tuple[str, str]) -> dict[str, float]:
    """Give every KPI's change over what both periods know."""
    sides = sides_of(results.compared, results.slices, (period, other), *place)
    return {name: float(change(one.now, one.then, change_unit(results.kpis[name]))) for name, one in sides.items()}


def addresses(path: Path) -> tuple[dict[str, str], dict[str, str], dict[str, list[str]]]:
    """Find tables and named cells, and each table's headers."""
    book = openpyxl.load_workbook(path)
    tables, headers = {}, {}
    for sheet in book.worksheets:
        for name, table in ((one.name, one) for one in sheet.tables.values()):
            first, last = table.ref.split(":")
            row = int("".join(filter(str.isdigit, first))) + 1
            letters = "".join(filter(str.isalpha, first))
            tables[name] = f"'{sheet.title}'!{letters}{row}:{last}"
            headers[name] = list(table.column_names)
    names = {name: one.attr_text.replace("$", "") for name, one in book.defined_names.items()}
    return tables, names, headers


def drive(path: Path, read: Sequence[str], steps: Sequence[Any], folder: Path) -> list[list[list[list[Any]]]]:
    """Let LibreOffice make the changes and read the ranges after each."""
    found: list[list[list[list[Any]]]] = ask({"workbook": str(path), "read": list(read), "steps": list(steps)}, folder)
    return found


def selections(results: Results) -> list[tuple[Period, str, str, str]]:
    """Choose selections: each period, platform, placement and comparison at least once, the rest at random."""
    every = [
        (period, platform, placement, comparison)
        for period in results.periods.selectable
        for platform in results.axes.platforms
        for placement in results.axes.placements
        for comparison in ("previous", "last_year")
    ]
    chosen = random.Random(71).sample(every, SELECTIONS)
    assert {one[1] for one in chosen} == set(results.axes.platforms)
    assert {one[2] for one in chosen} == set(results.axes.placements)
    return chosen


def close(cell: Any, value: float) -> bool:
    """Tell whether a cell shows a value; a dash, an error or nothing shows that there is none."""
    if math.isnan(value):
        return not isinstance(cell, (int, float))
    return isinstance(cell, (int, float)) and math.isclose(cell, value, rel_tol=1e-9, abs_tol=1e-12)


def wrong_scorecard(
    rows: Sequence[Mapping[str, Any]], results: Results, period: Period, place: tuple[str, str]
) -> list[str]:
    periods = (period, period.previous(), period.last_year())
    values = slices_of(results.slices, [Slice(one.name, *place) for one in periods])
    previous, last_year = (changes(results, period, one, place) for one in periods[1:])
    found = []
    for row in rows:
        kpi = results.kpis[row["KPI key"]]
        now, before, year = (float(values[kpi.name][index]) for index in range(3))
        expected = {
            "Value": now, "Previous period": before, "Last year": year,
            "Change": previous[kpi.name], "Change on last year": last_year[kpi.name],
        }  # fmt: skip
        found += [
            f"{kpi.name} {name}: {row[name]} for {value}"
            for name, value in expected.items()
            if not close(row[name], value)
        ]
    return found


def wrong_platforms(rows: Sequence[Mapping[str, Any]], results: Results, period: Period, placement: str) -> list[str]:
    found = []
    values = slices_of(results.slices, [Slice(period.name, row["Platform key"], placement) for row in rows])
    for kpi in results.kpis.values():
        header = WORDS.label(kpi)
        for index, row in enumerate(rows):
            if header in row and not close(row[header], float(values[kpi.name][index])):
                found.append(f"{row['Platform key']} {kpi.name}: {row[header]} for {values[kpi.name][index]}")
    return found


def wrong_trend(
    rows: Sequence[Mapping[str, Any]], results: Results, period: Period, place: tuple[str, str]
) -> list[str]:
    known = {one.name for one in results.periods.selectable}
    periods = results.periods.trend(period)
    values = slices_of(results.slices, [Slice(one.name, *place) for one in periods])
    found = []
    for index, row in enumerate(rows):
        if periods[index].name not in known:
            continue
        for header, cell in row.items():
            kpi = header.removeprefix("front_")
            if header.startswith("front_") and not close(cell, float(values[kpi][index])):
                found.append(f"{periods[index].name} {kpi}: {cell} for {values[kpi][index]}")
    return found


def as_rows(cells: Sequence[Sequence[Any]], headers: Sequence[str]) -> list[dict[str, Any]]:
    return [dict(zip(headers, row, strict=True)) for row in cells]


@pytest.mark.libreoffice
def test_every_cell_follows_the_selectors(built: tuple[Results, Path], tmp_path: Path) -> None:
    results, path = built
    tables, names, headers = addresses(path)
    chosen = selections(results)
    steps = [
        [
            (names["kpi_period"], period_label(period, WORDS)),
            (names["kpi_platform"], WORDS.platform(platform)),
            (names["kpi_placement"], WORDS.text("dashboard", "placements", placement)),
            (names["kpi_comparison"], WORDS.text("options", "comparison", comparison)),
        ]
        for period, platform, placement, comparison in chosen
    ]
    cards = "'calc front'!B3:L10"
    found = drive(path, [*(tables[name] for name in TABLES), cards], steps, tmp_path)
    compared = 0
    for (period, platform, placement, comparison), ranges in zip(chosen, found, strict=True):
        tabled = {name: as_rows(cells, headers[name]) for name, cells in zip(TABLES, ranges, strict=False)}
        place = (platform, placement)
        wrong = wrong_scorecard(tabled["kpi_scorecard"], results, period, place)
        wrong += wrong_platforms(tabled["kpi_platforms"], results, period, placement)
        wrong += wrong_trend(tabled["kpi_trend__front"], results, period, place)
        wrong += wrong_cards(ranges[-1], results, period, place, comparison)
        assert wrong == [], (period.name, platform, placement, comparison)
        compared += 5 * len(tabled["kpi_scorecard"])
    assert compared > 5 * 60 * SELECTIONS


def wrong_cards(
    cells: Sequence[Sequence[Any]], results: Results, period: Period, place: tuple[str, str], comparison: str
) -> list[str]:
    other = period.previous() if comparison == "previous" else period.last_year()
    values = slices_of(results.slices, [Slice(one.name, *place) for one in (period, other)])
    expected = changes(results, period, other, place)
    found = []
    for kpi, _, _, _, value, before, changed, *_ in cells:
        now, then = (float(values[kpi][index]) for index in (0, 1))
        for cell, number in ((value, now), (before, then), (changed, expected[kpi])):
            if not close(cell, number):
                found.append(f"card {kpi}: {cell} for {number}")
    return found


@pytest.mark.libreoffice
def test_every_target_follows_its_goal(built: tuple[Results, Path], tmp_path: Path) -> None:
    results, path = built
    tables, _, headers = addresses(path)
    header = headers["kpi_targets"]
    sheet, _, area = tables["kpi_targets"].partition("!")
    first = area.split(":")[0]
    row, column = (
        int("".join(filter(str.isdigit, first))),
        column_index_from_string("".join(filter(str.isalpha, first))),
    )
    goal = header.index(WORDS.text("targets", "columns", "goal"))
    letters = get_column_letter(column + goal)
    review, chance = results.review, random.Random(7)
    factors = [chance.choice((0.5, 0.8, 0.95, 1.05, 1.2, 2.0, -1.0)) for _ in range(GOALS)]
    which = [number % len(review.targets) for number in range(GOALS)]
    asked = list(review.targets)
    steps, expected = [], []
    for number, factor in zip(which, factors, strict=True):
        asked[number] = replace(asked[number], goal=review.targets[number].goal * factor)
        steps.append([(f"{sheet}!{letters}{row + number}", asked[number].goal)])
        expected.append(list(asked))
    found = drive(path, [tables["kpi_targets"]], steps, tmp_path)
    for targets, (cells,) in zip(expected, found, strict=True):
        for target, figures, (as_of, incomplete), kpi, said in zip(
            targets, review.figures, review.known, review.kpis, as_rows(cells, header), strict=True
        ):
            assert kpi is not None
            own = judge(
                target,
                kpi.kind,
                kpi.direction,
                figures,
                as_of,
                by_placement(kpi, results.measures, results.tables),
                incomplete=incomplete,
            )
            assert said["status_key"] == str(own.status), target.name
            for key in ("goal_value", "expected", "progress", "pace", "forecast", "gap"):
                label = WORDS.section("targets", "columns")[key]
                assert close(said[label], getattr(own, key)), (target.name, key, said[label])


def test_a_selection_that_does_not_exist_gives_dashes_and_says_so(built: tuple[Results, Path], tmp_path: Path) -> None:
    _, path = built
    tables, names, headers = addresses(path)
    labels = WORDS.columns("dashboard")
    nothing = [WORDS.text("front", "page", key) for key in ("no_value", "no_followers")]
    selected = {"kpi_period": "Q9 2030", "kpi_platform": "MySpace", "kpi_placement": "neither"}
    first = dict(zip(selected, ("Q3 2026", "All", "All"), strict=True))
    steps = [[(names[one], value) for one, value in (first | {name: text}).items()] for name, text in selected.items()]
    steps.append([*((names[one], value) for one, value in first.items()), (names["kpi_card_1"], "No such KPI")])
    steps.append([(names["kpi_trend_choice_1"], "No such KPI"), (names["kpi_platform_choice"], "No such KPI")])
    front = f"{names['kpi_period'].partition('!')[0]}!A1:P60"
    pages = (tables["kpi_scorecard"], front, tables["kpi_trend"])
    found = drive(path, pages, steps, tmp_path)
    for number, (scorecard, page, trend) in enumerate(found):
        said = [cell for row in page for cell in row]
        assert None not in [cell for row in (*page, *scorecard) for cell in row]  # an error
        rows = as_rows(scorecard, headers["kpi_scorecard"])
        if number < len(selected):
            assert {row[labels["value"]] for row in rows} == {"–"}
            assert sum(any(text in str(cell) for text in nothing) for cell in said) >= len(CARDS)
        else:
            assert any(isinstance(row[labels["value"]], float) for row in rows)
        if number == len(steps) - 1:
            assert {row[labels["kpi_1"]] for row in as_rows(trend, headers["kpi_trend"])} == {"–"}
    assert sum(any(text in str(cell) for text in nothing) for row in found[len(selected)][1] for cell in row) == 1
