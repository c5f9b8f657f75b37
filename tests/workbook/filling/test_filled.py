"""Datasets tell their rows apart, and find the columns that headers mean."""

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.filling.filled import Dataset, RowMap


def test_headers_mean_columns_by_key_and_by_word() -> None:
    dataset = Dataset({"platform": ["X"], "reach": [1.0]}, headers={"jangkauan": "reach"})
    assert [dataset.key(header) for header in ("Platform", "JANGKAUAN ", "Notes")] == ["platform", "reach", ""]
    assert (dataset.rows, dataset.key_columns) == (1, ("platform",))


def test_of_two_headers_that_mean_the_same_the_second_is_the_owners() -> None:
    dataset = Dataset({"platform": [], "reach": []}, headers={"jangkauan": "reach"}, keys=("platform", "reach"))
    assert dataset.keys_of(["reach", "Jangkauan", "platform"]) == ["reach", "", "platform"]
    assert (dataset.rows, dataset.key_columns) == (0, ("platform", "reach"))


def test_a_body_holds_its_own_cells() -> None:
    rows = RowMap("kpi_platforms", "xl/worksheets/sheet1.xml", Area.parse("B2:C3"), {2: 3}, {3: "X"}, {})
    assert [rows.holds(*place) for place in ((2, 2), (3, 3), (1, 2), (2, 4))] == [True, True, False, False]
