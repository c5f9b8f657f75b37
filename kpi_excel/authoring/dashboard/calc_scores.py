"""The sheet behind the Scorecard's small charts: each KPI's latest periods side by side, a row per KPI."""

from functools import partial

from xlsxwriter import Workbook
from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from kpi_excel.authoring.dashboard.hidden_sheet import add_hidden_page
from kpi_excel.authoring.dashboard.tables import Field, TemplateTable
from kpi_excel.authoring.style import Style
from kpi_excel.model.front import SCORED
from kpi_excel.workbook.formulas import this_row

SCORES_SHEET = "calc scores"
_BACK = range(SCORED - 1, -1, -1)  # how many periods before the last one, from left to right
_POSITIONS_ROW = 1


def scores_table(scorecard: TemplateTable) -> TemplateTable:
    """Describe the table: the KPI, its column in the trend, and its values, the oldest first.

    The KPI is that of the Scorecard's row, whichever that is: when the Scorecard is sorted, its small charts stay where
    they are, and so must draw what stands in their row now.
    """
    table = "kpi_scorecard__trend"
    this = partial(this_row, table)
    column = f"MATCH({this('kpi')},kpi_trend__calc[#Headers],0)"
    kpi = f"{quote_sheetname(scorecard.sheet)}!{scorecard.cell('kpi')}"
    fields = [Field("kpi", "kpi", kpi, "–", width=34), Field("column", "column", column, "–")]
    for number, back in enumerate(_BACK, len(fields)):
        row = xl_rowcol_to_cell(_POSITIONS_ROW, number, row_abs=True, col_abs=True)
        formula = f"INDEX(kpi_trend__calc[#Data],{row},{this('column')})"
        fields.append(Field(f"back_{back}", f"back_{back}", formula, "#N/A"))
    return TemplateTable(table, SCORES_SHEET, _POSITIONS_ROW + 1, 0, tuple(fields))


def scores_range(scorecard: TemplateTable) -> str:
    """Give the first KPI's values, which its small chart shows."""
    table = scores_table(scorecard)
    first, last = (
        xl_rowcol_to_cell(table.first_row, table.position(f"back_{back}"), col_abs=True) for back in (SCORED - 1, 0)
    )
    return f"{quote_sheetname(SCORES_SHEET)}!{first}:{last}"


def write_scores(workbook: Workbook, style: Style, scorecard: TemplateTable) -> None:
    """Add the hidden sheet."""
    page = add_hidden_page(workbook, style, SCORES_SHEET)
    table = scores_table(scorecard)
    for back in _BACK:
        # a trend may have fewer periods; row 0 would mean all of them
        position = f"ROWS(kpi_trend__calc[position])-{back}"
        formula = f"=IF({position}>0,{position},NA())"
        page.sheet.write_formula(_POSITIONS_ROW, table.position(f"back_{back}"), formula, style.text(), "#N/A")
    page.write_table(table, filtered=False)
