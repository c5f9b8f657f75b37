"""Functions that ask the calling workbook by name."""

from tests.live.asked import DASHBOARD, LEFT_OUT, LOOKUPS, down, imported, ranged, results


def test_lookups_ask_the_calling_workbook() -> None:
    left_out = [LEFT_OUT] * 4
    rate, unknown, table, *values = results(
        ["KPI", "engagement_rate", *left_out[:3]],
        ["KPI", "engagement_rat", *left_out[:3]],
        ["KPI_TABLE", down(["followers", "CTR"]), LEFT_OUT, ranged(["2026-Q3", "previous"])],
        ["KPI", down(["Followers", "CTR", None]), ranged(["Instagram", "TikTok"]), LEFT_OUT, LEFT_OUT],
        ["KPI_STATUS", "Followers", "TikTok", LEFT_OUT],
        ["KPI_TARGET", "Followers", "TikTok", LEFT_OUT],
        ["KPI_CHANGE", "revenue", *left_out],
        ["KPI", *left_out],
        ["KPI_TABLE", *left_out[:3]],
        book=DASHBOARD,
    )
    assert 0 < rate < 1
    assert unknown.startswith("There is no KPI “engagement_rat”. Did you mean")
    assert table[0] == ["", "2026-Q3", "2026-Q2"]
    assert [row[0] for row in table[1:]] == ["followers", "CTR"]
    assert [len(row) for row in values[0]] == [2, 2, 2]
    assert values[0][2] == ["", ""]
    assert values[1] == "✔ Achieved"
    assert values[2] > 0
    assert isinstance(values[3], float)
    assert values[4] == 'name is missing: write a KPI, such as "engagement_rate".'
    assert values[5] == "names is missing: =KPI_TABLE(names, [platform], [periods])"


def test_only_lookups_are_calculated_after_every_change() -> None:
    volatile = {name for name, one in imported()["declared"].items() if one["volatile"]}
    assert volatile == LOOKUPS
