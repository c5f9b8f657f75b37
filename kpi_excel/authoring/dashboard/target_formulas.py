"""Targets as worksheet formulas: the rules of `engine.targets.rules`, each a column over others of its row.

Beside the rules stand what a sheet has to find out first: which keys its words mean, and which figures its days ask
for.
"""

from collections.abc import Callable, Mapping, Sequence

from kpi_excel.authoring.dashboard import calendar_formulas
from kpi_excel.engine.targets.rules import RULES
from kpi_excel.engine.targets.season import MONTHS
from kpi_excel.language.texts import Texts
from kpi_excel.model.kpi import Kind
from kpi_excel.model.rule.rule import Sort
from kpi_excel.model.rule.worksheet import RuleFormulas
from kpi_excel.model.target import BaselineFrom, GoalKind, JudgedOn

NOTHING = '"–"'
_FLAGS = frozenset(one.name for one in RULES.given if one.sort is Sort.FLAG)
SEASON = tuple(f"season_{month}" for month in range(1, MONTHS + 1))
"""Columns that hold what of a year is over at the end of each month; see `engine.targets.season.Season`."""
Column = Callable[[str], str]
"""Refers to a column of the same row by its key."""


def target_formulas(c: Column, words: Texts) -> dict[str, str]:
    """Write every quantity.

    Args:
        c: refers to a column of the row.
        words: the language, in whose words goal kinds and baselines are chosen.

    Returns:
        Formulas without ``=`` by column key.
    """
    start, due = (calendar_formulas.typed(key, c, words) for key in ("start", "due"))
    spans = {**_baseline_span(c), **_latest_span(c), **_last_year(c), **_season(c)}
    found = {**_keys(c, words), **start, **due, **spans, **target_rules(c).formulas()}
    found["next_review_day"] = found.pop("next_review")
    return found | {"next_review": calendar_formulas.shown(c("next_review_day"), words)}


def target_rules(c: Column) -> RuleFormulas:
    """Give the rules as formulas of the Targets sheet.

    Args:
        c: refers to a column of the row.
    """

    def reference(name: str) -> str:
        match name:
            case "reading":
                return _reading(c, c("start_day"), c("until"))
            case "start_reading":
                before = f"({c('start_day')}-1)"
                return _reading(c, before, before)
            case "start" | "due":
                return c(f"{name}_day")
        return f"{c(name)}=1" if name in _FLAGS else c(name)

    return RuleFormulas(RULES, reference, NOTHING)


def _keys(c: Column, words: Texts) -> dict[str, str]:
    kinds = [one for one in GoalKind if one is not GoalKind.VALUE]
    baseline = _key(c("baseline_from"), words.section("options", "baseline"), list(BaselineFrom), "none")
    return {
        "goal_kind_key": _key(c("goal_kind"), words.section("options", "goal_kind"), kinds, GoalKind.VALUE),
        "baseline_key": f'IF(ISNUMBER({c("baseline_from")}),"number",{baseline})',
        "judged_on_key": _key(c("judged_on"), words.section("options", "judged_on"), [one for one in JudgedOn if one]),
    }


def _key(cell: str, labels: Mapping[str, str], keys: Sequence[str], otherwise: str = "") -> str:
    """Write which key a cell's words stand for."""
    formula = f'"{otherwise}"'
    for key in reversed(keys):
        formula = f'IF({cell}="{labels[key]}","{key}",{formula})'
    return formula


def _day_number(day: str) -> str:
    return f"(YEAR({day})*10000+MONTH({day})*100+DAY({day}))"


def _reading(c: Column, start: str, end: str) -> str:
    """Look a figure up; the key is that of `engine.targets.figures.Reading`."""
    return _looked_up(c, start, end, "value")


def _looked_up(c: Column, start: str, end: str, what: str) -> str:
    place = f'"|"&{c("platform")}&"|"&{c("placement")}'
    key = f'{c("kpi")}&"|"&{_day_number(start)}&"|"&{_day_number(end)}&{place}'
    return f"IFERROR(INDEX(kpi_readings[{what}],MATCH({key},kpi_readings[reading],0)),{NOTHING})"


def _baseline_span(c: Column) -> dict[str, str]:
    """Write the days that the baseline is taken from, those of `Target.baseline_span`, and its figure."""
    start, due = c("start_day"), c("due_day")
    previous, last_year = calendar_formulas.previous_start(start, due), calendar_formulas.year_before(start)

    def of_span(previous: str, last_year: str) -> str:
        chosen = f'IF({c("baseline_key")}="{BaselineFrom.LAST_YEAR}",{last_year},{NOTHING})'
        chosen = f'IF({c("baseline_key")}="{BaselineFrom.PREVIOUS}",{previous},{chosen})'
        return f"IF({c('dated')},{chosen},{NOTHING})"

    figure = _reading(c, c("baseline_start"), c("baseline_end"))
    return {
        "baseline_start": of_span(previous, last_year),
        "baseline_end": of_span(f"{start}-1", calendar_formulas.year_before_end(due)),
        "baseline_figure": f"IF(ISNUMBER({c('baseline_start')}),{figure},{NOTHING})",
    }


def _latest_span(c: Column) -> dict[str, str]:
    """Write the days of `Target.latest_span`, with their figure, and whether the due day ends a year."""
    start, until = c("start_day"), c("until")
    first, last = calendar_formulas.month_over(until)
    begun = f"AND(ISNUMBER({until}),{c('started')})"
    rate = f'AND({c("kind_key")}="{Kind.RATE}",ISNUMBER({c("latest_start")}))'
    days = c("latest_start"), c("latest_end")
    return {
        "due_ends_year": calendar_formulas.starts_year(f"{c('due_day')}+1", c("fiscal_year_start")),
        "latest_start": f"IF({begun},MAX({first},{start}),{NOTHING})",
        "latest_end": f"IF({begun},IF({first}>={start},{last},{until}),{NOTHING})",
        "latest": f"IF({rate},{_reading(c, *days)},{NOTHING})",
        "latest_rows": f"IF({rate},{_looked_up(c, *days, 'rows')},{NOTHING})",
    }


def _last_year(c: Column) -> dict[str, str]:
    """Write an amount's figures of the same span of last year, whole and as far as this year has come."""
    start = calendar_formulas.year_before(c("start_day"))
    amount = f'AND({c("kind_key")}="{Kind.FLOW}",{c("started")})'
    covered = f"IF({amount},{start}>={c('first_day')},FALSE)"
    return {
        key: f"IF({covered},{_reading(c, start, calendar_formulas.year_before_end(c(day)))},{NOTHING})"
        for key, day in (("last_year", "due_day"), ("last_year_to_date", "until"))
    }


def _season(c: Column) -> dict[str, str]:
    """Write `season.season_share`: how many years' amounts are over before the start, now and on the due day."""
    before, now, end = (c(f"season_{name}") for name in ("before", "now", "end"))
    start = c("start_day")
    days = {"before": f"({start}-1)", "now": c("until"), "end": c("due_day")}
    over = {
        f"season_{name}": f"IF(AND({c('started')},ISNUMBER({c(SEASON[-1])})),{_over(c, day, start)},{NOTHING})"
        for name, day in days.items()
    }
    share = f"IF({end}<>{before},({now}-{before})/({end}-{before}),{NOTHING})"
    return over | {"season_share": f"IF(ISNUMBER({end}),{share},{NOTHING})"}


def _over(c: Column, day: str, since: str) -> str:
    months = [c(name) for name in SEASON]
    before = f"CHOOSE(MONTH({day}),{','.join(['0', *months[:-1]])})"
    through = f"CHOOSE(MONTH({day}),{','.join(months)})"
    share_of_month = f"DAY({day})/DAY(DATE(YEAR({day}),MONTH({day})+1,0))"
    return f"YEAR({day})-YEAR({since})+{before}+({through}-{before})*{share_of_month}"
