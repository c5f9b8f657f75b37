"""The Data sheet: every slice with a column per measure, from which all other sheets take their numbers."""

from xlsxwriter import Workbook

from kpi_excel.authoring import style as look
from kpi_excel.authoring.dashboard.page import FIRST, add_page, write_head
from kpi_excel.authoring.dashboard.table_sheet import HEADER_ROW, keyed_fields
from kpi_excel.authoring.dashboard.tables import Field, TemplateTable
from kpi_excel.authoring.style import Style
from kpi_excel.catalogue import KPIS, measures_of
from kpi_excel.catalogue.datasets import DATASETS

_MEASURE = "[>=1000]#,##0;[<=-1000]-#,##0;General"  # counts and amounts: for optional places Excel leaves a point
_SMALL = {"font_size": look.SIZE_NOTE}


def write_data(workbook: Workbook, style: Style) -> None:
    """Add the sheet."""
    words, dataset = style.texts, DATASETS["slices"]
    page = add_page(workbook, style, dataset.sheet)
    write_head(page, words.text("dashboard", "titles", "data"), words.text("dashboard", "notes", "data"))
    measures = measures_of(KPIS.values())
    fields = list(keyed_fields(dataset))
    fields += [
        Field(name, name, width=max(16, len(name) * 0.92), number=True, look=_SMALL | {"num_format": _MEASURE})
        for name in measures
    ]
    table = TemplateTable(dataset.table, page.sheet.get_name(), HEADER_ROW, FIRST, tuple(fields))
    page.sheet.set_row(table.row - 1, 52)
    above = style.text(**_SMALL, font_color=look.MUTED, text_wrap=True, valign="bottom", align="right")
    for name in measures:
        page.sheet.write_string(table.row - 1, table.position(name), words.measure(name), above)
    page.write_table(table, header_height=20)
    for name in measures:
        page.grey_missing(table, name)
    page.sheet.freeze_panes(table.first_row, FIRST + dataset.frozen)
    page.sheet.repeat_columns(FIRST)
    page.sheet.repeat_rows(table.row - 1, table.row)
    page.sheet.fit_to_pages(5, 0)
