"""The example brand's data agree with themselves and with what the product knows."""

import math

import pytest

from kpi_excel.authoring.inputs.example_data import ACCOUNTS, BRAND, DATA, END, PLATFORMS, START
from kpi_excel.authoring.inputs.example_draws import QUARTERS
from kpi_excel.catalogue import KPIS, TABLES
from kpi_excel.language.texts import texts
from kpi_excel.model.settings import LANGUAGES


def test_the_brand_has_two_whole_years_of_quarters() -> None:
    assert (START.day, (END - START).days + 1, QUARTERS) == (1, 730, 8)
    for by_quarter in (DATA["requests"]["minutes"], DATA["surveys"]["happy"], PLATFORMS["Instagram"].quarters):
        assert len(by_quarter) == QUARTERS


def test_shares_add_up() -> None:
    for platform in PLATFORMS.values():
        assert math.fsum(form.share for form in platform.formats) == pytest.approx(1), platform.name
        assert math.fsum(platform.split.values()) == pytest.approx(1), platform.name
    for one in (DATA["requests"]["platforms"].values(), ({"share": share} for _, share in DATA["orders"]["prices"])):
        assert math.fsum(part["share"] for part in one) == pytest.approx(1)
    orders = DATA["orders"]
    assert math.fsum(orders["shares"].values()) + orders["rising"]["share"] >= 1


def test_what_is_named_is_known() -> None:
    formats = {*TABLES["posts"].column("format").suggestions, "short"}  # which some call so, as people do
    for platform in PLATFORMS.values():
        assert {form.name for form in platform.formats} <= formats
        assert set(platform.gives) <= {"impressions", "reach", "clicks"}
        assert set(platform.split) <= {"likes", "comments", "shares", "saves"}
    assert {account.platform for account in ACCOUNTS} == set(PLATFORMS)
    for brands in DATA["mentions"]["weekly"].values():
        assert set(brands) == {BRAND, *DATA["competitors"]} == set(DATA["mentions"]["moods"])
    assert {row["kpi"] for row in (*DATA["targets"], *DATA["benchmarks"]["figures"])} <= set(KPIS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_words_of_targets_and_no_others(language: str) -> None:
    words = texts(language)
    for column, section in (("objective", "objectives"), ("evidence", "evidence")):
        assert {row[column] for row in DATA["targets"] if column in row} == set(words.section("example", section))
