import math

import pandas as pd
import pytest

from kpi_excel.engine.main_rate import main_rate

NONE = math.nan


@pytest.mark.parametrize(
    ("followers", "reach", "views", "expected"),
    [
        ([0.02, NONE], [0.03, 0.04], [0.1, 0.1], "engagement_rate"),
        ([NONE, NONE], [NONE, 0.04], [0.1, 0.1], "engagement_rate_by_reach"),
        ([NONE, NONE], [NONE, NONE], [NONE, 0.1], "engagement_rate_by_views"),
        ([NONE, NONE], [NONE, NONE], [NONE, NONE], "engagement_rate"),
    ],
)
def test_the_first_rate_with_values_speaks(
    followers: list[float], reach: list[float], views: list[float], expected: str
) -> None:
    values = {"engagement_rate": followers, "engagement_rate_by_reach": reach, "engagement_rate_by_views": views}
    assert main_rate(pd.DataFrame(values)) == expected
