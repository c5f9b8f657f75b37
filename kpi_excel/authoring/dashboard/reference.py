"""The sheets one looks things up on: Glossary, Issues, Data read and Data."""

from collections.abc import Mapping
from typing import Any

from xlsxwriter import Workbook

from kpi_excel.authoring import style as look
from kpi_excel.authoring.dashboard.page import FIRST, add_page, write_head, write_note
from kpi_excel.authoring.dashboard.tables import Field, Page, TemplateTable, cell_on
from kpi_excel.authoring.style import Style
from kpi_excel.catalogue import KPIS, measures_of
from kpi_excel.language.texts import Texts

HEADER_ROW = 4
FACTS_ROW = 4
_FACTS = ("report_period", "source")
_DATE = {"num_format": look.DAY}
_SMALL = {"font_size": look.SIZE_NOTE, "font_color": look.MUTED}
_WRAPPED = {"text_wrap": True, "valign": "top"}
_NEXT = {**_WRAPPED, "indent": 1}  # a little away from the column before

# Columns of each sheet with their widths and looks
_GLOSSARY: Mapping[str, tuple[float, Mapping[str, Any]]] = {
    "label": (28, {**_WRAPPED, "bold": True}),
    "category": (19, _NEXT),
    "formula": (38, _NEXT),
    "unit": (14, _NEXT),
    "direction": (20, _NEXT),
    "meaning": (64, _NEXT),
    "function": (44, {**_NEXT, "font_size": look.SIZE_NOTE, "align": "left", "reading_order": 1}),
    "source": (26, {**_NEXT, **_SMALL}),
}
_ISSUES: Mapping[str, tuple[float, Mapping[str, Any]]] = {
    "severity": (16, {**_WRAPPED, "bold": True}),
    "place_sheet": (22, _NEXT),
    "place_cell": (14, _NEXT),
    "message": (76, _NEXT),
    "fix": (62, _NEXT),
}
_SUMMARY: Mapping[str, tuple[float, Mapping[str, Any]]] = {
    "table_label": (32, {"bold": True}),
    "rows": (18, {}),
    "left_out": (18, {}),
    "first": (18, {**_DATE, "indent": 2}),
    "last": (18, {**_DATE, "indent": 2}),
    "platforms": (52, {"text_wrap": True, "indent": 1}),
}
_MEASURE = "[>=1000]#,##0;[<=-1000]-#,##0;General"  # counts and amounts: for optional places Excel leaves a point
_NUMBERS = ("rows", "left_out")
_DATA_KEYS = {"slice": 32, "period": 12, "start": 12, "end": 12, "platform": 14, "placement": 12}


def write_glossary(workbook: Workbook, style: Style) -> None:
    """Add the Glossary, filled from the catalogue."""
    page, table = _add_table_page(workbook, style, "glossary", _GLOSSARY, HEADER_ROW)
    page.sheet.freeze_panes(table.first_row, FIRST + 1)


def write_issues(workbook: Workbook, style: Style) -> None:
    """Add the sheet of faults, warnings and notes."""
    page, table = _add_table_page(workbook, style, "issues", _ISSUES, HEADER_ROW)
    severities = style.texts.section("dashboard", "severities")
    for severity, colour in (("fault", look.WORSE), ("warning", look.RISK), ("note", look.MUTED)):
        rule = f'{table.cell("severity")}="{severities[severity]}"'
        page.add_formula_rule(table, "severity", rule, font_color=colour)
    page.sheet.freeze_panes(table.first_row, 0)


def write_summary(workbook: Workbook, style: Style) -> None:
    """Add the sheet that says what was read from where."""
    page, table = _add_table_page(workbook, style, "summary", _SUMMARY, FACTS_ROW + 3)
    words = style.texts
    for column, fact in enumerate(_FACTS, FIRST):
        write_note(page, FACTS_ROW, column, words.text("dashboard", "facts", fact))
        page.sheet.write_blank(FACTS_ROW + 1, column, None, style.text(num_format=look.TEXT_FORMAT))
        workbook.define_name(f"kpi_{fact}", f"={cell_on(page.sheet.get_name(), FACTS_ROW + 1, column)}")
    page.add_rule(
        table,
        "left_out",
        {"type": "cell", "criteria": ">", "value": 0, "format": page.rule_format(font_color=look.RISK, bold=True)},
    )
    page.sheet.freeze_panes(table.first_row, 0)


def write_data(workbook: Workbook, style: Style) -> None:
    """Add the sheet of slices, from which all others take their numbers."""
    words = style.texts
    page = add_page(workbook, style, "data")
    write_head(page, words.text("dashboard", "titles", "data"), words.text("dashboard", "notes", "data"))
    measures = measures_of(KPIS.values())
    small = {"font_size": look.SIZE_NOTE}
    fields = [
        Field(key, key, width=width, look=small | (_DATE if key in ("start", "end") else {}))
        for key, width in _DATA_KEYS.items()
    ]
    fields += [
        Field(name, name, width=max(16, len(name) * 0.92), number=True, look=small | {"num_format": _MEASURE})
        for name in measures
    ]
    table = TemplateTable("kpi_slices", page.sheet.get_name(), HEADER_ROW, FIRST, tuple(fields))
    page.sheet.set_row(table.row - 1, 52)
    above = style.text(**_SMALL, text_wrap=True, valign="bottom", align="right")
    for name in measures:
        page.sheet.write_string(table.row - 1, table.position(name), words.measure(name), above)
    page.write_table(table, header_height=20)
    for name in measures:
        page.grey_missing(table, name)
    page.sheet.freeze_panes(table.first_row, FIRST + 1)
    page.sheet.repeat_columns(FIRST)
    page.sheet.repeat_rows(table.row - 1, table.row)
    page.sheet.fit_to_pages(5, 0)


def _add_table_page(
    workbook: Workbook, style: Style, name: str, columns: Mapping[str, tuple[float, Mapping[str, Any]]], row: int
) -> tuple[Page, TemplateTable]:
    """Add a sheet that holds one table, with its title and note."""
    words = style.texts
    page = add_page(workbook, style, name)
    write_head(page, words.text("dashboard", "titles", name), words.text("dashboard", "notes", name))
    table = TemplateTable(f"kpi_{name}", page.sheet.get_name(), row, FIRST, _fields(words, columns))
    page.write_table(table)
    page.sheet.repeat_rows(table.row)
    return page, table


def _fields(words: Texts, columns: Mapping[str, tuple[float, Mapping[str, Any]]]) -> tuple[Field, ...]:
    labels = words.columns("dashboard")
    return tuple(
        Field(key, labels[key], width=width, number=key in _NUMBERS, look=properties)
        for key, (width, properties) in columns.items()
    )
