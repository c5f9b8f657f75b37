"""The review of targets: a block per target for people, or all of it as JSON for machines."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from kpi_excel.api import compute, read
from kpi_excel.cli.output import shown
from kpi_excel.cli.terminal import echo, style
from kpi_excel.engine.results import Results
from kpi_excel.engine.targets.judgement import Judgement
from kpi_excel.language.names import joined
from kpi_excel.language.numbers import counted
from kpi_excel.language.numbers import number as said
from kpi_excel.language.texts import texts_for
from kpi_excel.model.kpi import Kpi, Unit
from kpi_excel.model.target import Status, Target
from kpi_excel.report.target_texts import Phrases, advice, judged_by, lacking, statement

_COLOURS = {
    Status.ACHIEVED: "green", Status.ON_TRACK: "green", Status.AT_RISK: "yellow", Status.OFF_TRACK: "red",
    Status.MISSED: "red", Status.NOT_STARTED: "blue", Status.NO_DATA: "blue",
}  # fmt: skip


def review(path: Path, language: str | None) -> tuple[Results, Phrases]:
    """Read a workbook and judge its targets.

    Raises:
        FileError: if the file cannot be read as a workbook.
        InputError: if it holds no input table or no dated row.
    """
    results = compute(read(path))
    settings = results.inputs.settings
    return results, Phrases(texts_for(settings, language), settings.currency)


def print_targets(results: Results, phrases: Phrases, path: Path) -> None:
    """Print each target's status, sentence, figures and what to do, and how many stand how."""
    found = results.review
    if not found.targets:
        echo(phrases.words.text("commands", "targets", "none").format(path=shown(path)))
        return
    for target, kpi, judgement in zip(found.targets, found.kpis, found.judgements, strict=True):
        status = phrases.words.text("targets", "statuses", judgement.status)
        sentence = statement(target, kpi, judgement, phrases) if kpi else target.kpi
        echo(f"{style(status, fg=_COLOURS[judgement.status], bold=True)}  {sentence}")
        for line in _lines(target, kpi, judgement, phrases):
            echo(f"    {line}")
    counts = {status: sum(one.status is status for one in found.judgements) for status in Status}
    words = phrases.words
    texts_of = words.section("commands", "statuses")
    parts = [
        texts_of[status].format(number=said(number, Unit.COUNT, words)) for status, number in counts.items() if number
    ]
    total, day = counted(len(found.targets), "target", words), words.digital(results.periods.as_of)
    echo(words.text("commands", "targets", "total").format(targets=total, parts=joined(parts, words), day=day))


def _lines(target: Target, kpi: Kpi | None, judgement: Judgement, phrases: Phrases) -> Iterator[str]:
    if kpi:
        yield from filter(
            None, (joined(_figures(kpi, judgement, phrases), phrases.words), judged_by(kpi, judgement, phrases))
        )
    todo = advice(kpi, judgement, phrases) if kpi else phrases.words.text("targets", "reasons", judgement.reason)
    if todo:
        yield todo
    lacks = lacking(judgement, phrases) if target.dated else ""
    if lacks:
        yield lacks


def _figures(kpi: Kpi, judgement: Judgement, phrases: Phrases) -> Iterator[str]:
    labels = phrases.words.headers
    for key in ("value", "goal_value", "expected", "forecast"):
        number = getattr(judgement, key)
        if not math.isnan(number):
            yield f"{labels[key]} {phrases.number(number, kpi)}"
    for key in ("progress", "time_share", "pace"):
        number = getattr(judgement, key)
        if not math.isnan(number):
            yield f"{labels[key]} {said(number, Unit.PERCENT, phrases.words)}"


def as_json(results: Results, phrases: Phrases) -> str:
    """Write the targets for machines: a list of objects with the columns of `Results.targets`; null is no value."""
    found = results.review
    rows = []
    for index, row in enumerate(results.targets.to_dict("records")):
        kpi = found.kpis[index]
        said = statement(found.targets[index], kpi, found.judgements[index], phrases) if kpi else ""
        rows.append({**{str(key): _plain(value) for key, value in row.items()}, "statement": said})
    return json.dumps(rows, ensure_ascii=False, indent=2)


def _plain(value: Any) -> Any:
    if value is None or pd.isna(value):
        return None
    return str(value.date()) if isinstance(value, pd.Timestamp) else value
