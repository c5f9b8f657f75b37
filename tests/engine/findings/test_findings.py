"""Findings: on hand-made frames put into real results, and on the example brand."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from math import inf, nan
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

import kpi_excel as kx
from kpi_excel.engine.analysis.drivers import COLUMNS as DRIVERS
from kpi_excel.engine.change import change as change_of
from kpi_excel.engine.findings.changes import main_driver
from kpi_excel.engine.findings.findings import findings, select
from kpi_excel.engine.findings.importance import (
    counts_of,
    magnitude,
    records,
    relative,
    reliability,
    roots,
    sample_size,
    size,
    usual_change,
    weight,
)
from kpi_excel.engine.findings.targets import target_counts
from kpi_excel.engine.inputs import Inputs, TableSummary
from kpi_excel.engine.results import Asked, Evidence, Results
from kpi_excel.errors import Issue, Severity
from kpi_excel.model.finding import Finding, Tone
from kpi_excel.model.kpi import ChangeUnit
from kpi_excel.model.settings import Settings

EVIDENCE = {field.name for field in fields(Evidence)}
EXAMPLE = Path(__file__).parents[3] / "examples" / "example.en.xlsx"


@pytest.fixture(scope="module")
def example() -> Results:
    return kx.compute(kx.read(EXAMPLE))


def told(found: tuple[Finding, ...] | list[Finding]) -> list[tuple[str, str, str]]:
    return [(finding.kind, finding.kpi, finding.platform) for finding in found]


def with_frames(results: Results, **frames: Any) -> Results:
    """Give results whose frames are those made by hand."""
    evidence = {name: cast("Asked", lambda frame=frame: frame) for name, frame in frames.items() if name in EVIDENCE}
    plain = {name: frame for name, frame in frames.items() if name not in EVIDENCE}
    return replace(results, evidence=replace(results.evidence, **evidence), **plain)


def empty(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.iloc[:0]


def bare(results: Results, **frames: Any) -> Results:
    """Give results in which nothing is to be found but what the frames hold."""
    scorecard = results.scorecard.assign(previous=results.scorecard["value"], change=0.0)
    nothing: dict[str, Any] = {
        name: empty(getattr(results, name))
        for name in ("targets", "drivers", "unusual", "benchmarks", "content", "formats", "share_of_voice")
    }
    together = replace(results.axes, platforms=results.axes.platforms[:1])  # no platform changes on its own
    return with_frames(results, **(nothing | {"scorecard": scorecard, "issues": (), "axes": together} | frames))


def changed(results: Results, **values: tuple[float, float, float]) -> pd.DataFrame:
    """Give a scorecard in which only these KPIs changed: value, previous value and change."""
    scorecard = results.scorecard.assign(previous=results.scorecard["value"], change=0.0).set_index("kpi", drop=False)
    for name, (value, previous, change) in values.items():
        scorecard.loc[name, ["value", "previous", "change"]] = [value, previous, change]
    return scorecard.reset_index(drop=True)


def targets(results: Results, *rows: dict[str, Any]) -> pd.DataFrame:
    """Give targets like the example's first one but for what each row says."""
    pattern = results.targets.iloc[0].to_dict() | {"platform": "All", "placement": "all", "goal_kind": "value"}
    return pd.DataFrame([pattern | row for row in rows], columns=results.targets.columns)


def test_the_example_tells_what_a_person_would_name(example: Results) -> None:
    chosen = select(findings(example))
    assert chosen.headline is not None
    assert chosen.headline.kind == "targets_summary"
    assert (chosen.headline.number("well"), chosen.headline.number("judged")) == (4, 8)
    assert chosen.headline.kpi == "cost_per_click"
    assert told(list(chosen.attention)) == [
        ("target_off_track", "cost_per_click", "All"),
        ("target_missed", "average_response_time", "All"),
        ("target_at_risk", "revenue", "All"),
        ("target_at_risk", "customer_satisfaction", "All"),
    ]
    assert told(list(chosen.findings)) == [
        ("change_up", "engagements", "All"),
        ("target_achieved", "followers", "TikTok"),
        ("change_up", "referral_traffic_share", "TikTok"),
        ("target_achieved", "engagement_rate", "Instagram"),
        ("best_content", "engagement_rate", "Instagram"),
        ("unusual_period", "response_rate", "All"),
    ]
    assert told(list(chosen.caveats)) == [
        ("coverage", "conversion_rate", "All"),
        ("few_cases", "customer_satisfaction", "All"),
        ("few_cases", "response_rate", "All"),
        ("target_no_data", "conversion_rate", "TikTok"),
        ("average_and_median", "average_response_time", "All"),
    ]


def test_every_number_of_the_example_stands_in_a_frame(example: Results) -> None:
    frames = [
        example.scorecard, example.targets, example.drivers, example.unusual, example.benchmarks, example.content,
        example.formats, example.platforms, example.view, example.share_of_voice, example.slices,
    ]  # fmt: skip
    values = [frame.select_dtypes("number").to_numpy(float).ravel() for frame in frames]
    known = np.concatenate(values)
    counts = set(target_counts(example.targets).values())
    for finding in findings(example):
        for name, number in finding.numbers.items():
            derived = name == "change" and finding.kind.startswith("change") and finding.platform != "All"
            if derived:
                unit = ChangeUnit(finding.name("change_unit"))
                now, before = finding.number("value"), finding.number("before")
                assert number == pytest.approx(float(change_of(now, before, unit)), rel=1e-12)
            elif name not in ("observations", "enough_rows") and number not in counts:
                assert np.isclose(known, number, rtol=1e-12, atol=0).any(), (finding.kind, finding.kpi, name)


def test_order_and_inputs_are_kept(example: Results) -> None:
    before = example.targets.copy(), example.drivers.copy(), example.scorecard.copy()
    found = findings(example)
    assert found == findings(example)
    assert [one.importance for one in found] == sorted((one.importance for one in found), reverse=True)
    for frame, earlier in zip((example.targets, example.drivers, example.scorecard), before, strict=True):
        pd.testing.assert_frame_equal(frame, earlier)


def test_last_year_is_compared_with_if_the_settings_say_so() -> None:
    inputs = kx.read(EXAMPLE)
    results = kx.compute(replace(inputs, settings=replace(inputs.settings, comparison="last_year")))
    changes = [finding for finding in findings(results) if finding.kind == "change_up"]
    assert {finding.name("against") for finding in changes} == {"2025-Q3"}
    engagements = next(finding for finding in changes if finding.kpi == "engagements")
    assert engagements.number("before") == 46153  # as the scorecard says for 2025-Q3


def test_a_missed_target_stands_above_one_at_risk_of_the_same_size(example: Results) -> None:
    base = {"value": 90.0, "goal_value": 100.0, "expected": 100.0, "baseline": 80.0, "kpi": "reach"}
    rows = [
        base | {"status": status, "target": status, "placement": placement}
        for status, placement in (("at_risk", "all"), ("missed", "paid"), ("off_track", "organic"))
    ]
    slices = example.slices.assign(posts=1e9, reach=1e9)  # equally reliable
    results = bare(example, targets=targets(example, *rows), slices=slices)
    chosen = select(findings(results))
    kinds = [finding.kind for finding in chosen.attention]
    assert kinds == ["target_missed", "target_off_track", "target_at_risk"]
    assert chosen.attention[0].importance == pytest.approx(1.5 * chosen.attention[2].importance)


def test_a_target_tells_the_change_of_its_kpi(example: Results) -> None:
    scorecard = changed(example, revenue=(150.0, 100.0, 0.5), reach=(200.0, 100.0, 1.0))
    row = {"kpi": "revenue", "status": "at_risk", "value": 90.0, "expected": 100.0, "goal_value": 120.0}
    found = findings(bare(example, scorecard=scorecard, targets=targets(example, row)))
    assert [(one.kind, one.kpi) for one in found if one.kind.startswith("change")] == [("change_up", "reach")]
    target = next(one for one in found if one.kind == "target_at_risk")
    assert (target.number("change"), target.number("before"), target.name("against")) == (0.5, 100.0, "2026-Q2")
    elsewhere = targets(example, row | {"platform": "Instagram"})
    found = findings(bare(example, scorecard=scorecard, targets=elsewhere))
    assert "change" not in next(one for one in found if one.kind == "target_at_risk").numbers


def test_a_target_that_has_not_begun_absorbs_nothing(example: Results) -> None:
    scorecard = changed(example, reach=(200.0, 100.0, 1.0))
    row = {"kpi": "reach", "status": "not_started", "value": nan}
    found = findings(bare(example, scorecard=scorecard, targets=targets(example, row)))
    assert told(list(found))[0][:2] == ("change_up", "reach")


def test_targets_that_cannot_be_judged_are_caveats(example: Results) -> None:
    row = {"kpi": "typed wrong", "status": "no_data", "reason": "unknown_kpi", "value": nan}
    chosen = select(findings(bare(example, targets=targets(example, row))))
    assert [(one.kind, one.name("label")) for one in chosen.caveats] == [("target_no_data", "typed wrong")]
    assert chosen.headline is not None
    assert chosen.headline.kind == "no_findings"


@pytest.mark.parametrize(("kind", "goal", "kpi", "aim"), [
    ("value", 120.0, "reach", "at_least"), ("value", 80.0, "cost_per_click", "at_most"),
    ("at_most", 120.0, "reach", "at_most"), ("at_least", 80.0, "cost_per_click", "at_least"),
    ("value", 120.0, "posts", "at_least"), ("value", 80.0, "posts", "at_most"),
])  # fmt: skip
def test_a_goal_is_a_floor_or_a_ceiling(example: Results, kind: str, goal: float, kpi: str, aim: str) -> None:
    row = {"kpi": kpi, "goal_kind": kind, "goal_value": goal, "expected": goal, "baseline": 100.0, "status": "at_risk"}
    found = findings(bare(example, targets=targets(example, row)))
    assert found[0].name("aim") == aim


def test_from_zero_and_to_zero(example: Results) -> None:
    scorecard = changed(example, conversions=(12.0, 0.0, nan), leads=(0.0, 12.0, -1.0), reach=(5.0, nan, nan))
    found = {one.kpi: one for one in findings(bare(example, scorecard=scorecard))}
    assert set(found) == {"conversions", "leads"}
    assert found["conversions"].kind == "change_up"
    assert "change" not in found["conversions"].numbers
    assert (found["leads"].kind, found["leads"].tone) == ("change_down", Tone.BAD)


def test_lower_is_better(example: Results) -> None:
    scorecard = changed(example, bounce_rate=(0.3, 0.5, -20.0), cost_per_mille=(9.0, 5.0, 0.8), posts=(9.0, 5.0, 0.8))
    tones = {one.kpi: one.tone for one in findings(bare(example, scorecard=scorecard))}
    assert tones == {"bounce_rate": Tone.GOOD, "cost_per_mille": Tone.BAD, "posts": Tone.NEUTRAL}


def driver(dimension: str, part: str, before: float, after: float, mix: float, rate: float, change: float) -> list[Any]:
    contribution = after - before if np.isnan(mix) else mix + rate
    share = contribution / change
    return ["x", dimension, part, before, after, contribution, mix, rate, share, 1, change]


def drivers(*rows: list[Any]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(DRIVERS))


def test_the_part_that_made_most_of_a_change() -> None:
    frame = drivers(
        driver("platform", "TikTok", 10, 70, nan, nan, 100),
        driver("platform", "X", 10, 50, nan, nan, 100),
        driver("format", "reel", 10, 75, nan, nan, 100),
        driver("format", "", 10, 45, nan, nan, 100),
    )
    numbers, names = main_driver(records(frame))  # 0.60 of platforms stands before 0.65 x 0.9 of formats
    assert names == {"dimension": "platform", "part": "TikTok", "effect": "amount"}
    assert numbers["share"] == 0.6


def test_no_part_is_named_for_a_spread_change() -> None:
    rows = [driver("platform", name, 10, 43, nan, nan, 100) for name in ("A", "B", "")]
    assert main_driver(records(drivers(*rows))) == ({}, {})
    assert main_driver(records(drivers(driver("platform", "", 0, 100, nan, nan, 100)))) == ({}, {})
    assert main_driver([]) == ({}, {})


def test_mix_and_rate_are_told_apart() -> None:
    frame = drivers(
        driver("platform", "X", 0.02, 0.03, 0.002, 0.006, 0.01), driver("platform", "Y", 0.1, 0.1, 0.002, 0, 0.01)
    )
    assert main_driver(records(frame))[1]["effect"] == "rate"
    frame = drivers(
        driver("platform", "X", 0.02, 0.021, 0.007, 0.001, 0.01), driver("platform", "Y", 0.1, 0.1, 0.002, 0, 0.01)
    )
    assert main_driver(records(frame))[1]["effect"] == "mix"


def test_simpsons_paradox_is_told_as_a_change_of_the_mix(example: Results) -> None:
    # A: 10 of 100 -> 108 of 900, B: 360 of 900 -> 45 of 100. Both rates rise, 0.10 -> 0.12 and 0.40 -> 0.45, yet the
    # whole falls from 370 / 1000 to 153 / 1000. Effects as in test_drivers: A -0.1212 and 0.01, B -0.1308 and 0.025.
    frame = drivers(
        driver("platform", "A", 0.10, 0.12, -0.1212, 0.01, -0.217),
        driver("platform", "B", 0.40, 0.45, -0.1308, 0.025, -0.217),
    )
    numbers, names = main_driver(records(frame))
    assert (names["effect"], names["part"]) == ("simpson", "B")  # the larger mix effect
    assert numbers["mix_effect"] == -0.1308
    scorecard = changed(example, engagement_rate=(0.153, 0.37, -21.7))
    found = findings(bare(example, scorecard=scorecard, drivers=frame.assign(kpi="engagement_rate")))
    assert (found[0].kind, found[0].name("effect")) == ("change_down", "simpson")


def test_size_by_hand() -> None:
    # Usual steps 10 %, 10 %, 10 %, 10 %: 1.4826 x 0.1. A step of 14.826 % is as large as usual: 1/2.
    history = np.array([100, 110, 121, 133.1, 146.41])
    assert usual_change(history, ChangeUnit.PERCENT) == pytest.approx(0.14826)
    # 114.826 from 100 is 12.912 % of the larger value: 0.12912 / (0.12912 + 0.15) = 0.46260.
    assert magnitude(114.826, 100) == pytest.approx(0.46260, abs=1e-5)
    assert size(114.826, 100, ChangeUnit.PERCENT, 0.14826) == pytest.approx((0.5 * 0.46260**2) ** (1 / 3), abs=1e-5)
    assert np.isnan(usual_change(history[:4], ChangeUnit.PERCENT))
    assert size(nan, 100, ChangeUnit.PERCENT, 0.14826) == 0
    # Steps 1 %, 1 %, 1 %, 1 %, 21 %: 1.4826 x 0.01 = 0.015, but their mean is 5 %: 1.2533 x 0.05 = 0.0627.
    rough = 100 * np.array([1, 1.01, 1.01**2, 1.01**3, 1.01**4, 1.01**4 * 1.21])
    assert usual_change(rough, ChangeUnit.PERCENT) == pytest.approx(1.2533 * 0.05)
    assert relative(0, 0) == 0
    assert relative(-5, 5) == 2


def test_few_answers_count_little(example: Results) -> None:
    counts, kpis = counts_of(example, [example.periods.report.name], "All", "all"), example.kpis
    assert sample_size(example, kpis["customer_satisfaction"], counts) == 19  # 19 of 23 were satisfied
    assert sample_size(example, kpis["engagement_rate"], counts) == 170  # posts
    assert sample_size(example, kpis["followers"], counts) == inf
    assert [reliability(n) for n in (0, 30, 90, inf)] == [0, 0.5, 0.75, 1]


def test_weights_follow_what_people_ask_for(example: Results) -> None:
    weights = {name: weight(example, example.kpis[name]) for name in example.kpis}
    assert weights["revenue"] > weights["engagements"] > weights["likes"]
    assert weights["reach"] > weights["profile_visits"] > weights["posts"]


def test_relatives_share_a_column(example: Results) -> None:
    related = {name: roots(example, example.kpis[name]) for name in example.kpis}
    assert related["likes"] & related["engagement_rate"]
    assert related["revenue"] & related["return_on_investment"]
    assert related["new_followers"] & related["net_new_followers"]
    assert not related["reach"] & related["revenue"]


def finding(kind: str, kpi: str, importance: float, family: str, tone: Tone = Tone.GOOD) -> Finding:
    return Finding(kind, kpi, importance=importance, names={"roots": family}, tone=tone)


def test_no_family_is_told_three_times() -> None:
    found = [
        finding("targets_summary", "a", 10, ""),
        finding("change_up", "a", 0.9, "f"),
        finding("change_up", "b", 0.8, "f g"),
        finding("benchmark_ahead", "a", 0.7, "f"),
        finding("rank", "a", 0.6, "f"),
        finding("change_up", "c", 0.5, "h"),
        finding("change_up", "d", 0.4, "i"),
        finding("change_down", "e", 0.3, "j", Tone.BAD),
    ]
    assert [one.kpi + one.kind for one in select(found).findings] == [
        "achange_up", "abenchmark_ahead", "cchange_up", "echange_down"
    ]  # fmt: skip


def test_a_change_is_not_told_beside_the_target_of_a_relative() -> None:
    found = [
        finding("targets_summary", "a", 10, ""),
        finding("target_off_track", "a", 3, "f", Tone.BAD),
        finding("change_up", "b", 0.8, "f"),
    ]
    assert select(found).findings == ()
    assert [one.kpi for one in select(found).attention] == ["a"]


def test_the_headline_is_not_told_again() -> None:
    found = [finding("target_missed", "a", 3, "f", Tone.BAD), finding("change_up", "b", 0.8, "g")]
    chosen = select(found)
    assert chosen.headline is found[0]
    assert chosen.attention == ()
    assert chosen.findings == (found[1],)
    assert select([]).headline is None


def test_caveats(example: Results) -> None:
    inputs = replace(
        example.inputs,
        summaries=(TableSummary("posts", "Posts", 5, left_out=2), TableSummary("ads", "Ads", 5, left_out=1)),
        settings=replace(example.inputs.settings, as_of=date(2026, 8, 15)),
    )
    results = kx.compute(inputs)
    issues = (Issue("coverage", Severity.WARNING, values={"kpi": "reach", "missing": "reach", "platforms": "X"}),)
    found = {one.kind: one for one in findings(with_frames(results, issues=issues))}
    assert found["rows_left_out"].number("rows") == 3
    assert found["unfinished_period"].name("until") == "2026-08-15"
    assert found["unfinished_period"].name("against") == "2026-04-01..2026-05-16"
    assert found["coverage"].name("platforms") == "X"


def test_a_period_without_data_is_said() -> None:
    posts = pd.DataFrame({"published": pd.to_datetime(["2026-01-05"]), "platform": ["X"], "likes": [3.0]})
    settings = Settings(report_period="2026-09", as_of=date(2026, 9, 30))
    chosen = select(findings(kx.compute(Inputs({"posts": posts}, settings))))
    assert chosen.headline is not None
    assert chosen.headline.kind == "no_findings"
    assert [one.kind for one in chosen.caveats] == ["period_without_data"]


def test_a_finding_keeps_only_numbers_that_are_known() -> None:
    one = Finding("rank", numbers={"a": nan, "b": 1, "c": inf})
    assert dict(one.numbers) == {"b": 1.0}
    with pytest.raises(TypeError):
        one.numbers["b"] = 2.0  # type: ignore[index]
