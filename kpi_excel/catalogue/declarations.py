"""Declarations of the KPIs' functions: what Python, Excel and LibreOffice are told of each follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile

from kpi_excel.language.texts import Texts
from kpi_excel.model.declaration import Argument, Declaration
from kpi_excel.model.kpi import Kpi

_DEFAULTS: Mapping[str, float | None] = {"posts": 1, "scale": 5, "satisfied_from": None}


def declaration_of(kpi: Kpi, words: Texts) -> Declaration:
    """Declare a KPI's function.

    Example:
        >>> from kpi_excel.catalogue import kpi
        >>> from kpi_excel.language.texts import texts
        >>> declaration_of(kpi("engagement_rate"), texts("en")).call
        '=ENGAGEMENT_RATE(engagements, followers, [posts])'
    """
    optional = _optional(kpi)
    arguments = tuple(
        Argument(name, _help(name, words), name in optional, _DEFAULTS.get(name) if name in optional else None)
        for name in kpi.arguments
    )
    return Declaration(kpi.function, arguments, meaning(kpi, words), words.text("terms", "categories", kpi.category))


def meaning(kpi: Kpi, words: Texts) -> str:
    """Say what a KPI tells, without its caveat; a custom KPI carries its own."""
    return str(words.files["kpis"].get(kpi.name, {}).get("meaning", kpi.meaning))


def caveat(kpi: Kpi, words: Texts) -> str:
    """Say what to mind; empty where there is nothing, and for a custom KPI."""
    return str(words.files["kpis"].get(kpi.name, {}).get("caveat", ""))


def _optional(kpi: Kpi) -> frozenset[str]:
    """Name the last arguments, as far as there is something that holds where they are left out.

    Functions over the measures themselves, such as POSTING_FREQUENCY, need all of them.
    """
    if not (kpi.answers or kpi.cell_formula):
        return frozenset()
    return frozenset(takewhile(_DEFAULTS.__contains__, reversed(kpi.arguments)))


def _help(name: str, words: Texts) -> str:
    """Say what an argument is; where no help is written (a custom KPI's measure), its label."""
    return str(words.files["arguments"].get(name, words.measure(name)))
