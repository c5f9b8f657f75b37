"""What becomes of imported rows: new, changed, as before, or somebody's own."""

from typing import Any

import pandas as pd

from kpi_excel.catalogue import TABLES
from kpi_excel.importers.marks import COLUMN, Mark
from kpi_excel.importers.plan import Plan, planned

POST = {"platform": "X", "post_id": "12", "likes": 5.0}


def rows(*given: dict[str, Any], taken: str = "2026-07-09") -> pd.DataFrame:
    return pd.DataFrame(list(given)).assign(taken=pd.Timestamp(taken))


def plan(imported: pd.DataFrame, *existing: dict[str, Any]) -> Plan:
    there = pd.DataFrame([{"row": number, **row} for number, row in enumerate(existing, 2)]) if existing else None
    return planned(TABLES["posts"], imported, there)


def imported(**cells: Any) -> dict[str, Any]:
    """Give a row as an import wrote it."""
    (row,) = plan(rows({**POST, **cells})).new
    return dict(row)


def test_a_row_that_is_not_there_is_new_and_marked() -> None:
    (row,) = plan(rows(POST), {**POST, "post_id": "13"}).new
    assert (row["likes"], Mark.parse(row[COLUMN]).taken) == (5, "2026-07-09")


def test_newer_figures_replace_imported_ones() -> None:
    found = plan(rows({**POST, "likes": 4.0}, taken="2026-07-20"), imported())
    (cells,) = found.changes.values()
    assert (list(found.changes), cells["likes"], Mark.parse(cells[COLUMN]).taken) == ([2], 4, "2026-07-20")
    assert (found.new, found.changed, found.unchanged, found.conflicts) == ((), 1, 0, ())


def test_the_same_figures_change_nothing() -> None:
    found = plan(rows(POST, taken="2026-07-20"), imported())
    assert (found.new, found.changes, found.unchanged) == ((), {}, 1)


def test_older_figures_only_fill_gaps() -> None:
    found = plan(rows({**POST, "likes": 3.0, "reach": 90.0}, taken="2026-07-01"), imported())
    (cells,) = found.changes.values()
    assert (set(cells), cells["reach"]) == ({"reach", COLUMN}, 90)
    assert Mark.parse(cells[COLUMN]).taken == "2026-07-09"


def test_what_was_edited_or_typed_stays_and_is_told() -> None:
    edited = {**imported(shares=1.0), "likes": 50.0}
    found = plan(rows({**POST, "likes": 6.0, "shares": 2.0}, taken="2026-07-20"), edited)
    assert [(one.row, one.column) for one in found.conflicts] == [(2, "likes")]
    assert found.changes[2]["shares"] == 2
    typed = plan(rows({**POST, "likes": 6.0, "reach": 9.0}), {**POST, COLUMN: None})
    assert [one.column for one in typed.conflicts] == ["likes"]
    assert typed.changes[2]["reach"] == 9  # the person gave none


def test_what_a_person_adds_to_an_imported_row_hinders_nothing() -> None:
    found = plan(rows({**POST, "likes": 6.0}, taken="2026-07-20"), {**imported(), "hashtags": "#kopi"})
    assert (found.changed, found.conflicts) == (1, ())


def test_two_exports_that_fill_one_row_do_not_hinder_each_other() -> None:
    row = imported()
    first = plan(rows({"platform": "X", "post_id": "12", "reach": 9.0}), row)
    row |= first.changes[2]
    second = plan(rows({**POST, "likes": 6.0}, taken="2026-07-20"), row)
    assert (second.changed, second.conflicts) == (1, ())


def test_equal_answers_are_counted_and_not_merged() -> None:
    answer = {"date": pd.Timestamp("2026-07-01"), "kind": "nps", "score": 9.0}
    there = pd.DataFrame([{**answer, "row": 2}])
    found = planned(TABLES["surveys"], rows(answer, answer), there)
    assert (len(found.new), found.unchanged) == (1, 1)
