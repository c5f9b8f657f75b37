"""The first page: are we on target, what changed, why, what next; on one grid of cards, with every selector."""

from typing import Any

from xlsxwriter import Workbook

from kpi_excel.authoring import style as look
from kpi_excel.authoring.dashboard.calc_front import (
    card_cell,
    card_name,
    count_of,
    trend_front_table,
)
from kpi_excel.authoring.dashboard.calc_lists import ListTables
from kpi_excel.authoring.dashboard.calendar_formulas import shown
from kpi_excel.authoring.dashboard.changes import add_change_rules
from kpi_excel.authoring.dashboard.front_charts import write_charts
from kpi_excel.authoring.dashboard.front_grid import (
    CARD_ROW,
    CARD_WIDTH,
    COLUMNS,
    HEADLINE_ROW,
    LAST_ROW,
    STATUS_ROW,
)
from kpi_excel.authoring.dashboard.marks import localized
from kpi_excel.authoring.dashboard.page import (
    GUTTER,
    LABEL_ROW,
    SELECTOR_ROW,
    add_page,
    write_drop_down,
    write_label,
    write_note,
)
from kpi_excel.authoring.dashboard.tables import (
    STATUS_COLOURS,
    Field,
    Page,
    TemplateTable,
    cell_on,
    scaled,
    small_columns,
)
from kpi_excel.authoring.style import Style
from kpi_excel.catalogue import KPIS, measures_of
from kpi_excel.model.front import CARDS, FRONT_LINES
from kpi_excel.model.target import Status

_ZOOM = 80
_FACTS = {"currency": COLUMNS[4], "as_of": COLUMNS[5], "issue_count": COLUMNS[6], "rows_left_out": COLUMNS[7]}
_LINKS = ("scorecard", "findings", "trends", "platforms", "content")
_ALARM = '"⚠ "#,##0;-#,##0;0'


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
    write_charts(page, scorecard)
    sheet.set_row(LAST_ROW, 16)
    write_note(page, LAST_ROW, COLUMNS[0], style.texts.text("front", "page", "report_note"))
    sheet.freeze_panes(SELECTOR_ROW + 1, 0)
    sheet.print_area(0, 0, LAST_ROW, COLUMNS[-1] + 1)
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
        write_drop_down(page, SELECTOR_ROW, column, "", source=source, hint="hint", shrink=False)
        address = cell_on(page.sheet.get_name(), SELECTOR_ROW, column)
        page.workbook.define_name(f"kpi_{selector}", f"={address}")


def _write_facts(page: Page) -> None:
    words = page.style.texts
    links = {"issue_count": "issues", "rows_left_out": "summary"}
    formats = {"currency": look.TEXT_FORMAT, "as_of": look.DAY, "issue_count": _ALARM, "rows_left_out": _ALARM}
    for fact, column in _FACTS.items():
        target = words.text("dashboard", "sheets", links[fact]) if fact in links else ""
        write_label(page, LABEL_ROW, column, words.text("dashboard", "facts", fact), link=target)
        shape = page.style.text(num_format=formats[fact])
        if fact == "as_of":  # which formulas ask as a date
            page.sheet.write_formula(SELECTOR_ROW, column, f"={shown('kpi_as_of', words)}", shape, "")
            continue
        page.sheet.write_blank(SELECTOR_ROW, column, None, shape)
        page.workbook.define_name(f"kpi_{fact}", f"={cell_on(page.sheet.get_name(), SELECTOR_ROW, column)}")


def _write_sentences(page: Page) -> None:
    """Write the headline and the findings that matter most; their signs stand in the gutter."""
    sheet, words = page.sheet, page.style.texts
    sheet.set_row(SELECTOR_ROW + 1, 8)
    sheet.set_row(HEADLINE_ROW, 26)
    header = words.headers["sentence"]
    for line in range(FRONT_LINES + 1):
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
        sheet.write_formula(STATUS_ROW, column, f'="{said}"&"  "&{localized(count_of(status), words)}', shape, said)


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

    def _named(self, fact: str) -> str:
        return card_name(self.number, fact)

    def _unless_free(self, formula: str) -> str:
        """Leave a cell empty where there are fewer KPIs than cards."""
        return f'=IF(kpi_card_{self.number}="","",{formula})'

    def _one(self, row: int) -> TemplateTable:
        """Describe a single cell as a table's body, which is what rules are written for."""
        return TemplateTable("", self.page.sheet.get_name(), row - 1, self.column, (Field("value", "value"),))

    def _value(self) -> None:
        row, unit = CARD_ROW + 1, self._named("unit")
        shape = self.page.style.text(font_size=look.SIZE_BRAND, bold=True, num_format="#,##0", shrink=True, **_EDGE)
        self.page.sheet.write_formula(row, self.column, self._unless_free(self._cell("value")), shape, "–")
        table = self._one(row)
        cell = table.cell("value")
        for power in (9, 6):
            large = f'IF(ISNUMBER({cell}),AND({unit}="count",ABS({cell})>={10**power}),FALSE)'
            self.page.add_formula_rule(table, "value", large, num_format=scaled(power, self.words))
        minutes = f'IF(ISNUMBER({cell}),{unit}="minutes",FALSE)'
        short = self.words.text("dashboard", "scales", "minutes")
        self.page.add_formula_rule(table, "value", minutes, num_format=f'#,##0" {short}"')
        self.page.add_unit_rules(table, "value", unit)

    def _change(self) -> None:
        row, words = CARD_ROW + 2, self.words
        value, change = self._cell("value"), self._cell("change")
        no_before = words.text("front", "page", "no_before")
        note = self._cell("note")
        why = f'IF({note}="",IF(ISNUMBER({value}),"{no_before}",{self._no_value()}),{note})'
        said = f"IF(ISNUMBER({change}),{change},{why})"
        formula = self._unless_free(said)
        shape = self.page.style.text(font_size=look.SIZE_NOTE, font_color=look.MUTED, shrink=True, **_EDGE)
        self.page.sheet.write_formula(row, self.column, formula, shape, "")
        add_change_rules(self.page, self._one(row), "value", self._named("change_unit"), self._named("direction"))

    def _no_value(self) -> str:
        """Say why there is no value: KPIs that need follower counts say so where the selection has none."""
        nothing, followers = (self.words.text("front", "page", key) for key in ("no_value", "no_followers"))
        needing = ";".join(f'"{name}"' for name in _needing_followers())
        asks = f"ISNUMBER(MATCH({self._cell('kpi')},{{{needing}}},0))"
        return f'IF(AND({asks},NOT(ISNUMBER(INDEX(kpi_view[followers],1)))),"{followers}","{nothing}")'

    def _share(self) -> str:
        """Say how the target stands; without one, on what the change rests."""
        share, note, change = (self._cell(fact) for fact in ("share", "note", "change"))
        return f'IF({share}<>"",{share},IF(ISNUMBER({change}),{note},""))'

    def _target(self) -> None:
        row = CARD_ROW + 3
        shape = self.page.style.text(font_size=look.SIZE_NOTE, font_color=look.MUTED, shrink=True, **_EDGE)
        self.page.sheet.write_formula(row, self.column, f"={self._share()}", shape, "")
        table = self._one(row)
        for status, colour in STATUS_COLOURS.items():
            self.page.add_formula_rule(table, "value", f'{self._named("status")}="{status}"', font_color=colour)


def _needing_followers() -> list[str]:
    """Name the KPIs that are made of follower counts."""
    measures = measures_of(KPIS.values())
    sources = {name: {f"{source.table}.{source.column}" for source in one.sources} for name, one in measures.items()}
    return [kpi.name for kpi in KPIS.values() if any(sources[name] & _FOLLOWERS for name in kpi.measures)]


_FOLLOWERS = frozenset(("accounts.followers", "posts.audience"))  # a post's audience is its account's followers
_EDGE: dict[str, Any] = {"left": 1, "right": 1, "left_color": look.LINE, "right_color": look.LINE, "indent": 1}
_EDGE_TOP: dict[str, Any] = {**_EDGE, "top": 1, "top_color": look.LINE}
_EDGE_BOTTOM: dict[str, Any] = {**_EDGE, "bottom": 1, "bottom_color": look.LINE}
