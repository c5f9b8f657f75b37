"""The Coverage sheet's rows: spans, days missing, the strip of weeks and the remedy."""

from datetime import date

import pytest

import kpi_excel as kx
from kpi_excel.language.texts import texts
from kpi_excel.model.coverage import Days
from kpi_excel.report.coverage_rows import WEEKS, coverage_rows, strip
from tests.engine.coverage.test_compared import WHOLE, orders
from tests.support import inputs


def test_a_row_per_table_and_platform_with_its_span() -> None:
    rows = {**WHOLE, "orders": orders("2026-01-01", "2026-08-10", 10)}
    found = coverage_rows(kx.compute(inputs(rows, trend_length=3)), texts("en"))
    named = list(zip(found["table_label"], found["platform_label"], strict=True))
    assert named == [("Posts", "LinkedIn"), ("Posts", "X"), ("Orders", "X")]
    assert found["first"] == [date(2026, 1, 1)] * 3
    assert found["last"] == [date(2026, 9, 30)] * 2 + [date(2026, 8, 10)]
    assert found["days_missing"] == [0, 0, 51]  # of the third quarter: 21 in August, 30 in September
    assert found["fix"][:2] == ["", ""]
    assert "“To” on the Coverage sheet" in str(found["fix"][2])
    assert found["said_by"] == ["rows"] * 3


@pytest.mark.parametrize(
    ("first", "last", "end"),
    [
        (date(2025, 9, 25), date(2026, 9, 30), "█" * 8),  # 53 weeks: the first begins on 25 September 2025
        (date(2026, 9, 16), date(2026, 9, 30), "░░░░░▒██"),  # one day of the week that ends on the 16th
        (date(2026, 9, 17), date(2026, 9, 26), "░░░░░░█▒"),
    ],
)
def test_the_strip_has_a_sign_per_week(first: date, last: date, end: str) -> None:
    drawn = strip(Days.between(first, last), date(2026, 9, 30))
    assert len(drawn) == WEEKS
    assert drawn.endswith(end)
