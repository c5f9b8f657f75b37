from datetime import date, datetime, timedelta

import pytest

from kpi_excel.errors import Severity
from kpi_excel.workbook.reading.converted import Context, Converted, show, text_of


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234567.0, "1234567"),
        (0.1, "0.1"),
        (-12.0, "-12"),
        (True, "TRUE"),
        ("a\n b", "a b"),
        ("x" * 61, "x" * 57 + "..."),
        (timedelta(days=45, minutes=5), "1080:05:00"),  # 45 x 24 hours
        (datetime(2026, 7, 1), "2026-07-01"),
        (datetime(2026, 7, 1, 8, 30, 15), "2026-07-01 08:30:15"),
        (date(2026, 7, 1), "2026-07-01"),
    ],
)
def test_values_in_messages(value: object, text: str) -> None:
    assert show(value) == text


def test_numbers_as_a_person_would_type_them() -> None:
    assert [text_of(one) for one in (2026.0, 0.5, 1e18)] == ["2026", "0.5", "1000000000000000000"]


def test_what_is_told_once_and_of_how_many_rows() -> None:
    result = Converted([])
    result.add(3, "above")
    result.add(4, "dash-as-blank", Severity.NOTE)
    result.warn_once(5, "long-number", found=12)
    result.refuse_rows(6, 2, "merged-number")
    assert [(one.severity, one.once, one.rows) for one in result.remarks] == [
        (Severity.FAULT, False, 1),
        (Severity.NOTE, True, 1),
        (Severity.WARNING, True, 1),
        (Severity.FAULT, False, 2),
    ]
    assert result.remarks[2].values == {"found": "12"}


def test_addresses_of_rows() -> None:
    assert Context("Reach", top=4, number=28).address(2) == "AB6"
