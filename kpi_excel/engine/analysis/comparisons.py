"""Comparisons: our values beside published ones, and our rank among competitors."""

from __future__ import annotations

import ast
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

import narwhals as nw
import numpy as np
import pandas as pd

from kpi_excel.engine.change import change, change_unit
from kpi_excel.engine.frames import to_pandas
from kpi_excel.engine.slices.derive import fold
from kpi_excel.model.formula import Formula
from kpi_excel.model.kpi import Direction, Kpi, Unit
from kpi_excel.model.measure import GIVEN
from kpi_excel.model.settings import ALL_PLATFORMS, INDUSTRY

COLUMNS = (
    *("kpi", "platform", "name", "value", "own", "difference", "change_unit", "better", "year", "source", "basis"),
    *("caveat", "rank", "of"),
)
_TEXTS = ("kpi", "platform", "name", "change_unit", "source", "basis", "caveat")
_SAME = 1e-9
_OTHER_WORDS = {"audience": "followers"}  # a post's audience is its account's followers on its day


class Caveat(StrEnum):
    """Why a published figure does not compare with ours; where several hold, the first of them."""

    NONE = ""
    BASIS_DIFFERS = "basis_differs"  # it is divided by something else than ours
    BASIS_UNKNOWN = "basis_unknown"  # nobody says by what it is divided, and there are several ways
    NO_OWN_VALUE = "no_own_value"


def compare_benchmarks(benchmarks: Any | None, report: pd.DataFrame, kpis: Mapping[str, Kpi]) -> pd.DataFrame:
    """Put our values beside published ones.

    Args:
        benchmarks: the benchmarks table, a row per published figure; None or without rows if there are none.
        report: the report period's slices of all placements, a row per platform with a column per KPI.
        kpis: the KPIs, custom ones included.

    Returns:
        A row per published figure in the table's order, rows of unknown KPIs left out: ``kpi``, ``platform`` (All if
        empty), ``name``, ``value``, ``own``, ``difference`` (own against value, in ``change_unit``), ``change_unit``,
        ``better`` (1 ours is better, 0 equal, -1 worse; NaN with a caveat, for neutral KPIs, or without a figure),
        ``year``, ``source``, ``basis``, ``caveat``, ``rank`` and ``of``. The rank is ours among the competitors of this
        KPI and platform, 1 is best, and stands in the row of each who takes part: the latest figure of every name but
        Industry, if it has no caveat; elsewhere NaN. Neutral KPIs rank the highest first. ``of`` counts us too. NaN is
        no value, an absent text is empty, percent is a fraction.
    """
    families = ratio_families(kpis.values())
    own = {fold(str(platform)): row for platform, row in report.set_index("platform").iterrows()}
    rows = []
    for figure in _figures(benchmarks):
        kpi = kpis.get(figure["kpi"])
        if kpi is None:
            continue
        ours = own.get(fold(figure["platform"]))
        value = float(ours[kpi.name]) if ours is not None and kpi.name in ours else math.nan
        rows.append(_compare(figure, value, kpi, families))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table[["rank", "of"]] = _ranks(rows, kpis)
    return table.astype({name: "str" if name in _TEXTS else float for name in COLUMNS})


def divisors(formula: Formula) -> tuple[str, ...]:
    """Give the measures that a formula divides by, without their restrictions.

    Example:
        >>> divisors(Formula("engagements_given_reach / reach_given_engagements"))
        ('reach',)
        >>> divisors(Formula("clicks + 2"))
        ()
    """
    found: dict[str, None] = {}
    for node in ast.walk(_tree(formula)):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            found.update({one.id: None for one in ast.walk(node.right) if isinstance(one, ast.Name)})
    return tuple(found)


def basis_matches(basis: str, formula: Formula) -> bool:
    """Tell whether a formula divides by what a basis names: each of its words occurs in a divisor's name.

    Example:
        >>> rate = Formula("engagements / video_views")
        >>> basis_matches(" Views", rate), basis_matches("reach", rate)
        (True, False)
    """
    words = set(fold(basis).replace("_", " ").split())
    return any(words <= _words(measure) for measure in divisors(formula))


def ratio_families(kpis: Iterable[Kpi]) -> frozenset[str]:
    """Name the KPIs in percent that share their numerator with another one and differ in what they divide by.

    A percentage alone does not say of what; an amount for each click, lead or post does, so only percentages count.
    """
    every = {kpi.name: _ratio(kpi.formula) for kpi in kpis if kpi.unit is Unit.PERCENT}
    ratios = {name: ratio for name, ratio in every.items() if ratio.denominator}
    numerators = Counter(ratio.numerator for ratio in set(ratios.values()))
    return frozenset(name for name, ratio in ratios.items() if numerators[ratio.numerator] > 1)


class _Ratio(NamedTuple):
    """The factors above and below the line, sorted."""

    numerator: tuple[str, ...]
    denominator: tuple[str, ...]


def _ratio(formula: Formula) -> _Ratio:
    above: list[str] = []
    below: list[str] = []

    def visit(node: ast.expr, here: list[str], there: list[str]) -> None:
        match node:
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                visit(left, here, there)
                visit(right, here, there)
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                visit(left, here, there)
                visit(right, there, here)
            case _:
                here.append(ast.unparse(node))

    visit(_tree(formula), above, below)
    return _Ratio(tuple(sorted(above)), tuple(sorted(below)))


def _tree(formula: Formula) -> ast.expr:
    """Parse a formula, which is known to be arithmetic, with restricted measures as plain ones."""
    tree = ast.parse(formula.text.strip(), mode="eval").body
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = node.id.split(GIVEN)[0]
    return tree


def _words(measure: str) -> set[str]:
    return {_OTHER_WORDS.get(word, word) for word in measure.split("_")} | {measure}


def _figures(benchmarks: Any | None) -> list[dict[str, Any]]:
    """Give the benchmarks table's rows with every column, texts stripped, numbers as floats."""
    if benchmarks is None:
        return []
    table = to_pandas(nw.from_native(benchmarks).lazy())
    absent: list[Any] = [None] * len(table)
    columns: dict[str, list[Any]] = {}
    for name in ("kpi", "platform", "name", "source", "basis"):
        columns[name] = [one.strip() if isinstance(one, str) else "" for one in table.get(name, absent)]
    for name in ("value", "year"):
        columns[name] = [_number(one) for one in table.get(name, absent)]
    columns["platform"] = [platform or ALL_PLATFORMS for platform in columns["platform"]]
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _number(cell: object) -> float:
    """Give a cell's number; anything else is no value."""
    if isinstance(cell, (int, float, np.number)) and not isinstance(cell, bool) and math.isfinite(cell):
        return float(cell)
    return math.nan


def _compare(figure: Mapping[str, Any], own: float, kpi: Kpi, families: frozenset[str]) -> dict[str, Any]:
    caveat = _caveat(figure["basis"], own, kpi, families)
    unit = change_unit(kpi)
    return {
        **figure,
        "own": own,
        "difference": float(change(own, figure["value"], unit)),
        "change_unit": str(unit),
        "better": math.nan if caveat else _better(own, figure["value"], kpi.direction),
        "caveat": str(caveat),
    }


def _caveat(basis: str, own: float, kpi: Kpi, families: frozenset[str]) -> Caveat:
    if basis and not basis_matches(basis, kpi.formula):
        return Caveat.BASIS_DIFFERS
    if not basis and kpi.name in families:
        return Caveat.BASIS_UNKNOWN
    return Caveat.NO_OWN_VALUE if math.isnan(own) else Caveat.NONE


def _better(own: float, value: float, direction: Direction) -> float:
    if math.isnan(value) or direction is Direction.NEUTRAL:
        return math.nan
    return _compared(own, value) * (-1.0 if direction is Direction.DOWN else 1.0) + 0.0


def _compared(one: float, other: float) -> float:
    """Give 1 if the first is higher, -1 if it is lower, 0 if they are equal but for rounding."""
    return 0.0 if math.isclose(one, other, rel_tol=_SAME) else math.copysign(1.0, one - other)


def _ranks(rows: list[dict[str, Any]], kpis: Mapping[str, Kpi]) -> np.ndarray:
    """Give our rank and the number of those ranked in each row that takes part; NaN in the others."""
    latest: dict[tuple[str, str], dict[str, int]] = {}
    for at, row in enumerate(rows):
        if fold(row["name"]) in (INDUSTRY, "") or row["caveat"] or math.isnan(row["value"]):
            continue
        group = latest.setdefault((row["kpi"], fold(row["platform"])), {})
        first = group.setdefault(fold(row["name"]), at)
        if _year(row) > _year(rows[first]):
            group[fold(row["name"])] = at
    ranks = np.full((len(rows), 2), np.nan)
    for (kpi, _), group in latest.items():
        sign = -1.0 if kpis[kpi].direction is Direction.DOWN else 1.0
        ahead = [_compared(rows[at]["value"], rows[at]["own"]) * sign > 0 for at in group.values()]
        ranks[list(group.values())] = 1 + sum(ahead), 1 + len(group)
    return ranks


def _year(row: Mapping[str, Any]) -> float:
    """Give a row's year; without one it counts as the oldest, and of equal ones the first row counts."""
    return -math.inf if math.isnan(row["year"]) else row["year"]
