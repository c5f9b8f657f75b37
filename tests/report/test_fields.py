"""Single values: their names are known without a computation, and are those that a computation gives."""

import pytest

from kpi_excel.catalogue import KPIS, TABLES, measures_of
from kpi_excel.engine.compute import compute
from kpi_excel.language.texts import texts
from kpi_excel.report.fields import dashboard_fields, field_names
from kpi_excel.workbook.filling.filled import Choice
from tests.support import inputs

ROWS = {"posts": [{"published": "2026-08-12 09:30", "platform": "X", "likes": 3}]}


def test_names_are_those_of_the_values() -> None:
    for language in ("en", "fa"):
        results = compute(inputs(ROWS, period="2026-08"), KPIS, measures_of(KPIS.values()), TABLES)
        assert set(dashboard_fields(results, texts(language))) == field_names()
    assert {"brand", "as_of", "card_1", "card_8", "trend_choice_4", "chart", "platform_choice"} <= field_names()
    assert "card_9" not in field_names()


def test_cards_that_the_data_leave_over_are_empty() -> None:
    results = compute(inputs(ROWS, period="2026-08"), KPIS, measures_of(KPIS.values()), TABLES)
    fields = dashboard_fields(results, texts("en"))
    visible = [kpi.name for kpi in results.visible]
    cards = [fields[f"card_{number}"] for number in range(1, 9)]
    shown = [card.value for card in cards if isinstance(card, Choice)]
    assert len(shown) == 8
    assert len([label for label in shown if label]) == min(8, len(visible))


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("Tingkat interaksi per pengikut", "engagement_rate"),  # as dashboards of earlier versions say it
        ("Reach", "reach"),  # in another language
        ("no KPI of ours", "followers"),  # what would be chosen without it
    ],
)
def test_a_chosen_kpi_keeps_its_place_under_earlier_words(before: str, expected: str) -> None:
    rows = {"posts": [{"published": "2026-08-12", "platform": "X", "likes": 3, "reach": 10, "impressions": 12}],
            "accounts": [{"date": "2026-08-12", "platform": "X", "followers": 100}]}  # fmt: skip
    words = texts("id")
    results = compute(inputs(rows, period="2026-08"), KPIS, measures_of(KPIS.values()), TABLES)
    choice = dashboard_fields(results, words)["chart"]
    assert isinstance(choice, Choice)
    assert Choice(words.label("followers"), choice.allowed).after(before) == words.label(expected)
