"""Loads the catalogue's TOML files and refuses what contradicts itself."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from importlib import resources
from keyword import iskeyword
from types import MappingProxyType
from typing import Any, TypeVar

from kpi_excel.errors import CatalogueError
from kpi_excel.errors.exceptions import alike
from kpi_excel.model.formula import Formula, check_names
from kpi_excel.model.kpi import Category, Direction, Kind, Kpi, Origin, Unit
from kpi_excel.model.measure import GIVEN, IN_A_YEAR, Aggregation, Measure, Source
from kpi_excel.model.table import Column, ColumnType, Table, TableKind

Enumeration = TypeVar("Enumeration", bound=StrEnum)
_FUNCTION = re.compile(r"[A-Z][A-Z0-9_]*[A-Z_][A-Z0-9_]*|[A-Z]{2,}")
_CELL = re.compile(r"[A-Z]{1,3}[0-9]+|R[0-9]*C[0-9]*", re.IGNORECASE)
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_KPI_KEYS = {"function", "category", "formula", "unit", "direction", "kind", "origin", "origin_item"} | {
    "cell_formula",
    "answers",
    "label",
    "meaning",
}


def read_text(name: str) -> str:
    """Read one of the catalogue's own files."""
    return resources.files("kpi_excel.catalogue").joinpath("data", name).read_text(encoding="utf-8")


def read_toml(name: str) -> Mapping[str, Any]:
    """Read one of the catalogue's own TOML files."""
    return tomllib.loads(read_text(name))


def load_tables(data: Mapping[str, Any]) -> Mapping[str, Table]:
    """Build the input tables from tables.toml."""
    return MappingProxyType({name: _table(name, block) for name, block in data.items()})


def _table(name: str, block: Mapping[str, Any]) -> Table:
    """Build one table; what its block leaves open keeps the default."""
    columns = tuple(
        _column(column, facts, f"tables.toml, {name}.{column}") for column, facts in block["columns"].items()
    )
    facts = {key: _frozen(value) for key, value in block.items() if key not in ("columns", "kind")}
    return Table(name, columns, choice(TableKind, block.get("kind", TableKind.PLAN), f"tables.toml, {name}"), **facts)


def _column(name: str, facts: Mapping[str, Any], where: str) -> Column:
    others = {key: _frozen(value) for key, value in facts.items() if key != "type"}
    return Column(name, choice(ColumnType, facts["type"], where), **others)


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def load_measures(data: Mapping[str, Any]) -> Mapping[str, Measure]:
    """Build the base measures from measures.toml."""
    measures = {}
    for name, block in data.items():
        if GIVEN in name or IN_A_YEAR in name:
            raise CatalogueError("measure-by-rule", name=name)
        sources = tuple(Source(*text.split(".", 1)) for text in block.get("sources", ()))
        aggregation = choice(Aggregation, block.get("aggregation", "sum"), f"measures.toml, {name}")
        measures[name] = Measure(name, aggregation, sources)
    return MappingProxyType(measures)


def restrict(name: str, measures: Mapping[str, Measure], tables: Mapping[str, Table]) -> Measure | None:
    """Derive the measure of a name, following the rules for ``<base>_in_12_months`` and ``<base>_given_<other>``.

    Args:
        name: a base measure's name, or a restricted one.
        measures: the base measures.
        tables: the input tables, for columns that are no measure (``orders_given_customer_id``).

    Returns:
        The measure, or None if the name breaks a rule: an unknown base, a base of several tables, or an `other`
        that is neither a measure nor a column of the same table.
    """
    period_name, _, other = name.partition(GIVEN)
    base = measures.get(period_name.removesuffix(IN_A_YEAR))
    if base is not None and period_name.endswith(IN_A_YEAR):
        base = replace(base, name=period_name, in_a_year=True) if base.sources else None
    if base is None or not other:
        return base
    if len(base.sources) != 1:
        return None
    table = base.sources[0].table
    paired = measures.get(other)
    if paired is not None and len(paired.sources) == 1 and paired.sources[0].table == table:
        column = paired.sources[0].column
    elif table in tables and tables[table].has(other):
        column = other
    else:
        return None
    return replace(base, name=name, given=column)


def load_kpis(data: Mapping[str, Any], where: str = "kpis.toml") -> Mapping[str, Kpi]:
    """Build KPIs from TOML blocks; their formulas' names are checked by `check_kpis`.

    Raises:
        CatalogueError: if a block lacks a key, has an unknown one, or an unknown choice.
        FormulaError: if a formula is not arithmetic.
    """
    return MappingProxyType({name: build_kpi(name, block, where) for name, block in data.items()})


def build_kpi(name: str, block: Mapping[str, Any], where: str) -> Kpi:
    """Build one KPI from the keys of its block."""
    where = f"{where}, {name}"
    if not isinstance(block, Mapping):
        raise CatalogueError("not-a-block", where=where, name=name)
    if not _NAME.fullmatch(name) or GIVEN in name or iskeyword(name):
        raise CatalogueError("bad-kpi-name", where=where, name=name)
    for key in block:
        if key not in _KPI_KEYS:
            raise CatalogueError("unknown-key", alike(key, _KPI_KEYS), where=where, key=key)
    for key in ("formula", "unit", "direction"):
        if not block.get(key):
            raise CatalogueError("key-missing", where=where, key=key)
    for key in ("formula", "cell_formula"):
        if not isinstance(block.get(key, ""), str):
            raise CatalogueError("key-no-text", where=where, key=key)
    function = str(block.get("function") or name.upper())
    if not _FUNCTION.fullmatch(function) or _CELL.fullmatch(function):
        raise CatalogueError("bad-function-name", where=where, function=function)
    cell_formula = block.get("cell_formula")
    formula = Formula(block["formula"])
    if not formula.names:
        raise CatalogueError("formula-without-measure", where=where, formula=formula.text)
    return Kpi(
        name=name,
        function=function,
        category=choice(Category, block.get("category", "engagement"), where),
        formula=formula,
        unit=choice(Unit, block["unit"], where),
        direction=choice(Direction, block["direction"], where),
        kind=choice(Kind, block.get("kind", "rate"), where),
        origin=choice(Origin, block.get("origin", "custom"), where),
        origin_item=int(block.get("origin_item", 0)),
        cell_formula=Formula(cell_formula) if cell_formula else None,
        answers=tuple(block.get("answers", ())),
        label=str(block.get("label", "")),
        meaning=str(block.get("meaning", "")),
    )


def check_kpis(kpis: Mapping[str, Kpi], measures: Mapping[str, Measure], tables: Mapping[str, Table]) -> None:
    """Refuse KPIs whose formulas use unknown measures or whose function names clash.

    Raises:
        FormulaError: if a formula uses a name that is no measure.
        CatalogueError: if two KPIs share a worksheet function name.
    """
    functions: dict[str, str] = {}
    for kpi in kpis.values():
        legal = {name for name in kpi.formula.names if restrict(name, measures, tables)}
        check_names(kpi.formula, legal | set(measures), kpi.name)
        if other := functions.get(kpi.function):
            raise CatalogueError("function-twice", about=kpi.name, name=kpi.name, other=other, function=kpi.function)
        functions[kpi.function] = kpi.name


def choice(kind: type[Enumeration], value: object, where: str) -> Enumeration:
    """Read one of an enum's values, naming the allowed ones if it is none."""
    try:
        return kind(str(value))
    except ValueError:
        raise CatalogueError(
            "bad-choice", where=where, value=value, kind=_said(kind), allowed=[str(one) for one in kind]
        ) from None


def _said(kind: type[StrEnum]) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).lower()
