"""The rules of targets: what follows from a goal and figures, each written once, with its reason.

How a target is judged depends on how its KPI relates to time. An amount (flow) is expected in proportion to the time
gone, or to what the season of earlier years lets expect. A count that stands at a day (stock) is expected on the line
from where it stood at the start to the goal. A rate is not prorated: its mean is held against the goal itself, and so
is a count that is to stay where it is. But a rate that is to be somewhere by a day has its latest month held against
the line from the baseline to the goal.

`judgement.judge` works the rules out; the dashboard's Targets sheet has a column of formulas for each. Names are those
of the sheet's columns; days are numbers that grow by one a day.
"""

from kpi_excel.engine.targets.thresholds import THRESHOLDS
from kpi_excel.model.kpi import Direction, Kind
from kpi_excel.model.rule.rule import Given, Rule, Rules, Sort
from kpi_excel.model.target import BaselineFrom, GoalKind, JudgedOn, Reason

_AT_FAULT = tuple(one for one in Reason if one.in_row)
_GIVEN = (
    Given("goal_kind_key", Sort.TEXT, tuple(GoalKind)),
    Given("baseline_key", Sort.TEXT, ("number", "none", *BaselineFrom)),
    Given("judged_on_key", Sort.TEXT, tuple(JudgedOn)),
    Given("kind_key", Sort.TEXT, tuple(Kind)),
    Given("direction_key", Sort.TEXT, tuple(Direction)),
    Given("fault_reason", Sort.TEXT, (Reason.NONE, *_AT_FAULT)),
    Given("platform", Sort.TEXT),
    Given("placement", Sort.TEXT),
    Given("objective", Sort.TEXT),
    Given("evidence", Sort.TEXT),
    Given("blocked", Sort.FLAG),  # the row itself is at fault: nothing it asks is worked out
    Given("platform_known", Sort.FLAG),
    Given("incomplete", Sort.FLAG),  # too little of its time so far is known
    Given("by_placement", Sort.FLAG),  # the KPI differs between organic and paid
    Given("due_ends_year", Sort.FLAG),  # the due day is a year's last one
    Given("as_of", Sort.CERTAIN),  # the last day that counts, or up to which its data are known
    Given("goal", Sort.CELL),
    Given("baseline_from", Sort.CELL),
    Given("start", Sort.CELL),
    Given("due", Sort.CELL),
    Given("review_every", Sort.CELL),
    Given("best", Sort.CELL),
    Given("trend", Sort.CELL),
    Given("benchmark", Sort.CELL),
    Given("reading", Sort.NUMBER),  # the KPI from the start to the due day, or to the last day that counts
    Given("start_reading", Sort.NUMBER),  # on the day before the start
    Given("baseline_figure", Sort.NUMBER),  # over the span that the baseline is taken from
    Given("baseline_end", Sort.NUMBER),  # that span's last day
    Given("latest_end", Sort.NUMBER),  # the last day of the latest whole month, or of the days so far if none is over
    Given("latest", Sort.NUMBER),  # the KPI over that month
    Given("latest_rows", Sort.NUMBER),  # how many rows it is made of there
    Given("season_share", Sort.NUMBER),  # the share of the span's amount that two earlier years let expect by now
    Given("last_year", Sort.NUMBER),  # the KPI over the same span of last year
    Given("last_year_to_date", Sort.NUMBER),  # the same, as far as this year has come
)


def _beyond(figure: str) -> Rule:
    text = f"not known({figure}) or better * (goal_value - {figure}) > stretch * abs({figure}) + tolerance"
    return Rule(f"beyond_{figure}", text, "a figure that is not known does not speak for the goal", inline=True)


_TIME = (
    Rule("stays", "goal_kind_key in ('at_least', 'at_most')", "such a goal is to be held, not to be got to"),
    Rule("dated", "not blocked and start <= due", "only dates in their order make a span"),
    Rule("started", "dated and as_of >= start", "the first day counts"),
    Rule("finished", "dated and as_of >= due", "the due day's figures are the final ones"),
    Rule("until", "min(due, as_of) if dated else nothing", "later days do not count for it"),
    Rule("days_left", "max(0, due - as_of) if dated else nothing", "days after the last one that counts"),
    Rule("elapsed", "max(0, until - start + 1) if dated else nothing", "both ends count"),
    Rule("days", "max(1, due - start + 1)", "both ends count, and a span has at least one day", inline=True),
    Rule("time_share", "elapsed / days if dated else nothing", "share of its days that are over"),
)

_FIGURES = (
    Rule(
        "starts_there",
        "baseline_key == 'number' or baseline_end == start - 1",
        "a number, or the days right before: there the way begins; last year's same days are only compared with",
        inline=True,
    ),
    Rule(
        "asks_latest",
        """kind_key == 'rate' and
        (judged_on_key == 'latest' or judged_on_key == '' and due_ends_year and starts_there and not stays)""",
        "what is to be reached by a year's end is not reached by a year's mean",
        inline=True,
    ),
    Rule(
        "by_latest",
        "asks_latest and known(latest) and latest_rows >= enough_rows",
        "a month of few rows says less than the whole span",
    ),
    Rule(
        "value",
        "(latest if by_latest else reading) if started and not incomplete else nothing",
        "before the start nothing counts, and of a part nobody knows what the rest is",
    ),
    Rule("whole_value", "reading if started and by_latest else nothing", "the whole span's mean stands beside a month"),
    Rule(
        "start_value",
        "start_reading if dated and kind_key == 'stock' else nothing",
        "only counts that stand at a day stood somewhere before the start",
    ),
    Rule(
        "baseline",
        """(
            baseline_from if baseline_key == 'number' else
            start_value if baseline_key == 'none' else
            baseline_figure
        ) if dated else nothing""",
        "as asked; a count starts from where it stood",
    ),
    Rule("shares", "goal_kind_key == 'change'", "such a goal is a share of the baseline", inline=True),
    Rule("changes", "shares or goal_kind_key == 'change_by'", "such a goal starts from the baseline", inline=True),
    Rule(
        "goal_value",
        """(
            baseline + goal * abs(baseline) if shares else
            baseline + goal if changes else
            goal
        ) if dated else nothing""",
        "10 % more of a negative number is a larger one",
    ),
    Rule(
        "better",
        """1 if goal_kind_key == 'at_least' else
        -1 if goal_kind_key == 'at_most' else
        1 if direction_key == 'up' else
        -1 if direction_key == 'down' else
        -1 if goal_value < baseline else
        1""",
        "1: more is better, -1: less is. The goal or the KPI says so; neutral ones are better towards the goal",
    ),
    Rule(
        "judging",
        """'prorated' if kind_key == 'flow' else
        'line' if kind_key == 'stock' and not stays else
        'latest' if by_latest and not stays and known(baseline) else
        'level'""",
        "what is expected to date follows the KPI's kind; what is to stay is expected at once",
    ),
    Rule(
        "line_from",
        """(
            start_value if baseline_key in ('previous', 'last_year') and known(start_value) else
            baseline
        ) if judging == 'line' else
        baseline if judging == 'latest' else
        0""",
        "an amount counts from nothing, a count from where it stood at the start, also if it is compared with a span",
    ),
    Rule("line_since", "start_value if known(start_value) else line_from", "a count goes on from where it stood"),
)

_PROGRESS = (
    Rule(
        "expected_share",
        """season_share if judging == 'prorated' and known(season_share) else
        (latest_end - start + 1) / days if judging == 'latest' and not finished else
        time_share""",
        "amounts come with their season, a month is judged on its own last day; the due day asks for all",
    ),
    Rule(
        "last_year_share",
        "last_year_to_date / last_year if judging == 'prorated' and last_year > 0 else nothing",
        "one year cannot tell season from growth: it is told, and nothing rests on it",
    ),
    Rule(
        "expected",
        """(
            goal_value if judging == 'level' else
            line_from + (goal_value - line_from) * expected_share
        ) if started else nothing""",
        "what is judged by its mean is not prorated; all else comes bit by bit",
    ),
    Rule(
        "progress",
        """(value - line_from) / (goal_value - line_from) if judging != 'level' else
        (value - baseline) / (goal_value - baseline) if not stays and goal_value - baseline != 0 else
        value / goal_value if better > 0 else
        goal_value / value""",
        "the share of the way that is done; where there is no way, the share of the goal",
    ),
    Rule(
        "pace",
        "progress / expected_share if judging != 'level' else nothing",
        "1 is on time; a mean has no pace",
    ),
    Rule("gap", "better * (goal_value - value)", "what is missing; 0 or less if the goal is met"),
    Rule("meets", "gap <= equal * abs(goal_value)", "rounding does not decide"),
    Rule(
        "needed_per_day",
        "gap / days_left if judging in ('prorated', 'line') and better > 0 and not meets else nothing",
        "days add to amounts and counts only, and only towards more",
    ),
    Rule(
        "forecast_method",
        """'not_started' if dated and not started else
        'none' if not known(value) else
        'final' if finished else
        'too_early' if time_share < too_early else
        ('season' if known(season_share) else 'run_rate') if judging == 'prorated' else
        'level' if judging == 'level' else
        'straight_line' if known(line_since) else
        'none'""",
        "amounts go on as so far, by days or by season; what has a line as from its start to now; means stay",
    ),
    Rule(
        "forecast",
        """value if forecast_method in ('final', 'level') else
        value / expected_share if forecast_method in ('run_rate', 'season') else
        line_since + (value - line_since) / expected_share if forecast_method == 'straight_line' else
        nothing""",
        "what the method gives for the due day",
    ),
)

_VERDICT = (
    Rule("is_baseline", "abs(goal_value - baseline) <= equal * abs(baseline)", "rounding does not decide", inline=True),
    Rule(
        "without_line",
        "not finished and not meets and not known(line_from)",
        "what is over or meets its goal needs no line to be judged",
        inline=True,
    ),
    Rule(
        "reason",
        """fault_reason if fault_reason != '' else
        'dates' if not dated else
        'fault' if not known(goal) else
        'no_baseline' if changes and baseline_key == 'none' and (shares or kind_key != 'stock') else
        'zero_baseline' if shares and baseline == 0 else
        'goal_is_baseline' if not stays and is_baseline else
        'unknown_platform' if not platform_known else
        'incomplete' if incomplete else
        '' if not started else
        'baseline_unknown' if changes and not known(baseline) else
        'no_value' if not known(value) else
        'baseline_unknown' if without_line else
        ''""",
        "why it cannot be judged: first what the row lacks, which its owner can mend, then what the data lack",
    ),
    Rule("shortfall", "better * (expected - value)", "what is missing by now", inline=True),
    Rule(
        "stays_met",
        "judging == 'line' or judging == 'prorated' and better > 0",
        "a rate can fall back, and what may not be passed can still be passed",
        inline=True,
    ),
    Rule(
        "spent",
        "judging == 'prorated' and better < 0 and not meets",
        "what is spent over the goal is spent: no later day takes it back",
        inline=True,
    ),
    Rule(
        "limited",
        "stays or judging == 'prorated' and better < 0",
        "a limit is kept or it is not",
        inline=True,
    ),
    Rule("way", "abs(expected - line_from) * (1 + equal)", "how far one should have come by now", inline=True),
    Rule(
        "status_key",
        """'no_data' if reason != '' else
        'not_started' if not started else
        ('achieved' if meets else 'missed') if finished else
        'achieved' if meets and stays_met else
        'off_track' if spent else
        'on_track' if shortfall <= equal * abs(expected) else
        'on_track' if shortfall <= nearly * way and not limited else
        'at_risk' if shortfall <= at_risk_band * way else
        'off_track'""",
        "both bands are shares of the way expected, so that a count of thousands is not always close",
    ),
    Rule(
        "out_of_reach",
        """time_share >= late if judging == 'level' else
        spent if better < 0 and judging != 'latest' else
        time_share >= out_of_reach_from and
        gap / (1 - expected_share) > out_of_reach_speed * max(better * (value - line_from) / expected_share, 0)""",
        "late means hardly turn, what is spent is spent, and a speed is not doubled by trying harder",
        inline=True,
    ),
    Rule(
        "advice",
        """'' if status_key in ('no_data', 'not_started') else
        ('stale' if as_of - due > (review_every if known(review_every) else stale_days) else '') if finished else
        'met_early' if status_key == 'achieved' else
        '' if status_key == 'on_track' else
        'out_of_reach' if status_key == 'off_track' and out_of_reach else
        ('used_up' if abs(gap) <= equal * abs(goal_value) else 'slow_down') if judging == 'prorated' and better < 0 else
        'catch_up'""",
        "what is over is closed, what is met is raised, and only what lags behind asks for more",
    ),
    Rule(
        "basis",
        """'' if status_key in ('no_data', 'not_started') else
        'latest' if judging == 'latest' else
        'latest_goal' if by_latest else
        'few_rows' if asks_latest else
        'goal' if finished or judging == 'level' else
        'line' if judging == 'line' else
        'season' if known(season_share) else
        'calendar_last_year' if known(last_year_share) else
        'calendar'""",
        "which value is judged, and what it is held against, is said",
    ),
    Rule("review_days", "max(1, floor(review_every))", "reviews take place on whole days", inline=True),
    Rule(
        "next_review",
        """min(start + (max(0, floor((as_of - start) / review_days)) + 1) * review_days, due)
        if dated and not finished and review_every >= 1 else nothing""",
        "counted from the start, after the last day that counts; the due day is one, too",
    ),
)

_SMART = (
    Rule("mixed", "by_placement and placement == 'all'", "organic and paid are different work", inline=True),
    Rule(
        "smart_s",
        """'' if blocked else
        ('no_slice' if mixed else 'no_platform') if platform == 'All' else
        'no_placement' if mixed else
        ''""",
        "specific: somebody knows where to act",
    ),
    Rule(
        "smart_m",
        """'' if not dated or known(value) else
        'never_measured' if not any_known(best, baseline_figure, start_value) else
        'no_value_now' if started else
        ''""",
        "measurable: there is a figure, or there was one before the start",
    ),
    Rule("tolerance", "equal * abs(goal_value)", "rounding does not decide", inline=True),
    *(_beyond(figure) for figure in ("best", "trend", "benchmark")),
    Rule(
        "smart_a",
        """'' if not dated else
        'too_easy' if not stays and better * (goal_value - baseline) <= tolerance else
        ('unknown' if evidence == '' else '') if not any_known(best, trend, benchmark) else
        'beyond_all' if known(goal_value) and beyond_best and beyond_trend and beyond_benchmark else
        ''""",
        "achievable: more than there is, and not far beyond all that anybody reached",
    ),
    Rule("smart_r", "'no_objective' if not blocked and objective == '' else ''", "relevant: good for something"),
    Rule(
        "smart_t",
        """'' if blocked else
        'dates' if not dated else
        'short' if days < shortest else
        'long' if days > longest else
        'no_review' if days > review_from and not known(review_every) else
        ''""",
        "time-bound: long enough to tell, short enough to matter",
    ),
)

_SENTENCES = (
    Rule(
        "statement_key",
        """'unclear' if not dated or not known(goal) else
        ('at_least' if goal_kind_key == 'at_least' else 'at_most') if stays else
        (
            ('increase' if goal >= 0 else 'reduce') if known(goal_value) else
            'increase_only' if goal >= 0 else
            'reduce_only'
        ) if shares else
        (
            ('increase_by' if goal >= 0 else 'reduce_by') if known(goal_value) else
            'increase_by_only' if goal >= 0 else
            'reduce_by_only'
        ) if changes else
        ('amount_up' if better > 0 else 'amount_down') if kind_key == 'flow' else
        'value_up' if better > 0 else
        'value_down'""",
        "amounts are reached between two days, all else by a day; a change is said with what is known of it",
        inline=True,
    ),
    Rule(
        "told",
        """reason if reason != '' else
        ('catch_up_per_day' if known(needed_per_day) else 'catch_up') if advice == 'catch_up' else
        advice""",
        "why it cannot be judged comes before what to do",
        inline=True,
    ),
    Rule(
        "not_asked",
        f"reason in {tuple(str(one) for one in _AT_FAULT)}",
        "a row that is itself at fault asks for nothing that could lack anything",
        inline=True,
    ),
)

SMART = tuple(rule.name for rule in _SMART if not rule.inline)
RULES = Rules(_GIVEN, THRESHOLDS, (*_TIME, *_FIGURES, *_PROGRESS, *_VERDICT, *_SMART, *_SENTENCES))
