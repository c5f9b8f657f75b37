"""The calculation sheets: slices looked up for the view, the trend and the platforms, and every KPI as a formula.

The view shows its working: a column per measure, and the KPIs over them. The trend and the platforms have many rows
and look each measure up within the KPI's formula, which is a third of the cells.
"""

from xlsxwriter import Workbook

from kpi_excel.authoring.dashboard.hidden_sheet import add_hidden_page
from kpi_excel.authoring.dashboard.tables import Field, TemplateTable
from kpi_excel.authoring.style import Style
from kpi_excel.catalogue import KPIS, measures_of
from kpi_excel.workbook.formulas import kpi_cell, kpi_cell_of_slice, looked_up, this_row

SHEETS = {"view": "calc view", "trend": "calc trend", "platforms": "calc platforms"}
TABLES = {"view": "kpi_view", "trend": "kpi_trend__calc", "platforms": "kpi_platforms__calc"}

_HEADER_ROW = 1
_MISSING = "#N/A"


def calculation_table(name: str) -> TemplateTable:
    """Describe one of the tables: its own keys, the slice, then every measure and KPI."""
    table = TABLES[name]
    keys = {"view": _view_keys, "trend": _trend_keys, "platforms": _platforms_keys}[name]()
    fields = [Field(key, key, formula, width=24) for key, formula in keys.items()]
    numbers = _worked_out(table) if name == "view" else _straight(table)
    fields += [Field(key, key, formula, _MISSING, width=14) for key, formula in numbers.items()]
    return TemplateTable(table, SHEETS[name], _HEADER_ROW, 0, tuple(fields))


def write_calculation(workbook: Workbook, style: Style, name: str) -> None:
    """Add one of the hidden sheets."""
    table = calculation_table(name)
    page = add_hidden_page(workbook, style, table.sheet)
    page.write_table(table, filtered=False)
    page.sheet.freeze_panes(table.first_row, 0)


def _slice(table: str, period: str, platform: str) -> dict[str, str]:
    """Write the slice's key, and its row among the slices, found once for all measures."""
    return {
        "slice": f'{period}&"|"&{platform}&"|"&kpi_placement_key',
        "slice_row": f"MATCH({this_row(table, 'slice')},kpi_slices[slice],0)",
    }


def _view_keys() -> dict[str, str]:
    table = TABLES["view"]
    view = this_row(table, "view")

    def compared(column: str) -> str:
        return f'IFERROR(INDEX(kpi_periods[{column}],MATCH(kpi_period_key,kpi_periods[period],0)),"")'

    period = f'IF({view}="current",kpi_period_key,IF({view}="previous",{compared("previous")},{compared("last_year")}))'
    return {"view": "", "period": period, **_slice(table, this_row(table, "period"), "kpi_platform_key")}


def _trend_keys() -> dict[str, str]:
    table = TABLES["trend"]
    period = this_row(table, "period")
    row = f"kpi_trend_start_row+ROWS({table}[position])-{this_row(table, 'position')}"
    same = f"INDEX(kpi_periods[grain],{row})=INDEX(kpi_periods[grain],kpi_trend_start_row)"
    return {
        "position": "",
        "period": f'IFERROR(IF({same},INDEX(kpi_periods[period],{row}),""),"")',
        "period_label": f'IFERROR(INDEX(kpi_periods[label],MATCH({period},kpi_periods[period],0)),"")',
        **_slice(table, period, "kpi_platform_key"),
    }


def _platforms_keys() -> dict[str, str]:
    table = TABLES["platforms"]
    return {"platform": "", **_slice(table, "kpi_period_key", this_row(table, "platform"))}


def _worked_out(table: str) -> dict[str, str]:
    """Look every measure up, and write every other KPI in the catalogue's words over them."""
    found = {name: looked_up(name, table) for name in measures_of(KPIS.values())}
    return found | {kpi.name: kpi_cell(kpi.formula, table) for kpi in KPIS.values() if kpi.name not in found}


def _straight(table: str) -> dict[str, str]:
    """Write every KPI over the slices themselves."""
    measures = measures_of(KPIS.values())
    return {
        kpi.name: looked_up(kpi.name, table) if kpi.name in measures else kpi_cell_of_slice(kpi.formula, table)
        for kpi in KPIS.values()
    }
