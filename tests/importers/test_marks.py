"""Marks tell cells that an import wrote from those that somebody edited since."""

import pandas as pd

from kpi_excel.importers.marks import Mark, digest, mark_of


def test_a_mark_is_read_as_it_was_written() -> None:
    mark = mark_of({"likes": 5.0, "caption": "Es kopi", "reach": float("nan")}, pd.Timestamp("2026-07-09"))
    assert (mark.taken, list(mark.digests)) == ("2026-07-09", ["likes", "caption"])
    assert Mark.parse(str(mark)) == mark


def test_an_edited_cell_is_known() -> None:
    mark = mark_of({"likes": 5.0}, pd.NaT)
    assert mark.is_untouched("likes", 5)
    assert not mark.is_untouched("likes", 6)
    assert not mark.is_untouched("likes", None)  # emptied by hand
    assert mark.is_untouched("reach", None)
    assert not mark.is_untouched("reach", 3)  # typed by hand


def test_what_a_sheet_rounds_is_the_same() -> None:
    assert digest(pd.Timestamp("2026-07-01 10:00:00.0004")) == digest(pd.Timestamp("2026-07-01 10:00"))
    assert digest(0.1 + 0.2) == digest(0.3)
    assert digest(True) != digest(False)
