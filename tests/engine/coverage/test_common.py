from datetime import date

import pytest

from kpi_excel.catalogue import TABLES
from kpi_excel.engine.coverage.common import Common, Extent, common_days
from kpi_excel.model.coverage import Coverage, Days, Feed, Stretch
from kpi_excel.model.period import Period

JUNE, JULY = Period.parse("2026-06"), Period.parse("2026-07")
BOTH = (date(2026, 6, 1), date(2026, 7, 31))


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def coverage(**feeds: tuple[date, date]) -> Coverage:
    """Build a coverage from ``table__platform__account=(first, last)``."""
    stretches = {}
    for name, (first, last) in feeds.items():
        table, *place = name.split("__")
        stretches[Feed(table, *place)] = Stretch(Days.between(first, last))
    return Coverage(stretches, Days.between(date(2026, 1, 1), date(2026, 7, 31)))


def common(given: Coverage, *basis: str, platform: str | None = None) -> Common:
    return common_days(given, basis, platform, JULY, JUNE, TABLES)


def spans(found: Common) -> list[list[tuple[str, str]]]:
    return [
        [(f"{date.fromordinal(first):%m-%d}", f"{date.fromordinal(last):%m-%d}") for first, last in side.spans]
        for side in (found.now, found.then)
    ]


def test_months_of_31_and_30_days_are_compared_whole_if_both_are_known() -> None:
    found = common(coverage(orders__X=BOTH), "orders")
    assert found.extent is Extent.WHOLE
    assert (len(found.now), len(found.then)) == (31, 30)


def test_both_sides_are_cut_to_the_days_that_both_cover() -> None:
    """Orders end on 25 July: 25 of June's 30 days are known on both sides, 83 %."""
    found = common(coverage(orders__X=(BOTH[0], day("07-25"))), "orders")
    assert found.extent is Extent.CUT
    assert spans(found) == [[("07-01", "07-25")], [("06-01", "06-25")]]


def test_a_gap_is_cut_out_of_both_sides() -> None:
    known = Days.of(
        [(day("06-01").toordinal(), day("06-09").toordinal()), (day("06-13").toordinal(), day("07-31").toordinal())]
    )
    given = Coverage({Feed("traffic", "X"): Stretch(known)}, known)
    found = common(given, "traffic")
    assert spans(found) == [[("07-01", "07-09"), ("07-13", "07-30")], [("06-01", "06-09"), ("06-13", "06-30")]]


@pytest.mark.parametrize(("last", "extent"), [("07-24", Extent.CUT), ("07-23", Extent.NONE)])
def test_four_days_of_five_of_the_shorter_side_are_enough(last: str, extent: Extent) -> None:
    """Of June's 30 days 24 are 80 %."""
    found = common(coverage(orders__X=(BOTH[0], day(last))), "orders")
    assert found.extent is extent
    if extent is Extent.NONE:
        assert (found.now, found.then, found.left_out) == (Days(), Days(), (Feed("orders", "X"),)[:0])
        assert found.lacking == (Feed("orders", "X"),)


def test_a_platform_without_enough_days_is_left_out_of_both_sides() -> None:
    given = coverage(posts__X=BOTH, posts__TikTok=(day("07-05"), BOTH[1]))
    found = common(given, "posts")
    assert found.extent is Extent.CUT
    assert found.left_out == (Feed("posts", "TikTok"),)
    assert spans(found) == [[("07-01", "07-31")], [("06-01", "06-30")]]
    assert common(given, "posts", platform="X").extent is Extent.WHOLE
    assert common(given, "posts", platform="TikTok").extent is Extent.WHOLE  # of a June that has no value


def test_together_all_platforms_are_cut_to_what_all_of_them_cover() -> None:
    given = coverage(posts__X=(BOTH[0], day("07-28")), posts__TikTok=(day("06-03"), BOTH[1]))
    found = common(given, "posts")
    assert found.left_out == ()
    assert spans(found) == [[("07-03", "07-28")], [("06-03", "06-28")]]
    assert spans(common(given, "posts", platform="X")) == [[("07-01", "07-28")], [("06-01", "06-28")]]


def test_where_platforms_lack_different_days_the_one_with_the_fewest_is_left_out() -> None:
    """X has 25 days, TikTok the last 26 of June's 30: together 21 are too few, so X is left out."""
    given = coverage(posts__X=(BOTH[0], day("07-25")), posts__TikTok=(day("06-05"), BOTH[1]))
    found = common(given, "posts")
    assert found.left_out == (Feed("posts", "X"),)
    assert spans(found) == [[("07-05", "07-30")], [("06-05", "06-30")]]


def test_an_account_that_was_added_is_left_out_alone() -> None:
    given = coverage(posts__X__old=BOTH, posts__X__new=(day("07-03"), BOTH[1]))
    assert common(given, "posts").left_out == (Feed("posts", "X", "new"),)
    assert common(given, "posts", platform="X").left_out == (Feed("posts", "X", "new"),)


def test_who_has_been_gone_for_long_keeps_nothing_from_being_compared() -> None:
    given = coverage(posts__X=BOTH, posts__Facebook=(date(2025, 1, 1), date(2025, 12, 31)))
    assert common(given, "posts").extent is Extent.WHOLE


def test_several_tables_are_compared_on_days_that_all_of_them_cover() -> None:
    given = coverage(ads__X=(BOTH[0], day("07-28")), orders__X=(day("06-02"), BOTH[1]))
    assert spans(common(given, "ads", "orders")) == [[("07-02", "07-28")], [("06-02", "06-28")]]
    assert spans(common(given, "orders")) == [[("07-02", "07-30")], [("06-02", "06-30")]]


def test_over_several_tables_a_whole_platform_is_left_out() -> None:
    given = coverage(ads__X=BOTH, orders__X=BOTH, ads__TikTok=BOTH, orders__TikTok=(day("07-20"), BOTH[1]))
    assert common(given, "ads", "orders").left_out == (Feed("ads", "TikTok"), Feed("orders", "TikTok"))


def test_what_belongs_to_no_platform_cannot_be_left_out_of_several_tables() -> None:
    given = coverage(traffic__X=BOTH, website=(day("07-10"), BOTH[1]))
    found = common(given, "traffic", "website")
    assert found.extent is Extent.NONE
    assert found.lacking == (Feed("website"),)
    assert common(given, "traffic").extent is Extent.WHOLE


def test_a_table_without_platforms_counts_for_each_of_them() -> None:
    given = coverage(traffic__X=BOTH, website=(BOTH[0], day("07-25")))
    assert spans(common(given, "traffic", "website", platform="X"))[0] == [("07-01", "07-25")]
    costs = coverage(costs__X=BOTH, costs=(BOTH[0], day("07-25")))  # general costs count in All only
    assert common(costs, "costs", platform="X").extent is Extent.WHOLE


def test_numbers_of_no_table_are_compared_whole() -> None:
    assert common(coverage(orders__X=(BOTH[0], day("06-09")))).extent is Extent.WHOLE
