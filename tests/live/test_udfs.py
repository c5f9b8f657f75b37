"""The worksheet functions, through xlwings' own code for Windows: see `windows`."""

import json
import math
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl.utils
import pytest

from kpi_excel.catalogue import KPIS
from kpi_excel.catalogue.custom import EXCEL_FUNCTIONS
from kpi_excel.catalogue.declarations import declaration_of
from kpi_excel.functions import FUNCTIONS
from kpi_excel.language.texts import texts
from kpi_excel.live.declare import VBA_WORDS
from kpi_excel.live.udfs import DECLARATIONS
from kpi_excel.live.wrappers import MAX_HELP
from kpi_excel.model.kpi import Kpi
from kpi_excel.workbook.checking.future_functions import NEEDS_PREFIX
from tests.support import Case, load_cases

MODULE = "kpi_excel.live.udfs"
LOOKUPS = {"KPI", "KPI_CHANGE", "KPI_STATUS", "KPI_TABLE", "KPI_TARGET"}
DECLARED = {one.name: one for one in DECLARATIONS}
NAMES = {kpi.function for kpi in KPIS.values()} | LOOKUPS
CASES = [case for case in load_cases() if case.arguments is not None]
FORMULAS = [kpi for kpi in KPIS.values() if not kpi.answers]
LEFT_OUT = {"left_out": True}
ROOT = Path(__file__).resolve().parents[2]
DASHBOARD = ROOT / "examples" / "dashboard.en.xlsx"


def ask(calls: Sequence[Sequence[Any]], book: Path | None = None) -> Any:
    """Call worksheet functions in a process in which xlwings believes to be on Windows."""
    code, out, error = _answer(json.dumps({"module": MODULE, "calls": calls, "book": str(book) if book else None}))
    assert code == 0, error
    return json.loads(out)


@cache
def _answer(asked: str) -> tuple[int, str, str]:
    """Run the process, once for the same calls, whether it fails or not."""
    command = [sys.executable, "-m", "tests.live.windows"]
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=False, cwd=ROOT, timeout=120)
    return done.returncode, done.stdout, done.stderr


def results(*calls: Sequence[Any], book: Path | None = None) -> list[Any]:
    found: list[Any] = ask(calls, book)["results"]
    return found


@cache
def imported() -> Mapping[str, Any]:
    found: Mapping[str, Any] = ask([])
    return found


def ranged(*rows: Sequence[Any]) -> dict[str, Any]:
    return {"range": [[to_cell(one) for one in row] for row in rows]}


def down(values: Sequence[Any]) -> dict[str, Any]:
    return ranged(*([one] for one in values))


def to_cell(value: Any) -> Any:
    return {"time": value.isoformat()} if isinstance(value, date) else value


def to_argument(value: Any) -> Any:
    if isinstance(value, list):
        return down(value) if value else ranged([None])
    return ranged([value]) if value is None else to_cell(value)


def check(found: Any, expected: float | None, why: object = "") -> None:
    if expected is None or math.isnan(expected):
        assert found == "", why
    else:
        assert found == pytest.approx(expected, rel=1e-12), why


# The catalogue's cases


@cache
def found_cases() -> list[Any]:
    calls = []
    for case in CASES:
        given = case.arguments or {}
        calls.append(
            [
                KPIS[case.kpi].function,
                *(to_argument(given[name]) if name in given else LEFT_OUT for name in KPIS[case.kpi].arguments),
            ]
        )
    return results(*calls)


@pytest.mark.parametrize("number", range(len(CASES)), ids=[str(case) for case in CASES])
def test_every_case_gives_the_value_that_python_gives(number: int) -> None:
    case: Case = CASES[number]
    check(found_cases()[number], case.expected, case.arithmetic)
    check(found_cases()[number], FUNCTIONS[KPIS[case.kpi].function](**(case.arguments or {})))


@cache
def found_ranges() -> list[Any]:
    calls = []
    for kpi in FORMULAS:
        columns = columns_of(kpi)
        calls.append([kpi.function, *map(down, columns)])
        calls.append([kpi.function, *(ranged(column) for column in columns)])
        calls.append([kpi.function, *(ranged(column, column) for column in columns)])
    return results(*calls)


def columns_of(kpi: Kpi) -> list[list[Any]]:
    """Give all cases of a KPI as columns, with a row of blanks and one of errors."""
    optional = declaration_of(kpi, texts("en")).defaults
    cases = [case.arguments or {} for case in CASES if case.kpi == kpi.name]
    return [
        [*(case.get(name, optional.get(name)) for case in cases), None, {"error": "#DIV/0!"}] for name in kpi.arguments
    ]


@pytest.mark.parametrize("number", range(len(FORMULAS)), ids=[kpi.name for kpi in FORMULAS])
def test_all_cases_of_a_kpi_as_column_row_and_table(number: int) -> None:
    kpi = FORMULAS[number]
    column, row, table = found_ranges()[3 * number : 3 * number + 3]
    expected = [*(case.expected for case in CASES if case.kpi == kpi.name), math.nan, math.nan]
    assert [len(one) for one in column] == [1] * len(expected)
    assert len(table) == 2
    for found in ([one[0] for one in column], row, *table):
        for value, one in zip(found, expected, strict=True):
            check(value, one)


# Shapes, blanks, errors, omitted arguments, dates


def test_ranges_fit_together_as_in_numpy() -> None:
    found = results(
        ["CTR", 1, 4],
        ["CTR", down([1, 2]), 4],
        ["CTR", ranged([1, 2]), 4],
        ["CTR", down([1, 2]), ranged([4, 8])],
        ["CTR", ranged([1, 2], [3, 4]), ranged([4, 8])],
        ["CTR", ranged([1, 2], [3, 4]), down([4, 8])],
        ["CTR", down([1, 2, 3]), down([4, 8])],
    )
    assert found[:6] == [
        0.25,
        [[0.25], [0.5]],
        [0.25, 0.5],
        [[0.25, 0.125], [0.5, 0.25]],
        [[0.25, 0.25], [0.75, 0.5]],
        [[0.25, 0.5], [0.375, 0.5]],
    ]
    assert found[6] == (
        "The ranges do not fit together (clicks 3R x 1C, impressions 2R x 1C): "
        "use ranges of one size, or single rows, columns or cells."
    )


@pytest.mark.slow
def test_blanks_and_errors_give_empty_cells() -> None:
    errors = [{"error": one} for one in ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")]
    (found,) = results(["CTR", down([1, None, "", 1, *errors]), down([4, 4, 4, 0, *[4] * 7])])
    assert found == [[0.25], *[[""]] * 10]
    assert (
        results(["CTR", 1, ranged([None])], ["CTR", 1, 0], ["CTR", {"error": "#N/A"}, 4], ["NPS", ranged([None])])
        == [""] * 4
    )


def test_what_is_no_number_is_said_in_its_own_cell() -> None:
    (found,) = results(
        ["CTR", down([1, "many", " 2 ", "۳", date(2026, 7, 1), datetime(2026, 7, 1, 9, 30), "x" * 50, 5]), 4]
    )
    assert [one[0] for one in found] == [
        0.25,
        "clicks: “many” is not a number.",
        0.5,
        0.75,
        "clicks: the date 2026-07-01 is not a number.",
        "clicks: the time 2026-07-01 09:30 is not a number.",
        f"clicks: “{'x' * 39}…” is not a number.",
        1.25,
    ]
    assert results(["CTR", "many", "some"], ["CTR", True, 4]) == ["clicks: “many” is not a number.", 0.25]


def test_what_is_left_out() -> None:
    assert results(
        ["ENGAGEMENT_RATE", 120, 2000, LEFT_OUT],
        ["ENGAGEMENT_RATE", 120, 2000, 3],
        ["ENGAGEMENT_RATE", 120, LEFT_OUT, LEFT_OUT],
        ["ENGAGEMENT_RATE", LEFT_OUT, LEFT_OUT, 3],
        ["CSAT", down([5, 4, 3, 1]), LEFT_OUT, LEFT_OUT],
        ["CSAT", down([5, 4, 3, 1]), 10, LEFT_OUT],
        ["CSAT", down([5, 4, 3, 1]), LEFT_OUT, 3],
        ["CSAT", down([5, 4, 3, 1]), ranged([5]), ranged([None])],
    ) == [
        0.06,
        0.02,
        "followers is missing: =ENGAGEMENT_RATE(engagements, followers, [posts])",
        "engagements, followers are missing: =ENGAGEMENT_RATE(engagements, followers, [posts])",
        0.5,
        0.0,
        0.75,
        0.5,
    ]


def test_what_is_wrong_with_answers_is_said() -> None:
    assert results(
        ["NPS", down([9, 11])],
        ["NPS", down([9, "good"])],
        ["CSAT", 5, ranged([5, 5]), LEFT_OUT],
        ["AVERAGE_RESPONSE_TIME", down([46204.5]), down([46204.25])],
    ) == [
        "scores: 11 is outside 0 to 10.",
        "scores: 'good' is not a number.",
        "scale: give one cell, not 1R x 2C.",
        "first_response: 2026-07-01 06:00:00 is earlier than its request, 2026-07-01 12:00:00.",
    ]


def test_times_come_as_dates_or_serial_numbers() -> None:
    received = [datetime(2026, 7, 1, 9), datetime(2026, 7, 1, 9), 46204.375, None]
    responses = [datetime(2026, 7, 1, 9, 20), 46204.375 + 40 / 1440, datetime(2026, 7, 1, 14), {"error": "#N/A"}]
    found = results(
        ["AVERAGE_RESPONSE_TIME", down(received), down(responses)],
        ["MEDIAN_RESPONSE_TIME", ranged(received), ranged(responses)],
    )
    assert found == pytest.approx([120, 40])  # waits of 20, 40 and 300 minutes


# The calling workbook


def test_without_arguments_the_selection_counts() -> None:
    scorecard = cells_of("kpi_scorecard")
    calls = [[kpi.function, *[LEFT_OUT] * len(kpi.arguments)] for kpi in KPIS.values()]
    found = results(*calls, book=DASHBOARD)
    assert len(scorecard) > 30
    for kpi, value in zip(KPIS.values(), found, strict=True):
        if kpi.name in scorecard:
            shown = scorecard[kpi.name]
            check(value, shown if isinstance(shown, int | float) else None, kpi.name)


def cells_of(table: str) -> dict[str, Any]:
    for sheet in openpyxl.load_workbook(DASHBOARD, data_only=True):
        if table in sheet.tables:
            header, *rows = sheet[sheet.tables[table].ref]
            names = [one.value for one in header]
            return {row[names.index("KPI key")].value: row[names.index("Value")].value for row in rows}
    raise AssertionError(table)


def test_lookups_ask_the_calling_workbook() -> None:
    left_out = [LEFT_OUT] * 4
    rate, unknown, table, *values = results(
        ["KPI", "engagement_rate", *left_out[:3]],
        ["KPI", "engagement_rat", *left_out[:3]],
        ["KPI_TABLE", down(["followers", "CTR"]), LEFT_OUT, ranged(["2026-Q3", "previous"])],
        ["KPI", down(["Followers", "CTR", None]), ranged(["Instagram", "TikTok"]), LEFT_OUT, LEFT_OUT],
        ["KPI_STATUS", "Followers", "TikTok", LEFT_OUT],
        ["KPI_TARGET", "Followers", "TikTok", LEFT_OUT],
        ["KPI_CHANGE", "revenue", *left_out],
        ["KPI", *left_out],
        ["KPI_TABLE", *left_out[:3]],
        book=DASHBOARD,
    )
    assert 0 < rate < 1
    assert unknown.startswith("There is no KPI “engagement_rat”. Did you mean")
    assert table[0] == ["", "2026-Q3", "2026-Q2"]
    assert [row[0] for row in table[1:]] == ["followers", "CTR"]
    assert [len(row) for row in values[0]] == [2, 2, 2]
    assert values[0][2] == ["", ""]
    assert values[1] == "✔ Achieved"
    assert values[2] > 0
    assert isinstance(values[3], float)
    assert values[4] == 'name is missing: write a KPI, such as "engagement_rate".'
    assert values[5] == "names is missing: =KPI_TABLE(names, [platform], [periods])"


# What xlwings makes of them


def test_xlwings_imports_every_function_once() -> None:
    found = re.findall(r"^Function (\w+)\((.*)\)$", imported()["text"], re.MULTILINE)
    assert sorted(name for name, _ in found) == sorted(NAMES)
    assert set(imported()["told"]) == NAMES
    for name, arguments in found:
        assert all(one.startswith("Optional ") for one in arguments.split(", "))
        assert f'{name} = XLPy.CallUDF("{MODULE}", "{name}", Array(' in imported()["text"]


def test_what_xlwings_keeps_of_a_function_is_its_declaration() -> None:
    """Macro workbooks are made of declarations, on any machine; on Windows Excel gets what xlwings keeps."""
    assert [one.name for one in DECLARATIONS] == sorted(NAMES)
    for one in DECLARATIONS:
        kept = imported()["declared"][one.name]
        assert [(each["name"], each["doc"]) for each in kept["args"]] == [
            (each.name, each.help) for each in one.arguments
        ]
        assert all(each["options"] == {"ndim": 2} for each in kept["args"])  # a range keeps its shape
        assert (kept["ret"]["doc"], kept["category"], kept["volatile"]) == (one.help, one.category, one.volatile)


def test_only_lookups_are_calculated_after_every_change() -> None:
    volatile = {name for name, one in imported()["declared"].items() if one["volatile"]}
    assert volatile == LOOKUPS


def test_functions_and_arguments_have_help_and_category() -> None:
    for name in NAMES:
        check_help(name)


def check_help(name: str) -> None:
    told = imported()["told"][name]
    assert told["Category"].startswith("KPI: ")
    assert 20 < len(told["Description"]) <= MAX_HELP
    arguments = [one["name"] for one in imported()["declared"][name]["args"]]
    assert len(told["ArgumentDescriptions"]) == len(arguments)
    for text in told["ArgumentDescriptions"]:
        assert 5 < len(text) <= MAX_HELP
        assert not text.startswith("Positional argument")
    if name in FUNCTIONS:
        assert "Without arguments" in told["Description"] or len(told["Description"]) > MAX_HELP - 60


# Names


def test_no_name_is_a_word_of_vba_a_function_of_excel_or_a_cell() -> None:
    built_in = EXCEL_FUNCTIONS | NEEDS_PREFIX | openpyxl.utils.FORMULAE
    for name in NAMES:
        assert re.fullmatch("[A-Z][A-Z0-9_]*", name)
        assert name not in built_in
        assert name.lower() not in VBA_WORDS
        assert not re.fullmatch(r"[A-Z]{1,3}[0-9]+|R[0-9]*C[0-9]*|R|C", name)
        arguments = [argument.name for argument in DECLARED[name].arguments]
        assert len({one.lower() for one in arguments}) == len(arguments)
        for argument in arguments:
            assert re.fullmatch("[a-z][a-z0-9_]*", argument)
            assert argument not in VBA_WORDS
            assert argument not in (name.lower(), "caller")


def test_arguments_that_vba_would_refuse_get_another_name() -> None:
    changed = {
        (kpi.function, one.name)
        for kpi in KPIS.values()
        for one, name in zip(DECLARED[kpi.function].arguments, kpi.arguments, strict=True)
        if one.name != name
    }
    assert {("CSAT", "scale_"), ("CSAT_MEAN", "scale_"), ("REACH", "reach_")} <= changed
    assert all(name.removesuffix("_") in {"scale", function.lower()} for function, name in changed)


def test_the_words_of_vba() -> None:
    for word in ("end", "next", "currency", "date", "scale", "circle", "string", "type", "loop", "like"):
        assert word in VBA_WORDS
    assert "likes" not in VBA_WORDS


def test_the_package_does_not_import_xlwings() -> None:
    code = "import sys, kpi_excel, kpi_excel.api, kpi_excel.functions; print('xlwings' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
