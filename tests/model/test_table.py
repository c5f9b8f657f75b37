"""What follows of an input table's columns, and that what the catalogue says of tables names columns that exist."""

from kpi_excel.catalogue import TABLES
from kpi_excel.model.settings import PLACEMENTS
from kpi_excel.model.table import Column, ColumnType, Table


def table(*columns: Column) -> Table:
    return Table("visits", (Column("date", ColumnType.DATE, True), *columns))


def test_rows_that_all_name_their_platform() -> None:
    assert table(Column("platform", ColumnType.PLATFORM, True)).by_platform
    assert not table(Column("platform", ColumnType.PLATFORM)).by_platform  # a cost may be for all of them
    assert not table().by_platform


def test_rows_that_name_their_placement() -> None:
    assert table(Column("placement", ColumnType.OPTION, options=PLACEMENTS)).by_placement
    assert not table().by_placement


def test_what_is_said_of_tables_names_columns_that_exist() -> None:
    for one in TABLES.values():
        assert {part for part in one.parts if not one.has(part)} == set(), one.name
        assert {column.part_of for column in one.columns if column.part_of and not one.has(column.part_of)} == set()
        assert not (one.placement and one.by_placement), one.name
        assert one.placement in ("", *PLACEMENTS), one.name


def test_ads_are_paid_and_posts_say_it_themselves() -> None:
    assert {one.name: one.placement for one in TABLES.values() if one.placement} == {"ads": "paid"}
    assert TABLES["posts"].by_placement
