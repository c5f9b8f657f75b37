"""The wrappers, compared with those that xlwings' own unmodified code writes; see `windows`."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kpi_excel.live import udfs
from kpi_excel.live.wrappers import MAX_HELP, Argument, Declaration, button_module, declarations, quoted, wrapper_module

ROOT = Path(__file__).resolve().parents[2]
MAX_LINE, MAX_CONTINUED = 1023, 24
ODD = "tests.live.odd_functions"


@cache
def imported(module: str) -> Any:
    """Let xlwings import a module's functions in a process that believes to be on Windows."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.live.windows"],
        input=json.dumps({"module": module, "calls": []}),
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
        check=True,
    )
    return json.loads(done.stdout)


def functions_of(text: str) -> list[str]:
    """Give the lines from the first function on, without descriptions and blank lines."""
    lines = [line for line in text.splitlines() if line.strip() and ".VB_" not in line]
    return lines[next(number for number, line in enumerate(lines) if line.startswith("Function ")) :]


def odd_declarations() -> list[Declaration]:
    """Declare what stands in odd_functions, whose decorators do nothing here."""
    rest = (Argument("first", "Positional argument 1"), Argument("others", "Positional argument 2", rest=True))
    return [
        Declaration("EVERYTHING", "Every value.", "xlwings", rest),
        Declaration("NOTHING", "Nothing at all.", "xlwings"),
        Declaration("OFTEN", "Changes.", "Odd", (Argument("name", "", True),), volatile=True),
        Declaration("WHERE", "Knows where.", "xlwings", (Argument("one"), Argument("caller", given="Nothing"))),
    ]


def test_the_wrappers_are_those_of_xlwings() -> None:
    written = wrapper_module(declarations(udfs))
    assert functions_of(written) == functions_of(imported("kpi_excel.live.udfs")["text"])
    assert written.splitlines()[0] == imported("kpi_excel.live.udfs")["text"].splitlines()[0]


def test_so_are_those_of_functions_of_other_kinds() -> None:
    assert functions_of(wrapper_module(odd_declarations(), ODD)) == functions_of(imported(ODD)["text"])


def test_declarations_are_read_from_what_xlwings_keeps() -> None:
    told = imported(ODD)["declared"]
    module = ModuleType(ODD)
    for name, spec in told.items():
        function: Any = lambda: None  # noqa: E731 - something to hang a declaration on
        function.__xlfunc__ = spec
        setattr(module, name, function)
    found = declarations(module)
    assert [(one.name, one.signature, one.array, one.volatile) for one in found] == [
        (one.name, one.signature, one.array, one.volatile) for one in odd_declarations()
    ]


def test_help_is_what_xlwings_would_tell_excel() -> None:
    told = imported("kpi_excel.live.udfs")["told"]
    for one in declarations(udfs):
        assert quoted(told[one.name]["Description"]) == quoted(one.help)
        assert told[one.name]["Category"] == one.category
        helps = told[one.name]["ArgumentDescriptions"] or []
        assert [quoted(text) for text in helps] == [quoted(argument.help) for argument in one.shown]


@pytest.mark.parametrize("text", [wrapper_module(declarations(udfs)), button_module(declarations(udfs), "0.37.8")])
def test_vba_takes_every_line(text: str) -> None:
    assert text.isascii()
    assert text.endswith("\r\n")
    assert text.replace("\r\n", "").count("\n") == 0
    continued = 0
    for line in text.splitlines():
        assert len(line) <= MAX_LINE
        assert line.count('"') % 2 == 0
        continued = continued + 1 if line.endswith(" _") else 0
        assert continued <= MAX_CONTINUED


def test_every_function_is_described_on_opening() -> None:
    text = button_module(declarations(udfs), "0.37.8")
    for one in declarations(udfs):
        assert f"'!{one.name}\"" in text
    assert text.count("Private Sub Describe") == text.count("\r\n    Describe")


def test_help_is_one_short_line() -> None:
    assert quoted("a\n  b") == "a b"
    assert len(quoted("word " * 100)) <= MAX_HELP
    assert quoted("word " * 100).endswith(" word...")
    assert quoted("‘x’ × “y” ≥ 3…") == '\'x\' x ""y"" ? 3...'
