"""Charts: what programs take for granted in different ways is said in every chart that is shipped."""

import hashlib
import re
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter

import kpi_excel as kx
from kpi_excel.authoring.charts import say_everything
from kpi_excel.authoring.dashboard.workbook import build_dashboard
from kpi_excel.authoring.inputs.example import example_tables
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.xml import Element, parse
from tests.rings import to_png, validate
from tests.workbook.rich import parts, write_parts

pytestmark = pytest.mark.slow

# the elements whose absence programs read in two ways, by where they stand; ECMA-376 part 1, 21.2.2
SAID = {
    "chartSpace": ("roundedCorners",),
    "chart": ("autoTitleDeleted", "plotVisOnly", "dispBlanksAs"),
    "legend": ("overlay",),
    "dLbls": ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize"),
    "catAx": ("delete", "majorTickMark", "minorTickMark", "noMultiLvlLbl"),
    "valAx": ("delete", "majorTickMark", "minorTickMark"),
    "lineChart": ("varyColors",),
    "barChart": ("varyColors",),
}


_PAGES = 12  # with every chart, from the first page to the trends


def charts(workbook: bytes) -> list[Element]:
    package = Package(workbook, "made.xlsx")
    return [parse(package.read(part)) for part in package.parts() if part.startswith("xl/charts/chart")]


def said(chart: Element, path: str) -> list[str]:
    """Give the values of an element wherever it stands below another one; nothing where it is not said."""
    parent, _, name = path.partition("/")
    found = [node.find(f"{{*}}{name}") for node in chart.iter(f"{{*}}{parent}")]
    return ["" if node is None else node.get("val") for node in found]


def small(**options: str) -> bytes:
    """Write columns with labels and a line on a second axis, as XlsxWriter leaves them."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("Data")
        sheet.write_column("A1", [1, -2, 3])
        column, line = book.add_chart({"type": "column"}), book.add_chart({"type": "line"})
        column.add_series({"values": "=Data!$A$1:$A$3", "data_labels": {"value": True}, **options})
        line.add_series({"values": "=Data!$A$1:$A$3", "smooth": True, "y2_axis": True})
        line.add_series({"values": "=Data!$A$1:$A$3", "y2_axis": True})
        column.combine(line)
        column.set_title({"name": "Likes"})
        sheet.insert_chart("C3", column)
    return buffer.getvalue()


def test_what_is_not_said_is_what_excel_2007_meant_and_what_is_said_stays() -> None:
    (before,), (after,) = charts(small()), charts(say_everything(small()))
    for path, old, new in (
        ("chartSpace/roundedCorners", [""], ["0"]),
        ("chart/plotVisOnly", ["1"], ["1"]),
        ("chart/dispBlanksAs", [""], ["gap"]),
        ("title/overlay", [""], ["0"]),
        ("dLbls/showVal", ["1"], ["1"]),
        ("dLbls/showSerName", [""], ["0"]),
        ("ser/invertIfNegative", ["", "", ""], ["0", "", ""]),
        ("ser/smooth", ["", "1", ""], ["", "1", "0"]),
        ("catAx/delete", ["", "1"], ["0", "1"]),
        ("valAx/delete", ["", ""], ["0", "0"]),
        ("valAx/majorTickMark", ["", ""], ["out", "out"]),
    ):
        assert (path, said(before, path)) == (path, old)
        assert (path, said(after, path)) == (path, new)


@pytest.mark.validator
def test_the_elements_stand_in_the_schemas_order(tmp_path: Path) -> None:
    path = tmp_path / "small.xlsx"
    path.write_bytes(say_everything(small()))
    assert validate(path) == []


def test_hidden_cells_are_shown_where_xlsxwriter_was_told_so() -> None:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Sheet1!$A$1:$A$3"})
        chart.show_hidden_data()
        book.add_worksheet().insert_chart("C3", chart)
    assert said(charts(buffer.getvalue())[0], "chart/plotVisOnly") == [""]
    assert said(charts(say_everything(buffer.getvalue()))[0], "chart/plotVisOnly") == ["0"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_of_the_dashboard_says_everything(language: str) -> None:
    found = charts(build_dashboard(language))
    assert len(found) >= 12  # eight on the first page, four of trends
    for chart in found:
        for parent, names in SAID.items():
            for name in names:
                assert "" not in said(chart, f"{parent}/{name}"), (parent, name)
        for series in chart.iter("{*}ser"):
            kind = series.getparent().tag.rpartition("}")[2]
            assert series.find({"lineChart": "{*}smooth", "barChart": "{*}invertIfNegative"}[kind]) is not None


@pytest.mark.libreoffice
def test_it_looks_the_same_shared_and_to_a_program_that_takes_other_things_for_granted(tmp_path: Path) -> None:
    template = tmp_path / "template.xlsx"
    template.write_bytes(build_dashboard("en"))
    example = kx.write_input(example_tables("en"), tmp_path / "example.xlsx")
    plain = kx.build(example, tmp_path / "plain.xlsx", template).path
    copy = kx.build(example, tmp_path / "copy.xlsx", template, share=True).path
    content = parts(plain)
    newer = re.sub(rb"<AppVersion>.*?</AppVersion>", b"", content["docProps/app.xml"])
    assert newer != content["docProps/app.xml"]
    unversioned = write_parts(tmp_path / "unversioned.xlsx", {**content, "docProps/app.xml": newer})
    pictures = [
        [hashlib.sha256(page.read_bytes()).hexdigest() for page in to_png(path, tmp_path / path.stem, _PAGES)]
        for path in (plain, copy, unversioned)
    ]
    assert len(pictures[0]) == _PAGES
    assert pictures[1] == pictures[0]
    assert pictures[2] == pictures[0]
