"""Lists: the values behind the input workbook's drop-downs, under defined names such as ``kpi_list_platform``."""

from collections.abc import Mapping

from xlsxwriter import Workbook
from xlsxwriter.utility import quote_sheetname, xl_range_abs

from kpi_excel.authoring.style import SIZE_TEXT, Style, text_width
from kpi_excel.catalogue import KPIS, TABLES
from kpi_excel.language.texts import Texts
from kpi_excel.model.table import Column, ColumnType
from kpi_excel.workbook.vocabulary import PLATFORMS, timed_tables

NAMES = "kpi_list_{}"
_OF_CONTENT = {
    ColumnType.PLATFORM: "platform",
    ColumnType.KPI: "kpi",
    ColumnType.YES_NO: "yes_no",
    ColumnType.TABLE: "table",
}
_OF_SETTINGS = ("comparison", "trend_period", "digits", "calendar", "activity_from", "paper")


def list_of(column: Column) -> str:
    """Name the list that a column draws from, a section of options.toml if it has one there; empty if none."""
    if column.type in _OF_CONTENT:
        return _OF_CONTENT[column.type]
    if column.options or column.suggestions:
        return column.words
    return ""


def lists(texts: Texts) -> Mapping[str, tuple[str, ...]]:
    """Give every list's values as users of one language see them, by the list's name."""
    found: dict[str, tuple[str, ...]] = {
        "platform": PLATFORMS,
        "kpi": tuple(texts.label(kpi) for kpi in KPIS.values()),
        "table": tuple(texts.text("tables", name, "label") for name in timed_tables()),
    }
    for name in ("yes_no", *_OF_SETTINGS):
        found[name] = tuple(texts.section("options", name).values())
    for table in TABLES.values():
        for column in table.columns:
            values = column.options or column.suggestions
            if values:
                name = list_of(column)
                found[name] = tuple(texts.text("options", name, value) for value in values)
    return found


def write_lists(workbook: Workbook, style: Style) -> None:
    """Add the hidden sheet of lists, one column each, and the names that point at them."""
    title = style.texts.text("start", "lists_sheet")
    sheet = workbook.add_worksheet(title)
    if style.texts.right_to_left:
        sheet.right_to_left()
    for column, (name, values) in enumerate(lists(style.texts).items()):
        sheet.set_column(column, column, max(text_width(value, SIZE_TEXT, bold=True) for value in (name, *values)) + 2)
        sheet.write_string(0, column, name, style.text(bold=True))
        sheet.write_column(1, column, values, style.text())
        cells = xl_range_abs(1, column, len(values), column)
        workbook.define_name(NAMES.format(name), f"={quote_sheetname(title)}!{cells}")
    sheet.freeze_panes(1, 0)
    sheet.hide()
