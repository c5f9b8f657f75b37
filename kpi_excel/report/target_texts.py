"""What is said of a target: its statement, why it cannot be judged, what to do, what it lacks.

The dashboard says the same with formulas, so that a changed goal changes the sentence;
`authoring.dashboard.target_texts` writes them from the same patterns.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from kpi_excel.engine.targets.judgement import Judgement, Judging, better_way, judging
from kpi_excel.language.texts import Texts
from kpi_excel.model.kpi import Kpi, Unit
from kpi_excel.model.settings import ALL_PLACEMENTS, ALL_PLATFORMS
from kpi_excel.model.target import Advice, GoalKind, Reason, Target, Weakness

SMART = ("smart_s", "smart_m", "smart_a", "smart_r", "smart_t")


@dataclass(frozen=True)
class Rounding:
    """With how many decimals a KPI's numbers are said.

    Args:
        below: the size, in percent for percentages, below which the finer ones are.
        fine: decimals of smaller numbers.
        coarse: decimals of all others.
    """

    below: float
    fine: int
    coarse: int


_ROUNDINGS = {
    Unit.COUNT: Rounding(0, 0, 0),
    Unit.MINUTES: Rounding(0, 0, 0),
    Unit.MONEY: Rounding(10_000, 2, 0),
    Unit.RATIO: Rounding(0, 2, 2),
    Unit.PERCENT: Rounding(10, 2, 1),
}


def rounding(unit: Unit) -> Rounding:
    """Tell how a unit's numbers are rounded in sentences."""
    return _ROUNDINGS.get(unit, Rounding(0, 1, 1))


def scale(unit: Unit) -> int:
    """Give by what a value is multiplied to be said: percentages are kept as fractions."""
    return 100 if unit is Unit.PERCENT else 1


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
        """Give a KPI's name as it stands inside a sentence: without a capital, unless it is an acronym or a name."""
        label = self.words.label(kpi)
        acronym = label[1:2].isupper() or label[1:2] in "-/"
        name = any(word[:1].isupper() for word in label.split()[1:])
        return label if acronym or name else label[:1].lower() + label[1:]

    def where(self, target: Target) -> str:
        """Say of what a target's figures are; nothing for everything."""
        platform = "" if target.platform == ALL_PLATFORMS else target.platform
        placement = self.words.text("dashboard", "placements", target.placement)
        placement = "" if target.placement == ALL_PLACEMENTS else placement.lower()
        kind = "both" if platform and placement else "platform" if platform else "placement"
        said = self._text("where", kind).format(platform=platform, placement=placement)
        return f" {said}" if platform or placement else ""

    def before(self, kpi: Kpi | None) -> str:
        """Give what stands before a KPI's number: the currency of money."""
        return f"{self.currency} " if kpi and kpi.unit is Unit.MONEY and self.currency else ""

    def after(self, kpi: Kpi | None) -> str:
        """Give what stands after a KPI's number: its unit."""
        if kpi is None or kpi.unit in (Unit.COUNT, Unit.RATIO, Unit.MONEY):
            return ""
        if kpi.unit is Unit.PERCENT:
            return self.words.marks["percent"]
        return self._text("units", kpi.unit).removeprefix("{number}")

    def gap_after(self, kpi: Kpi | None) -> str:
        """Give what stands after the difference of two of a KPI's numbers: points where they are percentages."""
        return (
            self._text("units", "percentage_points").removeprefix("{number}")
            if kpi and kpi.unit is Unit.PERCENT
            else self.after(kpi)
        )

    def gap(self, value: float, kpi: Kpi) -> str:
        """Write the size of the difference of two of a KPI's numbers for a sentence."""
        number = self._digits(abs(value) * scale(kpi.unit), kpi.unit)
        return f"{self.before(kpi)}{number}{self.gap_after(kpi)}"

    def number(self, value: float, kpi: Kpi) -> str:
        """Write a KPI's value for a sentence.

        Example:
            >>> from kpi_excel.catalogue import kpi
            >>> from kpi_excel.language.texts import texts
            >>> Phrases(texts("en"), "USD").number(1234.5, kpi("revenue"))
            'USD 1,234.50'
            >>> Phrases(texts("id")).number(0.0263, kpi("engagement_rate"))
            '2,63%'
        """
        digits = self._digits(abs(value) * scale(kpi.unit), kpi.unit)
        sign = "-" if value < 0 and digits != self._localized("0") else ""
        return f"{self.before(kpi)}{sign}{digits}{self.after(kpi)}"

    def share(self, value: float) -> str:
        """Write a share as a percentage, without a sign."""
        return self._digits(abs(value) * 100, Unit.POINTS) + self.words.marks["percent"]

    def date(self, day: date) -> str:
        """Write a day with the month's name."""
        month = self.words.months()[day.month - 1]
        return self._localized(self._text("units", "date").format(day=day.day, month=month, year=day.year))

    def _digits(self, size: float, unit: Unit) -> str:
        places = decimals(size, unit)
        rounded = _rounded(size, places)
        whole, fraction = divmod(rounded, 1)
        text = f"{int(whole):,}".replace(",", self.words.marks["group"])
        if fraction:
            places = decimals(float(rounded), unit)
            text += self.words.marks["decimal"] + f"{fraction:.{places}f}"[2:]
        return self._localized(text)

    def _localized(self, text: str) -> str:
        return self.words.digital(text)

    def _text(self, *keys: str) -> str:
        return self.words.text("targets", *keys)


def decimals(size: float, unit: Unit) -> int:
    """Tell how many decimals a number of this size (percent as such, not as a fraction) is said with."""
    found = rounding(unit)
    return found.fine if size < found.below else found.coarse


def _rounded(size: float, places: int) -> Decimal:
    """Round halves up, as worksheets do, on the fifteen digits that they keep."""
    return Decimal(f"{size:.15g}").quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


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
    words |= {"start": phrases.date(target.start), "due": phrases.date(target.due)}
    words |= {"change": phrases.share(target.goal)}
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
