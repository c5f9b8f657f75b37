"""What names tell: a span of days, a platform."""

from datetime import date

import pytest

from kpi_excel.importers.names import platform_of, span_of


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Mar-17-2025_Mar-17-2026_139.csv", date(2025, 3, 17), date(2026, 3, 17)),
        ("senja_content_2024-12-22_2025-03-22.csv", date(2024, 12, 22), date(2025, 3, 22)),
        ("tweets_senja_20210101_20210201_en.csv", date(2021, 1, 1), date(2021, 2, 1)),
        ("GMB insights - 2025-11-1 - 2025-11-30 - f15.csv", date(2025, 11, 1), date(2025, 11, 30)),
    ],
)
def test_spans(name: str, first: date, last: date) -> None:
    assert span_of(name) == (first, last)
    assert span_of("Table data.csv", name) == (first, last)


@pytest.mark.parametrize("name", ["Reach.csv", "2025-13-01_2025-14-01.csv", "2026-02-01_2026-01-01.csv", "12345678_9"])
def test_names_without_a_span(name: str) -> None:
    assert span_of(name) is None


def test_platforms_are_words_of_their_own() -> None:
    assert platform_of(["okn_Reach.csv", "instagram"]) == "Instagram"
    assert platform_of(["Instagrammer.csv", "big figures"]) == ""
