"""Targets as worksheet formulas: the rules of `engine.targets.rules`, each a column over others of its row.

Beside the rules stand what a sheet has to find out first: which keys its words mean, and which figures its days ask
for.
"""

from collections.abc import Callable, Mapping

from kpi_excel.authoring.dashboard import calendar_formulas
from kpi_excel.engine.targets.rules import RULES
from kpi_excel.language.texts import Texts
from kpi_excel.model.rule.rule import Sort
from kpi_excel.model.rule.worksheet import RuleFormulas
from kpi_excel.model.target import BaselineFrom, GoalKind

NOTHING = '"–"'
_FLAGS = frozenset(one.name for one in RULES.given if one.sort is Sort.FLAG)
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
    goal_kinds, baselines = words.section("options", "goal_kind"), words.section("options", "baseline")
    start, due = (calendar_formulas.typed(key, c, words) for key in ("start", "due"))
    found = {**_keys(c, goal_kinds, baselines), **start, **due, **_baseline_span(c), **target_rules(c).formulas()}
    found["next_review_day"] = found.pop("next_review")
    return found | {"next_review": calendar_formulas.shown(c("next_review_day"), words)}


def target_rules(c: Column) -> RuleFormulas:
    """Give the rules as formulas of the Targets sheet.

    Args:
        c: refers to a column of the row.
    """

    def reference(name: str) -> str:
        match name:
            case "as_of":
                return "kpi_as_of"
            case "reading":
                return _reading(c, c("start_day"), c("until"))
            case "start_reading":
                before = f"({c('start_day')}-1)"
                return _reading(c, before, before)
            case "start" | "due":
                return c(f"{name}_day")
        return f"{c(name)}=1" if name in _FLAGS else c(name)

    return RuleFormulas(RULES, reference, NOTHING)


def _keys(c: Column, goal_kinds: Mapping[str, str], baselines: Mapping[str, str]) -> dict[str, str]:
    kind = f'"{GoalKind.VALUE}"'
    for one in (GoalKind.AT_MOST, GoalKind.AT_LEAST, GoalKind.CHANGE):
        kind = f'IF({c("goal_kind")}="{goal_kinds[one]}","{one}",{kind})'
    baseline = '"none"'
    for span in (BaselineFrom.LAST_YEAR, BaselineFrom.PREVIOUS):
        baseline = f'IF({c("baseline_from")}="{baselines[span]}","{span}",{baseline})'
    return {"goal_kind_key": kind, "baseline_key": f'IF(ISNUMBER({c("baseline_from")}),"number",{baseline})'}


def _day_number(day: str) -> str:
    return f"(YEAR({day})*10000+MONTH({day})*100+DAY({day}))"


def _reading(c: Column, start: str, end: str) -> str:
    """Look a figure up; the key is that of `engine.targets.figures.Reading`."""
    place = f'"|"&{c("platform")}&"|"&{c("placement")}'
    key = f'{c("kpi")}&"|"&{_day_number(start)}&"|"&{_day_number(end)}&{place}'
    return f"IFERROR(INDEX(kpi_readings[value],MATCH({key},kpi_readings[reading],0)),{NOTHING})"


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
