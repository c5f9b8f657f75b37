"""The report of an error that nobody thought of: where it happened, and nothing that a user wrote."""

import json
import sys
import tempfile
from pathlib import Path
from types import ModuleType

import pytest

from kpi_excel import __version__
from kpi_excel.errors.unforeseen import UnforeseenError, report, unforeseen

SECRET = "Rahasia: 1,250,000 for Sari"


def raised(secret: str) -> Exception:
    """Raise errors that quote a secret, one after another, through a dependency and a program of the user's own."""
    own = ModuleType("client_senja_coffee")
    exec(f"class SenjaError(Exception): pass\ndef own_step(): raise SenjaError({secret!r})", own.__dict__)
    try:
        try:
            json.loads(f"{secret}")
        except ValueError as error:
            raise KeyError(secret) from error
    except KeyError:
        try:
            own.own_step()
        except Exception as error:
            return error
    raise AssertionError


def test_the_report_says_where_and_quotes_nothing() -> None:
    text = report(raised(SECRET), "build")
    for word in ("Rahasia", "Sari", "1,250,000", "senja", "Senja", "own_step", str(Path.home()), str(Path(__file__))):
        assert word not in text
    lines = text.splitlines()
    assert lines[0] == "kpi-excel stopped: build"
    assert f"kpi-excel {__version__}" in lines
    assert any(line.startswith("python-calamine ") for line in lines)
    assert [line for line in lines if not line.startswith(" ")][-3:] == [
        "an error of another program",
        "KeyError",
        "JSONDecodeError",
    ]
    assert any(line.startswith("  json.decoder:raw_decode:") for line in lines)


def test_an_error_of_the_system_keeps_its_number() -> None:
    with pytest.raises(OSError, match="secret") as caught:
        Path("/no/such/secret").read_bytes()
    assert "FileNotFoundError 2\n" in report(caught.value, "check")
    assert "secret" not in report(caught.value, "check")


def test_a_loop_of_causes_ends() -> None:
    one, other = ValueError("a"), KeyError("b")
    one.__context__, other.__context__ = other, one
    assert report(one, "x").count("ValueError") == 1


def test_the_sentence_names_the_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    said = unforeseen(raised(SECRET), "watch")
    (path,) = tmp_path.iterdir()
    assert isinstance(said, UnforeseenError)
    assert said.exit_code == 4
    assert said.message == "Something happened that kpi-excel was not made for, and it stopped."
    assert str(path) in said.fix
    assert SECRET not in path.read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="folders are named differently")
def test_a_report_that_cannot_be_written_is_not_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/dev/null/no")
    assert unforeseen(ValueError(), "watch").fix == "Check the files it was given, and try again."
