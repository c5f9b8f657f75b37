"""The Platforms sheet: the main KPIs of every platform side by side, and one of them as a chart."""

from typing import Any

from xlsxwriter import Workbook

from kpi_excel.authoring import style as look
from kpi_excel.authoring.dashboard.calc_front import bar_formula
from kpi_excel.authoring.dashboard.marks import percent_ending
from kpi_excel.authoring.dashboard.page import FIRST, add_page, write_drop_down, write_echo, write_head
from kpi_excel.authoring.dashboard.tables import (
    CURRENCY,
    MILLIONS_FROM,
    MONEY,
    NO_VALUE,
    PERCENTS,
    UNIT_FORMATS,
    WHOLE_FROM,
    WHOLE_MONEY,
    Field,
    Page,
    TemplateTable,
    cell_on,
    scaled,
)
from kpi_excel.authoring.dashboard.trends import chart_font, style_chart
from kpi_excel.authoring.style import Style, text_width
from kpi_excel.catalogue import KPIS
from kpi_excel.language.texts import Texts
from kpi_excel.model.kpi import Unit
from kpi_excel.model.settings import ALL_PLATFORMS
from kpi_excel.workbook.formulas import this_row

MAIN_KPIS = (
    "followers", "net_new_followers", "posts", "reach", "impressions", "engagements", "engagement_rate",
    "engagement_rate_by_reach", "click_through_rate", "clicks", "conversions", "ad_spend",
)  # fmt: skip
CHOSEN = "chosen_kpi"  # percentages times 100
BARS = "chosen_bar"  # what the chart shows of it
CHART_ROW, CHART_ROWS = 6, 15
HEADER_ROW = CHART_ROW + CHART_ROWS + 2
HEADER_HEIGHT = 48
_CHART_WIDTH, _CHART_HEIGHT = 760, 290
_SHADES = {0.75: look.BLUES[3], 0.5: look.BLUES[2], 0.25: look.BLUES[1], 0.0: look.BLUES[0]}  # by share of the best
_WIDTHS = {Unit.MONEY: 24}


def platforms_table(words: Texts) -> TemplateTable:
    """Describe the table: the platform's name, then the main KPIs looked up in ``kpi_platforms__calc``."""
    labels = words.headers
    table = "kpi_platforms"
    match = f"MATCH({this_row(table, labels['platform'])},kpi_platforms__calc[platform],0)"
    fields = [Field("label", labels["label"], width=30)]
    for kpi in MAIN_KPIS:
        unit, header = KPIS[kpi].unit, words.label(kpi)
        formula = f'IFERROR(INDEX(kpi_platforms__calc[{kpi}],{match}),"{NO_VALUE}")'
        longest = max(text_width(word, look.SIZE_NOTE, bold=True) for word in header.split())
        width = max(16.0, longest + 3, _WIDTHS.get(unit, 0))
        shape = {"num_format": _number_format(unit, words), "shrink": True}
        fields.append(Field(kpi, header, formula, NO_VALUE, width=round(width, 1), number=True, look=shape))
    fields.append(Field("platform", labels["platform"], hidden=True))
    found = f"INDEX(kpi_platforms__calc[#Data],{match},MATCH(platforms_kpi,kpi_platforms__calc[#Headers],0))"
    chosen = f'IFERROR({found}*IF(platforms_unit="percent",100,1),NA())'
    fields.append(Field(CHOSEN, CHOSEN, chosen, "#N/A", number=True, hidden=True))
    fields.append(Field(BARS, BARS, bar_formula(this_row(table, CHOSEN)), "", number=True, hidden=True))
    return TemplateTable(table, words.text("dashboard", "sheets", "platforms"), HEADER_ROW, FIRST, tuple(fields))


def best_name(kpi: str) -> str:
    """Give the name of the cell that holds a KPI's highest value of one platform."""
    return f"platforms_best_{kpi}"


def best_formulas(table: TemplateTable) -> dict[str, str]:
    """Give the formulas of those cells: the highest number, or the next where all platforms together have it."""
    key, found = table.whole("platform"), {}
    for kpi in MAIN_KPIS:
        body = table.whole(kpi)
        together = f'INDEX({body},MATCH("{ALL_PLATFORMS}",{key},0))'
        found[best_name(kpi)] = f"IFERROR(LARGE({body},IF({together}=MAX({body}),2,1)),0)"
    return found


def _number_format(unit: Unit, words: Texts) -> str:
    """Give a KPI's number format, by the number's size where one for all would hide or overflow."""
    if unit is Unit.PERCENT:
        return PERCENTS
    if unit is Unit.MONEY:
        millions = CURRENCY + scaled(6, words)
        return f"[>={MILLIONS_FROM}]{millions};[>={WHOLE_FROM}]{WHOLE_MONEY};{MONEY}"
    return UNIT_FORMATS[unit]


def write_platforms(workbook: Workbook, style: Style, table: TemplateTable, scorecard: TemplateTable) -> None:
    """Add the Platforms sheet.

    Args:
        workbook: the dashboard.
        style: its formats.
        table: the platforms' table.
        scorecard: the table that lists the KPIs.
    """
    words = style.texts
    page = add_page(workbook, style, "platforms")
    write_head(page, words.text("dashboard", "titles", "platforms"), words.text("dashboard", "notes", "platforms"))
    write_echo(page, ("period", "placement"), (FIRST, FIRST + 1), FIRST + 3)
    page.write_table(table, header_height=HEADER_HEIGHT)
    page.sheet.set_row(table.first_row, 22)
    _add_rules(page, table)
    _insert_chart(page, table, scorecard)
    page.sheet.freeze_panes(CHART_ROW - 1, FIRST + 1)


def _add_rules(page: Page, table: TemplateTable) -> None:
    """Shade every column in one hue; set off the row of all platforms, whose totals would outshine the others.

    A colour scale would take that row into account, and LibreOffice would shade it.
    """
    total = f'{table.cell("platform")}="{ALL_PLATFORMS}"'
    page.add_formula_rule(table, "label", total, bold=True, bg_color=look.PAGE)
    for kpi in MAIN_KPIS:
        page.add_formula_rule(table, kpi, total, bold=True, bg_color=look.PAGE, stop=True)
        cell = table.cell(kpi)
        for share, colour in _SHADES.items():
            least = f"{cell}>={share:g}*{best_name(kpi)}" if share else f"{cell}>0"
            page.add_formula_rule(table, kpi, f"IF(ISNUMBER({cell}),AND({cell}>0,{least}),FALSE)", bg_color=colour)


def _insert_chart(page: Page, table: TemplateTable, scorecard: TemplateTable) -> None:
    """Insert bars with their values beside them, the first row on top; they grow from where reading begins."""
    words = page.style.texts
    font = chart_font(words)
    chart = page.workbook.add_chart({"type": "bar"})
    chart.add_series(
        {
            "categories": table.address("label"),
            "values": table.address(BARS),
            "fill": {"color": look.ACCENT},
            "points": [{"fill": {"color": look.GREY}}],  # the first bar is that of all platforms
            "gap": 60,
            "data_labels": {
                "value": True,
                "num_format": page.style.number_format('[=0]"";[>=100]#,##0;0.0#'),
                "font": {**font, "color": look.INK},
            },
        }
    )
    style_chart(chart)
    chart.show_hidden_data()
    line: dict[str, Any] = {"line": {"color": look.LINE}, "major_tick_mark": "none"}
    chart.set_y_axis({"num_font": {**font, "color": look.INK}, "reverse": True, **line})
    reverse = {"reverse": True} if words.right_to_left else {}
    chart.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}, **reverse})
    chart.set_size({"width": _CHART_WIDTH, "height": _CHART_HEIGHT})
    place = {
        "object_position": 2,
        "description": words.text("dashboard", "charts", "platforms_alt"),
    }
    write_drop_down(page, CHART_ROW, FIRST, "", source=scorecard.address("label"), hint="hint")
    page.workbook.define_name("kpi_platform_choice", f"={cell_on(page.sheet.get_name(), CHART_ROW, FIRST)}")
    title, nothing = words.text("dashboard", "charts", "platforms_title"), words.text("front", "charts", "no_data")
    percent = f'IF(platforms_unit="percent",{percent_ending(words)},"")'
    formula = f'="{title}"&{percent}&IF(COUNT({table.whole(CHOSEN)})=0,"{nothing}","")'
    page.sheet.write_formula(CHART_ROW, FIRST + 1, formula, page.style.text(bold=True, indent=1), title)
    page.sheet.insert_chart(CHART_ROW + 1, FIRST, chart, place)
