"""The input workbook that users fill: a Start sheet and one sheet per input table, with hints and drop-downs."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_range
from xlsxwriter.worksheet import Worksheet

from kpi_excel.authoring import style as look
from kpi_excel.authoring.inputs.lists import list_of, lists, write_lists
from kpi_excel.authoring.inputs.start_sheet import write_start
from kpi_excel.authoring.inputs.validations import column_validation, setting_validation
from kpi_excel.authoring.lambda_names import input_lambdas
from kpi_excel.authoring.style import Style, text_width
from kpi_excel.catalogue import TABLES
from kpi_excel.language.texts import Texts, texts
from kpi_excel.model.settings import EVERYDAY, LANGUAGES, Settings
from kpi_excel.model.table import Column, ColumnType, Table

HEADER_ROW = 3  # counted from 0, as XlsxWriter does
FIRST_ROW = HEADER_ROW + 1
VALIDATED_ROWS = 10_000
TABLE_STYLE = "Table Style Light 1"

_LAST_ROW = FIRST_ROW + VALIDATED_ROWS - 1
_HINT_COLUMN, _HINT_WIDTH = 3, 84
_FOLDED, _FOLD = {"level": 1, "hidden": True}, {"collapsed": True}  # grouped and closed, and the column or row of its +
_FILTER_BUTTON = 3.5
_WIDTHS = {
    ColumnType.TEXT: 20,
    ColumnType.DATE: 13,
    ColumnType.TIME: 18,
    ColumnType.COUNT: 12,
    ColumnType.SIGNED_COUNT: 12,
    ColumnType.AMOUNT: 14,
    ColumnType.SIGNED_AMOUNT: 14,
    ColumnType.NUMBER: 10,
    ColumnType.PLATFORM: 14,
    ColumnType.TABLE: 14,
    ColumnType.CURRENCY: 10,
    ColumnType.FORMULA: 44,
    ColumnType.ANY: 16,
}
_WIDE = {
    "caption": 60, "text": 80, "hashtags": 28, "url": 36, "objective": 40, "evidence": 40, "source": 36, "label": 28,
    "meaning": 60,
}  # fmt: skip
_SETTING_FORMATS = {
    "trend_length": "0",
    "fiscal_year_start": "0",
    "csat_scale": "General",
    "csat_satisfied_from": "General",
    "review_scale": "General",
    "customer_lifespan_years": "General",
    "response_within": "0",
    "smallest_base": "0",
    "as_of": look.NUMBER_FORMATS[ColumnType.DATE],
}  # the others are text, so that Excel does not take 2026-09 for a date


def build_input_workbook(language: str) -> bytes:
    """Build the empty input workbook of one language; the same bytes on every run.

    Args:
        language: ``en``, ``id`` or ``fa``.

    Raises:
        UsageError: if the language is not one of those shipped.
        UserWarning: if XlsxWriter skips something that it was told to write.
    """
    words = texts(language)
    return look.workbook_bytes(words, words.text("start", "title"), _write)


def write_templates(folder: Path) -> list[Path]:
    """Write ``input.<language>.xlsx`` for every language into a folder, and give their paths."""
    paths = []
    for language in LANGUAGES:
        path = folder / f"input.{language}.xlsx"
        path.write_bytes(build_input_workbook(language))
        paths.append(path)
    return paths


def _write(workbook: Workbook, style: Style) -> None:
    """Add the sheets, and the KPI functions as names, which a workbook with macros has as functions."""
    write_sheets(workbook, style)
    input_lambdas(workbook, style.texts)


def write_sheets(workbook: Workbook, style: Style, steps: Sequence[Mapping[str, str]] = ()) -> None:
    """Add the Start sheet, a sheet per table, and the lists.

    Args:
        workbook: the XlsxWriter workbook.
        style: its formats and language.
        steps: what the Start sheet says to do, other than the usual.
    """
    write_start(workbook, style, steps)
    for table in TABLES.values():
        _write_table_sheet(workbook, style, table)
    write_lists(workbook, style)
    for sheet in workbook.worksheets():
        _set_up_page(sheet, style.texts)


def _set_up_page(sheet: Worksheet, words: Texts) -> None:
    look.set_up_page(sheet, words)
    if sheet.get_name() == words.text("start", "start_sheet"):
        sheet.set_portrait()
        sheet.fit_to_pages(1, 1)


def _write_table_sheet(workbook: Workbook, style: Style, table: Table) -> None:
    """Add a table's sheet: title, purpose, header, and one empty row or the settings."""
    section = style.texts.section("tables", table.name)
    sheet = workbook.add_worksheet(section["label"])
    _write_head(sheet, style, section["label"], section["purpose"])
    formats = [_cell_format(style, column) for column in table.columns]
    for position, column in enumerate(table.columns):
        width = _width(style.texts, table, column)
        if position == 0:
            width = max(width, text_width(section["label"], look.SIZE_SECTION, bold=True) * 1.1 + 3)
        sheet.set_column(position, position, width, formats[position], _FOLDED if column.folded else {})
    if table.columns[-1].folded:
        sheet.set_column(len(table.columns), len(table.columns), None, None, _FOLD)
    if table.folded:
        sheet.hide()
    if table.name == "settings":
        last_row = _write_settings(sheet, style, table)
    else:
        last_row = FIRST_ROW
        for position, column in enumerate(table.columns):
            sheet.write_blank(FIRST_ROW, position, None, formats[position])
            sheet.data_validation(
                FIRST_ROW, position, _LAST_ROW, position, column_validation(table, column, style.texts)
            )
        _allow_numbers_as_text(sheet, table)
        sheet.set_selection(FIRST_ROW, 0, FIRST_ROW, 0)
    sheet.set_row(HEADER_ROW, 24)
    columns = [
        {
            "header": section["columns"][column.name]["label"],
            "header_format": _header_format(style, column),
            "format": formats[position],
        }
        for position, column in enumerate(table.columns)
    ]
    options = {"name": table.name, "columns": columns, "style": TABLE_STYLE, "banded_rows": False}
    sheet.add_table(HEADER_ROW, 0, last_row, len(columns) - 1, options)
    sheet.freeze_panes(FIRST_ROW, 1)
    sheet.repeat_rows(HEADER_ROW)


def _write_head(sheet: Worksheet, style: Style, title: str, purpose: str) -> None:
    start = quote_sheetname(style.texts.text("start", "start_sheet"))
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, title, style.text(font_size=look.SIZE_SECTION, bold=True))
    sheet.write_url(0, 1, f"internal:{start}!A1", style.link(), style.texts.text("start", "back_to_start"))
    sheet.set_row(1, 16)
    sheet.write_string(1, 0, purpose, style.text(font_size=look.SIZE_NOTE, font_color=look.MUTED))
    sheet.set_row(2, 8)


def _write_settings(sheet: Worksheet, style: Style, table: Table) -> int:
    """Write a row per setting, its hint beside the table, and give the last row."""
    words = style.texts
    sheet.hide_gridlines(2)
    sheet.set_tab_color(look.NAVY)
    hints = words.files["settings"]
    width = max(text_width(hint["label"]) for hint in hints.values()) + 3
    sheet.set_column(0, 0, width, style.text())
    sheet.set_column(1, 1, 32, style.text())
    sheet.set_column(2, 2, 3, style.text())
    sheet.set_column(_HINT_COLUMN, _HINT_COLUMN, _HINT_WIDTH, style.text())
    meaning = style.text(bold=True, font_color=look.MUTED, bottom=1, bottom_color=look.LINE)
    sheet.write_string(HEADER_ROW, _HINT_COLUMN, words.text("start", "meaning_title"), meaning)
    defaults = Settings()
    values = {
        "comparison": words.text("options", "comparison", defaults.comparison),
        "trend_period": words.text("options", "trend_period", defaults.trend_period),
        "language": words.language,
        "digits": words.text("options", "digits", defaults.digits) if words.right_to_left else None,
        "calendar": words.text("options", "calendar", defaults.calendar),
    }
    row = FIRST_ROW
    for name, section in hints.items():
        value_format = style.text(
            num_format=_SETTING_FORMATS.get(name, look.TEXT_FORMAT),
            bg_color=look.PAGE,
            border=1,
            border_color=look.LINE,
        )
        height = max(22, look.row_height(section["hint"], _HINT_WIDTH))
        sheet.set_row(row, height, None, {} if name in EVERYDAY else _FOLDED)
        sheet.write_string(row, 0, section["label"], style.text(bottom=1, bottom_color=look.LINE))
        sheet.write(row, 1, values.get(name), value_format)
        sheet.write_string(row, _HINT_COLUMN, section["hint"], style.text(text_wrap=True, font_color=look.MUTED))
        sheet.data_validation(row, 1, row, 1, setting_validation(name, name in lists(words), words))
        row += 1
    sheet.data_validation(FIRST_ROW, 0, row - 1, 0, column_validation(table, table.column("name"), words))
    sheet.set_row(row, 22, None, _FOLD)
    note = style.text(font_size=look.SIZE_NOTE, font_color=look.MUTED)
    sheet.write_string(row, _HINT_COLUMN, words.text("start", "more_settings"), note)
    sheet.ignore_errors({"number_stored_as_text": xl_range(FIRST_ROW, 1, row - 1, 1)})
    sheet.set_selection(FIRST_ROW, 1, FIRST_ROW, 1)
    return row - 1


def _allow_numbers_as_text(sheet: Worksheet, table: Table) -> None:
    """Keep Excel from flagging IDs, which are text that may look like numbers."""
    ranges = [
        xl_range(FIRST_ROW, position, _LAST_ROW, position)
        for position, column in enumerate(table.columns)
        if look.NUMBER_FORMATS[column.type] == look.TEXT_FORMAT
    ]
    if ranges:
        sheet.ignore_errors({"number_stored_as_text": " ".join(ranges)})


def _cell_format(style: Style, column: Column) -> Format:
    properties = {"num_format": look.NUMBER_FORMATS[column.type]}
    if column.type is not ColumnType.ANY:  # those align themselves: numbers on the right, words where words begin
        properties["align"] = "right" if column.type in look.NUMERIC else style.start
    return style.format(**properties)


def _header_format(style: Style, column: Column) -> Format:
    """Dark for required columns, light for others; over numbers on the right, clear of the filter button."""
    colours = {"font_color": look.SURFACE, "bg_color": look.NAVY} if column.required else {"bg_color": look.SOFT_ACCENT}
    line = {"right": 1, "left": 1, "right_color": look.SURFACE, "left_color": look.SURFACE}
    if column.type in look.NUMERIC and not style.texts.right_to_left:
        return style.format(bold=True, align="right", indent=2, reading_order=1, **colours, **line)
    return style.text(bold=True, **colours, **line)


def _width(words: Texts, table: Table, column: Column) -> float:
    """Give a column's width: enough for its header with the filter button, its list, and what is typical."""
    label = words.section("tables", table.name)["columns"][column.name]["label"]
    wide = [text_width(label, bold=True) + _FILTER_BUTTON, _WIDE.get(column.name, _WIDTHS.get(column.type, 0))]
    if name := list_of(column):
        wide.append(max(text_width(value) for value in lists(words)[name]) + 3)
    return round(max(wide), 1)
