"""Hidden sheets: what other sheets look up, under names that are the same in every language."""

from xlsxwriter import Workbook

from kpi_excel.authoring.dashboard.table_sheet import keyed_fields
from kpi_excel.authoring.dashboard.tables import Page, TemplateTable
from kpi_excel.authoring.style import Style, set_up_page
from kpi_excel.catalogue.datasets import DATASETS

NUMBERS_SHEET = "calc findings"


def add_hidden_page(workbook: Workbook, style: Style, name: str) -> Page:
    """Add a hidden sheet that says its name in its first cell."""
    sheet = workbook.add_worksheet(name)
    set_up_page(sheet, style.texts)
    sheet.write_string(0, 0, name, style.text(bold=True))
    sheet.hide()
    return Page(workbook, sheet, style)


def write_finding_numbers(workbook: Workbook, style: Style) -> None:
    """Add the numbers that the sentences rest on."""
    dataset = DATASETS["finding_numbers"]
    page = add_hidden_page(workbook, style, NUMBERS_SHEET)
    page.write_table(TemplateTable(dataset.table, NUMBERS_SHEET, 1, 0, keyed_fields(dataset)), filtered=False)
