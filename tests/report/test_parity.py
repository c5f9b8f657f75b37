"""Parity: every engine at hand gives every value that a built dashboard stores, from the example and from real data."""

from datetime import date
from pathlib import Path

import pytest

import kpi_excel as kx
from kpi_excel.authoring.inputs.example import example_tables
from kpi_excel.workbook.checking.verify import verify
from tests.rings import libreoffice_absence
from tests.support import ads_tables
from tests.test_real_data import tweets, x_workbook

pytestmark = pytest.mark.slow

__all__ = ["tweets", "x_workbook"]  # fixtures that tests below ask for by name


def assert_parity(path: Path, day: date) -> None:
    """Verify a dashboard: no engine disagrees, none leaves a formula out."""
    found = verify(path, day)
    assert [str(one) for one in found.differences[:10]] == []
    assert [str(one) for one in found.flaws] == []
    assert found.without_value == ()
    assert found.formulas > 2000
    wanted = {"cellrune", "IronCalc"} | (set() if libreoffice_absence() else {"LibreOffice"})
    assert wanted <= set(found.compared)
    assert {name: found.compared[name] for name in wanted} == dict.fromkeys(wanted, found.formulas)


def test_the_example(tmp_path: Path) -> None:
    example = kx.write_input(example_tables("en"), tmp_path / "example.xlsx", "en")
    day = kx.compute(kx.read(example)).periods.as_of
    assert_parity(kx.build(example, tmp_path / "dashboard.xlsx").path, day)


@pytest.mark.shared_data
def test_a_quarter_of_real_tweets(x_workbook: Path, tmp_path: Path) -> None:
    assert_parity(kx.build(x_workbook, tmp_path / "dashboard.xlsx").path, date(2021, 3, 31))


@pytest.mark.shared_data
def test_a_month_of_real_ads(shared_data: Path, tmp_path: Path) -> None:
    path = kx.write_input(ads_tables(shared_data), tmp_path / "ads.xlsx")
    assert_parity(kx.build(path, tmp_path / "dashboard.xlsx").path, date(2023, 8, 31))
