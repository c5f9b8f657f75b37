"""The season of amounts: by hand from two years of months, and what is none."""

import math
from datetime import date
from itertools import pairwise

import pytest

from kpi_excel.engine.targets.season import MONTHS, YEARS, months_before, season_of, season_share

EVEN = tuple(month / 12 for month in range(1, 13))
# 7 % of a year in each month up to October, 14 % in November, 16 % in December
YEAR = [7.0] * 10 + [14.0, 16.0]


def shares(season: tuple[float, ...]) -> list[float]:
    return [season[0], *(later - before for before, later in pairwise(season))]


def test_months_are_those_of_the_two_years_before_the_start() -> None:
    months = months_before(date(2026, 7, 15))
    assert len(months) == MONTHS * YEARS == 24
    assert (months[0].start, months[0].end) == (date(2024, 7, 1), date(2024, 7, 31))
    assert (months[-1].start, months[-1].end) == (date(2026, 6, 1), date(2026, 6, 30))


def test_two_like_years_give_their_shares() -> None:
    # 10 x 7 + 14 + 16 = 100: each month's amount is its share in percent
    assert shares(season_of(YEAR * 2, 1)) == pytest.approx([0.07] * 10 + [0.14, 0.16], rel=1e-12)


def test_shares_of_two_years_are_averaged() -> None:
    # the second year has 9 in January and 5 in February of the same 100: (7 + 9) / 2 = 8 and (7 + 5) / 2 = 6
    second = [9.0, 5.0, *YEAR[2:]]
    assert shares(season_of([*YEAR, *second], 1))[:3] == pytest.approx([0.08, 0.06, 0.07], rel=1e-12)


def test_growth_is_no_season() -> None:
    # 2 % more from each month to the next, for two years: every month has a twelfth
    grown = [100 * 1.02**month for month in range(24)]
    assert shares(season_of(grown, 1)) == pytest.approx([1 / 12] * 12, rel=1e-12)
    # the calendar's last year alone would have called December's 1.02^11 = 1.24 times January's a season


def test_a_years_first_month_may_be_any() -> None:
    # July to June: the amounts of January to December stand from the seventh place on
    turned = YEAR[6:] + YEAR[:6]
    assert season_of(turned * 2, 7) == pytest.approx(season_of(YEAR * 2, 1), rel=1e-12)


def test_one_large_month_counts_at_most_twice_its_days() -> None:
    # 1 in each month but December with 89 of 100: December counts 2 x 31/365 = 0.16986, the others 0.01 each
    found = shares(season_of(([1.0] * 11 + [89.0]) * 2, 1))
    december = 2 * 31 / 365
    assert found[11] == pytest.approx(december / (december + 0.11), rel=1e-12)
    # 0.2 of February's 28 days would be more than twice 28/365 = 0.1534, too
    february = shares(season_of([80 / 11, 20, *[80 / 11] * 10] * 2, 1))[1]
    assert february == pytest.approx(2 * 28 / 365 / (2 * 28 / 365 + 0.8), rel=1e-12)


@pytest.mark.parametrize(
    "values",
    [
        [],
        YEAR,  # one year
        [*YEAR, *YEAR[:11]],
        [*YEAR, *YEAR[:11], math.nan],
        [math.nan, *YEAR[1:], *YEAR],
        [*YEAR, *YEAR[:11], -1.0],  # more taken back than sold
        [*([0.0] * 12), *YEAR],
        [*YEAR, *([0.0] * 12)],
    ],
)
def test_what_is_no_season(values: list[float]) -> None:
    assert season_of(values, 1) == ()
    assert math.isnan(season_share(season_of(values, 1), date(2026, 1, 1), date(2026, 6, 30), date(2026, 12, 31)))


@pytest.mark.parametrize(
    ("start", "until", "due", "expected", "arithmetic"),
    [
        (date(2026, 1, 1), date(2026, 6, 30), date(2026, 12, 31), 6 / 12, "six of twelve months"),
        (date(2026, 1, 1), date(2026, 1, 31), date(2026, 1, 31), 1, "all of it"),
        (date(2026, 2, 1), date(2026, 2, 7), date(2026, 2, 28), 7 / 28, "days of a month are alike"),
        (date(2024, 2, 1), date(2024, 2, 7), date(2024, 2, 29), 7 / 29, "in a leap year, too"),
        (date(2025, 12, 1), date(2025, 12, 31), date(2026, 1, 31), 1 / 2, "over the turn of the year"),
        (date(2025, 7, 1), date(2026, 6, 30), date(2027, 6, 30), 12 / 24, "of two years"),
        (date(2026, 7, 1), date(2026, 7, 31), date(2026, 8, 31), 1 / 2, "July and August have a twelfth each"),
    ],
)
def test_the_share_of_a_span(start: date, until: date, due: date, expected: float, arithmetic: str) -> None:
    assert season_share(EVEN, start, until, due) == pytest.approx(expected, rel=1e-12), arithmetic


def test_a_span_of_which_nothing_is_expected_has_no_share() -> None:
    none_in_summer = season_of([10.0] * 5 + [0.0] * 3 + [10.0] * 4 + [10.0] * 5 + [0.0] * 3 + [10.0] * 4, 1)
    assert math.isnan(season_share(none_in_summer, date(2026, 6, 1), date(2026, 6, 30), date(2026, 8, 31)))
