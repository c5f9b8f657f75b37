"""Charts of the first page that have nothing to show are not shown."""

import re
import zipfile
from pathlib import Path

import pytest

import kpi_excel as kx
from kpi_excel.authoring.inputs.example import example_tables

pytestmark = pytest.mark.slow

CHARTS = {"followers", "money", "voice", "service"}  # over time; others show what is selected


def charts(path: Path) -> dict[str, bool]:
    """Tell of each chart that may fold away whether it is hidden."""
    with zipfile.ZipFile(path) as package:
        drawings = [
            package.read(name).decode() for name in package.namelist() if name.startswith("xl/drawings/drawing")
        ]
    found = re.findall(r'<xdr:cNvPr\b[^>]*name="kpi_chart_(\w+)"([^>]*)>', "".join(drawings))
    return {name: 'hidden="1"' in rest for name, rest in found}


def test_charts_without_data_fold_away_and_come_back(tmp_path: Path) -> None:
    tables = example_tables()
    few = {name: rows for name, rows in tables.items() if name in ("settings", "posts")}
    whole = kx.write_input(tables, tmp_path / "whole.xlsx")
    organic = kx.build(kx.write_input(few, tmp_path / "few.xlsx"), tmp_path / "organic.xlsx").path
    assert charts(organic) == dict.fromkeys(CHARTS, True)
    again = kx.build(whole, tmp_path / "again.xlsx", template=organic).path
    assert charts(again) == dict.fromkeys(CHARTS, False)
    unknown = kx.build(whole, tmp_path / "unknown.xlsx", template=organic, calculate=False).path
    assert charts(unknown) == charts(again)
