"""A third calculator, HyperFormula, gives every value that this project's gives, whatever its reader chooses."""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import kpi_excel as kx
from kpi_excel.authoring.inputs.example import example_tables
from kpi_excel.workbook.calculators.calculation import UNAVAILABLE, Calculated, Place, same
from kpi_excel.workbook.calculators.own_marks import with_own_marks
from kpi_excel.workbook.calculators.with_cellrune import CELLRUNE
from kpi_excel.workbook.cells import cell
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.sheet.sheet_data import SheetData, style_of, write_cell
from tests.peers.plain_book import Content, PlainBook, read_plain_book, typed
from tests.rings import ask_node

SCRIPT = Path(__file__).with_name("hyperformula.mjs")
SELECTIONS = {"en": 17, "id": 17, "fa": 16}
MOST_UNREAD = 0.02  # of all formulas: those whose texts hold quotation marks
Choices = Mapping[Place, str]

pytestmark = pytest.mark.node


@pytest.fixture(scope="module", params=SELECTIONS)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, date]:
    """Build the example's dashboard in a language, for a calculator without a region of its own; give its day, too."""
    language = request.param
    folder = tmp_path_factory.mktemp(f"peers-{language}")
    results = kx.compute(kx.read(kx.write_input(example_tables(language), folder / "kpis.xlsx", language)))
    path = kx.build(results.inputs, folder / "dashboard.xlsx").path
    path.write_bytes(with_own_marks(path.read_bytes()))
    return language, path, results.periods.as_of


def choose(book: PlainBook, number: int, seed: str) -> list[Choices]:
    """Choose something in every drop-down list, several times."""
    chance = random.Random(seed)
    return [{one.place: chance.choice(one.options) for one in book.drop_downs} for _ in range(number)]


def chosen(path: Path, choices: Choices) -> bytes:
    """Give a workbook in which something is chosen; values are as they were."""
    with open_package(path) as package:
        edit = Edit(package)
        for sheet in read_structure(package).sheets:
            data = SheetData(edit.read(sheet.part))
            for (name, row, column), text in choices.items():
                if name == sheet.name:
                    cells = data.row(row).cells
                    cells[column] = write_cell(row, column, text, style_of(cells[column]), prefix=data.prefix)
            edit.write(sheet.part, data.serialize())
        return edit.save(compress=False)


def as_value(found: Any) -> Calculated:
    """Read a value as HyperFormula gives it."""
    if isinstance(found, dict):
        return math.nan if found["error"] == "#N/A" else str(found["error"])
    return found  # type: ignore[no-any-return]  # a number, text, truth value or nothing


def indexed(place: Place) -> list[str | int]:
    sheet, row, column = place
    return [sheet, row - 1, column - 1]


def by_hyperformula(book: PlainBook, steps: Sequence[Mapping[Place, Any]], places: Sequence[Place]) -> list[list[Any]]:
    """Let HyperFormula write cells and give the values of others, step after step."""
    changes = [[[*indexed(place), content] for place, content in step.items()] for step in steps]
    job = {"sheets": book.sheets, "names": book.names, "read": [*map(indexed, places)], "steps": changes}
    return [[as_value(one) for one in values] for values in ask_node(SCRIPT, job)]


def test_every_formula_has_the_same_value_in_hyperformula(
    built: tuple[str, Path, date], record_property: Callable[[str, object], None]
) -> None:
    language, path, day = built
    book = read_plain_book(path)
    selections = choose(book, SELECTIONS[language], f"peers {language}")
    ours = [CELLRUNE.calculate(chosen(path, one), day).formulas for one in selections]
    unread = ask_node(SCRIPT, {"formulas": [*book.formulas.values()]})
    places = [*book.formulas]
    given = [places[number] for number in unread]
    compared = sorted(set(places) - set(given))
    steps = [
        {place: typed(text) for place, text in selection.items()} | {place: typed(values[place]) for place in given}
        for selection, values in zip(selections, ours, strict=True)
    ]
    wrong = [
        f"{selection}: '{place[0]}'!{cell(*place[1:])} {values[place]!r} is {value!r} in HyperFormula"
        for selection, values, theirs in zip(selections, ours, by_hyperformula(book, steps, compared), strict=True)
        for place, value in zip(compared, theirs, strict=True)
        if values[place] is UNAVAILABLE or not same(values[place], value)
    ]
    assert wrong[:5] == []
    assert len(given) <= MOST_UNREAD * len(places)
    changing = sum(len({repr(values[place]) for values in ours}) > 1 for place in compared)
    assert changing > len(compared) / 4  # choices reach the formulas
    counted = f"{language}: {len(compared)} formulas x {len(selections)} selections are equal, {len(given)} not read"
    record_property("told", f"HyperFormula, {counted}")


def test_a_choice_is_followed() -> None:
    sheets: dict[str, list[list[Content]]] = {
        "Data": [["'x", 2.0], ["'y", 5.0]],
        "Page": [["'x", "=SUMIFS('Data'!B1:B2,'Data'!A1:A2,A1)", "=NA()", '=IF(A1="y",TRUE,"")']],
    }
    book = PlainBook(sheets, {"TRUE": "=TRUE()"}, {}, ())
    places: list[Place] = [("Page", 1, 2), ("Page", 1, 3), ("Page", 1, 4)]
    first, second = by_hyperformula(book, [{}, {("Page", 1, 1): typed("y")}], places)
    assert [first[0], first[2], second[0], second[2]] == [2, "", 5, True]
    assert math.isnan(first[1])


def test_what_hyperformula_cannot_read_is_named() -> None:
    formulas = ["=1+1", '="a""b"', "=LAMBDA_OF_NOBODY(1)", '="no call("&1', "=1+", "='of a sheet'!A1"]
    assert ask_node(SCRIPT, {"formulas": formulas}) == [1, 2, 4]
