"""Number formats: every one that a workbook shows a number in."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

_FORMULAS = ("f", "formula", "formula1", "formula2", "calculatedColumnFormula", "definedName")
_TEXT = re.compile(r'"((?:[^"]|"")*)"')
_SIGN_BETWEEN = re.compile(r'"&[^",()]+&"')  # a format that is joined from pieces, with a cell's sign between them


def number_formats(path: Path) -> dict[str, str]:
    """List a workbook's number formats with a part in which each stands: of cells, rules, charts and formulas."""
    found: dict[str, str] = {}
    with zipfile.ZipFile(path) as package:
        for part in package.namelist():
            if part.endswith(".xml"):
                for code in _formats_in(etree.fromstring(package.read(part))):
                    found.setdefault(code, part)
    return found


def _formats_in(root: etree._Element) -> Iterator[str]:
    for node in root.iter("{*}*"):
        name = etree.QName(node).localname
        if name == "numFmt":
            yield node.get("formatCode", "")
        elif name == "formatCode" or name in _FORMULAS:
            yield from [node.text or ""] if name == "formatCode" else formats_of_texts(node.text or "")


def formats_of_texts(formula: str) -> Iterator[str]:
    """List the formats that a formula's calls of TEXT name.

    Example:
        >>> [*formats_of_texts('TEXT(A1,"0.0")&TEXT(MAX(A1,B1),IF(A1<9,"0","#,##0"))')]
        ['0.0', '0', '#,##0']
    """
    for call in re.finditer(r"\bTEXT\(", formula):
        inside = _second_argument(formula, call.end())
        for text in _TEXT.findall(_SIGN_BETWEEN.sub("٬", inside)):
            yield text.replace('""', '"')


def _second_argument(formula: str, start: int) -> str:
    depth, begins = 0, 0
    for found in re.finditer(r'"(?:[^"]|"")*"|[(),]', formula[start:]):
        match found[0]:
            case "(":
                depth += 1
            case ")" if depth == 0:
                return formula[start + begins : start + found.start()]
            case ")":
                depth -= 1
            case "," if depth == 0:
                begins = found.end()
            case _:
                pass
    raise ValueError(f"a bracket is missing: {formula}")
