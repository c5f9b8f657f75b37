"""What the example brand's people type: costs by hand, the half-written target, settings in every language."""

from datetime import date

import pytest

from kpi_excel.authoring.inputs.example_typed import benchmarks, costs, custom_kpis, settings, targets
from kpi_excel.language.texts import texts
from kpi_excel.model.settings import LANGUAGES


def test_costs_of_a_month_by_hand() -> None:
    # the sixth month: content 310 + 5 x 17 mod 80 = 315, influencers 120 + 5 x 13 mod 50 = 135, events 240 + 5 x 5
    rows = costs([date(2024, 10, 1)] * 5 + [date(2025, 3, 1)])
    assert [(row["category"], row["platform"], row["amount"]) for row in rows if row["date"] == date(2025, 3, 1)] == [
        ("staff", None, 420),
        ("content", None, 315),
        ("tools", None, 95),
        ("influencers", "Instagram", 135),
        ("events", None, 265),
    ]
    first = [(row["category"], row["platform"], row["amount"]) for row in rows[:4]]
    assert first[1:4] == [("content", None, 310), ("tools", None, 95), ("influencers", "TikTok", 120)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_write_is_in_their_language(language: str) -> None:
    words = texts(language)
    *whole, unfinished = targets(words)
    assert {row["objective"] for row in whole} == set(words.section("example", "objectives").values())
    assert (unfinished["kpi"], unfinished["platform"], unfinished.get("objective")) == ("share_of_voice", None, None)
    assert {row["source"] for row in benchmarks(words)} == {words.text("example", "benchmark_source")}
    (own,) = custom_kpis(words)
    assert (own["name"], own["label"]) == ("saves_per_post", words.text("example", "custom_label"))


def test_settings_that_are_empty_are_not_set() -> None:
    given = {str(row["name"]): row["value"] for row in settings(texts("fa"))}
    assert (given["language"], given["digits"], given["currency_name"], given["trend_length"]) == (
        "fa", "persian", None, 13,
    )  # fmt: skip
    assert next(row["value"] for row in settings(texts("en")) if row["name"] == "digits") is None
