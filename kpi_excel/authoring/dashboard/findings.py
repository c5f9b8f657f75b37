"""The sheets of judgement: Findings in words, and the numbers behind them on Drivers, Unusual and Benchmarks."""

from collections.abc import Mapping
from typing import Any

from xlsxwriter import Workbook

from kpi_excel.authoring import style as look
from kpi_excel.authoring.dashboard.page import FIRST, add_page, write_head
from kpi_excel.authoring.dashboard.tables import Field, Page, TemplateTable
from kpi_excel.authoring.style import Style, set_up_page

HEADER_ROW = 4
NUMBERS_SHEET = "calc findings"
_TOP = {"valign": "top"}
_WRAPPED = {"text_wrap": True, "valign": "top"}
_SMALL = {**_WRAPPED, "font_size": look.SIZE_NOTE, "font_color": look.MUTED}
_SHARE = {**_TOP, "num_format": "0.0%"}
_SCORE = {**_TOP, "num_format": "0.0"}
_WHOLE = {**_TOP, "num_format": "0"}
_NAME = {**_WRAPPED, "bold": True}


def _hidden(*keys: str) -> dict[str, tuple[float, Mapping[str, Any]]]:
    return {key: (0.0, {}) for key in keys}


# Columns of each sheet with their widths and looks; those without a width are hidden keys
_COLUMNS: Mapping[str, Mapping[str, tuple[float, Mapping[str, Any]]]] = {
    "findings": {
        "section": (24, {**_WRAPPED, "bold": True}),
        "sentence": (120, _WRAPPED),
        **_hidden("number", "short", "front", "section_key", "tone", "kind", "kpi"),
    },
    "drivers": {
        "label": (34, _NAME),
        "dimension_label": (13, _TOP),
        "part_label": (20, _WRAPPED),
        "before": (17, _TOP),
        "after": (17, _TOP),
        "contribution": (17, {**_TOP, "bold": True}),
        "mix_effect": (17, _TOP),
        "rate_effect": (17, _TOP),
        "share": (14, _SHARE),
        "change": (17, _TOP),
        **_hidden("driver", "kpi", "unit_key"),
    },
    "unusual": {
        "label": (34, _NAME),
        "platform_label": (16, _TOP),
        "when": (18, _WRAPPED),
        "post_id": (14, _TOP),
        "side_label": (14, _TOP),
        "value": (17, {**_TOP, "bold": True}),
        "expected": (17, _TOP),
        "low": (17, _TOP),
        "high": (17, _TOP),
        "score": (10, _SCORE),
        "points": (12, _WHOLE),
        **_hidden("point", "kpi", "unit_key", "period"),
    },
    "benchmarks": {
        "label": (34, _NAME),
        "platform_label": (16, _TOP),
        "whom": (22, _WRAPPED),
        "value": (17, _TOP),
        "own": (17, {**_TOP, "bold": True}),
        "difference": (17, _TOP),
        "verdict": (18, {**_WRAPPED, "bold": True, "indent": 1}),
        "rank": (11, _WHOLE),
        "of": (11, _WHOLE),
        "basis": (16, {**_WRAPPED, "indent": 1}),
        "caveat_label": (30, _SMALL),
        "year": (9, _WHOLE),
        "source": (34, _SMALL),
        **_hidden("benchmark", "slot", "kpi", "unit_key", "change_unit", "better"),
    },
}  # fmt: skip
_BY_UNIT = {
    "drivers": ("before", "after"),
    "unusual": ("value", "expected", "low", "high"),
    "benchmarks": ("value", "own"),
}
_EFFECTS = ("contribution", "mix_effect", "rate_effect", "change")
_NUMBERS = frozenset(key for keys in _BY_UNIT.values() for key in keys) | {
    *_EFFECTS, "share", "score", "points", "difference", "rank", "of", "year",
}  # fmt: skip


def write_findings(workbook: Workbook, style: Style) -> None:
    """Add the sheet of sentences."""
    page, table = _add_page(workbook, style, "findings")
    for section, colour in (("headline", look.ACCENT), ("attention", look.RISK), ("caveats", look.MUTED)):
        test = f'{table.cell("section_key")}="{section}"'
        page.add_formula_rule(table, "section", test, font_color=colour)
    page.add_formula_rule(table, "sentence", f'{table.cell("section_key")}="headline"', bold=True)
    page.sheet.set_row(table.first_row, 34)


def write_drivers(workbook: Workbook, style: Style) -> None:
    """Add the sheet of what made each KPI's change."""
    page, table = _add_page(workbook, style, "drivers")
    unit, points = table.cell("unit_key"), style.texts.text("dashboard", "change_units", "percentage_points")
    for key in _EFFECTS:
        page.add_formula_rule(table, key, f'{unit}="percent"', num_format=f'+0.00" {points}";-0.00" {points}";0')
        page.add_unit_rules(table, key, unit)


def write_unusual(workbook: Workbook, style: Style) -> None:
    """Add the sheet of periods and posts outside what their trend allows."""
    _add_page(workbook, style, "unusual")


def write_benchmarks(workbook: Workbook, style: Style) -> None:
    """Add the sheet of the industry and competitors."""
    page, table = _add_page(workbook, style, "benchmarks")
    for better, colour in ((1, look.BETTER), (-1, look.WORSE)):
        page.add_formula_rule(table, "verdict", f"{table.cell('better')}={better}", font_color=colour)
    points = style.texts.text("dashboard", "change_units", "percentage_points")
    formats = {"percentage_points": f'+0.0" {points}";-0.0" {points}";0', "percent": "+0.0%;-0.0%;0%"}
    formats["points"] = "+0.0;-0.0;0"
    for unit, shown in formats.items():
        page.add_formula_rule(table, "difference", f'{table.cell("change_unit")}="{unit}"', num_format=shown)


def write_finding_numbers(workbook: Workbook, style: Style) -> None:
    """Add the hidden sheet of the numbers that the sentences rest on."""
    sheet = workbook.add_worksheet(NUMBERS_SHEET)
    set_up_page(sheet, style.texts)
    sheet.write_string(0, 0, NUMBERS_SHEET, style.text(bold=True))
    fields = tuple(
        Field(key, key, width=24, look={"num_format": "General"}) for key in ("key", "number", "name", "value")
    )
    Page(workbook, sheet, style).write_table(
        TemplateTable("kpi_finding_numbers", NUMBERS_SHEET, 1, 0, fields), filtered=False
    )
    sheet.hide()


def _add_page(workbook: Workbook, style: Style, name: str) -> tuple[Page, TemplateTable]:
    words = style.texts
    page = add_page(workbook, style, name)
    write_head(page, words.text("dashboard", "titles", name), words.text("dashboard", "notes", name))
    labels = words.columns("dashboard", "targets", "findings")
    fields = tuple(
        Field(
            key,
            labels[key] if width else key,
            width=width or 14,
            number=key in _NUMBERS,
            hidden=not width,
            look=properties,
        )
        for key, (width, properties) in _COLUMNS[name].items()
    )
    table = TemplateTable(f"kpi_{name}", page.sheet.get_name(), HEADER_ROW, FIRST, fields)
    page.write_table(table)
    for key in _BY_UNIT.get(name, ()):
        page.add_unit_rules(table, key, table.cell("unit_key"))
    page.sheet.freeze_panes(table.first_row, FIRST + 1)
    page.sheet.repeat_rows(table.row)
    return page, table
