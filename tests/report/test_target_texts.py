"""What is said of targets, each sentence written by hand in three languages."""

import re
from dataclasses import replace
from datetime import date

import pytest

from kpi_excel.catalogue import KPIS, kpi
from kpi_excel.engine.targets.judgement import Judgement
from kpi_excel.language.texts import texts
from kpi_excel.model.kpi import Direction
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.model.target import Advice, BaselineFrom, Basis, GoalKind, Method, Reason, Status, Target, Weakness
from kpi_excel.report.target_texts import Phrases, advice, judged_by, lacking, statement
from tests.authoring.target_book import kpi_of
from tests.engine.target_cases import read_cases

EN, ID, FA = (Phrases(texts(language), "USD") for language in LANGUAGES)
ALL = (EN, ID, FA)
NAN = float("nan")
START, DUE = date(2026, 7, 1), date(2026, 9, 30)
CHANGE, VALUE, AT_LEAST, AT_MOST = GoalKind.CHANGE, GoalKind.VALUE, GoalKind.AT_LEAST, GoalKind.AT_MOST
CHANGE_BY = GoalKind.CHANGE_BY
MONEY, COUNT, RATE, MINUTES, RATIO = "revenue", "followers", "engagement_rate", "average_response_time", "frequency"


def test_the_languages_are_these() -> None:
    assert LANGUAGES == ("en", "id", "fa")


# Numbers

NUMBERS = (  # KPI, value, English, Indonesian, Persian
    (COUNT, 0, "0", "0", "۰"),
    (COUNT, 999, "999", "999", "۹۹۹"),
    (COUNT, 1000, "1,000", "1.000", "۱٬۰۰۰"),
    (COUNT, 999_999.5, "1,000,000", "1.000.000", "۱٬۰۰۰٬۰۰۰"),
    (COUNT, 1_234_567, "1.23 million", "1,23 juta", "۱٫۲۳ میلیون"),
    (COUNT, 1_500_000, "1.5 million", "1,5 juta", "۱٫۵ میلیون"),
    (COUNT, 123_456_789, "123.5 million", "123,5 juta", "۱۲۳٫۵ میلیون"),
    (COUNT, 12_034_005_678, "12.03 billion", "12,03 miliar", "۱۲٫۰۳ میلیارد"),
    (COUNT, 0.5, "0.5", "0,5", "۰٫۵"),
    (COUNT, 2.345, "2.35", "2,35", "۲٫۳۵"),  # halves go up
    (COUNT, 999.5, "1,000", "1.000", "۱٬۰۰۰"),
    (COUNT, -12.44, "−12.4", "−12,4", "\u200e−۱۲٫۴"),
    (MONEY, 0.46, "USD 0.46", "USD 0,46", "۰٫۴۶ دلار"),
    (MONEY, 0.046, "USD 0.046", "USD 0,046", "۰٫۰۴۶ دلار"),  # two digits that are not zero
    (MONEY, 1.005, "USD 1.01", "USD 1,01", "۱٫۰۱ دلار"),  # as typed, not as the binary 1.00499...
    (MONEY, 5, "USD 5", "USD 5", "۵ دلار"),
    (MONEY, 5.1, "USD 5.10", "USD 5,10", "۵٫۱۰ دلار"),
    (MONEY, 5.05, "USD 5.05", "USD 5,05", "۵٫۰۵ دلار"),
    (MONEY, 234.5, "USD 234.50", "USD 234,50", "۲۳۴٫۵۰ دلار"),
    (MONEY, 999.995, "USD 1,000", "USD 1.000", "۱٬۰۰۰ دلار"),
    (MONEY, 1234.5, "USD 1,235", "USD 1.235", "۱٬۲۳۵ دلار"),  # large: without cents
    (MONEY, 31_787.67, "USD 31,788", "USD 31.788", "۳۱٬۷۸۸ دلار"),
    (MONEY, -12.5, "USD −12.50", "USD −12,50", "\u200e−۱۲٫۵۰ دلار"),
    (RATE, 0.0263, "2.63%", "2,63%", "۲٫۶۳٪"),
    (RATE, 0.026, "2.6%", "2,6%", "۲٫۶٪"),
    (RATE, 0.02, "2%", "2%", "۲٪"),
    (RATE, 0.02345, "2.35%", "2,35%", "۲٫۳۵٪"),  # halves go up
    (RATE, 0.0999, "9.99%", "9,99%", "۹٫۹۹٪"),
    (RATE, 0.09996, "10%", "10%", "۱۰٪"),
    (RATE, 0.12, "12%", "12%", "۱۲٪"),
    (RATE, 0.1235, "12.4%", "12,4%", "۱۲٫۴٪"),
    (RATE, 1.5, "150%", "150%", "۱۵۰٪"),
    (RATE, 12.345, "1,235%", "1.235%", "۱٬۲۳۵٪"),
    (RATE, -0.0263, "−2.63%", "−2,63%", "\u200e−۲٫۶۳٪"),
    (RATE, 0, "0%", "0%", "۰٪"),
    (MINUTES, 88.64, "88.6 minutes", "88,6 menit", "۸۸٫۶ دقیقه"),
    (MINUTES, 1, "1 minute", "1 menit", "۱ دقیقه"),
    (RATIO, 2.346, "2.35", "2,35", "۲٫۳۵"),
    (RATIO, 2, "2", "2", "۲"),
    ("net_promoter_score", 41.25, "41.3 points", "41,3 poin", "۴۱٫۳ امتیاز"),
    ("net_promoter_score", -3.5, "−3.5 points", "−3,5 poin", "\u200e−۳٫۵ امتیاز"),
    ("posting_frequency", 1.5, "1.5", "1,5", "۱٫۵"),  # the name says per day
    ("hashtags_per_post", 4.04, "4.04", "4,04", "۴٫۰۴"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "value", "english", "indonesian", "persian"), NUMBERS)
def test_numbers(name: str, value: float, english: str, indonesian: str, persian: str) -> None:
    assert [one.number(value, kpi(name)) for one in ALL] == [english, indonesian, persian]


def test_money_without_a_currency_is_a_bare_number() -> None:
    assert Phrases(texts("en")).number(12.5, kpi(MONEY)) == "12.50"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        (RATE, 0.0539, ("5.39 percentage points", "5,39 poin persentase", "۵٫۳۹ واحد درصد")),
        (RATE, -0.12, ("12 percentage points", "12 poin persentase", "۱۲ واحد درصد")),  # its size, without a sign
        (MONEY, 12_640.84, ("USD 12,641", "USD 12.641", "۱۲٬۶۴۱ دلار")),
        (MINUTES, -2, ("2 minutes", "2 menit", "۲ دقیقه")),
    ],
)
def test_gaps(name: str, value: float, expected: tuple[str, ...]) -> None:
    assert tuple(one.gap(value, kpi(name)) for one in ALL) == expected


def test_names_inside_a_sentence() -> None:
    names = {name: (EN.kpi(kpi(name)), ID.kpi(kpi(name))) for name in (MONEY, "click_through_rate")}
    assert names == {
        MONEY: ("revenue", "pendapatan"),
        "click_through_rate": ("click-through rate (CTR)", "rasio klik-tayang (CTR)"),
    }
    assert EN.kpi(kpi("net_promoter_score")) == "Net Promoter Score (NPS)"
    own = replace(kpi(MONEY), name="my_own", label="CPM on weekends")
    assert (EN.kpi(own), EN.kpi(replace(own, label="Saves per post"))) == ("CPM on weekends", "saves per post")
    assert EN.kpi(replace(own, label="E-mail clicks")) == "E-mail clicks"
    assert EN.kpi(replace(own, label="")) == "my_own"


@pytest.mark.parametrize(
    ("platform", "placement", "expected"),
    [
        ("All", "all", ("", "", "")),
        ("X", "all", (" on X", " di X", " در ایکس")),
        ("All", "paid", (" for paid content", " untuk konten berbayar", " برای محتوای پولی")),
        (
            "Instagram",
            "organic",
            (
                " for organic content on Instagram",
                " untuk konten organik di Instagram",
                " برای محتوای ارگانیک در اینستاگرام",
            ),
        ),
    ],
)
def test_where(platform: str, placement: str, expected: tuple[str, ...]) -> None:
    target = Target(MONEY, VALUE, 1, START, DUE, platform, placement)
    assert tuple(one.where(target) for one in ALL) == expected


# Statements: pattern by pattern


def asked(name: str, kind: GoalKind, goal: float, **more: object) -> Target:
    return replace(Target(name, kind, goal, START, DUE), **more)  # type: ignore[arg-type]


STATEMENTS = {
    "value_up": (
        asked(COUNT, VALUE, 38_000, platform="TikTok"), Judgement(goal_value=38_000, baseline=30_049),
        "Raise followers on TikTok to 38,000 by 30 September 2026.",
        "Naikkan jumlah pengikut di TikTok menjadi 38.000 paling lambat 30 September 2026.",
        "رساندن تعداد فالوورها در تیک‌تاک به ۳۸٬۰۰۰ تا ۳۰ سپتامبر ۲۰۲۶.",
    ),
    "value_down": (
        asked(MINUTES, VALUE, 60), Judgement(goal_value=60, baseline=75),
        "Bring average first response time down to 60 minutes by 30 September 2026.",
        "Turunkan rata-rata waktu respons pertama menjadi 60 menit paling lambat 30 September 2026.",
        "پایین آوردن میانگین زمان اولین پاسخ به ۶۰ دقیقه تا ۳۰ سپتامبر ۲۰۲۶.",
    ),
    "amount_up": (
        asked(MONEY, VALUE, 42_500), Judgement(goal_value=42_500),
        "Bring revenue to USD 42,500 between 1 July 2026 and 30 September 2026.",
        "Capai pendapatan sebesar USD 42.500 dari 1 Juli 2026 sampai 30 September 2026.",
        "رساندن درآمد به ۴۲٬۵۰۰ دلار، از ۱ ژوئیه ۲۰۲۶ تا ۳۰ سپتامبر ۲۰۲۶.",
    ),
    "amount_down": (  # ad spend is neither good nor bad: below the baseline means to stay within
        asked("ad_spend", VALUE, 9000), Judgement(goal_value=9000, baseline=9500),
        "Keep ad spend within USD 9,000 between 1 July 2026 and 30 September 2026.",
        "Jaga agar belanja iklan tidak melebihi USD 9.000, dari 1 Juli 2026 sampai 30 September 2026.",
        "نگه داشتن هزینه تبلیغات در حداکثر ۹٬۰۰۰ دلار، از ۱ ژوئیه ۲۰۲۶ تا ۳۰ سپتامبر ۲۰۲۶.",
    ),
    "amount_of_a_neutral_kpi": (
        asked("posts", VALUE, 120), Judgement(goal_value=120, baseline=90),
        "Bring number of posts to 120 between 1 July 2026 and 30 September 2026.",
        "Capai jumlah postingan sebesar 120 dari 1 Juli 2026 sampai 30 September 2026.",
        "رساندن تعداد پست به ۱۲۰، از ۱ ژوئیه ۲۰۲۶ تا ۳۰ سپتامبر ۲۰۲۶.",
    ),
    "increase": (
        asked(RATE, CHANGE, 0.12, platform="Instagram", placement="organic"),
        Judgement(goal_value=0.0263, baseline=0.0235),
        "Increase engagement rate by followers for organic content on Instagram by 12% by 30 September 2026, "
        "from 2.35% to 2.63%.",
        "Naikkan engagement rate (ER) per pengikut untuk konten organik di Instagram sebesar 12% paling lambat "
        "30 September 2026, dari 2,35% menjadi 2,63%.",
        "افزایش نرخ تعامل (ER) بر پایه فالوورها برای محتوای ارگانیک در اینستاگرام "
        "به میزان ۱۲٪ تا ۳۰ سپتامبر ۲۰۲۶، از ۲٫۳۵٪ به ۲٫۶۳٪.",
    ),
    "reduce": (
        asked(MINUTES, CHANGE, -0.1), Judgement(goal_value=54, baseline=60),
        "Reduce average first response time by 10% by 30 September 2026, from 60 minutes to 54 minutes.",
        "Turunkan rata-rata waktu respons pertama sebesar 10% paling lambat 30 September 2026, dari 60 menit "
        "menjadi 54 menit.",
        "کاهش میانگین زمان اولین پاسخ به میزان ۱۰٪ تا ۳۰ سپتامبر ۲۰۲۶، از ۶۰ دقیقه به ۵۴ دقیقه.",
    ),
    "increase_only": (
        asked(MONEY, CHANGE, 0.125, baseline=BaselineFrom.LAST_YEAR), Judgement(),
        "Increase revenue by 12.5% by 30 September 2026.",
        "Naikkan pendapatan sebesar 12,5% paling lambat 30 September 2026.",
        "افزایش درآمد به میزان ۱۲٫۵٪ تا ۳۰ سپتامبر ۲۰۲۶.",
    ),
    "reduce_only": (
        asked("cost_per_click", CHANGE, -0.1, placement="paid"), Judgement(),
        "Reduce cost per click (CPC) for paid content by 10% by 30 September 2026.",
        "Turunkan biaya per klik (CPC) untuk konten berbayar sebesar 10% paling lambat 30 September 2026.",
        "کاهش هزینه هر کلیک (CPC) برای محتوای پولی به میزان ۱۰٪ تا ۳۰ سپتامبر ۲۰۲۶.",
    ),
    "increase_by": (
        asked(COUNT, CHANGE_BY, 500, platform="TikTok"), Judgement(goal_value=10_500, baseline=10_000),
        "Increase followers on TikTok by 500 by 30 September 2026, from 10,000 to 10,500.",
        "Naikkan jumlah pengikut di TikTok sebesar 500 paling lambat 30 September 2026, dari 10.000 menjadi 10.500.",
        "افزایش تعداد فالوورها در تیک‌تاک به میزان ۵۰۰ تا ۳۰ سپتامبر ۲۰۲۶، از ۱۰٬۰۰۰ به ۱۰٬۵۰۰.",
    ),
    "reduce_by": (
        asked(MINUTES, CHANGE_BY, -10), Judgement(goal_value=90, baseline=100),
        "Reduce average first response time by 10 minutes by 30 September 2026, from 100 minutes to 90 minutes.",
        "Turunkan rata-rata waktu respons pertama sebesar 10 menit paling lambat 30 September 2026, dari 100 menit "
        "menjadi 90 menit.",
        "کاهش میانگین زمان اولین پاسخ به میزان ۱۰ دقیقه تا ۳۰ سپتامبر ۲۰۲۶، از ۱۰۰ دقیقه به ۹۰ دقیقه.",
    ),
    "increase_by_only": (  # of a percentage: in percentage points
        asked(RATE, CHANGE_BY, 0.005), Judgement(),
        "Increase engagement rate by followers by 0.5 percentage points by 30 September 2026.",
        "Naikkan engagement rate (ER) per pengikut sebesar 0,5 poin persentase paling lambat 30 September 2026.",
        "افزایش نرخ تعامل (ER) بر پایه فالوورها به میزان ۰٫۵ واحد درصد تا ۳۰ سپتامبر ۲۰۲۶.",
    ),
    "reduce_by_only": (
        asked("cost_per_click", CHANGE_BY, -0.05), Judgement(),
        "Reduce cost per click (CPC) by USD 0.05 by 30 September 2026.",
        "Turunkan biaya per klik (CPC) sebesar USD 0,05 paling lambat 30 September 2026.",
        "کاهش هزینه هر کلیک (CPC) به میزان ۰٫۰۵ دلار تا ۳۰ سپتامبر ۲۰۲۶.",
    ),
    "at_least": (
        asked("response_rate", AT_LEAST, 0.9), Judgement(goal_value=0.9, baseline=0.95),
        "Keep response rate at 90% or above from 1 July 2026 to 30 September 2026.",
        "Jaga agar tingkat respons minimal 90%, dari 1 Juli 2026 sampai 30 September 2026.",
        "نگه داشتن نرخ پاسخ‌گویی در حداقل ۹۰٪، از ۱ ژوئیه ۲۰۲۶ تا ۳۰ سپتامبر ۲۰۲۶.",
    ),
    "at_most": (
        asked("cost_per_click", AT_MOST, 0.5), Judgement(goal_value=0.5),
        "Keep cost per click (CPC) at USD 0.50 or below from 1 July 2026 to 30 September 2026.",
        "Jaga agar biaya per klik (CPC) maksimal USD 0,50, dari 1 Juli 2026 sampai 30 September 2026.",
        "نگه داشتن هزینه هر کلیک (CPC) در حداکثر ۰٫۵۰ دلار، از ۱ ژوئیه ۲۰۲۶ تا ۳۰ سپتامبر ۲۰۲۶.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STATEMENTS)
def test_statements(name: str) -> None:
    target, judgement, *expected = STATEMENTS[name]
    assert [statement(target, kpi(target.kpi), judgement, one) for one in ALL] == expected


def test_every_pattern_has_a_statement() -> None:
    assert set(texts("en").section("targets", "statements")) == {*STATEMENTS, "unclear"} - {"amount_of_a_neutral_kpi"}


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        (asked(MONEY, VALUE, NAN), Reason.NONE),
        (asked(MONEY, VALUE, 5, start=None), Reason.DATES),
        (asked(MONEY, VALUE, 5, due=date(2026, 6, 1)), Reason.DATES),
        (asked(MONEY, VALUE, 5), Reason.DUPLICATE),
        (asked(MONEY, VALUE, 5), Reason.FAULT),
    ],
)
def test_what_cannot_be_stated(target: Target, reason: Reason) -> None:
    wanted = [
        one.words.text("targets", "statements", "unclear").format(kpi=one.kpi(kpi(MONEY)), where="") for one in ALL
    ]
    assert [statement(target, kpi(MONEY), Judgement(reason=reason), one) for one in ALL] == wanted
    assert wanted[0].startswith("Target for revenue:")


@pytest.mark.parametrize("judgement", [Judgement(goal_value=5.0, baseline=4.0), Judgement(reason=Reason.NO_BASELINE)])
def test_statements_of_every_kpi_have_no_gap(judgement: Judgement) -> None:
    for one in KPIS.values():
        for kind in (CHANGE,) if judgement.reason else GoalKind:
            for phrases in ALL:
                said = statement(asked(one.name, kind, 5), one, judgement, phrases)
                assert not re.search(r"\bnan\b|[{}]|  ", said), said


# Advice and what is lacking

ADVICE = (
    (
        MONEY, Judgement(advice=Advice.CATCH_UP, gap=12_640.84, needed_per_day=137.4),
        "Catch up: USD 12,641 to go, USD 137.40 a day",
        "Kejar: selisih USD 12.641 dari target, USD 137,40 per hari",
        "جبران کنید: ۱۲٬۶۴۱ دلار تا هدف فاصله است، روزی ۱۳۷٫۴۰ دلار",
    ),
    (
        RATE, Judgement(advice=Advice.CATCH_UP, gap=0.0539),
        "Catch up: 5.39 percentage points to go",
        "Kejar: selisih 5,39 poin persentase dari target",
        "جبران کنید: ۵٫۳۹ واحد درصد تا هدف فاصله است",
    ),
    (
        "ad_spend", Judgement(advice=Advice.SLOW_DOWN, gap=-1200),
        "Slow down: USD 1,200 left until it is due",
        "Perlambat: tersisa USD 1.200 sampai tenggat",
        "آهسته‌تر: تا مهلت ۱٬۲۰۰ دلار باقی است",
    ),
    (  # never "0 left"
        "ad_spend", Judgement(advice=Advice.USED_UP, gap=0),
        "Slow down: all of it is used up",
        "Perlambat: seluruh jatahnya sudah terpakai",
        "آهسته‌تر: همه سهم آن مصرف شده است",
    ),
    (
        COUNT, Judgement(advice=Advice.MET_EARLY, gap=-5),
        "Met before it is due: raise the goal or set the next one",
        "Tercapai sebelum tenggat: naikkan target atau tetapkan yang berikutnya",
        "پیش از مهلت محقق شد: هدف را بالاتر ببرید یا هدف بعدی را بگذارید",
    ),
    (
        COUNT, Judgement(advice=Advice.OUT_OF_REACH, gap=5, needed_per_day=2),
        "Out of reach at this pace: change the plan or the goal",
        "Tidak terkejar dengan laju ini: ubah rencana atau targetnya",
        "با این روند دست‌یافتنی نیست: برنامه یا هدف را تغییر دهید",
    ),
    (
        COUNT, Judgement(advice=Advice.STALE),
        "Over for a while: close it and set the next one",
        "Sudah lama berakhir: tutup dan tetapkan yang berikutnya",
        "مدتی است تمام شده: آن را ببندید و هدف بعدی را بگذارید",
    ),
    (COUNT, Judgement(advice=Advice.NONE), "", "", ""),
    (  # a reason goes before everything
        COUNT, Judgement(reason=Reason.NO_BASELINE, advice=Advice.NONE),
        "A change needs a baseline", "Perubahan butuh nilai awal", "تغییر به مقدار پایه نیاز دارد",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("name", "judgement", "english", "indonesian", "persian"), ADVICE)
def test_advice(name: str, judgement: Judgement, english: str, indonesian: str, persian: str) -> None:
    assert [advice(kpi(name), judgement, one) for one in ALL] == [english, indonesian, persian]


JULY = Judgement(latest_start=date(2026, 7, 1), latest_end=date(2026, 7, 31))
JUDGED = (
    (Judgement(), "", "", ""),
    (
        Judgement(basis=Basis.GOAL),
        "Against the goal itself", "Dibandingkan langsung dengan target", "مستقیم در برابر خود هدف",
    ),
    (
        Judgement(basis=Basis.CALENDAR),
        "Evenly over its days", "Merata sepanjang harinya", "یکنواخت در طول روزها",
    ),
    (
        Judgement(basis=Basis.CALENDAR_LAST_YEAR, last_year_share=0.704),
        "Evenly over its days; last year, 70.4% had come in by the same day",
        "Merata sepanjang harinya; tahun lalu, 70,4% sudah masuk sampai tanggal yang sama",
        "یکنواخت در طول روزها؛ سال گذشته تا همین روز ۷۰٫۴٪ به دست آمده بود",
    ),
    (
        Judgement(basis=Basis.SEASON),
        "Following the season of the two years before",
        "Mengikuti pola musiman dua tahun sebelumnya",
        "بر پایه الگوی فصلی دو سال پیش از آن",
    ),
    (
        Judgement(basis=Basis.LINE),
        "Along a straight line from the start to the goal",
        "Mengikuti garis lurus dari awal ke target",
        "روی خط مستقیم از شروع تا هدف",
    ),
    (
        replace(JULY, basis=Basis.LATEST, whole_value=0.0212),
        "The days from 1 July 2026 to 31 July 2026, against a straight line to the goal; the whole span so far: 2.12%",
        "Angka 1 Juli 2026 sampai 31 Juli 2026, dibandingkan dengan garis lurus ke target; seluruh rentang sejauh "
        "ini: 2,12%",
        "از ۱ ژوئیه ۲۰۲۶ تا ۳۱ ژوئیه ۲۰۲۶، در برابر خط مستقیم تا هدف؛ کل بازه تاکنون: ۲٫۱۲٪",
    ),
    (
        replace(JULY, basis=Basis.LATEST_GOAL, whole_value=0.021),
        "The days from 1 July 2026 to 31 July 2026; the whole span so far: 2.1%",
        "Angka 1 Juli 2026 sampai 31 Juli 2026; seluruh rentang sejauh ini: 2,1%",
        "از ۱ ژوئیه ۲۰۲۶ تا ۳۱ ژوئیه ۲۰۲۶؛ کل بازه تاکنون: ۲٫۱٪",
    ),
    (
        replace(JULY, basis=Basis.FEW_ROWS),
        "The whole span, as there are under 30 rows from 1 July 2026 to 31 July 2026",
        "Seluruh rentang, karena 1 Juli 2026 sampai 31 Juli 2026 kurang dari 30 baris",
        "کل بازه، چون از ۱ ژوئیه ۲۰۲۶ تا ۳۱ ژوئیه ۲۰۲۶ کمتر از ۳۰ ردیف داده هست",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("judgement", "english", "indonesian", "persian"), JUDGED)
def test_how_it_is_judged(judgement: Judgement, english: str, indonesian: str, persian: str) -> None:
    assert [judged_by(kpi(RATE), judgement, one) for one in ALL] == [english, indonesian, persian]


def test_nothing_to_go_never_stands_beside_at_risk() -> None:
    at_risk = [case for case in read_cases() if case.expected["status"] == Status.AT_RISK]
    said = {case.name: advice(kpi_of(case), case.judgement(), EN) for case in at_risk}
    assert len(said) > 20
    assert {name: text for name, text in said.items() if not text or re.search(r"(?<![\d.,])0 ", text)} == {}


def test_what_is_lacking_part_by_part() -> None:
    assert [lacking(Judgement(), one) for one in ALL] == ["Complete", "Lengkap", "کامل"]
    weak = Judgement(smart_s=Weakness.NO_PLATFORM, smart_t=Weakness.SHORT)
    assert [lacking(weak, one) for one in ALL] == [
        "Specific: no platform is named; Time-bound: under a week",
        "Spesifik: platform tidak disebut; Berbatas waktu: kurang dari seminggu",
        "مشخص: پلتفرم نام برده نشده؛ زمان‌دار: کمتر از یک هفته",
    ]
    every = Judgement(
        smart_s=Weakness.NO_SLICE,
        smart_m=Weakness.NEVER_MEASURED,
        smart_a=Weakness.BEYOND_ALL,
        smart_r=Weakness.NO_OBJECTIVE,
        smart_t=Weakness.LONG,
    )
    assert [part.partition(":")[0] for part in lacking(every, EN).split("; ")] == [
        "Specific", "Measurable", "Achievable", "Relevant", "Time-bound",
    ]  # fmt: skip


def test_a_row_that_is_itself_at_fault_is_not_called_complete() -> None:
    for reason in (Reason.DUPLICATE, Reason.FAULT, Reason.UNKNOWN_KPI):
        assert [lacking(Judgement(reason=reason), one) for one in ALL] == ["", "", ""]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_words_and_no_words_are_left_over(language: str) -> None:
    words = texts(language)
    assert set(words.section("targets", "statuses")) == set(Status)
    assert set(words.section("targets", "reasons")) == set(Reason) - {Reason.NONE}
    assert set(words.section("targets", "methods")) == set(Method)
    assert set(words.section("targets", "judged")) == set(Basis) - {Basis.NONE}
    assert set(words.section("targets", "smart")) == set(Weakness) - {Weakness.NONE} | {"good"}
    assert set(words.section("targets", "advice")) == set(Advice) - {Advice.NONE} | {"catch_up_per_day"}


def test_directions_decide_only_where_the_goal_does_not() -> None:
    rate = kpi("frequency")
    assert rate.direction is Direction.NEUTRAL
    target = asked("frequency", VALUE, 2)
    assert statement(target, rate, Judgement(goal_value=2, baseline=3), EN).startswith("Bring frequency down to 2 by")
    assert statement(target, rate, Judgement(goal_value=2, baseline=1), EN).startswith("Raise frequency to 2 by")
    assert statement(target, rate, Judgement(goal_value=2), EN).startswith("Raise frequency to 2 by")
