"""Rows are typed by the tables' own rules; what is wrong names the file's line."""

from datetime import date

from kpi_excel.catalogue import TABLES
from kpi_excel.importers.convert import TakenRow
from kpi_excel.importers.typed import typed
from kpi_excel.model.settings import Settings


def test_a_fault_names_the_line_and_leaves_out_the_row() -> None:
    day = {"platform": "X", "followers": "12"}
    rows = [
        TakenRow(7, {**day, "date": "2026-07-01"}),
        TakenRow(9, {**day, "date": "2026-07-01"}),
        TakenRow(12, {**day, "date": "soon"}),
    ]
    found = typed(rows, TABLES["accounts"], "a.csv", "", Settings(), date(2026, 8, 1))
    told = {
        issue.code: (issue.place.rows, issue.values.get("first")) for issue in found.issues if issue.severity != "note"
    }
    assert told == {"duplicate-row": ("9", "7"), "not-a-date": ("12", None)}
    assert (found.left_out, found.frame["line"].tolist(), found.frame["followers"].tolist()) == (2, [7], [12.0])
