"""Ownership: which files may be replaced without asking, which are those that this program made.

A dashboard says so in a hidden name. One of an earlier version is known by the tables that only it has, and one made
from a template of its owner's by that template's tables. Everything else is somebody's work, input workbooks above all.
"""

from __future__ import annotations

from pathlib import Path

from kpi_excel.errors import FileError, UsageError
from kpi_excel.model.dataset import PREFIX
from kpi_excel.workbook.filling.asked import dataset_of
from kpi_excel.workbook.parts.marks import Kind, read_maker
from kpi_excel.workbook.parts.package import Package, open_package
from kpi_excel.workbook.parts.structure import Structure, read_structure
from kpi_excel.workbook.vocabulary import fold, table_names

_OUR_TABLES = {"kpi_slices", "kpi_view"}
_ALSO_IN_INPUTS = "issues"  # the dataset of which an input workbook has a table, too
_MANY = 3  # input tables that no dashboard has by chance


def refuse_to_replace(path: Path, template: Path | None = None) -> None:
    """Refuse to write over a file that is not a dashboard of ours.

    Args:
        path: the file to write; there may be none.
        template: what the new one is made from; None for the shipped dashboard.

    Raises:
        FileError: if the template is that file, and cannot be read.
        UsageError: if there is another file of that name.
    """
    if not path.is_file():
        return
    try:
        with open_package(path) as package:
            ours, is_input = _judged(package, template)
    except FileError:
        if path == template:  # it is to be filled again, and why it cannot be is what matters
            raise
        ours = is_input = False
    if is_input:
        raise UsageError("not-replaced-input", name=path.name)
    if not ours:
        raise UsageError("not-replaced-other", name=path.name)


def refuse_other_content(path: Path, data: bytes) -> None:
    """Refuse to write over a file of the same name that holds something else.

    Raises:
        UsageError: if there is one.
    """
    if path.exists() and (not path.is_file() or path.read_bytes() != data):
        raise UsageError("not-replaced-changed", name=path.name)


def _judged(package: Package, template: Path | None) -> tuple[bool, bool]:
    """Tell whether a workbook is a dashboard of ours, and whether it is an input workbook."""
    maker, structure = read_maker(package), read_structure(package)
    if maker is not None:
        return maker.kind is not Kind.INPUT, maker.kind is Kind.INPUT
    if {name.casefold() for name in structure.table_names} >= _OUR_TABLES:
        return True, False
    inputs = {table_names().get(fold(name)) for name in (*structure.table_names, *_sheets(structure))} - {None}
    if len(inputs) >= _MANY:
        return False, True
    return template is not None and _is_made_from(structure, template), False


def _sheets(structure: Structure) -> list[str]:
    """Name the sheets: programs other than Excel keep no names of tables."""
    return [sheet.name for sheet in structure.sheets if not any(dataset_of(table.name) for table in sheet.tables)]


def _is_made_from(structure: Structure, template: Path) -> bool:
    """Tell whether a workbook has just the tables to fill that a template has."""
    with open_package(template) as package:
        wanted = _filled(read_structure(package))
    return bool(wanted) and _filled(structure) == wanted


def _filled(structure: Structure) -> set[str]:
    names = {name.casefold() for name in structure.table_names}
    return {name for name in names if name.startswith(PREFIX) and dataset_of(name) != _ALSO_IN_INPUTS}
