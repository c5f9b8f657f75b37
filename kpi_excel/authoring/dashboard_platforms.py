"""The Platforms sheet: the main KPIs of every platform side by side, and one of them as a chart."""

from typing import Any

from xlsxwriter import Workbook

from kpi_excel.authoring import style as look
from kpi_excel.authoring.dashboard_page import FIRST, add_page, write_echo, write_head
from kpi_excel.authoring.dashboard_tables import NO_VALUE, UNIT_FORMATS, Field, Page, TemplateTable
from kpi_excel.authoring.dashboard_trends import chart_font, style_chart
from kpi_excel.authoring.style import Style, text_width
from kpi_excel.catalogue import KPIS
from kpi_excel.catalogue.texts import Texts
from kpi_excel.model.kpi import Unit
from kpi_excel.model.settings import ALL_PLATFORMS

MAIN_KPIS = (
    "followers", "net_new_followers", "posts", "reach", "impressions", "engagements", "engagement_rate",
    "engagement_rate_by_reach", "click_through_rate", "clicks", "conversions", "ad_spend",
)  # fmt: skip
CHART_KPI = "engagement_rate"
CHART_ROW, CHART_ROWS = 6, 15
HEADER_ROW = CHART_ROW + CHART_ROWS + 1
HEADER_HEIGHT = 48
_CHART_WIDTH, _CHART_HEIGHT = 760, 290
_DARKEST = "#93C5FD"
_WIDTHS = {Unit.MONEY: 22}


def platforms_table(words: Texts) -> TemplateTable:
    """Describe the table: the platform's name, then the main KPIs looked up in ``kpi_platforms__calc``."""
    labels = words.section("dashboard", "columns")
    table = "kpi_platforms"
    match = f"MATCH({table}[[#This Row],[{labels['platform']}]],kpi_platforms__calc[platform],0)"
    fields = [Field("label", labels["label"], width=24)]
    for kpi in MAIN_KPIS:
        unit, header = KPIS[kpi].unit, words.label(kpi)
        formula = f'IFERROR(INDEX(kpi_platforms__calc[{kpi}],{match}),"{NO_VALUE}")'
        longest = max(text_width(word, look.SIZE_NOTE, bold=True) for word in header.split())
        width = max(16.0, longest + 3, _WIDTHS.get(unit, 0))
        shape = {"num_format": UNIT_FORMATS[unit]}
        fields.append(Field(kpi, header, formula, NO_VALUE, width=round(width, 1), number=True, look=shape))
    fields.append(Field("platform", labels["platform"], hidden=True))
    return TemplateTable(table, words.text("dashboard", "sheets", "platforms"), HEADER_ROW, FIRST, tuple(fields))


def write_platforms(workbook: Workbook, style: Style, table: TemplateTable, title: str) -> None:
    """Add the Platforms sheet.

    Args:
        workbook: the dashboard.
        style: its formats.
        table: the platforms' table.
        title: the cell that holds the chart's title.
    """
    words = style.texts
    page = add_page(workbook, style, "platforms")
    write_head(page, words.text("dashboard", "titles", "platforms"), words.text("dashboard", "notes", "platforms"))
    write_echo(page, ("period", "placement"), (FIRST, FIRST + 1), FIRST + 3)
    page.write_table(table, header_height=HEADER_HEIGHT)
    page.sheet.set_row(table.first_row, 22)
    _add_rules(page, table)
    _insert_chart(page, table, title)
    page.sheet.freeze_panes(CHART_ROW - 1, FIRST + 1)


def _add_rules(page: Page, table: TemplateTable) -> None:
    """Shade every column in one hue; set off the row of all platforms, whose totals would outshine the others."""
    total = f'{table.cell("platform")}="{ALL_PLATFORMS}"'
    page.add_formula_rule(table, "label", total, bold=True, bg_color=look.PAGE)
    for kpi in MAIN_KPIS:
        page.add_formula_rule(table, kpi, total, bold=True, bg_color=look.PAGE, stop=True)
        scale = {"type": "2_color_scale", "min_color": look.SURFACE, "max_color": _DARKEST}
        page.add_rule(table, kpi, scale)


def _insert_chart(page: Page, table: TemplateTable, title: str) -> None:
    """Insert bars with their values beside them, the first row on top; they grow from where reading begins."""
    words = page.style.texts
    font = chart_font(words)
    chart = page.workbook.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": f"={title}",
            "categories": table.address("label"),
            "values": table.address(CHART_KPI),
            "fill": {"color": look.ACCENT},
            "gap": 60,
            "data_labels": {"value": True, "num_format": '0.0%;-0.0%;""', "font": {**font, "color": look.INK}},
        }
    )
    chart.set_title({"name": f"={title}", "name_font": {**font, "size": 11, "bold": True, "color": look.INK}})
    style_chart(chart)
    line: dict[str, Any] = {"line": {"color": look.LINE}, "major_tick_mark": "none"}
    chart.set_y_axis({"num_font": {**font, "color": look.INK}, "reverse": True, **line})
    reverse = {"reverse": True} if words.right_to_left else {}
    chart.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}, **reverse})
    chart.set_size({"width": _CHART_WIDTH, "height": _CHART_HEIGHT})
    place = {
        "object_position": 2,
        "description": words.text("dashboard", "charts", "platforms_alt").format(kpi=words.label(CHART_KPI)),
    }
    page.sheet.insert_chart(CHART_ROW, FIRST, chart, place)
