"""Changes that chance does not make, of all platforms and of one: how often they are told where nothing happened."""

import pytest

from kpi_excel.engine.findings.findings import findings
from kpi_excel.engine.findings.platform_changes import platform_changes
from kpi_excel.engine.results import Results
from kpi_excel.model.finding import Finding, Tone
from tests.engine.findings.brands import report

SEEDS = range(20)


def changes(results: Results) -> list[Finding]:
    return [finding for finding in findings(results) if finding.kind in ("change_up", "change_down")]


@pytest.mark.slow
def test_where_nothing_happens_at_most_one_change_a_report_is_told() -> None:
    told = [len(changes(report(seed))) for seed in SEEDS]
    assert sum(told) / len(told) <= 1


@pytest.mark.slow
def test_a_fall_of_one_platform_by_two_fifths_is_told_in_18_of_20() -> None:
    told = [
        any(one.kind == "change_down" and "TikTok" in (one.platform, one.name("part")) for one in changes(found))
        for found in (report(seed, last=0.6) for seed in SEEDS)
    ]
    assert sum(told) >= 18


def test_a_fall_of_one_platform_is_told_as_its_own() -> None:
    results = report(1, last=0.5)
    found = {(one.kpi, one.platform): one for one in platform_changes(results, {})}
    assert {platform for _, platform in found} == {"TikTok"}
    fall = found["engagements_per_post", "TikTok"]
    rows = results.select(platform="TikTok", placement="all").set_index("period")["engagements_per_post"]
    assert (fall.kind, fall.tone) == ("change_down", Tone.BAD)
    assert (fall.number("value"), fall.number("before")) == (rows["2026-09"], rows["2026-08"])
    assert fall.number("change") == pytest.approx(rows["2026-09"] / rows["2026-08"] - 1, rel=1e-12)


def test_what_the_change_of_all_names_already_is_not_told_twice() -> None:
    results = report(1, last=0.5)
    of_all = Finding("change_down", "engagements_per_post", names={"part": "TikTok"}, importance=0.5)
    without = {one.kpi for one in platform_changes(results, {})}
    assert {one.kpi for one in platform_changes(results, {of_all.kpi: of_all})} == without - {of_all.kpi}
    unimportant = Finding("change_down", "engagements_per_post", names={"part": "TikTok"}, importance=0.0)
    assert {one.kpi for one in platform_changes(results, {of_all.kpi: unimportant})} == without


def test_the_month_after_a_peak_comes_back_and_does_not_fall() -> None:
    back = next(one for one in changes(report(3, before=4.0)) if one.kpi == "engagements")
    assert (back.kind, back.name("back"), back.tone) == ("change_down", "peak", Tone.NEUTRAL)


def test_the_month_after_a_dip_recovers() -> None:
    back = next(one for one in changes(report(3, before=0.1)) if one.kpi == "engagements_per_post")
    assert (back.kind, back.name("back"), back.tone) == ("change_up", "dip", Tone.NEUTRAL)


def test_a_fall_from_a_usual_month_is_no_return() -> None:
    fall = next(one for one in changes(report(3, last=0.5)) if one.kpi == "engagements_per_post")
    assert (fall.kind, fall.name("back"), fall.tone) == ("change_down", "", Tone.BAD)
