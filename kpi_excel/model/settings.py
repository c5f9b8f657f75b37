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
ENGAGEMENT_PARTS = ("likes", "comments", "shares", "saves", "clicks", "video_views")
ACTIVITY = ("auto", "posts", "daily")
PAPERS = ("A4", "Letter")
EVERYDAY = ("brand", "report_period", "comparison", "trend_period", "trend_length", "currency", "language")
"""Settings in sight in a new workbook; the others are folded below them."""
WAITING = ("activity_from", "response_within", "brand_colour", "logo", "paper")
"""Settings that are read and checked, while nothing follows from them yet."""
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
        time_zone: name of the zone in which days begin and end, such as ``Asia/Jakarta``; empty takes times as written.
        activity_from: whether reach, engagement and the like are taken from ``posts`` or ``daily``, or ``auto``.
        response_within: minutes within which a reply is promised; None promises nothing.
        smallest_base: the least denominator from which rates of hashtags, formats and posts are shown.
        brand_colour: ``#RRGGBB``; empty is the dashboard's own.
        logo: path of a picture; empty is none.
        paper: ``A4`` or ``Letter``.
        kpis_shown: names of KPIs that are shown even without data, or ``all`` for every one.
        kpis_hidden: names of KPIs that are not shown.
        other_names: what the owner calls platforms, formats and the like, each with the name that it stands for.
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
    time_zone: str = ""
    activity_from: str = "auto"
    response_within: float | None = None
    smallest_base: int = 100
    brand_colour: str = ""
    logo: str = ""
    paper: str = "A4"
    kpis_shown: tuple[str, ...] = ()
    kpis_hidden: tuple[str, ...] = ()
    other_names: tuple[tuple[str, str], ...] = ()

    @property
    def shown_currency(self) -> str:
        """Give what stands beside amounts: the currency's name as the settings give it, else its code."""
        return self.currency_name or self.currency

    @property
    def own_calendar(self) -> Calendar:
        """Give the calendar of the periods, with the fiscal year."""
        return Calendar(self.calendar, self.fiscal_year_start)
