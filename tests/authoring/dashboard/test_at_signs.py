"""Excel 365 shows @ where an older formula would take one cell of a range silently: no shipped formula rests on that.

What it shows of the shipped formulas is the @ before INDEX, whose row and column say which cell is meant; without it
the formula gives the same.
"""

import html
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest
from openpyxl.formula import Tokenizer

from kpi_excel.authoring.dashboard.workbook import build_dashboard
from kpi_excel.model.settings import LANGUAGES

pytestmark = pytest.mark.slow

EVERY = frozenset(range(20))
RANGES = {  # the arguments that take ranges, by Excel's reference
    "COUNT": EVERY, "COUNTIF": {0}, "HLOOKUP": {1}, "INDEX": {0}, "LARGE": {0}, "MATCH": {1}, "MAX": EVERY,
    "MIN": EVERY, "ROWS": {0}, "SUM": EVERY,
}  # fmt: skip
ONE_CELL = re.compile(r"\w+\[\[#(?:This Row|Headers)\],\[[^\]]*\]\]|(?:[^!]+!)?\$?[A-Z]{1,3}\$?[0-9]+")


def formulas(language: str) -> set[str]:
    """Give the different formulas of a template's cells and columns."""
    with zipfile.ZipFile(BytesIO(build_dashboard(language))) as package:
        parts = [package.read(name).decode() for name in package.namelist() if re.search("worksheets/|tables/", name)]
    found = re.findall(r"<(?:f|calculatedColumnFormula)>([^<]+)</", "".join(parts))
    return {html.unescape(formula) for formula in found}


def taken_silently(formula: str) -> Iterator[str]:
    """Find ranges of several cells that stand where one value is expected."""
    stack: list[tuple[str, int]] = [("", 0)]
    tokens = [one for one in Tokenizer(f"={formula}").items if one.type != "WHITE-SPACE"]
    for index, token in enumerate(tokens):
        around = {one.type for one in tokens[max(index - 1, 0) : index + 2] if one is not token}
        if token.subtype == "OPEN":
            stack.append((token.value[:-1] or stack[-1][0], 0 if token.value[:-1] else stack[-1][1]))
        elif token.subtype == "CLOSE":
            stack.pop()
        elif token.type == "SEP":
            stack[-1] = (stack[-1][0], stack[-1][1] + 1)
        elif token.subtype == "RANGE" and ("[" in token.value or ":" in token.value):
            function, argument = stack[-1]
            alone = "OPERATOR-INFIX" not in around
            if not ONE_CELL.fullmatch(token.value) and not (alone and argument in RANGES.get(function, ())):
                yield token.value


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_range_stands_where_one_value_is_expected(language: str) -> None:
    every = formulas(language)
    assert len(every) > 400
    assert {formula: found for formula in every if (found := list(taken_silently(formula)))} == {}


@pytest.mark.parametrize(
    ("formula", "ranges"),
    [
        ("LEN(A1:A3)", ["A1:A3"]),  # shown as LEN(@A1:A3)
        ("ROW(t[#Headers])", ["t[#Headers]"]),
        ("SUM(t[a]*2)", ["t[a]"]),
        ("IF(t[[#This Row],[a]]>0,t[b],0)", ["t[b]"]),
        ("SUM(t[a])+INDEX(t[b],MATCH(A1,t[[#All],[c]],0))+ROW(t[[#Headers],[a]])+'S 1'!$A$1", []),
    ],
)
def test_such_ranges_are_found(formula: str, ranges: list[str]) -> None:
    assert list(taken_silently(formula)) == ranges
