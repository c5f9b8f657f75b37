"""Declarations of the KPIs' functions: what a call needs, and what holds for what it leaves out."""

import pytest

from kpi_excel.catalogue import KPIS, kpi
from kpi_excel.catalogue.custom import add_custom_kpis
from kpi_excel.catalogue.declarations import declaration_of
from kpi_excel.language.texts import texts
from kpi_excel.model.settings import LANGUAGES

EN = texts("en")


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("CSAT", "=CSAT(scores, [scale], [satisfied_from])"),
        ("CSAT_MEAN", "=CSAT_MEAN(scores, [scale])"),
        ("CLV", "=CLV(average_purchase_value, purchases_per_year, lifespan_years)"),
        ("POSTING_FREQUENCY", "=POSTING_FREQUENCY(posts, days)"),
    ],
)
def test_calls_show_optional_arguments(name: str, call: str) -> None:
    assert declaration_of(kpi(name), EN).call == call


def test_what_holds_for_what_is_left_out() -> None:
    assert declaration_of(kpi("CSAT"), EN).defaults == {"scale": 5, "satisfied_from": None}
    assert declaration_of(kpi("engagement_rate"), EN).defaults == {"posts": 1}
    assert declaration_of(kpi("POSTING_FREQUENCY"), EN).defaults == {}


def test_optional_arguments_are_the_last_ones() -> None:
    for one in KPIS.values():
        declaration = declaration_of(one, EN)
        assert tuple(argument.name for argument in declaration.arguments) == one.arguments
        optional = [argument.optional for argument in declaration.arguments]
        assert optional == sorted(optional), one.name
        assert not all(optional), one.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_function_and_argument_has_help_of_its_language(language: str) -> None:
    words = texts(language)
    for one in KPIS.values():
        declaration = declaration_of(one, words)
        helps = [declaration.help, declaration.category, *(argument.help for argument in declaration.arguments)]
        assert all(len(text) > 3 for text in helps), one.name
        if language != "en":
            english = declaration_of(one, EN)
            assert declaration.help != english.help
            assert [argument.help for argument in declaration.arguments] != [one.help for one in english.arguments]


def test_a_custom_kpi_says_what_its_measures_are_called() -> None:
    block = {"formula": "likes / profile_visits", "unit": "ratio", "direction": "up", "label": "Mine", "meaning": "It."}
    (mine,) = (one for one in add_custom_kpis({"mine": block}, "here").values() if one.name == "mine")
    declaration = declaration_of(mine, EN)
    assert (declaration.call, declaration.help) == ("=MINE(likes, profile_visits)", "It.")
    assert [one.default for one in declaration.arguments] == [None, None]


def test_a_default_is_said_beside_the_help() -> None:
    arguments = declaration_of(kpi("CSAT"), EN).arguments
    assert arguments[1].said[1] == "Default: 5."
    assert len(arguments[0].said) == len(arguments[2].said) == 1
