"""Own marks: whoever calculates in a program's place writes numbers into sentences with the dashboard's own marks.

A dashboard asks the program that shows it how it separates fractions and thousands. An engine would answer for itself;
what is stored is to read as the dashboard's language does.
"""

from __future__ import annotations

import re

from kpi_excel.workbook.formulas import SHOWN_MARKS, mark_name
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.xml import parse

_FORMULAS = {formula.encode(): mark_name(name) for name, formula in SHOWN_MARKS.items()}
_ASKING = re.compile(rb"(<(?:\w+:)?f(?:\s[^>]*)?>)(%b)(?=</)" % b"|".join(map(re.escape, _FORMULAS)))


def with_own_marks(data: bytes) -> bytes:
    """Give a workbook file whose cells that ask for marks refer to its own; the same bytes where there are none."""
    edit = Edit(Package(data, "copy.xlsx"))
    keep_own_marks(edit)
    return edit.save(compress=False) if edit.changed() else data


def keep_own_marks(edit: Edit) -> None:
    """Let the cells that ask for marks refer to the workbook's own, where it has named them."""
    package = edit.package
    named = {node.get("name", "") for node in parse(edit.read(package.workbook_part)).iter("{*}definedName")}

    def own(found: re.Match[bytes]) -> bytes:
        name = _FORMULAS[found[2]]
        return found[1] + (name.encode() if name in named else found[2])

    for sheet in read_structure(package).sheets:
        edit.write(sheet.part, _ASKING.sub(own, edit.read(sheet.part)))
