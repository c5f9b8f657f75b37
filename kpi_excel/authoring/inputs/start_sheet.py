"""The Start sheet: how to fill the input workbook, its sheets, and the rules that change the numbers."""

from collections.abc import Mapping, Sequence

from xlsxwriter import Workbook
from xlsxwriter.utility import quote_sheetname
from xlsxwriter.worksheet import Worksheet

from kpi_excel.authoring import style as look
from kpi_excel.authoring.style import Style
from kpi_excel.catalogue import TABLES
from kpi_excel.language.names import listed

_NUMBER, _NAME, _TEXT = 1, 2, 3  # columns: step number or bullet, name, what it says
_NAME_WIDTH, _TEXT_WIDTH = 34, 104


def write_start(workbook: Workbook, style: Style, steps: Sequence[Mapping[str, str]] = ()) -> None:
    """Add the Start sheet, first and active.

    Args:
        workbook: the XlsxWriter workbook.
        style: its formats and language.
        steps: title and text of each step, other than the usual ones.
    """
    texts = style.texts
    sheet = workbook.add_worksheet(texts.text("start", "start_sheet"))
    sheet.hide_gridlines(2)
    for column, width in enumerate((2, 5, _NAME_WIDTH, _TEXT_WIDTH, 2)):
        sheet.set_column(column, column, width, style.text())
    sheet.set_row(0, 12)
    sheet.set_row(1, 34)
    sheet.write_string(1, _NUMBER, texts.text("start", "title"), style.text(font_size=look.SIZE_BRAND, bold=True))
    sheet.set_row(2, 20)
    sheet.write_string(2, _NUMBER, texts.text("start", "subtitle"), style.text(font_color=look.MUTED))
    row = _write_steps(sheet, style, 4, steps or texts.files["start"]["steps"])
    row = _write_sheets(sheet, style, row + 1)
    row = _write_rules(sheet, style, row + 1)
    sheet.print_area(0, 0, row, _TEXT + 1)
    sheet.set_tab_color(look.ACCENT)
    sheet.activate()
    sheet.set_selection(0, 0, 0, 0)


def _write_steps(sheet: Worksheet, style: Style, row: int, steps: Sequence[Mapping[str, str]]) -> int:
    line = {"bottom": 1, "bottom_color": look.LINE}
    number = style.format(
        align="center", font_size=look.SIZE_SECTION, bold=True, font_color=look.ACCENT, bg_color=look.SOFT_ACCENT,
        bottom=1, bottom_color=look.SURFACE,
    )  # fmt: skip
    for position, step in enumerate(steps, 1):
        sheet.set_row(row, max(28, look.row_height(step["text"], _TEXT_WIDTH)))
        sheet.write_number(row, _NUMBER, position, number)
        sheet.write_string(row, _NAME, step["title"], style.text(bold=True, indent=1, **line))
        sheet.write_string(row, _TEXT, step["text"], style.text(text_wrap=True, **line))
        row += 1
    return row


def _write_sheets(sheet: Worksheet, style: Style, row: int) -> int:
    texts = style.texts
    line = {"bottom": 1, "bottom_color": look.LINE}
    row = _write_section(sheet, style, row, texts.text("start", "sheets_title"))
    for name, table in TABLES.items():
        section = texts.section("tables", name)
        address = f"internal:{quote_sheetname(section['label'])}!A1"
        height = max(22, look.row_height(section["purpose"], _TEXT_WIDTH))
        sheet.set_row(row, height, None, {"hidden": table.folded})  # a link to a sheet out of sight leads nowhere
        sheet.write_blank(row, _NUMBER, None, style.text(**line))
        sheet.write_url(row, _NAME, address, style.link(indent=1, **line), section["label"])
        sheet.write_string(row, _TEXT, section["purpose"], style.text(text_wrap=True, **line))
        row += 1
    folded = listed([texts.text("tables", name, "label") for name, table in TABLES.items() if table.folded], texts)
    more = texts.text("start", "more_sheets").format(sheets=folded)
    sheet.set_row(row, max(22, look.row_height(more, _TEXT_WIDTH)))
    sheet.write_string(row, _TEXT, more, style.text(text_wrap=True, font_color=look.MUTED, font_size=look.SIZE_NOTE))
    row += 1
    sheet.set_row(row, 8)
    required = style.format(align="center", bold=True, font_color=look.SURFACE, bg_color=look.NAVY)
    optional = style.format(align="center", bold=True, bg_color=look.SOFT_ACCENT)
    sheet.set_row(row + 1, 20)
    sheet.write_string(row + 1, _NAME, texts.text("start", "required"), required)
    sheet.write_string(
        row + 1, _TEXT, texts.text("start", "required_note"), style.text(font_color=look.MUTED, indent=1)
    )
    sheet.set_row(row + 2, 20)
    sheet.write_string(row + 2, _NAME, texts.text("start", "optional"), optional)
    return row + 3


def _write_rules(sheet: Worksheet, style: Style, row: int) -> int:
    row = _write_section(sheet, style, row, style.texts.text("start", "rules_title"))
    for rule in style.texts.files["start"]["rules"]:
        sheet.set_row(row, 22)
        sheet.write_string(row, _NUMBER, "•", style.format(align="center", font_color=look.ACCENT))
        sheet.write_string(row, _NAME, rule, style.text(indent=1))  # runs on over the empty cell beside it
        row += 1
    return row


def _write_section(sheet: Worksheet, style: Style, row: int, title: str) -> int:
    sheet.set_row(row, 28)
    for column in (_NUMBER, _NAME, _TEXT):
        sheet.write_blank(row, column, None, style.text(bottom=1, bottom_color=look.MUTED))
    heading = style.text(font_size=look.SIZE_SECTION, bold=True, bottom=1, bottom_color=look.MUTED)
    sheet.write_string(row, _NUMBER, title, heading)
    return row + 1
