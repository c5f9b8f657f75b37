"""Unseen sheets: those that no formula sees, so that they may be filled while formulas are calculated."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kpi_excel.workbook.filling.filled import Filled
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.structure import Sheet, Structure
from kpi_excel.workbook.xml import unescape

# print areas, print titles and filters, which Excel names itself, are seen by no formula; _xlnm.Database may be
_NAME = re.compile(rb'<(?:\w+:)?definedName\s(?![^>]*\bname="_xlnm\.(?:Print_|_Filter))[^>]*>([^<]*)<')
_SEVERAL_SHEETS = re.compile(r":[^\s,()!:<>]*!|:(?:[^':]|'')*'!")  # First:Last!, 'First one:Last one'!


def unseen_sheets(filled: Filled) -> frozenset[str]:
    """Name the sheets that have no formulas, and that neither formulas nor names mention."""
    formulas = {sheet.name: _formulas(filled, sheet) for sheet in filled.structure.sheets}
    seen = seen_by([*formulas.values(), *named(filled.edit)], filled.structure)
    return frozenset(
        sheet.name
        for sheet in filled.structure.sheets
        if sheet.name not in seen and not formulas[sheet.name] and not filled.sheet_data(sheet.part).has_formulas()
    )


def seen_by(formulas: Iterable[str], structure: Structure) -> frozenset[str]:
    """Name the sheets that some formulas mention, or all of them, where formulas may see anything."""
    text = "\n".join(formulas).casefold()
    anything = may_see_anything(text)
    return frozenset(
        sheet.name for sheet in structure.sheets if anything or any(mark in text for mark in _mentions(sheet))
    )


def may_see_anything(formulas: str) -> bool:
    """Tell whether casefolded formulas may see cells whose sheet and table they do not name."""
    return "indirect(" in formulas or _SEVERAL_SHEETS.search(formulas) is not None


def named(edit: Edit) -> list[str]:
    """List what a workbook's names stand for, casefolded."""
    return list(map(casefolded, _NAME.findall(edit.read(edit.package.workbook_part))))


def casefolded(xml: bytes) -> str:
    """Read XML as casefolded text; characters written as numbers have their case only once they are read."""
    return unescape(xml.decode("utf-8", "surrogateescape")).casefold()


def sheet_marks(name: str) -> tuple[str, str]:
    """Give how formulas begin references to a sheet, casefolded: ``name!`` or, in apostrophes, ``name'!``."""
    return f"{name.casefold()}!", "{}'!".format(name.replace("'", "''").casefold())


def _formulas(filled: Filled, sheet: Sheet) -> str:
    texts = casefolded(b"\n".join(filled.sheet_data(sheet.part).formulas()))
    return "\n".join([texts, *(formula.casefold() for table in sheet.tables for formula in table.formulas)]).strip()


def _mentions(sheet: Sheet) -> list[str]:
    return [*sheet_marks(sheet.name), *(table.name.casefold() for table in sheet.tables)]
