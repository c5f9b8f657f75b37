"""The charts of the first page: one of a KPI that the reader chooses, and seven that answer what every reader asks."""

from __future__ import annotations

from typing import Any

from xlsxwriter.chart import Chart

from kpi_excel.authoring import style as look
from kpi_excel.authoring.dashboard.calc_front import card_cell, funnel_range, platforms_front_table, trend_front_table
from kpi_excel.authoring.dashboard.front_grid import CARD_WIDTH, CHART_LINES, CHART_ROWS, COLUMNS
from kpi_excel.authoring.dashboard.marks import percent_ending
from kpi_excel.authoring.dashboard.page import GUTTER, write_drop_down
from kpi_excel.authoring.dashboard.tables import Page, TemplateTable, cell_on, scaled
from kpi_excel.authoring.dashboard.trends import chart_font, style_chart
from kpi_excel.engine.main_rate import RATES
from kpi_excel.workbook.calculating.charts import FOLDED

_HEIGHT = 216  # pixels
_BELOW_ZERO = ("net_new_followers", "revenue")  # a month may lose more than it wins
_PALE = look.BLUES[3]  # columns behind a line


def write_charts(page: Page, scorecard: TemplateTable) -> None:
    """Add the charts: the first of a KPI that the reader chooses, the others fixed.

    Args:
        page: the first page.
        scorecard: the table that lists the KPIs.
    """
    charts = _Charts(page)
    for row in CHART_ROWS:
        page.sheet.set_row(row, 20)
        for line in range(row + 1, row + 1 + CHART_LINES):
            page.sheet.set_row(line, 18)
    _write_chosen(charts, scorecard)
    million, thousand = scaled(6, charts.words), scaled(3, charts.words, "#,##0")
    axis = f"[>=1000000]{million};[>=1000]{thousand};General"
    charts.over_time(1, "followers", [("net_new_followers", _PALE)], ("followers", look.ACCENT), (axis, axis))
    table = charts.platforms
    count = f'[=0]"";[>=1000000]{million};#,##0'
    percent = '[=0]"";[<0.01]0.00%;0.0%'
    for number, name, kpi, shown in ((2, "reach", "reach", count), (3, "engagement", "engagement_rate", percent)):
        known = table.address(f"sorted_{kpi}")
        charts.bars(number, name, table.address(f"label_{kpi}"), table.address(f"bar_{kpi}"), shown, known)
    charts.bars(4, "funnel", funnel_range(1), funnel_range(3), count, funnel_range(2))
    money = [("revenue", look.ACCENT), ("total_cost", look.GREY)]
    charts.over_time(5, "money", money, ("return_on_investment", look.AMBER), (axis, "0%"))
    charts.over_time(6, "voice", [("share_of_voice", _PALE)], ("net_sentiment", look.VIOLET), ("0%", "0"))
    charts.over_time(
        7,
        "service",
        [("average_response_time", look.LIGHT_TEAL)],
        ("customer_satisfaction", look.TEAL),
        ("#,##0", "0%"),
    )


def _write_chosen(charts: _Charts, scorecard: TemplateTable) -> None:
    """Add the chart of a KPI that the reader chooses, with its goal as a dashed line."""
    page, words = charts.page, charts.words
    row, column = CHART_ROWS[0], COLUMNS[0]
    write_drop_down(page, row, column, "", source=scorecard.address("label"), hint="hint")
    chosen = f"={cell_on(page.sheet.get_name(), row, column)}"
    page.workbook.define_name("kpi_chart", chosen)
    title, unit, shown = words.text("front", "charts", "trend"), card_cell(0, "unit"), charts.trend.whole("card_0")
    percent = percent_ending(words)
    formula = f'="{title}"&IF({unit}="percent",{percent},"")&" · "&kpi_platform&{charts.if_empty(shown)}'
    page.sheet.write_formula(row, column + 2, formula, page.style.text(bold=True), title)
    chart = page.workbook.add_chart({"type": "line"})
    chart.add_series(charts.series("card_0", chosen, look.ACCENT, line=True))
    goal = charts.series("goal", words.text("front", "charts", "goal_series"), look.MUTED, line=True)
    chart.add_series(
        {**goal, "line": {"color": look.MUTED, "width": 1.5, "dash_type": "dash"}, "marker": {"type": "none"}}
    )
    charts.axes(chart, "[>=100]#,##0;[<=-100]-#,##0;General")
    chart.show_blanks_as("span")
    chart.show_hidden_data()
    charts.place(0, "trend", chart, legend=True, shown=(shown,))


class _Charts:
    """Writes the small charts, all of one size, each under its title in a cell."""

    def __init__(self, page: Page) -> None:
        self.page, self.words = page, page.style.texts
        self.trend, self.platforms = trend_front_table(), platforms_front_table()
        self.font = chart_font(self.words)
        self.direction = {"reverse": True} if self.words.right_to_left else {}

    def if_empty(self, *ranges: str) -> str:
        """Write the end of a chart's title, which says so if there is nothing to show."""
        return f'IF(COUNT({",".join(ranges)})=0,"{self.words.text("front", "charts", "no_data")}","")'

    def other_rate(self) -> str:
        """Name the rate that a chart shows, if it is not the one by followers."""
        formula = '""'
        for rate in RATES[1:]:
            formula = f'IF(main_rate="{rate}"," · {self.words.label(rate)}",{formula})'
        return formula

    def place(self, number: int, name: str, chart: Chart, legend: bool, shown: tuple[str, ...]) -> None:
        """Put a chart into its place: two rows of four, two cards wide each.

        Args:
            number: of the place.
            name: of the chart.
            chart: the chart.
            legend: whether it has one.
            shown: the ranges of its numbers.
        """
        down, across = divmod(number, 4)
        row, column = CHART_ROWS[down], COLUMNS[2 * across]
        if name != "trend":
            title = self.words.text("front", "charts", name)
            of = "kpi_period" if name in ("reach", "engagement") else "kpi_platform"
            rate = self.other_rate() if name == "engagement" else '""'
            formula = f'="{title}"&{rate}&" · "&{of}&{self.if_empty(*shown)}'
            self.page.sheet.write_formula(row, column, formula, self.page.style.text(bold=True), title)
        style_chart(chart)
        chart.set_chartarea({"border": {"none": True}, "fill": {"color": look.SURFACE}})
        if legend:
            chart.set_legend({"position": "top", "font": self.font})
        width = sum(look.column_pixels(columns, self.words) for columns in (CARD_WIDTH, GUTTER, CARD_WIDTH))
        chart.set_size({"width": width, "height": _HEIGHT})
        text = self.words.text("front", "charts", f"{name}_alt")
        self.page.sheet.insert_chart(row + 1, column, chart, {"object_position": 2, "description": text})

    def axes(self, chart: Chart, number_format: str, least: int | None = None) -> None:
        """Set a time chart's axes; Persian reads from the right."""
        chart.set_x_axis(
            {
                "num_font": self.font,
                "line": {"color": look.LINE},
                "major_tick_mark": "none",
                "label_position": "low",
                "interval_unit": 2,
                **self.direction,
            }
        )
        lines = {"visible": True, "line": {"color": look.LINE, "width": 0.75}}
        plain = {"num_font": self.font, "line": {"none": True}}
        chart.set_y_axis(
            {
                **plain,
                "num_format": self.page.style.number_format(number_format),
                "major_gridlines": lines,
                "min": least,
            }
        )

    def series(self, key: str, name: str, colour: str, *, line: bool, second: bool = False) -> dict[str, Any]:
        """Describe a series over time."""
        found: dict[str, Any] = {
            "name": name,
            "categories": self.trend.address("time"),
            "values": self.trend.address(key),
        }
        if line:
            dot = {"type": "circle", "size": 3, "fill": {"color": colour}, "border": {"color": colour}}
            found |= {"line": {"color": colour, "width": 2.25}, "marker": dot}  # one period alone is a dot
        else:
            found |= {"fill": {"color": colour}, "border": {"none": True}, "gap": 60}
        return found | ({"y2_axis": True} if second else {})

    def over_time(
        self, number: int, name: str, columns: list[tuple[str, str]], line: tuple[str, str], formats: tuple[str, str]
    ) -> None:
        """Add a chart of columns with a line on an axis of its own."""
        label = self.words.label
        chart = self.page.workbook.add_chart({"type": "column", "name": FOLDED + name})
        for kpi, colour in columns:
            chart.add_series(self.series(f"front_{kpi}", label(kpi), colour, line=False))
        alone = len(columns) == 1 and columns[0][0] in _BELOW_ZERO
        if alone:  # unseen columns of zero keep the axis from starting higher
            zero = self.series("zero", label(columns[0][0]), colour=look.SURFACE, line=False)
            chart.add_series({**zero, "fill": {"none": True}, "overlap": 100})
        other = self.page.workbook.add_chart({"type": "line"})
        other.add_series(self.series(f"front_{line[0]}", label(line[0]), line[1], line=True, second=True))
        self.axes(chart, formats[0], None if columns[0][0] in _BELOW_ZERO else 0)
        other.set_x2_axis({"visible": False, **self.direction})  # unseen, but its series run along it
        other.set_y2_axis(
            {
                "num_font": self.font,
                "line": {"none": True},
                "num_format": self.page.style.number_format(formats[1]),
                "major_gridlines": {"visible": False},
            }
        )
        chart.combine(other)
        chart.show_blanks_as("span")
        chart.show_hidden_data()
        other.show_hidden_data()
        shown = tuple(self.trend.whole(f"front_{kpi}") for kpi in (*(one for one, _ in columns), line[0]))
        self.place(number, name, chart, legend=True, shown=shown)
        if alone:
            chart.set_legend({"position": "top", "font": self.font, "delete_series": [1]})

    def bars(self, number: int, name: str, categories: str, values: str, number_format: str, known: str) -> None:
        """Add bars with their values beside them, the first on top.

        Args:
            number: of the chart's place.
            name: of the chart.
            categories: the range of the labels.
            values: the range of the bars' lengths, in whose format zero is nothing.
            number_format: of the values.
            known: the range of the values as far as they are known.
        """
        chart = self.page.workbook.add_chart({"type": "bar"})
        shown = self.page.style.number_format(number_format)
        labels = {"value": True, "num_format": shown, "font": {**self.font, "color": look.INK}}
        chart.add_series(
            {
                "categories": categories,
                "values": values,
                "fill": {"color": look.ACCENT},
                "gap": 45,
                "data_labels": labels,
            }
        )
        line: dict[str, Any] = {"line": {"color": look.LINE}, "major_tick_mark": "none"}
        chart.set_y_axis({"num_font": {**self.font, "color": look.INK}, "reverse": True, **line})
        chart.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}, **self.direction})
        chart.show_hidden_data()
        self.place(number, name, chart, legend=False, shown=(known.removeprefix("="),))
