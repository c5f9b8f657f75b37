"""The numbers that the rules of targets use, each with the ground for it."""

from kpi_excel.model.rule.rule import Threshold

THRESHOLDS = (
    Threshold("equal", 1e-9, "a goal is met if only the last of the fifteen digits that a worksheet keeps are missing"),
    Threshold("at_risk_band", 0.1, "what users are told: at risk is within 10 % of what is expected"),
    Threshold("nearly", 0.01, "a hundredth is a day of a quarter: nobody acts on so small a delay"),
    Threshold("enough_rows", 30, "a mean of 30 rows is off by a fifth (1 / sqrt(30)) of what single rows vary by"),
    Threshold("too_early", 0.1, "a tenth of a quarter is nine days: a pace says something once each weekday is in it"),
    Threshold("out_of_reach_from", 0.25, "a quarter of a quarter is three weeks: one good week is not all of it"),
    Threshold("out_of_reach_speed", 2.0, "twice the speed so far takes another plan, not more of the same"),
    Threshold("stretch", 0.1, "beyond the best known value by more than the band in which one calls a goal at risk"),
    Threshold("late", 0.75, "then the rest must be better than the goal by three times what the time gone lacks"),
    Threshold("stale_days", 30, "reports are monthly: one of them has shown the final value"),
    Threshold("shortest", 7, "under a week not every weekday is in it"),
    Threshold("longest", 366, "a year, also with 29 February in it"),
    Threshold("review_from", 92, "the longest quarter: what lasts longer is looked at on the way"),
)
VALUES = {one.name: one.value for one in THRESHOLDS}
