"""The doctor: what keeps the buttons and functions from working in Excel, each with its remedy.

The checks are those for which people write to xlwings most often. One that would stop Excel is a fault; others are
warnings, or notes of what is as it should be. Nothing is changed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path

from kpi_excel.authoring.inputs.macros import CONFIG_SHEET
from kpi_excel.errors import KpiExcelError, Phrase
from kpi_excel.errors.unforeseen import unforeseen
from kpi_excel.language.errors import fix, message, spoken
from kpi_excel.language.texts import Texts, texts
from kpi_excel.live import vba_projects
from kpi_excel.live.machine import Machine
from kpi_excel.workbook.calculators.at_hand import CALCULATORS
from kpi_excel.workbook.native import is_failure
from kpi_excel.workbook.parts.package import Package, open_package
from kpi_excel.workbook.parts.structure import read_structure

MANY_CALLS = 2_000  # cells; each is a call to Python of its own
_OFFICE = r"Software\Microsoft\Office\16.0\Excel\Security"
_EXCEL_PATH = r"Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_MACROS_OFF = 4
_CLOUD = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")


class State(StrEnum):
    """How a check came out."""

    GOOD = "good"
    WARNING = "warning"
    FAULT = "fault"  # Excel would be stopped
    UNKNOWN = "unknown"  # cannot be looked at here


@dataclass(frozen=True)
class Symptom:
    """What a check saw.

    Args:
        subject: a key of the doctor's subjects, or a program's name.
        state: how it came out.
        code: a key of the doctor's texts.
        values: what its sentences name.
    """

    subject: str
    state: State
    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """One check, in words.

    Args:
        subject: what was looked at.
        state: how it came out.
        found: what was found.
        fix: what to do about it; empty if nothing is to be done.
    """

    subject: str
    state: State
    found: str
    fix: str = ""


def examine(workbook: Path | None = None, machine: Machine | None = None, words: Texts | None = None) -> list[Check]:
    """Examine this computer, and a workbook if one is named.

    Args:
        workbook: a workbook with macros.
        machine: this computer unless given.
        words: the language of what is found; English unless given.

    Raises:
        FileError: if the workbook cannot be read.
    """
    machine, words = machine or Machine(), words or texts("en")
    checks: list[tuple[str, Callable[[], Iterator[Symptom]]]] = [
        ("excel", partial(_program, machine)),
        ("python", partial(_python, machine)),
        ("packages", partial(_packages, machine)),
        ("connection", partial(_connection, machine)),
        ("macro_settings", partial(_security, machine)),
    ]
    if workbook is None:
        return [check for subject, looked in checks for check in _made(subject, looked, words)]
    with open_package(workbook) as package:
        checks += [
            ("file", partial(_file, workbook, machine)),
            ("macros", partial(_macros, workbook, package)),
            ("settings", partial(_settings, workbook, package, machine)),
            ("formulas", partial(_content, package)),
        ]
        return [check for subject, looked in checks for check in _made(subject, looked, words)]


def _made(subject: str, looked: Callable[[], Iterator[Symptom]], words: Texts) -> list[Check]:
    """Make a check; what stops it stops no other one."""
    try:
        return [_said(one, words) for one in looked()]
    except KpiExcelError as error:
        return [Check(_subject(subject, words), State.FAULT, message(error, words), fix(error, words))]
    except BaseException as error:
        if not is_failure(error):
            raise
        found = words.text("doctor", "unforeseen", "found")
        return [Check(_subject(subject, words), State.UNKNOWN, found, fix(unforeseen(error, "doctor"), words))]


def _said(symptom: Symptom, words: Texts) -> Check:
    found, remedy = (spoken("doctor", symptom.code, part, symptom.values, words) for part in ("found", "fix"))
    return Check(_subject(symptom.subject, words), symptom.state, found, remedy)


def _subject(key: str, words: Texts) -> str:
    return str(words.section("doctor", "subjects").get(key, key))


def _program(machine: Machine) -> Iterator[Symptom]:
    """Look for Excel."""
    if machine.is_windows:
        if machine.registry(_EXCEL_PATH):
            yield Symptom("excel", State.GOOD, "installed")
        else:
            yield Symptom("excel", State.FAULT, "no-excel-for-windows")
    elif machine.is_mac:
        if machine.exists(Path("/Applications/Microsoft Excel.app")):
            yield Symptom("excel", State.GOOD, "excel-for-mac")
        else:
            yield Symptom("excel", State.FAULT, "no-excel-for-mac")
    else:
        yield Symptom("excel", State.UNKNOWN, "excel-elsewhere", {"system": machine.platform})


def _python(machine: Machine) -> Iterator[Symptom]:
    """Look at the packages."""
    version = machine.version("xlwings")
    if not version:
        yield Symptom("xlwings", State.FAULT, "package-missing", {"package": "xlwings"})
    else:
        yield Symptom("xlwings", State.GOOD, "version", {"version": version})
    if machine.has_module("numpy"):
        yield Symptom("numpy", State.GOOD, "numpy-installed")
    else:
        yield Symptom("numpy", State.FAULT, "package-missing", {"package": "numpy"})
    if machine.is_windows:
        if machine.has_module("win32com") and machine.has_module("pythoncom"):
            yield Symptom("pywin32", State.GOOD, "installed")
        else:
            yield Symptom("pywin32", State.FAULT, "pywin32-broken")
    if any(part in str(machine.executable) for part in ("WindowsApps",)):
        yield Symptom("python", State.WARNING, "python-of-store", {"path": machine.executable})
    else:
        yield Symptom("python", State.GOOD, "python-here", {"path": machine.executable})


def _packages(machine: Machine) -> Iterator[Symptom]:
    """Look at what can be missing: then something else serves, or a part of the work is left undone."""
    for one in CALCULATORS:
        if machine.calculates_with(one):
            yield Symptom(one.name, State.GOOD, "calculator-at-hand")
        else:
            yield Symptom(one.name, State.WARNING, "calculator-absent", {"remedy": one.remedy})
    if machine.writes_macros():
        yield Symptom("pyOpenVBA", State.GOOD, "macros-at-hand")
    else:
        yield Symptom("pyOpenVBA", State.WARNING, "macros-absent", {"remedy": vba_projects.REMEDY})


def _connection(machine: Machine) -> Iterator[Symptom]:
    """Look at what connects macros and Python."""
    version = machine.version("xlwings")
    if machine.is_windows:
        names = [f"xlwings64-{version}.dll", f"xlwings32-{version}.dll"]
        missing = [name for name in names if not machine.exists(machine.prefix / name)]
        if names[0] in missing:
            yield Symptom("dll", State.FAULT, "dll-missing", {"file": names[0], "folder": machine.prefix})
        else:
            yield Symptom("dll", State.GOOD, "version", {"version": version})
    elif machine.is_mac:
        folder = machine.home / "Library" / "Application Scripts" / "com.microsoft.Excel"
        if machine.exists(folder / f"xlwings-{version}.applescript"):
            yield Symptom("applescript", State.GOOD, "version", {"version": version})
        else:
            lacking = {"file": f"xlwings-{version}.applescript", "folder": folder}
            yield Symptom("applescript", State.FAULT, "applescript-missing", lacking)


def _security(machine: Machine) -> Iterator[Symptom]:
    """Look at Excel's own rules for macros."""
    if not machine.is_windows:
        return
    if machine.registry(_OFFICE, "VBAWarnings") == _MACROS_OFF:
        yield Symptom("macro_settings", State.FAULT, "macros-disabled")
    else:
        yield Symptom("macro_settings", State.GOOD, "macros-allowed")
    if not machine.registry(_OFFICE, "AccessVBOM"):
        yield Symptom("vba_project", State.GOOD, "no-vba-access")


def _file(path: Path, machine: Machine) -> Iterator[Symptom]:
    """Look at the file itself."""
    if machine.marked_as_downloaded(path):
        yield Symptom("file", State.FAULT, "downloaded")
    if "=" in path.name:
        yield Symptom("file_name", State.FAULT, "equals-in-name")
    roots = [machine.environment[name] for name in _CLOUD if machine.environment.get(name)]
    if any(path.resolve().is_relative_to(Path(root)) for root in roots):
        yield Symptom("folder", State.WARNING, "on-onedrive")


def _macros(path: Path, package: Package) -> Iterator[Symptom]:
    """Look at the modules."""
    from kpi_excel.live import macros  # noqa: PLC0415 - xlwings, without which the other checks still say so

    part = macros.project_part(package)
    if not part:
        yield Symptom("macros", State.FAULT, "without-macros")
        return
    found, wanted = macros.read_modules(package.read(part)), macros.current_modules()
    missing = [name for name in wanted if name not in found]
    if missing:
        yield Symptom("macros", State.FAULT, "modules-missing", {"modules": missing, "file": path.name})
        return
    version, installed = macros.version_of(found["xlwings"]), macros.version_of(wanted["xlwings"])
    if version != installed:
        differing = {"version": version or Phrase("no_version"), "installed": installed, "file": path.name}
        yield Symptom("macros", State.FAULT, "macros-of-other-xlwings", differing)
    else:
        yield Symptom("macros", State.GOOD, "macros-of-this-xlwings", {"version": version})
    old = [name for name in wanted if name != "xlwings" and macros.differ(found[name], wanted[name])]
    if old:
        yield Symptom("functions", State.WARNING, "functions-of-other-version", {"modules": old, "file": path.name})


def _settings(path: Path, package: Package, machine: Machine) -> Iterator[Symptom]:
    """Look at xlwings' settings in the workbook."""
    from kpi_excel.live import macros  # noqa: PLC0415

    settings = macros.read_settings(package)
    if not settings:
        yield Symptom("settings", State.WARNING, "no-settings", {"sheet": CONFIG_SHEET})
        return
    name = macros.INTERPRETERS.get(machine.platform, "")
    if name:
        yield _interpreter(settings.get(name.upper(), ""), path, machine)
    else:
        yield Symptom("interpreter", State.UNKNOWN, "interpreter-elsewhere")
    if settings.get("ADD_WORKBOOK_TO_PYTHONPATH", "true").casefold() in ("false", "0"):
        yield Symptom("search_path", State.GOOD, "folder-not-searched")
    else:
        yield Symptom("search_path", State.WARNING, "folder-searched", {"sheet": CONFIG_SHEET})


def _interpreter(named: str, path: Path, machine: Machine) -> Symptom:
    if not named:
        return Symptom("interpreter", State.WARNING, "no-interpreter", {"file": path.name})
    named = os.path.expandvars(named)
    values = {"path": named, "file": path.name}
    if named not in ("python", "pythonw") and not machine.exists(Path(named)):
        return Symptom("interpreter", State.FAULT, "interpreter-missing", values)
    version = machine.run(named, "import kpi_excel.live.udfs, xlwings; print(xlwings.__version__)")
    if not version:
        return Symptom("interpreter", State.FAULT, "interpreter-without-us", values)
    if version != machine.version("xlwings"):
        values |= {"version": version, "installed": machine.version("xlwings")}
        return Symptom("interpreter", State.FAULT, "interpreter-of-other-xlwings", values)
    return Symptom("interpreter", State.GOOD, "interpreter-loads", values)


def _content(package: Package) -> Iterator[Symptom]:
    """Look at sheets and formulas."""
    from kpi_excel.live import macros  # noqa: PLC0415

    sheets = read_structure(package).sheets
    embedded = [sheet.name for sheet in sheets if sheet.name.casefold().endswith(".py")]
    if embedded:
        yield Symptom("sheets", State.FAULT, "embedded-code", {"sheet": embedded[0]})
    names = b"|".join(re.escape(one.encode()) for one in macros.function_names())
    call = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?>[^<]*\b(?:" + names + rb")\(", re.IGNORECASE)
    calls = sum(len(call.findall(package.read(sheet.part))) for sheet in sheets)
    if calls > MANY_CALLS:
        yield Symptom("formulas", State.WARNING, "many-calls", {"calls": calls})
    elif calls:
        yield Symptom("formulas", State.GOOD, "some-calls", {"calls": calls})
