"""An input workbook of an earlier version gets what it lacks; what people made in it stays where it is."""

import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from openpyxl import load_workbook

from kpi_excel.catalogue import TABLES
from kpi_excel.errors import InputError
from kpi_excel.language.texts import texts
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.workbook.filling.write_input import write_input
from kpi_excel.workbook.reading.read import read
from kpi_excel.workbook.upgrading.upgrade import upgrade
from tests import rings

DAY = datetime(2026, 7, 1)
POSTS = ["published", "platform", "post_id", "likes"]
ORDERS = ["date", "platform", "order_id", "revenue"]


def older(path: Path, language: str = "en", **beside: Any) -> Path:
    """Write a workbook as an earlier version had them: fewer columns, settings and sheets, and things of the owner's.

    Args:
        path: the file.
        language: of sheets and headers.
        beside: what stands in a cell of the Posts sheet, by its address.
    """
    words = texts(language)
    with xlsxwriter.Workbook(path) as book:
        date = book.add_format({"num_format": "d mmm yy", "bg_color": "#FFEECC"})
        tables: list[tuple[str, list[str], list[list[Any]]]] = [
            ("posts", POSTS, [[DAY, "X", "a", 3], [DAY, "X", "b", 5]]),
            ("orders", ORDERS, [[DAY, "X", "1", 50.5]]),
            ("settings", ["name", "value"], [[words.text("settings", "brand", "label"), "Senja"]]),
        ]
        for name, columns, rows in tables:
            sheet = book.add_worksheet(words.text("tables", name, "label"))
            headers = [{"header": words.text("tables", name, "columns", one, "label")} for one in columns]
            own = [{"header": "My own"}] if name == "posts" else []
            area = (2, 1, 2 + len(rows), len(columns) + len(own))  # from B3
            sheet.add_table(*area, {"name": name, "columns": headers + own})
            for place, row in enumerate(rows, 3):
                for number, value in enumerate(row, 1):
                    sheet.write(place, number, value, date if isinstance(value, datetime) else None)
            sheet.set_column(1, 30, 11)
            sheet.write_string(80, 1, "Below")
            for address, value in beside.items() if name == "posts" else ():
                sheet.write(address, value)
        book.add_worksheet("Mine").write_string(0, 0, "x")
    return path


def cells_of(path: Path, sheet: str) -> dict[str, Any]:
    found = load_workbook(path)[sheet]
    return {
        cell.coordinate: (cell.value, cell.number_format) for row in found for cell in row if cell.value is not None
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_missing_sheets_columns_and_settings_are_added(tmp_path: Path, language: str) -> None:
    words, path = texts(language), older(tmp_path / "a.xlsx", language)
    done = upgrade(path)
    assert done.blocked == {}
    labels = {name: words.text("tables", name, "label") for name in TABLES}
    assert done.sheets == [label for name, label in labels.items() if name not in ("posts", "orders", "settings")]
    book = load_workbook(path)
    assert book.sheetnames == [labels["posts"], labels["orders"], labels["settings"], "Mine", *done.sheets]
    assert [book[name].sheet_state for name in book.sheetnames] == ["visible"] * 4 + ["hidden"] * len(done.sheets)
    for name, table in TABLES.items():
        headers = {words.text("tables", name, "columns", column.name, "label") for column in table.columns}
        (there,) = book[labels[name]].tables.values()
        assert set(there.column_names) == headers | ({"My own"} if name == "posts" else set())
    assert len(done.settings) == len(words.files["settings"]) - 1
    assert upgrade(path).has_changed is False


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_made_stays_where_it_is(tmp_path: Path, language: str) -> None:
    path = older(tmp_path / "a.xlsx", language)
    sheets = [*load_workbook(path).sheetnames]
    before, inputs = [cells_of(path, name) for name in sheets], read(path)
    upgrade(path)
    for name, cells in zip(sheets, before, strict=True):
        assert cells.items() <= cells_of(path, name).items()
    again = read(path)
    assert again.settings == inputs.settings
    assert [(one.code, one.place) for one in again.issues if one.code != "empty-table"] == [
        (one.code, one.place) for one in inputs.issues
    ]
    for name, frame in inputs.tables.items():
        assert again.tables[name][list(frame.columns)].equals(frame)


def test_parts_that_need_no_change_stay_byte_for_byte(tmp_path: Path) -> None:
    path = older(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as package:
        before = {name: package.read(name) for name in package.namelist()}
    upgrade(path)
    with zipfile.ZipFile(path) as package:
        after = {name: package.read(name) for name in package.namelist()}
    changed = {name for name, data in before.items() if after[name] != data}
    assert changed == {
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
        "xl/workbook.xml",
        "xl/styles.xml",
        *(f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 3)),
        *(f"xl/tables/table{number}.xml" for number in (1, 2, 3)),
    }


def test_new_columns_are_folded_and_take_what_those_of_a_new_workbook_take(tmp_path: Path) -> None:
    path = older(tmp_path / "a.xlsx")
    upgrade(path)
    sheet = load_workbook(path)["Orders"]
    assert sheet.tables["orders"].ref == "B3:I4"
    assert [cell.value for cell in sheet[3]][1:9] == [
        "Date", "Platform", "Order ID", "Revenue", "Customer ID", "Currency", "From social media",
        "Imported",
    ]  # fmt: skip
    assert [sheet.column_dimensions[letter].hidden for letter in "EFGHI"] == [False, True, True, True, True]
    assert sheet.column_dimensions["J"].collapsed
    (listed,) = [one for one in sheet.data_validations.dataValidation if "H4" in one.sqref]
    assert (listed.type, listed.formula1, listed.showErrorMessage) == ("list", '"yes,no"', True)
    assert str(sheet["F4"].number_format) == "@"


def test_what_is_written_into_new_columns_is_read(tmp_path: Path) -> None:
    path = older(tmp_path / "a.xlsx")
    upgrade(path, ["coverage"])
    book = load_workbook(path)
    book["Orders"]["G4"] = "usd"
    book["Coverage"]["A5"], book["Coverage"]["D5"], book["Coverage"]["E5"] = "Orders", DAY, DAY
    states = {sheet.title: sheet.sheet_state for sheet in book.worksheets}
    assert (states["Coverage"], states["Rates"]) == ("visible", "hidden")
    book.save(path)
    inputs = read(path)
    assert inputs.tables["orders"]["currency"].tolist() == ["USD"]
    assert inputs.tables["coverage"]["table"].tolist() == ["orders"]


@pytest.mark.parametrize("address", ["G3", "H4", "V5"])
def test_nothing_is_moved_out_of_the_way(tmp_path: Path, address: str) -> None:
    path = older(tmp_path / "a.xlsx", **{address: "mine"})
    before = cells_of(path, "Posts")
    done = upgrade(path)
    assert done.blocked == {"Posts": address}
    assert "Posts" not in done.columns
    assert cells_of(path, "Posts") == before
    assert done.columns["Orders"]


def test_a_sheet_of_the_owners_own_keeps_its_name(tmp_path: Path) -> None:
    path = older(tmp_path / "a.xlsx")
    book = load_workbook(path)
    book["Mine"].title = "Notes"
    book.save(path)
    done = upgrade(path)
    assert (done.blocked, "Notes" in done.sheets) == ({"Notes": ""}, False)
    assert load_workbook(path)["Notes"]["A1"].value == "x"


def test_a_sheet_without_an_excel_table_gets_headers_beside_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Costs")
        sheet.write_row(4, 0, ["Date", "Amount"])
        sheet.write_row(5, 0, ["2026-07-01", 12])
    done = upgrade(path)
    assert done.columns["Costs"] == ["Platform", "Category", "Currency"]
    assert [cell.value for cell in load_workbook(path)["Costs"][5]] == ["Date", "Amount", *done.columns["Costs"]]
    assert read(path).tables["costs"]["amount"].tolist() == [12]


def test_a_workbook_of_today_lacks_nothing(tmp_path: Path) -> None:
    path = write_input({"ads": [{"date": DAY, "platform": "X", "spend": 5}]}, tmp_path / "a.xlsx")
    before = path.read_bytes()
    assert upgrade(path).has_changed is False
    assert path.read_bytes() == before


def test_a_workbook_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Mine")
    before = path.read_bytes()
    with pytest.raises(InputError, match="has no sheet that kpi-excel knows"):
        upgrade(path)
    assert path.read_bytes() == before


@pytest.mark.validator
def test_the_validator_finds_nothing(tmp_path: Path) -> None:
    path = older(tmp_path / "a.xlsx")
    upgrade(path)
    assert rings.validate(path) == []


@pytest.mark.libreoffice
def test_libreoffice_reads_the_same(tmp_path: Path) -> None:
    path = older(tmp_path / "a.xlsx")
    upgrade(path)
    saved = read(rings.recalculate(path, tmp_path / "saved"))
    assert {name: len(frame) for name, frame in saved.tables.items()} == {"posts": 2, "orders": 1}
    assert saved.settings.brand == "Senja"
