"""Dashboard pages: the head that every sheet of a dashboard shares, its page set-up, and its links."""

from collections.abc import Mapping
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import quote_sheetname

from kpi_excel.authoring import style as look
from kpi_excel.authoring.dashboard.tables import Page
from kpi_excel.authoring.style import Style

GUTTER = 2
FIRST = 1  # the first column after the gutter
LABEL_ROW, SELECTOR_ROW = 3, 4
SELECTORS = ("period", "platform", "placement")  # each in the defined name kpi_<selector>

_INPUT = {
    "indent": 1,
    "bg_color": look.SOFT_ACCENT,
    "border": 1,
    "border_color": look.ACCENT,
    "num_format": look.TEXT_FORMAT,  # a year stays the text that the list holds
    "shrink": True,
}
_QUIET_INPUT = {"font_size": look.SIZE_NOTE, "font_color": look.ACCENT, "num_format": look.TEXT_FORMAT, "shrink": True}
_ECHO = {"indent": 1, "bg_color": look.PAGE, "border": 1, "border_color": look.LINE}


def add_page(workbook: Workbook, style: Style, name: str) -> Page:
    """Add a visible sheet: no grid lines, landscape A4, as wide as one page, in the language's direction."""
    words = style.texts
    sheet = workbook.add_worksheet(words.text("dashboard", "sheets", name))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, GUTTER)
    look.set_up_page(sheet, words)
    return Page(workbook, sheet, style)


def write_head(page: Page, title: str, note: str) -> None:
    """Write a sheet's title, the way back to the first page below it, and a note below."""
    words = page.style.texts
    front = quote_sheetname(words.text("dashboard", "sheets", "dashboard"))
    page.sheet.set_row(0, 28)
    page.sheet.write_string(0, FIRST, title, page.style.text(font_size=look.SIZE_SECTION, bold=True))
    page.sheet.set_row(1, 16)
    back = words.text("dashboard", "selectors", "back")
    small = page.style.link(font_size=look.SIZE_NOTE)
    page.sheet.write_url(1, FIRST, f"internal:{front}!A1", small, back)
    page.sheet.set_row(2, 16)
    write_note(page, 2, FIRST, note)


def write_note(page: Page, row: int, column: int, text: str) -> None:
    """Write a line of small muted text, which runs on over the empty cells beside it."""
    page.sheet.write_string(row, column, text, page.style.text(font_size=look.SIZE_NOTE, font_color=look.MUTED))


def write_label(page: Page, row: int, column: int, text: str, *, link: str = "") -> None:
    """Write the label above a selector or a fact, a link if it leads to another sheet."""
    if link:
        page.sheet.write_url(
            row, column, f"internal:{quote_sheetname(link)}!A1", page.style.link(font_size=look.SIZE_NOTE), text
        )
    else:
        write_note(page, row, column, text)


def write_drop_down(
    page: Page,
    row: int,
    column: int,
    value: str,
    *,
    source: str | list[str],
    hint: str,
    shape: Mapping[str, Any] | None = None,
    shrink: bool = True,
) -> None:
    """Write a cell that looks like an input, or as told, and takes only the values of a list."""
    words = page.style.texts
    properties = {"bold": True, **_INPUT} if shape is None else {**_QUIET_INPUT, **shape}
    properties["shrink"] = shrink
    page.sheet.write_string(row, column, value, page.style.text(**properties))
    page.sheet.data_validation(
        row, column, row, column,
        {
            "validate": "list",
            "source": source,
            "input_message": words.text("dashboard", "selectors", hint),
            "error_title": words.text("dashboard", "selectors", "error_title"),
            "error_message": words.text("dashboard", "selectors", "error"),
        },
    )  # fmt: skip


def write_echo(page: Page, selectors: tuple[str, ...], columns: tuple[int, ...], link_column: int) -> None:
    """Write what is selected on the first page, and where to change it."""
    words = page.style.texts
    for selector, column in zip(selectors, columns, strict=True):
        write_note(page, LABEL_ROW, column, words.text("dashboard", "selectors", selector))
        page.sheet.write_formula(SELECTOR_ROW, column, f"=kpi_{selector}", page.style.text(**_ECHO), "")
    page.sheet.set_row(SELECTOR_ROW, 22)
    front = words.text("dashboard", "sheets", "dashboard")
    write_label(page, SELECTOR_ROW, link_column, words.text("dashboard", "selectors", "change"), link=front)
