"""VBA projects: the modules of a macro workbook, read and written without Excel.

The package that does it (pyOpenVBA, one author's) stands behind this module alone, and is loaded when it is needed:
without it everything works but macros, and what needs them says so.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from kpi_excel.errors import KpiExcelError, Phrase

REMEDY = Phrase("reinstall_pyopenvba")


class MacrosUnavailableError(KpiExcelError):
    """What reads and writes macros is not on this computer."""

    exit_code = 3


class ProjectError(Exception):
    """A VBA project cannot be understood; the message says why."""


class LockedError(Exception):
    """A VBA project is locked with a password."""


def is_at_hand() -> bool:
    """Tell whether macros can be read and written on this computer."""
    try:
        _package()
    except MacrosUnavailableError:
        return False
    return True


def new_project(sheets: int, sources: Mapping[str, str], classes: Collection[str]) -> bytes:
    """Make the VBA project of a workbook; the same bytes on every run.

    Args:
        sheets: how many sheets the workbook has; each gets a module, as Excel wants it.
        sources: source text by module name.
        classes: names of the modules that are classes.
    """
    package = _package()
    with tempfile.TemporaryDirectory() as folder:
        bare, full = Path(folder) / "bare.xlsm", Path(folder) / "full.xlsm"
        with Workbook(bare) as workbook:
            for _ in range(sheets):
                workbook.add_worksheet()
        with _opened(bare) as file:
            project = file.add_vba_project()
            for name, source in sources.items():
                project.add_module(name, source, kind=_kind(package, name, classes))
            file.save(full)
        return _project_in(full)


def module_of(workbook: Path, name: str) -> str:
    """Read the source of one module of a macro workbook.

    Raises:
        ProjectError: if the workbook or its project cannot be understood, or has no such module.
    """
    with _opened(workbook) as file:
        return str(file.get_module(name))


def modules_of(project: bytes) -> dict[str, str]:
    """Read the source of every module of a VBA project by its name.

    Raises:
        ProjectError: if the project cannot be understood.
    """
    with tempfile.TemporaryDirectory() as folder, _opened(_around(project, folder)) as file:
        return dict(file.vba_modules())


def with_modules(project: bytes, sources: Mapping[str, str], classes: Collection[str]) -> bytes:
    """Give a project with some modules written anew, and others as they were.

    Args:
        project: the project.
        sources: source text by module name; a module that is not there is added.
        classes: names of the modules that are classes.

    Raises:
        LockedError: if the project is locked.
        ProjectError: if it cannot be understood or written.
    """
    package = _package()
    with tempfile.TemporaryDirectory() as folder, _opened(_around(project, folder)) as file:
        own = file.vba_project()
        if own.protection.has_password:
            raise LockedError
        known = {one.casefold(): one for one in own.module_names()}
        for name, source in sources.items():
            if name.casefold() in known:
                file.set_module(known[name.casefold()], source)
            else:
                own.add_module(name, source, kind=_kind(package, name, classes))
        target = Path(folder) / "written.xlsm"
        file.save(target, allow_invalidate_signature=True)
        return _project_in(target)


def _package() -> Any:
    try:
        import pyopenvba  # noqa: PLC0415 - everything but macros does without it
    except (ImportError, OSError):
        raise MacrosUnavailableError("vba-package-missing", remedy=REMEDY) from None
    return pyopenvba


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open a macro workbook; what its reader stumbles over becomes a ProjectError."""
    package = _package()
    from pyopenvba.exceptions import PyOpenVBAError  # noqa: PLC0415

    try:
        with package.ExcelFile(path) as file:
            yield file
    except (PyOpenVBAError, OSError, KeyError) as error:
        raise ProjectError(str(error)) from error


def _around(project: bytes, folder: str) -> Path:
    """Write a workbook around a VBA project: what reads projects wants one."""
    path = Path(folder) / "project.xlsm"
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.add_worksheet()
        workbook.add_vba_project(BytesIO(project), is_stream=True)
    path.write_bytes(buffer.getvalue())
    return path


def _project_in(path: Path) -> bytes:
    with zipfile.ZipFile(path) as file:
        return file.read("xl/vbaProject.bin")


def _kind(package: Any, name: str, classes: Collection[str]) -> Any:
    return package.VBAModuleKind.other if name in classes else package.VBAModuleKind.standard
