"""The sheet behind the selectors: what may be chosen, and what the choice means for the other sheets' look-ups."""

from dataclasses import dataclass
from functools import cached_property

from xlsxwriter import Workbook

from kpi_excel.authoring import style as look
from kpi_excel.authoring.dashboard.calendar_formulas import written
from kpi_excel.authoring.dashboard.hidden_sheet import add_hidden_page
from kpi_excel.authoring.dashboard.marks import write_marks
from kpi_excel.authoring.dashboard.table_sheet import keyed_fields
from kpi_excel.authoring.dashboard.tables import TemplateTable, cell_on
from kpi_excel.authoring.style import Style
from kpi_excel.catalogue.datasets import DATASETS
from kpi_excel.engine.main_rate import RATES
from kpi_excel.language.texts import Texts
from kpi_excel.model.front import TRENDS

LISTS_SHEET = "calc lists"

_BOUNDS = {  # of a selected period, and of what it is compared with
    "value": ("start", "end"),
    "previous": ("previous_start", "previous_end"),
    "last_year": ("last_year_start", "last_year_end"),
}
_DATES = tuple(bound for bounds in _BOUNDS.values() for bound in bounds)
_HEADER_ROW = 50
_FILLED = ("kpi_calendar", "kpi_as_of")  # cells that formulas ask
_NAME, _VALUE, _FIELDS, _MARKS = 0, 1, 12, 13


def _list(name: str, column: int) -> TemplateTable:
    return TemplateTable(DATASETS[name].table, LISTS_SHEET, _HEADER_ROW, column, keyed_fields(DATASETS[name]))


@dataclass(frozen=True)
class ListTables:
    """The lists, side by side because each grows downwards."""

    @cached_property
    def periods(self) -> TemplateTable:
        """Give the periods that may be chosen, latest first."""
        return _list("periods", 0)

    @cached_property
    def platforms(self) -> TemplateTable:
        """Give the platforms that may be chosen."""
        return _list("platform_names", 13)

    @cached_property
    def months(self) -> TemplateTable:
        """Give the months of the calendar, by which formulas tell days."""
        return _list("months", 19)

    @cached_property
    def placements(self) -> TemplateTable:
        """Give the placements that may be chosen."""
        return _list("placement_names", 16)


def _key_of(selector: str, table: str, key: str) -> str:
    return f'IFERROR(INDEX({table}[{key}],MATCH(kpi_{selector},{table}[label],0)),"")'


def dates_name(view: str) -> str:
    """Give the name of the cell that says which days a view of the Scorecard covers."""
    return f"dates_{view}"


def _compared_dates(words: Texts) -> dict[str, str]:
    """Give the formulas that write the selected period's dates and those of what it is compared with."""
    row = "MATCH(kpi_period_key,kpi_periods[period],0)"
    found = {f"date_{key}": f"IFERROR(INDEX(kpi_periods[{key}],{row}),0)" for key in _DATES}
    for view, (start, end) in _BOUNDS.items():
        days = f'{written(f"date_{start}", words)}&" – "&{written(f"date_{end}", words)}'
        found[dates_name(view)] = f'IF(N(date_{start})>0,{days},"–")'
    return found


def choices(style: Style, scorecard: TemplateTable) -> dict[str, str]:
    """Give the formulas of the named cells: keys of what is selected, and titles of charts.

    Args:
        style: the workbook's formats and words.
        scorecard: the table that lists the KPIs by label.
    """
    words = style.texts
    in_trend = "INDEX(kpi_periods[trend_end],MATCH(kpi_period_key,kpi_periods[period],0))"
    found = {
        "kpi_period_key": _key_of("period", "kpi_periods", "period"),
        "kpi_platform_key": _key_of("platform", "kpi_platform_names", "platform"),
        "kpi_placement_key": _key_of("placement", "kpi_placement_names", "placement"),
        "kpi_comparison_row": f'IF(kpi_comparison="{words.text("options", "comparison", "last_year")}",3,2)',
        "kpi_trend_start_row": f"MATCH({in_trend},kpi_periods[period],0)",
    }
    found["main_rate"] = f'"{RATES[0]}"'
    for rate in reversed(RATES):
        found["main_rate"] = f'IF(COUNT(kpi_platforms__calc[{rate}])>0,"{rate}",{found["main_rate"]})'
    separator = words.text("dashboard", "charts", "unit_separator")
    chosen = '&" · "&kpi_platform&" · "&kpi_placement'
    nothing = words.text("front", "charts", "no_data")
    for number in TRENDS:
        chosen_kpi = f"kpi_trend_choice_{number}"
        match = f"MATCH({chosen_kpi},{scorecard.whole('label')},0)"
        found[f"trend_kpi_{number}"] = f'IFERROR(INDEX({scorecard.whole("kpi")},{match}),"")'
        found[f"trend_unit_{number}"] = f'IFERROR(INDEX({scorecard.whole("unit_key")},{match}),"")'
        percent = f'IF(trend_unit_{number}="percent","%",INDEX({scorecard.whole("unit")},{match}))'
        unit = f'IF(trend_unit_{number}="count","","{separator}"&{percent})'
        empty = f'IF(COUNT({trend_plot(words, number)})=0,"{nothing}","")'
        found[f"trend_title_{number}"] = f'IFERROR({chosen_kpi}&{unit}{chosen}&{empty},{chosen_kpi}&"")'
    at = f"MATCH(kpi_platform_choice,{scorecard.whole('label')},0)"
    for name, key in (("platforms_kpi", "kpi"), ("platforms_unit", "unit_key")):
        found[name] = f'IFERROR(INDEX({scorecard.whole(key)},{at}),"")'
    return found | _compared_dates(words)


def trend_plot(words: Texts, number: int) -> str:
    """Refer to what a chart of the Trends sheet plots."""
    return f"kpi_trend[{words.headers[f'plot_{number}']}]"


def choice_cell(name: str, names: dict[str, str]) -> str:
    """Give the address of a named cell with its sheet."""
    return cell_on(LISTS_SHEET, _row(name, names), _VALUE)


def _row(name: str, names: dict[str, str]) -> int:
    return list(names).index(name) + 1


def write_lists(workbook: Workbook, style: Style, lists: ListTables, names: dict[str, str]) -> None:
    """Add the hidden sheet."""
    page = add_hidden_page(workbook, style, LISTS_SHEET)
    sheet = page.sheet
    for name, formula in names.items():
        row = _row(name, names)
        sheet.write_string(row, _NAME, name, style.text())
        shape = style.text(num_format=look.DAY) if name.startswith("date_") else style.text()
        sheet.write_formula(row, _VALUE, f"={formula}", shape, "")
        workbook.define_name(name, f"={choice_cell(name, names)}")
    write_marks(workbook, sheet, 1, _MARKS, style.texts)
    for row, name in enumerate(_FILLED):
        sheet.write_blank(row, _FIELDS, None, style.text(num_format=look.DAY if name == "kpi_as_of" else "General"))
        workbook.define_name(name, f"={cell_on(LISTS_SHEET, row, _FIELDS)}")
    for table in (lists.periods, lists.platforms, lists.placements, lists.months):
        page.write_table(table, header_height=18, filtered=False)
