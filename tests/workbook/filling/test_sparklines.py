"""Sparklines in a filled table draw what they stand for: moved as Excel fills down, and with their rows' keys."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import xlsxwriter

from kpi_excel.workbook.filling.fill import Dataset
from tests.workbook.books import rewrite
from tests.workbook.rich import fill_file, parts

FIRST, CALC_FIRST = 6, 4  # the first body rows of the table with sparklines and of the one with numbers
Drawn = Mapping[int, str]


def platforms(*names: str) -> dict[str, Dataset]:
    return {
        name: Dataset({"platform": list(names), "reach": [1.0] * len(names)}) for name in ("platforms", "calculated")
    }


def board(path: Path, groups: Sequence[Drawn], names: Sequence[str] = ("",)) -> Path:
    """Write a table whose column D has sparklines, by row from 0, and one of numbers on another sheet in other rows."""
    plain = path.with_name("plain.xlsx")
    with xlsxwriter.Workbook(str(plain)) as book:
        sheet, calc = book.add_worksheet("Board"), book.add_worksheet("calc sheet")
        headers = [{"header": header} for header in ("platform", "reach", "Trend")]
        rows = len(names)
        sheet.add_table(FIRST - 2, 1, FIRST - 2 + rows, 3, {"name": "kpi_platforms", "columns": headers})
        calc.add_table(CALC_FIRST - 2, 0, CALC_FIRST - 2 + rows, 1, {"name": "kpi_calculated", "columns": headers[:2]})
        for index, name in enumerate(names):
            if name:
                sheet.write(FIRST - 1 + index, 1, name)
                calc.write(CALC_FIRST - 1 + index, 0, name)
        for group in groups:
            places = [f"D{FIRST + row}" for row in group]
            sheet.add_sparkline(places[0], {"location": places, "range": ["Board!A1"] * len(places)})

    def draw(_name: str, data: bytes) -> bytes:  # XlsxWriter leaves out dollar signs
        for row, formula in (one for group in groups for one in group.items()):
            place = f"</xm:f><xm:sqref>D{FIRST + row}<".encode()
            data = data.replace(b"Board!A1" + place, formula.encode() + place)
        return data

    return rewrite(plain, path, draw)


def drawn(path: Path) -> dict[str, str]:
    """Give what each cell's sparkline draws."""
    xml = parts(path)["xl/worksheets/sheet1.xml"].decode()
    found = re.findall(r"<xm:f>([^<]*)</xm:f><xm:sqref>([^<]*)</xm:sqref>", xml)
    return {place: formula.replace("&apos;", "'") for formula, place in found}


def filled(path: Path, *names: str) -> dict[str, str]:
    target = path.with_name("filled.xlsx")
    fill_file(path, target, platforms(*names))
    return drawn(target)


@pytest.mark.parametrize(
    ("first", "second", "third"),  # as Excel 365 writes them when D6 is filled down to D8
    [
        ("'calc sheet'!B4:M4", "'calc sheet'!B5:M5", "'calc sheet'!B6:M6"),
        ("'calc sheet'!$B4:$M4", "'calc sheet'!$B5:$M5", "'calc sheet'!$B6:$M6"),
        ("'calc sheet'!B$4:M$4", "'calc sheet'!B$4:M$4", "'calc sheet'!B$4:M$4"),
        ("'calc sheet'!$B$40:$M$40", "'calc sheet'!$B$40:$M$40", "'calc sheet'!$B$40:$M$40"),
        ("Board!F6:Q6", "Board!F7:Q7", "Board!F8:Q8"),
        ("Board!F2:Q2", "Board!F3:Q3", "Board!F4:Q4"),
        ("('calc sheet'!B4:D4,Board!F6:H6)", "('calc sheet'!B5:D5,Board!F7:H7)", "('calc sheet'!B6:D6,Board!F8:H8)"),
        ("'calc sheet'!H:H", "'calc sheet'!H:H", "'calc sheet'!H:H"),
        ("'calc sheet'!40:40", "'calc sheet'!41:41", "'calc sheet'!42:42"),
        ("'calc sheet'!B4:B9", "'calc sheet'!B5:B10", "'calc sheet'!B6:B11"),
    ],
)
def test_new_rows_draw_what_excel_fills_down(first: str, second: str, third: str, tmp_path: Path) -> None:
    assert filled(board(tmp_path / "a.xlsx", [{0: first}]), "X", "TikTok", "Threads") == {
        "D6": first,
        "D7": second,
        "D8": third,
    }


def test_a_column_of_the_table_is_drawn_whole(tmp_path: Path) -> None:
    path = board(tmp_path / "a.xlsx", [{0: "Board!$C$6:$C$6"}])
    assert set(filled(path, "X", "TikTok", "Threads").values()) == {"Board!$C$6:$C$8"}


def test_a_row_of_a_table_of_one_row_stays_a_row(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Board")
        headers = [{"header": header} for header in ("platform", "reach")]
        sheet.add_table("B5:C6", {"name": "kpi_platforms", "columns": headers})
        sheet.add_sparkline("A1", {"range": "Board!B6:C6"})  # a block of cells is nothing that Excel draws in a cell
    assert filled(path, "X", "TikTok") == {"A1": "Board!B6:C6"}


def test_every_row_that_an_earlier_version_left_at_the_first_rows_numbers_is_mended(tmp_path: Path) -> None:
    names = ("X", "TikTok", "Threads")
    path = board(tmp_path / "a.xlsx", [dict.fromkeys(range(3), "'calc sheet'!B4:M4")], names)
    right = {f"D{FIRST + row}": f"'calc sheet'!B{CALC_FIRST + row}:M{CALC_FIRST + row}" for row in range(4)}
    assert filled(path, *names) == dict([*right.items()][:3])  # the table keeps its size
    assert filled(path, "Threads", *names[:2], "Facebook") == right  # and other rows, and more


def test_rows_that_an_earlier_version_added_to_right_ones_are_mended(tmp_path: Path) -> None:
    lines = ["'calc sheet'!B4:M4", "'calc sheet'!B5:M5", "'calc sheet'!B4:M4", "'calc sheet'!B4:M4"]
    path = board(tmp_path / "a.xlsx", [dict(enumerate(lines))], ("X", "TikTok", "Threads", "Facebook"))
    assert list(filled(path, "X", "TikTok", "Threads", "Facebook").values()) == [
        f"'calc sheet'!B{row}:M{row}" for row in (4, 5, 6, 7)
    ]


def test_a_row_with_a_sparkline_of_its_own_keeps_it_wherever_it_goes(tmp_path: Path) -> None:
    names = ("X", "TikTok", "Threads", "Facebook")
    lines = {row: f"'calc sheet'!B{4 + row}:M{4 + row}" for row in range(4)} | {1: "'calc sheet'!B40:M40"}
    path = board(tmp_path / "a.xlsx", [lines], names)
    assert filled(path, "Facebook", "X", "Threads", "TikTok") == {
        "D6": "'calc sheet'!B4:M4",
        "D7": "'calc sheet'!B5:M5",
        "D8": "'calc sheet'!B6:M6",
        "D9": "'calc sheet'!B40:M40",  # TikTok's
    }
    assert "'calc sheet'!B40:M40" not in filled(path, "Facebook", "X").values()


def test_what_rows_of_their_own_draw_goes_where_its_rows_go(tmp_path: Path) -> None:
    """X draws the numbers of Threads and the other way round: no pattern, so each follows its key and its numbers."""
    names = ("X", "TikTok", "Threads", "Facebook", "Pinterest")
    path = board(tmp_path / "a.xlsx", [{0: "'calc sheet'!B6:M6", 2: "'calc sheet'!B4:B4"}], names)
    # the numbers' table has columns A and B alone, so only what lies in them is its rows'
    assert filled(path, "Facebook", "Threads", "X") == {"D7": "'calc sheet'!B6:B6", "D8": "'calc sheet'!B6:M6"}


def test_a_sparkline_of_another_look_moves_with_its_key_and_draws_its_row(tmp_path: Path) -> None:
    names = ("X", "TikTok", "Threads")
    groups = [{0: "Board!F6:Q6", 2: "Board!F8:Q8"}, {1: "Board!F7:Q7"}]
    path = board(tmp_path / "a.xlsx", groups, names)
    target = tmp_path / "filled.xlsx"
    fill_file(path, target, platforms("Threads", "Facebook", "X", "TikTok"))
    assert drawn(target) == {f"D{row}": f"Board!F{row}:Q{row}" for row in (6, 7, 8, 9)}
    xml = parts(target)["xl/worksheets/sheet1.xml"].decode()
    lists = [re.findall("<xm:sqref>([^<]*)", one) for one in re.findall("<x14:sparklines>.*?</x14:sparklines>", xml)]
    assert sorted(lists) == [["D6", "D7", "D8"], ["D9"]]  # TikTok has the look of its own


def test_a_row_whose_sparkline_was_removed_stays_without(tmp_path: Path) -> None:
    path = board(tmp_path / "a.xlsx", [{0: "Board!F6:Q6", 2: "Board!F8:Q8"}], ("X", "TikTok", "Threads"))
    assert filled(path, "TikTok", "X", "Threads", "Facebook") == {
        f"D{row}": f"Board!F{row}:Q{row}" for row in (7, 8, 9)
    }


def test_nothing_changes_where_every_row_stays(tmp_path: Path) -> None:
    names = ("X", "TikTok")
    path = board(tmp_path / "a.xlsx", [{1: "'calc sheet'!B5:M5", 0: "'calc sheet'!B4:M4"}], names)
    fill_file(path, tmp_path / "b.xlsx", platforms(*names))
    ends = [parts(one)["xl/worksheets/sheet1.xml"].partition(b"<extLst>")[2] for one in (path, tmp_path / "b.xlsx")]
    assert ends[0] == ends[1] != b""
