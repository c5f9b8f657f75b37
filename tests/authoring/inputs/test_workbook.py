"""The input workbook: reproducible, complete in every language, and nothing in it that a user must delete."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from kpi_excel.authoring.inputs.lists import NAMES, list_of, lists
from kpi_excel.authoring.inputs.workbook import FIRST_ROW, HEADER_ROW, VALIDATED_ROWS, build_input_workbook
from kpi_excel.authoring.style import NAVY, SOFT_ACCENT
from kpi_excel.catalogue import KPIS, TABLES
from kpi_excel.errors import UsageError
from kpi_excel.language.texts import texts
from kpi_excel.model.settings import EVERYDAY, LANGUAGES
from kpi_excel.model.table import ColumnType
from kpi_excel.workbook.vocabulary import PLATFORMS

TEMPLATES = Path(__file__).parents[3] / "workbook_templates"
EVERY_TABLE = [(language, table) for language in LANGUAGES for table in TABLES]
DATA_TABLES = [(language, table) for language, table in EVERY_TABLE if table != "settings"]
LISTED = ("comparison", "trend_period", "language", "digits", "calendar", "activity_from", "paper")
_built: dict[str, bytes] = {}


def built(language: str) -> bytes:
    if language not in _built:
        _built[language] = build_input_workbook(language)
    return _built[language]


def workbook(language: str) -> Workbook:
    return load_workbook(io.BytesIO(built(language)))


def table_sheet(book: Workbook, language: str, table: str) -> Worksheet:
    sheet = book[texts(language).section("tables", table)["label"]]
    assert isinstance(sheet, Worksheet)
    return sheet


def parts(content: bytes) -> Mapping[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def validation_of(sheet: Worksheet, cell: str) -> DataValidation:
    found: list[DataValidation] = [one for one in sheet.data_validations.dataValidation if cell in one.sqref]
    assert len(found) == 1, f"{sheet.title}!{cell} has {len(found)} validations"
    return found[0]


def links_of(book: Workbook, sheet: str) -> list[str]:
    cells = (cell for row in book[sheet].iter_rows() for cell in row)
    return [str(cell.hyperlink.location).replace("'", "") for cell in cells if cell.hyperlink]


@pytest.fixture(scope="module")
def books() -> Mapping[str, Workbook]:
    return {language: workbook(language) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_same_bytes_on_every_run(language: str) -> None:
    assert build_input_workbook(language) == built(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_committed_template_is_what_is_built(language: str) -> None:
    # Parts, not the packed file: another zlib may compress the same parts to other bytes.
    committed = (TEMPLATES / f"input.{language}.xlsx").read_bytes()
    assert parts(committed) == parts(built(language))


def test_unknown_language_is_refused() -> None:
    with pytest.raises(UsageError):
        build_input_workbook("de")


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheets_stand_in_the_order_of_the_tables(language: str, books: Mapping[str, Workbook]) -> None:
    words, book = texts(language), books[language]
    labels = [words.section("tables", table)["label"] for table in TABLES]
    assert book.sheetnames == [words.text("start", "start_sheet"), *labels, words.text("start", "lists_sheet")]
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert book.active is book.worksheets[0]
    states = ["hidden" if table.folded else "visible" for table in TABLES.values()]
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible", *states, "hidden"]
    assert states.count("visible") == 15  # as many as users have ever seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_start_links_to_every_table_and_each_table_back(language: str, books: Mapping[str, Workbook]) -> None:
    book = books[language]
    assert links_of(book, book.sheetnames[0]) == [f"{name}!A1" for name in book.sheetnames[1:-1]]
    for name in book.sheetnames[1:-1]:
        assert links_of(book, name) == [f"{book.sheetnames[0]}!A1"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_direction_and_font_follow_the_language(language: str, books: Mapping[str, Workbook]) -> None:
    for sheet in books[language].worksheets:
        assert bool(sheet.sheet_view.rightToLeft) == (language == "fa")
        for row in sheet.iter_rows():
            fonts = {cell.font.name for cell in row if cell.value is not None}
            assert fonts <= {"Tahoma" if language == "fa" else "Calibri"}


@pytest.mark.parametrize(("language", "table"), EVERY_TABLE)
def test_excel_table_has_name_and_headers(language: str, table: str, books: Mapping[str, Workbook]) -> None:
    sheet = table_sheet(books[language], language, table)
    assert list(sheet.tables) == [table]
    columns = texts(language).section("tables", table)["columns"]
    labels = [columns[column.name]["label"] for column in TABLES[table].columns]
    assert sheet.tables[table].column_names == labels
    header = sheet[HEADER_ROW + 1][: len(labels)]
    assert [cell.value for cell in header] == labels
    fills = [cell.fill.fgColor.rgb[-6:] for cell in header]
    assert fills == [(NAVY if column.required else SOFT_ACCENT)[1:] for column in TABLES[table].columns]
    assert sheet.freeze_panes == f"B{FIRST_ROW + 1}"


@pytest.mark.parametrize(("language", "table"), DATA_TABLES)
def test_table_has_one_empty_row(language: str, table: str, books: Mapping[str, Workbook]) -> None:
    sheet = table_sheet(books[language], language, table)
    first, last = sheet.tables[table].ref.split(":")
    assert (first, last) == (f"A{HEADER_ROW + 1}", sheet.cell(FIRST_ROW + 1, len(TABLES[table].columns)).coordinate)
    assert all(cell.value is None for row in sheet.iter_rows(min_row=FIRST_ROW + 1) for cell in row)


@pytest.mark.parametrize(("language", "table"), DATA_TABLES)
def test_every_column_has_hint_rule_and_format(language: str, table: str, books: Mapping[str, Workbook]) -> None:
    sheet = table_sheet(books[language], language, table)
    columns = texts(language).section("tables", table)["columns"]
    for position, column in enumerate(TABLES[table].columns, 1):
        first, last = (sheet.cell(row, position) for row in (FIRST_ROW + 1, FIRST_ROW + 1 + 9_999))
        one = validation_of(sheet, first.coordinate)
        assert one.sqref == validation_of(sheet, last.coordinate).sqref
        assert (one.promptTitle, one.prompt) == (columns[column.name]["label"], columns[column.name]["hint"])
        name = list_of(column)
        assert one.formula1 == NAMES.format(name) if name else one.type != "list"
        if column.type in (ColumnType.OPTION, ColumnType.YES_NO, ColumnType.TABLE):
            assert (one.type, one.showErrorMessage, one.errorStyle) == ("list", True, None)
        elif name:  # other text may stand here; a KPI that is not listed is asked about first
            assert one.errorStyle == "warning" if column.type is ColumnType.KPI else not one.showErrorMessage
        if column.type in (ColumnType.DATE, ColumnType.TIME):
            assert (one.type, one.formula1, one.formula2) == ("date", "32874", "73415")  # 1990-01-01, 2100-12-31
            assert str(first.number_format).startswith("yyyy-mm-dd")
        if column.type in (ColumnType.COUNT, ColumnType.AMOUNT):
            assert (one.type, one.operator, one.formula1) == ("decimal", "greaterThanOrEqual", "0")
        if one.type not in (None, "none") and one.showErrorMessage:
            assert columns[column.name]["label"] in str(one.error)
    assert VALIDATED_ROWS == 10_000


@pytest.mark.parametrize(("language", "table"), EVERY_TABLE)
def test_what_few_need_is_folded(language: str, table: str, books: Mapping[str, Workbook]) -> None:
    sheet, columns = table_sheet(books[language], language, table), TABLES[table].columns
    folded = [column.folded for column in columns]
    assert folded == sorted(folded)  # at the right end, so that the others stand where they always stood
    for position, column in enumerate(columns, 1):
        width = next(one for one in sheet.column_dimensions.values() if (one.min or 0) <= position <= (one.max or 0))
        assert (bool(width.hidden), width.outlineLevel) == ((True, 1) if column.folded else (False, 0)), column.name
    if folded[-1]:
        assert sheet.column_dimensions[get_column_letter(len(columns) + 1)].collapsed  # its + opens them


@pytest.mark.parametrize("language", LANGUAGES)
def test_settings_beyond_the_everyday_ones_are_folded(language: str, books: Mapping[str, Workbook]) -> None:
    sheet = table_sheet(books[language], language, "settings")
    names = list(texts(language).files["settings"])
    assert names[: len(EVERYDAY)] == list(EVERYDAY)
    rows = [sheet.row_dimensions[FIRST_ROW + 1 + place] for place in range(len(names))]
    assert [bool(row.hidden) for row in rows] == [name not in EVERYDAY for name in names]
    assert sheet.row_dimensions[FIRST_ROW + 1 + len(names)].collapsed


@pytest.mark.parametrize("language", LANGUAGES)
def test_start_shows_the_sheets_in_sight_and_names_the_others(language: str, books: Mapping[str, Workbook]) -> None:
    words, start = texts(language), books[language].worksheets[0]
    rows = {cell.value: cell.row for row in start.iter_rows() for cell in row if isinstance(cell.value, str)}
    labels = {name: words.text("tables", name, "label") for name in TABLES}
    for name, table in TABLES.items():
        assert bool(start.row_dimensions[rows[labels[name]]].hidden) == table.folded
    (note,) = [text for text in rows if all(labels[name] in text for name, table in TABLES.items() if table.folded)]
    assert not start.row_dimensions[rows[note]].hidden


@pytest.mark.parametrize("language", LANGUAGES)
def test_settings_has_a_row_per_setting(language: str, books: Mapping[str, Workbook]) -> None:
    words = texts(language)
    sheet = table_sheet(books[language], language, "settings")
    settings = words.files["settings"]
    rows = list(sheet.iter_rows(min_row=FIRST_ROW + 1, max_row=FIRST_ROW + len(settings), max_col=4))
    assert sheet.tables["settings"].ref == f"A{HEADER_ROW + 1}:B{FIRST_ROW + len(settings)}"
    assert [row[0].value for row in rows] == [one["label"] for one in settings.values()]
    assert [row[3].value for row in rows] == [one["hint"] for one in settings.values()]
    values = {name: row[1].value for name, row in zip(settings, rows, strict=True) if row[1].value is not None}
    assert values == {
        "comparison": words.text("options", "comparison", "previous"),
        "trend_period": words.text("options", "trend_period", "month"),
        "language": language,
        "calendar": words.text("options", "calendar", "gregorian"),
        **({"digits": words.text("options", "digits", "persian")} if language == "fa" else {}),
    }
    for name, row in zip(settings, rows, strict=True):
        one = validation_of(sheet, row[1].coordinate)
        assert (one.promptTitle, one.prompt) == (settings[name]["label"], settings[name]["hint"])
        assert (one.type == "list") == (name in LISTED)


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_hold_what_their_names_point_at(language: str, books: Mapping[str, Workbook]) -> None:
    words, book = texts(language), books[language]
    for name, values in lists(words).items():
        destinations = list(book.defined_names[NAMES.format(name)].destinations)
        assert len(destinations) == 1
        sheet, cells = destinations[0]
        assert sheet == words.text("start", "lists_sheet")
        found = book[sheet][cells]
        rows = found if isinstance(found, tuple) else ((found,),)  # a list of one value is one cell
        assert tuple(row[0].value for row in rows) == values
    assert lists(words)["platform"] == PLATFORMS
    assert len(set(lists(words)["kpi"])) == len(KPIS)
