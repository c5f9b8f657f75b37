"""The Content sheet: the best and the weakest posts, when posts are engaged with, hashtags and formats.

Its tables stand one below the other. All but the last have a greatest number of rows, which is kept free for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xlsxwriter import Workbook

from kpi_excel.authoring import style as look
from kpi_excel.authoring.dashboard.marks import localized
from kpi_excel.authoring.dashboard.page import FIRST, GUTTER, LABEL_ROW, SELECTOR_ROW, add_page, write_head, write_note
from kpi_excel.authoring.dashboard.tables import NO_VALUE, SMALL_PERCENT, UNIT_FORMATS, Field, Page, TemplateTable
from kpi_excel.authoring.style import Style, print_scale
from kpi_excel.engine.analysis.posting_hours import BLOCK, HOURS, MEANINGFUL
from kpi_excel.language.texts import Texts
from kpi_excel.model.kpi import Unit
from kpi_excel.workbook.formulas import this_row

BLOCKS = tuple(f"{hour:02}" for hour in range(0, HOURS, BLOCK))  # of hours, by the first
LINK_LENGTH = 255  # characters that HYPERLINK takes
ROW_HEIGHT, HEADER_HEIGHT, TITLE_HEIGHT = 20, 32, 24
_TOP_ROW = SELECTOR_ROW + 2
_LABEL_COLUMN = FIRST + 1  # behind the numbers that count posts and hashtags
_NUMBER_WIDTH, _LABEL_WIDTH, _GRID_WIDTH = 6, 70, 13
_GRID = 10  # columns of equal width

_PERCENT = f"[=0]{UNIT_FORMATS[Unit.PERCENT]};[<0.01]{SMALL_PERCENT};{UNIT_FORMATS[Unit.PERCENT]}"  # never negative
_PER_POST = "[=0]0;[<10]0.0;#,##0"  # never negative
_TEXT = {"indent": 1, "num_format": look.TEXT_FORMAT}
_NAME = {"reading_order": 0, "num_format": look.TEXT_FORMAT, "shrink": True}  # in the direction of the text itself
_POSTS: Mapping[str, Mapping[str, Any]] = {
    "place": {"font_color": look.MUTED, "align": "center"},
    "caption": _NAME,
    "platform_label": _TEXT,
    "format_label": _TEXT,
    "placement_label": _TEXT,
    "published": {"num_format": look.DAY, "indent": 1},
    "reach": {},
    "engagements": {},
    "rate": {"num_format": _PERCENT},
    "basis": {**_TEXT, "shrink": True},
    "against": {"num_format": "0%"},
    "link": {"font_color": look.MUTED, "indent": 1, "num_format": "General"},
}
_HASHTAGS: Mapping[str, Mapping[str, Any]] = {
    "place": _POSTS["place"],
    "hashtag": _NAME,
    "engagements": {},
    "engagements_per_post": {"num_format": _PER_POST},
    "posts": {},
    "reach": {},
    "rate": _POSTS["rate"],
    "basis": _POSTS["basis"],
}
_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "place": _POSTS["place"],
    "platform_label": {"num_format": look.TEXT_FORMAT},
    "format_label": _TEXT,
    "engagements_per_post": {"num_format": _PER_POST},
    "engagements": {},
    "posts": {},
    "rate": _POSTS["rate"],
    "basis": _POSTS["basis"],
}
_HOURS: Mapping[str, Mapping[str, Any]] = {
    "day_label": _NAME,
    **{f"from_{hour}": {"num_format": _PER_POST, "align": "center"} for hour in BLOCKS},
    "engagements_per_post": {"num_format": _PER_POST},
    "posts": {},
}
_HIDDEN_HOURS = ("weekday", *(f"n_{hour}" for hour in BLOCKS), "step_1", "step_2", "step_3", "step_4")
_NUMBERS = frozenset({"reach", "engagements", "rate", "against", "posts", "engagements_per_post"})
_MAY_LACK = _NUMBERS | {"caption", "format_label", "basis"}


@dataclass(frozen=True)
class Section:
    """A table of the sheet with the room it needs.

    Args:
        name: the dataset.
        rows: that it has at most; 0 for the last one, which may grow without end.
        column: where it begins.
        shown: looks of its visible columns by key.
        hidden: keys of its hidden columns.
        measured: the column that has numbers if there is anything to show.
        bold: the column whose values the rows are in the order of.
        bars: whether that column's values are also drawn, as bars from 0.
    """

    name: str
    rows: int
    column: int
    shown: Mapping[str, Mapping[str, Any]]
    hidden: tuple[str, ...]
    measured: str
    bold: str = ""
    bars: bool = False


SECTIONS = (
    Section("top_posts", 10, FIRST, _POSTS, ("url", "post_key"), "place", "engagements"),
    Section("bottom_posts", 10, FIRST, _POSTS, ("url", "post_key"), "place", "against"),
    Section("posting_hours", 7, _LABEL_COLUMN, _HOURS, _HIDDEN_HOURS, "posts"),
    Section("hashtags_top", 15, FIRST, _HASHTAGS, (), "place", "engagements", bars=True),
    Section("formats", 0, FIRST, _FORMATS, (), "place", "engagements_per_post", bars=True),
)
_LEGEND_ROWS = 2  # below the heat map


def content_tables(words: Texts) -> tuple[TemplateTable, ...]:
    """Describe the tables, each below the room of the one before it."""
    tables, row = [], _TOP_ROW
    sheet = words.text("content", "titles", "sheet")
    for section in SECTIONS:
        fields = _fields(section, words)
        tables.append(TemplateTable(f"kpi_{section.name}", sheet, row + 2, section.column, fields))
        row += 2 + 1 + section.rows + 1 + (_LEGEND_ROWS if section.name == "posting_hours" else 0)
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
    _add_hour_rules(page, tables[2])
    _write_legend(page, tables[2])
    page.sheet.freeze_panes(LABEL_ROW, 0)
    page.sheet.repeat_rows(0)
    page.sheet.set_print_scale(print_scale((GUTTER, _NUMBER_WIDTH, _LABEL_WIDTH, *_GRID * (_GRID_WIDTH,)), words))
    page.sheet.set_h_pagebreaks([tables[2].row - 2, tables[4].row - 2])


def _fields(section: Section, words: Texts) -> tuple[Field, ...]:
    labels = words.columns("targets", "findings", "content")
    fields = []
    for key, properties in section.shown.items():
        shape = {**properties, "bold": key == section.bold}
        if words.right_to_left:  # everything stands on the right there: no text meets a number
            shape["indent"] = 0
        formula = _link_formula(f"kpi_{section.name}", words) if key == "link" else ""
        fields.append(Field(key, labels[key], formula, NO_VALUE if formula else "", number=key in _NUMBERS, look=shape))
    return (*fields, *(Field(key, key, hidden=True, look={"num_format": "General"}) for key in section.hidden))


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


def _write_section(page: Page, section: Section, table: TemplateTable) -> None:
    """Write a section's title, what it shows or that there is nothing to show, and its table."""
    sheet, words = page.sheet, page.style.texts
    sheet.set_row(table.row - 2, TITLE_HEIGHT)
    title = words.text("content", "titles", section.name)
    sheet.write_string(table.row - 2, FIRST, title, page.style.text(font_size=look.SIZE_SECTION, bold=True))
    small = page.style.text(font_size=look.SIZE_NOTE, font_color=look.MUTED, valign="top", num_format="General")
    sheet.set_row(table.row - 1, 18)
    sheet.write_formula(table.row - 1, FIRST, f"={_note_formula(section, table, words)}", small, "")
    page.write_table(table, header_height=HEADER_HEIGHT, filtered=not section.rows)
    _centre_headers(page, table)
    sheet.set_row(table.first_row, ROW_HEIGHT)
    if section.bars:
        page.add_rule(table, section.bold, _bar(words))
    for key in section.shown:
        if key in _MAY_LACK:
            page.grey_missing(table, key)
    if "link" in section.shown:
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


def _note_formula(section: Section, table: TemplateTable, words: Texts) -> str:
    counted = f"SUM({table.whole(section.measured)})"
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
    words, row = page.style.texts, table.first_row + 7 + 1
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
