"""Brands made by chance: two platforms, 24 months, Poisson posts with negative-binomial engagements."""

from datetime import date
from typing import Any

import numpy as np

from kpi_excel.catalogue import KPIS, TABLES, measures_of
from kpi_excel.engine.compute import compute
from kpi_excel.engine.results import Results
from tests.support import inputs

PLATFORMS = ("Instagram", "TikTok")
MONTHS = 24  # October 2024 to September 2026
POSTS, ENGAGEMENTS, SHAPE = 60, 50, 4.0  # posts of a platform and month, engagements of a post, and how they scatter


def report(seed: int, last: float = 1.0, before: float = 1.0) -> Results:
    """Compute September 2026 of a brand in which nothing happens but what is planted.

    Args:
        seed: of the brand.
        last: by what a TikTok post's engagements are multiplied in the last month.
        before: the same in the month before.
    """
    random = np.random.default_rng(seed)
    planted = {MONTHS - 1: last, MONTHS - 2: before}
    rows: list[dict[str, Any]] = []
    for month in range(MONTHS):
        for platform in PLATFORMS:
            mean = ENGAGEMENTS * (planted.get(month, 1.0) if platform == "TikTok" else 1.0)
            engagements = random.negative_binomial(SHAPE, SHAPE / (SHAPE + mean), random.poisson(POSTS))
            likes = random.binomial(engagements, 0.7)
            days = random.integers(1, 29, len(engagements))
            seen = random.negative_binomial(SHAPE, SHAPE / (SHAPE + 2000), len(engagements))
            rows += [
                {
                    "published": date(2024 + (month + 9) // 12, (month + 9) % 12 + 1, int(day)).isoformat() + " 10:00",
                    "platform": platform,
                    "post_id": f"{platform}-{month}-{number}",
                    "likes": float(some),
                    "comments": float(all_of - some),
                    "impressions": float(views),
                }
                for number, (day, some, all_of, views) in enumerate(zip(days, likes, engagements, seen, strict=True))
            ]
    given = inputs({"posts": rows}, report_period="2026-09", as_of=date(2026, 9, 30), trend_length=13)
    return compute(given, KPIS, measures_of(KPIS.values()), TABLES)
