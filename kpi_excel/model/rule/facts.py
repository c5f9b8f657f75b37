"""What holds at a place of a rule: what the conditions on the way there say about numbers that may be missing."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import cache, reduce

from kpi_excel.model.rule.grammar import COMPARISONS, NOTHING, operands, texts_of
from kpi_excel.model.rule.rule import Rules, Sort

Facts = frozenset[str]
"""Conditions that hold, as the texts of rules."""
NO_FACTS: Facts = frozenset()


def known(name: str) -> str:
    """Write the fact that a name has a value."""
    return f"known({name})"


def not_zero(node: ast.expr) -> str:
    """Write the fact that an expression is not zero."""
    return f"{ast.unparse(node)} != 0"


class Reasoning:
    """Draws conclusions from conditions.

    Args:
        rules: the rules, which say what a condition that is a rule of its own needs to hold.
    """

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.of_name = cache(self._of_name)
        self.of_value = cache(self._of_value)

    def of(self, test: ast.expr, holds: bool) -> Facts:
        """Tell what follows where a condition holds, or does not."""
        match test:
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self.of(operand, not holds)
            case ast.BoolOp(op=op, values=values):
                every = [self.of(value, holds) for value in values]
                return NO_FACTS.union(*every) if isinstance(op, ast.And) is holds else _shared(every)
            case ast.IfExp():
                return self._of_branches(test, lambda leaf: self._of_leaf(leaf, holds))
        said = ast.unparse(test)
        return frozenset({said if holds else f"not {said}"}) | self._behind(test, holds)

    def _behind(self, test: ast.expr, holds: bool) -> Facts:
        match test:
            case ast.Name(id=name):
                return self.of_name(name, holds)
            case ast.Call(func=ast.Name(id="known"), args=[ast.Name(id=name)]) if holds:
                return self.of_value(name)
            case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[right]) if texts := texts_of(right):
                given = texts if isinstance(op, ast.In) else texts[0]

                def fits(leaf: ast.expr) -> Facts | None:
                    told = isinstance(leaf, ast.Constant) and COMPARISONS[type(op)](leaf.value, given) is not holds
                    return None if told else NO_FACTS

                return self._of_branches(self.rules.trees[name], fits) if name in self.rules.trees else NO_FACTS
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                known = self._of_calculated(left, right) if holds else NO_FACTS
                differs = isinstance(right, ast.Constant) and COMPARISONS[type(op)](0, right.value) is not holds
                return known | {not_zero(left)} if differs else known
        return NO_FACTS

    def _of_name(self, name: str, holds: bool) -> Facts:
        """Tell what follows from a rule that is a condition."""
        if name not in self.rules.trees:
            return NO_FACTS
        return self._of_branches(self.rules.trees[name], lambda leaf: self._of_leaf(leaf, holds))

    def _of_leaf(self, leaf: ast.expr, holds: bool) -> Facts | None:
        if isinstance(leaf, ast.Constant):
            return NO_FACTS if leaf.value is holds else None
        return self.of(leaf, holds)

    def _of_value(self, name: str) -> Facts:
        """Tell what follows where a number has a value."""
        if name not in self.rules.trees:
            return frozenset({known(name)})
        tree = self.rules.trees[name]
        there = self._of_branches(tree, lambda leaf: None if _is_nothing(leaf) else self._of_calculated(leaf))
        return there | {known(name)}

    def _of_calculated(self, *parts: ast.expr) -> Facts:
        """Tell what follows where arithmetic has a value."""
        names = (atom.id for part in parts for atom in atoms(part) if isinstance(atom, ast.Name))
        known = NO_FACTS.union(*(self.of_value(name) for name in names))
        return known | {not_zero(divisor) for part in parts for divisor in divisors(part)}

    def _of_branches(self, tree: ast.expr, fits: Callable[[ast.expr], Facts | None]) -> Facts:
        """Tell what follows in all branches that fit."""
        ways = ((facts, fits(leaf)) for leaf, facts in self.ways(tree, NO_FACTS))
        return _shared([facts | found for facts, found in ways if found is not None])

    def ways(self, node: ast.expr, facts: Facts) -> Iterator[tuple[ast.expr, Facts]]:
        """Give the branches that can be reached, with what holds in each."""
        if not isinstance(node, ast.IfExp):
            yield node, facts
            return
        decided = _decided(node.test, facts)
        for branch, holds in ((node.body, True), (node.orelse, False)):
            if decided is not (not holds):
                yield from self.ways(branch, facts | self.of(node.test, holds))

    def may_lack(self, node: ast.expr, facts: Facts) -> bool:
        """Tell whether a number may have no value where some conditions hold."""
        match node:
            case ast.Constant():
                return False
            case ast.Name(id=name):
                if name == NOTHING or name not in self.rules.trees:
                    return known(name) not in facts and self.rules.sorts[name] is not Sort.CERTAIN
                tree = self.rules.trees[name]
                return known(name) not in facts and any(self.may_lack(*way) for way in self.ways(tree, facts))
            case ast.IfExp():
                return any(self.may_lack(*way) for way in self.ways(node, facts))
        return any(self.may_lack(atom, facts) for atom in atoms(node)) or any(
            not_zero(divisor) not in facts for divisor in divisors(node)
        )


def atoms(node: ast.expr) -> Iterator[ast.expr]:
    """Give what arithmetic is made of: names, and choices between numbers."""
    if isinstance(node, (ast.Name, ast.IfExp)):
        yield node
    for part in operands(node):
        yield from atoms(part)


def divisors(node: ast.expr) -> Iterator[ast.expr]:
    """Give what arithmetic divides by and what may be zero."""
    for part in operands(node):
        yield from divisors(part)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and not _is_positive(node.right):
        yield node.right


def _is_positive(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number > 0
        case ast.Call(func=ast.Name(id="max"), args=args):
            return any(_is_positive(one) for one in args)
    return False


def _is_nothing(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == NOTHING


def _shared(every: Iterable[Facts]) -> Facts:
    """Give what holds in each case; nothing follows where there is none."""
    shared = list(every)
    return reduce(frozenset.intersection, shared) if shared else NO_FACTS


def _decided(test: ast.expr, facts: Facts) -> bool | None:
    """Tell whether a condition holds; None if that is open."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            decided = _decided(operand, facts)
            return None if decided is None else not decided
        case ast.BoolOp(op=op, values=values):
            settles = isinstance(op, ast.Or)
            every = {_decided(value, facts) for value in values}
            return settles if settles in every else None if None in every else not settles
    said = ast.unparse(test)
    return True if said in facts else False if f"not {said}" in facts else None
