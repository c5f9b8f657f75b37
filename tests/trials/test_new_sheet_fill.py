"""A sheet that is added to a workbook of Excel's and filled changes nothing else in it."""

from pathlib import Path

import pytest
import xlsxwriter

import kpi_excel as kx
from kpi_excel.authoring.inputs.example import example_tables
from kpi_excel.engine.results import Results
from tests.rings import SHARED_DATA
from tests.trials.new_sheet_fill import Change, compare, try_fill
from tests.workbook.rich import add_table, parts, write_parts

FOLDER = SHARED_DATA / "excel_saved"
SAVED = sorted(path.name for path in FOLDER.glob("*.xls[xm]")) if FOLDER.is_dir() else ["absent.xlsx"]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return kx.compute(kx.read(kx.write_input(example_tables(), tmp_path_factory.mktemp("trial") / "kpis.xlsx")))


@pytest.mark.shared_data
@pytest.mark.parametrize("name", SAVED)
def test_a_new_sheet_changes_nothing_else(name: str, results: Results, tmp_path: Path) -> None:
    outcome = try_fill(FOLDER / name, results, tmp_path)
    assert outcome.changed == ()
    assert outcome.kept == outcome.formulas
    assert outcome.changed_charts == ()
    assert outcome.other_parts == ()


def test_what_changes_is_found(tmp_path: Path) -> None:
    plain, source, after = tmp_path / "plain.xlsx", tmp_path / "source.xlsx", tmp_path / "after.xlsx"
    with xlsxwriter.Workbook(plain) as book:
        sheet = book.add_worksheet("Page")
        for row, value in enumerate((1, 2, "#N/A", 4)):
            sheet.write_formula(row, 0, f"=B{row + 1}", None, value)
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Page!$A$1:$A$2"})
        sheet.insert_chart("D1", chart)
    add_table(plain, source)
    content = parts(source)
    page = content["xl/worksheets/sheet1.xml"]
    page = page.replace(b"<f>B2</f><v>2</v>", b"<f>B2</f><v>3</v>").replace(b"<f>B4</f><v>4</v>", b"<f>B4</f>")
    content["xl/worksheets/sheet1.xml"] = page
    content["xl/charts/chart1.xml"] = content["xl/charts/chart1.xml"].replace(b"lineChart", b"areaChart")
    content["xl/theme/theme1.xml"] += b" "
    outcome = compare(source, write_parts(after, content))
    assert outcome.changed == (Change("Page", "A2", "B2", 2.0, 3.0), Change("Page", "A4", "B4", 4.0, None))
    assert outcome.blanked == (Change("Page", "A4", "B4", 4.0, None),)
    assert (outcome.formulas, outcome.kept) == (4, 2)
    assert (outcome.charts, outcome.changed_charts) == (1, ("xl/charts/chart1.xml",))
    assert outcome.other_parts == ("xl/theme/theme1.xml",)
    assert str(outcome) == (
        "formulas 4: kept 2, changed 1, blanked 1; charts 1: changed 1; other parts changed: xl/theme/theme1.xml"
    )
