"""What a filling does not bring up to date is said beforehand in one sentence, and nothing else is."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from kpi_excel.errors import Issue
from kpi_excel.workbook.filling.fill import fill
from kpi_excel.workbook.filling.filled import Dataset
from kpi_excel.workbook.filling.notices import examine, left_over
from kpi_excel.workbook.filling.restore import restore
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.marks import Kind, Maker, read_filled, together, write_marks
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
from tests.workbook import excel_acts as acts
from tests.workbook.books import told
from tests.workbook.excel_acts import Workbook

MAKER = Maker(Kind.DASHBOARD, "en", "1.4.0")
DATASETS = {"platforms": Dataset({"platform": ["Instagram", "X"], "reach": [1.0, 2.0], "likes": [3.0, 4.0]})}
HEADERS = ("platform", "reach", "likes", "Twice")


def template(path: Path, name: str = "kpi_platforms", headers: tuple[str, ...] = HEADERS) -> Path:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Data")
    columns: list[dict[str, Any]] = [{"header": header} for header in headers]
    if "Twice" in headers:
        columns[headers.index("Twice")]["formula"] = f"={name}[[#This Row],[reach]]*2"
    sheet.add_table(3, 1, 4, len(headers), {"name": name, "columns": columns})
    book.close()
    return path


def filled(source: Path, target: Path, maker: Maker = MAKER) -> tuple[Issue, ...]:
    """Fill a workbook as building does; give what is said beforehand."""
    with open_package(source) as package:
        edit = Edit(package)
        structure = restore(edit, read_structure(package), DATASETS)
        found = examine(edit, structure, DATASETS, maker)
        stale = left_over(edit, structure, DATASETS)
        done = fill(edit, structure, DATASETS)
        write_marks(edit, maker, together(done.marks, stale))
        done.write_sheets()
        target.write_bytes(edit.save())
    return found


@pytest.fixture
def built(tmp_path: Path) -> Path:
    path = tmp_path / "built.xlsx"
    assert filled(template(tmp_path / "template.xlsx"), path) == ()
    return path


def after(built: Path, *done: Callable[[Workbook], None], table: str = "kpi_platforms") -> Path:
    book = Workbook(built, table)
    for act in done:
        act(book)
    return book.save(built.with_name("acted.xlsx"))


def sentences(path: Path, maker: Maker = MAKER) -> list[str]:
    return [told(issue).partition("\n")[0] for issue in filled(path, path.with_name("again.xlsx"), maker)]


def test_a_workbook_that_nobody_touched_has_none(built: Path) -> None:
    assert sentences(built) == []


def test_a_renamed_column_is_named_each_time_until_it_is_mended(built: Path, tmp_path: Path) -> None:
    path = after(built, acts.rename_header("likes", "Hearts"))
    said = (
        "sheet 'Data', cells B4:E6: The column “Hearts” of kpi_platforms was called “likes” when it was filled; "
        "it is not filled any more and keeps earlier figures."
    )
    assert sentences(path) == [f"[column-renamed] acted.xlsx, {said}"]
    # the marks of the second filling remember what they said, now under the header of today
    assert [issue.code for issue in filled(tmp_path / "again.xlsx", tmp_path / "third.xlsx")] == [
        "column-no-longer-filled"
    ]
    mended = after(tmp_path / "again.xlsx", acts.rename_header("Hearts", "likes"))
    assert filled(mended, tmp_path / "mended.xlsx") == ()


def test_a_deleted_column_is_named_once(built: Path, tmp_path: Path) -> None:
    path = after(built, acts.delete_column("likes"))
    assert [one.partition("]")[0] for one in sentences(path)] == ["[column-deleted"]
    assert filled(tmp_path / "again.xlsx", tmp_path / "third.xlsx") == ()


def test_a_renamed_table(built: Path) -> None:
    assert sentences(after(built, acts.rename_table("Figures"))) == [
        "[table-renamed] acted.xlsx, sheet 'Data', cells B4:E6: The table kpi_platforms is now called Figures; it is "
        "not filled any more and keeps the figures of an earlier period."
    ]


def test_a_table_turned_into_cells(built: Path) -> None:
    assert sentences(after(built, acts.convert_to_range)) == [
        "[table-became-range] acted.xlsx, sheet 'Data', cells B4:E4: The table kpi_platforms was turned into ordinary "
        "cells; they are not filled any more and keep the figures of an earlier period."
    ]


def test_a_copied_sheet_is_filled_and_one_with_other_columns_is_named(built: Path, tmp_path: Path) -> None:
    copied = after(built, acts.copy_sheet)
    assert filled(copied, tmp_path / "again.xlsx") == ()
    with open_package(tmp_path / "again.xlsx") as package:
        assert [one.table for one in read_filled(package)] == ["kpi_platforms", "kpi_platforms2"]
    own = template(tmp_path / "own.xlsx", "kpi_platforms2", ("campaign", "budget"))
    assert sentences(own) == [
        "[copy-not-filled] own.xlsx, sheet 'Data', cells B4:C5: The table kpi_platforms2 looks like a copy of "
        "kpi_platforms, but has other columns; it is not filled and keeps what it shows."
    ]


def test_a_formula_that_became_values(built: Path) -> None:
    def calculated(book: Workbook) -> None:
        for row in (5, 6):
            book.text(row, book.number("Twice"), "2")

    (said,) = sentences(after(built, acts.formulas_to_values("Twice"), calculated))
    assert said.startswith("[formula-became-values] acted.xlsx, sheet 'Data', cells B4:E6: The column “Twice”")


def test_a_protected_sheet(built: Path) -> None:
    assert sentences(after(built, acts.protect)) == [
        "[sheet-protected] acted.xlsx, sheet 'Data': The sheet is protected; its table kpi_platforms is filled all the "
        "same, and the protection stays."
    ]


def test_columns_that_mean_the_same(tmp_path: Path) -> None:
    path = template(tmp_path / "twice.xlsx", headers=("platform", "reach", "Reach_"))
    assert sentences(path) == [
        "[column-means-the-same] twice.xlsx, sheet 'Data', cells B4:D5: The columns “reach” and “Reach_” of "
        "kpi_platforms mean the same; only the first one is filled."
    ]


def test_a_table_that_no_dataset_fills(tmp_path: Path) -> None:
    (said,) = sentences(template(tmp_path / "odd.xlsx", "kpi_platfroms"))
    assert said.endswith("Nothing fills the table kpi_platfroms, so it keeps what it shows. Did you mean platforms?")


def test_another_version_and_another_language(built: Path) -> None:
    assert [one.partition("]")[0][1:] for one in sentences(built, Maker(Kind.DASHBOARD, "fa", "1.5.0"))] == [
        "made-by-other-version", "made-in-other-language",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "typed", "codes"),
    [("Likes this month", 7, ["column-looks-alike"]), ("Likes this month", "good", []), ("My note", 7, [])],
)
def test_without_marks_a_column_that_looks_like_one_is_named_if_it_holds_such_values(
    tmp_path: Path, header: str, typed: object, codes: list[str]
) -> None:
    book = xlsxwriter.Workbook(tmp_path / "old.xlsx")
    sheet = book.add_worksheet("Data")
    columns = [{"header": one} for one in ("platform", header)]
    sheet.add_table("A1:B2", {"name": "kpi_platforms", "columns": columns, "data": [["X", typed]]})
    book.close()
    found = filled(tmp_path / "old.xlsx", tmp_path / "again.xlsx")
    assert [issue.code for issue in found] == codes
    assert all(issue.values["meant"] == "likes" for issue in found)
