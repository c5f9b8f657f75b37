"""Rules as worksheet formulas, of functions that every spreadsheet program has.

A worksheet has no "nothing": what has no value shows a sign that is text, and a formula that calculates with text
fails. So a formula asks for numbers before it uses them, but only for those that the conditions on the way to a place
leave open: behind ``known(x)`` or ``x > 1`` there is an x, and behind a condition that is a rule of its own there is
all that the rule needs to hold.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kpi_excel.model.formula import write_arithmetic
from kpi_excel.model.rule.facts import NO_FACTS, Facts, Reasoning, atoms, divisors, not_zero
from kpi_excel.model.rule.grammar import NOTHING, is_join, is_test, texts_of
from kpi_excel.model.rule.rule import Rules, Sort

_NAMES = {"min": "MIN", "max": "MAX", "abs": "ABS", "floor": "INT"}
_SIGNS: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "=", ast.NotEq: "<>", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip


@dataclass(frozen=True)
class RuleFormulas:
    """Writes rules for the rows of a worksheet table.

    Args:
        rules: the rules.
        reference: refers to a name's cell in the same row; a given condition is written as what holds when it does.
        nothing: the formula of the sign that shows that there is no value.

    Example:
        >>> from kpi_excel.model.rule.rule import Given, Rule
        >>> rules = Rules((Given("a", Sort.CELL), Given("b", Sort.CELL)), (), (Rule("share", "a / b", "a of b"),))
        >>> RuleFormulas(rules, str.upper, '"–"').formula("share")
        'IF(COUNT(A,B)=2,IF(B<>0,A/B,"–"),"–")'
    """

    rules: Rules
    reference: Callable[[str], str]
    nothing: str

    @cached_property
    def _reasoning(self) -> Reasoning:
        return Reasoning(self.rules)

    def formulas(self) -> dict[str, str]:
        """Write every rule that has a column."""
        return {rule.name: self.formula(rule.name) for rule in self.rules.rules if not rule.inline}

    def formula(self, name: str, words: Mapping[str, str] | None = None) -> str:
        """Write a rule.

        Args:
            name: the rule's.
            words: formulas to stand in the place of texts, by text; the empty text stands for itself.
        """
        return self._value(self.rules.trees[name], NO_FACTS, words)

    def _value(self, node: ast.expr, facts: Facts, words: Mapping[str, str] | None) -> str:
        match node:
            case ast.IfExp(test=test, body=body, orelse=orelse):
                then = self._value(body, facts | self._reasoning.of(test, True), words)
                otherwise = self._value(orelse, facts | self._reasoning.of(test, False), words)
                return f"IF({self._condition(test, facts)},{then},{otherwise})"
            case ast.Constant(value=str(text)):
                return words[text] if words and text else _quoted(text)
            case ast.Name(id=name) if name == NOTHING:
                return self.nothing
            case ast.Name(id=name) if words:
                return self._said(name, facts, words)
            case ast.Name(id=name) if self.rules.sorts[name] in (Sort.TEXT, Sort.NUMBER):
                return self.reference(name)  # a number's cell shows itself that there is none
        if self._is_condition(node):
            return self._condition(node, facts)
        return self._with_all((node,), facts, self.nothing)

    def _said(self, name: str, facts: Facts, words: Mapping[str, str]) -> str:
        """Choose what stands in the place of a text that a cell holds, of those that it may hold here."""
        codes, formula = self.rules.codes(name), '""'
        if not codes:
            return self.reference(name)
        for code in reversed(codes):
            if code and f"not {name} == {code!r}" not in facts:
                formula = f"IF({self.reference(name)}={_quoted(code)},{words[code]},{formula})"
        return formula

    def _condition(self, node: ast.expr, facts: Facts) -> str:
        match node:
            case ast.Constant(value=value):
                return str(value).upper()
            case ast.Name(id=name):
                return self.reference(name)
            case ast.IfExp():
                return self._value(node, facts, None)
            case ast.UnaryOp(operand=operand):
                return f"NOT({self._condition(operand, facts)})"
            case ast.BoolOp(op=op, values=values):
                joined = "AND" if isinstance(op, ast.And) else "OR"
                parts = self._conditions(joined, values, facts)
                return f"{joined}({','.join(parts)})" if len(parts) > 1 else parts[0]
            case ast.Call(args=[one], func=ast.Name(id="known" | "any_known")):
                return f"ISNUMBER({self._operand(one)})"
            case ast.Call(args=args):
                return f"COUNT({','.join(map(self._operand, args))})>0"
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                if not (texts := texts_of(right)):
                    return self._with_all((left, right), facts, "FALSE", _SIGNS[type(op)])
                tests = [f"{self._operand(left)}{_SIGNS.get(type(op), '=')}{_quoted(text)}" for text in texts]
                return f"OR({','.join(tests)})" if len(tests) > 1 else tests[0]
        raise AssertionError(node)

    def _conditions(self, joined: str, values: Sequence[ast.expr], facts: Facts) -> list[str]:
        """Write what is joined; what can only be asked behind what stands before it becomes an IF."""
        first, *rest = values
        test = self._condition(first, facts)
        if not rest:
            return [test]
        alone = self._conditions(joined, rest, facts)
        behind = self._conditions(joined, rest, facts | self._reasoning.of(first, joined == "AND"))
        if alone == behind:
            return [test, *alone]
        last = f"{joined}({','.join(behind)})" if len(behind) > 1 else behind[0]
        return [f"IF({test},{last},FALSE)" if joined == "AND" else f"IF({test},TRUE,{last})"]

    def _with_all(self, parts: Sequence[ast.expr], facts: Facts, otherwise: str, sign: str = "") -> str:
        """Write arithmetic, or two parts that are compared, behind the questions that it needs."""
        asked = []
        for atom in (atom for part in parts for atom in atoms(part) if isinstance(atom, ast.Name)):
            if self._reasoning.may_lack(atom, facts):
                asked.append(self._operand(atom))
                facts |= self._reasoning.of_value(atom.id)
        zeros = {not_zero(one): one for part in parts for one in divisors(part) if not_zero(one) not in facts}
        facts |= zeros.keys()
        formula = sign.join(self._arithmetic(part, facts) for part in parts)
        for divisor in reversed(zeros.values()):
            formula = f"IF({self._arithmetic(divisor, facts)}<>0,{formula},{otherwise})"
        if not asked:
            return formula
        test = f"ISNUMBER({asked[0]})" if len(asked) == 1 else f"COUNT({','.join(asked)})={len(asked)}"
        return f"IF({test},{formula},{otherwise})"

    def _arithmetic(self, node: ast.expr, facts: Facts) -> str:
        def operand(inner: ast.expr) -> str:
            if isinstance(inner, ast.IfExp) and self._reasoning.may_lack(inner, facts):
                raise ValueError(f"“{ast.unparse(inner)}” may have no value: make it a rule of its own")
            if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name):
                return f"{_NAMES[inner.func.id]}({','.join(self._arithmetic(one, facts) for one in inner.args)})"
            return self._value(inner, facts, None) if isinstance(inner, ast.IfExp) else self._operand(inner)

        return write_arithmetic(node, operand)

    def _operand(self, node: ast.expr) -> str:
        return self.reference(ast.unparse(node))

    def _is_condition(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Name):
            return self.rules.sorts[node.id] is Sort.FLAG
        return is_join(node) or is_test(node) or (isinstance(node, ast.Constant) and isinstance(node.value, bool))


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
