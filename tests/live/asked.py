"""Worksheet functions as Excel asks them: through xlwings' server, in a process of its own."""

import json
import math
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl.utils
import pytest

from kpi_excel.catalogue import KPIS
from kpi_excel.catalogue.declarations import declaration_of
from kpi_excel.functions import FUNCTIONS
from kpi_excel.language.texts import texts
from kpi_excel.live.udfs import DECLARATIONS
from kpi_excel.live.wrappers import MAX_HELP
from kpi_excel.model.kpi import Kpi
from tests.support import load_cases

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


def cells_of(table: str) -> dict[str, Any]:
    for sheet in openpyxl.load_workbook(DASHBOARD, data_only=True):
        if table in sheet.tables:
            header, *rows = sheet[sheet.tables[table].ref]
            names = [one.value for one in header]
            return {row[names.index("KPI key")].value: row[names.index("Value")].value for row in rows}
    raise AssertionError(table)


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
