"""The tables that the example brand's people type: settings, costs, targets, benchmarks and a KPI of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kpi_excel.authoring.inputs.example_data import BRAND, DATA, Row
from kpi_excel.language.names import joined
from kpi_excel.language.texts import Texts
from kpi_excel.model.calendar import GREGORIAN
from kpi_excel.model.settings import PERSIAN, Settings

_TARGET = ("kpi", "platform", "placement", "goal_kind", "goal", "baseline", "start", "due", "owner")
_BENCHMARK = ("kpi", "platform", "name", "value", "basis")


def settings(words: Texts) -> list[Row]:
    """Give the settings table, every setting written out."""
    parts = words.section("options", "engagement_part")
    following = {
        "brand": BRAND,
        "language": words.language,
        "digits": PERSIAN if words.own_digits else None,
        "calendar": words.text("options", "calendar", GREGORIAN),
        "engagement_includes": joined((parts[one] for one in Settings().engagement_includes), words),
    }
    return [
        {"name": name, "value": following.get(name, None if value == "" else value)}
        for name, value in DATA["settings"].items()
    ]


def costs(months: Sequence[date]) -> list[Row]:
    """Give the costs table: most serve every platform, influencers one at a time."""
    rows: list[Row] = []
    for number, first in enumerate(months):
        for cost in DATA["costs"]:
            if first.month not in cost.get("months", (first.month,)):
                continue
            platforms, added = cost.get("platforms", (None,)), number * cost.get("step", 0)
            rows.append(
                {
                    "date": first,
                    "platform": platforms[number % len(platforms)],
                    "category": cost["category"],
                    "amount": cost["amount"] + (added % cost["turn"] if "turn" in cost else added),
                }
            )
    return rows


def targets(words: Texts) -> list[Row]:
    """Give the targets table."""
    rows: list[Row] = []
    for given in DATA["targets"]:
        row: Row = {name: given.get(name) for name in _TARGET}
        if "objective" in given:
            row["objective"] = words.text("example", "objectives", given["objective"])
            row["evidence"] = words.text("example", "evidence", given["evidence"])
            row["review_every"] = given["review_every"]
        rows.append(row)
    return rows


def benchmarks(words: Texts) -> list[Row]:
    """Give the benchmarks table: the field and both competitors."""
    source, year = words.text("example", "benchmark_source"), DATA["benchmarks"]["year"]
    return [
        {name: given.get(name) for name in _BENCHMARK} | {"year": year, "source": source}
        for given in DATA["benchmarks"]["figures"]
    ]


def custom_kpis(words: Texts) -> list[Row]:
    """Give the brand's own KPI."""
    return [
        {
            **DATA["custom_kpi"],
            "label": words.text("example", "custom_label"),
            "meaning": words.text("example", "custom_meaning"),
        }
    ]
