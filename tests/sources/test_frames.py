"""Frames of any library go through the rules of a workbook: the same rows have the same faults, told by their rows."""

import shutil
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kpi_excel as kx
from kpi_excel.catalogue import TABLES
from kpi_excel.engine.inputs import Inputs
from kpi_excel.errors import UsageError
from kpi_excel.language.issues import fix, message
from kpi_excel.language.places import place
from kpi_excel.language.texts import texts
from kpi_excel.model.table import ORIGIN, ColumnType
from kpi_excel.sources.frames import read_tables
from kpi_excel.workbook.reading.read import read
from tests.workbook.books import book

DAY = datetime(2026, 7, 1, 8, 30)
TODAY = date(2026, 9, 30)


def told(inputs: Inputs) -> Counter[tuple[str, str, str]]:
    """Count issues by code and severity, and by how many cells they speak of."""
    return Counter((one.code, str(one.severity), one.values.get("count", "")) for one in inputs.issues)


# A random table as a workbook and as a frame

NUMBERS = st.sampled_from([0.0, 7.0, 12.5, -3.0, "12", "1,234", "many", "-", "5 %"]) | st.integers(0, 10**6).map(float)
DAYS = st.sampled_from([DAY, DAY + timedelta(days=40), "2026-07-03", "03/04/2026", "soon", "31.12.2026", 46295.0])
# no date among numbers: a sheet's dates are numbers, those of a frame are not
ANYTHING = NUMBERS | st.sampled_from(
    ["", " ", "x", "2026-07-03", "03/04/2026", "yes", "no", "organic", "paid", "X", "Twitter", "All", True]
)
WORDS: dict[ColumnType, st.SearchStrategy[Any]] = {
    ColumnType.DATE: DAYS,
    ColumnType.TIME: DAYS,
    ColumnType.PLATFORM: st.sampled_from(["X", "twitter", "Instagram", "Myspace", "All"]),
    ColumnType.TEXT: st.sampled_from(["a", "A", "7", "photo", "foto"]),
    ColumnType.OPTION: st.sampled_from(["organic", "berbayar", "csat", "NPS", "value", "change", "what"]),
    ColumnType.YES_NO: st.sampled_from(["yes", "tidak", "1", True, "perhaps"]),
    ColumnType.KPI: st.sampled_from(["reach", "Engagement rate", "CTR", "nothing"]),
    ColumnType.TABLE: st.sampled_from(["Posts", "ads", "Settings"]),
    ColumnType.CURRENCY: st.sampled_from(["usd", "Rupee", "IDR"]),
}
CHECKED = sorted(set(TABLES) - {"settings", "custom_kpis", "imports", "import_sources"})


@pytest.mark.slow
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_workbook_and_a_frame_of_the_same_rows_are_told_the_same(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(CHECKED))
    columns = TABLES[name].columns
    usual = st.tuples(*(st.none() | WORDS.get(column.type, NUMBERS) for column in columns))
    odd = st.tuples(*(st.none() | ANYTHING for _ in columns))
    rows = data.draw(st.lists(usual | odd, min_size=1, max_size=8))
    header = [column.name for column in columns]
    folder = tmp_path_factory.mktemp("books")
    label = texts("en").text("tables", name, "label")
    from_workbook = read(book(folder / "a.xlsx", {label: [header, *map(list, rows)]}), TODAY)
    from_frame = read_tables({name: pd.DataFrame(rows, columns=header, dtype=object)}, today=TODAY)
    shutil.rmtree(folder)
    assert told(from_frame) == told(from_workbook)
    assert list(from_frame.tables) == list(from_workbook.tables)
    for table, frame in from_frame.tables.items():
        others = [*ORIGIN, "cell"]
        left, right = (one.drop(columns=others, errors="ignore") for one in (frame, from_workbook.tables[table]))
        pd.testing.assert_frame_equal(left, right)
        assert (frame["row"] + 1).tolist() == from_workbook.tables[table]["row"].tolist()  # below its header row


# Every library

ROWS: dict[str, list[Any]] = {
    "date": [DAY, DAY, None, DAY + timedelta(days=1), DAY],
    "platform": ["insta", "Instagram", "X", "X", "Instagram"],
    "campaign": ["a", "b", "a", None, "a"],
    "spend": [12.5, 3.0, 4.0, -1.0, 2.0],
    "clicks": [7, None, 3, 4, 900],
    "impressions": [70, 30, 40, 50, 100],
}
EXPECTED = [
    ("missing-value", "3:3"),  # no date
    ("negative-count", "4:4"),
    ("above", "5:5"),  # 900 clicks of 100 impressions
    ("duplicate-row", "5:5"),  # as row 1
]


def libraries() -> list[Any]:
    rows = pl.DataFrame(ROWS)
    return [
        pd.DataFrame(ROWS),
        pd.DataFrame(ROWS).convert_dtypes(),
        rows,
        rows.lazy(),
        rows.to_arrow(),
        duckdb.from_arrow(rows.to_arrow()),
        rows.to_dicts(),
    ]


@pytest.mark.parametrize("native", libraries(), ids=["pandas", "nullable", "polars", "lazy", "arrow", "duckdb", "rows"])
def test_every_library_has_the_same_faults_in_the_same_rows(native: Any) -> None:
    inputs = kx.read_tables({"ads": native}, today=TODAY)
    assert sorted((one.code, one.place.cell) for one in inputs.issues) == sorted(EXPECTED)
    (summary,) = inputs.summaries
    assert (summary.table, summary.sheet, summary.rows, summary.left_out) == ("ads", "ads", 2, 3)
    assert inputs.tables["ads"][["row", "spend"]].to_numpy().tolist() == [[1, 12.5], [2, 3.0]]
    assert inputs.tables["ads"]["clicks"].fillna(-1).tolist() == [7, -1]


def test_what_is_given_is_not_changed() -> None:
    frame = pd.DataFrame(ROWS)
    before = frame.copy(deep=True)
    read_tables({"ads": frame})
    pd.testing.assert_frame_equal(frame, before)


# Places are rows


@pytest.mark.parametrize(
    ("language", "where"),
    [("en", "shop, sheet 'ads', row 4"), ("id", "shop, lembar 'ads', baris 4"), ("fa", "ردیف \u200e4\u200e")],
)
def test_an_issue_names_the_row(language: str, where: str) -> None:
    inputs = read_tables({"ads": pd.DataFrame(ROWS)}, source="shop", today=TODAY)
    (issue,) = [one for one in inputs.issues if one.code == "negative-count"]
    assert place(issue.place, texts(language)).endswith(where)
    assert str(issue) == "[negative-count] shop, sheet 'ads', row 4: column spend, found -1"


def test_a_sentence_about_another_row_names_it_as_a_row() -> None:
    days = ["12/30/2025", "03/04/2025", "04/05/2025"]
    inputs = read_tables({"website": [{"date": day, "sessions": 1} for day in days]}, today=TODAY)
    (issue,) = [one for one in inputs.issues if "{" not in message(one) and "row 1" in message(one)]
    assert "“12/30/2025” in row 1 shows" in message(issue)
    assert fix(issue)


# Values as libraries have them


@pytest.mark.parametrize(
    ("column", "value", "read_as"),
    [
        ("order_id", 17841400000000000, "17841400000000000"),  # exact, while a cell keeps 15 digits
        ("order_id", "0012", "0012"),
        ("revenue", Decimal("12.75"), 12.75),
        ("revenue", 12, 12.0),
        ("from_social", True, 1.0),
        ("from_social", False, 0.0),
        ("customer_id", 7.0, "7"),
        ("date", date(2026, 7, 1), pd.Timestamp(2026, 7, 1)),
        ("date", pd.Timestamp(2026, 7, 1, 9), pd.Timestamp(2026, 7, 1)),
    ],
)
def test_values_as_libraries_have_them(column: str, value: Any, read_as: Any) -> None:
    row = {"date": DAY, "platform": "X", "order_id": "1", "revenue": 5.0, column: value}
    inputs = read_tables({"orders": [row]}, today=TODAY)
    assert inputs.issues == ()
    assert inputs.tables["orders"][column].tolist() == [read_as]


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NaT, pd.NA, "", " "])
def test_no_value_is_an_empty_cell(nothing: Any) -> None:
    rows = [{"date": DAY, "platform": "X", "sessions": nothing}, {"date": DAY, "platform": "TikTok", "sessions": 4}]
    inputs = read_tables({"traffic": rows}, today=TODAY)
    assert inputs.issues == ()
    assert inputs.tables["traffic"]["sessions"].isna().tolist() == [True, False]


def test_time_stamps_are_brought_to_the_zone_of_the_settings() -> None:
    # 08:30 in UTC is 15:30 in Jakarta; answered at 16:00 there, 30 minutes later.
    received = [datetime(2026, 7, 1, 8, 30, tzinfo=UTC)]
    answered = pd.Series([pd.Timestamp(2026, 7, 1, 16, tz="Asia/Jakarta")])
    frame = pd.DataFrame({"received": received, "platform": ["X"], "first_response": answered})
    inputs = read_tables({"requests": frame}, {"time_zone": "Asia/Jakarta"}, today=TODAY)
    assert inputs.tables["requests"]["received"].tolist() == [pd.Timestamp(2026, 7, 1, 15, 30)]
    results = kx.compute(inputs)
    assert results.view["average_response_time"].tolist()[0] == 30


# Settings, headers and names


def test_settings_are_read_like_those_of_a_workbook() -> None:
    inputs = read_tables({}, {"brand": "Senja", "csat_scale": "ten", "colour": "red"}, source="shop")
    assert inputs.settings.brand == "Senja"
    assert [(one.code, one.place.cell) for one in inputs.issues] == [("bad-setting", "2:2"), ("unknown-setting", "3:3")]


def test_headers_of_any_language_are_known_and_others_are_noted() -> None:
    inputs = read_tables({"Iklan": [{"Tanggal": DAY, "Platform": "X", "Belanja iklan": 5, "Mine": 1}]}, today=TODAY)
    assert [(one.code, one.place.cell, one.values["found"]) for one in inputs.issues] == [
        ("unknown-column", "", "Mine")
    ]
    assert inputs.tables["ads"]["spend"].tolist() == [5.0]


def test_a_missing_column_is_a_fault_without_a_cell() -> None:
    inputs = read_tables({"ads": [{"date": DAY, "platform": "X"}]})
    assert [(one.code, one.place.cell, one.values["column"]) for one in inputs.issues] == [
        ("column-missing", "", "spend")
    ]


def test_custom_kpis_and_targets_come_from_frames_too() -> None:
    custom = {"name": "likes_a_post", "label": "Likes a post", "formula": "likes / posts", "unit": "ratio"}
    target = {"kpi": "likes_a_post", "goal_kind": "value", "goal": 5, "start": DAY, "due": DAY}
    tables: dict[str, Sequence[dict[str, Any]]] = {
        "custom_kpis": [{**custom, "direction": "up"}],
        "targets": [target, {**target, "kpi": "nothing"}],
        "posts": [{"published": DAY, "platform": "X", "likes": 4}],
    }
    inputs = read_tables(tables, today=TODAY)
    assert list(inputs.custom_kpis) == ["likes_a_post"]
    assert inputs.tables["targets"]["cell"].tolist() == ["1:1", "2:2"]
    assert [(one.code, one.place.cell) for one in inputs.issues] == [("unknown-kpi", "2:2")]
    assert kx.compute(inputs).view["likes_a_post"].tolist()[0] == 4


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"post": []}, "There is no sheet “post”"),
        ({"posts": [], "Postingan": []}, "The table posts is given twice"),
        ({"posts": 5}, "The table posts is no data frame, but int"),
        ({"posts": ["a"]}, "The table posts is no data frame, but list"),
    ],
)
def test_what_is_no_table_is_refused(tables: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_tables(tables)
