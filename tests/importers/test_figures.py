"""Figures: an export's own decimal mark decides, and a count below zero is not known."""

from kpi_excel.catalogue import TABLES
from kpi_excel.importers.convert import TakenRow
from kpi_excel.importers.figures import with_figures


def test_the_decimal_mark_decides() -> None:
    rows = [TakenRow(1, {"spend": "1,234"})]
    assert with_figures(rows, TABLES["ads"], ".")[0][0].cells["spend"] == 1234
    assert with_figures(rows, TABLES["ads"], ",")[0][0].cells["spend"] == 1.234


def test_a_count_below_zero_is_not_known() -> None:
    rows, left_out = with_figures([TakenRow(1, {"likes": "-3", "shares": "2"})], TABLES["daily"], ".")
    assert (rows[0].cells, left_out) == ({"shares": 2.0}, {"negative": 1})
