"""The sheet behind the first page: what its cards and charts show, looked up for what is selected."""

from functools import partial

from xlsxwriter import Workbook

from kpi_excel.authoring.dashboard.calc_compared import selected
from kpi_excel.authoring.dashboard.hidden_sheet import add_hidden_page
from kpi_excel.authoring.dashboard.tables import Field, Page, TemplateTable, cell_on
from kpi_excel.authoring.dashboard.target_texts import percent_text, whole_percent_text
from kpi_excel.authoring.style import Style
from kpi_excel.engine.main_rate import RATES
from kpi_excel.language.texts import Texts
from kpi_excel.model.front import CARDS
from kpi_excel.model.target import Status
from kpi_excel.workbook.formulas import this_row

FRONT_SHEET = "calc front"
FUNNEL = ("impressions", "website_visits", "conversions", "purchases")
TREND = (
    "followers", "net_new_followers", "revenue", "total_cost", "return_on_investment", "share_of_voice",
    "net_sentiment", "average_response_time", "customer_satisfaction",
)  # fmt: skip
SORTED = ("reach", "engagement_rate")
SLOTS = (*CARDS, 0)  # 0 is the KPI of the large chart

_CARD_ROW, _FUNNEL_ROW, _TABLES_ROW = 2, 14, 24
_NAME = {"kpi": 1, "unit": 2, "direction": 3, "change_unit": 4, "value": 5, "before": 6, "change": 7, "target": 8,
         "status": 9, "goal": 10, "share": 11, "trend_column": 12,
         "note": 13}  # fmt: skip
RULED = ("unit", "change_unit", "direction", "status")  # the facts that decide how a card looks
_FACTS = {"kpi": "kpi", "unit": "unit_key", "direction": "direction_key", "change_unit": "change_unit"}
_NOTHING = '"–"'


def card_cell(number: int, fact: str) -> str:
    """Give the address of one of a card's facts; number 0 is the KPI of the large chart."""
    row = _CARD_ROW + (number - 1 if number else len(CARDS))
    return cell_on(FRONT_SHEET, row, _NAME[fact])


def card_name(number: int, fact: str) -> str:
    """Give the name of one of a card's facts: Excel 2007 lets rules reach other sheets through names only."""
    return f"card_{fact}_{number}"


def bar_formula(value: str) -> str:
    """Write how long a bar is; an empty text where there is no value, because Excel writes #N/A beside the bar.

    Excel draws a text as zero, which the number formats of bars leave unsaid.
    """
    return f'IF(ISNUMBER({value}),{value},"")'


def funnel_range(column: int) -> str:
    """Give the funnel's labels (column 1), values (column 2) or bars (column 3) for a chart."""
    first, last = (cell_on(FRONT_SHEET, _FUNNEL_ROW + at, column) for at in (0, len(FUNNEL) - 1))
    return f"={first}:{last.rpartition('!')[2]}"


def trend_front_table() -> TemplateTable:
    """Describe the table over time: the cards' KPIs, the chosen one with its goal, and those of the fixed charts."""
    table = "kpi_trend__front"
    position = this_row(table, "position")

    def of(kpi: str) -> str:
        return f"INDEX(kpi_trend__calc[{kpi}],{position})"

    label = f'IF({of("period_label")}="","–",{of("period_label")})'
    fields = [Field("position", "position"), Field("time", "time", label, "–")]
    for number in SLOTS:
        found = f"INDEX(kpi_trend__calc[#Data],{position},{card_cell(number, 'trend_column')})"
        formula = found if number else f'{found}*IF({card_cell(number, "unit")}="percent",100,1)'
        fields.append(Field(f"card_{number}", f"card_{number}", formula, "#N/A"))
    goal, unit = card_cell(0, "goal"), card_cell(0, "unit")
    fields.append(Field("goal", "goal", f'IF(ISNUMBER({goal}),{goal}*IF({unit}="percent",100,1),NA())', "#N/A"))
    low = f"{table}[front_net_new_followers]"
    fields.append(Field("zero", "zero", f"IF(COUNT({low})=0,NA(),0)", "0"))  # a chart without data shows no zero
    fields += [Field(f"front_{kpi}", f"front_{kpi}", of(kpi), "#N/A") for kpi in TREND]
    return TemplateTable(table, FRONT_SHEET, _TABLES_ROW, 0, tuple(fields))


def platforms_front_table() -> TemplateTable:
    """Describe the table of single platforms, with the bars of two charts sorted by value."""
    table = "kpi_each_platform"
    this = partial(this_row, table)
    place = f"(ROW()-ROW({table}[[#Headers],[platform]]))"
    fields = [Field("platform", "platform"), Field("label", "label")]
    for kpi in SORTED:
        match = f"MATCH({this('platform')},kpi_platforms__calc[platform],0)"
        name = "main_rate" if kpi == RATES[0] else f'"{kpi}"'
        column = f"MATCH({name},kpi_platforms__calc[#Headers],0)"
        value = f"IFERROR(INDEX(kpi_platforms__calc[#Data],{match},{column}),NA())"
        order = f"IF(ISNUMBER({this(f'value_{kpi}')}),{this(f'value_{kpi}')},0)-{place}/10^12"
        order_column = f"{table}[[#All],[order_{kpi}]]"  # with its header: never a single cell
        row = f"MATCH(LARGE({order_column},{place}),{order_column},0)"
        fields += [
            Field(f"value_{kpi}", f"value_{kpi}", value, "#N/A"),
            Field(f"order_{kpi}", f"order_{kpi}", order, "#N/A"),
            Field(f"label_{kpi}", f"label_{kpi}", f"INDEX({table}[[#All],[label]],{row})", "–"),
            Field(f"sorted_{kpi}", f"sorted_{kpi}", f"INDEX({table}[[#All],[value_{kpi}]],{row})", "#N/A"),
            Field(f"bar_{kpi}", f"bar_{kpi}", bar_formula(this(f"sorted_{kpi}")), ""),
        ]
    start = len(trend_front_table().fields) + 1
    return TemplateTable(table, FRONT_SHEET, _TABLES_ROW, start, tuple(fields))


def write_front_calculation(workbook: Workbook, style: Style, scorecard: TemplateTable) -> None:
    """Add the hidden sheet.

    Args:
        workbook: the dashboard.
        style: its formats and words.
        scorecard: the table that lists the KPIs.
    """
    page = add_hidden_page(workbook, style, FRONT_SHEET)
    for fact, column in _NAME.items():
        page.sheet.write_string(_CARD_ROW - 1, column, fact, style.text())
    for number in SLOTS:
        _write_card(page, number, scorecard)
    _write_funnel(page)
    for table in (trend_front_table(), platforms_front_table()):
        page.write_table(table, header_height=18, filtered=False)


def _write_card(page: Page, number: int, scorecard: TemplateTable) -> None:
    words = page.style.texts
    row = _CARD_ROW + (number - 1 if number else len(CARDS))
    page.sheet.write_number(row, 0, number, page.style.text())
    for fact, formula in _card(number, scorecard, words).items():
        page.sheet.write_formula(row, _NAME[fact], f"={formula}", page.style.text(), "–")
    for fact in RULED if number else ():
        page.workbook.define_name(card_name(number, fact), f"={card_cell(number, fact)}")


def _card(number: int, scorecard: TemplateTable, words: Texts) -> dict[str, str]:
    """Write a card's facts: which KPI, its values, the change, and the target for what is selected."""
    chosen = "kpi_chart" if number == 0 else f"kpi_card_{number}"
    at = f"MATCH({chosen},{scorecard.whole('label')},0)"
    kpi, row = (card_cell(number, fact) for fact in ("kpi", "target"))
    column = f"MATCH({kpi},kpi_view[#Headers],0)"
    columns = words.headers

    def of_target(header: str) -> str:
        return f"INDEX(kpi_targets[{header}],{row})"

    progress = of_target(columns["progress"])
    done = f'IF(ISNUMBER({progress})," · "&{whole_percent_text(progress, words)},"")'
    return {
        **{
            fact: f'IFERROR(INDEX({scorecard.whole(key)},{at}),"")'
            for fact, key in _FACTS.items()
        },
        "value": f"IFERROR(INDEX(kpi_view[#Data],1,{column})+0,{_NOTHING})",
        "before": f"IFERROR(INDEX(kpi_view[#Data],kpi_comparison_row,{column})+0,{_NOTHING})",
        "change": f"IFERROR({selected('change', kpi)},{_NOTHING})",
        "note": f'IFERROR({selected("note", kpi)},"")',
        "trend_column": f"MATCH({kpi},kpi_trend__calc[#Headers],0)",
        "target": f'IFERROR(MATCH({kpi}&"|"&kpi_platform_key&"|"&kpi_placement_key,kpi_targets[slot],0),0)',
        "status": f'IF({row}=0,"",{of_target("status_key")})',
        "goal": f'IF({row}=0,"",IF({of_target("kind_key")}="flow","",{of_target(columns["goal_value"])}))',
        "share": f'IF({row}=0,"",{of_target(columns["status_text"])}&" · "&{of_target("goal_value_text")}&{done})',
    }  # fmt: skip


def _write_funnel(page: Page) -> None:
    """Write the steps from being seen to buying, each with its share of the step before."""
    words = page.style.texts
    for number, kpi in enumerate(FUNNEL):
        row = _FUNNEL_ROW + number
        value = cell_on(FRONT_SHEET, row, 2)
        label = f'"{words.label(kpi)}"'
        if number:
            before = cell_on(FRONT_SHEET, row - 1, 2)
            share = f'" · "&{percent_text(f"({value}/{before})", words)}'
            label = (
                f"IF(ISNUMBER({value}),IF(ISNUMBER({before}),IF({before}>0,{label}&{share},{label}),{label}),{label})"
            )
        page.sheet.write_string(row, 0, kpi, page.style.text())
        page.sheet.write_formula(row, 1, f"={label}", page.style.text(), words.label(kpi))
        page.sheet.write_formula(row, 2, f"=IFERROR(INDEX(kpi_view[{kpi}],1)+0,NA())", page.style.text(), "#N/A")
        page.sheet.write_formula(row, 3, f"={bar_formula(value)}", page.style.text(), "")


def count_of(status: Status) -> str:
    """Count the targets with a status."""
    return f'COUNTIF(kpi_targets[[#All],[status_key]],"{status}")'  # with its header: never a single cell
