from dataclasses import asdict
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from kpi_excel.catalogue import KPIS
from kpi_excel.engine.inputs import Inputs
from kpi_excel.language.issues import fix, message
from kpi_excel.model.period import Grain
from kpi_excel.model.settings import Settings
from kpi_excel.workbook.reading.read import read
from tests.workbook.books import DAY, Formula, book, codes, issues, openpyxl_book, table_book

WEBSITE: list[list[Any]] = [["date", "sessions"], [DAY, 1]]


def with_settings(folder: Path, *rows: list[Any], **options: Any) -> Inputs:
    return read(book(folder / "a.xlsx", {"Settings": [["Name", "Value"], *rows], "Website": WEBSITE}, **options))


EXPECTED = Settings(
    brand="Senja",
    report_period="1405-Q3",
    comparison="last_year",
    trend_period=Grain.WEEK,
    trend_length=8,
    currency="IDR",
    currency_name="Rp",
    language="id",
    calendar="jalali",
    fiscal_year_start=4,
    engagement_includes=("likes", "saves"),
    csat_scale=10,
    csat_satisfied_from=9,
    review_scale=10,
    customer_lifespan_years=2.5,
    as_of=date(2026, 9, 30),
    time_zone="Asia/Jakarta",
    activity_from="daily",
    response_within=90,
    smallest_base=50,
    brand_colour="#1D4ED8",
    logo="logo.png",
    paper="Letter",
    kpis_shown=("reach", "net_promoter_score"),
    kpis_hidden=("posts",),
    other_names=(("Insta Senja", "Instagram"), ("Clip", "reel")),
)
GIVEN: dict[str, list[list[Any]]] = {
    "en": [
        ["As of", datetime(2026, 9, 30)],
        ["brand", " Senja "],
        ["Report period", "1405-Q3"],
        ["comparison", "same period last year"],
        ["trend_period", "WEEK"],
        ["Trend length", 8],
        ["currency", "idr"],
        ["language", "id"],
        ["fiscal year start", 4],
        ["calendar", "Shamsi"],
        ["Currency name", "Rp"],
        ["engagement includes", "likes, saves"],
        ["csat_scale", 10],
        ["csat satisfied from", "9"],
        ["review scale", 10],
        ["customer_lifespan_years", "2,5"],
        ["time zone", "asia/jakarta"],
        ["Activity from", "daily"],
        ["respond within (minutes)", 90],
        ["Smallest base", "50"],
        ["Brand colour", "#1d4ed8"],
        ["Logo", "logo.png"],
        ["Paper", "letter"],
        ["KPIs shown", "reach, Net Promoter Score (NPS)"],
        ["kpis_hidden", "POSTS"],
        ["Other names", "Insta Senja = Instagram, Clip=reel"],
    ],
    "id": [
        ["Lama pelanggan (tahun)", 2.5],
        ["Merek", "Senja"],
        ["Periode laporan", "1405-Q3"],
        ["Pembanding", "periode yang sama tahun lalu"],
        ["Periode tren", "minggu"],
        ["Panjang tren", 8],
        ["Mata uang", "IDR"],
        ["Bahasa", "ID"],
        ["Awal tahun fiskal", 4],
        ["Kalender", "jalali"],
        ["Nama mata uang", " Rp "],
        ["Komponen interaksi", "suka; disimpan"],
        ["Skala CSAT", 10],
        ["CSAT puas mulai dari", 9],
        ["Skala ulasan", 10],
        ["Data sampai", "2026-09-30"],
        ["Zona waktu", "Asia/Jakarta"],
        ["Aktivitas dari", "Harian"],
        ["Batas respons (menit)", 90.0],
        ["Basis terkecil", 50],
        ["Warna merek", "1D4ED8"],
        ["Logo", "logo.png"],
        ["Kertas", "Letter"],
        ["KPI yang ditampilkan", "reach; NPS"],
        ["KPI yang disembunyikan", "posts"],
        ["Nama lain", "Insta Senja=Instagram; Clip = reel"],
    ],
    "fa": [
        ["برند", "Senja"],
        ["دوره گزارش", "1405-Q3"],
        ["مقایسه با", "دوره مشابه سال قبل"],
        ["گام روند", "هفته"],
        ["تعداد گام‌های روند", "۸"],
        ["واحد پول", "IDR"],
        ["زبان", "id"],
        ["شروع سال مالی", "۴"],
        ["تقویم", "هجری شمسی"],
        ["نام واحد پول", "Rp"],
        ["اجزای تعامل", "لایک، ذخیره"],
        ["مقیاس CSAT", 10],
        ["حداقل امتیاز رضایت", 9],
        ["مقیاس دیدگاه", 10],
        ["عمر مشتری (سال)", "۲٫۵"],
        ["داده‌ها تا تاریخ", 46295],
        ["منطقه زمانی", "Asia/Jakarta"],
        ["فعالیت از", "روزانه"],
        ["مهلت پاسخ (دقیقه)", "۹۰"],
        ["کوچک‌ترین مبنا", "۵۰"],
        ["رنگ برند", "#1D4ED8"],
        ["لوگو", "logo.png"],
        ["کاغذ", "letter"],
        ["شاخص‌های نمایشی", "reach، net_promoter_score"],
        ["شاخص‌های پنهان", "posts"],
        ["نام‌های دیگر", "Insta Senja = Instagram، Clip = reel"],
    ],
}


@pytest.mark.parametrize("language", GIVEN)
def test_settings_in_any_language_and_order(tmp_path: Path, language: str) -> None:
    inputs = with_settings(tmp_path, *GIVEN[language])
    assert asdict(inputs.settings) == asdict(EXPECTED)
    assert issues(inputs) == []


def test_empty_settings_are_the_defaults(tmp_path: Path) -> None:
    inputs = with_settings(tmp_path, *[[name, " " if name == "brand" else None] for name, _ in GIVEN["en"]], [])
    assert inputs.settings == Settings()
    assert issues(inputs) == []


IS_JALALI = (
    "This is a period of the Jalali calendar: choose jalali for the setting Calendar, or write the period as 2026-Q3."
)
WRONG = [
    ("comparison", "yesterday", "yesterday", "Use one of: previous period, same period last year."),
    ("trend_period", "day", "day", "Use one of: week, month, quarter."),
    ("trend_length", 1, "1", "Use a whole number from 2 to 60."),
    ("trend_length", 2.5, "2.5", "Use a whole number from 2 to 60."),
    ("trend_length", "many", "many", "Use a whole number from 2 to 60."),
    ("currency", "Dollars", "Dollars", "Use the currency's three letters, such as USD, IDR or IRR."),
    ("language", "German", "German", "Use one of: en, id, fa."),
    ("calendar", "lunar", "lunar", "Use one of: gregorian, jalali."),
    ("currency_name", "Rp]", "Rp]", "Use at most 20 characters, without brackets, quotation marks and hyphens."),
    ("report_period", "1405-Q3", "1405-Q3", IS_JALALI),
    ("report_period", 1405, "1405", IS_JALALI),
    ("fiscal_year_start", 13, "13", "Use a whole number from 1 to 12."),
    ("fiscal_year_start", True, "TRUE", "Use a whole number from 1 to 12."),
    (
        "time_zone",
        "Jakarta time",
        "Jakarta time",
        "Use a place such as Asia/Jakarta, Asia/Tehran or Europe/Berlin, or UTC.",
    ),
    ("activity_from", "ads", "ads", "Use one of: automatic, Posts, Daily."),
    ("response_within", 0, "0", "Use a number from 1 to 99999."),
    ("smallest_base", 2.5, "2.5", "Use a whole number from 1 to 99999."),
    ("brand_colour", "blue", "blue", "Use # and six digits or letters from A to F, such as #1D4ED8."),
    ("paper", "A3", "A3", "Use one of: A4, Letter."),
    ("engagement_includes", "likes, loves", "likes, loves", None),
    ("csat_scale", 1, "1", "Use a number from 2 to 100."),
    ("customer_lifespan_years", 0, "0", "Use a number from 0.01 to 100."),
    ("as_of", "soon", "soon", "Use a date such as 2026-09-30."),
    ("as_of", 12, "12", "Use a date such as 2026-09-30."),
    ("as_of", "1989-12-31", "1989-12-31", "Use a date from 1990 to 2100."),
    ("kpis_shown", "reach, engagment_rate", "reach, engagment_rate", None),
    ("kpis_hidden", "all", "all", None),
    ("as_of", "03/04/2026", "03/04/2026", "Use a date such as 2026-09-30."),
    ("other_names", "Clip", "Clip", "Use pairs such as Insta Senja = Instagram, with commas between them."),
    (
        "other_names",
        "Clip = reel = video",
        "Clip = reel = video",
        "Use pairs such as Insta Senja = Instagram, with commas between them.",
    ),
    ("other_names", "= reel", "= reel", "Use pairs such as Insta Senja = Instagram, with commas between them."),
]


NAMES = {
    "engagement_includes": (
        "Use some of: likes, comments, shares, saves, clicks, video views, with commas between them."
    ),
    "kpis_shown": "Did you mean engagement rate? Use names of KPIs or categories, with commas between them, or all.",
    "kpis_hidden": "Use names of KPIs or categories, with commas between them.",
}


@pytest.mark.parametrize(("name", "value", "found", "allowed"), WRONG)
def test_wrong_values_keep_the_default(tmp_path: Path, name: str, value: Any, found: str, allowed: str | None) -> None:
    inputs = with_settings(tmp_path, [name, value])
    assert inputs.settings == Settings()
    allowed = allowed or NAMES[name]
    assert codes(inputs.issues) == [("bad-setting", "B2")]
    (issue,) = [one for one in inputs.issues if one.code == "bad-setting"]
    assert {key: issue.values[key] for key in ("setting", "found")} == {"setting": name, "found": found}
    assert message(issue) == f"{name} is “{found}”, which is not allowed; the default is used."
    assert fix(issue).endswith(allowed)


@pytest.mark.parametrize("period", ["2026-13", "soon", "2026-Q5", "2026-09-15..2026-07-01"])
def test_wrong_periods(tmp_path: Path, period: str) -> None:
    inputs = with_settings(tmp_path, ["report_period", period])
    assert inputs.settings.report_period == "latest"
    assert codes(inputs.issues) == [("bad-setting", "B2")]


@pytest.mark.parametrize(
    ("value", "period"),
    [
        (2026, "2026"),
        (datetime(2026, 9, 1), "2026-09"),
        ("2026-W37", "2026-W37"),
        ("2026-07-01..2026-09-15", "2026-07-01..2026-09-15"),
    ],
)
def test_periods_as_excel_stores_what_is_typed(tmp_path: Path, value: Any, period: str) -> None:
    inputs = with_settings(tmp_path, ["report_period", value])
    assert inputs.settings.report_period == period
    assert issues(inputs) == []


def test_unknown_and_repeated_names(tmp_path: Path) -> None:
    inputs = with_settings(tmp_path, ["brnd", "x"], ["brand", "Senja"], ["Merek", "Other"])
    assert inputs.settings.brand == "Senja"
    assert issues(inputs) == [
        "[unknown-setting] a.xlsx, sheet 'Settings', cell A2: “brnd” is not a setting. Did you mean brand?\n"
        "Fix: correct the name, or delete the row.",
        "[setting-twice] a.xlsx, sheet 'Settings', cell B4: “Merek” is there twice; the first one counts.\n"
        "Fix: delete one of the two rows.",
    ]


def test_a_time_of_day_is_no_date(tmp_path: Path) -> None:
    path = openpyxl_book(tmp_path / "a.xlsx", {"Settings": [["name", "value"], ["as_of", time(3)]], "Website": WEBSITE})
    assert codes(read(path).issues) == [("bad-setting", "B2")]


def test_errors_and_formulas_without_values(tmp_path: Path) -> None:
    inputs = with_settings(tmp_path, ["trend_length", Formula("=1/0", "#DIV/0!")])
    assert issues(inputs) == [
        "[cell-error] a.xlsx, sheet 'Settings', cell B2: trend_length shows the error #DIV/0!.\n"
        "Fix: correct the formula, or empty the cell if there is no number."
    ]
    sheets: dict[str, Any] = {"Settings": [["name", "value"], ["trend_length", "=4+4"]], "Website": WEBSITE}
    assert codes(read(openpyxl_book(tmp_path / "b.xlsx", sheets)).issues) == [("formula-without-value", "B2")]


def test_the_date_system_of_1904(tmp_path: Path) -> None:
    inputs = with_settings(tmp_path, ["as_of", 46295 - 1462], date_1904=True)
    assert inputs.settings.as_of == date(2026, 9, 30)


def test_renamed_headers(tmp_path: Path) -> None:
    website = ("Website", "website", 0, 0, WEBSITE[0], WEBSITE[1:])
    for headers, missing in ((("name", "x"), "value"), (("x", "value"), "name")):
        path = table_book(tmp_path / "a.xlsx", [("S", "settings", 0, 0, headers, [["brand", "Senja"]]), website])
        inputs = read(path)
        assert inputs.settings == Settings()
        assert [one.values["column"] for one in inputs.issues if one.code == "column-missing"] == [missing]


def test_lists_of_kpis_take_labels_with_commas_categories_and_own_kpis(tmp_path: Path) -> None:
    own = [["name", "label", "formula", "unit", "direction", "category"],
           ["saved", "Saves, per post", "saves / posts", "per_post", "up", "sentiment"]]  # fmt: skip
    shown = "Saves, per post, Reach, added over posts, LIKES\nCustomer service"
    rows = [["kpis_shown", shown], ["kpis_hidden", "Sentiment"]]
    sheets = {"Settings": [["Name", "Value"], *rows], "Custom KPIs": own, "Website": WEBSITE}
    inputs = read(book(tmp_path / "a.xlsx", sheets))
    assert issues(inputs) == []
    service = [kpi.name for kpi in KPIS.values() if kpi.category == "customer_service"]
    assert inputs.settings.kpis_shown == ("saved", "reach", "likes", *service)
    assert "saved" in inputs.settings.kpis_hidden
    assert {KPIS[name].category for name in inputs.settings.kpis_hidden if name != "saved"} == {"sentiment"}


@pytest.mark.parametrize("word", ["all", "All", "Semua", "همه"])
def test_every_kpi_may_be_shown(tmp_path: Path, word: str) -> None:
    assert with_settings(tmp_path, ["kpis_shown", word]).settings.kpis_shown == ("all",)


@pytest.mark.parametrize("typed", ["2026-Q3", "2026", datetime(2026, 9, 1), "1405-13", "Q3"])
def test_a_period_that_the_jalali_calendar_lacks_is_named_with_what_to_write(tmp_path: Path, typed: Any) -> None:
    inputs = with_settings(tmp_path, ["report_period", typed], ["calendar", "jalali"])
    assert inputs.settings.report_period == "latest"
    (found,) = [issue for issue in inputs.issues if issue.severity == "fault"]
    assert (found.code, found.place.cell) == ("bad-setting", "B2")
    assert fix(found).endswith(
        "The calendar is jalali: write 1405-Q3, 1405-06, 1405-W26, 1405, "
        "1405-04-01..1405-06-15 with the earlier day first, or latest."
    )


@pytest.mark.parametrize("typed", ["تومان", "تومن", "Toman", "IRT", "irt"])
def test_toman_is_a_currency(tmp_path: Path, typed: str) -> None:
    inputs = with_settings(tmp_path, ["currency", typed], ["currency_name", "هزار\u200cتومان"])
    assert (inputs.settings.currency, inputs.settings.currency_name) == ("IRT", "هزار\u200cتومان")
    assert not [issue for issue in inputs.issues if issue.severity == "fault"]
