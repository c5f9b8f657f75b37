"""What changed files have broken, each as the smallest change that shows it."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import xlsxwriter

import kpi_excel as kx
from kpi_excel.errors import KpiExcelError
from tests.fuzz.subjects import TABLES
from tests.workbook.rich import parts, write_parts

CHART, SHEET, TABLE_PART = "xl/charts/chart1.xml", "xl/worksheets/sheet1.xml", "xl/tables/table1.xml"
Change = Callable[[dict[str, bytes]], object]


def replaced(part: str, pattern: bytes, by: bytes) -> Change:
    def change(content: dict[str, bytes]) -> None:
        assert re.search(pattern, content[part], re.DOTALL), content[part][:2000]
        content[part] = re.sub(pattern, by, content[part], count=1, flags=re.DOTALL)

    return change


def dropped(part: str) -> Change:
    return lambda content: content.pop(part)


# what was changed, and the part that is to blame; no part where the dashboard is built all the same
TEMPLATES: Mapping[str, tuple[Change, str]] = {
    "no content types": (dropped("[Content_Types].xml"), "[Content_Types].xml"),
    "no columns": (replaced(TABLE_PART, rb"<tableColumns.*</tableColumns>", b""), TABLE_PART),
    "a range of a table that is none": (replaced(TABLE_PART, rb'ref="[^"]*"', b'ref="1,5"'), TABLE_PART),
    "a count of points in another notation": (replaced(CHART, rb'ptCount val="[^"]*"', b'ptCount val="0x10"'), ""),
    "a number of a point that is none": (replaced(CHART, rb'pt idx="[^"]*"', b'pt idx="NaN"'), CHART),
    "no views": (replaced(SHEET, rb"<sheetViews.*?</sheetViews>", b""), ""),
}  # fmt: skip


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return kx.write_input(TABLES, tmp_path / "kpis.xlsx")


@pytest.fixture
def template(tmp_path: Path) -> dict[str, bytes]:
    """Make a table to fill with a chart over it."""
    with xlsxwriter.Workbook(str(tmp_path / "template.xlsx")) as book:
        sheet = book.add_worksheet("Mine")
        columns = [{"header": "platform"}, {"header": "impressions"}]
        sheet.add_table("A1:B2", {"name": "kpi_platforms", "columns": columns, "data": [["X", 1]]})
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Mine!$B$2:$B$2", "categories": "=Mine!$A$2:$A$2"})
        sheet.insert_chart("D2", chart)
    return parts(tmp_path / "template.xlsx")


@pytest.mark.parametrize("share", [False, True])
@pytest.mark.parametrize("name", TEMPLATES)
def test_templates(tmp_path: Path, source: Path, template: dict[str, bytes], name: str, share: bool) -> None:
    change, part = TEMPLATES[name]
    change(template)
    path = write_parts(tmp_path / "changed.xlsx", template)
    if not part:
        kx.build(source, tmp_path / "out.xlsx", path, share=share)
        return
    with pytest.raises(KpiExcelError) as caught:
        kx.build(source, tmp_path / "out.xlsx", path, share=share)
    assert caught.value.message == f"changed.xlsx is damaged: its part {part} cannot be understood."
    assert caught.value.exit_code == 3
    assert caught.value.__cause__ is not None  # which --debug shows
    assert not (tmp_path / "out.xlsx").exists()


@pytest.mark.parametrize("share", [False, True])
def test_a_template_without_formats_is_a_sentence(
    tmp_path: Path, source: Path, template: dict[str, bytes], share: bool
) -> None:
    del template["xl/styles.xml"]
    path = write_parts(tmp_path / "changed.xlsx", template)
    with pytest.raises(KpiExcelError) as caught:
        kx.build(source, tmp_path / "out.xlsx", path, share=share)
    assert caught.value.exit_code == 3
