"""The Scorecard, the first sheet of a dashboard: selectors, what the data are, and a row per KPI."""

from xlsxwriter import Workbook

from kpi_excel.authoring import style as look
from kpi_excel.authoring.calc_lists import ListTables
from kpi_excel.authoring.dashboard_page import (
    FIRST,
    LABEL_ROW,
    SELECTOR_ROW,
    SELECTORS,
    add_page,
    write_drop_down,
    write_label,
    write_note,
)
from kpi_excel.authoring.dashboard_tables import NO_VALUE, Field, Page, TemplateTable, cell_on
from kpi_excel.authoring.style import Style
from kpi_excel.catalogue.texts import Texts

BETTER, WORSE = "#15803D", "#B91C1C"
HEADER_ROW = 7
ROW_HEIGHT = 24  # two lines of a formula in words
_FACTS = ("as_of", "currency", "issue_count", "rows_left_out")
_FACTS_COLUMN = FIRST + 4
_FACT_FORMATS = {
    "as_of": look.NUMBER_FORMATS[look.Content.DATE],
    "issue_count": '[>0]"▲ "#,##0;#,##0',
    "rows_left_out": '[>0]"▲ "#,##0;#,##0',
}
_SMALL = {"font_size": look.SIZE_NOTE, "font_color": look.MUTED}
_BEFORE = {"font_color": look.MUTED}


def scorecard_table(words: Texts) -> TemplateTable:
    """Describe the table: what filling writes, and the formulas that look the numbers up in ``kpi_view``."""
    labels = words.section("dashboard", "columns")

    def field(key: str, width: float, **more: object) -> Field:
        return Field(key, str(labels[key]), width=width, **more)  # type: ignore[arg-type]  # passed on as they are

    def compared(key: str, other: str) -> Field:
        return field(key, 17, formula=_change(labels, other), shown=NO_VALUE, number=True)

    fields = (
        field("category", 24, look={"bold": True}),
        field("label", 36),
        field("value", 19, formula=_look_up(labels, 1), shown=NO_VALUE, number=True, look={"bold": True}),
        field("unit", 14, look=_SMALL),
        field("previous", 19, formula=_look_up(labels, 2), shown=NO_VALUE, number=True, look=_BEFORE),
        compared("change", "previous"),
        field("last_year", 19, formula=_look_up(labels, 3), shown=NO_VALUE, number=True, look=_BEFORE),
        compared("change_last_year", "last_year"),
        field("direction", 24, look={**_SMALL, "indent": 1}),
        field("formula", 62, look={**_SMALL, "text_wrap": True}),
        *(field(key, 18, hidden=True, look=_SMALL) for key in ("kpi", "unit_key", "direction_key", "change_unit")),
    )
    return TemplateTable("kpi_scorecard", words.text("dashboard", "sheets", "scorecard"), HEADER_ROW, FIRST, fields)


def _this_row(label: object) -> str:
    return f"kpi_scorecard[[#This Row],[{label}]]"


def _look_up(labels: object, row: int) -> str:
    key = _this_row(labels["kpi"])  # type: ignore[index]
    return f'IFERROR(INDEX(kpi_view,{row},MATCH({key},kpi_view[#Headers],0)),"{NO_VALUE}")'


def _change(labels: object, other: str) -> str:
    """Write the change: percentage points and points as a difference, all else relative to what was."""
    raise NotImplementedError
