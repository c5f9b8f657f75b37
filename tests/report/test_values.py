"""What data frames give as what cells hold: no value is an empty cell, and a number without value stays one."""

import math
from datetime import datetime

import pandas as pd
import pytest

from kpi_excel.report.values import cell_value, columns_of, known_value


@pytest.mark.parametrize("blank", [None, pd.NaT, pd.NA])
def test_blanks_are_empty_cells(blank: object) -> None:
    assert cell_value(blank) is None
    assert known_value(blank) is None


def test_a_number_without_value_is_one_or_an_empty_cell() -> None:
    value = cell_value(math.nan)
    assert isinstance(value, float)
    assert math.isnan(value)
    assert known_value(math.nan) is None
    assert [known_value(value) for value in (0.0, "", False)] == [0.0, "", False]


def test_columns_of_a_frame() -> None:
    frame = pd.DataFrame({"day": [pd.Timestamp(2026, 7, 1), pd.NaT], "reach": [1.5, math.nan], "name": ["a", None]})
    columns = columns_of(frame, known_value)
    assert columns == {"day": [datetime(2026, 7, 1), None], "reach": [1.5, None], "name": ["a", None]}
