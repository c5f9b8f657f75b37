"""The Trends sheet: four KPIs over time, each chosen from a list, as charts and as a table."""

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart

from kpi_excel.authoring import style as look
from kpi_excel.authoring.dashboard.page import (
    FIRST,
    GUTTER,
    SELECTORS,
    add_page,
    write_drop_down,
    write_echo,
    write_head,
    write_label,
    write_note,
)
from kpi_excel.authoring.dashboard.tables import NO_VALUE, Field, Page, TemplateTable, cell_on
from kpi_excel.authoring.style import Style, column_pixels, print_scale
from kpi_excel.language.texts import Texts
from kpi_excel.model.front import TRENDS
from kpi_excel.workbook.formulas import this_row

LEFT = (1, 2)  # the KPIs whose columns lie below the charts on the left
HINT_ROW, CHOICE_LABEL_ROW, CHOICE_ROW = 6, 7, 8
CHART_ROW, CHART_ROWS = 10, 12
HEADER_ROW = CHART_ROW + 2 * (CHART_ROWS + 1) + 2
_TIME_WIDTH = 22
_LEFT_WIDTH, _RIGHT_WIDTH = 32, 43  # two charts a row: time and two KPIs are as wide as the other two
_CHART_HEIGHT, _GAP = 228, 12
_AXIS_FORMAT = "[>=100]#,##0;[<=-100]-#,##0;General"  # of any unit; percentages are plotted times 100
COLOURS = (look.ACCENT, look.AMBER, look.TEAL, look.VIOLET)


def trend_table(words: Texts) -> TemplateTable:
    """Describe the table: the chosen KPIs' values, and hidden beside them what the charts plot."""
    labels = words.headers
    table = "kpi_trend"
    position = this_row(table, labels["position"])
    small = {"font_size": look.SIZE_NOTE, "font_color": look.MUTED}
    label = f"INDEX(kpi_trend__calc[period_label],{position})"
    time = f'IF({label}="","{NO_VALUE}",{label})'  # before the first period that the data reach back to
    fields = [Field("period_label", labels["period_label"], time, width=_TIME_WIDTH)]
    for number in TRENDS:
        formula = f'IFERROR(HLOOKUP(trend_kpi_{number},kpi_trend__calc[#All],{position}+1,FALSE),"{NO_VALUE}")'
        key = f"kpi_{number}"
        width = _LEFT_WIDTH if number in LEFT else _RIGHT_WIDTH
        fields.append(Field(key, labels[key], formula, NO_VALUE, width=width, number=True))
    fields.append(Field("position", labels["position"], hidden=True, look=small))
    for number in TRENDS:
        value = this_row(table, labels[f"kpi_{number}"])
        plotted = f'IF(ISNUMBER({value}),{value}*IF(trend_unit_{number}="percent",100,1),NA())'
        key = f"plot_{number}"
        fields.append(Field(key, labels[key], plotted, "#N/A", hidden=True, number=True, look=small))
    return TemplateTable(table, words.text("dashboard", "sheets", "trends"), HEADER_ROW, FIRST, tuple(fields))


def write_trends(
    workbook: Workbook, style: Style, table: TemplateTable, scorecard: TemplateTable, titles: list[str]
) -> None:
    """Add the Trends sheet.

    Args:
        workbook: the dashboard.
        style: its formats.
        table: the trend's table.
        scorecard: the table that lists the KPIs.
        titles: the formulas of the charts' titles.
    """
    words = style.texts
    page = add_page(workbook, style, "trends")
    write_head(page, words.text("dashboard", "titles", "trends"), words.text("dashboard", "notes", "trends"))
    write_echo(page, SELECTORS, (FIRST, FIRST + 1, FIRST + 2), FIRST + 3)
    page.sheet.set_row(HINT_ROW, 16)
    write_note(page, HINT_ROW, FIRST, words.text("dashboard", "selectors", "trend_hint"))
    write_label(page, CHOICE_ROW, FIRST, words.text("dashboard", "selectors", "trend_kpis"))
    page.sheet.set_row(CHOICE_ROW, 24)
    for number in TRENDS:
        _write_choice(page, number, table.position(f"kpi_{number}"), scorecard)
        _insert_chart(page, number, table, titles[number - 1])
    page.write_table(table, header_height=24, filtered=False)
    for number in TRENDS:
        page.grey_missing(table, f"kpi_{number}")
        page.add_unit_rules(table, f"kpi_{number}", f"trend_unit_{number}")
    page.sheet.freeze_panes(CHOICE_ROW + 1, 0)
    page.sheet.repeat_rows(table.row - 1, table.row)
    page.sheet.set_print_scale(print_scale((GUTTER, _TIME_WIDTH, *2 * (_LEFT_WIDTH,), *2 * (_RIGHT_WIDTH,)), words))
    page.sheet.set_h_pagebreaks([table.row - 1])  # the charts on one page, their numbers on the next


def _write_choice(page: Page, number: int, column: int, scorecard: TemplateTable) -> None:
    """Write the list to choose a KPI from, and above its column what was chosen."""
    words = page.style.texts
    label = words.text("dashboard", "selectors", "trend_kpi").format(number=number)
    write_label(page, CHOICE_LABEL_ROW, column, label)
    write_drop_down(page, CHOICE_ROW, column, "", source=scorecard.address("label"), hint="trend_hint")
    page.workbook.define_name(f"kpi_trend_choice_{number}", f"={cell_on(page.sheet.get_name(), CHOICE_ROW, column)}")
    above = page.style.text(bold=True, align="right", shrink=True)
    page.sheet.write_formula(HEADER_ROW - 1, column, f'=kpi_trend_choice_{number}&""', above, "")


def _insert_chart(page: Page, number: int, table: TemplateTable, title: str) -> None:
    """Insert a chart below its title, which is a cell: some programs keep showing a chart's own title as it was."""
    words = page.style.texts
    down, across = divmod(number - 1, 2)
    row = CHART_ROW + down * (CHART_ROWS + 1)
    column = table.position("kpi_3") if across else FIRST
    page.sheet.write_formula(row, column, f"={title}", page.style.text(bold=True), "")
    chart = page.workbook.add_chart({"type": "line"})
    colour = COLOURS[number - 1]
    chart.add_series(
        {
            "categories": table.address("period_label"),
            "values": table.address(f"plot_{number}"),
            "line": {"color": colour, "width": 2.25},
            "marker": {"type": "circle", "size": 5, "fill": {"color": colour}, "border": {"color": look.SURFACE}},
        }
    )
    font = chart_font(words)
    style_chart(chart)
    reverse = {"reverse": True} if words.right_to_left else {}
    chart.set_x_axis({"num_font": font, "line": {"color": look.LINE}, "major_tick_mark": "none", **reverse})
    chart.set_y_axis(
        {
            "num_font": font,
            "num_format": page.style.number_format(_AXIS_FORMAT),
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": look.LINE, "width": 0.75}},
        }
    )
    chart.show_blanks_as("span")  # for a gap LibreOffice draws #N/A as zero
    chart.show_hidden_data()
    chart.set_size({"width": _chart_width(words), "height": _CHART_HEIGHT})
    place = {
        "object_position": 2,
        "description": words.text("dashboard", "charts", "trend_alt").format(number=number),
    }
    page.sheet.insert_chart(row + 1, column, chart, place)


def _chart_width(words: Texts) -> int:
    """Give the pixels of a chart as wide as the two columns below it."""
    return 2 * column_pixels(_RIGHT_WIDTH, words) - _GAP


def chart_font(words: Texts) -> dict[str, Any]:
    """Give the font of a chart's small text."""
    name = look.PERSIAN_FONT if words.right_to_left else look.LATIN_FONT
    return {"name": name, "size": look.SIZE_NOTE, "color": look.MUTED, "bold": False}


def style_chart(chart: Chart) -> None:
    """Give a chart what all share: no title, no legend, a thin border, nothing behind the plot."""
    chart.set_title({"none": True})
    chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"color": look.LINE}, "fill": {"color": look.SURFACE}})
    chart.set_plotarea({"fill": {"none": True}})
