"""Names: cells ask in any language and spelling, and what they leave open is as selected."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from kpi_excel.engine.figures import Figures
from kpi_excel.errors import UsageError
from kpi_excel.language.texts import texts
from kpi_excel.live import selection
from kpi_excel.live.names import Names, names_of
from kpi_excel.live.selection import figures
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.model.slice import Slice
from tests.live.calling import OpenBook

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture(scope="module")
def dashboard() -> Figures:
    found = figures(OpenBook(EXAMPLES / "dashboard.en.xlsx"))
    selection.forget()
    return found


@pytest.fixture
def names(dashboard: Figures) -> Names:
    return names_of(dashboard)


def test_words_of_any_language_are_understood(names: Names) -> None:
    for name in ("click_through_rate", "CTR", "ctr", *(texts(one).label("click_through_rate") for one in LANGUAGES)):
        assert names.kpi(name).name == "click_through_rate"
    assert names.slice("اینستاگرام", None, "Organik") == Slice("2026-Q3", "Instagram", "organic")
    assert names.slice("ALL", "previous", None) == Slice("2026-Q2")
    assert names.slice(None, "2026-q2", None).period == "2026-Q2"
    assert names.slice(None, datetime(2026, 9, 1), None).period == "2026-09"
    second = names.figures.periods[1]
    assert names.slice(None, second.label, None).period == second.name
    assert names.comparison("last year") == names.comparison("last_year") == "last_year"
    assert names.comparison(None) == "previous"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (("MySpace", None, None), "platform: there are no figures for “MySpace”"),
        ((None, "1999-Q1", None), "period: there are no figures for “1999-Q1”"),
        ((None, None, "sponsored"), "placement: “sponsored” is not known"),
    ],
)
def test_unknown_words_are_named(names: Names, asked: tuple[Any, ...], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        names.slice(*asked)


def test_unknown_kpis_and_comparisons_are_named(names: Names) -> None:
    with pytest.raises(UsageError, match="There is no KPI “engagement_rat”"):
        names.kpi("engagement_rat")
    with pytest.raises(UsageError, match="comparison: “yesterday” is not known"):
        names.comparison("yesterday")


def test_names_are_collected_once_for_all_cells(dashboard: Figures) -> None:
    assert names_of(dashboard) is names_of(dashboard)
