"""Everything that is printed goes through one gate."""

import ast
import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_excel.cli.terminal import echo, echo_json, style, visible

PACKAGE = Path(__file__).resolve().parents[2] / "kpi_excel"
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
ANY = st.text(st.characters(codec="utf-8"))
HOSTILE = st.text(st.sampled_from("\x1b[]0;2J31m\x07\r\n\t\x9b\u202e\u2066\u200fش a\x7f\x00\u2028"))


@given(ANY | HOSTILE)
def test_what_is_visible_holds_no_command_and_loses_nothing(text: str) -> None:
    shown = visible(text)
    assert not CONTROLS.search(shown)
    assert "".join(one for one in shown if one in text) or not text or CONTROLS.search(text)
    assert len(shown) >= len(text)
    if not CONTROLS.search(text):
        assert shown == text  # Persian needs its joiners and direction marks


def test_marks_that_persian_needs_stay() -> None:
    for mark in "\u200c\u200d\u200e\u200f":
        assert unicodedata.category(mark) == "Cf"
        assert visible(f"می{mark}شود") == f"می{mark}شود"


@given(HOSTILE)
def test_only_our_own_colours_reach_the_terminal(text: str) -> None:
    printed: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("click.echo", lambda message, **_: printed.append(message))
        echo(f"{style(text, fg='red', bold=True)} {text}")
    (line,) = printed
    assert line.startswith("\x1b[31m\x1b[1m")
    assert line.count("\x1b") == 3  # red, bold, and back
    assert not CONTROLS.search(line.replace("\x1b", ""))


def test_a_line_break_of_somebody_else_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    echo("a\nNo faults.")
    echo("a\nb", lines=True)
    assert capsys.readouterr().out == "a␊No faults.\na\nb\n"


@given(st.lists(ANY | HOSTILE))
def test_json_stays_the_same_data(texts: list[str]) -> None:
    printed: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("click.echo", printed.append)
        echo_json(json.dumps(texts, ensure_ascii=False, indent=2))
    assert json.loads(printed[0]) == texts
    assert not CONTROLS.search(printed[0].replace("\n", ""))


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_is_printed_otherwise(path: Path) -> None:
    if path == PACKAGE / "cli" / "terminal.py":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        assert called not in ("print", "click.echo", "click.secho", "click.style"), f"line {node.lineno}"  # type: ignore[attr-defined]
