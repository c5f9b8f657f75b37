"""Posting hours: engagements per post, which posts count, and which hours are called the strongest."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from kpi_excel.engine.analysis.posting_hours import BLOCK, PostingHours, posting_hours

MONDAY, TUESDAY = 1, 2


def hours(*posts: tuple[str, float | None], platform: str = "X") -> PostingHours:
    """Add up posts given as day and time of August 2026, of which the 10th is a Monday, and engagements."""
    return posting_hours(frame(*posts, platform=platform))


def frame(*posts: tuple[str, float | None], platform: str = "X") -> pd.DataFrame:
    rows: list[dict[str, Any]] = [
        {"published": pd.Timestamp(f"2026-08-{at}"), "platform": platform, "engagements": engagements}
        for at, engagements in posts
    ]
    return pd.DataFrame(rows).astype({"engagements": float})


def test_means_are_per_post_and_empty_hours_have_no_value() -> None:
    found = hours(("10 09:15", 10), ("10 09:45", 20), ("10 11:00", 3), ("11 23:59", 7))
    assert (found.hourly[MONDAY, 9], found.hourly[MONDAY, 11], found.hourly[TUESDAY, 23]) == (15, 3, 7)
    assert np.isnan(found.hourly[MONDAY, 10])
    assert found.blocks[MONDAY, 9 // BLOCK] == 11  # 33 of three posts
    assert found.block_posts[MONDAY, 9 // BLOCK] == 3
    assert (found.daily[MONDAY], found.posts[MONDAY], found.posts[TUESDAY]) == (11, 3, 1)


def test_the_fifths_part_the_blocks_that_have_a_value() -> None:
    # blocks of 1, 2, 3, 4, 5 and 6: at 1 + 5 x 0.2, 0.4, 0.6, 0.8
    found = hours(*((f"10 {3 * number:02}:30", number + 1) for number in range(6)))
    assert found.fifths == pytest.approx([2, 3, 4, 5])
    assert np.isnan(hours(("10 09:00", None)).fifths).all()


def test_posts_without_engagements_or_time_do_not_count() -> None:
    assert hours(("10 09:00", None), ("10 09:30", 4)).posts[MONDAY] == 1
    assert hours(("10 00:00", 4), ("11 00:00", 4)).posts.sum() == 0  # dates, as all are of midnight
    both = pd.concat([frame(("10 00:00", 4), ("10 08:00", 4)), frame(("10 00:00", 4), platform="LinkedIn")])
    assert posting_hours(both.reset_index(drop=True)).posts[MONDAY] == 2  # midnight counts where others have times


def test_the_strongest_block_has_three_posts_and_a_rival() -> None:
    morning, evening = [("10 09:00", 5)] * 3, [("10 20:00", 8)] * 3
    assert hours(*morning, *evening).best_block(MONDAY) == 20 // BLOCK
    assert hours(*morning, *evening[:2]).best_block(MONDAY) is None  # two posts are too few, and one block no choice
    assert hours(*morning, *evening).best_block(TUESDAY) is None
