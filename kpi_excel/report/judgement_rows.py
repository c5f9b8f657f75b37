"""What the numbers mean, as rows of a workbook: findings in words, what drove changes, unusual points, benchmarks."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from kpi_excel.catalogue.texts import Texts
from kpi_excel.engine.compute import Results
from kpi_excel.model.kpi import Unit
from kpi_excel.model.period import Period
from kpi_excel.report.number_text import period_text
from kpi_excel.report.texts import Sentence, summary
from kpi_excel.workbook.sheet_data import Value

Rows = Mapping[str, Sequence[Value]]
_EFFECTS = ("contribution", "mix_effect", "rate_effect", "change")


def findings_rows(results: Results, words: Texts) -> Rows:
    """Give the findings dataset: a sentence a row, in reading order, with the section it belongs to."""
    every = _sentences(results, words)
    findings = [sentence.finding for _, sentence in every]
    return {
        "number": list(range(1, len(every) + 1)),
        "section": [words.text("findings", "sections", section) for section, _ in every],
        "section_key": [section for section, _ in every],
        "sentence": [sentence.text for _, sentence in every],
        "tone": [str(finding.tone) for finding in findings],
        "kind": [finding.kind for finding in findings],
        "kpi": [finding.kpi for finding in findings],
        "label": [_label(results, finding.kpi, words) for finding in findings],
    }


def finding_numbers_rows(results: Results, words: Texts) -> Rows:
    """Give every number that a sentence of the findings rests on, as the other datasets hold it."""
    rows = [
        (position, name, value)
        for position, (_, sentence) in enumerate(_sentences(results, words), 1)
        for name, value in sentence.finding.numbers.items()
    ]
    return {
        "key": [f"{position}|{name}" for position, name, _ in rows],
        "number": [position for position, _, _ in rows],
        "name": [name for _, name, _ in rows],
        "value": [value for _, _, value in rows],
    }


def drivers_rows(results: Results, words: Texts) -> Rows:
    """Give the drivers dataset in words; effects on percentages are in percentage points."""
    frame = results.drivers
    units = [_unit(results, kpi) for kpi in frame["kpi"]]
    scale = [100.0 if unit == Unit.PERCENT else 1.0 for unit in units]
    dimensions = words.section("findings", "dimensions")
    columns = _columns(frame.assign(**{name: frame[name] * scale for name in _EFFECTS}).drop(columns="part"))
    parts = zip(frame["dimension"], frame["part"], strict=True)
    return columns | {
        "driver": [
            f"{kpi}|{of}|{part}" for kpi, of, part in frame[["kpi", "dimension", "part"]].itertuples(index=False)
        ],
        "label": [_label(results, kpi, words) for kpi in frame["kpi"]],
        "unit_key": [str(unit) for unit in units],
        "dimension_label": [dimensions[one] for one in frame["dimension"]],
        "part_label": [_part(dimension, part, words) for dimension, part in parts],
    }


def unusual_rows(results: Results, words: Texts) -> Rows:
    """Give the unusual dataset in words."""
    frame, start = results.unusual, results.inputs.settings.fiscal_year_start
    sides = words.section("findings", "sides")
    return _columns(frame) | {
        "point": [
            "|".join(map(str, row)) for row in frame[["kpi", "platform", "period", "post_id"]].itertuples(index=False)
        ],
        "label": [_label(results, kpi, words) for kpi in frame["kpi"]],
        "unit_key": [str(_unit(results, kpi)) for kpi in frame["kpi"]],
        "platform_label": [words.platform(one) for one in frame["platform"]],
        "when": [period_text(Period.parse(one, start), words) for one in frame["period"]],
        "side_label": [sides[one] for one in frame["side"]],
    }


def benchmarks_rows(results: Results, words: Texts) -> Rows:
    """Give the benchmarks dataset in words."""
    frame = results.benchmarks
    texts, verdicts = words.section("findings", "caveats"), words.section("findings", "verdicts")
    signs: Mapping[float, str] = {1.0: "better", 0.0: "equal", -1.0: "worse"}
    names = words.section("options", "name")
    columns = _columns(frame)
    del columns["name"]
    return columns | {
        "benchmark": [
            "|".join(map(str, row)) for row in frame[["kpi", "platform", "name", "year"]].itertuples(index=False)
        ],
        "label": [_label(results, kpi, words) for kpi in frame["kpi"]],
        "unit_key": [str(_unit(results, kpi)) for kpi in frame["kpi"]],
        "platform_label": [words.platform(one) for one in frame["platform"]],
        "whom": [str(names.get(one, one)) for one in frame["name"]],
        "verdict": [verdicts[signs[one]] if one in signs else "" for one in frame["better"]],
        "caveat_label": [texts[one] if one else "" for one in frame["caveat"]],
    }


def _sentences(results: Results, words: Texts) -> list[tuple[str, Sentence]]:
    said = summary(results, words)
    headline = (said.headline,) if said.headline else ()
    sections = (
        ("headline", headline),
        ("attention", said.attention),
        ("findings", said.findings),
        ("caveats", said.caveats),
    )
    return [(name, sentence) for name, part in sections for sentence in part]


def _label(results: Results, kpi: str, words: Texts) -> str:
    return words.label(results.kpis[kpi]) if kpi in results.kpis else kpi


def _unit(results: Results, kpi: str) -> Unit:
    return results.kpis[kpi].unit if kpi in results.kpis else Unit.COUNT


def _part(dimension: str, part: str, words: Texts) -> str:
    if not part:
        return words.text("findings", "dimensions", "rest")
    if dimension == "platform":
        return words.platform(part)
    return str(words.section("options", "format").get(part, part)) if dimension == "format" else part


def _columns(frame: pd.DataFrame) -> dict[str, Sequence[Value]]:
    return {str(name): [_value(one) for one in frame[name]] for name in frame.columns}


def _value(value: Any) -> Value:
    if isinstance(value, float):
        return None if math.isnan(value) else value
    return None if value is None or value is pd.NA or value is pd.NaT else value


Maker = Callable[[Results, Texts], Rows]
MAKERS: Mapping[str, Maker] = {
    "findings": findings_rows,
    "finding_numbers": finding_numbers_rows,
    "drivers": drivers_rows,
    "unusual": unusual_rows,
    "benchmarks": benchmarks_rows,
}
KEYS: Mapping[str, tuple[str, ...]] = {
    "findings": ("kind", "kpi"),
    "finding_numbers": ("key",),
    "drivers": ("driver",),
    "unusual": ("point",),
    "benchmarks": ("benchmark",),
}
