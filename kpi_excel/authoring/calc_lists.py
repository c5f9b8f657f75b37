"""The sheet behind the selectors: what may be chosen, and what the choice means for the other sheets' look-ups."""

from dataclasses import dataclass
from functools import cached_property

from xlsxwriter import Workbook

from kpi_excel.authoring.dashboard_page import set_up_page
from kpi_excel.authoring.dashboard_tables import Field, Page, TemplateTable, cell_on
from kpi_excel.authoring.style import Style

LISTS_SHEET = "calc lists"
TREND_KPIS = ("reach", "engagement_rate", "followers", "click_through_rate")  # those shown first

_PERIODS = ("label", "period", "start", "end", "grain", "previous", "last_year", "trend_end")
_HEADER_ROW = 24
_NAME, _VALUE = 0, 1


def _fields(*keys: str) -> tuple[Field, ...]:
    date = {"num_format": "yyyy-mm-dd"}
    return tuple(Field(key, key, width=24, look=date if key in ("start", "end") else {}) for key in keys)


@dataclass(frozen=True)
class ListTables:
    """The three lists, side by side because each grows downwards."""

    @cached_property
    def periods(self) -> TemplateTable:
        """Give the periods that may be chosen, latest first."""
        return TemplateTable("kpi_periods", LISTS_SHEET, _HEADER_ROW, 0, _fields(*_PERIODS))

    @cached_property
    def platforms(self) -> TemplateTable:
        """Give the platforms that may be chosen."""
        return TemplateTable("kpi_platform_names", LISTS_SHEET, _HEADER_ROW, 9, _fields("platform", "label"))

    @cached_property
    def placements(self) -> TemplateTable:
        """Give the placements that may be chosen."""
        return TemplateTable("kpi_placement_names", LISTS_SHEET, _HEADER_ROW, 12, _fields("placement", "label"))


def _key_of(selector: str, table: str, key: str) -> str:
    return f'IFERROR(INDEX({table}[{key}],MATCH(kpi_{selector},{table}[label],0)),"")'


def choices(style: Style, scorecard: TemplateTable, platforms_kpi: str) -> dict[str, str]:
    """Give the formulas of the named cells: keys of what is selected, and titles of charts.

    Args:
        style: the workbook's formats and words.
        scorecard: the table that lists the KPIs by label.
        platforms_kpi: the KPI of the platforms' chart.
    """
    words = style.texts
    in_trend = "INDEX(kpi_periods[trend_end],MATCH(kpi_period_key,kpi_periods[period],0))"
    found = {
        "kpi_period_key": _key_of("period", "kpi_periods", "period"),
        "kpi_platform_key": _key_of("platform", "kpi_platform_names", "platform"),
        "kpi_placement_key": _key_of("placement", "kpi_placement_names", "placement"),
        "kpi_trend_start_row": f"MATCH({in_trend},kpi_periods[period],0)",
    }
    separator = words.text("dashboard", "charts", "unit_separator")
    chosen = '&" · "&kpi_platform&" · "&kpi_placement'
    for number in range(1, len(TREND_KPIS) + 1):
        match = f"MATCH(trend_choice_{number},{scorecard.whole('label')},0)"
        found[f"trend_kpi_{number}"] = f'IFERROR(INDEX({scorecard.whole("kpi")},{match}),"")'
        found[f"trend_unit_{number}"] = f'IFERROR(INDEX({scorecard.whole("unit_key")},{match}),"")'
        percent = f'IF(trend_unit_{number}="percent","%",INDEX({scorecard.whole("unit")},{match}))'
        unit = f'IF(trend_unit_{number}="count","","{separator}"&{percent})'
        found[f"trend_title_{number}"] = f"IFERROR(trend_choice_{number}&{unit}{chosen},trend_choice_{number})"
    title = words.text("dashboard", "charts", "platforms_title").format(kpi=words.label(platforms_kpi))
    found["platforms_title"] = f'"{title}"&" · "&kpi_period&" · "&kpi_placement'
    return found


def choice_cell(name: str, names: dict[str, str]) -> str:
    """Give the address of a named cell with its sheet."""
    return cell_on(LISTS_SHEET, _row(name, names), _VALUE)


def _row(name: str, names: dict[str, str]) -> int:
    return list(names).index(name) + 1


def write_lists(workbook: Workbook, style: Style, lists: ListTables, names: dict[str, str]) -> None:
    """Add the hidden sheet."""
    sheet = workbook.add_worksheet(LISTS_SHEET)
    page = Page(workbook, sheet, style)
    set_up_page(sheet, style.texts)
    sheet.write_string(0, _NAME, LISTS_SHEET, style.text(bold=True))
    for name, formula in names.items():
        row = _row(name, names)
        sheet.write_string(row, _NAME, name, style.text())
        sheet.write_formula(row, _VALUE, f"={formula}", style.text(), "")
        workbook.define_name(name, f"={choice_cell(name, names)}")
    for table in (lists.periods, lists.platforms, lists.placements):
        page.write_table(table, header_height=18, filtered=False)
    sheet.hide()
