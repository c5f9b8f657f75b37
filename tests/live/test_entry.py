"""The command line that a button's macro makes, as xlwings' own VBA text puts it together and its own code reads it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import xlwings

from kpi_excel.live import macros
from kpi_excel.live.wrappers import BUTTONS, button_module
from tests.live import books

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SITE = """
import atexit, json, os, sys
from pathlib import Path
sys.path.insert(0, os.environ["KPI_EXCEL_ROOT"])
from tests.live import excel
made = excel.install()
for path in json.loads(os.environ["KPI_EXCEL_BOOKS"]):
    made.open(Path(path))
def tell():
    made.app.books.books[0].model.save(os.environ["KPI_EXCEL_STATE"] + ".xlsm")
    Path(os.environ["KPI_EXCEL_STATE"]).write_text(json.dumps({
        "state": made.app.state, "calls": made.calls, "open": [book.name for book in made.app.books],
        "argv": sys.argv, "path": sys.path,
    }))
atexit.register(tell)
"""  # installed as sitecustomize, which Python imports before it runs a command


def command_of(macro: str, version: str = xlwings.__version__) -> str:
    """Give what a macro of a workbook for that version of xlwings tells Python."""
    found = re.search(rf'Public Sub {macro}\(\).*?RunPython "([^"]+)"', button_module([], version), re.DOTALL)
    assert found
    return found[1]


def command_line(command: str, workbook: Path, settings: dict[str, str]) -> list[str]:
    """Put a command line together as the VBA function ExecuteWindows of xlwings does, without the shell around it."""
    paths = ";".join([settings["ADD_WORKBOOK_TO_PYTHONPATH"], str(workbook), str(workbook), "", "", "", ""])
    code = f'import xlwings.utils;xlwings.utils.prepare_sys_path("{paths}"); {command}'
    flags = [f"--wb={workbook.name}", "--from_xl=1", "--app=C:\\Office\\Microsoft Excel", "--hwnd=815"]
    return [sys.executable, "-B", "-c", code, *flags]


def test_the_pieces_are_those_of_xlwings_macros() -> None:
    """If xlwings changes how it calls Python, the command line above is no longer what it makes."""
    text = macros.xlwings_modules()["xlwings"]
    pieces = [
        'RunCommand = CondaCmd & PythonInterpreter & " -B -c ""import xlwings.utils;xlwings.utils.prepare_sys_path'
        '(\\""" & PYTHONPATH & "\\""); " & PythonCommand & """ "',
        '" --wb=" & """" & ThisWorkbook.Name & """ --from_xl=1" & " --app=" & Chr(34) &',
        '" --hwnd=" & Chr(34) & Application.Hwnd & Chr(34)',
        'PYTHONPATH = AddExcelDir & ";" & ActiveFullName & ";" & ThisFullName & ";" & '
        'GetConfig("ONEDRIVE_CONSUMER_WIN")',
    ]
    assert all(piece in text for piece in pieces)


def run(command: str, folder: Path, *opened: Path) -> tuple[subprocess.CompletedProcess[str], dict[str, object]]:
    site, state = folder / "site", folder / "state.json"
    site.mkdir()
    (site / "sitecustomize.py").write_text(SITE, encoding="utf-8")
    (folder / "pandas.py").write_text("raise SystemExit('a stray module beside the workbook ran')", encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(site), str(ROOT)]),
        "KPI_EXCEL_ROOT": str(ROOT),
        "KPI_EXCEL_BOOKS": json.dumps([str(path) for path in opened]),
        "KPI_EXCEL_STATE": str(state),
    }
    line = command_line(command, opened[0], macros.default_settings())
    done = subprocess.run(
        line, cwd=site, env=environment, capture_output=True, text=True, encoding="utf-8", check=False, timeout=300
    )
    return done, json.loads(state.read_text(encoding="utf-8"))


def test_refresh_through_the_command_line(tmp_path: Path) -> None:
    path, dashboard = books.books(tmp_path)
    done, told = run(command_of("RefreshDashboard"), tmp_path, path)
    assert (done.returncode, done.stderr) == (0, "")
    assert told["open"] == [path.name, dashboard.name]
    assert "--wb=kpis.xlsm" in str(told["argv"])
    assert str(tmp_path) not in str(told["path"]).replace(str(tmp_path / "site"), "")
    assert told["state"] == {
        "screen_updating": True,
        "calculation": "automatic",
        "enable_events": True,
        "status_bar": "kpis-dashboard.xlsx is up to date; no faults, no warnings.",
    }


def test_what_stops_the_work_is_a_sentence_and_an_error(tmp_path: Path) -> None:
    """xlwings shows what stands on standard error in a box if the exit code is not 0."""
    done, told = run(command_of("RefreshDashboard"), tmp_path, books.input_book(tmp_path, [books.FAULTY]))
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "The workbook has no dated rows yet, so there is nothing to compute.",
        "Fix: fill at least one sheet, such as Posts or Accounts.",
    ]
    assert told["open"] == ["kpis.xlsm"]


@pytest.mark.parametrize("macro", BUTTONS)
def test_commands_hold_nothing_that_a_shell_or_vba_would_take_for_its_own(macro: str) -> None:
    assert not set("\"&|<>^%'") & set(command_of(macro))


def test_macros_of_another_xlwings_do_their_work_and_say_what_to_do(tmp_path: Path) -> None:
    done, told = run(command_of("CheckWorkbook", "0.30.1"), tmp_path, books.input_book(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert told["state"]["status_bar"] == (  # type: ignore[index]
        f"This workbook's macros are for xlwings 0.30.1, but {xlwings.__version__} is installed: "
        "close it and run kpi-excel upgrade-macros “kpis.xlsm”. Checked kpis.xlsm: no faults, no warnings."
    )


def test_a_missing_python_is_said_before_it_is_called() -> None:
    """xlwings would say: Could not find Interpreter!"""
    text = button_module([], xlwings.__version__)
    for macro in BUTTONS:
        first, second = text.partition(f"Public Sub {macro}()")[2].split("\r\n")[1:3]
        assert first.strip() == "If Not PythonIsThere() Then Exit Sub"
        assert "StatusBar" in second
    said = text.partition("Private Function PythonIsThere")[2].partition("End Function")[0]
    assert "is not on this computer" in said
    assert "kpi-excel upgrade-macros" in said
    own = macros.xlwings_modules()["xlwings"]
    assert "\nFunction FileExists(ByVal FileSpec As String) As Boolean" in own.replace("\r", "")
    assert "\nFunction GetConfig(configKey As String, Optional default As String" in own.replace("\r", "")
