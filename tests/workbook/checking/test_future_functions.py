"""The functions that need a prefix are those that XlsxWriter prefixes, those of Microsoft's list, and newer ones."""

import inspect
import re

import pytest
from xlsxwriter.worksheet import Worksheet

from kpi_excel.workbook.checking.future_functions import NEEDS_PREFIX, prefix_of


def test_every_function_that_xlsxwriter_prefixes_is_known_with_its_prefix() -> None:
    source = inspect.getsource(Worksheet._prepare_formula)
    expected = {name: prefix for prefix, name in re.findall(r'"(_xlfn\.(?:_xlws\.)?)([A-Z][A-Z0-9.]*)\("', source)}
    assert len(expected) > 150
    assert {name: prefix_of(name) for name in expected} == expected


@pytest.mark.parametrize("name", ["XLOOKUP", "LET", "ENCODEURL", "GROUPBY", "REGEXTEST", "STOCKHISTORY", "FIELDVALUE"])
def test_what_xlsxwriter_does_not_know_is_known_too(name: str) -> None:
    assert prefix_of(name) == "_xlfn."  # [MS-XLSX] 2.2.3, and as Excel 365 stores the newer ones


@pytest.mark.parametrize("name", ["SUM", "SUMIFS", "IFERROR", "NETWORKDAYS.INTL", "WORKDAY.INTL", "CEILING", "RANK"])
def test_functions_of_the_format_itself_need_none(name: str) -> None:
    assert prefix_of(name) == ""
    assert name not in NEEDS_PREFIX
