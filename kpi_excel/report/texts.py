"""Texts: findings as sentences in English, Indonesian and Persian, made by sandboxed templates.

`findings.j2` of each language has a macro per kind of finding; a macro gets every number as text already. Plain
sentences are not escaped; `summary.html.j2` escapes all of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from kpi_excel.engine.findings.findings import select
from kpi_excel.language.dates import date_text, period_text
from kpi_excel.language.names import embedded, label, listed, lowered, platform
from kpi_excel.language.numbers import change, difference, number, whole
from kpi_excel.language.texts import Texts, language_folder
from kpi_excel.model.finding import Finding
from kpi_excel.model.kpi import ChangeUnit, Unit
from kpi_excel.model.period import Period
from kpi_excel.model.settings import ALL_PLACEMENTS, ALL_PLATFORMS, Settings
from kpi_excel.model.target import GoalKind

_COUNTS = (
    *("total", "judged", "well", "attention", "achieved", "on_track", "at_risk", "off_track", "missed", "not_started"),
    *(
        "no_data",
        "rows",
        "cases",
        "posts",
        "points",
        "observations",
        "engagements",
        "rank",
        "of",
        "days_left",
        "enough_rows",
        "compared_days",
        "days",
    ),
)
_SHARES = ("share", "progress", "time_share", "pace", "unripe")
_DIFFERENCES = ("contribution", "mix_effect", "rate_effect")
_DAYS = ("start", "due", "until", "latest_start", "latest_end", "published", "first", "last", "day")
_LONGEST = 60  # characters of a caption
_DEFAULTS = Settings()
_WHITE = re.compile(r"\s+")
_MACRO = re.compile(r"\{%-?\s*macro (\w+)\(.*?endmacro\s*-?%\}", re.DOTALL)
_CALLED = re.compile(r"(\w+)\(")


@dataclass(frozen=True)
class Sentence:
    """A finding and the sentence that tells it.

    Args:
        text: plain text of one or two sentences.
        finding: what it tells.
    """

    text: str
    finding: Finding


@dataclass(frozen=True)
class Summary:
    """What a report says in words.

    Args:
        headline: the one to say first.
        findings: what stands out, the most important first.
        attention: targets that need attention, the worst first.
        caveats: what to know before trusting the numbers.
    """

    headline: Sentence | None
    findings: tuple[Sentence, ...]
    attention: tuple[Sentence, ...]
    caveats: tuple[Sentence, ...]

    @property
    def every(self) -> tuple[Sentence, ...]:
        """Give all sentences in reading order."""
        return (*((self.headline,) if self.headline else ()), *self.attention, *self.findings, *self.caveats)


def sentences(findings: Sequence[Finding], words: Texts, settings: Settings = _DEFAULTS) -> Summary:
    """Choose the findings worth telling and make a sentence of each.

    Args:
        findings: the most important first.
        words: the language.
        settings: for the currency and the calendar.

    Raises:
        jinja2.TemplateError: if a template is faulty or asks for what a finding does not give.
    """
    chosen = select(findings)
    told = ((chosen.headline,) if chosen.headline else (), chosen.findings, chosen.attention, chosen.caveats)
    macros = _macros(words.language, frozenset(finding.kind for part in told for finding in part))

    def tell(some: Sequence[Finding]) -> tuple[Sentence, ...]:
        return tuple(Sentence(_told(macros, finding, words, settings), finding) for finding in some)

    headline = tell([chosen.headline])[0] if chosen.headline else None
    return Summary(headline, tell(chosen.findings), tell(chosen.attention), tell(chosen.caveats))


def sentence(finding: Finding, words: Texts, settings: Settings = _DEFAULTS) -> str:
    """Make the sentence of one finding."""
    return _told(_macros(words.language, frozenset({finding.kind})), finding, words, settings)


def _told(macros: Any, finding: Finding, words: Texts, settings: Settings) -> str:
    return finished(str(getattr(macros, finding.kind)(context(finding, words, settings))))


@cache
def _macros(language: str, kinds: frozenset[str]) -> Any:
    """Give a language's macros for some kinds of findings; a report has few of them, and all take long to compile."""
    sandbox, file = environment(html=False), language_folder(language).joinpath("findings.j2")
    source = _only(file.read_text(encoding="utf-8"), kinds)
    code = sandbox.compile(source, f"{language}/findings.j2", str(file))
    return sandbox.template_class.from_code(sandbox, code, sandbox.make_globals(None)).module


def _only(source: str, kinds: frozenset[str]) -> str:
    """Leave out the macros that some do not need; empty lines stand for them, so that faults keep their places."""
    macros = {found[1]: found[0] for found in _MACRO.finditer(source)}
    needed, new = set[str](), set(kinds & set(macros))
    while new:
        needed |= new
        new = {called for name in new for called in _CALLED.findall(macros[name]) if called in macros} - needed
    return _MACRO.sub(lambda found: found[0] if found[1] in needed else "\n" * found[0].count("\n"), source)


def summary_html(said: Summary, words: Texts) -> str:
    """Write a summary as an HTML fragment for mails; every sentence is escaped."""
    template = environment(html=True).get_template("summary.html.j2")
    direction = "rtl" if words.right_to_left else "ltr"
    headings = words.section("words", "headings")
    parts = [(headings[name], getattr(said, name)) for name in ("attention", "findings", "caveats")]
    shown = [(heading, [one.text for one in part]) for heading, part in parts if part]
    headline = said.headline.text if said.headline else ""
    return template.render(headline=headline, parts=shown, direction=direction, language=words.language)


@cache
def environment(*, html: bool) -> ImmutableSandboxedEnvironment:
    """Give the sandbox that templates run in.

    Args:
        html: whether the templates make HTML, so that what is put in is escaped.
    """
    made = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        optimized=False,  # a template is rendered once
    )
    made.filters["plural"] = plural
    return made


def plural(count: float, one: str, other: str) -> str:
    """Choose a word's form: the first for exactly 1."""
    return one if count == 1 else other


def finished(text: str) -> str:
    """Tidy white space and start the sentence with a capital, where letters have capitals."""
    tidy = _WHITE.sub(" ", text).strip()
    return tidy[:1].upper() + tidy[1:]


def context(finding: Finding, words: Texts, settings: Settings) -> dict[str, Any]:
    """Give a template what it may say of a finding.

    Returns:
        Every number as text under its own name, and as a number under ``raw``; names in the language; ``label``,
        ``platform`` and ``placement`` (empty for all), ``period``, ``good``, ``bad``. What has no value is absent.
    """
    unit = finding.name("unit") or Unit.COUNT
    numbers = {
        name: _number_text(name, value, unit, finding, words, settings.currency)
        for name, value in finding.numbers.items()
    }
    dated = {name: date_text(date.fromisoformat(finding.name(name)), words) for name in _DAYS if finding.name(name)}
    periods = {
        name: period_text(Period.parse(text, settings.own_calendar), words)
        for name, text in (("period", finding.period), ("against", finding.name("against")))
        if text
    }
    return {
        "basis": "",
        "back": "",
        **{name: text for name, text in finding.names.items() if text},
        **numbers,
        **dated,
        **periods,
        **_names(finding, words),
        **({"brand": embedded(settings.brand, words)} if settings.brand else {}),
        "raw": dict(finding.numbers),
        "good": finding.tone == "good",
        "bad": finding.tone == "bad",
        "from_baseline": finding.name("goal_kind") in (GoalKind.CHANGE, GoalKind.CHANGE_BY),
    }


def _number_text(name: str, value: float, unit: str, finding: Finding, words: Texts, currency: str) -> str:
    if name == "year":
        return whole(value, words)
    if name in _COUNTS:
        return number(value, Unit.COUNT, words)
    if name in _SHARES:
        return number(value, Unit.PERCENT, words)
    if name == "change":
        return change(value, finding.name("change_unit") or ChangeUnit.PERCENT, words)
    if name == "last_year_share" or (name == "goal" and finding.name("goal_kind") == GoalKind.CHANGE):
        return change(value, ChangeUnit.PERCENT, words)
    if name in _DIFFERENCES or (name == "goal" and finding.name("goal_kind") == GoalKind.CHANGE_BY):
        return difference(value, unit, words, currency)
    return number(value, unit, words, currency)


def _names(finding: Finding, words: Texts) -> dict[str, str]:
    """Give the names in a finding as the language writes them in running text."""
    found = {"label": label(finding.kpi, words, finding.name("label")), "platform": "", "placement": ""}
    if finding.platform not in (ALL_PLATFORMS, ""):
        found["platform"] = platform(finding.platform, words)
    if finding.placement not in (ALL_PLACEMENTS, ""):
        found["placement"] = words.text("options", "placement", finding.placement)
    if finding.name("part"):
        found["part"] = _part(finding.name("dimension"), finding.name("part"), words)
    if finding.name("format"):
        found["format"] = _format(finding.name("format"), words)
    if finding.name("name"):
        found["name"] = embedded(finding.name("name"), words)
    if finding.name("table"):
        found["table"] = words.text("tables", finding.name("table"), "label")
    for name in ("missing", "measure"):
        if finding.name(name):
            found[name] = lowered(words.measure(finding.name(name)), words)
    for name in ("platforms", "without"):
        if finding.name(name):
            names = finding.name(name).split(",")
            found[name] = listed([platform(one.strip(), words) for one in names], words)
    if post := finding.name("caption") or finding.name("post_id"):
        found["post"] = embedded(shortened(post), words)
    return found


def shortened(text: str) -> str:
    """Cut a caption at a word, without line breaks and without quotation marks that would end the quotation."""
    tidy = _WHITE.sub(" ", text).strip().translate(str.maketrans("“”«»", "''‹›"))
    if len(tidy) <= _LONGEST:
        return tidy
    cut = tidy[:_LONGEST].rsplit(" ", 1)[0].rstrip(".,;:!?،؛ ")
    return f"{cut}…"


def _format(name: str, words: Texts) -> str:
    return embedded(words.post_format(name), words)


def _part(dimension: str, part: str, words: Texts) -> str:
    if dimension == "platform":
        return platform(part, words)
    return _format(part, words) if dimension == "format" else embedded(part, words)
