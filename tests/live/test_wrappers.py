"""The wrappers, compared with those that xlwings' own unmodified code writes; see `windows`."""

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kpi_excel.catalogue import KPIS
from kpi_excel.live.udfs import DECLARATIONS
from kpi_excel.live.wrappers import (
    MAX_HELP,
    UNANSWERED,
    button_module,
    quoted,
    wrapper_module,
)

ROOT = Path(__file__).resolve().parents[2]
MAX_LINE, MAX_CONTINUED = 1023, 24


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


def with_our_lines(lines: list[str]) -> list[str]:
    """Change in xlwings' functions what ours have otherwise, and nothing else: see `wrappers`.

    After the first line of a function that is not volatile and whose arguments may all be left out stands when it is;
    and before Excel's own words stands what to do.
    """
    changed = []
    for number, line in enumerate(lines):
        changed.append(re.sub(r"^(    \w+ = )(Err\.Description)$", rf'\1"{UNANSWERED}" & \2', line))
        head = re.fullmatch(r"Function \w+\((Optional .+)\)", line)
        if head and "Volatile" not in lines[number + 1] and head[1].count(",") + 1 == head[1].count("Optional "):
            names = re.findall(r"Optional (\w+)", head[1])
            changed.append(f"    If {' And '.join(f'IsMissing({one})' for one in names)} Then Application.Volatile")
    return changed


def test_the_wrappers_are_those_of_xlwings() -> None:
    written = wrapper_module(DECLARATIONS)
    theirs = functions_of(imported("kpi_excel.live.udfs")["text"])
    assert functions_of(written) == with_our_lines(theirs)
    others = [line for line in functions_of(written) if line not in theirs]
    assert len(others) == len(KPIS) + len(DECLARATIONS)  # a line of each KPI, and one of every function
    assert written.splitlines()[0] == imported("kpi_excel.live.udfs")["text"].splitlines()[0]


def test_a_call_of_nothing_is_calculated_after_every_change_and_no_other() -> None:
    """VBA's own order of things counts: the line stands first, names every argument, and no other line is volatile."""
    text = wrapper_module(DECLARATIONS)
    for one in DECLARATIONS:
        lines = text.partition(f"Function {one.name}(")[2].partition("End Function")[0].splitlines()
        volatile = [line.strip() for line in lines if "Volatile" in line]
        assert lines.index(next(line for line in lines if "Volatile" in line)) == 3  # after the attributes
        if one.volatile:
            assert volatile == ["Application.Volatile"]
        else:
            (line,) = volatile
            condition = line.removeprefix("If ").removesuffix(" Then Application.Volatile")
            assert condition.split(" And ") == [f"IsMissing({argument.name})" for argument in one.arguments]


def test_help_is_what_xlwings_would_tell_excel() -> None:
    told = imported("kpi_excel.live.udfs")["told"]
    for one in DECLARATIONS:
        assert quoted(told[one.name]["Description"]) == quoted(one.help)
        assert told[one.name]["Category"] == one.category
        helps = told[one.name]["ArgumentDescriptions"] or []
        assert [quoted(text) for text in helps] == [quoted(argument.help) for argument in one.arguments]


@pytest.mark.parametrize("text", [wrapper_module(DECLARATIONS), button_module(DECLARATIONS, "0.37.8")])
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
    text = button_module(DECLARATIONS, "0.37.8")
    for one in DECLARATIONS:
        assert f'MacroOptions Macro:=Prefix() & "{one.name}"' in text
    assert text.count("Private Sub Describe") == text.count("\r\n    Describe")


def test_help_is_one_short_line() -> None:
    assert quoted("a\n  b") == "a b"
    assert len(quoted("word " * 100)) <= MAX_HELP
    assert quoted("word " * 100).endswith(" word...")
    assert quoted("‘x’ × “y” ≥ 3…") == '\'x\' x ""y"" ? 3...'
