"""What the numbers mean, as rows of a workbook: findings in words, what drove changes, unusual points, benchmarks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kpi_excel.catalogue.datasets import DATASETS
from kpi_excel.engine.results import Results
from kpi_excel.language.dates import period_text
from kpi_excel.language.texts import Texts
from kpi_excel.model.dataset import Number
from kpi_excel.model.front import FRONT_LINES
from kpi_excel.model.kpi import Unit
from kpi_excel.model.period import Period
from kpi_excel.report.texts import Sentence, Summary
from kpi_excel.report.values import Rows, columns_of, known_value

MOST_ATTENTION = 3  # sentences of the first page, while others are left
_FIRST_SENTENCE = re.compile(r".*?[.!?؟](?=\s|$)|.+", re.DOTALL)


def findings_rows(said: Summary, words: Texts) -> Rows:
    """Give the findings dataset: a sentence a row, in reading order, with the section it belongs to."""
    every = _sentences(said)
    findings = [sentence.finding for _, sentence in every]
    return {
        "number": list(range(1, len(every) + 1)),
        "section": [words.text("findings", "sections", section) for section, _ in every],
        "section_key": [section for section, _ in every],
        "sentence": [sentence.text for _, sentence in every],
        "short": [_FIRST_SENTENCE.match(sentence.text)[0].strip() for _, sentence in every],  # type: ignore[index]
        "front": _front([section for section, _ in every]),
        "tone": [str(finding.tone) for finding in findings],
        "kind": [finding.kind for finding in findings],
        "kpi": [finding.kpi for finding in findings],
    }


def _front(sections: Sequence[str]) -> list[int | None]:
    """Number the sentences of the first page: the headline 0, then what needs attention and what stands out."""
    attention = [index for index, section in enumerate(sections) if section == "attention"]
    others = [index for index, section in enumerate(sections) if section == "findings"]
    room = FRONT_LINES - min(len(others), FRONT_LINES - len(attention[:MOST_ATTENTION]))
    told = [*attention[: max(room, 0)], *others][:FRONT_LINES]
    numbers = {index: number for number, index in enumerate(told, 1)}
    return [0 if section == "headline" else numbers.get(index) for index, section in enumerate(sections)]


def finding_numbers_rows(said: Summary, _words: Texts) -> Rows:
    """Give every number that a sentence of the findings rests on, as the other datasets hold it."""
    rows = [
        (position, name, value)
        for position, (_, sentence) in enumerate(_sentences(said), 1)
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
    kpis, of, parts = (frame[name].tolist() for name in ("kpi", "dimension", "part"))
    scale = [100.0 if results.kpis[kpi].unit == Unit.PERCENT else 1.0 for kpi in kpis]
    dimensions = words.section("findings", "dimensions")
    effects = [one.name for one in DATASETS["drivers"].columns if one.number is Number.EFFECT]
    scaled = frame.assign(**{name: frame[name] * scale for name in effects}).drop(columns="part")
    return columns_of(scaled, known_value) | {
        "driver": [f"{kpi}|{dimension}|{part}" for kpi, dimension, part in zip(kpis, of, parts, strict=True)],
        "dimension_label": [dimensions[one] for one in of],
        "part_label": [_part(dimension, part, words) for dimension, part in zip(of, parts, strict=True)],
    }


def unusual_rows(results: Results, words: Texts) -> Rows:
    """Give the unusual dataset in words."""
    frame, calendar = results.unusual, results.periods.calendar
    sides = words.section("findings", "sides")
    return columns_of(frame, known_value) | {
        "point": [
            "|".join(map(str, row)) for row in frame[["kpi", "platform", "period", "post_id"]].itertuples(index=False)
        ],
        "platform_label": [words.platform(one) for one in frame["platform"]],
        "when": [period_text(Period.parse(one, calendar), words) for one in frame["period"]],
        "side_label": [sides[one] for one in frame["side"]],
    }


def benchmarks_rows(results: Results, words: Texts) -> Rows:
    """Give the benchmarks dataset in words."""
    frame = results.benchmarks
    texts, verdicts = words.section("findings", "caveats"), words.section("findings", "verdicts")
    signs: Mapping[float, str] = {1.0: "better", 0.0: "equal", -1.0: "worse"}
    names, bases = words.section("options", "name"), words.section("options", "basis")
    return columns_of(frame.drop(columns="name").rename(columns={"caveat": "caveat_key"}), known_value) | {
        "benchmark": [
            "|".join(map(str, row)) for row in frame[["kpi", "platform", "name", "year"]].itertuples(index=False)
        ],
        "platform_label": [words.platform(one) for one in frame["platform"]],
        "basis": [str(bases.get(one, one)) for one in frame["basis"]],
        "whom": [str(names.get(one, one)) for one in frame["name"]],
        "slot": [f"{kpi}|{platform}" for kpi, platform in zip(frame["kpi"], frame["platform"], strict=True)],
        "verdict": [verdicts[signs[one]] if one in signs else "" for one in frame["better"]],
        "caveat_label": [texts[one] if one else "" for one in frame["caveat"]],
    }


def _sentences(said: Summary) -> list[tuple[str, Sentence]]:
    headline = (said.headline,) if said.headline else ()
    sections = (
        ("headline", headline),
        ("attention", said.attention),
        ("findings", said.findings),
        ("caveats", said.caveats),
    )
    return [(name, sentence) for name, part in sections for sentence in part]


def _part(dimension: str, part: str, words: Texts) -> str:
    if not part:
        return words.text("findings", "dimensions", "rest")
    if dimension == "platform":
        return words.platform(part)
    return words.post_format(part) if dimension == "format" else part
