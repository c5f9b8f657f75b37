"""Input workbooks written from data frames are read as the same data; what is unknown is named."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kpi_excel.errors import UsageError
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.workbook.filling.write_input import write_input
from kpi_excel.workbook.reading.read import read


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_written_is_read_again(language: str, tmp_path: Path) -> None:
    tables: dict[str, Any] = {
        "settings": {"brand": "Senja", "currency": "IDR"},
        "posts": pd.DataFrame(
            {
                "published": [datetime(2026, 7, 1, 8, 30), datetime(2026, 7, 2)],
                "platform": ["X", "TikTok"],
                "placement": ["paid", None],
                "caption": ["=1+1", ""],
                "reach": [np.int64(100), np.nan],
            }
        ),
        "requests": [{"received": datetime(2026, 7, 1, 9), "platform": "X", "resolved_on_first_contact": True}],
        "ads": [{"date": date(2026, 7, 1), "platform": "X", "spend": 12.5}],
    }
    inputs = read(write_input(tables, tmp_path / "kpis.xlsx", language))
    assert [issue.code for issue in inputs.issues if str(issue.severity) == "fault"] == []
    posts = inputs.tables["posts"]
    assert posts["platform"].tolist() == ["X", "TikTok"]
    assert posts["published"].tolist() == [pd.Timestamp(2026, 7, 1, 8, 30), pd.Timestamp(2026, 7, 2)]
    assert posts["placement"].tolist()[0] == "paid"
    assert posts["caption"].tolist()[0] == "=1+1"  # a text, never a formula
    assert posts["reach"].tolist()[0] == 100
    assert pd.isna(posts["reach"].tolist()[1])
    assert inputs.tables["ads"]["spend"].tolist() == [12.5]
    assert bool(inputs.tables["requests"]["resolved_on_first_contact"].tolist()[0]) is True
    assert (inputs.settings.brand, inputs.settings.currency, inputs.settings.language) == ("Senja", "IDR", language)


@pytest.mark.parametrize(
    ("tables", "message", "fix"),
    [
        ({"post": []}, "There is no input table “post”", "posts"),
        ({"posts": [{"like": 1}]}, "The table posts has no column “like”", "likes"),
        ({"settings": {"brnd": "x"}}, "There is no setting “brnd”", "brand"),
    ],
)
def test_unknown_names_are_named(tables: dict[str, Any], message: str, fix: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=message) as stopped:
        write_input(tables, tmp_path / "kpis.xlsx")
    assert fix in stopped.value.fix
    assert not (tmp_path / "kpis.xlsx").exists()


def test_what_was_read_is_written_again_with_its_faulty_targets(tmp_path: Path) -> None:
    due = {"goal_kind": "value", "goal": 5, "start": date(2026, 7, 1), "due": date(2026, 9, 30)}
    targets = [{"kpi": "reach", "platform": "X", **due}, {"kpi": "riches", **due}]
    first = read(write_input({"targets": targets}, tmp_path / "first.xlsx")).tables
    again = read(write_input(first, tmp_path / "again.xlsx")).tables
    assert again["targets"]["fault"].tolist() == ["", "unknown-kpi"]
    pd.testing.assert_frame_equal(again["targets"], first["targets"])
