import gc
import shutil
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

import kpi_excel as kx
from kpi_excel.catalogue import KPIS, TABLES
from kpi_excel.engine.inputs import Inputs
from kpi_excel.errors import InputError, Severity
from kpi_excel.language.issues import message
from kpi_excel.model.table import ORIGIN, Column, ColumnType
from kpi_excel.workbook.filling.write_input import write_input
from kpi_excel.workbook.reading.read import no_garbage_collection, read
from kpi_excel.workbook.shipped import template_path
from kpi_excel.workbook.vocabulary import PLATFORMS, timed_tables
from tests import rings
from tests.workbook.books import DAY, POSTS, Formula, book, codes, faults, issues, openpyxl_book, posts, rewrite

LANGUAGES = ("en", "id", "fa")


def plain(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """Give a table's columns that hold anything as lists, None for no value."""
    names = [name for name in frame.columns if name not in ORIGIN]
    columns = {name: [None if pd.isna(one) else one for one in frame[name].tolist()] for name in names}
    return {str(name): cells for name, cells in columns.items() if any(cell is not None for cell in cells)}


def test_every_fault_of_a_page_in_the_order_of_the_rows(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        [DAY, "twitter", "a", 10, 12],
        [DAY, "IG", "A", True, -1],
        ["2026-07-03 8:30", "Instgram", 1234567890123456789, "1,234", "12 %"],
        [datetime(1980, 1, 1), "X", "q", 1.5, "۱۲"],
        ["03/04/2026", "X", "y", "-", "n/a"],
        [DAY, "X", "a", 5, "many"],
        [46204.5, "X", "z", "٦", "۷"],
    ]
    inputs = read(posts(tmp_path / "July.xlsx", *rows))
    assert codes(inputs.issues) == [
        ("above", "E2"),
        ("not-a-number", "D3"),
        ("negative-count", "E3"),
        ("text-as-date", "A4"),
        ("unknown-platform", "B4"),
        ("long-number", "C4"),
        ("text-as-number", "D4"),
        ("not-a-number", "E4"),
        ("date-out-of-range", "A5"),
        ("fractional-count", "D5"),
        ("text-as-number", "E5"),
        ("above", "E5"),
        ("ambiguous-date", "A6"),
        ("dash-as-blank", "D6"),
        ("dash-as-blank", "E6"),
        ("not-a-number", "E7"),
        ("number-as-date", "A8"),
        ("above", "E8"),
    ]
    assert issues(inputs)[1:3] == [
        "[not-a-number] July.xlsx, sheet 'Posts', cell D3: impressions is “TRUE”, which is not a number.\n"
        "Fix: type digits only, such as 1234, or empty the cell if the platform gave no number.",
        "[negative-count] July.xlsx, sheet 'Posts', cell E3: clicks is -1, but counts start at 0.\n"
        "Fix: correct the cell, or empty it if the platform gave no number.",
    ]
    assert plain(inputs.tables["posts"]) == {
        "published": [DAY, datetime(2026, 7, 1, 12)],
        "platform": ["X", "X"],
        "post_id": ["a", "z"],
        "impressions": [10, 6],
        "clicks": [12, 7],
    }
    assert [(one.rows, one.left_out) for one in inputs.summaries] == [(2, 5)]


def test_notes_are_gathered_per_column_and_counted(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["2026-07-01", "X", "a", "10"],
        ["2026-07-02", "X", "b", "1 000"],
        ["2026-07-03", "X", "c", 3],
    ]
    inputs = read(posts(tmp_path / "a.xlsx", *rows))
    assert [(one.code, one.place.cell, one.values["count"]) for one in inputs.issues] == [
        ("text-as-date", "A2", "3"),
        ("text-as-number", "D2", "2"),
    ]
    assert {one.severity for one in inputs.issues} == {Severity.NOTE}
    assert inputs.tables["posts"]["impressions"].tolist() == [10, 1000, 3]


def test_headers_are_named_as_the_user_wrote_them(tmp_path: Path) -> None:
    inputs = read(posts(tmp_path / "a.xlsx", [DAY, "X", -5], headers=["Terbit", "Platform", "Impresi"]))
    assert issues(inputs) == [
        "[negative-count] a.xlsx, sheet 'Posts', cell C2: Impresi is -5, but counts start at 0.\n"
        "Fix: correct the cell, or empty it if the platform gave no number."
    ]


def test_formulas_without_stored_values_leave_their_rows_out(tmp_path: Path) -> None:
    header = ["published", "platform", "clicks", "mine"]
    rows: list[list[Any]] = [
        [DAY, "X", "=1+1", 1],
        [DAY, "X", 2, "=1+1"],
        ["=TODAY()", None, None, None],
        [DAY, "X", 3, None],
    ]
    inputs = read(openpyxl_book(tmp_path / "a.xlsx", {"Posts": [header, *rows]}))
    assert faults(inputs) == [("formula-without-value", "C2"), ("formula-without-value", "A4"), ("missing-value", "B4")]
    assert issues(inputs, "unknown-column")[0] == (
        "[formula-without-value] a.xlsx, sheet 'Posts', cell C2: clicks holds a formula without a stored value.\n"
        "Fix: open the workbook in Excel or LibreOffice, let it calculate, and save it."
    )
    assert inputs.tables["posts"]["clicks"].tolist() == [2, 3]


def test_formulas_with_stored_values_are_values(tmp_path: Path) -> None:
    inputs = read(posts(tmp_path / "a.xlsx", [DAY, "X", "a", Formula("=5*2", 10), Formula('="1"', "1")]))
    assert plain(inputs.tables["posts"])["impressions"] == [10]
    assert codes(inputs.issues) == [("text-as-number", "E2")]


@pytest.mark.parametrize("error", ["#DIV/0!", "#N/A", "#REF!", "#VALUE!", "#NAME?"])
def test_error_cells(tmp_path: Path, error: str) -> None:
    inputs = read(posts(tmp_path / "a.xlsx", [DAY, "X", "a", Formula("=1/0", error), 1], [DAY, "X", "b", 2, 1]))
    assert issues(inputs) == [
        f"[cell-error] a.xlsx, sheet 'Posts', cell D2: impressions shows the error {error}.\n"
        "Fix: correct the formula, or empty the cell if there is no number."
    ]
    assert len(inputs.tables["posts"]) == 1


def test_texts_that_begin_like_formulas_stay_texts(tmp_path: Path) -> None:
    texts = ["=1+1", "+62 812", "-sale-", "@senja", "\tx", "=HYPERLINK(1)"]
    rows = [[DAY, "X", text] for text in texts]
    inputs = read(posts(tmp_path / "a.xlsx", *rows, headers=["published", "platform", "caption"]))
    assert inputs.tables["posts"]["caption"].tolist() == ["=1+1", "+62 812", "-sale-", "@senja", "x", "=HYPERLINK(1)"]
    assert issues(inputs) == []


def test_dates_of_1904(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["date", "sessions"], [date(2026, 9, 30), 1], [46294 - 1462, 2]]
    inputs = read(book(tmp_path / "a.xlsx", {"Website": rows}, date_1904=True))
    assert inputs.tables["website"]["date"].tolist() == [datetime(2026, 9, 30), datetime(2026, 9, 29)]


def test_times_are_rounded_to_the_second(tmp_path: Path) -> None:
    days = [DAY + timedelta(seconds=number * 7001) for number in range(50)]
    inputs = read(posts(tmp_path / "a.xlsx", *[[day, "X", f"p{number}"] for number, day in enumerate(days)]))
    assert inputs.tables["posts"]["published"].tolist() == days


def test_a_workbook_without_a_known_table(tmp_path: Path) -> None:
    fix = "Start with `kpi-excel new kpis.xlsx` and fill that workbook, or name your sheets and headers like it."
    message = "a.xlsx has no sheet or table that kpi-excel knows, such as Posts, Accounts, Ads"
    workbooks: list[tuple[dict[str, list[list[Any]]], str]] = [
        ({"Sheet1": []}, f"{message}."),
        ({"Budget": [["a", "b"], [1, 2]]}, f"{message}; its sheets are Budget."),
    ]
    for sheets, message in workbooks:
        with pytest.raises(InputError) as caught:
            read(book(tmp_path / "a.xlsx", sheets))
        assert (caught.value.message, caught.value.fix, caught.value.exit_code) == (message, fix, 1)


def test_a_sheet_for_each_month_is_named_with_what_to_do(tmp_path: Path) -> None:
    rows: list[list[Any]] = [[*POSTS], [DAY, "X", "a", 1, 1], [DAY, "X", "b", 1, 1]]
    with pytest.raises(InputError) as caught:
        read(book(tmp_path / "a.xlsx", {"Posts Jan": rows, "Posts Feb": rows[:2]}))
    assert str(caught.value) == (
        "a.xlsx has no sheet or table that kpi-excel knows, such as Posts, Accounts, Ads; "
        "its sheets are Posts Jan, Posts Feb.\n"
        "Fix: Put rows that belong together into one sheet (their numbers stand in brackets): "
        "Posts Jan (2) + Posts Feb (1) → Posts."
    )


def test_numbers_shown_as_dates_and_durations_are_read(tmp_path: Path) -> None:
    """Excel stores the days since 1900: what it shows for 45 and 120 are 14 February and 29 April of that year."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Posts"
    sheet.append(["published", "platform", "likes", "clicks"])
    formats = ["yyyy-mm-dd", "[h]:mm:ss", "hh:mm", "mmm-yy"]
    for row, (number, form) in enumerate(zip([120, 45, 0, 45000], formats, strict=True), 2):
        sheet.append([DAY, "X", number, number])
        sheet.cell(row, 3).number_format = form
    workbook.save(tmp_path / "a.xlsx")
    inputs = read(tmp_path / "a.xlsx")
    assert inputs.tables["posts"]["likes"].tolist() == inputs.tables["posts"]["clicks"].tolist() == [120, 45, 0, 45000]
    assert issues(inputs) == [
        "[date-as-number] a.xlsx, sheet 'Posts', cell C2: likes shows numbers as dates or times (cells: 4); the "
        "numbers behind them are read, such as 120 behind 1900-04-29.\n"
        "Fix: format the column as numbers and look at them; the rows count as they are."
    ]


def test_names_are_one_across_invisible_characters_and_tables(tmp_path: Path) -> None:
    sheets: dict[str, list[list[Any]]] = {
        "Posts\u200b": [
            ["\ufeffpublished", "Plat\u00adform", "account", "likes\u200b"],
            [DAY, "Instagram\u00a0", "Senja", "1,300\u200b"],
            [DAY, "\u200bInstagram", "Sen\u200bja", "\u2060 9"],
        ],
        "Accounts": [["date", "platform", "account", "followers"], [DAY, "Instagram", "Senja\ufeff", 10]],
    }
    inputs = read(book(tmp_path / "a.xlsx", sheets))
    assert plain(inputs.tables["posts"]) == {
        "published": [DAY, DAY],
        "platform": ["Instagram", "Instagram"],
        "account": ["Senja", "Senja"],
        "likes": [1300, 9],
    }
    assert plain(inputs.tables["accounts"])["account"] == ["Senja"]
    assert {one.severity for one in inputs.issues} == {Severity.NOTE}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_empty_input_workbook_has_only_empty_tables(language: str) -> None:
    inputs = read(template_path("input", language))
    assert {one.code for one in inputs.issues} == {"empty-table"}
    in_sight = {name for name, table in TABLES.items() if not table.folded}  # of the others nobody knows yet
    assert {one.values["table"] for one in inputs.issues} == in_sight - {"settings"}
    assert dict(inputs.tables) == {}
    assert str(next(one for one in inputs.issues if one.values["table"] == "posts")).startswith("[empty-table] input.")


def test_rows_keep_their_sheet_and_their_number(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Title"], ["published", "platform"], [DAY, "X"], ["soon", "X"], [], [DAY, "TikTok"]]
    inputs = read(book(tmp_path / "a.xlsx", {"Postingan": rows}))
    assert inputs.tables["posts"][[*ORIGIN]].to_numpy().tolist() == [["Postingan", 3], ["Postingan", 6]]
    posts = kx.compute(inputs).frames["posts"].collect("pandas").to_native()
    assert sorted(zip(posts["row"], posts["platform"], strict=True)) == [(3, "X"), (6, "TikTok")]


def test_a_sheet_too_large(tmp_path: Path) -> None:
    source = book(tmp_path / "a.xlsx", {"Posts": [["published", "platform"], [DAY, "X"]], "Website": []})
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    path = rewrite(source, tmp_path / "b.xlsx", lambda _name, data: data.replace(b"</sheetData>", far))
    inputs = read(path)
    assert issues(inputs) == [
        "[sheet-too-large] b.xlsx, sheet 'Posts': The sheet's cells reach to XFD1048576, which spans 17,179,869,184 "
        "cells; at most 4,000,000 are read.\n"
        "Fix: delete the empty rows and columns behind the data, and save the workbook."
    ]
    assert dict(inputs.tables) == {}


CUSTOM = {"unit": "percent", "direction": "up"}


def custom(folder: Path, *rows: Mapping[str, str]) -> Inputs:
    post = {"published": DAY, "platform": "X", "likes": 1}
    tables: dict[str, Any] = {"posts": [post], "custom_kpis": [{"label": row["name"], **CUSTOM, **row} for row in rows]}
    return read(write_input(tables, folder / "a.xlsx"))


def test_custom_kpis(tmp_path: Path) -> None:
    inputs = custom(
        tmp_path,
        {"name": "saves_per_like", "formula": "saves / likes"},
        {"name": "Half_Saves", "formula": "saves_per_like / 2", "function": "HALF_SAVES"},
    )
    assert issues(inputs) == []
    assert list(inputs.custom_kpis) == ["saves_per_like", "half_saves"]
    assert inputs.custom_kpis["saves_per_like"].function == "SAVES_PER_LIKE"
    assert set(inputs.custom_kpis["half_saves"].formula.names) == {"saves", "likes"}


def test_bad_custom_kpis_are_named_and_the_good_ones_stay(tmp_path: Path) -> None:
    rows = [
        {"name": "use", "formula": "saves / likes"},  # "use" stands in messages about others
        {"name": "unknown_name", "formula": "likes / rech"},
        {"name": "circle_one", "formula": "circle_two + likes"},
        {"name": "circle_two", "formula": "circle_one + likes"},
        {"name": "not_arithmetic", "formula": "__import__('os')"},
        {"name": "reach_rate", "formula": "likes / reach", "function": "A1"},
        {"name": next(iter(KPIS)), "formula": "likes / reach"},
        {"name": "no name", "formula": "likes / reach"},
    ]
    inputs = custom(tmp_path, *rows)
    left_out = {one.values["kpi"]: one.place.cell for one in inputs.issues if one.code == "bad-kpi"}
    names = [row["name"] for row in rows]
    top = int(left_out["unknown_name"][1:]) - 1
    assert left_out.items() <= {name: f"A{top + row}" for row, name in enumerate(names)}.items()
    assert "use" in inputs.custom_kpis
    assert set(left_out) == set(names) - set(inputs.custom_kpis)
    assert {"circle_one", "circle_two"} - set(inputs.custom_kpis)
    summary = next(one for one in inputs.summaries if one.table == "custom_kpis")
    assert (summary.rows, summary.left_out) == (len(inputs.custom_kpis), len(left_out))


def test_targets_name_kpis_by_name_function_or_label(tmp_path: Path) -> None:
    headers = ["kpi", "goal_kind", "goal", "start", "due"]
    names = ["engagement_rate", "ENGAGEMENT_RATE", "Engagement rate", "engagment rate"]
    rows = [[name, "value", 1, DAY, DAY.replace(day=2 + place)] for place, name in enumerate(names)]
    inputs = read(book(tmp_path / "a.xlsx", {"Targets": [headers, *rows]}))
    targets = inputs.tables["targets"]
    assert targets["kpi"].tolist() == ["engagement_rate"] * 3 + ["engagment rate"]  # kept as typed, to be named
    assert targets["fault"].tolist() == ["", "", "", "unknown-kpi"]
    assert targets["cell"].tolist() == ["A2", "A3", "A4", "A5"]
    assert faults(inputs) == [("unknown-kpi", "A5")]
    assert "Did you mean Engagement rate or" in message(inputs.issues[0])


def test_summaries(tmp_path: Path) -> None:
    rows: list[list[Any]] = [[DAY, "X", "a"], [DAY.replace(day=9), "Facebook", "b"], ["soon", "TikTok", "c"]]
    (summary,) = read(posts(tmp_path / "a.xlsx", *rows)).summaries
    assert (summary.table, summary.sheet, summary.rows, summary.left_out) == ("posts", "Posts", 2, 1)
    assert (summary.first, summary.last) == (date(2026, 7, 1), date(2026, 7, 9))
    assert summary.platforms == ("Facebook", "X")


def test_the_garbage_collector_is_left_as_it_was() -> None:
    assert gc.isenabled()
    with no_garbage_collection(), no_garbage_collection():
        assert not gc.isenabled()
    assert gc.isenabled()
    with suppress(ValueError), no_garbage_collection():
        raise ValueError
    assert gc.isenabled()


# What write_input writes, read gives back.

_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf", "Zs", "Zl", "Zp"]), min_size=1, max_size=20
)
_DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 30)).map(lambda day: datetime(day.year, day.month, day.day))
_TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2100, 12, 30)).map(lambda one: one.replace(microsecond=0))
_NUMBERS = st.floats(0, 1e12, allow_nan=False).map(lambda one: round(one, 6))
_CELLS: dict[ColumnType, st.SearchStrategy[Any]] = {
    ColumnType.TEXT: _TEXT.map(lambda text: f"t{text}"),
    ColumnType.FORMULA: st.just("likes / reach"),
    ColumnType.DATE: _DAYS,
    ColumnType.TIME: _TIMES,
    ColumnType.COUNT: st.integers(0, 10**15 - 1).map(float),
    ColumnType.SIGNED_COUNT: st.integers(-(10**15) + 1, 10**15 - 1).map(float),
    ColumnType.AMOUNT: _NUMBERS,
    ColumnType.SIGNED_AMOUNT: st.floats(-1e9, 1e9).map(lambda one: round(one, 4) + 0.0),
    ColumnType.NUMBER: st.integers(0, 4).map(float),
    ColumnType.YEAR: st.integers(1990, 2100).map(float),
    ColumnType.YES_NO: st.sampled_from([0.0, 1.0]),
    ColumnType.PLATFORM: st.sampled_from(PLATFORMS),
    ColumnType.TABLE: st.sampled_from(timed_tables()),
    ColumnType.CURRENCY: st.sampled_from(["USD", "IDR", "IRR"]),
    ColumnType.KPI: st.sampled_from(sorted(KPIS)),
    ColumnType.ANY: _NUMBERS,
}


def cells(column: Column) -> st.SearchStrategy[Any]:
    strategy = st.sampled_from(column.options) if column.options else _CELLS[column.type]
    if column.suggestions and column.type is ColumnType.TEXT:
        strategy |= st.sampled_from(column.suggestions)
    return strategy if column.required else st.none() | strategy


ROUND_TRIP = sorted(set(TABLES) - {"settings", "custom_kpis"})


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, language: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(ROUND_TRIP))
    table = TABLES[name]
    row = st.fixed_dictionaries({column.name: cells(column) for column in table.columns})
    key = (*table.key, *table.id[:1])
    unique = (lambda one: tuple(one[part] or table.column(part).empty_means for part in key)) if key else None
    rows = data.draw(st.lists(row, min_size=1, max_size=6, unique_by=unique))
    for one in rows:  # what rules would refuse
        if one.get("first_response"):
            one["first_response"] = max(one["first_response"], one["received"])
        if one.get("scale") is not None:
            one["scale"] = 5.0
    path = tmp_path_factory.mktemp("books") / "a.xlsx"
    inputs = read(write_input({name: rows}, path, language))
    shutil.rmtree(path.parent)
    assert [issue for issue in inputs.issues if issue.severity is Severity.FAULT] == []
    expected = {column.name: [one[column.name] for one in rows] for column in table.columns}
    found = inputs.tables[name]
    if table.keeps_faulty:
        assert found["fault"].tolist() == [""] * len(rows)
        assert found["cell"].nunique() == len(rows)
        found = found.drop(columns=["fault", "cell"])
    assert plain(found) == {
        column: values for column, values in expected.items() if any(value is not None for value in values)
    }


FILLED: dict[str, list[dict[str, Any]]] = {
    "posts": [
        {"published": DAY, "platform": "X", "post_id": "=1", "caption": "سلام #نوروز", "likes": 3, "format": "photo"},
        {"published": DAY, "platform": "TikTok", "placement": "paid", "impressions": 1234567, "reach": 5},
    ],
    "requests": [{"received": DAY, "platform": "X", "first_response": DAY + timedelta(seconds=61), "resolved": True}],
    "orders": [{"date": DAY.replace(hour=0, minute=0), "platform": "X", "order_id": "0012", "revenue": -12.75}],
    "targets": [
        {
            "kpi": "engagement_rate",
            "goal_kind": "change",
            "goal": 0.12,
            "start": datetime(2026, 7, 1),
            "due": datetime(2026, 9, 30),
            "baseline": "previous",
        }
    ],
}


@pytest.mark.libreoffice
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_libreoffice_saves_is_read_the_same(tmp_path: Path, language: str) -> None:
    tables: dict[str, Any] = {**FILLED, "settings": {"brand": "Senja", "trend_period": "week"}}
    path = write_input(tables, tmp_path / "a.xlsx", language)
    before, after = read(path), read(rings.recalculate(path, tmp_path / "saved"))
    assert after.settings == before.settings
    assert {name: plain(table) for name, table in after.tables.items()} == {
        name: plain(table) for name, table in before.tables.items()
    }
    assert codes(after.issues) == codes(before.issues)
    without_tables = rewrite(
        tmp_path / "saved" / "a.xlsx", tmp_path / "b.xlsx", lambda name, data: None if "/tables/" in name else data
    )
    assert {name: plain(table) for name, table in read(without_tables).tables.items()} == {
        name: plain(table) for name, table in before.tables.items()
    }


def test_one_note_tells_of_all_jalali_dates(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        {
            "Posts": [["Published", "Platform"], ["1405/06/24 18:30", "X"], ["۱۴۰۵/۰۶/۲۵", "X"]],
            "Website": [["Date", "Sessions"], ["۱ مهر ۱۴۰۵", 5], [14050702, 6]],
            "Settings": [["Name", "Value"], ["As of", "۱۴۰۵/۰۷/۰۸"], ["Calendar", "jalali"]],
        },
    )
    inputs = read(path)
    assert inputs.tables["posts"]["published"].tolist() == [datetime(2026, 9, 15, 18, 30), datetime(2026, 9, 16)]
    assert inputs.tables["website"]["date"].tolist() == [datetime(2026, 9, 23), datetime(2026, 9, 24)]
    assert inputs.settings.as_of == date(2026, 9, 30)
    (note,) = [issue for issue in inputs.issues if issue.code == "jalali-dates"]
    assert (note.severity, note.values["count"], note.place.sheet, note.place.cell) == ("note", "4", "Posts", "A2")
    assert not [issue for issue in inputs.issues if issue.severity == "fault"]


def test_a_jalali_day_that_libreoffice_took_for_one_of_the_middle_ages(tmp_path: Path) -> None:
    """LibreOffice 25.2 keeps a typed 1405-06-24 as -180610 and 1404-12-29 as -180787; 1405-04-31 stays a text."""
    path = tmp_path / "a.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.create_sheet("Website", 0)
    for row in (["Date", "Sessions"], [-180610, 5], ["1405-04-31", 6], [-180787, 7], [0.5, 8]):
        sheet.append(row)
    for number in range(2, 6):
        sheet.cell(number, 1).number_format = "yyyy-mm-dd"
    workbook.save(path)
    inputs = read(path)
    days = ["2026-09-15", "2026-07-22", "2026-03-20"]  # 24 Shahrivar, 31 Tir, 29 Esfand
    assert [str(one.date()) for one in inputs.tables["website"]["date"]] == days
    assert [issue.place.cell for issue in inputs.issues if issue.code == "not-a-date"] == ["A5"]  # half a day is none
