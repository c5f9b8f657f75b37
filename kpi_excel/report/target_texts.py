"""What is said of a target: its statement, why it cannot be judged, what to do, what it lacks.

The dashboard says the same with formulas, so that a changed goal changes the sentence;
`authoring.dashboard.target_texts` writes them from the same patterns.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from kpi_excel.engine.targets.judgement import Judgement, asked
from kpi_excel.engine.targets.rules import RULES, SMART
from kpi_excel.language.dates import date_text
from kpi_excel.language.names import label, platform
from kpi_excel.language.numbers import Affixes, affixes, change, difference, difference_affixes, number
from kpi_excel.language.texts import Texts
from kpi_excel.model.kpi import ChangeUnit, Kpi
from kpi_excel.model.rule.work import Value
from kpi_excel.model.settings import ALL_PLACEMENTS, ALL_PLATFORMS
from kpi_excel.model.target import Basis, Target, Weakness


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
    told = asked(target)
    told |= {"blocked": judgement.reason.in_row, "kind_key": kpi.kind, "direction_key": kpi.direction}
    told |= {"goal_value": judgement.goal_value, "baseline": judgement.baseline}
    pattern = phrases.words.text("targets", "statements", str(RULES.values(told)["statement_key"]))
    words |= {
        name: date_text(day, phrases.words) for name, day in (("start", target.start), ("due", target.due)) if day
    }
    words |= {"change": "" if math.isnan(target.goal) else change(target.goal, ChangeUnit.PERCENT, phrases.words)}
    words |= {"by": "" if math.isnan(target.goal) else phrases.gap(target.goal, kpi)}
    for name, value in (("goal", judgement.goal_value), ("baseline", judgement.baseline)):
        words[name] = "" if math.isnan(value) else phrases.number(value, kpi)
    return pattern.format(**words)


def advice(kpi: Kpi, judgement: Judgement, phrases: Phrases) -> str:
    """Say what to do about a target, or why it cannot be judged; nothing if there is nothing to do."""
    gap, needed = judgement.gap, judgement.needed_per_day
    told: dict[str, Value] = {"reason": judgement.reason, "advice": judgement.advice, "needed_per_day": needed}
    code = str(RULES.values(told)["told"])
    texts = {**phrases.words.section("targets", "reasons"), **phrases.words.section("targets", "advice"), "": ""}
    return str(texts[code]).format(
        gap="" if math.isnan(gap) else phrases.gap(gap, kpi),
        needed="" if math.isnan(needed) else phrases.number(needed, kpi),
    )


def judged_by(kpi: Kpi, judgement: Judgement, phrases: Phrases) -> str:
    """Say which value is judged and what it is held against; nothing where nothing is judged."""
    if judgement.basis is Basis.NONE:
        return ""
    days = {"first": judgement.latest_start, "last": judgement.latest_end}
    share, whole = judgement.last_year_share, judgement.whole_value
    return phrases.words.text("targets", "judged", judgement.basis).format(
        **{name: date_text(day, phrases.words) if day else "" for name, day in days.items()},
        whole="" if math.isnan(whole) else phrases.number(whole, kpi),
        share="" if math.isnan(share) else change(share, ChangeUnit.PERCENT, phrases.words),
    )


def lacking(judgement: Judgement, phrases: Phrases) -> str:
    """Say what a target lacks to be SMART, part by part; nothing of a row that is itself at fault."""
    if RULES.values({"reason": judgement.reason})["not_asked"]:
        return ""
    codes = [getattr(judgement, name) for name in SMART]
    found = [phrases.words.text("targets", "smart", code) for code in codes if code is not Weakness.NONE]
    separator = phrases.words.text("words", "forms", "between_clauses")
    return separator.join(found) if found else phrases.words.text("targets", "smart", "good")
