"""Table sheets: a dataset as its declaration says, on a sheet of its own, or its columns for a sheet of several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from xlsxwriter import Workbook

from kpi_excel.authoring import style as look
from kpi_excel.authoring.dashboard.changes import add_difference_rules, add_effect_rules
from kpi_excel.authoring.dashboard.page import FIRST, add_page, write_head, write_note
from kpi_excel.authoring.dashboard.tables import PERCENTS, Field, Page, TemplateTable, cell_on
from kpi_excel.authoring.style import Style
from kpi_excel.language.texts import Texts
from kpi_excel.model.dataset import Colour, DatasetColumn, DeclaredDataset, Highlight, Look, Number

HEADER_ROW = 4
_FACTS_ROWS = 3  # a label, a value and an empty row
_WIDTH = 14  # of columns that have none of their own, until their sheet gives it
_UNIT = "unit_key"
LOOKS: Mapping[Look, Mapping[str, Any]] = {
    Look.TOP: {"valign": "top"},
    Look.WRAP: {"text_wrap": True},
    Look.BOLD: {"bold": True},
    Look.INDENT: {"indent": 1},
    Look.WIDE_INDENT: {"indent": 2},
    Look.SMALL: {"font_size": look.SIZE_NOTE},
    Look.MUTED: {"font_color": look.MUTED},
    Look.CODE: {"align": "left", "reading_order": 1},
    Look.DATE: {"num_format": look.DAY},
    Look.TEXT: {"num_format": look.TEXT_FORMAT},
    Look.GENERAL: {"num_format": "General"},
    Look.CENTRE: {"align": "center"},
    Look.SHRINK: {"shrink": True},
    Look.OWN_DIRECTION: {"reading_order": 0},
}
NUMBERS: Mapping[Number, str] = {  # number formats; of the others rules say how they look, or the table itself does
    Number.SHARE: "0.0%",
    Number.PERCENT: PERCENTS,
    Number.WHOLE_PERCENT: "0%",
    Number.SCORE: "0.0",
    Number.WHOLE: "0",
    Number.PER_POST: "[=0]0;[<10]0.0;#,##0",  # never negative
}
COLOURS: Mapping[Colour, str] = {
    Colour.ACCENT: look.ACCENT,
    Colour.MUTED: look.MUTED,
    Colour.BETTER: look.BETTER,
    Colour.WORSE: look.WORSE,
    Colour.RISK: look.RISK,
}


def keyed_fields(dataset: DeclaredDataset) -> tuple[Field, ...]:
    """Give the fields of a dataset's table under their own names: what is shown, then hidden keys."""
    shown = (
        Field(
            column.name,
            column.name,
            width=column.width or _WIDTH,
            number=column.number is not None and Look.CENTRE not in column.look,
            look=_look(dataset, column),
        )
        for column in dataset.columns
    )
    return (*shown, *(Field(name, name, hidden=True) for name in dataset.hidden))


def dataset_fields(dataset: DeclaredDataset, words: Texts) -> tuple[Field, ...]:
    """Give the same fields with a label over all that is shown."""
    labels, keys = words.headers, dataset.label_keys
    return tuple(
        field if field.hidden else replace(field, header=labels[keys[field.key]]) for field in keyed_fields(dataset)
    )


def write_table_sheet(workbook: Workbook, style: Style, dataset: DeclaredDataset) -> None:
    """Add the sheet of a dataset: title and note, facts, and the table with its rules."""
    words = style.texts
    page = add_page(workbook, style, dataset.sheet)
    title, note = (words.text("dashboard", section, dataset.sheet) for section in ("titles", "notes"))
    write_head(page, title, note)
    row = HEADER_ROW + (_FACTS_ROWS if dataset.facts else 0)
    table = TemplateTable(dataset.table, page.sheet.get_name(), row, FIRST, dataset_fields(dataset, words))
    page.write_table(table)
    _write_facts(page, dataset)
    _add_rules(page, table, dataset)
    page.sheet.freeze_panes(table.first_row, FIRST + dataset.frozen if dataset.frozen else 0)
    page.sheet.repeat_rows(table.row)
    if dataset.row_height:
        page.sheet.set_row(table.first_row, dataset.row_height)


def _look(dataset: DeclaredDataset, column: DatasetColumn) -> dict[str, Any]:
    number_format = NUMBERS.get(column.number) if column.number else None
    found: dict[str, Any] = {"num_format": number_format} if number_format else {}
    for one in (*dataset.look, *column.look):
        found |= LOOKS[one]
    return found


def _write_facts(page: Page, dataset: DeclaredDataset) -> None:
    """Write labels and the named cells below them, which filling fills."""
    for position, fact in enumerate(dataset.facts, FIRST):
        write_note(page, HEADER_ROW, position, page.style.texts.text("dashboard", "facts", fact))
        page.sheet.write_blank(HEADER_ROW + 1, position, None, page.style.text(num_format=look.TEXT_FORMAT))
        page.workbook.define_name(f"kpi_{fact}", f"={cell_on(page.sheet.get_name(), HEADER_ROW + 1, position)}")


def _add_rules(page: Page, table: TemplateTable, dataset: DeclaredDataset) -> None:
    """Give numbers the format of their row's unit, and let stand out what is declared to."""
    for column in dataset.columns:
        if column.number is Number.BY_UNIT:
            page.add_unit_rules(table, column.name, table.cell(_UNIT))
    for column in dataset.columns:
        for highlight in column.highlights:
            _add_highlight(page, table, column.name, highlight)
    for column in dataset.columns:
        if column.number is Number.EFFECT:
            add_effect_rules(page, table, column.name, table.cell(_UNIT))
        if column.number is Number.CHANGE:
            add_difference_rules(page, table, column.name, table.cell("change_unit"))


def _add_highlight(page: Page, table: TemplateTable, key: str, highlight: Highlight) -> None:
    properties: dict[str, Any] = {"font_color": COLOURS[highlight.colour]} if highlight.colour else {}
    if highlight.bold:
        properties["bold"] = True
    if highlight.above is not None:
        shown = page.rule_format(**properties)
        page.add_rule(table, key, {"type": "cell", "criteria": ">", "value": highlight.above, "format": shown})
        return
    equals = page.style.texts.text(*highlight.word.split(".")) if highlight.word else highlight.equals
    value = equals if isinstance(equals, int) else f'"{equals}"'
    page.add_formula_rule(table, key, f"{table.cell(highlight.by or key)}={value}", **properties)
