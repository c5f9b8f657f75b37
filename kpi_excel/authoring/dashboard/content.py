"""The Content sheet: the best and the weakest posts, when posts are engaged with, hashtags and formats.

Its tables stand one below the other. All but the last have a greatest number of rows, which is kept free for them.
"""

from dataclasses import replace
from typing import Any

from xlsxwriter import Workbook

from kpi_excel.authoring import style as look
from kpi_excel.authoring.dashboard.marks import localized
from kpi_excel.authoring.dashboard.page import FIRST, GUTTER, LABEL_ROW, SELECTOR_ROW, add_page, write_head, write_note
from kpi_excel.authoring.dashboard.table_sheet import dataset_fields
from kpi_excel.authoring.dashboard.tables import NO_VALUE, Field, Page, TemplateTable
from kpi_excel.authoring.style import Style, print_scale
from kpi_excel.catalogue.datasets import DATASETS
from kpi_excel.engine.analysis.posting_hours import BLOCK, HOURS, MEANINGFUL
from kpi_excel.language.texts import Texts
from kpi_excel.model.dataset import DeclaredDataset
from kpi_excel.model.front import LINK_LENGTH
from kpi_excel.workbook.formulas import this_row

BLOCKS = tuple(f"{hour:02}" for hour in range(0, HOURS, BLOCK))  # of hours, by the first
ROW_HEIGHT, HEADER_HEIGHT, TITLE_HEIGHT = 20, 32, 24
_TOP_ROW = SELECTOR_ROW + 2
_LABEL_COLUMN = FIRST + 1  # behind the numbers that count posts and hashtags
_NUMBER_WIDTH, _LABEL_WIDTH, _GRID_WIDTH = 6, 70, 13
_GRID = 10  # columns of equal width
_HEAT, _LAST = "posting_hours", "formats"  # with which pages begin
_MAY_LACK = ("caption", "format_label", "basis")  # as numbers may
_GENERAL = {"num_format": "General"}
SECTIONS = tuple(dataset for dataset in DATASETS.values() if dataset.sheet == "content")
_LEGEND_ROWS = 2  # below the heat map


def content_tables(words: Texts) -> tuple[TemplateTable, ...]:
    """Describe the tables, each below the room of the one before it."""
    tables, row = [], _TOP_ROW
    sheet = words.text("content", "titles", "sheet")
    for section in SECTIONS:
        column = _LABEL_COLUMN if section.name == _HEAT else FIRST
        tables.append(TemplateTable(section.table, sheet, row + 2, column, _fields(section, words)))
        row += 2 + 1 + section.most + 1 + (_LEGEND_ROWS if section.name == _HEAT else 0)
    return tuple(tables)


def write_content(workbook: Workbook, style: Style, tables: tuple[TemplateTable, ...]) -> None:
    """Add the Content sheet.

    Args:
        workbook: the dashboard.
        style: its formats.
        tables: what `content_tables` describes.
    """
    words = style.texts
    page = add_page(workbook, style, "content")
    write_head(page, words.text("content", "titles", "sheet"), words.text("content", "notes", "sheet"))
    _write_period(page)
    for section, table in zip(SECTIONS, tables, strict=True):
        _write_section(page, section, table)
    _set_widths(page, tables)
    heat, last = (next(table for table in tables if table.name == DATASETS[one].table) for one in (_HEAT, _LAST))
    _add_hour_rules(page, heat)
    _write_legend(page, heat)
    page.sheet.freeze_panes(LABEL_ROW, 0)
    page.sheet.repeat_rows(0)
    page.sheet.set_print_scale(print_scale((GUTTER, _NUMBER_WIDTH, _LABEL_WIDTH, *_GRID * (_GRID_WIDTH,)), words))
    page.sheet.set_h_pagebreaks([heat.row - 2, last.row - 2])


def _fields(section: DeclaredDataset, words: Texts) -> tuple[Field, ...]:
    return tuple(_field(one, section, words) for one in dataset_fields(section, words))


def _field(field: Field, section: DeclaredDataset, words: Texts) -> Field:
    if field.hidden:
        return replace(field, look=_GENERAL)
    shape = {**field.look, "bold": field.key == section.ranked_by}
    if words.right_to_left:  # everything stands on the right there: no text meets a number
        shape["indent"] = 0
    formula = _link_formula(section.table, words) if field.key == "link" else ""
    return replace(field, look=shape, formula=formula, shown=NO_VALUE if formula else "")


def _link_formula(table: str, words: Texts) -> str:
    """Write a formula that links to web pages only; what else stands in the column is shown, and leads nowhere."""
    url = this_row(table, "url")
    is_page = f'AND(OR(LEFT({url},8)="https://",LEFT({url},7)="http://"),LEN({url})<={LINK_LENGTH})'
    return f'IF({url}="","",IF({is_page},HYPERLINK({url},"{words.text("content", "words", "open")}"),{url}))'


def _write_period(page: Page) -> None:
    words = page.style.texts
    write_note(page, LABEL_ROW, FIRST, words.text("dashboard", "facts", "report_period"))
    bold = page.style.text(bold=True, num_format="General")
    page.sheet.write_formula(SELECTOR_ROW, FIRST, "=kpi_report_period", bold, "")


def _write_section(page: Page, section: DeclaredDataset, table: TemplateTable) -> None:
    """Write a section's title, what it shows or that there is nothing to show, and its table."""
    sheet, words = page.sheet, page.style.texts
    sheet.set_row(table.row - 2, TITLE_HEIGHT)
    title = words.text("content", "titles", section.name)
    sheet.write_string(table.row - 2, FIRST, title, page.style.text(font_size=look.SIZE_SECTION, bold=True))
    small = page.style.text(font_size=look.SIZE_NOTE, font_color=look.MUTED, valign="top", num_format="General")
    sheet.set_row(table.row - 1, 18)
    sheet.write_formula(table.row - 1, FIRST, f"={_note_formula(section, table, words)}", small, "")
    page.write_table(table, header_height=HEADER_HEIGHT, filtered=not section.most)
    _centre_headers(page, table)
    sheet.set_row(table.first_row, ROW_HEIGHT)
    for column in section.columns:
        if column.bars:
            page.add_rule(table, column.name, _bar(words))
    for one in table.fields:
        if one.number or one.key in _MAY_LACK:
            page.grey_missing(table, one.key)
    if "link" in section.names:
        cell = table.cell("link")
        page.add_formula_rule(
            table, "link", f'LEFT({table.cell("url")},4)&{cell}="http{words.text("content", "words", "open")}"',
            font_color=look.ACCENT, underline=1,
        )  # fmt: skip


def _centre_headers(page: Page, table: TemplateTable) -> None:
    muted = {"bold": True, "font_color": look.MUTED, "font_size": look.SIZE_NOTE, "text_wrap": True}
    shape = page.style.text(**muted, align="center", bottom=1, bottom_color=look.MUTED)
    for one in table.fields:
        if one.look.get("align") == "center":
            page.sheet.write_string(table.row, table.position(one.key), one.header, shape)


def _bar(words: Texts) -> dict[str, Any]:
    return {
        "type": "data_bar", "bar_solid": True, "bar_color": look.SOFT_ACCENT, "bar_border_color": look.SOFT_ACCENT,
        "min_type": "num", "min_value": 0, "max_type": "max", "data_bar_2010": True,
        "bar_direction": "right" if words.right_to_left else "left",
    }  # fmt: skip


def _note_formula(section: DeclaredDataset, table: TemplateTable, words: Texts) -> str:
    counted = f"SUM({table.whole('posts' if section.name == _HEAT else 'place')})"  # 0 if there is nothing to show
    text = words.text("content", "notes", section.name).replace("{least}", str(MEANINGFUL))
    pieces = [f'"{piece}"' for piece in text.split("{posts}")]
    note = f"&{counted}&".join(pieces)
    return f'IF({counted}=0,"{words.text("content", "empty", section.name)}",{localized(note, words)})'


def _set_widths(page: Page, tables: tuple[TemplateTable, ...]) -> None:
    """Give all tables the same columns; what lies beyond them is hidden."""
    last = _LABEL_COLUMN + _GRID
    page.sheet.set_column(FIRST, FIRST, _NUMBER_WIDTH)
    page.sheet.set_column(_LABEL_COLUMN, _LABEL_COLUMN, _LABEL_WIDTH)
    page.sheet.set_column(_LABEL_COLUMN + 1, last, _GRID_WIDTH)
    beyond = max(table.column + len(table.fields) for table in tables)
    page.sheet.set_column(last + 1, beyond - 1, 14, None, {"hidden": True})


def _add_hour_rules(page: Page, table: TemplateTable) -> None:
    """Shade the cells by fifths, bold where enough posts stand behind; LibreOffice applies the first rule that holds.

    Fifths and not shares of the highest value: a single post that everybody saw would leave the others all alike.
    """
    for hour in BLOCKS:
        value, posts = table.cell(f"from_{hour}"), table.cell(f"n_{hour}")
        for step in range(4, -1, -1):
            least = f"{value}>={table.cell(f'step_{step}')}" if step else "TRUE"
            for test, bold in ((f",{posts}>={MEANINGFUL}", {"bold": True}), ("", {})):
                formula = f"IF(ISNUMBER({value}),AND({least}{test}),FALSE)"
                page.add_formula_rule(table, f"from_{hour}", formula, bg_color=look.BLUES[step], **bold)


def _write_legend(page: Page, table: TemplateTable) -> None:
    """Write what light and dark mean, in the columns of the heat map's last hours."""
    words, row = page.style.texts, table.first_row + DATASETS[_HEAT].most + 1
    first = table.position("from_00")
    small = {"font_size": look.SIZE_NOTE, "font_color": look.MUTED}
    end = "left" if words.right_to_left else "right"
    page.sheet.write_string(
        row, first - 1, words.text("content", "words", "lower"), page.style.text(**small, align=end, indent=1)
    )
    for column, shade in enumerate(look.BLUES, first):
        page.sheet.write_blank(row, column, None, page.style.text(bg_color=shade))
    page.sheet.write_string(
        row, first + len(look.BLUES), words.text("content", "words", "higher"), page.style.text(**small, indent=1)
    )
    page.sheet.set_row(row, 12)
