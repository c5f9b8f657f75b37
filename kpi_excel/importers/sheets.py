"""Sheets: the values of a workbook that somebody downloaded, measured before they are read."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from kpi_excel.catalogue import TABLES
from kpi_excel.importers.files import ExportFile
from kpi_excel.importers.refusal import RefusedError
from kpi_excel.model.dataset import PREFIX
from kpi_excel.workbook.native import PanicError, catching_panics, is_failure
from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.parts.structure import Structure, read_structure
from kpi_excel.workbook.reading.extent import measure
from kpi_excel.workbook.reading.values import ValueReader

_LARGEST = 1 << 31  # bytes of all parts, unpacked
Sheets = dict[str, list[list[Any]]]


def read_sheets(file: ExportFile) -> Sheets:
    """Read the values of an .xlsx workbook, by sheet.

    Raises:
        RefusedError: if it is damaged or locked, too large, or a workbook of ours.
    """
    try:
        package = Package(file.data, file.name)
        if sum(info.file_size for info in package.zip.infolist()) > _LARGEST:
            raise RefusedError("too-large", limit="2 GB")
        structure = read_structure(package)
        if _is_ours(structure):
            raise RefusedError("own-workbook")
        for sheet in structure.sheets:
            extent = measure(package, sheet.part)
            if extent.is_too_large:
                cells, most = f"{extent.rows * extent.columns:,}", f"{extent.limit:,}"
                raise RefusedError("sheet-too-large", last=extent.last, cells=cells, most=most)
        reader = ValueReader(package, structure.sheets, structure.date_1904)
        return {sheet.name: reader.rows(sheet) for sheet in structure.sheets}
    except RefusedError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise RefusedError("damaged-workbook") from error
    except BaseException as error:  # what else a workbook makes its readers stumble over
        if not is_failure(error):
            raise
        raise RefusedError("damaged-workbook") from error


def read_old_sheets(file: ExportFile) -> Sheets:
    """Read the values of an .xls workbook, by sheet; it cannot claim more than its bytes hold.

    Raises:
        RefusedError: if it is damaged or locked.
    """
    try:
        with catching_panics():
            book = CalamineWorkbook.from_filelike(BytesIO(file.data))
            return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (PanicError, CalamineError, OSError) as error:
        raise RefusedError("damaged-workbook") from error


def _is_ours(structure: Structure) -> bool:
    """Tell whether a workbook holds tables of an input workbook or a dashboard."""
    names = {table.name.casefold() for sheet in structure.sheets for table in sheet.tables}
    return "settings" in names & set(TABLES) or any(name.startswith(PREFIX) for name in names)
