"""The example brand as people describe it: platforms and accounts, captions and comments, targets and benchmarks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kpi_excel.language.names import joined
from kpi_excel.language.texts import Texts
from kpi_excel.model.calendar import GREGORIAN
from kpi_excel.model.settings import PERSIAN, Settings

Row = dict[str, object]
BRAND = "Senja Coffee"
COMPETITORS = ("Brewline", "Kopi Pagi")
START, END = date(2024, 10, 1), date(2026, 9, 30)
QUARTERS = 8
MONTH_FACTOR = (0.92, 0.96, 1.04, 0.95, 1.0, 0.98, 0.97, 1.05, 1.0, 1.0, 1.1, 1.28)  # January to December
HOUR_FACTOR = {7: 1.1, 8: 1.12, 9: 1.04, 12: 0.95, 15: 0.82, 18: 1.02, 19: 1.14, 20: 1.08}
HOURS = tuple(HOUR_FACTOR)
RESPONSE_MINUTES = (118, 112, 108, 104, 121, 110, 100, 90.6)  # quarter by quarter
SLOWER = {"Instagram": 0.95, "Facebook": 1.12, "X": 0.94}  # factor on response minutes
RAMADAN = ((date(2025, 3, 1), date(2025, 3, 30)), (date(2026, 2, 18), date(2026, 3, 19)))
LEBARAN = ((date(2025, 3, 31), date(2025, 4, 5)), (date(2026, 3, 20), date(2026, 3, 25)))
MENTIONS_A_WEEK = {  # at the start, and their growth over the two years
    "Instagram": {BRAND: (40, 1.5), "Brewline": (66, 1.1), "Kopi Pagi": (25, 1.3)},
    "X": {BRAND: (33, 1.1), "Brewline": (45, 1.05), "Kopi Pagi": (17, 1.1)},
    "TikTok": {BRAND: (15, 3.6), "Brewline": (36, 1.6), "Kopi Pagi": (13, 1.5)},
}
MOODS = {BRAND: (0.52, 0.3, 0.14), "Brewline": (0.42, 0.35, 0.18), "Kopi Pagi": (0.46, 0.33, 0.15)}
AD_PLANS = {  # weekly spend, cost per click, click-through rate, conversions per click, revenue each, leads per click
    "Instagram": (80, 0.44, 0.011, 0.022, 54.0, 0.0),
    "Facebook": (52, 0.38, 0.012, 0.02, 49.0, 0.012),
    "TikTok": (52, 0.34, 0.009, 0.016, 50.0, 0.0),
    "LinkedIn": (26, 1.6, 0.007, 0.012, None, 0.06),
}


@dataclass(frozen=True, slots=True)
class Format:
    """A post format: its share of posts, and factors on its platform's engagement, impressions and clicks."""

    name: str
    share: float
    engagement: float = 1.0
    impressions: float = 1.0
    clicks: float = 1.0
    video: bool = False


@dataclass(frozen=True, slots=True)
class Platform:
    """What a platform reports and how posts do there.

    Args:
        name: as the input tables write it.
        prefix: of post ids.
        formats: with shares that add up to 1.
        gives: which of impressions, reach and clicks the platform reports for a post.
        engagement: engagements of an average post over followers.
        split: shares of likes, comments, shares and saves in engagements; None is not reported.
        impressions: impressions of an average post over followers.
        frequency: impressions over reach.
        ctr: clicks over impressions.
        views: video views over impressions.
        completions: complete views over views; None is not reported.
        weekend: factor on posts and engagement on Saturday and Sunday.
        sessions: visits to the site in an average week at the start, and their growth over the two years.
        conversion: conversions over sessions.
        quarters: factor on engagement in each of the eight quarters.
    """

    name: str
    prefix: str
    formats: tuple[Format, ...]
    gives: frozenset[str]
    engagement: float
    split: tuple[float | None, ...]
    impressions: float
    sessions: tuple[float, float]
    conversion: float
    frequency: float = 1.3
    ctr: float = 0.0
    views: float = 0.5
    completions: float | None = None
    weekend: float = 1.0
    quarters: tuple[float, ...] = (1.0,) * QUARTERS


@dataclass(frozen=True, slots=True)
class Account:
    """A brand's account: followers at both ends, posts a week, and profile visits a week over followers."""

    platform: str
    name: str
    first: int
    last: int
    posts: int
    visits: float | None
    churn: float | None = 0.0016


def _some(*names: str) -> frozenset[str]:
    return frozenset(names)


_VIDEO = Format("video", 0.25, 1.3, 1.3, 0.7, video=True)
PLATFORMS: dict[str, Platform] = {
    profile.name: profile
    for profile in (
        Platform(
            "Instagram", "IG",
            (Format("reel", 0.34, 1.4, 1.7, 0.0, video=True), Format("carousel", 0.28, 1.25, 1.0, 0.0),
             Format("photo", 0.2, 0.75, 0.8, 0.0), Format("story", 0.18, 0.25, 0.45)),
            _some("impressions", "reach", "clicks"), 0.022, (0.83, 0.05, 0.05, 0.07), 0.36, (380, 1.5), 0.0105,
            ctr=0.02, views=0.85, weekend=1.12, quarters=(1.0, 0.97, 0.98, 0.97, 1.03, 0.98, 0.98, 1.175),
        ),
        Platform(
            "Facebook", "FB",
            (Format("photo", 0.4), Format("link", 0.3, 0.65, 0.9, 1.6), _VIDEO, Format("poll", 0.05, 1.2)),
            _some("impressions", "reach", "clicks"), 0.0075, (0.8, 0.1, 0.1, None), 0.21, (230, 1.1), 0.014,
            ctr=0.012, completions=0.17,
        ),
        Platform(
            "X", "X",
            (Format("text", 0.45, 0.95), Format("photo", 0.3, 1.15), Format("link", 0.15, 0.7, 0.8, 2.0),
             Format("poll", 0.1, 1.1)),
            _some("impressions", "clicks"), 0.007, (0.79, 0.07, 0.09, 0.05), 0.5, (70, 1.05), 0.018, ctr=0.008,
        ),
        Platform(
            "LinkedIn", "LI",
            (Format("carousel", 0.3, 1.35, 1.2), Format("photo", 0.3), Format("text", 0.2, 0.85, 0.9, 0.5),
             Format("link", 0.2, 0.65, 0.8, 1.7)),
            _some("impressions", "reach", "clicks"), 0.017, (0.86, 0.06, 0.08, None), 0.5, (60, 1.5), 0.019,
            frequency=1.45, ctr=0.018, weekend=0.1,
        ),
        Platform(
            "TikTok", "TT", (Format("video", 1.0, video=True),), _some("reach"), 0.034, (0.84, 0.04, 0.06, 0.06), 0.8,
            (90, 4.2), 0.011, frequency=1.18, views=1.0, completions=0.24, weekend=1.1,
        ),
        Platform(
            "YouTube", "YT", (Format("video", 0.5, 1.2, 1.1, video=True), Format("short", 0.5, 0.8, 0.9, video=True)),
            _some("impressions"), 0.015, (0.85, 0.12, 0.03, None), 2.9, (45, 1.6), 0.012, views=0.11, completions=0.36,
            weekend=1.15,
        ),
    )
}  # fmt: skip
ACCOUNTS = (
    Account("Instagram", "@senjacoffee", 29_400, 43_600, 2, 0.035),
    Account("Instagram", "@senja.roastery", 3_100, 6_200, 1, 0.03),
    Account("Facebook", "Senja Coffee", 25_800, 28_300, 2, 0.012),
    Account("X", "@senjacoffee", 7_700, 8_250, 2, 0.02, 0.0026),
    Account("LinkedIn", "Senja Coffee Roasters", 3_050, 5_500, 2, 0.03, None),
    Account("TikTok", "@senjacoffee", 5_600, 38_600, 2, 0.05),
    Account("YouTube", "Senja Coffee", 3_900, 7_700, 2, None),
)

CAPTIONS: tuple[tuple[str, str], ...] = (
    ("First light, first pour. Gayo beans, washed and bright. ☕", "#gayo #pourover #senjacoffee"),
    ("Selamat pagi! Kopi susu gula aren is back on the menu. #kopisusu #senjacoffee", ""),
    ("How we roast Toraja: slow, dark edges, no smoke.", "#toraja #roastery"),
    ("Three ways to brew Kintamani at home. Save this for Sunday. #homebrew #kintamani", ""),
    ("Meet Pak Wayan, who has grown our Bali beans for 19 years. 🌱", "#meetthefarmer #bali"),
    ("Senja means dusk. Our cafés stay open for it until ten. 🌇", "#senja #cafelife"),
    ("Latte art throwdown this Friday. Bring a friend. #latteart #jakartacoffee", ""),
    ("What grind size do you use for V60? Tell us below.", ""),
    ("Ngopi dulu, yuk. Buy two bags, the second is 30 % off. #ngopi #promo", ""),
    ("Cold brew, 18 hours, one orange peel. That is the whole recipe. 🍊", "#coldbrew #recipe #homebrew"),
    ("New origin: Flores Bajawa. Cocoa, tobacco leaf, a little smoke.", "#flores #neworigin"),
    ("Behind the bar with Dara, head barista since day one. #baristalife", ""),
    ("Free delivery in the city this weekend. 🛵", "#promo #senjacoffee"),
    ("Our cups are now 100 % compostable. Small thing, big pile of cups. ♻️", "#sustainability"),
    ("Filter or espresso? Vote now.", ""),
    ("From cherry to cup in 60 seconds. #fromfarmtocup #gayo #roastery", ""),
    ("Office coffee that people walk back from lunch for. Ask for a tasting.", "#officecoffee"),
    ("Hujan, buku, kopi tubruk. 🌧️📖", "#kopitubruk #senja"),
    ("Tasting notes, decoded: what “bright” means and why it is not sour. #coffee101", ""),
    ("A bag of Senja, a card in your handwriting: gift boxes are here. 🎁", "#giftbox #senjacoffee"),
    ("Why we pay farmers before the harvest. A short thread.", "#directtrade"),
    ("Buka puasa with kurma latte, from sunset until late. 🌙 #ramadan #kurmalatte", ""),
    ("Our roastery is hiring: production roaster, full time.", "#hiring #roastery"),
    ("Terima kasih for a thousand reviews. We read every one. 🙏", "#terimakasih"),
    ("Espresso tonic on the terrace, anyone? #espressotonic #cafelife #senja", ""),
)

COMMENTS: tuple[str, ...] = (
    "Love this!",
    "Mantap ☕🔥",
    "The Gayo was the best filter coffee I have had this year, please never stop roasting it.",
    "Kapan buka di Surabaya?",
    "😍😍😍",
    "Do you ship to Bandung? And how long does it take?",
    "Enak banget kopi susunya 🤎",
    "My order arrived two days late, and one bag was open. Not happy.",
    "What ratio do you use for the cold brew?",
    "Wangi banget waktu dibuka bungkusnya, langsung jatuh cinta.",
    "Price went up again?",
    "Pak Wayan 🙌🏽",
    "We tried the recipe with a Moka pot and it works surprisingly well; a little less water helps.",
    "Keren!",
    "Ada yang decaf?",
    "Tolong balas DM saya, pesanan belum sampai.",
    "Best café on the street, and the staff remember your name.",
    "Too dark for me, I prefer the Kintamani.",
    "عالی بود، مرسی ☕",
    "First time trying Flores. Wow.",
    "Is the cup really compostable at home?",
    "Makasih infonya kak 🙏",
    "👨‍👩‍👧 Our Sunday place",
    "Sold out again? Third time this month…",
    "Can I visit the roastery with a group of twelve students?",
)


def settings(words: Texts) -> list[Row]:
    """Give the settings table, every setting written out."""
    parts = words.section("options", "engagement_part")
    values: dict[str, object] = {
        "brand": BRAND,
        "report_period": "2026-Q3",
        "comparison": "previous",
        "trend_period": "month",
        "trend_length": 13,
        "currency": "USD",
        "currency_name": None,
        "language": words.language,
        "digits": PERSIAN if words.own_digits else None,
        "calendar": words.text("options", "calendar", GREGORIAN),
        "fiscal_year_start": 1,
        "engagement_includes": joined((parts[one] for one in Settings().engagement_includes), words),
        "csat_scale": 5,
        "csat_satisfied_from": 4,
        "review_scale": 5,
        "customer_lifespan_years": 3,
        "as_of": END,
        "kpis_shown": None,
        "kpis_hidden": None,
    }
    return [{"name": name, "value": value} for name, value in values.items()]


def costs(months: list[date]) -> list[Row]:
    """Give the costs table: staff, content and tools serve every platform, influencers one at a time."""
    rows: list[Row] = []
    for number, first in enumerate(months):
        items: list[tuple[str | None, str, int]] = [(None, "staff", 420), (None, "content", 310 + number * 17 % 80)]
        items += [(None, "tools", 95), (("TikTok", "Instagram")[number % 2], "influencers", 120 + number * 13 % 50)]
        if first.month in (3, 8, 12):
            items.append((None, "events", 240 + 5 * number))
        rows += [{"date": first, "platform": at, "category": what, "amount": amount} for at, what, amount in items]
    return rows


def targets(words: Texts) -> list[Row]:
    """Give the targets table; the last one is left half-written, as one often finds them."""
    start, year = date(2026, 7, 1), date(2026, 1, 1)
    q3_end, year_end = date(2026, 9, 30), date(2026, 12, 31)
    columns = ("kpi", "platform", "placement", "goal_kind", "goal", "baseline", "start", "due", "owner")
    cells: tuple[tuple[tuple[object, ...], str, str, int], ...] = (
        (("engagement_rate", "Instagram", "organic", "change", 0.12, "previous", start, q3_end, "Ayu"),
         "community", "reels", 14),
        (("average_response_time", None, None, "change", -0.10, "last_year", start, q3_end, "Raka"),
         "service", "shift", 7),
        (("followers", "TikTok", None, "value", 38_000, "previous", start, q3_end, "Dara"), "awareness", "pace", 14),
        (("revenue", None, None, "value", 42_500, "last_year", year, year_end, "Bima"), "sales", "season", 30),
        (("click_through_rate", None, None, "value", 0.0163, "previous", start, year_end, "Ayu"), "sales", "tests", 30),
        (("cost_per_click", None, "paid", "change", -0.10, "last_year", start, year_end, "Bima"),
         "efficiency", "bids", 14),
        (("customer_satisfaction", None, None, "value", 0.88, "previous", start, year_end, "Raka"),
         "service", "survey", 30),
        (("net_new_followers", None, None, "value", 40_000, "last_year", year, year_end, "Dara"),
         "awareness", "pace", 30),
        # which nobody can judge: the platform tells no clicks
        (("conversion_rate", "TikTok", None, "value", 0.02, None, start, year_end, "Bima"), "sales", "tests", 30),
    )  # fmt: skip
    rows: list[Row] = [
        dict(zip(columns, given, strict=True))
        | {
            "objective": words.text("example", "objectives", objective),
            "evidence": words.text("example", "evidence", evidence),
            "review_every": days,
        }
        for given, objective, evidence, days in cells
    ]
    unfinished = ("share_of_voice", None, None, "value", 0.4, None, date(2026, 10, 1), year_end, "Dara")
    return [*rows, dict(zip(columns, unfinished, strict=True))]


def benchmarks(words: Texts) -> list[Row]:
    """Give the benchmarks table: the field and both competitors."""
    cells: tuple[tuple[object, ...], ...] = (
        ("engagement_rate", "Instagram", "industry", 0.0185, "followers"),
        ("engagement_rate", "Instagram", COMPETITORS[0], 0.021, "followers"),
        ("engagement_rate", "Instagram", COMPETITORS[1], 0.029, "reach"),  # shown, but not to be compared
        ("engagement_rate_by_views", "TikTok", "industry", 0.04, "views"),
        ("click_through_rate", None, "industry", 0.011, "impressions"),
        ("cost_per_click", None, "industry", 0.58, "clicks"),
        ("average_response_time", None, "industry", 150, None),
        ("customer_satisfaction", None, "industry", 0.8, None),
        ("net_promoter_score", None, "industry", 31, None),
        ("bounce_rate", None, "industry", 0.55, "sessions"),
        ("followers", "TikTok", COMPETITORS[0], 61_000, None),
        ("followers", "TikTok", COMPETITORS[1], 24_500, None),
    )
    names = ("kpi", "platform", "name", "value", "basis")
    return [
        dict(zip(names, given, strict=True)) | {"year": 2026, "source": words.text("example", "benchmark_source")}
        for given in cells
    ]


def custom_kpis(words: Texts) -> list[Row]:
    """Give the brand's own KPI."""
    return [
        {
            "name": "saves_per_post",
            "function": "SAVES_PER_POST",
            "label": words.text("example", "custom_label"),
            "category": "engagement",
            "formula": "saves / posts_given_saves",
            "unit": "per_post",
            "direction": "up",
            "meaning": words.text("example", "custom_meaning"),
        }
    ]
