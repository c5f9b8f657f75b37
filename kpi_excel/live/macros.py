"""Macros: the input workbook with buttons and worksheet functions, and its modules written anew.

A VBA project is made from source text without Excel. xlwings' own modules are taken from the installed xlwings, because
its macros and its Python side must be of one version.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import xlwings

from kpi_excel.authoring.inputs.macros import CONFIG_SHEET, build_macro_workbook
from kpi_excel.errors import FileError, InputError, Phrase
from kpi_excel.live import vba_projects
from kpi_excel.live.udfs import DECLARATIONS
from kpi_excel.live.vba_projects import LockedError, ProjectError
from kpi_excel.live.wrappers import BUTTONS, UDF_MODULE, button_module, wrapper_module
from kpi_excel.model.declaration import Declaration
from kpi_excel.workbook.atomic import write_atomically
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import Package, open_package
from kpi_excel.workbook.parts.structure import Sheet, read_structure
from kpi_excel.workbook.sheet.cell_reader import CellReader
from kpi_excel.workbook.sheet.sheet_data import SheetData, style_of, write_cell

STANDALONE = "quickstart_standalone.xlsm"  # with xlwings' modules as Excel keeps them
INTERPRETERS: Mapping[str, str] = {"win32": "Interpreter_Win", "darwin": "Interpreter_Mac"}
"""xlwings' name of the setting that says which Python runs, by platform."""

_XLWINGS, _DICTIONARY, _WRAPPERS, _BUTTONS = "xlwings", "Dictionary", "xlwings_udfs", "KpiExcel"
_CLASSES = (_DICTIONARY,)
_CAPTIONS = {"refresh": "RefreshDashboard", "check": "CheckWorkbook"}
_VERSION = re.compile(r'XLWINGS_VERSION As String = "([^"]+)"')
_PROJECT_TYPE, _SIGNATURE, _TYPES = "vbaProject", "vbaProjectSignature", "[Content_Types].xml"
_ROWS = 200  # of the settings sheet that are looked at


@dataclass(frozen=True)
class Upgrade:
    """What writing a workbook's modules anew did.

    Args:
        path: the workbook.
        before: version of xlwings that its macros were for; empty if they were not there.
        after: version they are for now.
        changed: names of the modules whose text changed.
        interpreter: the Python that was entered, because the one named was not there; empty if it stayed.
        signature_lost: whether the macros were signed, which they are no longer.
    """

    path: Path
    before: str
    after: str
    changed: tuple[str, ...]
    interpreter: str = ""
    signature_lost: bool = False


@cache
def xlwings_modules() -> Mapping[str, str]:
    """Read the modules of the installed xlwings: its own, and the dictionary that it needs on a Mac.

    Raises:
        FileError: if the installed xlwings lacks them, or they are for another version.
    """
    folder = Path(xlwings.__file__).parent
    try:
        main = (folder / "xlwings.bas").read_bytes().decode("cp1252")
        dictionary = vba_projects.module_of(folder / STANDALONE, _DICTIONARY)
    except (OSError, ProjectError):
        raise FileError("xlwings-without-macros") from None
    if version_of(main) != xlwings.__version__:
        raise FileError("xlwings-mixed", vba=version_of(main) or Phrase("no_version"), python=xlwings.__version__)
    return {_XLWINGS: main, _DICTIONARY: dictionary}


def version_of(module: str) -> str:
    """Give the version that xlwings' VBA module is for; empty if it says none."""
    match = _VERSION.search(module)
    return match[1] if match else ""


def modules(functions: Iterable[Declaration]) -> dict[str, str]:
    """Give the source of every module of a macro workbook by its name."""
    functions = list(functions)
    return {
        **xlwings_modules(),
        _BUTTONS: button_module(functions, xlwings.__version__),
        _WRAPPERS: wrapper_module(functions),
    }


def function_names() -> list[str]:
    """Name the worksheet functions of this installation."""
    return [one.name for one in DECLARATIONS]


def current_modules() -> dict[str, str]:
    """Give the source of every module as this installation writes it.

    Raises:
        FileError: if the installed xlwings is incomplete.
    """
    return modules(DECLARATIONS)


def vba_project(sheets: int, sources: Mapping[str, str]) -> bytes:
    """Make the VBA project of a workbook; the same bytes on every run.

    Args:
        sheets: how many sheets the workbook has; each gets a module, as Excel wants it.
        sources: source text by module name.
    """
    return vba_projects.new_project(sheets, sources, _CLASSES)


def default_settings(platform: str = sys.platform, interpreter: str = sys.executable) -> dict[str, str]:
    """Give the settings of xlwings that a workbook gets; the first value in the sheet of that name counts.

    Args:
        platform: as ``sys.platform`` names it; on one without Excel no interpreter is entered.
        interpreter: the Python that is to run.
    """
    named = {name: interpreter if one == platform else "" for one, name in INTERPRETERS.items()}
    return {**named, "UDF Modules": UDF_MODULE, "ADD_WORKBOOK_TO_PYTHONPATH": "False"}


def macro_workbook(language: str, settings: Mapping[str, str] | None = None) -> bytes:
    """Make the empty input workbook with macros.

    Args:
        language: ``en``, ``id`` or ``fa``.
        settings: of xlwings; those of this environment unless given.
    """
    sources = current_modules()
    buttons = {caption: macro for caption, macro in _CAPTIONS.items() if macro in BUTTONS}
    return build_macro_workbook(
        language,
        lambda sheets: vba_project(sheets, sources),
        buttons,
        default_settings() if settings is None else settings,
    )


def upgrade(path: Path) -> Upgrade:
    """Write the modules of a macro workbook anew and keep everything else, other modules and settings included.

    The Python that the settings name stays, unless this computer does not have it.

    Raises:
        FileError: if the file cannot be read or written, or its macros are locked.
        InputError: if it has no macros.
    """
    sources = current_modules()
    with open_package(path) as package:
        part = project_part(package)
        if not part:
            raise InputError("no-macros", name=path.name)
        edit = Edit(package)
        before, changed, project = _replaced(package.read(part), sources, path.name)
        edit.write(part, project)
        signature_lost = bool(changed) and _drop_signature(edit, part)
        interpreter = _enter_interpreter(edit)
        if edit.changed():
            write_atomically(path, edit.save())
    return Upgrade(path, before, xlwings.__version__, tuple(changed), interpreter, signature_lost)


def project_part(package: Package) -> str:
    """Give the part of a workbook's VBA project; empty if it has none."""
    targets = (one.target for one in package.relationships(package.workbook_part) if one.type == _PROJECT_TYPE)
    return next((target for target in targets if target in package), "")


def read_modules(project: bytes) -> dict[str, str]:
    """Read the source of every module of a VBA project by its name.

    Raises:
        FileError: if the project cannot be understood.
    """
    try:
        return vba_projects.modules_of(project)
    except ProjectError as error:
        raise FileError("macros-not-read", reason=error) from None


def _replaced(project: bytes, sources: Mapping[str, str], name: str) -> tuple[str, list[str], bytes]:
    """Replace modules of a project; give the version of xlwings it was for, what changed, and the project."""
    try:
        old = {one.casefold(): source for one, source in vba_projects.modules_of(project).items()}
        before = version_of(old.get(_XLWINGS, ""))
        changed = {
            module: source
            for module, source in sources.items()
            if module.casefold() not in old or differ(old[module.casefold()], source)
        }
        written = vba_projects.with_modules(project, changed, _CLASSES)
        return before, list(changed), written if changed else project
    except LockedError:
        raise FileError("macros-locked", name=name) from None
    except ProjectError as error:
        raise FileError("macros-not-written", name=name, reason=error) from None


def _drop_signature(edit: Edit, part: str) -> bool:
    """Leave out the signature of a project that is another one now; tell whether there was one."""
    signatures = [one.target for one in edit.package.relationships(part) if _SIGNATURE in one.type]
    if not signatures:
        return False
    folder, _, name = part.rpartition("/")
    types = edit.read(_TYPES)
    for gone in [*signatures, f"{folder}/_rels/{name}.rels"]:
        edit.remove(gone)
        types = re.sub(rb"<Override\b[^>]*%b[^>]*/>" % re.escape(f'"/{gone}"'.encode()), b"", types)
    edit.write(_TYPES, types)
    return True


def differ(first: str, other: str) -> bool:
    """Tell whether two sources differ in more than what Excel changes itself: line ends, case and outer spaces."""
    lines, others = ([line.strip().casefold() for line in text.strip().split("\n")] for text in (first, other))
    return lines != others


def config_sheet(package: Package) -> Sheet | None:
    """Give the sheet of xlwings' settings; None if there is none."""
    return next((one for one in read_structure(package).sheets if one.name == CONFIG_SHEET), None)


def read_settings(package: Package) -> dict[str, str]:
    """Read xlwings' settings from a workbook's sheet of them, by their names in capitals; empty without the sheet."""
    sheet = config_sheet(package)
    if sheet is None:
        return {}
    data, reader = SheetData(package.read(sheet.part)), CellReader(package)
    settings: dict[str, str] = {}
    for row in range(1, _ROWS):
        name = reader.value(data.cell(row, 1))
        if name in (None, ""):
            break
        value = reader.value(data.cell(row, 2))
        settings.setdefault(str(name).upper(), "" if value is None else str(value))
    return settings


def _enter_interpreter(edit: Edit) -> str:
    """Enter this Python as the one that runs, unless the one entered is there; give what was entered."""
    name, sheet = INTERPRETERS.get(sys.platform, ""), config_sheet(edit.package)
    if not name or sheet is None:
        return ""
    named = read_settings(edit.package).get(name.upper(), "")
    if named and (Path(named).is_file() or not Path(named).is_absolute()):
        return ""
    data, reader = SheetData(edit.read(sheet.part)), CellReader(edit.package)
    for row in range(1, _ROWS):
        if str(reader.value(data.cell(row, 1)) or "").upper() == name.upper():
            old = data.cell(row, 2)
            data.row(row).cells[2] = write_cell(row, 2, sys.executable, style_of(old), prefix=data.prefix)
            edit.write(sheet.part, data.serialize())
            return sys.executable
    return ""
