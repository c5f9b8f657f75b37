import re
from datetime import date

import pytest

from kpi_excel.language.dates import date_text, day_format, day_label, period_label, period_text
from kpi_excel.language.texts import texts
from kpi_excel.model.calendar import JALALI, Calendar
from kpi_excel.model.period import Period
from kpi_excel.model.settings import LANGUAGES

EN, ID, FA = (texts(language) for language in ("en", "id", "fa"))


def test_dates_and_periods() -> None:
    day = date(2026, 9, 30)
    assert [date_text(day, words) for words in (EN, ID, FA)] == [
        "30 September 2026",
        "30 September 2026",
        "۳۰ سپتامبر ۲۰۲۶",
    ]
    cases = {
        "2026-Q3": ("Q3 2026", "kuartal III 2026", "سه‌ماهه سوم ۲۰۲۶"),
        "2026-09": ("September 2026", "September 2026", "سپتامبر ۲۰۲۶"),
        "2026-W07": ("week 7 of 2026", "minggu ke-7 tahun 2026", "هفته ۷ سال ۲۰۲۶"),
        "2026": ("2026", "2026", "سال ۲۰۲۶"),
        "2026-07-01..2026-07-12": ("1–12 July 2026", "1–12 Juli 2026", "۱ تا ۱۲ ژوئیه ۲۰۲۶"),
        "2026-07-01..2026-08-15": ("1 July – 15 August 2026", "1 Juli – 15 Agustus 2026", "۱ ژوئیه تا ۱۵ اوت ۲۰۲۶"),
        "2025-12-31..2026-01-02": (
            "31 December 2025 – 2 January 2026",
            "31 Desember 2025 – 2 Januari 2026",
            "۳۱ دسامبر ۲۰۲۵ تا ۲ ژانویه ۲۰۲۶",
        ),
        "2026-07-01..2026-07-01": ("1 July 2026", "1 Juli 2026", "۱ ژوئیه ۲۰۲۶"),
    }
    for name, expected in cases.items():
        assert tuple(period_text(Period.parse(name), words) for words in (EN, ID, FA)) == expected
    fiscal = [period_text(Period.parse(name, Calendar(fiscal_year_start=4)), EN) for name in ("2026-Q1", "2026")]
    assert fiscal == ["Q1 FY2026", "FY2026"]
    assert period_text(Period.parse("2026-Q1", Calendar(fiscal_year_start=4)), FA) == "سه‌ماهه اول سال مالی ۲۰۲۶"


@pytest.mark.parametrize(
    ("period", "labels"),
    [
        ("2026-Q3", ("Q3 2026", "Q3 2026", "سه‌ماهه سوم ۲۰۲۶")),
        ("2026-W37", ("W37 2026", "Minggu 37 2026", "هفته ۳۷ سال ۲۰۲۶")),
        ("2026-08", ("Aug 2026", "Agu 2026", "اوت ۲۰۲۶")),
        (
            "2026-07-05..2026-08-01",
            ("2026-07-05 – 2026-08-01", "05/07/2026 – 01/08/2026", "۲۰۲۶/۰۷/۰۵ – ۲۰۲۶/۰۸/۰۱"),
        ),
    ],
)
def test_labels_of_periods(period: str, labels: tuple[str, ...]) -> None:
    assert tuple(period_label(Period.parse(period), words) for words in (EN, ID, FA)) == labels


def test_days_in_cells_have_the_order_of_labels() -> None:
    assert [day_format(words) for words in (EN, ID, FA)] == ["yyyy-mm-dd", "dd/mm/yyyy", "yyyy/mm/dd"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_patterns_of_labels_name_what_they_need(language: str) -> None:
    patterns = texts(language).section("words", "labels_of_periods")
    named = {key: set(re.findall(r"{(\w+)}", str(pattern))) for key, pattern in patterns.items()}
    assert named.pop("quarter") in ({"quarter", "year"}, {"ordinal", "year"})
    assert named == {
        "week": {"week", "year"},
        "month": {"month", "year"},
        "year": {"year"},
        "custom": {"start", "end"},
        "day": {"year", "month", "day"},
    }


def test_jalali_days_and_periods() -> None:
    # 2026-09-15 is 24 Shahrivar 1405: see tests/model/test_calendar.py
    iran = Calendar(JALALI)
    said = [texts(language, calendar=JALALI) for language in ("en", "id", "fa")]
    day = date(2026, 9, 15)
    assert [date_text(day, words) for words in said] == ["24 Shahrivar 1405", "24 Shahrivar 1405", "۲۴ شهریور ۱۴۰۵"]
    assert [day_label(day, words) for words in said] == ["1405-06-24", "24/06/1405", "۱۴۰۵/۰۶/۲۴"]
    cases = {
        "1405-Q3": ("Q3 1405", "kuartal III 1405", "سه‌ماهه سوم ۱۴۰۵"),
        "1405-06": ("Shahrivar 1405", "Shahrivar 1405", "شهریور ۱۴۰۵"),
        "1405-W07": ("week 7 of 1405", "minggu ke-7 tahun 1405", "هفته ۷ سال ۱۴۰۵"),
        "1405": ("1405", "1405", "سال ۱۴۰۵"),
        "1405-04-01..1405-04-12": ("1–12 Tir 1405", "1–12 Tir 1405", "۱ تا ۱۲ تیر ۱۴۰۵"),
        "1405-04-01..1405-06-24": ("1 Tir – 24 Shahrivar 1405", "1 Tir – 24 Shahrivar 1405", "۱ تیر تا ۲۴ شهریور ۱۴۰۵"),
    }
    for name, expected in cases.items():
        assert tuple(period_text(Period.parse(name, iran), words) for words in said) == expected
    labels = {
        "1405-Q3": ("Q3 1405", "Q3 1405", "سه‌ماهه سوم ۱۴۰۵"),
        "1405-06": ("Shahrivar 1405", "Shahrivar 1405", "شهریور ۱۴۰۵"),
        "1405-04-01..1405-06-24": (
            "1405-04-01 – 1405-06-24",
            "01/04/1405 – 24/06/1405",
            "۱۴۰۵/۰۴/۰۱ – ۱۴۰۵/۰۶/۲۴",
        ),
    }
    for name, expected in labels.items():
        assert tuple(period_label(Period.parse(name, iran), words) for words in said) == expected
    assert period_text(Period.parse("1406-Q1", Calendar(JALALI, 7)), said[0]) == "Q1 FY1406"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_the_twelve_jalali_months(language: str) -> None:
    months = texts(language).months(calendar=JALALI)
    assert len(set(months)) == len(months) == 12
