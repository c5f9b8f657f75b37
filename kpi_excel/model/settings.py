"""Settings: the few choices that change what is computed and how it is shown."""

from dataclasses import dataclass
from datetime import date

from kpi_excel.model.calendar import GREGORIAN, Calendar
from kpi_excel.model.period import Grain

LANGUAGES = ("en", "id", "fa")
PERSIAN, WESTERN = DIGITS = ("persian", "western")
ALL_PLATFORMS = "All"
ALL_PLACEMENTS = "all"
PLACEMENTS = ("organic", "paid")
PREVIOUS, LAST_YEAR = COMPARISONS = ("previous", "last_year")
INDUSTRY = "industry"  # the name of a benchmark that is nobody's in particular, whatever a workbook calls it
ENGAGEMENT_PARTS = ("likes", "comments", "shares", "saves", "clicks")
EVERY_KPI = "all"  # of kpis_shown


@dataclass(frozen=True, slots=True)
class Settings:
    """What the settings table says, with the defaults for what it leaves open.

    Args:
        brand: own brand, as the mentions table writes it.
        report_period: a period's name, or ``latest``.
        comparison: ``previous`` or ``last_year``.
        trend_period: grain of the trend.
        trend_length: number of periods in the trend.
        currency: ISO 4217 code; empty shows amounts without one.
        currency_name: what is shown beside amounts in the code's place; empty shows the code or its usual name.
        language: of labels and texts.
        digits: of Persian dashboards; other languages have western ones.
        calendar: ``gregorian`` or ``jalali``: whose weeks, months, quarters and years the periods are.
        fiscal_year_start: month of that calendar, 1 to 12.
        engagement_includes: post columns that engagements add up.
        csat_scale: highest score of satisfaction surveys.
        csat_satisfied_from: lowest score that counts as satisfied on that scale; None is the top two scores.
        review_scale: highest score of reviews.
        customer_lifespan_years: for customer lifetime value; None is no value.
        as_of: last day that counts; None is the last date in the data.
        kpis_shown: names of KPIs that are shown even without data, or ``all`` for every one.
        kpis_hidden: names of KPIs that are not shown.
    """

    brand: str = ""
    report_period: str = "latest"
    comparison: str = PREVIOUS
    trend_period: Grain = Grain.MONTH
    trend_length: int = 13
    currency: str = ""
    currency_name: str = ""
    language: str = "en"
    digits: str = PERSIAN
    calendar: str = GREGORIAN
    fiscal_year_start: int = 1
    engagement_includes: tuple[str, ...] = ("likes", "comments", "shares", "saves")
    csat_scale: float = 5
    csat_satisfied_from: float | None = None
    review_scale: float = 5
    customer_lifespan_years: float | None = None
    as_of: date | None = None
    kpis_shown: tuple[str, ...] = ()
    kpis_hidden: tuple[str, ...] = ()

    @property
    def own_calendar(self) -> Calendar:
        """Give the calendar of the periods, with the fiscal year."""
        return Calendar(self.calendar, self.fiscal_year_start)
