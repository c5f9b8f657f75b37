"""Changes in workbooks: what their formulas give where data are incomplete, and what they say of it."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import kpi_excel as kx
from kpi_excel.authoring.dashboard.workbook import build_dashboard
from kpi_excel.language.texts import texts
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.workbook.checking.verify import verify
from tests.engine.coverage.test_compared import WHOLE, orders, posts
from tests.support import inputs
from tests.test_real_data import table

pytestmark = pytest.mark.slow
LINKEDIN_GONE = [*posts("2026-01-01", "2026-09-30", 3, "X"), *posts("2026-01-01", "2026-08-31", 1, "LinkedIn")]


def shown(rows: dict[str, Any], folder: Path, language: str = "en", **values: Any) -> dict[str, dict[str, Any]]:
    """Build a dashboard and read its Scorecard, by KPI; every formula is checked against Python on the way."""
    template = folder / "template.xlsx"
    template.write_bytes(build_dashboard(language))
    given = inputs(rows, trend_length=3, language=language, **values)
    report = kx.build(given, folder / "dashboard.xlsx", template)
    found = verify(report.path, date(2026, 9, 30))
    assert [str(one) for one in (*found.differences[:5], *found.flaws)] == []
    header = texts(language).text("dashboard", "columns", "kpi")
    return {row[header]: row for row in table(openpyxl.load_workbook(report.path, data_only=True), "kpi_scorecard")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_change_over_fewer_days_says_over_which(tmp_path: Path, language: str) -> None:
    """From 1 July to 15 September 77 days at 12 against 77 at 10; the values stay those of the whole periods."""
    rows = [*orders("2026-01-01", "2026-06-30", 10), *orders("2026-07-01", "2026-09-15", 12)]
    row = shown({**WHOLE, "orders": rows}, tmp_path, language)["revenue"]
    labels = texts(language).columns("dashboard")
    assert [row[labels[key]] for key in ("value", "previous")] == [924, 910]
    assert row[labels["change"]] == pytest.approx(0.2)
    said = {"en": "over 77 days", "id": "selama 77 hari", "fa": "در ۷۷ روز"}
    assert row[labels["compared"]] == said[language]


def test_a_change_without_a_platform_says_without_which(tmp_path: Path) -> None:
    row = shown({"posts": LINKEDIN_GONE}, tmp_path, report_period="2026-09")["likes"]
    assert (row["Value"], row["Previous period"], row["Compared"]) == (90, 124, "without LinkedIn")
    assert row["Change"] == pytest.approx(-3 / 93)


def test_where_nothing_can_be_compared_a_dash_stands_with_the_reason(tmp_path: Path) -> None:
    found = shown({**WHOLE, "orders": orders("2026-01-01", "2026-08-10", 10)}, tmp_path)
    row = found["revenue"]
    assert (row["Value"], row["Previous period"], row["Change"]) == (410, 910, "–")
    assert row["Compared"] == "Not compared: data are missing"
    assert found["likes"]["Compared"] in ("", None)
