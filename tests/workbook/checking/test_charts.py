"""A series draws what it is named after, and both axes of categories run one way."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from kpi_excel.workbook.checking.drawn import Drawn
from tests.workbook.checking.drawings import REACH, charted, checked, said


@pytest.mark.parametrize(
    "name",
    ["", "=Months!$B$1", "reach", "Reach", "Jangkauan", "My own words", "=Months!$A$2"],
)
def test_series_named_after_their_column_or_in_words_of_ones_own_are_right(name: str, tmp_path: Path) -> None:
    assert checked(charted(tmp_path / "a.xlsx", REACH | {"name": name})) == Drawn(series=1)


@pytest.mark.parametrize(
    ("series", "messages"),
    [
        ([REACH | {"name": "=Months!$C$1"}], ["the series “likes” is named after “likes”, but draws “reach”."]),
        ([REACH | {"name": "Likes"}], ["the series “Likes” is named after “likes”, but draws “reach”."]),
        (
            [REACH | {"name": "Pengikut"}],  # followers, in Indonesian
            ["the series “Pengikut” is named after “Pengikut”, but draws “reach”."],
        ),
        (
            [REACH | {"name": "One"}, REACH | {"name": "Two"}],
            ["the series “One” and the series “Two” draw the same cells."],
        ),
        (
            [{"values": "=Months!$B$2:$B$3"}],
            ["the values of series 1 are rows 2 to 3, its categories rows 2 to 4."],
        ),
    ],
)
def test_a_series_that_draws_something_else_is_named(
    series: Sequence[Mapping[str, Any]], messages: Sequence[str], tmp_path: Path
) -> None:
    found = checked(charted(tmp_path / "a.xlsx", *series))
    assert [str(one) for one in found.wrong] == [f"Sheet 'Months', chart at F2: {message}" for message in messages]
    assert {one.fix.partition(" ")[0] for one in found.wrong} == {"Choose"}


def test_both_axes_of_categories_run_one_way(tmp_path: Path) -> None:
    assert said(charted(tmp_path / "a.xlsx", REACH, second="same")) == []
    assert said(charted(tmp_path / "b.xlsx", REACH, second="other")) == [
        "Sheet 'Months', chart at F2: its two axes of categories run in opposite directions, so one series is drawn "
        "the wrong way round."
    ]
