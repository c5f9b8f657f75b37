"""The reach of cells, against the plain rule followed step by step on random workbooks."""

from hypothesis import given
from hypothesis import strategies as st

from kpi_excel.workbook.calculators.calculation import Place, SheetArea, Sources
from kpi_excel.workbook.calculators.reach import Reach
from kpi_excel.workbook.cells import Area

SHEETS = st.sampled_from(["A", "B"])


@st.composite
def areas(draw: st.DrawFn, most: int = 60) -> SheetArea:
    top, left = draw(st.integers(1, 40)), draw(st.integers(1, 4))
    return draw(SHEETS), Area(top, left, top + draw(st.integers(0, most)), left + draw(st.integers(0, 2)))


PLACES = st.tuples(SHEETS, st.integers(1, 40), st.integers(1, 4))
SOURCES = st.builds(Sources, st.lists(st.one_of(areas(0), areas()), max_size=3).map(tuple))


def step_by_step(
    sources: dict[Place, Sources], given: dict[Place, list[Area]], cells: list[SheetArea], formulas: set[Place]
) -> set[Place]:
    """Take in one formula after the other that sees a changed cell, until there is none."""
    reached = set(formulas)
    changed = list(cells)
    for sheet, row, column in formulas:
        changed += [(sheet, area) for area in given.get((sheet, row, column), [Area(row, column, row, column)])]

    def sees(one: Sources) -> bool:
        pairs = ((seen, cell) for seen in one.areas for cell in changed)
        return any(seen[0] == cell[0] and seen[1].overlaps(cell[1]) for seen, cell in pairs)

    while True:
        left = ((place, one) for place, one in sources.items() if place not in reached)
        found = next((place for place, one in left if sees(one)), None)
        if found is None:
            return reached
        reached.add(found)
        sheet, row, column = found
        changed += [(sheet, area) for area in given.get(found, [Area(row, column, row, column)])]


@given(
    st.dictionaries(PLACES, SOURCES, max_size=25),
    st.dictionaries(PLACES, st.lists(areas().map(lambda one: one[1]), min_size=1, max_size=2), max_size=3),
    st.lists(areas(3), max_size=3),
    st.sets(PLACES, max_size=2),
)
def test_the_reach_is_what_following_every_step_gives(
    sources: dict[Place, Sources], given: dict[Place, list[Area]], cells: list[SheetArea], formulas: set[Place]
) -> None:
    assert Reach(sources, given).of(cells, formulas) == step_by_step(sources, given, cells, formulas)


@given(st.dictionaries(PLACES, SOURCES, max_size=25), st.sets(PLACES, max_size=9))
def test_which_cells_are_seen(sources: dict[Place, Sources], cells: set[Place]) -> None:
    formulas = set(list(sources)[::2])
    seen = [area for place in formulas for area in sources[place].areas]
    expected = {one for one in cells if any(one[0] == sheet and area.holds(*one[1:]) for sheet, area in seen)}
    assert Reach(sources, {}).seen(cells, formulas) == expected


def test_a_long_chain_is_followed_to_its_end() -> None:
    def cell(row: int) -> SheetArea:
        return "A", Area(row, 1, row, 1)

    chain = {("A", row, 1): Sources((cell(row - 1),)) for row in range(2, 20_000)}
    assert len(Reach(chain, {}).of([cell(1)])) == 19_998
    sums = {("A", row, 1): Sources((("A", Area(1, 1, row - 1, 1)),)) for row in range(2, 5_000)}
    assert len(Reach(sums, {}).of([cell(4_000)])) == 999  # rows 4,001 to 4,999
