"""Drop-downs of an earlier version get the choices that came later, and keep their owner's."""

from pathlib import Path

import xlsxwriter
from openpyxl import load_workbook

from kpi_excel.workbook.upgrading.upgrade import upgrade

GOALS = ["reach a value", "change by a percentage", "stay at or above", "stay at or below"]


def older(path: Path, below: str = "") -> Path:
    with xlsxwriter.Workbook(path) as book:
        columns = [{"header": name} for name in ("KPI", "Goal kind", "Goal", "Start", "Due")]
        book.add_worksheet("Targets").add_table(0, 0, 1, 4, {"name": "targets", "columns": columns})
        lists = book.add_worksheet("Lists")
        lists.write_column(1, 2, [*GOALS, below] if below else GOALS)
        lists.write_column(1, 3, ["X", "Kaskus"])
        book.define_name("kpi_list_goal_kind", "=Lists!$C$2:$C$5")
        book.define_name("kpi_list_platform", "=Lists!$D$2:$D$3")
    return path


def test_choices_that_came_later_stand_below_the_others(tmp_path: Path) -> None:
    path = older(tmp_path / "a.xlsx")
    done = upgrade(path)
    assert "change by an amount" in done.choices
    book = load_workbook(path)
    assert book.defined_names["kpi_list_goal_kind"].attr_text == "Lists!$C$2:$C$6"
    assert [cell.value for cell in book["Lists"]["C"] if cell.value] == [*GOALS, "change by an amount"]
    platforms = [cell.value for cell in book["Lists"]["D"] if cell.value]
    assert platforms[:2] == ["X", "Kaskus"]  # the owner's own stays
    assert len(platforms) == len(set(platforms)) == 9
    assert upgrade(path).has_changed is False


def test_what_stands_below_a_list_is_not_moved(tmp_path: Path) -> None:
    path = older(tmp_path / "a.xlsx", "mine")
    assert "change by an amount" not in upgrade(path).choices
    assert load_workbook(path)["Lists"]["C6"].value == "mine"


def test_a_choice_that_had_another_word_is_there_already(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Costs").write_row(0, 0, ["Date", "Amount"])
        lists = book.add_worksheet("Lists")
        lists.write_column(1, 0, ["Twitter", "ig"])
        book.define_name("kpi_list_platform", "=Lists!$A$2:$A$3")
    choices = upgrade(path).choices
    assert "Facebook" in choices
    assert not {"X", "Instagram"} & set(choices)
