"""What is said of a target: its statement, why it cannot be judged, what to do, what it lacks.

The dashboard says the same with formulas, so that a changed goal changes the sentence;
`authoring.dashboard.target_texts` writes them from the same patterns.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from kpi_excel.catalogue.texts import Texts
from kpi_excel.engine.targets.judgement import Judgement, asked
from kpi_excel.engine.targets.rules import RULES, SMART
from kpi_excel.model.kpi import Kpi, Unit
from kpi_excel.model.rule.work import Value
from kpi_excel.model.settings import ALL_PLACEMENTS, ALL_PLATFORMS
from kpi_excel.model.target import Target, Weakness


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
            return self._text("numbers", "percent")
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
            >>> from kpi_excel.catalogue.texts import texts
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
        return self._digits(abs(value) * 100, Unit.POINTS) + self._text("numbers", "percent")

    def date(self, day: date) -> str:
        """Write a day with the month's name."""
        month = self.words.section("terms", "months")["long"][day.month - 1]
        return self._localized(self._text("units", "date").format(day=day.day, month=month, year=day.year))

    def _digits(self, size: float, unit: Unit) -> str:
        places = decimals(size, unit)
        rounded = _rounded(size, places)
        whole, fraction = divmod(rounded, 1)
        text = f"{int(whole):,}".replace(",", self._text("numbers", "group"))
        if fraction:
            places = decimals(float(rounded), unit)
            text += self._text("numbers", "decimal") + f"{fraction:.{places}f}"[2:]
        return self._localized(text)

    def _localized(self, text: str) -> str:
        return text.translate(dict(zip(map(ord, "0123456789"), self._text("numbers", "digits"), strict=True)))

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
    told = asked(target)
    told |= {"blocked": judgement.reason.in_row, "kind_key": kpi.kind, "direction_key": kpi.direction}
    told |= {"goal_value": judgement.goal_value, "baseline": judgement.baseline}
    pattern = phrases.words.text("targets", "statements", str(RULES.values(told)["statement_key"]))
    words |= {name: phrases.date(day) for name, day in (("start", target.start), ("due", target.due)) if day}
    words |= {"change": "" if math.isnan(target.goal) else phrases.share(target.goal)}
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


def lacking(judgement: Judgement, phrases: Phrases) -> str:
    """Say what a target lacks to be SMART, part by part; nothing of a row that is itself at fault."""
    if RULES.values({"reason": judgement.reason})["not_asked"]:
        return ""
    codes = [getattr(judgement, name) for name in SMART]
    found = [phrases.words.text("targets", "smart", code) for code in codes if code is not Weakness.NONE]
    separator = phrases.words.text("targets", "numbers", "list_separator")
    return separator.join(found) if found else phrases.words.text("targets", "smart", "good")
