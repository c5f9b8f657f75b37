"""Formulas: arithmetic over names, read once, used everywhere.

The same parsed formula gives the pandas value (`Formula.evaluate`), the worksheet formula (`Formula.excel`) and the
words of the glossary (`Formula.words`). Text is parsed with `ast` against a whitelist; nothing is ever evaluated as
Python.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kpi_excel.errors import FormulaError
from kpi_excel.errors.exceptions import alike

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_LENGTH = 1000
MAX_DEPTH = 250  # a sum of 250 names; ast itself takes about 1,000
_FOREIGN = re.compile(r"[#\\\n\r]|[0-9](?=[a-z])")  # comments, escapes and "1or 2" are no arithmetic
_SYMBOL = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_STRENGTH = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2}
_ATOM = 4
_PLAIN = MappingProxyType({symbol: symbol for symbol in "+-*/"})


@dataclass(frozen=True)
class Formula:
    """Arithmetic over names: ``+ - * / ( )``, numbers, and names of measures or KPIs.

    Args:
        text: the formula, such as ``engagements / (followers * posts)``.

    Raises:
        FormulaError: if the text is anything but such arithmetic.

    Example:
        >>> rate = Formula("engagements / (followers * posts)")
        >>> rate.names
        ('engagements', 'followers', 'posts')
        >>> rate.evaluate({"engagements": 120, "followers": 2000, "posts": 3})
        0.02
        >>> rate.excel("t[{}]".format)
        't[engagements]/(t[followers]*t[posts])'
    """

    text: str

    def __post_init__(self) -> None:
        _ = self._tree  # parse now, so that a wrong formula is named where it is made

    @cached_property
    def _tree(self) -> ast.expr:
        return _parse(self.text)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Give the names that the formula uses, each once, in order of appearance."""
        seen: dict[str, None] = {}

        def visit(node: ast.expr) -> None:
            match node:
                case ast.Name(id=name):
                    seen[name] = None
                case ast.BinOp(left=left, right=right):
                    visit(left)
                    visit(right)
                case ast.UnaryOp(operand=operand):
                    visit(operand)

        visit(self._tree)
        return tuple(seen)

    @property
    def divides(self) -> bool:
        """Tell whether the formula divides, so that it has no value where a denominator is zero."""
        return any(isinstance(node, ast.Div) for node in ast.walk(self._tree))

    def evaluate(self, values: Mapping[str, Any]) -> float | NDArray[np.float64]:
        """Compute the formula.

        Args:
            values: a number or an array for each name; arrays broadcast as in numpy. NaN or None is no value.

        Returns:
            A float if every value is a number, else an array of floats. NaN, which is no value, where a value is
            missing, a denominator is zero, or the result is too large for a float.
        """
        import numpy as np  # noqa: PLC0415 - the command line's help should not wait for numpy

        arrays = {name: np.asarray(values[name], dtype=float) for name in self.names}

        def compute(node: ast.expr) -> Any:
            match node:
                case ast.Constant(value=value):
                    return float(value)  # type: ignore[arg-type]  # the parser lets only numbers through
                case ast.Name(id=name):
                    return arrays[name]
                case ast.UnaryOp(op=ast.USub(), operand=operand):
                    return -compute(operand)
                case ast.UnaryOp(operand=operand):
                    return compute(operand)
                case ast.BinOp(left=left, op=op, right=right):
                    return _apply(op, compute(left), compute(right))
            raise AssertionError(node)

        with np.errstate(all="ignore"):
            result = np.asarray(compute(self._tree), dtype=float)
            result = np.where(np.isfinite(result), result, np.nan)
        return float(result) if result.ndim == 0 else result

    def excel(self, reference: Callable[[str], str]) -> str:
        """Write the formula for a worksheet, without ``=`` and without a guard against errors.

        Args:
            reference: turns a name into what stands for it, such as a structured reference.
        """
        return _write(self._tree, reference, _PLAIN)

    def words(self, label: Callable[[str], str]) -> str:
        """Write the formula for people, with typographic signs.

        Example:
            >>> Formula("1000 * spend / views").words(str.title)
            '1000 × Spend ÷ Views'
        """
        return _write(self._tree, label, {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "})

    def substitute(self, formulas: Mapping[str, Formula]) -> Formula:
        """Put other formulas in the place of names, in brackets where needed.

        Example:
            >>> Formula("a / b").substitute({"b": Formula("c + 1")}).text
            'a/(c+1)'
        """
        trees = {name: formula._tree for name, formula in formulas.items()}

        class Replace(ast.NodeTransformer):
            def visit_Name(self, node: ast.Name) -> ast.expr:
                return trees.get(node.id, node)

        tree = Replace().visit(ast.parse(self.text.strip(), mode="eval").body)
        return Formula(_write(tree, str, _PLAIN))


def check_names(formula: Formula, known: Iterable[str], where: str) -> None:
    """Refuse a formula that uses an unknown name, listing close matches.

    Args:
        formula: the formula to check.
        known: the names it may use.
        where: what the formula belongs to, for the message.

    Raises:
        FormulaError: if a name is unknown.
    """
    known = set(known)
    for name in formula.names:
        if name not in known:
            raise FormulaError("formula-unknown-name", alike(name, known), where=where, formula=formula.text, name=name)


def _apply(op: ast.operator, left: Any, right: Any) -> Any:
    import numpy as np  # noqa: PLC0415

    match op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case _:
            return np.divide(left, np.where(np.asarray(right) == 0, np.nan, right))


def _parse(text: str) -> ast.expr:
    if len(text) > MAX_LENGTH:
        raise FormulaError("formula-too-long", length=len(text), most=MAX_LENGTH)
    try:
        if _FOREIGN.search(text.strip()):
            raise ValueError
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FormulaError("formula-not-arithmetic", formula=text) from None
    _check(tree, text, 0)
    return tree


def _check(node: ast.expr, text: str, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise FormulaError("formula-too-deep", formula=text)
    match node:
        case ast.Name(id=name) if name.isascii() and name == name.lower():
            return
        case ast.Constant(value=value) if type(value) in (int, float) and abs(value) < 1e15:  # type: ignore[arg-type]
            return
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), right=right):
            _check(left, text, depth + 1)
            _check(right, text, depth + 1)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            _check(operand, text, depth + 1)
        case _:
            written = ast.get_source_segment(text.strip(), node) or text
            raise FormulaError("formula-part-not-allowed", part=written, formula=text)


def _write(node: ast.expr, label: Callable[[str], str], signs: Mapping[str, str]) -> str:
    return write_arithmetic(node, lambda name: label(ast.unparse(name)), signs)


def write_arithmetic(node: ast.expr, operand: Callable[[ast.expr], str], signs: Mapping[str, str] = _PLAIN) -> str:
    """Write arithmetic with only the brackets that it needs.

    Args:
        node: sums, products, numbers, and whatever else they may be made of.
        operand: writes what is neither a sum, nor a product, nor a number, as one that needs no brackets.
        signs: what stands for each sign.
    """
    return _write_node(node, operand, signs)[0]


def _write_node(node: ast.expr, operand: Callable[[ast.expr], str], signs: Mapping[str, str]) -> tuple[str, int]:
    """Write one node and say how strongly it binds, so that only needed brackets are written."""
    match node:
        case ast.Constant(value=float(value)) if value.is_integer() and abs(value) < 1e15:
            return repr(int(value)), _ATOM  # as spreadsheet programs write it
        case ast.Constant(value=value):
            return repr(value), _ATOM
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as op, operand=inner):
            text, strength = _write_node(inner, operand, signs)
            sign = signs["-"].strip() if isinstance(op, ast.USub) else ""
            return f"{sign}{text if strength == _ATOM else f'({text})'}", 3 if sign else strength
        case ast.BinOp(left=left, op=op, right=right):
            strength = _STRENGTH[type(op)]
            left_text, left_strength = _write_node(left, operand, signs)
            right_text, right_strength = _write_node(right, operand, signs)
            if left_strength < strength:
                left_text = f"({left_text})"
            if right_strength <= strength and not (isinstance(op, ast.Add) and right_strength == strength):
                right_text = f"({right_text})"
            if right_strength == 3:
                right_text = f"({right_text})"
            return f"{left_text}{signs[_SYMBOL[type(op)]]}{right_text}", strength
    return operand(node), _ATOM
