"""What Excel is told of a function: names that VBA takes, and help."""

import re

import openpyxl.utils

from kpi_excel.catalogue import KPIS
from kpi_excel.catalogue.custom import EXCEL_FUNCTIONS
from kpi_excel.live.declare import VBA_WORDS
from kpi_excel.live.udfs import DECLARATIONS
from kpi_excel.workbook.checking.future_functions import NEEDS_PREFIX
from tests.live.asked import DECLARED, NAMES, check_help, imported


def test_what_xlwings_keeps_of_a_function_is_its_declaration() -> None:
    """Macro workbooks are made of declarations, on any machine; on Windows Excel gets what xlwings keeps."""
    assert [one.name for one in DECLARATIONS] == sorted(NAMES)
    for one in DECLARATIONS:
        kept = imported()["declared"][one.name]
        assert [(each["name"], each["doc"]) for each in kept["args"]] == [
            (each.name, each.help) for each in one.arguments
        ]
        assert all(each["options"] == {"ndim": 2} for each in kept["args"])  # a range keeps its shape
        assert (kept["ret"]["doc"], kept["category"], kept["volatile"]) == (one.help, one.category, one.volatile)


def test_functions_and_arguments_have_help_and_category() -> None:
    for name in NAMES:
        check_help(name)


def test_no_name_is_a_word_of_vba_a_function_of_excel_or_a_cell() -> None:
    built_in = EXCEL_FUNCTIONS | NEEDS_PREFIX | openpyxl.utils.FORMULAE
    for name in NAMES:
        assert re.fullmatch("[A-Z][A-Z0-9_]*", name)
        assert name not in built_in
        assert name.lower() not in VBA_WORDS
        assert not re.fullmatch(r"[A-Z]{1,3}[0-9]+|R[0-9]*C[0-9]*|R|C", name)
        arguments = [argument.name for argument in DECLARED[name].arguments]
        assert len({one.lower() for one in arguments}) == len(arguments)
        for argument in arguments:
            assert re.fullmatch("[a-z][a-z0-9_]*", argument)
            assert argument not in VBA_WORDS
            assert argument not in (name.lower(), "caller")


def test_arguments_that_vba_would_refuse_get_another_name() -> None:
    changed = {
        (kpi.function, one.name)
        for kpi in KPIS.values()
        for one, name in zip(DECLARED[kpi.function].arguments, kpi.arguments, strict=True)
        if one.name != name
    }
    assert {("CSAT", "scale_"), ("CSAT_MEAN", "scale_"), ("REACH", "reach_")} <= changed
    assert all(name.removesuffix("_") in {"scale", function.lower()} for function, name in changed)


def test_the_words_of_vba() -> None:
    for word in ("end", "next", "currency", "date", "scale", "circle", "string", "type", "loop", "like"):
        assert word in VBA_WORDS
    assert "likes" not in VBA_WORDS
