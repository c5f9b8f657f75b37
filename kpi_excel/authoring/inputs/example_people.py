"""What people say of the example brand: mentions, requests for help, answers to surveys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from kpi_excel.authoring.inputs.example_data import BRAND, DATA, END, Row
from kpi_excel.authoring.inputs.example_draws import (
    deal,
    demand_days,
    flow,
    months,
    progress,
    quarter_of,
    random_of,
    reports,
    scatter,
    whole,
)


def mention_rows() -> Iterator[Row]:
    """Give mentions of the three brands; deliveries ran late in one month, and people said so."""
    rng, given = random_of("mentions"), DATA["mentions"]
    late = given["late"]
    for report in reports():
        is_late = (report[0].year, report[0].month) == (late["year"], late["month"])
        for platform, means in given["weekly"].items():
            for name, mean in means.items():
                mood = given["moods"][name]
                mentions = flow(rng, mean["weekly"], mean["growth"], report)
                shift = late["shift"] if is_late and name == BRAND else rng.uniform(-given["shift"], given["shift"])
                positive, negative = int(mentions * (mood[0] - shift)), round(mentions * (mood[2] + shift))
                neutral = min(whole(rng, mentions * mood[1]), mentions - positive - negative)
                counts = {"mentions": mentions, "positive": positive, "neutral": neutral, "negative": negative}
                yield {"date": report[0], "platform": platform, "brand": name, **counts}


def request_rows() -> Iterator[Row]:
    """Give support requests."""
    rng, given = random_of("requests"), DATA["requests"]
    days, number = demand_days(rng, given["count"], given["growth"]), 0
    shares = [one["share"] for one in given["platforms"].values()]
    for quarter, level in enumerate(given["minutes"]):
        mine = [day for day in days if quarter_of(day) == quarter and day < END]
        platforms = deal(rng, tuple(given["platforms"]), shares, len(mine))
        for day, platform, factor in zip(mine, platforms, scatter(rng, len(mine), given["spread"]), strict=True):
            number += 1
            received = datetime.combine(day, time(rng.choice(given["hours"]), rng.randrange(60)))
            least, most = given["bounds"]
            minutes = round(min(max(level * given["platforms"][platform]["slower"] * factor, least), most))
            answered = rng.random() < given["answered"]
            at_once = given["first_contact"] + given["first_contact_growth"] * progress(day)
            first_contact = answered and rng.random() < at_once
            yield {
                "received": received,
                "platform": platform,
                "request_id": f"R-{number:04d}",
                "first_response": received + timedelta(minutes=minutes) if answered else None,
                "resolved": first_contact or (answered and rng.random() < given["later_resolved"]),
                "resolved_on_first_contact": first_contact,
            }


def survey_rows() -> Iterator[Row]:
    """Give survey answers; in the first quarters satisfaction was asked on a scale of 10."""
    rng, given = random_of("surveys"), DATA["surveys"]
    for quarter, happy in enumerate(given["happy"]):
        asked = {
            kind: deal(rng, given[kind]["scores"], _answers(given[kind], happy, given["usual"]), given[kind]["count"])
            for kind in ("csat", "nps", "review")
        }
        for kind, scores in asked.items():
            on_ten = kind == "csat" and quarter < given["first_quarters"]
            for score in scores:
                yield {
                    "date": months()[3 * quarter] + timedelta(days=rng.randrange(given["within_days"])),
                    "platform": rng.choice(given[kind]["platforms"]),
                    "kind": kind,
                    "score": given["on_ten"][str(score)] if on_ten else score,
                    "scale": 10 if on_ten else given[kind].get("scale"),
                }


def _answers(kind: Mapping[str, Any], happy: float, usual: float) -> list[float]:
    """Give the shares of the answers, from the best score down, by how many are happy."""
    if "happy" in kind:
        pairs = zip(kind["happy"], kind["sad"], strict=True)
        return [of_happy * happy + of_sad * (1 - happy) for of_happy, of_sad in pairs]
    return [share + more * (happy - usual) for share, more in zip(kind["shares"], kind["more"], strict=True)]
