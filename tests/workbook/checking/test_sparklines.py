"""A sparkline draws the row that it stands in; another one is named by its cell and remedy."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from kpi_excel.workbook.checking.drawn import Drawn
from tests.workbook.books import rewrite
from tests.workbook.checking.drawings import RIGHT, board, checked, said


@pytest.mark.parametrize("table", [True, False])
@pytest.mark.parametrize(
    "drawn",
    [
        RIGHT,
        ("calc!G2:G4", "calc!H2:H4", "calc!I2:I4"),  # columns, named by their headers
        ("Board!E4:H4", "Board!E5:H5", "Board!E6:H6"),  # their own rows
        ("calc!B30:D30", "calc!B31:D31", "calc!B32:D32"),  # rows without a name
    ],
)
def test_sparklines_that_draw_their_rows_are_right(drawn: Sequence[str], table: bool, tmp_path: Path) -> None:
    assert checked(board(tmp_path / "a.xlsx", drawn, table=table)) == Drawn(sparklines=3)


@pytest.mark.parametrize(
    ("drawn", "message"),
    [
        (
            ("calc!B5:D5",) * 3,
            "Sheet 'Board', cells C4:C6: 3 sparklines all draw calc!B5:D5, so every row shows the same numbers.",
        ),
        (
            (RIGHT[0], "calc!B4:D4", "calc!B30:D30"),
            "Sheet 'Board', cell C5: its sparkline draws calc!B4:D4, the numbers of “clicks”, but it stands in the row "
            "of “likes”.",
        ),
        (
            ("calc!H2:H4", RIGHT[1], RIGHT[2]),
            "Sheet 'Board', cell C4: its sparkline draws calc!H2:H4, the numbers of “likes”, but it stands in the row "
            "of “reach”.",
        ),
        (
            ("Board!E4:H4", "Board!E6:H6", RIGHT[2]),
            "Sheet 'Board', cell C5: its sparkline draws Board!E6:H6, the numbers of “clicks”, but it stands in the "
            "row of “likes”.",
        ),
        (
            (RIGHT[0], RIGHT[1], "gone!B4:D4"),
            "Sheet 'Board', cell C6: its sparkline draws gone!B4:D4, but there is no sheet 'gone'.",
        ),
        (
            (RIGHT[0], RIGHT[1], "calc!B4:D5"),
            "Sheet 'Board', cell C6: its sparkline draws calc!B4:D5, which is neither a row nor a column.",
        ),
    ],
)
def test_a_sparkline_that_draws_something_else_is_named(drawn: Sequence[str], message: str, tmp_path: Path) -> None:
    found = checked(board(tmp_path / "a.xlsx", drawn))
    assert [str(one) for one in found.wrong] == [message]
    assert found.wrong[0].fix.endswith(".")


def test_one_average_for_every_row_is_no_mistake(tmp_path: Path) -> None:
    path = board(tmp_path / "a.xlsx", ("calc!B30:D30",) * 3)
    assert len(said(path)) == 1
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as file:
        fixed = file.read(part).replace(b"calc!B30:D30", b"calc!$B$30:$D$30")
    assert said(rewrite(path, tmp_path / "b.xlsx", lambda name, data: fixed if name == part else data)) == []
