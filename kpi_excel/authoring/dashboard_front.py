"""The first page: are we on target, what changed, why, what next; on one grid of cards, with every selector."""

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart

from kpi_excel.authoring import style as look
from kpi_excel.authoring.calc_front import (
    CARDS,
    card_cell,
    count_of,
    funnel_range,
    platforms_front_table,
    trend_front_table,
)
from kpi_excel.authoring.calc_lists import ListTables
from kpi_excel.authoring.dashboard_page import (
    LABEL_ROW,
    SELECTOR_ROW,
    add_page,
    write_drop_down,
    write_label,
    write_note,
)
from kpi_excel.authoring.dashboard_tables import STATUS_COLOURS, Field, Page, TemplateTable, cell_on, small_columns
from kpi_excel.authoring.dashboard_trends import chart_font, style_chart
from kpi_excel.authoring.style import Style
from kpi_excel.model.target import Status

CARD_WIDTH, GUTTER = 25, 2
COLUMNS = tuple(1 + 2 * number for number in range(len(CARDS)))  # of the cards; gutters lie between
HEADLINE_ROW, LINES = 6, 5
STATUS_ROW = HEADLINE_ROW + LINES + 2
CARD_ROW = STATUS_ROW + 2
CHART_ROWS = (CARD_ROW + 6, CARD_ROW + 18)  # of the charts' titles
_CHART_HEIGHT, _CHART_LINES = 216, 9
_LAST_ROW = CHART_ROWS[1] + _CHART_LINES + 1
_ZOOM = 80
_FACTS = {"currency": COLUMNS[4], "as_of": COLUMNS[5], "issue_count": COLUMNS[6], "rows_left_out": COLUMNS[7]}
_LINKS = ("scorecard", "findings", "trends", "platforms", "content")
_ALARM = '"⚠ "#,##0;-#,##0;0'
_PLACES = {"percentage_points": 1, "points": 1, "percent": 3}
_BELOW_ZERO = ("net_new_followers", "revenue")  # a month may lose more than it wins
_PALE = look.BLUES[3]  # columns behind a line
_AXIS = '[>=1000000]#,##0.0,,"M";[>=1000]#,##0,"K";General'


def write_front(workbook: Workbook, style: Style, scorecard: TemplateTable, lists: ListTables) -> None:
    """Add the first page, active.

    Args:
        workbook: the dashboard.
        style: its formats.
        scorecard: the table that lists the KPIs.
        lists: what may be selected.
    """
    page = add_page(workbook, style, "dashboard")
    sheet = page.sheet
    for column in range(COLUMNS[-1] + 2):
        sheet.set_column(column, column, CARD_WIDTH if column in COLUMNS else GUTTER)
    _write_head(page)
    _write_selectors(page, lists)
    _write_facts(page)
    _write_sentences(page)
    _write_statuses(page)
    for number, column in zip(CARDS, COLUMNS, strict=True):
        _Card(page, number, column).write(scorecard)
    _write_charts(page, scorecard)
    sheet.set_row(_LAST_ROW, 16)
    write_note(page, _LAST_ROW, COLUMNS[0], style.texts.text("front", "page", "report_note"))
    sheet.freeze_panes(SELECTOR_ROW + 1, 0)
    sheet.print_area(0, 0, _LAST_ROW, COLUMNS[-1] + 1)
    sheet.fit_to_pages(1, 1)
    sheet.set_zoom(_ZOOM)
    sheet.set_tab_color(look.ACCENT)
    sheet.activate()
    sheet.set_selection(SELECTOR_ROW, COLUMNS[0], SELECTOR_ROW, COLUMNS[0])


def _write_head(page: Page) -> None:
    words, sheet = page.style.texts, page.sheet
    sheet.set_row(0, 34)
    brand = page.style.text(font_size=look.SIZE_BRAND, bold=True)
    sheet.write_string(0, COLUMNS[0], words.text("dashboard", "titles", "no_brand"), brand)
    page.workbook.define_name("kpi_brand", f"={cell_on(sheet.get_name(), 0, COLUMNS[0])}")
    sheet.set_row(1, 18)
    sheet.write_formula(1, COLUMNS[0], '=kpi_period&" · "&dates_value', page.style.text(font_color=look.MUTED), "")
    for column, name in zip(COLUMNS[-len(_LINKS) :], _LINKS, strict=True):
        sheet_name = words.text("dashboard", "sheets", name)
        write_label(page, 1, column, sheet_name, link=sheet_name)
    sheet.set_row(2, 6)


def _write_selectors(page: Page, lists: ListTables) -> None:
    words = page.style.texts
    page.sheet.set_row(LABEL_ROW, 14)
    page.sheet.set_row(SELECTOR_ROW, 22)
    comparisons = list(words.section("options", "comparison").values())
    sources: dict[str, Any] = {
        "period": lists.periods.address("label"),
        "platform": lists.platforms.address("label"),
        "placement": lists.placements.address("label"),
        "comparison": comparisons,
    }
    for column, (selector, source) in zip(COLUMNS, sources.items(), strict=False):
        write_label(page, LABEL_ROW, column, words.text("dashboard", "selectors", selector))
        write_drop_down(page, SELECTOR_ROW, column, "", source=source, hint="hint")
        address = cell_on(page.sheet.get_name(), SELECTOR_ROW, column)
        page.workbook.define_name(f"kpi_{selector}", f"={address}")


def _write_facts(page: Page) -> None:
    words = page.style.texts
    links = {"issue_count": "issues", "rows_left_out": "summary"}
    formats = {"currency": look.TEXT_FORMAT, "as_of": "yyyy-mm-dd", "issue_count": _ALARM, "rows_left_out": _ALARM}
    for fact, column in _FACTS.items():
        target = words.text("dashboard", "sheets", links[fact]) if fact in links else ""
        write_label(page, LABEL_ROW, column, words.text("dashboard", "facts", fact), link=target)
        page.sheet.write_blank(SELECTOR_ROW, column, None, page.style.text(num_format=formats[fact]))
        page.workbook.define_name(f"kpi_{fact}", f"={cell_on(page.sheet.get_name(), SELECTOR_ROW, column)}")


def _write_sentences(page: Page) -> None:
    """Write the headline and the findings that matter most; their signs stand in the gutter."""
    sheet, words = page.sheet, page.style.texts
    sheet.set_row(SELECTOR_ROW + 1, 8)
    sheet.set_row(HEADLINE_ROW, 26)
    header = words.text("findings", "columns", "sentence")
    for line in range(LINES + 1):
        row = HEADLINE_ROW + line
        # with the headers, because some programs take a column of one row for a single cell
        look_up = f"INDEX(kpi_findings[[#All],[{{}}]],MATCH({line},kpi_findings[[#All],[front]],0))"
        bold = {"font_size": look.SIZE_SECTION, "bold": True} if line == 0 else {}
        column = header if line == 0 else "short"
        sheet.write_formula(row, COLUMNS[0], f'=IFERROR({look_up.format(column)},"")', page.style.text(**bold), "")
        if line:
            sheet.set_row(row, 18)
            tone = look_up.format("tone")
            sign = f'=IFERROR(IF({tone}="bad","▼",IF({tone}="good","▲","●")),"")'
            shape = page.style.text(font_size=look.SIZE_NOTE, align="center", font_color=look.MUTED)
            sheet.write_formula(row, 0, sign, shape, "")
            for text, colour in (("▼", look.WORSE), ("▲", look.BETTER)):
                rule = {
                    "type": "cell",
                    "criteria": "==",
                    "value": f'"{text}"',
                    "format": page.rule_format(font_color=colour),
                }
                sheet.conditional_format(row, 0, row, 0, rule)


def _write_statuses(page: Page) -> None:
    """Write how many targets stand how, a card each."""
    words, sheet = page.style.texts, page.sheet
    sheet.set_row(STATUS_ROW - 1, 6)
    sheet.set_row(STATUS_ROW, 24)
    sheet.set_row(STATUS_ROW + 1, 8)
    target = words.text("dashboard", "sheets", "targets")
    sheet.write_url(
        STATUS_ROW,
        COLUMNS[0],
        f"internal:'{target}'!A1",
        page.style.link(bold=True),
        words.text("front", "page", "all_targets"),
    )
    for column, status in zip(COLUMNS[1:], Status, strict=True):
        said = words.text("targets", "statuses", status)
        shape = page.style.text(bold=True, font_color=STATUS_COLOURS[status], bottom=1, bottom_color=look.LINE)
        sheet.write_formula(STATUS_ROW, column, f'="{said}"&"  "&{count_of(status)}', shape, said)


class _Card:
    """One KPI: its name, to be chosen; value, change, target and the way it went."""

    def __init__(self, page: Page, number: int, column: int) -> None:
        self.page, self.number, self.column = page, number, column
        self.words = page.style.texts

    def write(self, scorecard: TemplateTable) -> None:
        """Write the card's five rows."""
        page, sheet = self.page, self.page.sheet
        for row, height in zip(range(CARD_ROW, CARD_ROW + 6), (18, 34, 16, 16, 30, 10), strict=True):
            sheet.set_row(row, height)
        write_drop_down(
            page, CARD_ROW, self.column, "", source=scorecard.address("label"), hint="hint", shape=_EDGE_TOP
        )
        page.workbook.define_name(f"kpi_card_{self.number}", f"={cell_on(sheet.get_name(), CARD_ROW, self.column)}")
        self._value()
        self._change()
        self._target()
        series = trend_front_table().address(f"card_{self.number}").removeprefix("=")
        sheet.write_blank(CARD_ROW + 4, self.column, None, page.style.text(**_EDGE_BOTTOM))
        sheet.add_sparkline(CARD_ROW + 4, self.column, small_columns(series, page.style))

    def _cell(self, fact: str) -> str:
        return card_cell(self.number, fact)

    def _unless_free(self, formula: str) -> str:
        """Leave a cell empty where there are fewer KPIs than cards."""
        return f'=IF(kpi_card_{self.number}="","",{formula})'

    def _one(self, row: int) -> TemplateTable:
        """Describe a single cell as a table's body, which is what rules are written for."""
        return TemplateTable("", self.page.sheet.get_name(), row - 1, self.column, (Field("value", "value"),))

    def _value(self) -> None:
        row, unit = CARD_ROW + 1, self._cell("unit")
        shape = self.page.style.text(font_size=look.SIZE_BRAND, bold=True, num_format="#,##0", shrink=True, **_EDGE)
        self.page.sheet.write_formula(row, self.column, self._unless_free(self._cell("value")), shape, "–")
        table = self._one(row)
        cell = table.cell("value")
        for scale, least, commas in (("billion", 10**9, ",,,"), ("million", 10**6, ",,")):
            large = f'IF(ISNUMBER({cell}),AND({unit}="count",ABS({cell})>={least}),FALSE)'
            sign = self.words.text("dashboard", "scales", scale)
            self.page.add_formula_rule(table, "value", large, num_format=f'#,##0.0{commas}" {sign}"')
        minutes = f'IF(ISNUMBER({cell}),{unit}="minutes",FALSE)'
        short = self.words.text("dashboard", "scales", "minutes")
        self.page.add_formula_rule(table, "value", minutes, num_format=f'#,##0" {short}"')
        self.page.add_unit_rules(table, "value", unit)

    def _change(self) -> None:
        row, words = CARD_ROW + 2, self.words
        value, change = self._cell("value"), self._cell("change")
        no_value, no_before = (words.text("front", "page", key) for key in ("no_value", "no_before"))
        said = f'IF(ISNUMBER({change}),{change},IF(ISNUMBER({value}),"{no_before}","{no_value}"))'
        formula = self._unless_free(said)
        shape = self.page.style.text(font_size=look.SIZE_NOTE, font_color=look.MUTED, shrink=True, **_EDGE)
        self.page.sheet.write_formula(row, self.column, formula, shape, "")
        table, unit, direction = self._one(row), self._cell("change_unit"), self._cell("direction")
        cell = table.cell("value")
        signed = f'{cell}*(({direction}="up")-({direction}="down"))'
        points = words.text("dashboard", "change_units", "percentage_points")
        for name, number in (("percentage_points", f'0.0" {points}"'), ("points", "0.0"), ("percent", "0.0%")):
            still = f"ROUND({cell},{_PLACES[name]})=0"
            test = f'IF(ISNUMBER({cell}),AND({unit}="{name}",{{}}),FALSE)'.format
            self.page.add_formula_rule(table, "value", test(still), num_format=number, font_color=look.MUTED)
            arrows = f'"▲ "{number};"▼ "{number};{number}'
            for condition, colour in ((f"{signed}>0", look.BETTER), (f"{signed}<0", look.WORSE), ("TRUE", look.MUTED)):
                self.page.add_formula_rule(table, "value", test(condition), num_format=arrows, font_color=colour)

    def _target(self) -> None:
        row = CARD_ROW + 3
        shape = self.page.style.text(font_size=look.SIZE_NOTE, font_color=look.MUTED, shrink=True, **_EDGE)
        self.page.sheet.write_formula(row, self.column, f"={self._cell('share')}", shape, "")
        table = self._one(row)
        for status, colour in STATUS_COLOURS.items():
            self.page.add_formula_rule(table, "value", f'{self._cell("status")}="{status}"', font_color=colour)


_EDGE: dict[str, Any] = {"left": 1, "right": 1, "left_color": look.LINE, "right_color": look.LINE, "indent": 1}
_EDGE_TOP: dict[str, Any] = {**_EDGE, "top": 1, "top_color": look.LINE}
_EDGE_BOTTOM: dict[str, Any] = {**_EDGE, "bottom": 1, "bottom_color": look.LINE}


class _Charts:
    """Writes the small charts, all of one size, each under its title in a cell."""

    def __init__(self, page: Page) -> None:
        self.page, self.words = page, page.style.texts
        self.trend, self.platforms = trend_front_table(), platforms_front_table()
        self.font = chart_font(self.words)
        self.digit = 8 if self.words.right_to_left else 7

    def if_empty(self, *ranges: str) -> str:
        """Write the end of a chart's title, which says so if there is nothing to show."""
        return f'IF(COUNT({",".join(ranges)})=0,"{self.words.text("front", "charts", "no_data")}","")'

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
            formula = f'="{title}"&" · "&{of}&{self.if_empty(*shown)}'
            self.page.sheet.write_formula(row, column, formula, self.page.style.text(bold=True), title)
        style_chart(chart)
        chart.set_chartarea({"border": {"none": True}, "fill": {"color": look.SURFACE}})
        if legend:
            chart.set_legend({"position": "top", "font": self.font})
        chart.set_size({"width": 2 * (CARD_WIDTH * self.digit + 5) + GUTTER * self.digit + 5, "height": _CHART_HEIGHT})
        text = self.words.text("front", "charts", f"{name}_alt")
        self.page.sheet.insert_chart(row + 1, column, chart, {"object_position": 2, "description": text})

    def axes(self, chart: Chart, number_format: str, least: int | None = None) -> None:
        """Set a time chart's axes; Persian reads from the right."""
        reverse = {"reverse": True} if self.words.right_to_left else {}
        chart.set_x_axis(
            {
                "num_font": self.font,
                "line": {"color": look.LINE},
                "major_tick_mark": "none",
                "label_position": "low",
                "interval_unit": 2,
                **reverse,
            }
        )
        lines = {"visible": True, "line": {"color": look.LINE, "width": 0.75}}
        plain = {"num_font": self.font, "line": {"none": True}}
        chart.set_y_axis({**plain, "num_format": number_format, "major_gridlines": lines, "min": least})

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
        chart = self.page.workbook.add_chart({"type": "column"})
        for kpi, colour in columns:
            chart.add_series(self.series(f"front_{kpi}", label(kpi), colour, line=False))
        alone = len(columns) == 1 and columns[0][0] in _BELOW_ZERO
        if alone:  # unseen columns of zero keep the axis from starting higher
            zero = self.series("zero", label(columns[0][0]), colour=look.SURFACE, line=False)
            chart.add_series({**zero, "fill": {"none": True}, "overlap": 100})
        other = self.page.workbook.add_chart({"type": "line"})
        other.add_series(self.series(f"front_{line[0]}", label(line[0]), line[1], line=True, second=True))
        self.axes(chart, formats[0], None if columns[0][0] in _BELOW_ZERO else 0)
        other.set_y2_axis(
            {
                "num_font": self.font,
                "line": {"none": True},
                "num_format": formats[1],
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

    def bars(self, number: int, name: str, categories: str, values: str, number_format: str) -> None:
        """Add bars with their values beside them, the first on top."""
        chart = self.page.workbook.add_chart({"type": "bar"})
        labels = {"value": True, "num_format": number_format, "font": {**self.font, "color": look.INK}}
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
        reverse = {"reverse": True} if self.words.right_to_left else {}
        chart.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}, **reverse})
        chart.show_hidden_data()
        self.place(number, name, chart, legend=False, shown=(values.removeprefix("="),))


def _write_charts(page: Page, scorecard: TemplateTable) -> None:
    charts = _Charts(page)
    for row in CHART_ROWS:
        page.sheet.set_row(row, 20)
        for line in range(row + 1, row + 1 + _CHART_LINES):
            page.sheet.set_row(line, 18)
    _write_chosen(charts, scorecard)
    charts.over_time(1, "followers", [("net_new_followers", _PALE)], ("followers", look.ACCENT), (_AXIS, _AXIS))
    table = charts.platforms
    count, percent = '[=0]"";[>=1000000]#,##0.0,,"M";#,##0', '[=0]"";[<0.01]0.00%;0.0%'
    charts.bars(2, "reach", table.address("label_reach"), table.address("sorted_reach"), count)
    rate = "engagement_rate"
    charts.bars(3, "engagement", table.address(f"label_{rate}"), table.address(f"sorted_{rate}"), percent)
    charts.bars(4, "funnel", funnel_range(1), funnel_range(2), count)
    money = [("revenue", look.ACCENT), ("total_cost", look.GREY)]
    charts.over_time(5, "money", money, ("return_on_investment", look.AMBER), (_AXIS, "0%"))
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
    page.workbook.define_name("kpi_chart", f"={cell_on(page.sheet.get_name(), row, column)}")
    title, unit, shown = words.text("front", "charts", "trend"), card_cell(0, "unit"), charts.trend.whole("card_0")
    formula = f'="{title}"&IF({unit}="percent",", %","")&" · "&kpi_platform&{charts.if_empty(shown)}'
    page.sheet.write_formula(row, column + 2, formula, page.style.text(bold=True), title)
    chart = page.workbook.add_chart({"type": "line"})
    chart.add_series(charts.series("card_0", f"={card_name(page)}", look.ACCENT, line=True))
    goal = charts.series("goal", words.text("front", "charts", "goal_series"), look.MUTED, line=True)
    chart.add_series(
        {**goal, "line": {"color": look.MUTED, "width": 1.5, "dash_type": "dash"}, "marker": {"type": "none"}}
    )
    charts.axes(chart, "[>=100]#,##0;[<=-100]-#,##0;General")
    chart.show_blanks_as("span")
    chart.show_hidden_data()
    charts.place(0, "trend", chart, legend=True, shown=(shown,))


def card_name(page: Page) -> str:
    """Give the address of the cell in which the large chart's KPI is chosen."""
    return cell_on(page.sheet.get_name(), CHART_ROWS[0], COLUMNS[0])
