"""Following: ranges that mean a table's body mean the new one after filling, wherever Excel writes them."""

from pathlib import Path

import pytest
import xlsxwriter

from kpi_excel.workbook.filling.fill import Dataset, fill
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
from tests.workbook.books import change_part, rewrite

DATA = Dataset({"platform": ["X", "TikTok", "LinkedIn"], "likes": [5.0, 7.0, 3.0]})
CHART = "xl/charts/chart1.xml"
FULL = b'<c15:%b xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart"><c15:sqref>%b</c15:sqref></c15:%b>'


def book(path: Path) -> Path:
    """Write a table of one row and a chart over it."""
    with xlsxwriter.Workbook(str(path)) as file:
        data = file.add_worksheet("My data")
        columns = [{"header": "platform"}, {"header": "likes"}]
        data.add_table(0, 0, 1, 1, {"name": "kpi_platforms", "columns": columns})
        chart = file.add_chart({"type": "column"})
        chart.add_series({"values": "='My data'!$B$2:$B$2"})
        data.insert_chart("D2", chart)
    return path


@pytest.mark.parametrize("element", [b"fullRef", b"levelRef", b"formulaRef"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"'My data'!$B$2", b"'My data'!$B$2:$B$4"),
        (b"'My data'!$B$2:$B$2", b"'My data'!$B$2:$B$4"),
        (b"'My data'!$D$2:$D$3", b"'My data'!$D$2:$D$3"),
    ],
)
def test_the_whole_range_of_a_filtered_series_follows(
    element: bytes, before: bytes, after: bytes, tmp_path: Path
) -> None:
    change = change_part(CHART, rb"</c:val>", FULL % (element, before, element) + b"</c:val>")
    source = rewrite(book(tmp_path / "book.xlsx"), tmp_path / "filtered.xlsx", change)
    with open_package(source) as package:
        edit = Edit(package)
        fill(edit, read_structure(package), {"platforms": DATA})
        chart = edit.read(CHART)
    assert FULL % (element, after, element) in chart
    assert b"<c:f>'My data'!$B$2:$B$4</c:f>" in chart
