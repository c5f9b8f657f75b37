"""The doctor on machines of every kind, which answer as a real one would."""

import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import xlsxwriter
import xlwings

import kpi_excel as kx
from kpi_excel.errors import FileError
from kpi_excel.live import macros
from kpi_excel.live.doctor import Check, State, examine
from kpi_excel.live.machine import Machine
from kpi_excel.workbook.calculators.calculator import Calculator
from tests.live import books

VERSION = xlwings.__version__
PYTHON = r"C:\Python\python.exe"
SECURITY = r"Software\Microsoft\Office\16.0\Excel\Security"


@dataclass(frozen=True)
class Patient(Machine):
    """A computer that is as a test says; a sound one with Windows unless told otherwise."""

    platform: str = "win32"
    prefix: Path = Path("C:/Python")
    executable: Path = Path(PYTHON)
    home: Path = Path("/Users/sari")
    environment: dict[str, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=lambda: {"xlwings": VERSION})
    lacking: tuple[str, ...] = ()
    programs: tuple[str, ...] = ("cellrune", "IronCalc", "LibreOffice", "pyOpenVBA")
    absent: tuple[str, ...] = ()
    keys: dict[tuple[str, str], str | int] = field(default_factory=dict)
    has_excel: bool = True
    downloaded: bool = False
    prints: str = VERSION

    def version(self, package: str) -> str:
        return self.versions.get(package, "")

    def has_module(self, name: str) -> bool:
        return name not in self.lacking

    def calculates_with(self, calculator: Calculator) -> bool:
        return calculator.name in self.programs

    def writes_macros(self) -> bool:
        return "pyOpenVBA" in self.programs

    def registry(self, key: str, name: str = "") -> str | int | None:
        if key.endswith("excel.exe"):
            return "C:/Office/excel.exe" if self.has_excel else None
        return self.keys.get((key, name))

    def exists(self, path: Path) -> bool:
        return not any(part in str(path) for part in self.absent)

    def marked_as_downloaded(self, path: Path) -> bool:
        return self.downloaded and path.suffix == ".xlsm"

    def run(self, interpreter: str, code: str) -> str:
        assert interpreter == PYTHON
        assert "kpi_excel.live.udfs" in code
        return self.prints


def faults(workbook: Path | None = None, machine: Machine | None = None) -> dict[str, Check]:
    return {one.subject: one for one in examine(workbook, machine) if one.state is State.FAULT}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return books.input_book(tmp_path)


def test_a_sound_machine_and_workbook_have_no_faults(book: Path) -> None:
    found = examine(book, Patient())
    assert {one.state for one in found} == {State.GOOD}
    subjects = {"Excel", "xlwings", "numpy", "pywin32", "Python", "xlwings DLL", "Macro settings", "Macros"}
    assert subjects | {"Interpreter", "Search path"} <= {one.subject for one in found}


@pytest.mark.parametrize(
    ("machine", "subject", "found", "fix"),
    [
        (Patient(has_excel=False), "Excel", "not found", "Install Excel"),
        (Patient(platform="darwin", absent=("Microsoft Excel.app",)), "Excel", "not found", "Install Excel for Mac"),
        (Patient(platform="darwin", absent=("applescript",)), "AppleScript", "is not in", "xlwings runpython install"),
        (Patient(versions={}), "xlwings", "not installed", "pip install xlwings"),
        (Patient(lacking=("numpy",)), "numpy", "not installed", "pip install numpy"),
        (Patient(lacking=("pythoncom",)), "pywin32", "broken", "--force-reinstall pywin32"),
        (Patient(absent=("xlwings64",)), "xlwings DLL", f"xlwings64-{VERSION}.dll is not in", "virus scanner"),
        (Patient(keys={(SECURITY, "VBAWarnings"): 4}), "Macro settings", "disables all macros", "Trust Center"),
        (Patient(downloaded=True), "File", "came from the internet", "Unblock"),
        (
            Patient(absent=("python.exe",)),
            "Interpreter",
            "is not on this computer",
            "kpi-excel upgrade-macros kpis.xlsm",
        ),
        (Patient(prints=""), "Interpreter", "cannot load kpi_excel", "-m pip install kpi-excel"),
        (Patient(prints="0.30.0"), "Interpreter", "has xlwings 0.30.0", "-m kpi_excel upgrade-macros kpis.xlsm"),
    ],
)
def test_each_trouble_has_its_remedy(book: Path, machine: Patient, subject: str, found: str, fix: str) -> None:
    one = faults(book, machine)[subject]
    assert found in one.found
    assert fix in one.fix
    assert "\n" not in one.found + one.fix


def test_what_can_be_missing_is_named_with_its_remedy() -> None:
    found = {one.subject: one for one in examine(None, Patient(programs=("cellrune",)))}
    assert found["cellrune"].state is State.GOOD
    assert {name: found[name].state for name in ("IronCalc", "LibreOffice", "pyOpenVBA")} == dict.fromkeys(
        ("IronCalc", "LibreOffice", "pyOpenVBA"), State.WARNING
    )
    assert found["IronCalc"].fix == 'Run: python -m pip install "kpi-excel[ironcalc]".'
    assert found["pyOpenVBA"].fix == "Run: python -m pip install --force-reinstall pyOpenVBA."


@pytest.mark.parametrize(
    ("machine", "subject", "found"),
    [
        (Patient(executable=Path("C:/Users/x/WindowsApps/python.exe")), "Python", "Microsoft Store"),
        (Patient(platform="linux"), "Excel", "does not run on this system"),
        (Patient(platform="linux"), "Interpreter", "cannot be tried here"),
    ],
)
def test_warnings_stop_nothing(book: Path, machine: Patient, subject: str, found: str) -> None:
    one = next(one for one in examine(book, machine) if one.subject == subject)
    assert one.state in (State.WARNING, State.UNKNOWN)
    assert found in one.found


def test_a_folder_on_onedrive_is_a_warning(book: Path) -> None:
    machine = Patient(environment={"OneDrive": str(book.parent)})
    assert [one.subject for one in examine(book, machine) if one.state is State.WARNING] == ["Folder"]


def test_macros_of_another_version(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = macros.current_modules()
    newer = {**wanted, "xlwings": wanted["xlwings"].replace(VERSION, "9.9.9"), "xlwings_udfs": "Function X()"}
    monkeypatch.setattr(macros, "current_modules", lambda: newer)
    found = {one.subject: one for one in examine(book, Patient())}
    assert found["Macros"].state is State.FAULT
    assert f"for xlwings {VERSION}, but 9.9.9 is installed" in found["Macros"].found
    assert found["Macros"].fix == "Run: kpi-excel upgrade-macros kpis.xlsm"
    assert found["Functions"].state is State.WARNING
    assert "xlwings_udfs" in found["Functions"].found


def test_modules_that_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "bare.xlsm"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet()
        project = macros.vba_project(1, {"Other": 'Attribute VB_Name = "Other"\r\nSub A()\r\nEnd Sub\r\n'})
        (tmp_path / "project.bin").write_bytes(project)
        made.add_vba_project(str(tmp_path / "project.bin"))
    found = {one.subject: one for one in examine(path, Patient())}
    assert "xlwings, Dictionary, KpiExcel, xlwings_udfs are missing" in found["Macros"].found
    assert found["Settings"].state is State.WARNING


def test_a_workbook_without_macros(tmp_path: Path) -> None:
    path = kx.write_input({"ads": [{"date": "2026-08-01", "platform": "X", "spend": 1}]}, tmp_path / "a=b.xlsx")
    found = faults(path, Patient())
    assert "kpi-excel new kpis.xlsm" in found["Macros"].fix
    assert "=" in found["File name"].found


def test_embedded_code_the_search_path_and_many_calls(tmp_path: Path) -> None:
    path = tmp_path / "many.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("code.py")
        for row in range(2_001):
            sheet.write_formula(row, 0, "=CTR(1,2)")
        settings = made.add_worksheet("xlwings.conf")
        settings.write_row(0, 0, ["Interpreter_Win", PYTHON])
    found = {one.subject: one for one in examine(path, Patient())}
    assert found["Sheets"].state is State.FAULT
    assert found["Search path"].state is State.WARNING
    assert "2,001 cells call Python" in found["Formulas"].found


def test_the_real_machine_can_be_examined(book: Path) -> None:
    found = examine(book)
    assert [one for one in found if one.state is State.FAULT and one.subject in ("xlwings", "numpy", "Macros")] == []
    machine = Machine()
    assert machine.run(sys.executable, "print(6 * 7)") == "42"
    assert machine.run(sys.executable, "raise SystemExit(1)") == ""
    assert machine.run("no-such-python", "") == ""
    assert machine.version("no-such-package") == ""
    assert not machine.has_module("no_such_module")


def test_a_file_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="There is no file"):
        examine(tmp_path / "absent.xlsm", Patient())
