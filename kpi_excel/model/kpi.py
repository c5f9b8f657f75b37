"""KPIs: a name, a formula over measures, and what people need to know to read the number."""

from dataclasses import dataclass
from enum import StrEnum

from kpi_excel.model.formula import Formula
from kpi_excel.model.measure import GIVEN


class Category(StrEnum):
    """The seven groups in which KPIs are shown, in this order."""

    REACH = "reach"
    AUDIENCE = "audience"
    ENGAGEMENT = "engagement"
    CONVERSION = "conversion"
    CUSTOMER_SERVICE = "customer_service"
    COMMERCE = "commerce"
    SENTIMENT = "sentiment"


class Unit(StrEnum):
    """What a value is counted in. Percent is stored as a fraction."""

    COUNT = "count"
    RATIO = "ratio"
    PERCENT = "percent"
    MONEY = "money"
    POINTS = "points"
    PER_DAY = "per_day"
    PER_POST = "per_post"
    MINUTES = "minutes"
    CHARACTERS = "characters"
    WORDS = "words"


class ChangeUnit(StrEnum):
    """What a change is counted in."""

    PERCENTAGE_POINTS = "percentage_points"  # of KPIs in percent; 0.4 is from 3.0 % to 3.4 %
    POINTS = "points"  # of scores such as NPS
    PERCENT = "percent"  # of everything else; stored as a fraction of the earlier value


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"
    NEUTRAL = "neutral"


class Kind(StrEnum):
    """How a value relates to time: flows add up over days, stocks stand at a day, rates do neither."""

    FLOW = "flow"
    STOCK = "stock"
    RATE = "rate"


class Origin(StrEnum):
    """Where a KPI's definition comes from."""

    BOTH_ARTICLES = "both_articles"
    PERSIAN_ARTICLE = "persian_article"
    INDONESIAN_ARTICLE = "indonesian_article"
    CONVENTION = "convention"
    CUSTOM = "custom"


@dataclass(frozen=True)
class Kpi:
    """One KPI, defined once.

    Args:
        name: stable key, such as ``engagement_rate``.
        function: worksheet function name, such as ``ENGAGEMENT_RATE``.
        category: the group it is shown in.
        formula: arithmetic over measures.
        unit: what the value is counted in; percent values are fractions.
        direction: which way is better.
        kind: flow, stock or rate.
        origin: where the definition comes from.
        origin_item: its number in a numbered source; 0 if the source does not number it.
        cell_formula: arithmetic over plain arguments, where a cell's formula differs from the measures' one.
        answers: arguments of a function that takes raw answers (scores, times, texts) instead of measures.
        label: a name for people, only for a custom KPI; the catalogue's labels stand in its language files.
        meaning: what it tells, only for a custom KPI.
    """

    name: str
    function: str
    category: Category
    formula: Formula
    unit: Unit
    direction: Direction
    kind: Kind
    origin: Origin = Origin.CUSTOM
    origin_item: int = 0
    cell_formula: Formula | None = None
    answers: tuple[str, ...] = ()
    label: str = ""
    meaning: str = ""

    @property
    def measures(self) -> tuple[str, ...]:
        """Give the measures that the formula uses, in order of appearance."""
        return self.formula.names

    @property
    def arguments(self) -> tuple[str, ...]:
        """Give the arguments of the worksheet and Python function, in order.

        Example:
            >>> from kpi_excel.catalogue import kpi
            >>> kpi("engagement_rate_by_reach").arguments
            ('engagements', 'reach')
        """
        if self.answers:
            return self.answers
        return tuple(dict.fromkeys(name.split(GIVEN)[0] for name in (self.cell_formula or self.formula).names))

    @property
    def plain_formula(self) -> Formula:
        """Give the formula over the function's plain arguments, which is also the one shown to people."""
        if self.cell_formula:
            return self.cell_formula
        plain = {name: Formula(name.split(GIVEN)[0]) for name in self.formula.names if GIVEN in name}
        return self.formula.substitute(plain) if plain else self.formula
