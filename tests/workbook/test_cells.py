"""Areas that overlap, found without comparing each with each."""

import time
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from kpi_excel.workbook.cells import MAX_ROW, Area, overlapping

ROWS = st.integers(1, 12)
AREAS = st.builds(
    lambda top, left, high, wide: Area(top, left, top + high, left + wide),
    ROWS,
    ROWS,
    st.integers(0, 4),
    st.integers(0, 4),
)


@given(st.lists(AREAS, max_size=12))
def test_an_overlap_is_found_if_there_is_one_and_what_is_found_overlaps(areas: list[Area]) -> None:
    found = list(overlapping(areas))
    every = [pair for pair in combinations(range(len(areas)), 2) if areas[pair[0]].overlaps(areas[pair[1]])]
    assert bool(found) == bool(every)
    assert set(found) <= set(every)
    # without the areas that are found to overlap, none does
    clean = [area for position, area in enumerate(areas) if position not in {one for pair in found for one in pair}]
    assert not any(one.overlaps(other) for one, other in combinations(clean, 2))


def test_many_areas_side_by_side_take_no_time() -> None:
    columns = [Area(1, column, MAX_ROW, column) for column in range(1, 16_385)]  # 134 million pairs
    blocks = [Area(row, column, row, column + 1) for row in range(1, 10_001) for column in (1, 3, 5)]  # 450 million
    started = time.process_time()
    assert list(overlapping(columns)) == []
    assert list(overlapping(blocks)) == []
    assert list(overlapping([*blocks, Area(9_000, 2, 9_000, 2)])) == [(3 * 8_999, len(blocks))]
    assert time.process_time() - started < 5
