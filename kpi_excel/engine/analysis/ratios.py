"""Ratios: a formula read as a sum of measures, or as a quotient of two such sums, whose parts add up to the whole."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from kpi_excel.model.formula import Formula

Linear = Mapping[str, float]
"""A sum of measures: coefficient by measure; the empty name is the constant."""
_ONE: Linear = {"": 1.0}


@dataclass(frozen=True)
class Ratio:
    """A formula as a quotient of two sums, as coefficients by measure; the denominator of an amount is 1."""

    numerator: Linear
    denominator: Linear

    @property
    def names(self) -> tuple[str, ...]:
        """Give the measures on both sides, each once."""
        return tuple(name for name in {**self.numerator, **self.denominator} if name)

    @property
    def is_sum(self) -> bool:
        """Tell whether there is no denominator."""
        return self.denominator == _ONE


def split(formula: Formula) -> Ratio | None:
    """Read a formula as a sum of measures with numbers before them, or as a quotient of two such sums.

    Returns:
        None if the formula is neither, so that its parts do not add up.

    Example:
        >>> split(Formula("100 * (a - b) / c"))
        Ratio(numerator={'a': 100.0, 'b': -100.0}, denominator={'c': 1.0})
        >>> split(Formula("a / b - 1"))
        Ratio(numerator={'b': -1.0, 'a': 1.0}, denominator={'b': 1.0})
        >>> split(Formula("a * b")), split(Formula("a + 1"))
        (None, None)
    """
    found = _split(ast.parse(formula.text.strip(), mode="eval").body)
    if found is None or not any(found.numerator) or found.numerator.get(""):
        return None
    return found if found.is_sum or not found.denominator.get("") else None


def _split(node: ast.expr) -> Ratio | None:
    match node:
        case ast.Constant(value=int() | float() as value):
            return Ratio({"": float(value)}, _ONE)
        case ast.Name(id=name):
            return Ratio({name: 1.0}, _ONE)
        case ast.UnaryOp(op=op, operand=operand):
            inner = _split(operand)
            return inner and _times(inner, -1.0 if isinstance(op, ast.USub) else 1.0)
        case ast.BinOp(left=left, op=op, right=right):
            one, other = _split(left), _split(right)
            if one is None or other is None:
                return None
            match op:
                case ast.Add() | ast.Sub():
                    return _plus(one, _times(other, -1.0 if isinstance(op, ast.Sub) else 1.0))
                case ast.Mult():
                    factor, rest = (other, one) if one.names else (one, other)
                    return None if factor.names else _times(rest, factor.numerator.get("", 0.0))
                case _:
                    return _over(one, other)
    return None


def _times(ratio: Ratio, factor: float) -> Ratio:
    return Ratio({name: value * factor for name, value in ratio.numerator.items()}, ratio.denominator)


def _plus(one: Ratio, other: Ratio) -> Ratio | None:
    """Add two ratios of the same denominator, or a number to a ratio."""
    if one.denominator != other.denominator:
        if one.names:
            one, other = other, one
        if one.names:
            return None
        scaled = {name: value * one.numerator.get("", 0.0) for name, value in other.denominator.items()}
        one = Ratio(scaled, other.denominator)
    names = {**one.numerator, **other.numerator}
    added = {name: one.numerator.get(name, 0.0) + other.numerator.get(name, 0.0) for name in names}
    return Ratio(added, one.denominator)


def _over(one: Ratio, other: Ratio) -> Ratio | None:
    if not other.names:
        divisor = other.numerator.get("", 0.0)
        return _times(one, 1 / divisor) if divisor else None
    if other.is_sum:
        return Ratio(one.numerator, other.numerator) if one.is_sum else None
    return None if one.names else _times(Ratio(other.denominator, other.numerator), one.numerator.get("", 0.0))
