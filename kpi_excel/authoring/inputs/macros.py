"""The input workbook with macros: the same sheets, buttons, a sheet for issues, and the settings of xlwings."""

import io
from collections.abc import Callable, Mapping, Sequence

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from kpi_excel.authoring import style as look
from kpi_excel.authoring.inputs.workbook import TABLE_STYLE, write_sheets
from kpi_excel.authoring.style import Style
from kpi_excel.language.texts import Texts, texts

CONFIG_SHEET = "xlwings.conf"  # where xlwings looks for its settings

_ISSUE_COLUMNS = {"severity": 14, "place_sheet": 22, "place_cell": 14, "message": 76, "fix": 62}
_ISSUES_HEADER = 3  # counted from 0, as XlsxWriter does
_BUTTON_ROW, _BUTTON_COLUMN = 1, 3
_BUTTON = {"width": 150, "height": 30, "y_offset": 7}
_GAP, _DIGIT = 12, 8  # pixels
_SPARE = 1.15  # fonts that stand in for the workbook's own may be wider
_TITLE_COLUMNS = 39  # digits that fit under the title before the column of the buttons


def build_macro_workbook(
    language: str, project: Callable[[int], bytes], buttons: Mapping[str, str], settings: Mapping[str, str]
) -> bytes:
    """Build the empty input workbook with macros; the same bytes on every run.

    Args:
        language: ``en``, ``id`` or ``fa``.
        project: makes the VBA project of a workbook with that number of sheets.
        buttons: macro by the key of its button's caption in the texts.
        settings: of xlwings, by their names.

    Raises:
        UsageError: if the language is not one of those shipped.
        UserWarning: if XlsxWriter skips something that it was told to write.
    """
    words = texts(language)

    def write(workbook: Workbook, style: Style) -> None:
        write_sheets(workbook, style, _steps(words))
        _write_buttons(workbook.worksheets()[0], words, buttons)
        _write_issues(workbook, style)
        _write_settings(workbook, settings)
        workbook.add_vba_project(io.BytesIO(project(len(workbook.worksheets()))), is_stream=True)

    return look.workbook_bytes(words, words.text("start", "title"), write)


def _steps(words: Texts) -> Sequence[Mapping[str, str]]:
    """Give the steps of the Start sheet, the commands replaced by buttons."""
    usual: Sequence[Mapping[str, str]] = words.files["start"]["steps"]
    own: Sequence[Mapping[str, str]] = words.files["live"]["steps"]
    return [*usual[: -len(own)], *own]


def _write_buttons(sheet: Worksheet, words: Texts, buttons: Mapping[str, str]) -> None:
    """Write the buttons beside the title, as form controls, which LibreOffice shows too."""
    title = look.text_width(words.text("start", "title"), look.SIZE_BRAND, bold=True)
    offset = max(0, int((title * _SPARE - _TITLE_COLUMNS) * _DIGIT)) + _GAP
    for caption, macro in buttons.items():
        text = words.text("live", caption)
        options = {**_BUTTON, "macro": macro, "caption": text, "description": text, "x_offset": offset}
        sheet.insert_button(_BUTTON_ROW, _BUTTON_COLUMN, options)
        offset += int(_BUTTON["width"]) + _GAP


def _write_issues(workbook: Workbook, style: Style) -> None:
    """Add the sheet that the buttons fill with what they find."""
    words = style.texts
    sheet = workbook.add_worksheet(words.text("dashboard", "sheets", "issues"))
    sheet.hide_gridlines(2)
    sheet.set_row(0, 28)
    title = style.text(font_size=look.SIZE_SECTION, bold=True)
    sheet.write_string(0, 0, words.text("dashboard", "titles", "issues"), title)
    note = style.text(font_size=look.SIZE_NOTE, font_color=look.MUTED)
    sheet.write_string(1, 0, words.text("live", "issues_note"), note)
    header = style.text(bold=True, bg_color=look.SOFT_ACCENT)
    body = style.text(text_wrap=True, valign="top", num_format=look.TEXT_FORMAT)
    columns = []
    for position, (name, width) in enumerate(_ISSUE_COLUMNS.items()):
        sheet.set_column(position, position, width, body)
        sheet.write_blank(_ISSUES_HEADER + 1, position, None, body)
        label = words.headers[name]
        columns.append({"header": label, "header_format": header, "format": body})
    options = {"name": "kpi_issues", "columns": columns, "style": TABLE_STYLE, "banded_rows": False}
    sheet.add_table(_ISSUES_HEADER, 0, _ISSUES_HEADER + 1, len(columns) - 1, options)
    sheet.freeze_panes(_ISSUES_HEADER + 1, 0)
    look.set_up_page(sheet, words)


def _write_settings(workbook: Workbook, settings: Mapping[str, str]) -> None:
    """Add the hidden sheet of settings, which xlwings reads from its first cell down."""
    sheet = workbook.add_worksheet(CONFIG_SHEET)
    text = workbook.add_format({"num_format": look.TEXT_FORMAT})
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 90, text)
    for row, (name, value) in enumerate(settings.items()):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value, text)
    sheet.hide()
