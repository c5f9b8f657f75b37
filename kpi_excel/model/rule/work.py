"""Rules worked out in Python."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping

from kpi_excel.model.rule.grammar import ARITHMETIC, COMPARISONS, FUNCTIONS, NOTHING, texts_of

Value = float | str | bool | None
"""A number, a text or a condition; None is nothing."""
Work = Callable[[Mapping[str, Value]], Value]
"""Works a rule out from values by name."""


class Values(dict[str, Value]):
    """Values by name, worked out when they are asked for.

    Args:
        told: those that are known.
        work: how the others are worked out.
    """

    def __init__(self, told: Mapping[str, Value], work: Mapping[str, Work]) -> None:
        super().__init__(told)
        self.work = work

    def __missing__(self, name: str) -> Value:
        self[name] = self.work[name](self)
        return self[name]


def worked(node: ast.expr) -> Work:
    """Turn an expression into a function of values by name."""
    match node:
        case ast.Constant(value=bool() | int() | float() | str() as constant):
            return lambda _: constant
        case ast.Name(id=name):
            return (lambda _: None) if name == NOTHING else operator.itemgetter(name)
        case ast.IfExp():
            test, body, orelse = worked(node.test), worked(node.body), worked(node.orelse)
            return lambda values: body(values) if test(values) else orelse(values)
        case ast.BoolOp(op=op, values=parts):
            works, joined = [worked(part) for part in parts], all if isinstance(op, ast.And) else any
            return lambda values: joined(work(values) for work in works)
        case ast.Compare(left=left, ops=[op], comparators=[ast.Tuple() as right]):
            value, texts = worked(left), texts_of(right)
            return lambda values: value(values) in texts
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            holds = _with_all(COMPARISONS[type(op)], left, right)
            return lambda values: bool(holds(values))
        case ast.Call(func=ast.Name(id="known" | "any_known"), args=args):
            works = [worked(part) for part in args]
            return lambda values: any(work(values) is not None for work in works)
        case ast.Call(func=ast.Name(id=name), args=args):
            return _with_all(FUNCTIONS[name], *args)
        case ast.BinOp(left=left, op=op, right=right):
            return _with_all(ARITHMETIC[type(op)], left, right)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _with_all(operator.neg, operand)
        case ast.UnaryOp(operand=operand):
            asked = worked(operand)
            return lambda values: not asked(values)
    raise AssertionError(node)


def _with_all(function: Callable[..., Value], *parts: ast.expr) -> Work:
    """Apply a function, or give nothing where a part is nothing or the number is too large."""
    works = [worked(part) for part in parts]

    def work(values: Mapping[str, Value]) -> Value:
        numbers = [each(values) for each in works]
        result = None if None in numbers else function(*numbers)
        return None if isinstance(result, float) and not math.isfinite(result) else result

    return work
