"""The LAMBDA names: their stored form, their values in an engine that knows LAMBDA, and files that hold them."""

import io
import math
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import cellrune
import numpy as np
import openpyxl
import pytest
from xlsxwriter import Workbook

import kpi_excel as kx
from kpi_excel.authoring.dashboard.workbook import build_dashboard
from kpi_excel.authoring.inputs.workbook import build_input_workbook
from kpi_excel.authoring.lambda_names import VIEW, define_lambdas, input_lambdas, lambda_formula, lambda_names
from kpi_excel.catalogue import KPIS, TABLES
from kpi_excel.catalogue.declarations import declaration_of
from kpi_excel.functions import FUNCTIONS
from kpi_excel.language.texts import texts
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.workbook.checking.lint import lint
from kpi_excel.workbook.parts.package import open_package
from tests import rings
from tests.support import Case, load_cases

pytestmark = pytest.mark.slow

WORDS = texts("en")
NAMES = lambda_names(KPIS.values(), WORDS, selection=True)
NO_SELECTION = lambda_names(KPIS.values(), WORDS, selection=False)
INEXPRESSIBLE = {"average_comment_length"}
CASES = [case for case in load_cases() if case.arguments is not None and case.kpi not in INEXPRESSIBLE]
FORMULAS = [kpi for kpi in KPIS.values() if not kpi.answers]
_FORMULA = re.compile(r"<(?:\w+:)?(?:f|formula[12]?)\b[^>]*>([^<]+)<")
BY_FUNCTION = {kpi.function: kpi for kpi in KPIS.values()}


def for_cellrune(formula: str) -> str:
    """Write a definition for an engine that wants every parameter given, empty where it is omitted.

    cellrune 0.2 knows LAMBDA and ISOMITTED, but not Excel's mark of a parameter that may be left out. One more
    parameter lets functions of one be called with nothing.
    """
    head, body = formula.split(",IF(_xlfn.ISOMITTED", 1)
    return f"{head.replace('_xlop.', '_xlpm.')},_xlpm.nothing,IF(_xlfn.ISOMITTED{body}"


def called(function: str, *arguments: str) -> str:
    """Write a call for `for_cellrune`'s definitions: every parameter has its comma, and there is one more."""
    width = len(BY_FUNCTION[function].arguments)
    return f"{function}({','.join(arguments)}{',' * (width - max(len(arguments) - 1, 0))})"


def evaluate(
    calls: Sequence[str],
    columns: Mapping[str, Sequence[Any]] | None = None,
    names: Mapping[str, str] = NAMES,
    view: Mapping[str, float] | None = None,
) -> list[Any]:
    """Calculate calls, each in a cell; columns of cells are given by their letter."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        sheet = workbook.add_worksheet("S")
        for letter, values in (columns or {}).items():
            for row, value in enumerate(values, 1):
                if value == "#DIV/0!":
                    sheet.write_formula(f"{letter}{row}", "=1/0", None, "#DIV/0!")
                elif isinstance(value, datetime):
                    sheet.write_datetime(f"{letter}{row}", value)
                elif value is not None:
                    sheet.write(f"{letter}{row}", value)
        shown = {**dict.fromkeys(KPIS, 1.0), **(view or {})}
        selection = workbook.add_worksheet("V")
        selection.add_table(0, 0, 1, len(shown) - 1, {"name": VIEW, "columns": [{"header": one} for one in shown]})
        selection.write_row(1, 0, list(shown.values()))
        for name, formula in names.items():
            workbook.define_name(name, f"={for_cellrune(formula)}")
        for row, one in enumerate(calls):
            sheet.write_dynamic_array_formula(f"ZZ{row + 1}:ZZ{row + 1}", f"={one}")
    book = cellrune.Workbook.from_bytes(buffer.getvalue())
    assert book.calculate(today_serial=46000.0, now_serial=46000.0)["unavailable_count"] == 0
    return [row[0].get("value") for row in book.read_values("S", "ZZ1", f"ZZ{len(calls)}")]


def check(found: Any, expected: float, case: object = "") -> None:
    if math.isnan(expected):
        assert found == "", case
    else:
        assert found == pytest.approx(expected, rel=1e-9), case


def cells_of(arguments: Mapping[str, Any], kpi: Kpi) -> tuple[dict[str, list[Any]], list[str]]:
    """Put each argument into a column of its own, and refer to it."""
    columns, references = {}, []
    for letter, name in zip("ABC", kpi.arguments, strict=False):
        if name not in arguments:
            break
        value = arguments[name]
        columns[letter] = value if isinstance(value, list) else [value]
        references.append(
            f"{letter}1:{letter}{max(len(columns[letter]), 1)}" if isinstance(value, list) else f"{letter}1"
        )
    return columns, references


# Values


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_case_gives_its_value(case: Case) -> None:
    kpi = KPIS[case.kpi]
    columns, references = cells_of(case.arguments or {}, kpi)
    (found,) = evaluate([called(kpi.function, *references)], columns, {kpi.function: NAMES[kpi.function]})
    check(found, case.expected, case.arithmetic)


@pytest.mark.parametrize("kpi", FORMULAS, ids=lambda kpi: kpi.name)
def test_all_cases_of_a_kpi_as_ranges(kpi: Kpi) -> None:
    cases = [case for case in CASES if case.kpi == kpi.name]
    defaults = declaration_of(kpi, texts("en")).defaults
    rows = [[(case.arguments or {}).get(name, defaults.get(name)) for name in kpi.arguments] for case in cases]
    rows += [["#DIV/0!"] * len(kpi.arguments), [None] * len(kpi.arguments)]
    expected = [*(case.expected for case in cases), math.nan, math.nan]
    columns = {letter: list(values) for letter, values in zip("ABC", zip(*rows, strict=True), strict=False)}
    whole = called(kpi.function, *(f"{letter}1:{letter}{len(rows)}" for letter in columns))
    calls = [f"INDEX({whole},{row})" for row in range(1, len(rows) + 1)]
    for found, one in zip(evaluate(calls, columns, {kpi.function: NAMES[kpi.function]}), expected, strict=True):
        check(found, one)


def test_a_row_and_a_column_give_a_table_as_in_numpy() -> None:
    clicks, impressions = [120, 45, None], [2000, 0]
    whole = called("CTR", "A1:A3", "{2000,0}")
    calls = [f"INDEX({whole},{row},{column})" for row in (1, 2, 3) for column in (1, 2)]
    expected = FUNCTIONS["CTR"](np.array(clicks, float)[:, None], np.array(impressions, float)[None, :])
    for found, one in zip(evaluate(calls, {"A": clicks}), expected.ravel(), strict=True):
        check(found, one)


def test_optional_arguments_take_their_defaults() -> None:
    found = evaluate(
        [
            called("ENGAGEMENT_RATE", "120", "2000"),
            called("ENGAGEMENT_RATE", "120", "2000", "3"),
            called("CSAT", "{5,4,3,1}"),
            called("CSAT", "{5,4,3,1}", "10"),
            called("CSAT", "{5,4,3,1}", "5", "3"),
            called("CSAT_MEAN", "{9,6}", "10"),
            called("CSAT", "{6,7,5}", "7", "D9"),
        ]
    )
    assert found == pytest.approx([0.06, 0.02, 0.5, 0.0, 0.75, 7.5, 2 / 3])


def test_no_argument_is_the_current_selection() -> None:
    view = {name: float(number) for number, name in enumerate(KPIS, 100)}
    found = evaluate([called(kpi.function) for kpi in KPIS.values()], view=view)
    assert found == list(view.values())


def test_without_a_selection_the_call_itself_is_shown() -> None:
    found = evaluate([called(kpi.function) for kpi in KPIS.values()], names=NO_SELECTION)
    assert found == [declaration_of(kpi, texts("en")).call for kpi in KPIS.values()]


def test_a_missing_argument_shows_the_call() -> None:
    assert evaluate([called("CTR", "5"), called("CTR", "", "5"), called("CSAT", "", "5")]) == [
        "=CTR(clicks, impressions)",
        "=CTR(clicks, impressions)",
        "=CSAT(scores, [scale], [satisfied_from])",
    ]


@pytest.mark.parametrize(
    ("function", "arguments", "text"),
    [
        ("CTR", ('"many"', "5"), "clicks: not a number"),
        ("CTR", ("1", '"many"'), "impressions: not a number"),
        ("CTR", ("1", '""'), ""),
        ("NPS", ('{9,"good"}',), "scores: not a number"),
        ("NPS", ("{9,11}",), "scores: from 0 to 10"),
        ("NPS", ("-1",), "scores: from 0 to 10"),
        ("NPS", ("D1:D9",), ""),
        ("CSAT", ("{5,5.5}",), "scores: from 0 to 5"),
        ("CSAT", ("5", "5", "6"), "satisfied_from: from 0 to 5"),
        ("CSAT", ("5", "5", '"all"'), "satisfied_from: not a number"),
        ("CSAT", ("5", '"five"'), "scale: not a number"),
        ("CSAT", ("5", "D1"), ""),
        ("CSAT_MEAN", ("8",), "scores: from 0 to 5"),
        ("AVERAGE_RESPONSE_TIME", ("46204.5", "46204.25"), "first_response: earlier than received"),
        ("MEDIAN_RESPONSE_TIME", ('"soon"', "46204.25"), "received: not a number"),
        ("MEDIAN_RESPONSE_TIME", ("46204.25", "D1"), ""),
        ("AVERAGE_COMMENT_WORDS", ("D1:D3",), ""),
        ("AVERAGE_COMMENT_LENGTH", ('"hi"',), WORDS.text("functions", "needs_python")),
    ],
)
def test_what_is_wrong_is_said_in_the_cell(function: str, arguments: tuple[str, ...], text: str) -> None:
    assert evaluate([called(function, *arguments)], names={function: NAMES[function]}) == [text]


def test_errors_among_answers_are_no_answers() -> None:
    columns: dict[str, list[Any]] = {
        "A": [10, "#DIV/0!", None, 9, 8, 6],
        "B": ["one two", "#DIV/0!", None, " three\nfour  five ", 12, ""],
    }
    assert evaluate([called("NPS", "A1:A6"), called("AVERAGE_COMMENT_WORDS", "B1:B6")], columns) == [25.0, 2.0]


# The stored form


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("selection", [True, False])
def test_definitions_are_written_as_excel_stores_them(language: str, selection: bool) -> None:
    names = lambda_names(KPIS.values(), texts(language), selection=selection)
    assert list(names) == [kpi.function for kpi in KPIS.values()]
    for kpi, formula in zip(KPIS.values(), names.values(), strict=True):
        start = ",".join(f"_xlop.{name}" for name in kpi.arguments)
        assert formula.startswith(f"_xlfn.LAMBDA({start},IF(_xlfn.ISOMITTED(")
        assert formula.count("_xlop.") == len(kpi.arguments)
        code = re.sub('"[^"]*"', "", formula)
        assert not re.search(r"(?<![.\w])(LAMBDA|LET|ISOMITTED|UNICHAR)\(", code)
        own = set(re.findall(r"_xlpm\.(\w+)", code))
        assert own - {"top", "cut", "pairs", "t"} <= set(kpi.arguments)
        assert max(map(len, re.findall('"[^"]*"', formula))) < 255
        assert len(formula) < 8192
        assert ("kpi_view[" in formula) == selection


def test_an_input_workbook_leaves_out_the_names_of_its_tables() -> None:
    names = lambda_names(KPIS.values(), WORDS, selection=False, taken=TABLES)
    left_out = {kpi.function for kpi in KPIS.values()} - set(names)
    assert left_out == {"POSTS", "COMMENTS", "MENTIONS"}
    assert all(len(BY_FUNCTION[name].arguments) == 1 for name in left_out)


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_with_the_names_are_sound(language: str, tmp_path: Path) -> None:
    path = tmp_path / "names.xlsx"
    with Workbook(path) as workbook:
        sheet = workbook.add_worksheet("S")
        for column, name in enumerate(TABLES):
            sheet.add_table(0, column, 1, column, {"name": name, "columns": [{"header": name}]})
        input_lambdas(workbook, texts(language))
    with open_package(path) as package:
        assert lint(package) == []
    assert rings.audit(path) == []
    names = openpyxl.load_workbook(path).defined_names
    assert len(names) == len(KPIS) - 3


# The workbooks that ship


@pytest.mark.parametrize("language", LANGUAGES)
def test_shipped_workbooks_define_the_functions_and_call_none(language: str) -> None:
    for data, selection, left_out in (
        (build_dashboard(language), True, ()),
        (build_input_workbook(language), False, TABLES),
    ):
        book = openpyxl.load_workbook(io.BytesIO(data))
        wanted = lambda_names(KPIS.values(), texts(language), selection=selection, taken=left_out)
        texts_of = {name: one.attr_text for name, one in book.defined_names.items()}
        assert {name: text for name, text in texts_of.items() if "LAMBDA" in text} == wanted
        others = {name.casefold() for name in texts_of if name not in wanted}
        others |= {table.casefold() for sheet in book for table in sheet.tables}
        assert not others & {name.casefold() for name in wanted}
        if selection:
            (view,) = (sheet.tables[VIEW] for sheet in book if VIEW in sheet.tables)
            assert set(KPIS) <= set(view.column_names)
        call_of_one = re.compile(rf"\b({'|'.join(wanted)})\(")
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            sheets = [file.read(name).decode() for name in file.namelist() if name.startswith("xl/worksheets/")]
        assert not [formula for xml in sheets for formula in _FORMULA.findall(xml) if call_of_one.search(formula)]


def test_filling_refilling_and_sharing_keep_the_names(tmp_path: Path) -> None:
    template = tmp_path / "template.xlsx"
    template.write_bytes(build_dashboard("en"))
    posts = [{"published": "2026-08-01", "platform": "X", "likes": 3, "impressions": 40, "clicks": 2}]
    path = kx.write_input({"posts": posts}, tmp_path / "kpis.xlsx")
    built = kx.build(path, tmp_path / "dashboard.xlsx", template).path
    again = kx.build(path, tmp_path / "again.xlsx", built).path
    shared = kx.build(path, tmp_path / "shared.xlsx", template, share=True).path
    for one in (built, again, shared):
        found = {name: text.attr_text for name, text in openpyxl.load_workbook(one).defined_names.items()}
        assert {name: text for name, text in found.items() if "LAMBDA" in text} == NAMES


@pytest.mark.validator
def test_microsofts_validator_takes_the_names(tmp_path: Path) -> None:
    rings.need(rings.validator_absence())
    assert rings.validate(_with_selection(tmp_path)) == []


@pytest.mark.libreoffice
def test_libreoffice_opens_a_workbook_with_the_names(tmp_path: Path) -> None:
    rings.need(rings.libreoffice_absence())
    saved = rings.recalculate(_with_selection(tmp_path), tmp_path / "out")
    assert openpyxl.load_workbook(saved, data_only=True)["S"]["A5"].value == 3


def _with_selection(folder: Path) -> Path:
    path = folder / "names.xlsx"
    with Workbook(path) as workbook:
        sheet = workbook.add_worksheet("S")
        sheet.write_formula("A5", "=1+2", None, 0)
        sheet.add_table(0, 0, 1, len(KPIS) - 1, {"name": VIEW, "columns": [{"header": one} for one in KPIS]})
        define_lambdas(workbook, WORDS, selection=True)
    with open_package(path) as package:
        assert lint(package) == []
    return path


def test_a_definition_reads_like_the_catalogue() -> None:
    assert lambda_formula(KPIS["click_through_rate"], WORDS, selection=False) == (
        "_xlfn.LAMBDA(_xlop.clicks,_xlop.impressions,"
        "IF(_xlfn.ISOMITTED(_xlpm.clicks)*_xlfn.ISOMITTED(_xlpm.impressions),"
        '"=CTR(clicks, impressions)",'
        "IF(_xlfn.ISOMITTED(_xlpm.clicks)+_xlfn.ISOMITTED(_xlpm.impressions),"
        '"=CTR(clicks, impressions)",'
        "IFERROR(IF(ISNUMBER(_xlpm.clicks)*ISNUMBER(_xlpm.impressions),"
        "_xlpm.clicks/_xlpm.impressions,"
        'IF(ISTEXT(_xlpm.clicks)*(LEN(_xlpm.clicks)>0),"clicks: not a number",'
        'IF(ISTEXT(_xlpm.impressions)*(LEN(_xlpm.impressions)>0),"impressions: not a number",""))),""))))'
    )
