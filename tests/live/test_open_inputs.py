"""Tables of an open workbook are read as they stand, by the one reader."""

from datetime import datetime
from typing import Any

import pytest

from kpi_excel.errors import InputError
from kpi_excel.live.open_inputs import read_open

DAY = datetime(2026, 7, 1, 8, 30)


def test_cells_are_read_as_from_a_file() -> None:
    rows: list[list[Any]] = [
        ["published", "platform", "likes", None, "saves"],
        [DAY, "X", 12, "note", 3],
        [DAY, "TikTok", None, "=1", "7"],
    ]
    inputs = read_open({"posts": rows}, "kpis.xlsm")
    posts = inputs.tables["posts"]
    assert posts["published"].tolist() == [DAY, DAY]
    assert posts["likes"].tolist()[0] == 12
    assert posts["likes"].isna().tolist() == [False, True]
    assert posts["saves"].tolist() == [3, 7]
    named = {str(issue.place) for issue in inputs.issues if issue.place.cell}
    assert all("kpis.xlsx" in place for place in named)


def test_a_workbook_without_input_tables_is_a_sentence() -> None:
    with pytest.raises(InputError):
        read_open({"something": [["a"], [1]]}, "other.xlsx")
