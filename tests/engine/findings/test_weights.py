"""The weights of findings, worked out by hand for the example: whoever moves one must say so here."""

from collections.abc import Sequence
from dataclasses import replace
from math import cbrt, nan, sqrt

import pytest

import kpi_excel as kx
from kpi_excel.engine.findings import changes, platform_changes
from kpi_excel.engine.findings.caveats import caveats
from kpi_excel.engine.findings.changes import change_findings, main_driver, returns_to_usual, size_beyond
from kpi_excel.engine.findings.findings import findings, select
from kpi_excel.engine.findings.importance import reliability, usual_changes, weight
from kpi_excel.engine.findings.standouts import standout_findings
from kpi_excel.engine.results import Results
from kpi_excel.model.finding import Finding
from kpi_excel.model.kpi import ChangeUnit
from tests.engine.findings.test_findings import EXAMPLE


@pytest.fixture(scope="module")
def example() -> Results:
    return kx.compute(kx.read(EXAMPLE))


@pytest.fixture(scope="module")
def found(example: Results) -> tuple[Finding, ...]:
    return findings(example)


def magnitude(now: float, before: float) -> float:
    """15 % of the larger value are a half."""
    share = abs(now - before) / max(abs(now), abs(before))
    return share / (share + 0.15)


def reliable(observations: float) -> float:
    """30 observations are a half."""
    return observations / (observations + 30)


def one(every: Sequence[Finding], kind: str, kpi: str, platform: str = "All", what: str = "") -> Finding:
    return next(
        finding
        for finding in every
        if (finding.kind, finding.kpi, finding.platform, finding.name("what")) == (kind, kpi, platform, what)
    )


@pytest.mark.parametrize(
    ("kpi", "factor", "why"),
    [
        ("engagements", 1.1, "engagement: 1.1; its measures make three others and more: 0.7 + 3 x 0.1"),
        ("likes", 1.1 * 0.8 * 0.6, "one other is made of it: 0.7 + 0.1; a part of the engagements: 0.6"),
        ("engagements_per_post", 1.1 * 0.8, "a mean per post: 0.8"),
        ("revenue", 1.2, "commerce: 1.2"),
        ("cost_per_mille", 1.1 * 1.25, "conversion: 1.1; it rose: 1.25 for the worse"),
        ("posts", 0.3, "nobody knows whether more posts are good: 0.3"),
    ],
)
def test_the_weight_of_a_change(example: Results, kpi: str, factor: float, why: str) -> None:
    scorecard = example.scorecard.assign(previous=example.scorecard["value"]).set_index("kpi", drop=False)
    before = example.view[kpi].tolist()[0]
    scorecard.loc[kpi, ["value", "previous"]] = [2 * before, before]
    told = change_findings(replace(example, scorecard=scorecard.reset_index(drop=True)))
    usual, step = usual_changes(example)[kpi], 1.0  # of 100 %
    size = cbrt(step / (step + usual) * magnitude(2 * before, before) ** 2)
    change = one(told, "change_up", kpi)
    expected = size * reliable(change.number("observations")) * factor
    assert change.importance == pytest.approx(expected, rel=1e-9), why


@pytest.mark.parametrize(("now", "told"), [(94.9, True), (95.1, False)])  # 5.1 % and 4.9 % of 100
def test_a_change_under_a_twentieth_is_no_finding(now: float, told: bool) -> None:
    assert (size_beyond(now, 100, ChangeUnit.PERCENT, 0.01, 2.0) > 0) is told


@pytest.mark.parametrize(("now", "told"), [(97.9, True), (98.1, False)])  # 2.1 % and 1.9 % of 100
def test_a_change_under_a_fiftieth_is_not_told_at_all(example: Results, now: float, told: bool) -> None:
    scorecard = example.scorecard.assign(previous=example.scorecard["value"]).set_index("kpi", drop=False)
    scorecard.loc["reach", ["value", "previous"]] = [now, 100.0]
    every = change_findings(replace(example, scorecard=scorecard.reset_index(drop=True)))
    assert ("reach" in {finding.kpi for finding in every}) is told


@pytest.mark.parametrize(
    ("beyond", "usual", "told"),
    [
        (changes.BEYOND_USUAL, 0.099, True),  # 20 % are twice 9.9 % and more, and less than twice 10.1 %
        (changes.BEYOND_USUAL, 0.101, False),
        (platform_changes.BEYOND_USUAL, 0.066, True),  # three times 6.6 % are 19.8 %
        (platform_changes.BEYOND_USUAL, 0.067, False),  # and three times 6.7 % are 20.1 %
    ],
)
def test_a_change_is_told_from_twice_the_usual_one_or_three_times_on_a_platform(
    beyond: float, usual: float, told: bool
) -> None:
    assert (size_beyond(120, 100, ChangeUnit.PERCENT, usual, beyond) > 0) is told


@pytest.mark.parametrize(("share", "named"), [(0.41, "X"), (0.39, "")])
def test_a_part_is_named_from_two_fifths_of_a_change(share: float, named: str) -> None:
    row = {
        "dimension": "platform",
        "before": 1.0,
        "after": 2.0,
        "mix_effect": nan,
        "rate_effect": nan,
    }
    parts = [
        {**row, "part": part, "share": of, "contribution": of, "change": 1.0} for part, of in (("X", share), ("Y", 0.3))
    ]
    assert main_driver(parts)[1].get("part", "") == named


def test_platforms_explain_rather_than_formats_and_formats_rather_than_campaigns() -> None:
    row = {"before": 1.0, "after": 2.0, "mix_effect": nan, "rate_effect": nan, "change": 1.0}

    def named(**shares: float) -> str:
        parts = [
            {**row, "dimension": dimension, "part": part, "share": share, "contribution": share}
            for dimension, share in shares.items()
            for part in ("first", "second")
        ]
        return main_driver(parts)[1]["dimension"]

    assert named(platform=0.46, format=0.51) == "platform"  # 0.51 x 0.9 = 0.459
    assert named(platform=0.45, format=0.51) == "format"
    assert named(format=0.46, campaign=0.51) == "format"  # 0.46 x 0.9 = 0.414, 0.51 x 0.8 = 0.408
    assert named(format=0.45, campaign=0.51) == "campaign"
    assert named(campaign=0.42, audience=0.66) == "campaign"  # 0.336 and 0.33
    assert named(campaign=0.42, audience=0.68) == "audience"  # 0.34


@pytest.mark.parametrize(
    ("kind", "kpi", "platform", "factor"),
    [
        ("target_off_track", "cost_per_click", "All", 3.0),
        ("target_missed", "average_response_time", "All", 3.0),
        ("target_at_risk", "revenue", "All", 2.0),
        ("target_achieved", "engagement_rate", "Instagram", 1.2),
        ("target_on_track", "click_through_rate", "All", 0.8),
    ],
)
def test_the_weight_of_a_target(found: tuple[Finding, ...], kind: str, kpi: str, platform: str, factor: float) -> None:
    target = one(found, kind, kpi, platform)
    aim = target.number("goal_value" if kind in ("target_missed", "target_achieved") else "expected")
    size = 0.4 + 0.6 * magnitude(target.number("value"), aim)
    expected = factor * size * (0.5 + 0.5 * reliable(target.number("observations")))
    assert target.importance == pytest.approx(expected, rel=1e-9)


def test_the_summary_comes_first_and_what_cannot_be_judged_late(found: tuple[Finding, ...]) -> None:
    assert found[0].kind == "targets_summary"
    assert found[0].importance == 10
    assert one(found, "target_no_data", "conversion_rate", "TikTok").importance == 0.3


def test_the_weight_of_what_stands_out(example: Results, found: tuple[Finding, ...]) -> None:
    # an unusual period: a half of its size, 5.01394 / 7, times 58 answered of 61 requests, times the rate's own weight:
    # three others are made of its measures, 0.7 + 3 x 0.1 = 1
    point = one(found, "unusual_period", "response_rate")
    size = abs(point.number("score")) / (2 * 3.5)
    assert point.importance == pytest.approx(0.5 * size * reliable(58), rel=1e-9)
    best = one(found, "best_content", "engagement_rate", "Instagram", "format")
    share = best.number("engagements") / example.platforms["engagements"].iloc[0]
    posts = best.number("posts") / (best.number("posts") + 10)
    expected = 2 * magnitude(best.number("value"), best.number("whole")) * sqrt(share) * posts
    assert best.importance == pytest.approx(expected, rel=1e-9)
    post = one(found, "best_content", "engagements", "Instagram", "post")
    usual = example.content[example.content["platform"] == "Instagram"]["engagements"].median()
    assert post.importance == pytest.approx(0.25 * magnitude(post.number("value"), usual), rel=1e-9)


def test_the_weight_of_comparisons_with_others(example: Results, found: tuple[Finding, ...]) -> None:
    figure = one(found, "benchmark_behind", "followers", "TikTok")  # a count that stands at a day is sure
    assert figure.importance == pytest.approx(0.3 * magnitude(figure.number("own"), figure.number("value")), rel=1e-9)
    assert one(found, "rank", "engagement_rate", "Instagram").importance == pytest.approx(0.15 + 0.1 * 0.5)  # first
    assert one(found, "rank", "followers", "TikTok").importance == pytest.approx(0.15)  # in the middle
    mentions = float(example.share_of_voice["mentions"].sum())
    assert one(found, "voice", "share_of_voice").importance == pytest.approx(0.2 * reliable(mentions), rel=1e-9)


def test_caveats_keep_their_order(found: tuple[Finding, ...]) -> None:
    # 0.9 - 0.07 x 6, 7 and 9: gravest first, all of them above nothing
    steps = {"coverage": 0.48, "few_cases": 0.41, "average_and_median": 0.27}
    assert {finding.kind: round(finding.importance, 9) for finding in found if finding.kind in steps} == steps


def test_half_counts_with_thirty_observations() -> None:
    assert (reliability(30), reliability(0), reliability(float("inf"))) == (0.5, 0, 1)


def test_a_summary_tells_six_findings_and_five_caveats_at_most() -> None:
    kpis = [Finding("unusual_post", f"kpi {number}", importance=1.0) for number in range(3)]
    others = [Finding(kind, kind, importance=0.5) for kind in ("rank", "unusual_period", "benchmark_ahead")]
    told = [Finding("target_achieved", f"target {number}") for number in range(4)]
    ups = [Finding("change_up", f"up {number}", tone=tone) for number, tone in enumerate("abc")]  # type: ignore[arg-type]
    warnings = [Finding("few_cases", f"few {number}") for number in range(7)]
    chosen = select([Finding("targets_summary"), *told, *ups, *kpis, *others, *warnings])
    assert (len(chosen.findings), len(chosen.caveats)) == (6, 5)
    assert [finding.kind for finding in chosen.findings].count("target_achieved") == 2


def content(example: Results, numbers: Sequence[float]) -> Results:
    """Give results whose content are posts of one platform with these engagements, the most first."""
    posts = example.content[example.content["platform"] == "Instagram"].head(len(numbers))
    frame = posts.assign(engagements=list(numbers))
    return replace(example, evidence=replace(example.evidence, content=lambda: frame))


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ([201, 100, 100, 100, 100], True),  # twice the median of 100
        ([199, 100, 100, 100, 100], False),
        ([201, 100, 100, 100], False),  # four posts
    ],
)
def test_a_best_post_has_twice_the_engagements_of_a_usual_one(
    example: Results, numbers: list[float], told: bool
) -> None:
    every = standout_findings(content(example, numbers))
    assert (("best_content", "post") in {(finding.kind, finding.name("what")) for finding in every}) is told


@pytest.mark.parametrize(
    ("rate", "posts", "told"), [(0.0121, 6, True), (0.0119, 6, False), (0.0121, 5, True), (0.0121, 4, False)]
)
def test_a_format_is_named_from_a_fifth_more_and_five_posts(
    example: Results, rate: float, posts: int, told: bool
) -> None:
    platforms = example.platforms.assign(engagement_rate=0.01, posts=20.0)
    formats = example.formats[example.formats["platform"] == "Instagram"].head(1)
    frame = formats.assign(engagement_rate=rate, posts=posts)
    given = replace(example, platforms=platforms, evidence=replace(example.evidence, formats=lambda: frame))
    every = standout_findings(given)
    assert (("best_content", "format") in {(finding.kind, finding.name("what")) for finding in every}) is told


@pytest.mark.parametrize(("excess", "back"), [(51.0, "peak"), (49.0, "")])
def test_a_return_undoes_at_least_half_of_what_an_earlier_peak_made(example: Results, excess: float, back: str) -> None:
    row = {"scope": "period", "kpi": "reach", "platform": "All", "period": example.against.name}
    frame = example.unusual.head(1).assign(**row, value=200.0, expected=200.0 - excess)
    given = replace(example, evidence=replace(example.evidence, unusual=lambda: frame))
    assert returns_to_usual(given, example.kpis["reach"], "All", 100.0, 200.0) == back  # a fall by 100


def test_a_change_of_one_platform_counts_four_fifths(example: Results, found: tuple[Finding, ...]) -> None:
    change = one(found, "change_up", "referral_traffic_share", "TikTok")
    kpi = example.kpis["referral_traffic_share"]
    usual = usual_changes(example, "TikTok")[kpi.name]
    step = 100 * (change.number("value") - change.number("before"))  # percentage points
    size = cbrt(step / (step + usual) * magnitude(change.number("value"), change.number("before")) ** 2)
    slices = [example.select(name, "TikTok", "all").iloc[0] for name in ("2026-Q3", "2026-Q2")]
    sessions = max(float(row["sessions"]) for row in slices)
    assert change.importance / (0.8 * size * reliable(sessions)) == pytest.approx(weight(example, kpi), rel=1e-9)


@pytest.mark.parametrize(("requests", "told"), [(99.0, True), (100.0, False)])
def test_a_share_of_under_a_hundred_cases_is_told_with_its_number(
    example: Results, requests: float, told: bool
) -> None:
    given = replace(example, view=example.view.assign(requests=requests, responded_requests=requests))
    kinds = [caveat.kind for caveat in caveats(given, ["response_rate"])]
    assert ("few_cases" in kinds) is told


@pytest.mark.parametrize(("median", "told"), [(89.0, True), (91.0, False)])
def test_a_median_a_tenth_from_the_average_is_told_with_it(example: Results, median: float, told: bool) -> None:
    view = example.view.assign(average_response_time=100.0, median_response_time=median)
    kinds = [caveat.kind for caveat in caveats(replace(example, view=view), ["average_response_time"])]
    assert ("average_and_median" in kinds) is told
