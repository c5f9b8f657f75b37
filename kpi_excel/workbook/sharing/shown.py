"""Shown: the texts and numbers that a workbook's cells hold; whatever else it stores must not say more."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass

from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.parts.structure import Structure
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.xml import parse, unescape

SHARED = re.compile(rb'\st="s"[^>]*>\s*<(?:\w+:)?v>\s*([0-9]+)')
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)</")
_TEXT = re.compile(rb"<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)</")


@dataclass(frozen=True)
class Shown:
    """What cells hold.

    Args:
        texts: in small letters, without outer spaces.
        numbers: dates among them, as cells store them.
    """

    texts: frozenset[str]
    numbers: frozenset[float]

    def has(self, text: str) -> bool:
        """Tell whether a cell holds a text."""
        return text.strip().casefold() in self.texts


def shown(edit: Edit, structure: Structure) -> Shown:
    """Collect what the cells of all worksheets hold, of hidden ones too."""
    shared = shared_texts(edit.package)
    texts: set[str] = set()
    numbers: set[float] = set()
    for sheet in structure.sheets:
        rows = SheetData(edit.read(sheet.part)).serialize()
        texts.update(shared[int(one)] for one in SHARED.findall(rows) if int(one) < len(shared))
        texts.update(unescape(one.decode()) for one in _TEXT.findall(rows))
        for value in _VALUE.findall(SHARED.sub(b"", rows)):
            texts.add(unescape(value.decode()))
            with contextlib.suppress(ValueError):
                numbers.add(float(value))
    return Shown(frozenset(text.strip().casefold() for text in texts), frozenset(numbers))


def shared_strings_part(package: Package) -> str:
    """Name the part of the texts that cells share; empty if there is none."""
    links = package.relationships(package.workbook_part)
    return next((one.target for one in links if one.type == "sharedStrings" and one.target in package), "")


def shared_texts(package: Package) -> list[str]:
    """List the texts that cells share, by their numbers."""
    part = shared_strings_part(package)
    if not part:
        return []
    return ["".join(one.itertext("{*}t")) for one in parse(package.read(part)).iterchildren("{*}si")]
