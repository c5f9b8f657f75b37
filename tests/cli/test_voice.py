"""The voice: what is asked for, else the workbook's language, else the system's, else English."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import kpi_excel as kx
from kpi_excel.cli import voice
from kpi_excel.cli.main import cli
from kpi_excel.language.texts import texts
from kpi_excel.model.settings import LANGUAGES

EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


@pytest.mark.parametrize(
    ("environment", "region", "expected"),
    [
        ({"LANG": "id_ID.UTF-8"}, None, "id"),
        ({"LC_MESSAGES": "fa_IR", "LANG": "id_ID"}, None, "fa"),
        ({"LC_ALL": "C.UTF-8", "LANG": "id_ID"}, None, "en"),
        ({"LANG": "de_DE.UTF-8"}, None, "en"),
        ({"LANG": ""}, "Indonesian_Indonesia", "id"),  # as Windows says it
        ({}, "Persian_Iran", "fa"),
        ({}, "fa-IR", "fa"),
    ],
)
def test_the_language_of_the_system(environment: dict[str, str], region: str | None, expected: str) -> None:
    assert voice.system_language(environment, region) == expected


def test_what_is_asked_for_comes_first_then_the_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "fa_IR.UTF-8")
    path = kx.write_input({"posts": []}, tmp_path / "kpis.xlsx", "id")
    assert voice.speak_of(path, "en").language == "en"
    assert voice.speak_of(path).language == "id"
    assert voice.speak_of(tmp_path / "none.xlsx").language == "fa"
    assert voice.speak_of(None).language == "fa"


@EACH_LANGUAGE
def test_what_stops_a_command_is_said_in_the_language_of_the_system(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", f"{language}.UTF-8")
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "kpis.xlsx"
    path.write_bytes(b"")
    with pytest.raises(kx.FileError):
        CliRunner().invoke(cli, ["check", str(path)], catch_exceptions=False, standalone_mode=False)
    assert voice.words().language == language


@EACH_LANGUAGE
def test_new_says_how_to_go_on_in_the_language_of_the_workbook(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["new", "kpis.xlsx", "-l", language])
    expected = texts(language).text("commands", "new", "wrote")
    assert done.output.strip() == expected.format(path="kpis.xlsx", command="kpi-excel check kpis.xlsx")


@EACH_LANGUAGE
def test_the_doctor_speaks_every_language(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", f"{language}.UTF-8")
    done = CliRunner().invoke(cli, ["doctor"])
    found = texts(language).text("doctor", "macros-at-hand", "found")
    assert found in done.output
