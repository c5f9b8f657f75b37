"""Which dataset a table asks for: by its name, or as the table of a copied sheet."""

import pytest

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.filling.asked import asked
from kpi_excel.workbook.filling.filled import Dataset
from kpi_excel.workbook.parts.structure import ExcelTable

DATASETS = {"platforms": Dataset({"platform": ["X"], "reach": [1.0], "likes": [2.0]})}


def table(name: str, *columns: str, formulas: tuple[str, ...] = ()) -> ExcelTable:
    given = formulas or ("",) * len(columns)
    return ExcelTable(name, "xl/tables/table1.xml", Area(1, 1, 2, len(columns)), columns, given)


@pytest.mark.parametrize("name", ["kpi_platforms", "KPI_Platforms__mine", "kpi_platforms3", "kpi_platforms_12"])
def test_a_table_and_the_one_of_a_copied_sheet_are_filled(name: str) -> None:
    assert asked(table(name, "platform", "Reach", "My note"), DATASETS) == "platforms"


def test_formulas_of_an_owners_own_do_not_make_a_copy_another_table() -> None:
    copied = table("kpi_platforms3", "platform", "a", "b", "c", formulas=("", "1", "2", "3"))
    assert asked(copied, DATASETS) == "platforms"


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("kpi_platforms3", ("campaign", "budget", "reach")),  # most of it is other
        ("kpi_platforms3", ("reach", "likes")),  # nothing tells its rows apart
        ("kpi_campaigns3", ("platform", "reach")),
        ("platforms3", ("platform", "reach")),
    ],
)
def test_other_tables_are_left_alone(name: str, columns: tuple[str, ...]) -> None:
    assert asked(table(name, *columns), DATASETS) == ""


def test_of_two_headers_that_mean_the_same_the_first_is_filled() -> None:
    assert DATASETS["platforms"].keys_of(["Platform", "reach", "REACH ", "x"]) == ["platform", "reach", "", ""]
