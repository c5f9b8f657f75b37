"""Custom KPIs: rows of the input workbook's table, or a TOML file. They pass the same door as the catalogue's own."""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from kpi_excel.catalogue import BASE_MEASURES, KPIS, TABLES
from kpi_excel.catalogue.loader import build_kpi, check_kpis, read_text, restrict
from kpi_excel.errors import CatalogueError, FileError, FormulaError
from kpi_excel.language.texts import texts
from kpi_excel.model.formula import Formula, check_names
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.settings import LANGUAGES

_SHIPPED_ONLY = {"answers", "origin", "origin_item", "cell_formula"}
EXCEL_FUNCTIONS = frozenset(read_text("excel_functions.txt").split())


def read_custom_kpis(path: str | Path) -> Mapping[str, Kpi]:
    """Read a TOML file of custom KPIs and add them to the catalogue's.

    Raises:
        FileError: if the file cannot be read as TOML.
        CatalogueError: if a block is wrong, a name is taken, or KPIs refer to each other in a circle.
        FormulaError: if a formula is not arithmetic over known names.
    """
    path = Path(path)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise FileError("not-read", name=path.name, reason=error.strerror) from None
    except UnicodeDecodeError:
        raise FileError("not-a-text-file", name=path.name) from None
    except tomllib.TOMLDecodeError as error:
        raise FileError("not-toml", name=path.name, reason=error) from None
    return add_custom_kpis(data, path.name)


def add_custom_kpis(blocks: Mapping[str, Mapping[str, Any]], where: str) -> Mapping[str, Kpi]:
    """Add KPIs to the catalogue's; their formulas may use measures and the names of other KPIs.

    Args:
        blocks: keys as in kpis.toml, with ``label`` and ``meaning``.
        where: file or sheet, for messages.

    Returns:
        The catalogue's KPIs and the new ones, whose formulas are over measures only.
    """
    added = {}
    for name, block in blocks.items():
        with _about(name):
            added[name] = _build(name, block, where)
    known = {**KPIS, **added}
    expanded = {}
    for name, kpi in added.items():
        with _about(name):
            legal = {part for part in kpi.formula.names if restrict(part, BASE_MEASURES, TABLES)}
            check_names(kpi.formula, legal | set(known) | set(BASE_MEASURES), f"{where}, {name}")
    for name, kpi in added.items():
        with _about(name):
            expanded[name] = replace(kpi, formula=_expand(name, known, ()))
    result = {**KPIS, **expanded}
    check_kpis(result, BASE_MEASURES, TABLES)
    return result


@contextmanager
def _about(name: str) -> Iterator[None]:
    """Let every refusal carry the name of the KPI it is about."""
    try:
        yield
    except (CatalogueError, FormulaError) as error:
        error.about = name
        raise


def as_typed(formula: object) -> object:
    """Read a formula as people type it into a cell: with =, capitals, and the signs of paper.

    Example:
        >>> as_typed("=Saves ÷ Posts")
        'saves / posts'
    """
    if not isinstance(formula, str):
        return formula
    for sign, operator in (("÷", "/"), ("×", "*"), ("−", "-")):
        formula = formula.replace(sign, operator)
    return formula.strip().removeprefix("=").strip().lower()


def _as_typed_block(block: Any) -> Any:
    """Give a block with its formula as typed; what is no block is refused later."""
    return {**block, "formula": as_typed(block.get("formula"))} if isinstance(block, Mapping) else block


def _build(name: str, block: Mapping[str, Any], where: str) -> Kpi:
    """Build a KPI of the user's own, which must not hide a name, a label or a function that exists."""
    if name in KPIS:
        raise CatalogueError("name-of-kpi", where=where, name=name)
    if name in BASE_MEASURES:
        raise CatalogueError("name-of-measure", where=where, name=name)
    kpi = build_kpi(name, _as_typed_block(block), where)
    if kpi.label.casefold() in _taken_labels():
        raise CatalogueError("label-taken", where=f"{where}, {name}", label=kpi.label)
    own = _SHIPPED_ONLY & set(block)
    if own:
        raise CatalogueError("key-of-catalogue", where=f"{where}, {name}", key=sorted(own)[0])
    if kpi.function in EXCEL_FUNCTIONS:
        raise CatalogueError("function-of-excel", where=f"{where}, {name}", function=kpi.function)
    return kpi


@cache
def _taken_labels() -> frozenset[str]:
    return frozenset(texts(language).label(name).casefold() for language in LANGUAGES for name in KPIS)


def _expand(name: str, kpis: Mapping[str, Kpi], above: tuple[str, ...]) -> Formula:
    """Write a KPI's formula over measures only. A name that is both a measure and a KPI means the measure."""
    if name in above:
        circle = " → ".join([*above[above.index(name) :], name])
        raise CatalogueError("kpis-in-circle", circle=circle)
    formula = kpis[name].formula
    parts = [part for part in formula.names if part in kpis and part not in BASE_MEASURES]
    try:
        return formula.substitute({part: _expand(part, kpis, (*above, name)) for part in parts}) if parts else formula
    except FormulaError as error:
        error.where = name
        raise
