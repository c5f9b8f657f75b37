"""Findings about what stands out: unusual months and posts, the best content, benchmarks, ranks and share of voice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, partial
from typing import Any

import pandas as pd

from kpi_excel.engine.analysis.content import BASES, RATES
from kpi_excel.engine.analysis.outliers import THRESHOLD
from kpi_excel.engine.findings.importance import counts_of, magnitude, records, reliability, sample_size, weight
from kpi_excel.engine.findings.targets import kpi_names
from kpi_excel.engine.main_rate import main_rate
from kpi_excel.engine.results import Results
from kpi_excel.engine.slices.derive import fold
from kpi_excel.errors import InputError
from kpi_excel.model.finding import Finding, Tone
from kpi_excel.model.kpi import Direction
from kpi_excel.model.period import Period
from kpi_excel.model.settings import ALL_PLACEMENTS, ALL_PLATFORMS, INDUSTRY

_VOICE = "share_of_voice"
_LEAST_POSTS = 5  # of a format, and of what it is compared with: of fewer one post decides
_SOME_POSTS = 10  # with as many a format counts half: its mean is off by a third (1 / sqrt(10)) of what posts vary
_BETTER = 1.2  # times the platform's rate: less is within what ten posts vary, and no reason to make more of a format
_TWICE = 2.0  # times the engagements of a usual post: every tenth post has half as much again
_UNUSUAL = 0.5  # at most: a point that stands out is weighed below a change of the same size, which more rests on
_FORMAT = 2.0  # a format is something to act on, and its share of all engagements makes its weight small
_BEST_POST = 0.25  # there is a best post in every report
_BENCHMARK = 0.3  # what others reach moves less than what one reaches oneself
_RANK, _AT_AN_END = 0.15, 0.1  # a rank is told where nothing else is; a first or a last one rather than the middle
_SHARE_OF_VOICE = 0.2  # it is always there, and hardly moves


def standout_findings(results: Results) -> list[Finding]:
    """Tell what stands out in the report period.

    Returns:
        ``unusual_period``, ``unusual_post``, ``best_content``, ``benchmark_ahead``, ``benchmark_behind``, ``rank`` and
        ``voice``.
    """
    return [
        *_unusual(results),
        *_best_format(results),
        *_best_post(results),
        *_benchmarks(results),
        *_ranks(results),
        *_voice(results),
    ]


def _unusual(results: Results) -> Iterator[Finding]:
    counts = cache(partial(counts_of, results, [results.periods.report.name], placement=ALL_PLACEMENTS))
    for row in records(results.unusual):
        kpi = results.kpis.get(row["kpi"])
        if kpi is None or not _within_report(results, str(row["period"])):
            continue
        high = row["side"] == "above"
        platform, post = str(row["platform"]), row["scope"] == "post"
        names = kpi_names(results, kpi.name) | {"side": str(row["side"])}
        if post:
            names |= _post_names(results, platform, str(row["post_id"]))
        better = {Direction.UP: high, Direction.DOWN: not high}.get(kpi.direction)
        observations = sample_size(results, kpi, counts(platform))
        size = min(abs(float(row["score"])) / (2 * THRESHOLD), 1.0)  # at the threshold it is a half
        yield Finding(
            "unusual_post" if post else "unusual_period",
            kpi.name,
            platform,
            ALL_PLACEMENTS,
            str(row["period"]),
            {name: float(row[name]) for name in ("value", "expected", "low", "high", "score", "points")},
            names,
            _UNUSUAL * size * weight(results, kpi) * (1.0 if post else reliability(observations)),
            Tone.NEUTRAL if better is None else Tone.GOOD if better else Tone.BAD,
        )


def _within_report(results: Results, period: str) -> bool:
    report = results.periods.report
    try:
        found = Period.parse(period, results.periods.calendar)
    except InputError:
        return False
    return found.start <= report.end and found.end >= report.start


def _post_names(results: Results, platform: str, post_id: str) -> dict[str, str]:
    posts = results.content
    same = posts[(posts["post_id"] == post_id) & (posts["platform"] == platform)]
    return _post(same.iloc[0]) if len(same) else {"post_id": post_id}


def _post(row: pd.Series[Any]) -> dict[str, str]:
    told = {"post_id": row["post_id"], "caption": row["caption"], "format": row["format"]}
    names = {name: str(value).strip() for name, value in told.items() if not pd.isna(value)}
    return names | {"published": pd.Timestamp(row["published"]).date().isoformat()}


def _best_format(results: Results) -> list[Finding]:
    """Name the format that did most for engagement: its rate over its platform's, weighed by its engagements."""
    name = main_rate(results.platforms)
    if name not in results.kpis or name not in results.formats:
        return []
    kpi = results.kpis[name]
    whole = {str(row["platform"]): row for row in records(results.platforms)}
    everything = float(whole[ALL_PLATFORMS]["engagements"])
    base = next(BASES[basis] for basis, rate in RATES.items() if rate == name)
    least = results.inputs.settings.smallest_base
    found = []
    for row in records(results.formats):
        platform = str(row["platform"])
        if platform not in whole or row["posts"] < _LEAST_POSTS or row[base] < least:
            continue
        rate, posts = float(whole[platform][name]), float(whole[platform]["posts"])
        if posts - row["posts"] < _LEAST_POSTS or not (rate > 0 and row[name] >= _BETTER * rate):
            continue
        share = row["engagements"] / everything
        importance = _FORMAT * magnitude(row[name], rate) * share**0.5 * row["posts"] / (row["posts"] + _SOME_POSTS)
        numbers = {"value": row[name], "whole": rate, "posts": row["posts"], "engagements": row["engagements"]}
        names = kpi_names(results, name) | {"what": "format", "format": str(row["format"])}
        period = results.periods.report.name
        kind = "best_content"
        found.append(Finding(kind, kpi.name, platform, ALL_PLACEMENTS, period, numbers, names, importance, Tone.GOOD))
    return sorted(found, key=lambda finding: -finding.importance)[:1]


def _best_post(results: Results) -> list[Finding]:
    """Name the post with the most engagements, if it had twice as many as a usual one of its platform."""
    posts = results.content.dropna(subset=["engagements"])
    if posts.empty or "engagements" not in results.kpis:
        return []
    best = posts.iloc[0]
    same = posts[posts["platform"] == best["platform"]]
    usual = float(same["engagements"].median())
    if len(same) < _LEAST_POSTS or best["engagements"] < _TWICE * usual:
        return []
    size = magnitude(float(best["engagements"]), usual)
    names = kpi_names(results, "engagements") | {"what": "post", **_post(best)}
    return [
        Finding(
            "best_content",
            "engagements",
            str(best["platform"]),
            ALL_PLACEMENTS,
            results.periods.report.name,
            {"value": float(best["engagements"])},
            names,
            _BEST_POST * size,
            Tone.GOOD,
        )
    ]


def _benchmarks(results: Results) -> Iterator[Finding]:
    counts = cache(partial(counts_of, results, [results.periods.report.name], placement=ALL_PLACEMENTS))
    for row in records(results.benchmarks):
        kpi = results.kpis.get(row["kpi"])
        if kpi is None or pd.isna(row["own"]) or row["better"] not in (1.0, -1.0):  # NaN where it does not compare
            continue
        ahead = row["better"] > 0
        observations = sample_size(results, kpi, counts(row["platform"]))
        importance = _BENCHMARK * magnitude(row["own"], row["value"]) * reliability(observations)
        yield Finding(
            "benchmark_ahead" if ahead else "benchmark_behind",
            kpi.name,
            str(row["platform"]),
            ALL_PLACEMENTS,
            results.periods.report.name,
            {name: float(row[name]) for name in ("value", "own", "difference", "year")},
            kpi_names(results, kpi.name) | _benchmark_names(row),
            importance,
            Tone.GOOD if ahead else Tone.BAD,
        )


def _benchmark_names(row: Mapping[str, Any]) -> dict[str, str]:
    told = {"name": row["name"], "source": row["source"]}
    who = "industry" if fold(str(row["name"])) == fold(INDUSTRY) else "competitor"
    return {name: "" if pd.isna(value) else str(value) for name, value in told.items()} | {"who": who}


def _ranks(results: Results) -> Iterator[Finding]:
    """Tell the own rank among named competitors, once per KPI and platform."""
    ranked = results.benchmarks.dropna(subset=["rank", "own"])
    for row in records(ranked.drop_duplicates(["kpi", "platform"])):
        if row["kpi"] not in results.kpis or row["of"] < 2:
            continue
        place = (row["of"] - row["rank"]) / (row["of"] - 1)  # 1 is first, 0 is last
        tone = Tone.GOOD if place == 1 else Tone.BAD if place == 0 else Tone.NEUTRAL
        yield Finding(
            "rank",
            str(row["kpi"]),
            str(row["platform"]),
            ALL_PLACEMENTS,
            results.periods.report.name,
            {"value": float(row["own"]), "rank": float(row["rank"]), "of": float(row["of"])},
            kpi_names(results, str(row["kpi"])),
            _RANK + _AT_AN_END * abs(place - 0.5),
            tone,
        )


def _voice(results: Results) -> list[Finding]:
    """Tell the own share of voice beside the brand that leads, or the next one if the own brand leads."""
    brands = results.share_of_voice.dropna(subset=["share_of_voice"])
    own = brands["brand"].map(fold) == fold(results.inputs.settings.brand)
    if _VOICE not in results.kpis or not own.any() or own.all():
        return []
    mine, other = brands[own].iloc[0], brands[~own].iloc[0]
    leads = mine["share_of_voice"] >= other["share_of_voice"]
    numbers = {"value": float(mine["share_of_voice"]), "other": float(other["share_of_voice"])}
    observations = float(brands["mentions"].sum())
    return [
        Finding(
            "voice",
            _VOICE,
            ALL_PLATFORMS,
            ALL_PLACEMENTS,
            results.periods.report.name,
            numbers,
            kpi_names(results, _VOICE) | {"name": str(other["brand"]), "place": "first" if leads else "behind"},
            _SHARE_OF_VOICE * reliability(observations),
            Tone.GOOD if leads else Tone.NEUTRAL,
        )
    ]
