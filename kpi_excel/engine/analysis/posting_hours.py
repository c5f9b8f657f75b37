"""Posting hours: engagements per post by weekday and hour, and the hours of each weekday that are strongest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

HOURS, BLOCK, DAYS = 24, 3, 7
MEANINGFUL = 3  # posts in a block, at least
_FIFTHS = (0.2, 0.4, 0.6, 0.8)


@dataclass(frozen=True)
class PostingHours:
    """Engagements per post; NaN where nothing was posted. The first index is the weekday: 1 is Monday, 0 is nothing.

    Args:
        posts: the number of posts by weekday.
        daily: by weekday.
        hourly: by weekday and hour.
        blocks: by weekday and block of three hours.
        block_posts: the number of posts of each block.
        fifths: the bounds between the fifths of all blocks that have a value; NaN without any.
    """

    posts: Floats
    daily: Floats
    hourly: Floats
    blocks: Floats
    block_posts: Floats
    fifths: Floats

    def best_block(self, weekday: int) -> int | None:
        """Give a weekday's strongest block of those with enough posts to tell.

        Returns:
            None with fewer than two of them: one block is not better than another.
        """
        enough = np.flatnonzero(self.block_posts[weekday] >= MEANINGFUL)
        return int(enough[np.argmax(self.blocks[weekday][enough])]) if len(enough) > 1 else None


def posting_hours(content: pd.DataFrame) -> PostingHours:
    """Add posts up by weekday and hour.

    Args:
        content: the posts of `content.rank_posts`. One counts that has engagements and a time of day.
    """
    posts = _timed(content)
    sums, counts = np.zeros((DAYS + 1, HOURS)), np.zeros((DAYS + 1, HOURS))
    at = (posts["published"].dt.day_of_week.to_numpy() + 1, posts["published"].dt.hour.to_numpy())
    np.add.at(sums, at, posts["engagements"].to_numpy(float))
    np.add.at(counts, at, 1)
    block_sums, block_counts = (one.reshape(DAYS + 1, HOURS // BLOCK, BLOCK).sum(axis=2) for one in (sums, counts))
    blocks = _per_post(block_sums, block_counts)
    known = blocks[~np.isnan(blocks)]
    return PostingHours(
        counts.sum(axis=1),
        _per_post(sums.sum(axis=1), counts.sum(axis=1)),
        _per_post(sums, counts),
        blocks,
        block_counts,
        np.quantile(known, _FIFTHS) if len(known) else np.full(len(_FIFTHS), np.nan),
    )


def _timed(posts: pd.DataFrame) -> pd.DataFrame:
    """Keep the posts with engagements and a time of day, which a platform lacks if all its posts are of midnight."""
    known = posts[posts["engagements"].notna() & posts["published"].notna()]
    midnight = known["published"] == known["published"].dt.normalize()
    dated = midnight.groupby(known["platform"]).transform("all").to_numpy(bool)
    timed: pd.DataFrame = known[~dated]
    return timed


def _per_post(sums: Floats, counts: Floats) -> Floats:
    result: Floats = np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0)
    return result
