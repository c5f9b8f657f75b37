"""What is said of a target: its statement, why it cannot be judged, what to do, what it lacks.

The dashboard says the same with formulas, so that a changed goal changes the sentence;
`authoring.dashboard.target_texts` writes them from the same patterns.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from kpi_excel.engine.targets.judgement import Judgement, Judging, better_way, judging
from kpi_excel.language.dates import date_text
from kpi_excel.language.names import label, platform
from kpi_excel.language.numbers import Affixes, affixes, change, difference, difference_affixes, number
from kpi_excel.language.texts import Texts
from kpi_excel.model.kpi import ChangeUnit, Kpi
from kpi_excel.model.settings import ALL_PLACEMENTS, ALL_PLATFORMS
from kpi_excel.model.target import Advice, GoalKind, Reason, Target, Weakness

SMART = ("smart_s", "smart_m", "smart_a", "smart_r", "smart_t")


@dataclass(frozen=True)
class Phrases:
    """Parts of sentences about targets in one language.

    Args:
        words: the language.
        currency: ISO code for money; empty for none.
    """

    words: Texts
    currency: str = ""

    def kpi(self, kpi: Kpi) -> str:
        """Give a KPI's name as it stands inside a sentence."""
        return label(kpi.name, self.words, kpi.label)

    def where(self, target: Target) -> str:
        """Say of what a target's figures are; nothing for everything."""
        at = "" if target.platform == ALL_PLATFORMS else platform(target.platform, self.words)
        kept = target.placement == ALL_PLACEMENTS
        placement = "" if kept else self.words.text("options", "placement", target.placement)
        kind = "both" if at and placement else "platform" if at else "placement"
        said = self.words.text("targets", "where", kind).format(platform=at, placement=placement)
        return f" {said}" if at or placement else ""

    def around(self, kpi: Kpi | None) -> Affixes:
        """Give what stands around a KPI's numbers."""
        return affixes(kpi.unit, self.words, self.currency) if kpi else Affixes()

    def around_gap(self, kpi: Kpi | None) -> Affixes:
        """Give what stands around the difference of two of a KPI's numbers."""
        return difference_affixes(kpi.unit, self.words, self.currency) if kpi else Affixes()

    def number(self, value: float, kpi: Kpi) -> str:
        """Say a KPI's value.

        Example:
            >>> from kpi_excel.catalogue import kpi
            >>> from kpi_excel.language.texts import texts
            >>> Phrases(texts("en"), "USD").number(234.5, kpi("revenue"))
            'USD 234.50'
            >>> Phrases(texts("id")).number(0.0263, kpi("engagement_rate"))
            '2,63%'
        """
        return number(value, kpi.unit, self.words, self.currency)

    def gap(self, value: float, kpi: Kpi) -> str:
        """Say the size of the difference of two of a KPI's numbers."""
        return difference(value, kpi.unit, self.words, self.currency)


def statement(target: Target, kpi: Kpi, judgement: Judgement, phrases: Phrases) -> str:
    """Write a target as one sentence: what, where, how much, by when.

    Args:
        target: what is asked.
        kpi: its KPI.
        judgement: for its baseline and goal in the KPI's unit.
        phrases: the language.
    """
    words = {"kpi": phrases.kpi(kpi), "where": phrases.where(target)}
    if judgement.reason.in_row or not target.dated or math.isnan(target.goal):
        return phrases.words.text("targets", "statements", "unclear").format(**words)
    assert target.start is not None and target.due is not None  # noqa: PT018 - for the type checker
    words |= {"start": date_text(target.start, phrases.words), "due": date_text(target.due, phrases.words)}
    words |= {"change": change(target.goal, ChangeUnit.PERCENT, phrases.words)}
    for name, value in (("goal", judgement.goal_value), ("baseline", judgement.baseline)):
        words[name] = "" if math.isnan(value) else phrases.number(value, kpi)
    return phrases.words.text("targets", "statements", _pattern(target, kpi, judgement)).format(**words)


def _pattern(target: Target, kpi: Kpi, judgement: Judgement) -> str:
    if target.goal_kind.stays:
        return str(target.goal_kind)
    if target.goal_kind is GoalKind.CHANGE:
        name = "increase" if target.goal >= 0 else "reduce"
        return name if not math.isnan(judgement.goal_value) else f"{name}_only"
    better = better_way(target.goal_kind, kpi.direction, judgement.goal_value, judgement.baseline)
    amount = judging(kpi.kind, target.goal_kind) is Judging.PRORATED
    return f"{'amount' if amount else 'value'}_{'up' if better > 0 else 'down'}"


def advice(kpi: Kpi, judgement: Judgement, phrases: Phrases) -> str:
    """Say what to do about a target, or why it cannot be judged; nothing if there is nothing to do."""
    if judgement.reason is not Reason.NONE:
        return phrases.words.text("targets", "reasons", judgement.reason)
    if judgement.advice is Advice.NONE:
        return ""
    per_day = judgement.advice is Advice.CATCH_UP and not math.isnan(judgement.needed_per_day)
    text = phrases.words.text("targets", "advice", f"{judgement.advice}_per_day" if per_day else judgement.advice)
    if judgement.advice not in (Advice.CATCH_UP, Advice.SLOW_DOWN):
        return text
    needed = phrases.number(judgement.needed_per_day, kpi) if per_day else ""
    return text.format(gap=phrases.gap(judgement.gap, kpi), needed=needed)


def lacking(judgement: Judgement, phrases: Phrases) -> str:
    """Say what a target lacks to be SMART, part by part; nothing of a row that is itself at fault."""
    if judgement.reason.in_row:
        return ""
    codes = [getattr(judgement, name) for name in SMART]
    found = [phrases.words.text("targets", "smart", code) for code in codes if code is not Weakness.NONE]
    separator = phrases.words.text("words", "forms", "between_clauses")
    return separator.join(found) if found else phrases.words.text("targets", "smart", "good")
