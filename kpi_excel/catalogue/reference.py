"""The KPI reference, written from the catalogue: a list, one KPI explained, JSON and Markdown."""

import json
import textwrap
import unicodedata
from collections.abc import Iterable

from kpi_excel.catalogue import BASE_MEASURES
from kpi_excel.catalogue.declarations import caveat, declaration_of, meaning
from kpi_excel.catalogue.markdown import escaped
from kpi_excel.language.texts import Texts, texts
from kpi_excel.model.kpi import Category, Kpi

WIDTH = 100


def list_kpis(kpis: Iterable[Kpi], language: str = "en") -> str:
    """List KPIs by category: worksheet function, label, unit. Plain text, at most 100 columns, no final line break.

    Args:
        kpis: the KPIs, shown in this order within their category.
        language: ``en``, ``id`` or ``fa``.

    Raises:
        UsageError: if the language is not one of those shipped.
    """
    kpis, words = list(kpis), texts(language)
    units = words.section("terms", "units")
    functions = max((shown_width(kpi.function) for kpi in kpis), default=0)
    labels = WIDTH - 2 - functions - 2 - 2 - max((shown_width(str(units[kpi.unit])) for kpi in kpis), default=0)
    wrapped = {kpi.name: textwrap.wrap(words.label(kpi), labels) or [""] for kpi in kpis}
    column = max((shown_width(line) for lines in wrapped.values() for line in lines), default=0)
    blocks = []
    for category, members in _by_category(kpis):
        rows = [str(words.section("terms", "categories")[category])]
        for kpi in members:
            first, *more = wrapped[kpi.name]
            rows.append(f"  {padded(kpi.function, functions)}  {padded(first, column)}  {units[kpi.unit]}")
            rows.extend(f"  {padded('', functions)}  {line}" for line in more)
        blocks.append("\n".join(rows))
    return "\n\n".join(blocks)


def list_names(kpis: Iterable[Kpi], language: str = "en") -> str:
    """List the names that a formula of one's own may use: measures, then KPIs that are no measures, with labels."""
    words = texts(language)
    rows = {name: words.measure(name) for name in BASE_MEASURES}
    rows |= {kpi.name: words.label(kpi) for kpi in kpis if kpi.name not in rows}
    column = max(map(len, rows))
    return "\n".join(f"{padded(name, column)}  {label}" for name, label in rows.items())


def explain(kpi: Kpi, language: str = "en") -> str:
    """Explain one KPI: its function, formula, unit, direction, kind, meaning, caveat, arguments and source.

    Returns:
        Plain text, at most 100 columns, without a final line break.

    Raises:
        UsageError: if the language is not one of those shipped.

    Example:
        >>> from kpi_excel.catalogue import kpi
        >>> print(explain(kpi("cost_per_click")))
        Cost per click (CPC)
        =CPC(spend, ad_clicks)
        <BLANKLINE>
        Ad spend ÷ Ad clicks
        money · Lower is better · A ratio, never added up
        <BLANKLINE>
        What one click on an ad costs on average: ad spend divided by ad clicks.
        <BLANKLINE>
        Counts the clicks that you enter for ads. With link clicks it is the cost per link click; Meta's
        “CPC (all)” counts every click, likes included, and is lower.
        <BLANKLINE>
        spend      Money spent on ads.
        ad_clicks  Clicks on the ads.
        <BLANKLINE>
        Persian source article (25 KPIs), no. 16
    """
    words = texts(language)
    function = declaration_of(kpi, words)
    margin = max(map(len, kpi.arguments), default=0) + 2
    arguments = [
        textwrap.fill(argument.help, WIDTH, initial_indent=argument.name.ljust(margin), subsequent_indent=" " * margin)
        for argument in function.arguments
    ]
    parts = [
        f"{_fill(words.label(kpi))}\n{_fill(function.call)}",
        f"{_fill(words.formula(kpi))}\n{_fill(_facts(kpi, words))}",
        _fill(function.help),
        _fill(caveat(kpi, words)),
        "\n".join(arguments),
        _fill(words.origin(kpi)),
    ]
    return "\n\n".join(part for part in parts if part)


def as_json(kpis: Iterable[Kpi], language: str = "en") -> str:
    """Write every fact of some KPIs as a JSON list of objects; only texts depend on the language.

    Raises:
        UsageError: if the language is not one of those shipped.
    """
    words = texts(language)
    facts = [
        {
            "name": kpi.name,
            "function": kpi.function,
            "label": words.label(kpi),
            "category": kpi.category,
            "formula": kpi.formula.text,
            "arguments": [
                {"name": argument.name, "help": argument.help, "optional": argument.optional}
                for argument in declaration_of(kpi, words).arguments
            ],
            "cell_formula": kpi.cell_formula.text if kpi.cell_formula else None,
            "measures": list(kpi.measures),
            "unit": kpi.unit,
            "direction": kpi.direction,
            "kind": kpi.kind,
            "meaning": meaning(kpi, words),
            "caveat": caveat(kpi, words),
            "source": words.origin(kpi),
        }
        for kpi in kpis
    ]
    return json.dumps(facts, ensure_ascii=False, indent=2)


def as_markdown(kpis: Iterable[Kpi], language: str = "en") -> str:
    """Write the KPI reference in Markdown: a section per category, a block per KPI. No final line break.

    Raises:
        UsageError: if the language is not one of those shipped.
    """
    words = texts(language)
    blocks = [f"# {escaped(words.text('start', 'title'))}"]
    for category, members in _by_category(kpis):
        blocks.append(f"## {escaped(words.text('terms', 'categories', category))}")
        blocks.extend(_markdown(kpi, words) for kpi in members)
    return "\n\n".join(blocks)


def _markdown(kpi: Kpi, words: Texts) -> str:
    function = declaration_of(kpi, words)
    parts = [
        f"### {escaped(words.label(kpi))}",
        f"`{function.call}`",
        f"**{escaped(words.formula(kpi))}** · {escaped(_facts(kpi, words))}",
        escaped(" ".join(part for part in (function.help, caveat(kpi, words)) if part)),
        "\n".join(f"- `{one.name}`: {escaped(one.help)}" for one in function.arguments),
        f"*{escaped(words.origin(kpi))}*",
    ]
    return "\n\n".join(part for part in parts if part)


def _facts(kpi: Kpi, words: Texts) -> str:
    terms = (("units", kpi.unit), ("directions", kpi.direction), ("kinds", kpi.kind))
    return " · ".join(words.text("terms", section, value) for section, value in terms)


def _by_category(kpis: Iterable[Kpi]) -> list[tuple[Category, list[Kpi]]]:
    kpis = list(kpis)
    groups = [(category, [kpi for kpi in kpis if kpi.category is category]) for category in Category]
    return [(category, members) for category, members in groups if members]


def _fill(text: str) -> str:
    return textwrap.fill(text, WIDTH)


def shown_width(text: str) -> int:
    """Count the columns a text takes in a terminal: marks and joiners take none, wide letters two."""
    return sum(
        0 if unicodedata.category(letter) in ("Mn", "Me", "Cf") else 1 + (unicodedata.east_asian_width(letter) in "WF")
        for letter in text
    )


def padded(text: str, width: int) -> str:
    """Fill a text up with spaces to as many columns of a terminal."""
    return text + " " * (width - shown_width(text))
