"""Targets as worksheet formulas: the quantities of `engine.targets.judgement`, each a column over others of its row.

What is missing is the dash, so every formula asks ISNUMBER of what it uses. The rules and their order are those of
`judgement.judge`; tests hold the two against each other case by case.
"""

from collections.abc import Callable, Mapping

from kpi_excel.engine.targets import judgement as rules
from kpi_excel.model.target import BaselineFrom, GoalKind

NOTHING = '"–"'
_READINGS = "IFERROR(INDEX(kpi_readings[value],MATCH({key},kpi_readings[reading],0)),{nothing})"
Column = Callable[[str], str]
"""Refers to a column of the same row by its key."""


def target_formulas(c: Column, goal_kinds: Mapping[str, str], baselines: Mapping[str, str]) -> dict[str, str]:
    """Write every quantity.

    Args:
        c: refers to a column of the row.
        goal_kinds: the words for goal kinds, by key, as the table shows them.
        baselines: the words for where a baseline is taken from.

    Returns:
        Formulas without ``=`` by column key, in an order in which each needs only those before it.
    """
    return {**_asked(c, goal_kinds, baselines), **_figures(c), **_progress(c), **_verdict(c), **_smart(c)}


def _when(c: Column, *needed: str, then: str, otherwise: str = NOTHING) -> str:
    """Nest IFs: a worksheet's AND would look at text where a number is missing."""
    for key in reversed(needed):
        then = f"IF(ISNUMBER({c(key)}),{then},{otherwise})"
    return then


def _asked(c: Column, goal_kinds: Mapping[str, str], baselines: Mapping[str, str]) -> dict[str, str]:
    kind = f'"{GoalKind.VALUE}"'
    for one in (GoalKind.AT_MOST, GoalKind.AT_LEAST, GoalKind.CHANGE):
        kind = f'IF({c("goal_kind")}="{goal_kinds[one]}","{one}",{kind})'
    baseline = '"none"'
    for span in (BaselineFrom.LAST_YEAR, BaselineFrom.PREVIOUS):
        baseline = f'IF({c("baseline_from")}="{baselines[span]}","{span}",{baseline})'
    stays = f'OR({c("goal_kind_key")}="{GoalKind.AT_LEAST}",{c("goal_kind_key")}="{GoalKind.AT_MOST}")'
    return {
        "goal_kind_key": kind,
        "baseline_key": f'IF(ISNUMBER({c("baseline_from")}),"number",{baseline})',
        "stays": stays,
        "judging": f'IF({c("kind_key")}="flow","prorated",IF({c("kind_key")}="stock",IF({c("stays")},"level","line"),'
        '"level"))',
        "dated": f"IF({c('blocked')}=1,FALSE,"
        + _when(c, "start", "due", then=f"{c('start')}<={c('due')}", otherwise="FALSE")
        + ")",
        "started": f"IF({c('dated')},kpi_as_of>={c('start')},FALSE)",
        "finished": f"IF({c('dated')},kpi_as_of>={c('due')},FALSE)",
        "until": f"IF({c('dated')},MIN({c('due')},kpi_as_of),{NOTHING})",
        "days_left": f"IF({c('dated')},MAX(0,{c('due')}-kpi_as_of),{NOTHING})",
        "elapsed": f"IF({c('dated')},MAX(0,{c('until')}-{c('start')}+1),{NOTHING})",
        "time_share": f"IF({c('dated')},{c('elapsed')}/({c('due')}-{c('start')}+1),{NOTHING})",
    }


def _day_number(day: str) -> str:
    return f"(YEAR({day})*10000+MONTH({day})*100+DAY({day}))"


def _reading(c: Column, start: str, end: str) -> str:
    place = f'"|"&{c("platform")}&"|"&{c("placement")}'
    key = f'{c("kpi")}&"|"&{_day_number(start)}&"|"&{_day_number(end)}&{place}'
    return _READINGS.format(key=key, nothing=NOTHING)


def _figures(c: Column) -> dict[str, str]:
    start, due = c("start"), c("due")
    months = f"((YEAR({due})-YEAR({start}))*12+MONTH({due})-MONTH({start})+1)"
    whole = f"AND(DAY({start})=1,DAY({due}+1)=1)"
    previous = f"IF({whole},EDATE({start},-{months}),{start}-({due}-{start}+1))"
    last_year = f"IF(DAY({due}+1)=1,EDATE({due}+1,-12)-1,EDATE({due},-12))"
    spans = (BaselineFrom.PREVIOUS, BaselineFrom.LAST_YEAR)

    def of_span(*dates: str) -> str:
        chosen = NOTHING
        for span, day in reversed(list(zip(spans, dates, strict=True))):
            chosen = f'IF({c("baseline_key")}="{span}",{day},{chosen})'
        return f"IF({c('dated')},{chosen},{NOTHING})"

    found = _when(c, "baseline_start", then=_reading(c, c("baseline_start"), c("baseline_end")))
    given = f'IF({c("baseline_key")}="none",{c("start_value")},{found})'
    change = _when(c, "baseline", then=f"{c('baseline')}+{c('goal')}*ABS({c('baseline')})")
    is_change = f'{c("goal_kind_key")}="{GoalKind.CHANGE}"'
    return {
        "value": f"IF({c('started')},{_reading(c, start, c('until'))},{NOTHING})",
        "start_value": f'IF({c("dated")},IF({c("kind_key")}="stock",{_reading(c, f"({start}-1)", f"({start}-1)")},'
        f"{NOTHING}),{NOTHING})",
        "baseline_start": of_span(previous, f"EDATE({start},-12)"),
        "baseline_end": of_span(f"{start}-1", last_year),
        "baseline": f'IF({c("dated")},IF({c("baseline_key")}="number",{c("baseline_from")},{given}),{NOTHING})',
        "goal_value": f"IF({c('dated')},"
        + _when(c, "goal", then=f"IF({is_change},{change},{c('goal')})")
        + f",{NOTHING})",
        "better": _better(c),
        "line_from": _line_from(c),
    }


def _better(c: Column) -> str:
    neutral = _when(c, "goal_value", "baseline", then=f"IF({c('goal_value')}<{c('baseline')},-1,1)", otherwise="1")
    by_kpi = f'IF({c("direction_key")}="up",1,IF({c("direction_key")}="down",-1,{neutral}))'
    at_most = f'IF({c("goal_kind_key")}="{GoalKind.AT_MOST}",-1,{by_kpi})'
    return f'IF({c("goal_kind_key")}="{GoalKind.AT_LEAST}",1,{at_most})'


def _line_from(c: Column) -> str:
    start = _when(c, "start_value", then=c("start_value"), otherwise=c("baseline"))
    from_span = f'OR({c("baseline_key")}="{BaselineFrom.PREVIOUS}",{c("baseline_key")}="{BaselineFrom.LAST_YEAR}")'
    return f'IF({c("judging")}="line",IF({from_span},{start},{c("baseline")}),0)'


def _progress(c: Column) -> dict[str, str]:
    value, goal, baseline, line = (c(key) for key in ("value", "goal_value", "baseline", "line_from"))
    level = f'{c("judging")}="level"'
    on_line = _when(c, "line_from", then=f"{line}+({goal}-{line})*{c('time_share')}")
    way = _when(c, "line_from", then=f"IF({goal}={line},{NOTHING},({value}-{line})/({goal}-{line}))")
    ratio = f"IF({c('better')}>0,IF({goal}=0,{NOTHING},{value}/{goal}),IF({value}=0,{NOTHING},{goal}/{value}))"
    moved = f"IF({c('stays')},{ratio},IF({goal}={baseline},{ratio},({value}-{baseline})/({goal}-{baseline})))"
    by_level = _when(c, "baseline", then=moved, otherwise=ratio)
    expected = _when(c, "goal_value", then=f"IF({level},{goal},{on_line})")
    progress = _when(c, "value", "goal_value", then=f"IF({level},{by_level},{way})")
    timed = f"IF({c('time_share')}>0,{c('progress')}/{c('time_share')},{NOTHING})"
    pace = f"IF({level},{NOTHING},{_when(c, 'progress', 'time_share', then=timed)})"
    needed = f"IF(AND({c('days_left')}>0,{c('better')}>0,NOT({c('meets')})),{c('gap')}/{c('days_left')},{NOTHING})"
    return {
        "expected": f"IF({c('started')},{expected},{NOTHING})",
        "progress": progress,
        "pace": pace,
        "gap": _when(c, "value", "goal_value", then=f"{c('better')}*({goal}-{value})"),
        "meets": _when(c, "gap", then=f"{c('gap')}<={rules.EQUAL}*ABS({goal})", otherwise="FALSE"),
        "needed_per_day": f"IF({level},{NOTHING},{_when(c, 'gap', then=needed)})",
        "forecast_method": _method(c),
        "forecast": _forecast(c),
    }


def _method(c: Column) -> str:
    start = _when(
        c,
        "start_value",
        then='"straight_line"',
        otherwise=_when(c, "line_from", then='"straight_line"', otherwise='"none"'),
    )
    by_judging = f'IF({c("judging")}="prorated","run_rate",IF({c("judging")}="level","level",{start}))'
    in_time = f'IF({c("finished")},"final",IF({c("time_share")}<{rules.TOO_EARLY},"too_early",{by_judging}))'
    known = _when(c, "value", then=in_time, otherwise='"none"')
    return f'IF({c("dated")},IF({c("started")},{known},"not_started"),"none")'


def _forecast(c: Column) -> str:
    start = _when(c, "start_value", then=c("start_value"), otherwise=c("line_from"))
    line = f"{c('value')}+({c('value')}-{start})/{c('elapsed')}*{c('days_left')}"
    found = f'IF({c("forecast_method")}="straight_line",{line},{NOTHING})'
    found = f'IF({c("forecast_method")}="run_rate",{c("value")}/{c("time_share")},{found})'
    as_is = f'OR({c("forecast_method")}="final",{c("forecast_method")}="level")'
    return f"IF({as_is},{c('value')},{found})"


def _verdict(c: Column) -> dict[str, str]:
    return {
        "reason": _reason(c),
        "status_key": _status(c),
        "advice": _advice(c),
        "next_review": _next_review(c),
    }


def _reason(c: Column) -> str:
    is_change = f'{c("goal_kind_key")}="{GoalKind.CHANGE}"'
    change_without = f'AND({is_change},{c("baseline_key")}="none")'
    zero = _when(c, "baseline", then=f"AND({is_change},{c('baseline')}=0)", otherwise="FALSE")
    same = f"ABS({c('goal_value')}-{c('baseline')})<={rules.EQUAL}*ABS({c('baseline')})"
    asked = f"AND(NOT({c('stays')}),{same})"
    is_baseline = _when(c, "baseline", "goal_value", then=asked, otherwise="FALSE")
    unknown = f"AND({is_change},NOT(ISNUMBER({c('baseline')})))"
    no_line = f'AND({c("judging")}="line",NOT({c("finished")}),NOT(ISNUMBER({c("line_from")})),NOT({c("meets")}))'
    reasons = (
        (f"NOT({c('dated')})", "dates"),
        (f"NOT(ISNUMBER({c('goal')}))", "fault"),
        (change_without, "no_baseline"),
        (zero, "zero_baseline"),
        (is_baseline, "goal_is_baseline"),
        (f"{c('platform_known')}=0", "unknown_platform"),
        (f"NOT({c('started')})", ""),
        (unknown, "baseline_unknown"),
        (f"NOT(ISNUMBER({c('value')}))", "no_value"),
        (no_line, "baseline_unknown"),
    )
    formula = '""'
    for test, reason in reversed(reasons):
        formula = f'IF({test},"{reason}",{formula})'
    return f'IF({c("fault_reason")}<>"",{c("fault_reason")},{formula})'


def _unless_blocked(c: Column, formula: str) -> str:
    return f'IF({c("blocked")}=1,"",{formula})'


def _status(c: Column) -> str:
    expected, shortfall = c("expected"), f"{c('better')}*({c('expected')}-{c('value')})"
    band = f"{rules.AT_RISK_BAND}*ABS({expected}-{c('line_from')})*(1+{rules.EQUAL})"
    risk = f'IF({shortfall}<={band},"at_risk","off_track")'
    spent = f'AND({c("judging")}="prorated",{c("better")}<0,NOT({c("meets")}))'
    risk = f'IF({spent},"off_track",{risk})'
    behind = _when(c, "expected", then=f'IF({shortfall}<={rules.EQUAL}*ABS({expected}),"on_track",{risk})')
    stays_met = f'OR({c("judging")}="line",AND({c("judging")}="prorated",{c("better")}>0))'
    running = f'IF(AND({c("meets")},{stays_met}),"achieved",{behind})'
    final = f'IF({c("meets")},"achieved","missed")'
    timed = f'IF({c("started")},IF({c("finished")},{final},{running}),"not_started")'
    return f'IF({c("reason")}<>"","no_data",{timed})'


def _advice(c: Column) -> str:
    speed = f"({c('value')}-{c('line_from')})/{c('elapsed')}"
    needed = f"{c('needed_per_day')}>{rules.OUT_OF_REACH_SPEED}*MAX({speed},0)"
    too_fast = _when(c, "needed_per_day", then=needed, otherwise="FALSE")
    too_fast = f"IF({c('time_share')}>={rules.OUT_OF_REACH_FROM},{too_fast},FALSE)"
    spent = f'AND({c("judging")}="prorated",NOT({c("meets")}))'
    by_level = f'IF({c("judging")}="level",{c("time_share")}>={rules.LATE},IF({c("better")}<0,{spent},{too_fast}))'
    turn = f'IF({c("judging")}="prorated",IF({c("better")}<0,"slow_down","catch_up"),"catch_up")'
    behind = f'IF({c("status_key")}="off_track",IF({by_level},"out_of_reach",{turn}),"")'
    running = f'IF({c("status_key")}="at_risk",{turn},{behind})'
    days = _when(c, "review_every", then=c("review_every"), otherwise=str(rules.STALE_DAYS))
    final = f'IF(kpi_as_of-{c("due")}>{days},"stale","")'
    judged = f'IF({c("finished")},{final},IF({c("status_key")}="achieved","met_early",{running}))'
    return f'IF(OR({c("status_key")}="no_data",{c("status_key")}="not_started"),"",{judged})'


def _next_review(c: Column) -> str:
    every = f"INT({c('review_every')})"
    passed = f"MAX(0,INT((kpi_as_of-{c('start')})/{every}))"
    day = f"MIN({c('start')}+({passed}+1)*{every},{c('due')})"
    timed = _when(c, "review_every", then=f"IF({c('review_every')}<1,{NOTHING},{day})")
    return f"IF({c('dated')},IF({c('finished')},{NOTHING},{timed}),{NOTHING})"


def _smart(c: Column) -> dict[str, str]:
    anywhere = f'{c("platform")}="All"'
    mixed = f'AND({c("by_placement")}=1,{c("placement")}="all")'
    specific = f'IF({anywhere},IF({mixed},"no_slice","no_platform"),IF({mixed},"no_placement",""))'
    earlier = f"COUNT({c('best')},{c('baseline_figure')},{c('start_value')})=0"
    measured = f'IF({earlier},"never_measured",IF({c("started")},"no_value_now",""))'
    days = f"({c('due')}-{c('start')}+1)"
    review = _when(c, "review_every", then='""', otherwise='"no_review"')
    long = f'IF({days}>{rules.LONGEST},"long",IF({days}>{rules.REVIEW_FROM},{review},""))'
    return {
        "baseline_figure": _when(c, "baseline_start", then=_reading(c, c("baseline_start"), c("baseline_end"))),
        "smart_s": _unless_blocked(c, specific),
        "smart_m": f'IF({c("dated")},IF(ISNUMBER({c("value")}),"",{measured}),"")',
        "smart_a": _achievable(c),
        "smart_r": _unless_blocked(c, f'IF({c("objective")}="","no_objective","")'),
        "smart_t": _unless_blocked(c, f'IF({c("dated")},IF({days}<{rules.SHORTEST},"short",{long}),"dates")'),
    }


def _achievable(c: Column) -> str:
    goal, tolerance = c("goal_value"), f"{rules.EQUAL}*ABS({c('goal_value')})"
    no_more = f"{c('better')}*({goal}-{c('baseline')})<={tolerance}"
    easy = f"IF({c('stays')},FALSE,{_when(c, 'baseline', then=no_more, otherwise='FALSE')})"

    def beyond(key: str) -> str:
        further = f"{c('better')}*({goal}-{c(key)})>{rules.STRETCH}*ABS({c(key)})+{tolerance}"
        return _when(c, key, then=further, otherwise="TRUE")

    known = f"COUNT({c('best')},{c('trend')},{c('benchmark')})>0"
    all_beyond = f'IF(AND({beyond("best")},{beyond("trend")},{beyond("benchmark")}),"beyond_all","")'
    known_goal = _when(c, "goal_value", then=all_beyond, otherwise='""')
    held = f'IF({known},{known_goal},IF({c("evidence")}="","unknown",""))'
    not_easy = _when(c, "goal_value", then=easy, otherwise="FALSE")
    return f'IF({c("dated")},IF({not_easy},"too_easy",{held}),"")'
