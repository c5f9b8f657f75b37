"""The Targets sheet: each target's statement, status and forecast as live formulas beside the cells that ask for it."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from xlsxwriter import Workbook

from kpi_excel.authoring import style as look
from kpi_excel.authoring.dashboard.hidden_sheet import add_hidden_page
from kpi_excel.authoring.dashboard.page import FIRST, GUTTER, add_page, write_head
from kpi_excel.authoring.dashboard.table_sheet import keyed_fields
from kpi_excel.authoring.dashboard.tables import STATUS_COLOURS, Field, Page, TemplateTable
from kpi_excel.authoring.dashboard.target_formulas import SEASON, target_formulas
from kpi_excel.authoring.dashboard.target_texts import target_texts
from kpi_excel.authoring.style import Style
from kpi_excel.catalogue.datasets import DATASETS
from kpi_excel.language.texts import Texts
from kpi_excel.workbook.formulas import this_row

HEADER_ROW = 4
_PAGES = ("baseline", "goal_kind")  # the columns with which pages begin: the details, and what is asked
_TITLES = 2  # columns that stand on every page
ROW_HEIGHT = 52  # three lines of a statement
READINGS_SHEET = "calc readings"
_TARGETS, _READINGS = "kpi_targets", "kpi_readings"
_DAY = {"num_format": look.DAY, "align": "right", "valign": "top"}
_SHARE = {"num_format": "0%"}
_WRAPPED = {"text_wrap": True, "valign": "top"}
_TOP = {"valign": "top"}
_SMALL = {**_WRAPPED, "font_size": look.SIZE_NOTE}
_ASKED = {**_WRAPPED, "bg_color": look.SOFT_ACCENT}
_LOOKS: Mapping[str, tuple[float, Mapping[str, Any]]] = {
    "status_text": (15, {**_TOP, "bold": True}),
    "label": (26, {**_WRAPPED, "bold": True}),
    "statement": (42, _WRAPPED),
    "value": (15, {**_TOP, "bold": True}),
    "goal_value": (15, _TOP),
    "progress": (12, {**_TOP, **_SHARE}),
    "expected": (15, _TOP),
    "forecast": (15, _TOP),
    "days_left": (11, _TOP),
    "what_to_do": (28, {**_WRAPPED, "indent": 1}),
    "lacking": (32, _SMALL),
    "baseline": (15, _TOP),
    "gap": (15, _TOP),
    "time_share": (12, {**_TOP, **_SHARE}),
    "pace": (10, {**_TOP, **_SHARE}),
    "judged_by": (34, {**_SMALL, "indent": 1}),
    "foreseen": (24, {**_SMALL, "indent": 1}),
    "next_review": (13, _DAY),
    "owner": (12, _WRAPPED),
    "goal_kind": (18, _ASKED),
    "goal": (12, {**_ASKED, "align": "right"}),
    "baseline_from": (18, {**_ASKED, "align": "right"}),
    "start": (12, {**_ASKED, **_DAY}),
    "due": (12, {**_ASKED, **_DAY}),
    "judged_on": (16, _ASKED),
    "review_every": (12, {**_ASKED, "align": "right"}),
    "objective": (26, _ASKED),
    "evidence": (34, _ASKED),
}
_NUMBERS = (
    "value",
    "baseline",
    "goal_value",
    "progress",
    "time_share",
    "expected",
    "pace",
    "forecast",
    "gap",
    "days_left",
)
_BY_UNIT = ("value", "baseline", "goal_value", "expected", "forecast", "gap")
_GIVEN = (  # by the engine, hidden
    "target", "kpi", "phrase", "where", "platform", "platform_label", "placement", "placement_label", "slot",
    "kind_key", "unit_key", "direction_key", "by_placement", "as_of", "incomplete", "blocked", "fault_reason",
    "platform_known", "unit_before", "unit_after", "unit_after_one", "gap_before", "gap_after", "gap_after_one",
    "unit_scale", "whole_from", "tenths_from", "cents", "best", "trend", "benchmark", "first_day", "fiscal_year_start",
    *SEASON,
)  # fmt: skip
_HIDDEN_DAYS = (
    *("start_day", "due_day", "until", "baseline_start", "baseline_end", "latest_start", "latest_end"),
    "next_review_day",
)


def targets_table(words: Texts) -> TemplateTable:
    """Describe the table: what filling writes, and everything that follows from it."""
    labels = words.headers

    def column(key: str) -> str:
        return this_row(_TARGETS, labels[key] if key in _LOOKS else key)

    formulas = target_formulas(column, words) | target_texts(column, words)
    shown = [
        Field(
            key,
            labels[key],
            formula=formulas.get(key, ""),
            shown="–" if key in formulas else "",
            width=width,
            number=key in _NUMBERS,
            look=properties,
        )
        for key, (width, properties) in _LOOKS.items()
    ]
    hidden = [Field(key, key, hidden=True, look=_DAY if key == "as_of" else {}) for key in _GIVEN]
    hidden += [
        Field(key, key, formula, "–", hidden=True, look=_DAY if key in _HIDDEN_DAYS else {})
        for key, formula in formulas.items()
        if key not in _LOOKS
    ]
    sheet = words.text("dashboard", "sheets", "targets")
    return TemplateTable(_TARGETS, sheet, HEADER_ROW, FIRST, (*shown, *hidden))


def write_targets(workbook: Workbook, style: Style, table: TemplateTable) -> None:
    """Add the Targets sheet."""
    words = style.texts
    page = add_page(workbook, style, "targets")
    write_head(page, words.text("dashboard", "titles", "targets"), words.text("dashboard", "notes", "targets"))
    page.sheet.set_row(table.first_row, ROW_HEIGHT)
    page.write_table(table, header_height=32)
    _add_rules(page, table)
    _add_lists(page, table)
    page.sheet.freeze_panes(table.first_row, FIRST + 2)
    page.sheet.repeat_rows(table.row)
    page.sheet.repeat_columns(FIRST, FIRST + _TITLES - 1)
    _set_pages(page, table)


def _set_pages(page: Page, table: TemplateTable) -> None:
    """Print the columns on three pages, as large as the widest of them allows."""
    shown = [(field.key, field.width) for field in table.fields if not field.hidden]
    starts = [0, *(position for position, (key, _) in enumerate(shown) if key in _PAGES), len(shown)]
    titles = [width for _, width in shown[:_TITLES]]
    scales = []
    for start, end in pairwise(starts):
        columns = [width for _, width in shown[start:end]]
        scales.append(look.print_scale([GUTTER, *columns] if start == 0 else [*titles, *columns], page.style.texts))
    page.sheet.set_print_scale(min(scales))
    page.sheet.set_v_pagebreaks([table.position(key) for key in _PAGES])


def _add_rules(page: Page, table: TemplateTable) -> None:
    for key in _BY_UNIT:
        page.add_unit_rules(table, key, table.cell("unit_key"))
    for status, colour in STATUS_COLOURS.items():
        page.add_formula_rule(table, "status_text", f'{table.cell("status_key")}="{status}"', font_color=colour)
    percent = f'AND({table.cell("unit_key")}="percent",OR({table.cell("goal_kind_key")}<>"change"))'
    share = f'OR({table.cell("goal_kind_key")}="change",{percent})'
    page.add_formula_rule(table, "goal", share, num_format="0.0#%")
    page.add_formula_rule(table, "baseline_from", f'{table.cell("unit_key")}="percent"', num_format="0.0#%")
    bar = {
        "type": "data_bar", "bar_solid": True, "bar_color": look.BLUES[2], "min_type": "num", "min_value": 0,
        "max_type": "num", "max_value": 1, "bar_border_color": look.BLUES[2], "data_bar_2010": True,
        "bar_direction": "right" if page.style.texts.right_to_left else "left",
    }  # fmt: skip
    page.add_rule(table, "progress", bar)
    page.add_rule(table, "time_share", {**bar, "bar_color": look.LINE, "bar_border_color": look.LINE})


def _add_lists(page: Page, table: TemplateTable) -> None:
    words = page.style.texts
    kinds = list(words.section("options", "goal_kind").values())
    spans = list(words.section("options", "baseline").values())
    judged = list(words.section("options", "judged_on").values())
    page.sheet.data_validation(*table.body("goal_kind"), {"validate": "list", "source": kinds})
    page.sheet.data_validation(*table.body("judged_on"), {"validate": "list", "source": judged})
    page.sheet.data_validation(
        *table.body("baseline_from"), {"validate": "list", "source": spans, "error_type": "information"}
    )


def write_readings(workbook: Workbook, style: Style) -> None:
    """Add the hidden sheet of the figures that targets are judged by."""
    page = add_hidden_page(workbook, style, READINGS_SHEET)
    fields = list(keyed_fields(DATASETS["readings"]))
    row = f"MATCH({this_row(_READINGS, 'slice')},kpi_slices[slice],0)"
    fields.append(Field("slice_row", "slice_row", row, "–"))
    fields.append(Field("rows", "rows", number=True, look={"num_format": "General"}))
    fields.append(Field("value", "value", number=True, look={"num_format": "General"}))  # each row its KPI's formula
    table = TemplateTable(_READINGS, READINGS_SHEET, 1, 0, tuple(fields))
    page.write_table(table, filtered=False)
