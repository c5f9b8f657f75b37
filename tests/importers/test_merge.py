"""Rows that mean the same thing are one, and nobody's figures are added."""

import pandas as pd

from kpi_excel.catalogue import TABLES
from kpi_excel.importers.merge import merged, row_keys

EARLY, LATE = pd.Timestamp("2026-07-01"), pd.Timestamp("2026-07-08")


def posts(taken: pd.Timestamp, **columns: object) -> pd.DataFrame:
    given = {"platform": "X", "post_id": "12", "file": "a.csv", "folder": "", "line": 2, "taken": taken}
    return pd.DataFrame([{**given, **columns}])


def test_the_newest_counts_and_the_others_fill_its_gaps() -> None:
    parts = [posts(LATE, likes=4, reach=None), posts(EARLY, likes=5, reach=9)]
    for order in (parts, parts[::-1]):
        (row,) = merged(TABLES["posts"], order).to_dict("records")
        assert (row["likes"], row["reach"]) == (4, 9)


def test_of_one_day_the_last_name_counts_whatever_the_order() -> None:
    parts = [posts(LATE, likes=4, file="b.csv"), posts(LATE, likes=5, file="a.csv")]
    assert [merged(TABLES["posts"], order)["likes"].tolist() for order in (parts, parts[::-1])] == [[4], [4]]


def test_what_has_no_id_is_like_nothing_else() -> None:
    assert len(merged(TABLES["posts"], [posts(EARLY, post_id=None), posts(LATE, post_id=None)])) == 2


def test_keys() -> None:
    rows = pd.DataFrame(
        {
            "platform": ["X", "x ", "X", "X"],
            "placement": [None, "organic", "paid", None],
            "post_id": ["1", "1", "1", None],
        }
    ).assign(url=["", "", "", "u"])
    first, second, paid, by_link = row_keys(TABLES["posts"], rows)
    assert first == second != paid
    assert by_link not in (first, paid, None)


def test_a_span_is_not_its_first_day() -> None:
    rows = pd.DataFrame({"date": [EARLY, EARLY], "date_to": [EARLY, LATE], "platform": "X", "campaign": "July"})
    assert row_keys(TABLES["ads"], rows).nunique() == 2
