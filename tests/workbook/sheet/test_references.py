import pytest

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.sheet.references import Move, Where, follow_formula, follow_ranges, moves_by_sheet, sheet_name

GROWN = moves_by_sheet(
    [Move("Data", Area(6, 2, 8, 4), Area(6, 2, 20, 4)), Move("July's", Area(2, 1, 2, 3), Area(2, 1, 9, 3))]
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Data!$B$6:$B$8", "Data!$B$6:$B$20"),  # one column of the body
        ("Data!$B$6:$D$8", "Data!$B$6:$D$20"),  # the whole body
        ("data!B6:B8", "data!B6:B20"),  # sheet names know no case
        ("Data!$B$6:$B$9", "Data!$B$6:$B$9"),  # more than the body
        ("Data!$B$7:$B$8", "Data!$B$7:$B$8"),  # a part of the body
        ("Data!$A$6:$A$8", "Data!$A$6:$A$8"),  # a column beside the table
        ("Data!$A$6:$B$8", "Data!$A$6:$B$8"),  # across its edge
        ("Other!$B$6:$B$8", "Other!$B$6:$B$8"),
        ("'July''s'!$A$2", "'July''s'!$A$2:$A$9"),  # a body of one row
        ("SUM(Data!$B$6:$B$8)/COUNT(Data!C6:C8)", "SUM(Data!$B$6:$B$20)/COUNT(Data!C6:C20)"),
        ('"Data!$B$6:$B$8"', '"Data!$B$6:$B$8"'),  # a text
        ("DataB6:B8x", "DataB6:B8x"),
        ("kpi_view[[#This Row],[B6]]", "kpi_view[[#This Row],[B6]]"),
        ("LOG10(1)", "LOG10(1)"),
    ],
)
def test_ranges_that_cover_columns_of_the_body_follow_it(before: str, after: str) -> None:
    assert follow_formula(before, "", GROWN) == after


def test_ranges_without_a_sheet_belong_to_their_own() -> None:
    assert follow_formula("$B$6:$B$8", "Data", GROWN) == "$B$6:$B$20"
    assert follow_formula("$B$6:$B$8", "Other", GROWN) == "$B$6:$B$8"


def test_relative_rows_of_a_rule_mean_this_row_on_every_sheet() -> None:
    one = moves_by_sheet([Move("Data", Area(6, 2, 6, 4), Area(6, 2, 20, 4))])
    assert follow_formula('AND($B6="x",C6>$C$6)', "Data", one) == 'AND($B6="x",C6>$C$6:$C$20)'
    assert follow_formula("Data!$B6>SUM(Data!C6:D6)", "Other", one) == "Data!$B6>SUM(Data!C6:D6)"
    assert follow_formula("Data!B6:B8", "Other", GROWN) == "Data!B6:B20"  # a list of choices


def test_ranges_of_charts_and_names_follow_without_dollar_signs_too() -> None:
    one = moves_by_sheet([Move("Data", Area(6, 2, 6, 4), Area(6, 2, 20, 4))])
    assert follow_formula("Data!B6:D6", "", one, Where.RANGE) == "Data!B6:D20"


def test_lists_of_ranges_follow_one_by_one() -> None:
    assert follow_ranges("B6:B8 A1 C6:D8", "Data", GROWN) == "B6:B20 A1 C6:D20"


def test_tables_shrink_too() -> None:
    shrunk = moves_by_sheet([Move("Data", Area(6, 2, 20, 4), Area(6, 2, 6, 4))])
    assert follow_ranges("C6:C20", "Data", shrunk) == "C6:C6"


def test_sheet_names_are_read_as_formulas_write_them() -> None:
    assert sheet_name("'July''s posts'!") == "July's posts"
    assert sheet_name("Posts!") == "Posts"


TOTALS = moves_by_sheet([Move("Data", Area(6, 2, 8, 4), Area(6, 2, 20, 5), header=1, totals=1)])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Data!$B$5:$C$8", "Data!$B$5:$C$20"),  # with the header
        ("Data!$C$6:$C$9", "Data!$C$6:$C$21"),  # with the totals
        ("Data!$B$5:$D$9", "Data!$B$5:$E$21"),  # the whole table, which was widened too
        ("Data!$B$5:$B$5", "Data!$B$5:$B$5"),  # the header alone
        ("Data!$C$9", "Data!$C$21"),  # a total
        ("Data!$B$4:$D$9", "Data!$B$4:$D$9"),  # more than the table
        ("[1]Data!$B$6:$B$8", "[1]Data!$B$6:$B$8"),  # another file
        ("'[1]Data'!$B$6:$B$8", "'[1]Data'!$B$6:$B$8"),
        ("First:Data!$B$6:$B$8", "First:Data!$B$6:$B$8"),  # a row of sheets
        ("t[cost B6:B8]+t[[#This Row],[x]]", "t[cost B6:B8]+t[[#This Row],[x]]"),  # a column's name
        ("Data!$B$6#", "Data!$B$6#"),  # a spilled range
        ("داده!$B$6:$B$8", "داده!$B$6:$B$8"),
    ],
)
def test_headers_totals_and_what_only_looks_like_a_range(before: str, after: str) -> None:
    assert follow_formula(before, "Data", TOTALS, Where.RANGE) == after


def test_formulas_in_cells_follow_where_they_mean_the_column() -> None:
    one = moves_by_sheet([Move("Data", Area(6, 2, 6, 4), Area(6, 2, 20, 4))])
    for formula, after in (
        ("SUM(Data!$C$6:$C$6)", "SUM(Data!$C$6:$C$20)"),
        ("SUM(B6:D6)", "SUM(B6:D6)"),  # this row
        ("Data!$C$6*2", "Data!$C$6*2"),  # this cell
    ):
        assert follow_formula(formula, "Data", one, Where.CELL) == after
    assert follow_formula("SUM(C6:C8)", "Data", GROWN, Where.CELL) == "SUM(C6:C20)"
