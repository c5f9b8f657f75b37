"""Rules: what follows from the cells of a row, each written once, for Python and for worksheets.

A rule is text: names, numbers, ``"texts"``, ``+ - * /``, comparisons, ``in``, ``and or not``, ``x if test else y``,
``min max abs floor``, and ``nothing``, which is no value. Three laws hold wherever a rule is worked out:

- arithmetic with nothing gives nothing, and so does a division by zero;
- a comparison with nothing does not hold, whichever it is; ``known(x)`` and ``any_known(x, y)`` ask for values;
- texts and conditions always have a value.

`Rules.values` works them out; `worksheet.RuleFormulas` writes them for a worksheet.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property

from kpi_excel.model.rule.grammar import NOTHING, PutIn, is_join, is_test, leaves, name_of, operands, parsed, texts_of
from kpi_excel.model.rule.work import Value, Values, Work, worked


class Sort(Enum):
    """What a name stands for."""

    CERTAIN = "certain"  # a number that is always there
    NUMBER = "number"  # a number or nothing
    CELL = "cell"  # a number, but people type it: a cell may be empty or hold words, which is nothing
    TEXT = "text"
    FLAG = "flag"  # a condition

    @property
    def is_number(self) -> bool:
        """Tell whether one can calculate with it."""
        return self not in (Sort.TEXT, Sort.FLAG)


@dataclass(frozen=True)
class Given:
    """What rules are told.

    Args:
        name: what rules call it.
        sort: what it is.
        codes: the texts that it may be; none if it may be any.
    """

    name: str
    sort: Sort
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Threshold:
    """A number that rules use by its name.

    Args:
        name: what rules call it.
        value: the number.
        why: on what ground it is this number.
    """

    name: str
    value: float
    why: str


@dataclass(frozen=True)
class Rule:
    """A named expression.

    Args:
        name: what other rules call it, and the worksheet column that holds it.
        text: the expression; line ends mean nothing.
        why: the reason for it.
        inline: whether worksheets have no column for it, but its text within the formulas that use it.
    """

    name: str
    text: str
    why: str
    inline: bool = False


@dataclass(frozen=True)
class Rules:
    """Rules that build on each other.

    Args:
        given: what they are told.
        thresholds: the numbers that they use.
        rules: the rules, each after those that it uses.

    Raises:
        ValueError: if a text is no rule, uses a name that stands nowhere before it, mixes sorts, or compares with a
            text that cannot occur.

    Example:
        >>> given = (Given("value", Sort.CELL), Given("goal", Sort.CELL))
        >>> rules = Rules(given, (), (Rule("status", "'met' if value >= goal else 'short'", "a goal is reached"),))
        >>> rules.values({"value": 3.0, "goal": 2.0})["status"], rules.values({"value": None, "goal": 2.0})["status"]
        ('met', 'short')
    """

    given: tuple[Given, ...]
    thresholds: tuple[Threshold, ...]
    rules: tuple[Rule, ...]

    def __post_init__(self) -> None:
        _ = self.sorts  # read now, so that a wrong rule is named where it is made

    @cached_property
    def trees(self) -> Mapping[str, ast.expr]:
        """Give each rule's expression, with numbers in the place of thresholds and inline rules put in."""
        inside: dict[str, ast.expr] = {one.name: ast.Constant(one.value) for one in self.thresholds}
        by_name: dict[str, ast.expr] = {}
        for rule in self.rules:
            by_name[rule.name] = PutIn(inside).visit(parsed(rule.text))
            if rule.inline:
                inside[rule.name] = by_name[rule.name]
        return by_name

    @cached_property
    def sorts(self) -> Mapping[str, Sort]:
        """Give what each given thing and each rule is."""
        known = {one.name: one.sort for one in self.given} | {NOTHING: Sort.NUMBER}
        for name, tree in self.trees.items():
            try:
                known[name] = self._sort(tree, known)
            except (ValueError, KeyError) as error:
                raise ValueError(f"rule {name}: {error}") from error
        return known

    def values(self, given: Mapping[str, Value]) -> Mapping[str, Value]:
        """Work rules out, each when it is asked for.

        Args:
            given: what the rules are told, as far as those asked for need it; NaN is nothing, too. A rule's name among
                it is taken as told.

        Returns:
            Every rule's value by its name, beside what is given; None is nothing.
        """
        told = {name: None if value != value else value for name, value in given.items()}  # noqa: PLR0124 - NaN
        return Values(told, self._work)

    def codes(self, name: str) -> tuple[str, ...]:
        """Give the texts that a name may stand for, in the order of the rule; none if it may be any."""
        if name not in self.trees:
            return next(tuple(map(str, one.codes)) for one in self.given if one.name == name)
        every = [texts_of(leaf) or self.codes(name_of(leaf)) for leaf in leaves(self.trees[name])]
        return tuple(dict.fromkeys(code for codes in every for code in codes)) if all(every) else ()

    def with_threshold(self, name: str, value: float) -> Rules:
        """Give the same rules with another number."""
        return replace(
            self, thresholds=tuple(replace(one, value=value) if one.name == name else one for one in self.thresholds)
        )

    @cached_property
    def _work(self) -> Mapping[str, Work]:
        return {name: worked(tree) for name, tree in self.trees.items()}

    def _sort(self, node: ast.expr, sorts: Mapping[str, Sort]) -> Sort:
        """Tell what an expression is; a number may be nothing."""
        if isinstance(node, ast.Constant):
            return Sort.FLAG if isinstance(node.value, bool) else Sort.TEXT if texts_of(node) else Sort.NUMBER
        if isinstance(node, ast.Name):
            return sorts[node.id]
        if isinstance(node, ast.IfExp):
            body, orelse = self._sort(node.body, sorts), self._sort(node.orelse, sorts)
            alike = body is orelse or (body.is_number and orelse.is_number)
            if self._sort(node.test, sorts) is not Sort.FLAG or not alike:
                raise ValueError(f"“{ast.unparse(node)}” does not choose between two of a sort by a condition")
            return Sort.NUMBER if body.is_number else body
        if isinstance(node, ast.Compare) and self._sort(node.left, sorts) is Sort.TEXT:
            codes, texts = self.codes(name_of(node.left)), texts_of(node.comparators[0])
            if not texts or (codes and not set(texts) <= set(codes)):
                raise ValueError(
                    f"“{ast.unparse(node)}” never holds: {name_of(node.left)} may be {codes or 'any text'}"
                )
            return Sort.FLAG
        if isinstance(node, ast.Tuple):
            raise ValueError(f"“{ast.unparse(node)}” stands for several things at once")
        for part in operands(node):
            sort = self._sort(part, sorts)
            if sort is not Sort.FLAG if is_join(node) else not sort.is_number:
                raise ValueError(f"“{ast.unparse(part)}” is no {'condition' if is_join(node) else 'number'}")
        return Sort.FLAG if is_join(node) or is_test(node) else Sort.NUMBER
