"""The grammar of rules: a small part of Python's, read with `ast` against a whitelist; nothing is ever evaluated."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence

NOTHING = "nothing"
FUNCTIONS: Mapping[str, Callable[..., float]] = {"min": min, "max": max, "abs": abs, "floor": math.floor}
COMPARISONS: Mapping[type[ast.cmpop], Callable[..., bool]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge, ast.In: lambda one, several: one in several,
}  # fmt: skip
ARITHMETIC: Mapping[type[ast.operator], Callable[[float, float], float | None]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: lambda left, right: left / right if right else None,
}  # fmt: skip
_QUESTIONS = ("known", "any_known")
_OTHERS = (ast.Name, ast.IfExp, ast.BoolOp, ast.Tuple, ast.expr_context)
_SIGNS = (ast.operator, ast.unaryop, ast.cmpop, ast.boolop)


def parsed(text: str) -> ast.expr:
    """Read a rule's text; line ends mean nothing.

    Raises:
        ValueError: if it is no rule.
    """
    try:
        tree = ast.parse(" ".join(text.split()), mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"“{text}” is no rule: {error.msg}") from error
    for node in ast.walk(tree):
        if not _allowed(node):
            raise ValueError(f"“{ast.unparse(node)}” is not part of the grammar of rules")
    return tree


def _allowed(node: ast.AST) -> bool:
    match node:
        case ast.Constant(value=value):
            return isinstance(value, (int, float, str))
        case ast.Call(func=ast.Name(id=name), args=[_, *rest], keywords=[]):
            several = name in ("min", "max", "any_known")
            return name in (*FUNCTIONS, *_QUESTIONS) and several == bool(rest)
        case ast.Compare(ops=[operation], comparators=[right]):
            return type(operation) in COMPARISONS and isinstance(operation, ast.In) == isinstance(right, ast.Tuple)
        case ast.BinOp(op=operation):
            return type(operation) in ARITHMETIC
        case ast.UnaryOp(op=operation):
            return isinstance(operation, (ast.USub, ast.Not))
    return isinstance(node, (*_OTHERS, *_SIGNS))


class PutIn(ast.NodeTransformer):
    """Puts expressions in the place of names."""

    def __init__(self, trees: Mapping[str, ast.expr]) -> None:
        self.trees = trees

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Put one in."""
        return self.trees.get(node.id, node)


def leaves(node: ast.expr) -> Iterator[ast.expr]:
    """Give what an expression may come to: its branches, or itself if it has none."""
    if isinstance(node, ast.IfExp):
        yield from leaves(node.body)
        yield from leaves(node.orelse)
    else:
        yield node


def operands(node: ast.expr) -> Sequence[ast.expr]:
    """Give what arithmetic, a comparison, a question or a join of conditions is about."""
    match node:
        case ast.BinOp(left=left, right=right) | ast.Compare(left=left, comparators=[right]):
            return (left, right)
        case ast.UnaryOp(operand=operand):
            return (operand,)
        case ast.BoolOp(values=values):
            return values
        case ast.Call(args=args):
            return args
    return ()


def is_join(node: ast.expr) -> bool:
    """Tell whether an expression is made of conditions: and, or, not."""
    return isinstance(node, ast.BoolOp) or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not))


def is_test(node: ast.expr) -> bool:
    """Tell whether an expression asks something of values: a comparison, or whether they are known."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in _QUESTIONS
    return isinstance(node, ast.Compare)


def texts_of(node: ast.expr) -> tuple[str, ...]:
    """Give the texts that a text is compared with, one or those of ``in``; none of a number."""
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    return tuple(part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))


def name_of(node: ast.expr) -> str:
    """Give the name that an expression is.

    Raises:
        ValueError: if it is none.
    """
    if not isinstance(node, ast.Name):
        raise ValueError(f"“{ast.unparse(node)}” stands where a name should")
    return node.id
