"""The hand-computed cases of SMART targets, as targets, figures and what is expected of them."""

import ast
import math
import operator
import tomllib
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from kpi_excel.engine.targets.judgement import Judgement, Observed, judge
from kpi_excel.model.kpi import Direction, Kind
from kpi_excel.model.target import BaselineFrom, GoalKind, JudgedOn, Target

FOLDER = Path(__file__).parent / "cases"
NUMBERS = (
    "baseline", "goal_value", "time_share", "expected", "progress", "pace", "forecast", "gap", "needed_per_day",
)  # fmt: skip
CODES = ("status", "reason", "advice", "forecast_method", "smart_s", "smart_m", "smart_a", "smart_r", "smart_t")
DAYS = ("until", "next_review")
STATED = ("value", "whole_value", "expected_share", "last_year_share")  # compared where a case states them
FIGURES = (
    "value",
    "start_value",
    "latest",
    "latest_rows",
    "last_year",
    "last_year_to_date",
    "best",
    "trend",
    "benchmark",
)
_OPERATORS: dict[type[ast.operator], Any] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One case.

    Args:
        name: what it shows.
        target: the row of the targets table.
        kind: of its KPI.
        direction: of its KPI.
        by_placement: whether its KPI differs by placement.
        figures: what the data say.
        as_of: the last day that counts.
        expected: what must come out, by the names of `Judgement`.
    """

    name: str
    target: Target
    kind: Kind
    direction: Direction
    by_placement: bool
    figures: Observed
    as_of: date
    expected: dict[str, Any]

    def judgement(self) -> Judgement:
        """Judge it."""
        return judge(self.target, self.kind, self.direction, self.figures, self.as_of, self.by_placement)


def fraction(text: object) -> float:
    """Work out a number, or a fraction written as text.

    Example:
        >>> fraction("(3 - 1) / 4")
        0.5
    """
    return float(_exact(ast.parse(str(text), mode="eval").body))


def _exact(node: ast.expr) -> Fraction:
    match node:
        case ast.Constant(value=int() | float() as value):
            return Fraction(str(value))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_exact(operand)
        case ast.BinOp(left=left, op=operation, right=right):
            found: Fraction = _OPERATORS[type(operation)](_exact(left), _exact(right))
            return found
    raise ValueError(ast.dump(node))


def read_target(block: dict[str, Any]) -> Target:
    """Read the row of the targets table from a block."""
    baseline = block.get("baseline")
    return Target(
        kpi=block.get("kpi", "the_kpi"),
        goal_kind=GoalKind(block["goal_kind"]),
        goal=fraction(block["goal"]),
        start=block.get("start"),
        due=block.get("due"),
        platform=block.get("platform", "All"),
        placement=block.get("placement", "all"),
        baseline=BaselineFrom(baseline) if isinstance(baseline, str) else baseline,
        owner=block.get("owner", ""),
        objective=block.get("objective", ""),
        evidence=block.get("evidence", ""),
        review_every=float(block.get("review_every", math.nan)),
        judged_on=JudgedOn(block.get("judged_on", "")),
    )


def read_cases() -> list[Case]:
    """Read all cases."""
    return [_case(block) for block in _blocks("case")]


def _case(block: dict[str, Any]) -> Case:
    figure = {name: fraction(block[name]) if name in block else math.nan for name in FIGURES}
    figure["baseline"] = fraction(block["baseline_value"]) if "baseline_value" in block else math.nan
    season = tuple(map(fraction, block.get("season", ())))
    return Case(
        block["name"],
        read_target(block),
        Kind(block["kpi_kind"]),
        Direction(block["direction"]),
        block["placement_matters"],
        Observed(**figure, season=season),
        block["as_of"],
        block["expected"],
    )


def read_spans() -> list[dict[str, Any]]:
    """Read the spans with those before them and a year earlier."""
    return _blocks("span")


def _blocks(name: str) -> list[dict[str, Any]]:
    with (FOLDER / "targets.toml").open("rb") as file:
        found: list[dict[str, Any]] = tomllib.load(file)[name]
    return found


def differences(expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Say in which quantities a judgement is not as expected."""
    wrong = []
    for name in (*NUMBERS, *(name for name in STATED if name in expected)):
        wanted = fraction(expected[name]) if name in expected else math.nan
        got = found[name]
        same = math.isnan(got) if math.isnan(wanted) else math.isclose(wanted, got, rel_tol=1e-12, abs_tol=1e-12)
        wrong += [] if same else [f"{name}: {wanted} expected, {got} found"]
    for name in (*CODES, *DAYS, "days_left", *(["basis"] if "basis" in expected else [])):
        told, given = expected.get(name), found[name]
        if name != "days_left":
            told, given = (None if one in (None, "", "none") else one for one in (told, given))
        wrong += [] if told == given else [f"{name}: {told} expected, {given} found"]
    return wrong
