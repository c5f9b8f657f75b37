"""The doctor: what keeps the buttons and functions from working in Excel, each with its remedy.

The checks are those for which people write to xlwings most often. One that would stop Excel is a fault; others are
warnings, or notes of what is as it should be. Nothing is changed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from kpi_excel.authoring.inputs.macros import CONFIG_SHEET
from kpi_excel.errors import KpiExcelError
from kpi_excel.errors.unforeseen import unforeseen
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
_UPGRADE = "Run: kpi-excel upgrade-macros {file}"
_INSTALL = "Run: python -m pip install --force-reinstall {package}"
_CLOUD = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")


class State(StrEnum):
    """How a check came out."""

    GOOD = "good"
    WARNING = "warning"
    FAULT = "fault"  # Excel would be stopped
    UNKNOWN = "unknown"  # cannot be looked at here


@dataclass(frozen=True)
class Check:
    """One check.

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


def examine(workbook: Path | None = None, machine: Machine | None = None) -> list[Check]:
    """Examine this computer, and a workbook if one is named.

    Raises:
        FileError: if the workbook cannot be read.
    """
    machine = machine or Machine()
    checks: list[tuple[str, Callable[[], Iterator[Check]]]] = [
        ("Excel", partial(_program, machine)),
        ("Python", partial(_python, machine)),
        ("Packages", partial(_packages, machine)),
        ("Connection", partial(_connection, machine)),
        ("Macro settings", partial(_security, machine)),
    ]
    if workbook is None:
        return [finding for subject, check in checks for finding in _made(subject, check)]
    with open_package(workbook) as package:
        checks += [
            ("File", partial(_file, workbook, machine)),
            ("Macros", partial(_macros, workbook, package)),
            ("Settings", partial(_settings, workbook, package, machine)),
            ("Formulas", partial(_content, package)),
        ]
        return [finding for subject, check in checks for finding in _made(subject, check)]


def _made(subject: str, check: Callable[[], Iterator[Check]]) -> list[Check]:
    """Make a check; what stops it stops no other one."""
    try:
        return list(check())
    except KpiExcelError as error:
        return [Check(subject, State.FAULT, error.message, error.fix)]
    except BaseException as error:
        if not is_failure(error):
            raise
        said = unforeseen(error, "doctor")
        return [Check(subject, State.UNKNOWN, "could not be looked at", said.fix)]


def _program(machine: Machine) -> Iterator[Check]:
    """Look for Excel."""
    if machine.is_windows:
        if machine.registry(_EXCEL_PATH):
            yield Check("Excel", State.GOOD, "installed")
        else:
            yield Check("Excel", State.FAULT, "not found on this computer", "Install Excel for Windows.")
    elif machine.is_mac:
        if machine.exists(Path("/Applications/Microsoft Excel.app")):
            yield Check("Excel", State.GOOD, "installed; buttons work, worksheet functions need Windows")
        else:
            yield Check("Excel", State.FAULT, "not found in Applications", "Install Excel for Mac.")
    else:
        fix = "Use the commands, and `kpi-excel watch` beside LibreOffice; make the macro workbook where Excel is."
        yield Check("Excel", State.UNKNOWN, f"does not run on this system ({machine.platform})", fix)


def _python(machine: Machine) -> Iterator[Check]:
    """Look at the packages."""
    version = machine.version("xlwings")
    if not version:
        yield Check("xlwings", State.FAULT, "not installed", "Run: python -m pip install xlwings")
    else:
        yield Check("xlwings", State.GOOD, f"version {version}")
    if machine.has_module("numpy"):
        yield Check("numpy", State.GOOD, "installed: no value is an empty cell")
    else:
        yield Check("numpy", State.FAULT, "not installed", "Run: python -m pip install numpy")
    if machine.is_windows:
        if machine.has_module("win32com") and machine.has_module("pythoncom"):
            yield Check("pywin32", State.GOOD, "installed")
        else:
            fix = _INSTALL.format(package="pywin32")
            yield Check("pywin32", State.FAULT, "not installed or broken, so Python cannot talk to Excel", fix)
    if any(part in str(machine.executable) for part in ("WindowsApps",)):
        fix = "Install Python from python.org if the functions do not start."
        yield Check("Python", State.WARNING, f"from the Microsoft Store ({machine.executable})", fix)
    else:
        yield Check("Python", State.GOOD, str(machine.executable))


def _packages(machine: Machine) -> Iterator[Check]:
    """Look at what can be missing: then something else serves, or a part of the work is left undone."""
    for one in CALCULATORS:
        if machine.calculates_with(one):
            yield Check(one.name, State.GOOD, "at hand: calculates and verifies formulas")
        else:
            yield Check(one.name, State.WARNING, "not at hand: formulas are left to the others", f"{one.remedy}.")
    if machine.writes_macros():
        yield Check("pyOpenVBA", State.GOOD, "at hand: writes the buttons and functions of workbooks")
    else:
        found = "not at hand: no workbook gets buttons and functions, all else works"
        yield Check("pyOpenVBA", State.WARNING, found, f"{vba_projects.REMEDY}.")


def _connection(machine: Machine) -> Iterator[Check]:
    """Look at what connects macros and Python."""
    version = machine.version("xlwings")
    if machine.is_windows:
        names = [f"xlwings64-{version}.dll", f"xlwings32-{version}.dll"]
        missing = [name for name in names if not machine.exists(machine.prefix / name)]
        if names[0] in missing:
            fix = f"{_INSTALL.format(package='xlwings')}; if it vanishes again, tell your virus scanner to allow it."
            yield Check("xlwings DLL", State.FAULT, f"{names[0]} is not in {machine.prefix}", fix)
        else:
            yield Check("xlwings DLL", State.GOOD, f"version {version}")
    elif machine.is_mac:
        folder = machine.home / "Library" / "Application Scripts" / "com.microsoft.Excel"
        if machine.exists(folder / f"xlwings-{version}.applescript"):
            yield Check("AppleScript", State.GOOD, f"version {version}")
        else:
            found = f"xlwings-{version}.applescript is not in {folder}"
            yield Check("AppleScript", State.FAULT, found, "Run once: xlwings runpython install")


def _security(machine: Machine) -> Iterator[Check]:
    """Look at Excel's own rules for macros."""
    if not machine.is_windows:
        return
    if machine.registry(_OFFICE, "VBAWarnings") == _MACROS_OFF:
        fix = "In Excel: File, Options, Trust Center, Macro Settings: disable VBA macros with notification."
        yield Check("Macro settings", State.FAULT, "Excel disables all macros without asking", fix)
    else:
        yield Check("Macro settings", State.GOOD, "Excel asks before it runs macros, or allows them")
    if not machine.registry(_OFFICE, "AccessVBOM"):
        found = "no access to the VBA project: needed only for xlwings' own Import Functions, not here"
        yield Check("VBA project", State.GOOD, found)


def _file(path: Path, machine: Machine) -> Iterator[Check]:
    """Look at the file itself."""
    if machine.marked_as_downloaded(path):
        fix = "Close it; in Explorer: right-click, Properties, Unblock, OK."
        yield Check("File", State.FAULT, "Windows blocks its macros: it came from the internet or by mail", fix)
    if "=" in path.name:
        yield Check("File name", State.FAULT, "holds “=”, at which xlwings cuts it off", "Rename the file without it.")
    roots = [machine.environment[name] for name in _CLOUD if machine.environment.get(name)]
    if any(path.resolve().is_relative_to(Path(root)) for root in roots):
        fix = "If Refresh does not find it, keep it in a folder that is not synchronized."
        yield Check("Folder", State.WARNING, "lies on OneDrive, where Excel knows it by a web address", fix)


def _macros(path: Path, package: Package) -> Iterator[Check]:
    """Look at the modules."""
    from kpi_excel.live import macros  # noqa: PLC0415 - xlwings, without which the other checks still say so

    upgrade = _UPGRADE.format(file=path.name)
    part = macros.project_part(package)
    if not part:
        fix = "Start with `kpi-excel new kpis.xlsm`; for this file use the commands."
        yield Check("Macros", State.FAULT, "the workbook has none", fix)
        return
    try:
        found, wanted = macros.read_modules(package.read(part)), macros.current_modules()
    except KpiExcelError as error:
        yield Check("Macros", State.FAULT, error.message, error.fix)
        return
    missing = [name for name in wanted if name not in found]
    if missing:
        yield Check("Macros", State.FAULT, f"the modules {', '.join(missing)} are missing", upgrade)
        return
    version, installed = macros.version_of(found["xlwings"]), macros.version_of(wanted["xlwings"])
    if version != installed:
        said = f"for xlwings {version or 'of no version'}, but {installed} is installed: they must be the same"
        yield Check("Macros", State.FAULT, said, upgrade)
    else:
        yield Check("Macros", State.GOOD, f"for xlwings {version}, which is installed")
    old = [name for name in wanted if name != "xlwings" and macros.differ(found[name], wanted[name])]
    if old:
        yield Check("Functions", State.WARNING, f"written by another version: {', '.join(old)}", upgrade)


def _settings(path: Path, package: Package, machine: Machine) -> Iterator[Check]:
    """Look at xlwings' settings in the workbook."""
    from kpi_excel.live import macros  # noqa: PLC0415

    settings = macros.read_settings(package)
    if not settings:
        found = f"no sheet {CONFIG_SHEET}: xlwings takes the first Python it finds"
        yield Check("Settings", State.WARNING, found, "Copy that sheet from a workbook of `kpi-excel new`.")
        return
    name = macros.INTERPRETERS.get(machine.platform, "")
    if name:
        yield _interpreter(settings.get(name.upper(), ""), path, machine)
    else:
        yield Check("Interpreter", State.UNKNOWN, "is one of Windows or a Mac, and cannot be tried here")
    if settings.get("ADD_WORKBOOK_TO_PYTHONPATH", "true").casefold() in ("false", "0"):
        yield Check("Search path", State.GOOD, "the workbook's folder is not searched for Python modules")
    else:
        found = "Python modules in the workbook's folder would run before the installed ones"
        fix = f"Set ADD_WORKBOOK_TO_PYTHONPATH to False on the hidden sheet {CONFIG_SHEET}."
        yield Check("Search path", State.WARNING, found, fix)


def _interpreter(named: str, path: Path, machine: Machine) -> Check:
    upgrade = _UPGRADE.format(file=path.name)
    if not named:
        return Check("Interpreter", State.WARNING, "none is named: the first Python on the path runs", upgrade)
    named = os.path.expandvars(named)
    if named not in ("python", "pythonw") and not machine.exists(Path(named)):
        return Check("Interpreter", State.FAULT, f"{named} is not on this computer", upgrade)
    version = machine.run(named, "import kpi_excel.live.udfs, xlwings; print(xlwings.__version__)")
    if not version:
        fix = f'Run: "{named}" -m pip install kpi-excel'
        return Check("Interpreter", State.FAULT, f"{named} cannot load kpi_excel", fix)
    if version != machine.version("xlwings"):
        found = f"{named} has xlwings {version}, this one {machine.version('xlwings')}"
        return Check("Interpreter", State.FAULT, found, f'Run: "{named}" -m kpi_excel upgrade-macros {path.name}')
    return Check("Interpreter", State.GOOD, f"{named} loads kpi_excel")


def _content(package: Package) -> Iterator[Check]:
    """Look at sheets and formulas."""
    from kpi_excel.live import macros  # noqa: PLC0415

    sheets = read_structure(package).sheets
    embedded = [sheet.name for sheet in sheets if sheet.name.casefold().endswith(".py")]
    if embedded:
        found = f"the sheet {embedded[0]} looks like embedded code, for which xlwings asks for a licence"
        yield Check("Sheets", State.FAULT, found, "Rename the sheet so that it does not end in .py.")
    names = b"|".join(re.escape(one.encode()) for one in macros.function_names())
    call = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?>[^<]*\b(?:" + names + rb")\(", re.IGNORECASE)
    calls = sum(len(call.findall(package.read(sheet.part))) for sheet in sheets)
    if calls > MANY_CALLS:
        fix = "Give a function a whole column: =ENGAGEMENT_RATE(B2:B5000, C2:C5000) is one call."
        yield Check("Formulas", State.WARNING, f"{calls:,} cells call Python, one by one: that is slow", fix)
    elif calls:
        yield Check("Formulas", State.GOOD, f"{calls:,} cells call Python")
