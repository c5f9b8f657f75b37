"""The Scorecard, the first sheet of a dashboard: selectors, what the data are, and a row per KPI."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from xlsxwriter import Workbook

from kpi_excel.authoring import style as look
from kpi_excel.authoring.dashboard.calc_compared import CHANGES, of_compared, selected
from kpi_excel.authoring.dashboard.calc_lists import dates_name
from kpi_excel.authoring.dashboard.calc_scores import scores_range
from kpi_excel.authoring.dashboard.changes import add_change_rules
from kpi_excel.authoring.dashboard.page import FIRST, SELECTORS, add_page, write_echo, write_head, write_note
from kpi_excel.authoring.dashboard.tables import (
    NO_VALUE,
    STATUS_COLOURS,
    Field,
    Page,
    TemplateTable,
    small_columns,
)
from kpi_excel.authoring.style import Style
from kpi_excel.language.texts import Texts
from kpi_excel.workbook.formulas import this_row

_TABLE = "kpi_scorecard"
NOTES_ROW = 5
HEADER_ROW = 8
ROW_HEIGHT = 24  # two lines of a formula in words
VIEWS = ("value", "previous", "last_year")  # rows 1 to 3 of kpi_view
TARGETS = {"target_goal": "goal_value", "target_progress": "progress", "target_status": "status_text"}
_SMALL = {"font_size": look.SIZE_NOTE, "font_color": look.MUTED}
_WIDTHS = {
    "category": 18, "label": 32, "value": 17, "unit": 11, "previous": 16, "change": 13, "last_year": 16,
    "change_last_year": 13, "target_goal": 15, "target_progress": 11, "target_status": 16, "benchmark": 14, "trend": 16,
    "direction": 17, "compared": 24, "formula": 38, "comment": 30,
}  # fmt: skip
_LOOKS: Mapping[str, Mapping[str, Any]] = {
    "category": {"font_color": look.MUTED},
    "value": {"bold": True, "shrink": True},
    "previous": {"font_color": look.MUTED, "shrink": True},
    "last_year": {"font_color": look.MUTED, "shrink": True},
    "change": {"shrink": True},
    "change_last_year": {"shrink": True},
    "target_goal": {"shrink": True},
    "target_progress": {"num_format": "0%"},
    "target_status": {"bold": True, "indent": 1},
    "benchmark": {"font_color": look.MUTED, "shrink": True},
    "comment": {"text_wrap": True, "bg_color": look.SOFT_ACCENT, "indent": 1, "num_format": look.TEXT_FORMAT},
    "unit": _SMALL | {"indent": 1},
    "direction": _SMALL | {"indent": 1},
    "compared": _SMALL | {"text_wrap": True},
    "formula": _SMALL | {"text_wrap": True},
}
_SHOWN = (
    "category", "label", "value", "unit", "previous", "change", "last_year", "change_last_year", "target_goal",
    "target_progress", "target_status", "benchmark", "trend", "direction", "compared", "formula", "comment",
)  # fmt: skip
_this_row = partial(this_row, _TABLE)
_KEYS = ("kpi", "unit_key", "direction_key", "change_unit")


def scorecard_table(words: Texts) -> TemplateTable:
    """Describe the table: what filling writes, and the formulas that look the numbers up in ``kpi_view``."""
    labels = words.headers
    formulas = {key: _look_up(labels, row) for row, key in enumerate(VIEWS, 1)}
    formulas |= {key: _change(labels, key) for key in CHANGES.values()}
    formulas["compared"] = f'IFERROR({selected("note", _this_row(labels["kpi"]))},"")'
    formulas |= {key: _target(labels, words, column) for key, column in TARGETS.items()}
    formulas["benchmark"] = _benchmark(labels)
    fields = [
        Field(
            key,
            labels[key],
            formula=formulas.get(key, ""),
            shown=NO_VALUE if key in formulas and key != "compared" else "",
            width=_WIDTHS.get(key, 18),
            number=key in formulas and key not in ("target_status", "compared"),
            hidden=key in _KEYS,
            look=_LOOKS.get(key, {}),
        )
        for key in _SHOWN + _KEYS
    ]
    return TemplateTable(_TABLE, words.text("dashboard", "sheets", "scorecard"), HEADER_ROW, FIRST, tuple(fields))


def _look_up(labels: Mapping[str, str], row: int) -> str:
    key = _this_row(labels["kpi"])
    return f'IFERROR(HLOOKUP({key},kpi_view[#All],{row + 1},FALSE),"{NO_VALUE}")'


def _change(labels: Mapping[str, str], key: str) -> str:
    return f'IFERROR({of_compared(key, _this_row(labels["kpi"]))},"{NO_VALUE}")'


def _target(labels: Mapping[str, str], words: Texts, column: str) -> str:
    """Look up what the target for just this platform and placement says."""
    slot = f'{_this_row(labels["kpi"])}&"|"&kpi_platform_key&"|"&kpi_placement_key'
    header = words.headers[column]
    return f'IFERROR(INDEX(kpi_targets[{header}],MATCH({slot},kpi_targets[slot],0)),"{NO_VALUE}")'


def _benchmark(labels: Mapping[str, str]) -> str:
    """Look up what the industry or a competitor reaches on the selected platform, the first that is given."""
    slot = f'{_this_row(labels["kpi"])}&"|"&kpi_platform_key'
    return f'IFERROR(INDEX(kpi_benchmarks[{labels["value"]}],MATCH({slot},kpi_benchmarks[slot],0)),"{NO_VALUE}")'


def write_scorecard(workbook: Workbook, style: Style, table: TemplateTable) -> None:
    """Add the Scorecard."""
    page, words = add_page(workbook, style, "scorecard"), style.texts
    write_head(page, words.text("dashboard", "titles", "scorecard"), "")
    write_echo(page, SELECTORS, (FIRST, FIRST + 1, FIRST + 2), FIRST + 4)
    _write_notes(page)
    page.sheet.set_row(table.first_row, ROW_HEIGHT)
    page.write_table(table)
    _add_sparkline(page, table)
    _write_dates(page, table)
    _add_rules(page, table)
    page.sheet.freeze_panes(table.first_row, FIRST + 2)
    page.sheet.repeat_rows(table.row - 1, table.row)


def _write_notes(page: Page) -> None:
    for row, note in enumerate(("no_value", "rates"), NOTES_ROW):
        page.sheet.set_row(row, 16)
        write_note(page, row, FIRST, page.style.texts.text("dashboard", "notes", note))


def _add_sparkline(page: Page, table: TemplateTable) -> None:
    page.sheet.add_sparkline(table.first_row, table.position("trend"), small_columns(scores_range(table), page.style))


def _write_dates(page: Page, table: TemplateTable) -> None:
    """Write above each view's column which days it covers."""
    page.sheet.set_row(table.row - 1, 22)
    for view in VIEWS:
        shape = page.style.text(**_SMALL, align="right", valign="bottom")
        page.sheet.write_formula(table.row - 1, table.position(view), f"={dates_name(view)}", shape, "")


def _add_rules(page: Page, table: TemplateTable) -> None:
    """Number formats by unit, colour and arrow by change, and each category's name set off where it begins."""
    for key in (*VIEWS, "target_goal", "benchmark"):
        page.add_unit_rules(table, key, table.cell("unit_key"))
    for status, colour in STATUS_COLOURS.items():
        said = page.style.texts.text("targets", "statuses", status)
        page.add_formula_rule(table, "target_status", f'{table.cell("target_status")}="{said}"', font_color=colour)
    for key in CHANGES.values():
        add_change_rules(page, table, key, table.cell("change_unit"), table.cell("direction_key"))
    category = table.cell("category")
    above = f"{category.rstrip('0123456789')}{table.row + 1}"
    page.add_formula_rule(table, "category", f"{category}<>{above}", font_color=look.INK, bold=True)
