"""Relative names: defined names that mean another cell in each cell that uses them, written out for the engine.

Excel keeps such a name as it would read in A1 and moves it along, around the sheet's edges if need be; the engine takes
the cell that it names in A1, wherever it is used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kpi_excel.workbook.cells import MAX_COLUMN, MAX_ROW, column_letters, column_number
from kpi_excel.workbook.xml import parse

_ASIDE = r""""(?:[^"]|"")*"|'(?:[^']|'')*'!?|\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]"""  # texts, sheets, columns
_CELL = re.compile(rf"{_ASIDE}|(?<![\w.$])(\$?)([A-Z]{{1,3}})(\$?)([0-9]{{1,7}})(?![\w.(!\[])")
_NAME = re.compile(rf"{_ASIDE}|(?<![\w.\\!$])([^\W\d][\w.\\]*)(?![\w.\\(!\[])")
_DEEPEST = 20  # names within names


def relative_names(workbook: bytes) -> Mapping[str, str]:
    """Give the names that mean another cell in each cell, casefolded, and what they mean in A1.

    A name that stands for several things, one on each sheet, is left out, and so is a function (LAMBDA).

    Args:
        workbook: the workbook's main part.
    """
    texts: dict[str, str] = {}
    several = set()
    for node in parse(workbook).iter("{*}definedName"):
        name = node.get("name", "").casefold()
        if name in texts:
            several.add(name)
        texts[name] = node.text or ""
    texts = {name: text for name, text in texts.items() if name not in several and "LAMBDA(" not in text.upper()}
    meanings: dict[str, str] = {}
    while more := {
        name: text for name, text in texts.items() if name not in meanings and (_moves(text) or uses(text, meanings))
    }:
        meanings |= more
    return meanings


def uses(formula: str, names: Mapping[str, str]) -> bool:
    """Tell whether a formula uses one of some names."""
    return bool(names) and any(one[1] and one[1].casefold() in names for one in _NAME.finditer(formula))


def written_out(formula: str, names: Mapping[str, str], row: int, column: int) -> str:
    """Write a cell's formula with what relative names mean there.

    Example:
        >>> written_out("left*2", {"left": "Data!XFD1"}, 5, 3)
        '(Data!B5)*2'
    """
    for _ in range(_DEEPEST):
        if not uses(formula, names):
            break
        formula = _NAME.sub(lambda found: _meaning(found, names, row, column), formula)
    return formula


def _meaning(match: re.Match[str], names: Mapping[str, str], row: int, column: int) -> str:
    text = names.get((match[1] or "").casefold())
    return match[0] if text is None else f"({_CELL.sub(lambda one: _moved(one, row - 1, column - 1), text)})"


def _moves(text: str) -> bool:
    return any(one[2] and not (one[1] and one[3]) for one in _CELL.finditer(text))


def _moved(match: re.Match[str], rows: int, columns: int) -> str:
    if not match[2]:
        return match[0]
    row, column = int(match[4]), column_number(match[2])
    if not match[1]:
        column = (column - 1 + columns) % MAX_COLUMN + 1
    if not match[3]:
        row = (row - 1 + rows) % MAX_ROW + 1
    return f"{match[1]}{column_letters(column)}{match[3]}{row}"
