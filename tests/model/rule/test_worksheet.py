"""Rules as worksheet formulas: their texts, and their values in two engines against Python's."""

import io
import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from kpi_excel.model.rule.rule import Given, Rule, Rules, Sort
from kpi_excel.model.rule.work import Value
from kpi_excel.model.rule.worksheet import RuleFormulas
from kpi_excel.workbook.calculators.with_cellrune import CELLRUNE
from kpi_excel.workbook.calculators.with_ironcalc import IRONCALC

GIVEN = (
    Given("a", Sort.CELL), Given("b", Sort.CELL), Given("day", Sort.CERTAIN), Given("flag", Sort.FLAG),
    Given("kind", Sort.TEXT, ("flow", "stock", "rate")), Given("word", Sort.TEXT),
)  # fmt: skip


def rules(*texts: str, inline: str = "") -> Rules:
    """Name rules r1, r2 ... in their order; those named inline have no column."""
    every = [Rule(f"r{number}", text, "for the test") for number, text in enumerate(texts, 1)]
    return Rules(GIVEN, (), tuple(Rule(one.name, one.text, one.why, one.name in inline.split()) for one in every))


def written(*texts: str, inline: str = "", words: Mapping[str, str] | None = None) -> str:
    """Write the last of some rules."""
    formulas = RuleFormulas(rules(*texts, inline=inline), lambda name: "flag=1" if name == "flag" else name, '"-"')
    return formulas.formula(f"r{len(texts)}", words)


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("day - (1 - day) * 2", "day-(1-day)*2"),
        ("a", 'IF(ISNUMBER(a),a,"-")'),
        ("-a", 'IF(ISNUMBER(a),-a,"-")'),
        ("a + b", 'IF(COUNT(a,b)=2,a+b,"-")'),
        ("a / day", 'IF(ISNUMBER(a),IF(day<>0,a/day,"-"),"-")'),
        ("a / 2", 'IF(ISNUMBER(a),a/2,"-")'),
        ("max(abs(day), floor(day))", "MAX(ABS(day),INT(day))"),
        ("min(a, 1)", 'IF(ISNUMBER(a),MIN(a,1),"-")'),
        ("nothing if flag else 1", 'IF(flag=1,"-",1)'),
        ("day > 1 and not flag or kind == 'flow'", 'OR(AND(day>1,NOT(flag=1)),kind="flow")'),
        ("kind in ('flow', 'rate')", 'OR(kind="flow",kind="rate")'),
        ("kind in ('flow',)", 'kind="flow"'),
        ("kind != 'flow'", 'kind<>"flow"'),
        ("a != 1", "IF(ISNUMBER(a),a<>1,FALSE)"),
        ("known(a)", "ISNUMBER(a)"),
        ("any_known(a, b)", "COUNT(a,b)>0"),
        ("a / b if b != 0 else 0", 'IF(IF(ISNUMBER(b),b<>0,FALSE),IF(ISNUMBER(a),a/b,"-"),0)'),
        ("known(a) and a > 1 and day > 2", "IF(ISNUMBER(a),AND(a>1,day>2),FALSE)"),
        ("not known(a) or a > 1", "IF(NOT(ISNUMBER(a)),TRUE,a>1)"),
        ("day > (a if known(a) else 3)", "day>IF(ISNUMBER(a),a,3)"),
        ("True if flag else day > 1", "IF(flag=1,TRUE,day>1)"),
        ("'x' if flag else ''", 'IF(flag=1,"x","")'),
        ("'a \"b\"' if flag else word", 'IF(flag=1,"a ""b""",word)'),
        ("word == '\"'", 'word=""""'),
    ],
)
def test_what_is_written(text: str, formula: str) -> None:
    assert written(text) == formula


def test_a_rule_is_asked_for_a_number_only_where_it_may_have_none() -> None:
    ready, ratio = "flag and a <= b", "a / day if r1 and day > 0 else nothing"
    assert written(ready, ratio) == 'IF(AND(r1,day>0),a/day,"-")'
    assert written(ready, ratio, "r2 + 1") == 'IF(ISNUMBER(r2),r2+1,"-")'
    assert written(ready, ratio, "r2 + 1 if r1 and day > 0 else 0") == "IF(AND(r1,day>0),r2+1,0)"
    assert written(ready, ratio, "r2") == "r2"  # its cell says itself that there is none


def test_an_inline_rule_stands_within_the_others() -> None:
    assert written("day + 1", "2 * r1", inline="r1") == "2*(day+1)"
    assert list(RuleFormulas(rules("day + 1", "2 * r1", inline="r1"), str, "").formulas()) == ["r2"]


def test_words_stand_in_the_place_of_texts() -> None:
    words = {"x": "X1", "flow": "F", "stock": "S", "rate": "R"}
    assert written("'x' if flag else ''", words=words) == 'IF(flag=1,X1,"")'
    chosen = 'IF(kind="stock",S,IF(kind="rate",R,""))'  # what kind is not, it cannot be here
    assert written("'x' if flag else word", words=words) == "IF(flag=1,X1,word)"  # which may be any
    assert written("'x' if kind == 'flow' else kind", words=words) == f'IF(kind="flow",X1,{chosen})'


def test_a_choice_that_may_lack_a_number_is_no_part_of_arithmetic() -> None:
    with pytest.raises(ValueError, match="make it a rule of its own"):
        written("1 + (a if flag else 2)")


# Rules made at random, worked out by Python and by two engines. Divisors are cells of 0, 1, -2 and 4, so that all
# numbers are exact and no comparison hangs on a last digit.

CELLS: Sequence[Any] = (None, "words", 0, 1, -2, 4)
ROWS = [
    {"a": a, "b": b, "day": day, "flag": flag, "kind": kind}
    for index, (a, b) in enumerate((a, b) for a in CELLS for b in CELLS)
    for day, flag, kind in [((-2, 0, 1, 4)[index % 4], index % 2, ("flow", "stock", "rate")[index % 3])]
]
COUNT = 120


class Writer:
    """Writes rules at random.

    Args:
        seed: of the chance.
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.numbers, self.flags, self.texts = ["a", "b", "day"], ["flag"], ["kind"]

    def rules(self) -> tuple[str, ...]:
        found = []
        for number in range(1, COUNT + 1):
            kind = self.chance.choice(("numbers", "numbers", "flags", "texts"))
            found.append({"numbers": self.choice, "flags": self.flag, "texts": self.text}[kind](3))
            getattr(self, kind).append(f"r{number}")
        return tuple(found)

    def choice(self, depth: int) -> str:
        if depth and self.chance.random() < 0.6:
            return f"({self.choice(depth - 1)} if {self.flag(1)} else {self.choice(depth - 1)})"
        return "nothing" if self.chance.random() < 0.1 else self.number(2)

    def number(self, depth: int) -> str:
        pick = self.chance.choice
        if not depth or self.chance.random() < 0.3:
            return pick([*self.numbers[:3], *self.numbers[-4:], pick(["0", "1", "3"])])
        one, two = self.number(depth - 1), self.number(depth - 1)
        return pick([
            f"({one} + {two})", f"({one} - {two})", f"({one} / {pick(['a', 'b', 'day'])})", f"-{one}",
            f"max({one}, {two})", f"min({one}, {two})", f"abs({one})", f"floor({one})",
        ])  # fmt: skip

    def flag(self, depth: int) -> str:
        pick = self.chance.choice
        if depth and self.chance.random() < 0.6:
            one, two = self.flag(depth - 1), self.flag(depth - 1)
            return pick(
                [f"({one} and {two})", f"({one} or {two})", f"not {one}", f"({one} if {self.flag(0)} else {two})"]
            )
        text = pick(self.texts)
        return pick([
            f"{self.number(1)} {pick(['==', '!=', '<', '<=', '>', '>='])} {self.number(1)}",
            f"known({pick(self.numbers)})", f"any_known({pick(self.numbers)}, {pick(self.numbers)})", pick(self.flags),
            f"kind == '{pick(['flow', 'stock', 'rate'])}'", f"{text} in {self.codes_of(text)}",
        ])  # fmt: skip

    def codes_of(self, text: str) -> tuple[str, ...]:
        return ("flow", "stock") if text == "kind" else ("x",)

    def text(self, depth: int) -> str:
        rest = "'x'" if not depth else self.text(depth - 1)
        return f"({self.chance.choice(['kind', repr('x'), repr('')])} if {self.flag(1)} else {rest})"


@cache
def made(seed: int) -> Rules:
    return rules(*Writer(seed).rules())


def book(rules: Rules) -> bytes:
    """Write the rules as columns of a table with `ROWS`."""
    names = list(ROWS[0])
    formulas = RuleFormulas(
        rules, lambda name: f"t[[#This Row],[{name}]]" + ("=1" if name == "flag" else ""), '"-"'
    ).formulas()
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Rules")
        columns = [
            {"header": name, **({"formula": formulas[name]} if name in formulas else {})}
            for name in [*names, *formulas]
        ]
        sheet.add_table(0, 0, len(ROWS), len(columns) - 1, {"name": "t", "columns": columns})
        for number, row in enumerate(ROWS, 1):
            for position, value in enumerate(row.values()):
                if value is not None:
                    sheet.write(number, position, value)
    return stream.getvalue()


def by_python(rules: Rules) -> Iterable[tuple[tuple[str, int, int], Value]]:
    """Give each rule's value in each row, by its cell."""
    for number, row in enumerate(ROWS, 2):
        given = {name: None if value == "words" else value for name, value in row.items()}
        values = rules.values(given | {"flag": row["flag"] == 1})
        for position, rule in enumerate(rules.rules, len(row) + 1):
            yield ("Rules", number, position), values[rule.name]


def same(value: Value, cell: Any) -> bool:
    if value is None or isinstance(value, str):
        return (cell or "") == ("-" if value is None else value)
    return isinstance(cell, bool) is isinstance(value, bool) and cell == value


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_worksheets_come_to_what_python_comes_to(seed: int, tmp_path: Path) -> None:
    data, expected = book(made(seed)), dict(by_python(made(seed)))
    assert {value is None for value in expected.values()} == {True, False}
    path = tmp_path / "rules.xlsx"
    path.write_bytes(data)
    day = date(2026, 9, 30)
    for values in (CELLRUNE.calculate(data, day).formulas, IRONCALC.values(path, list(expected), day)):
        wrong = {place: (value, values[place]) for place, value in expected.items() if not same(value, values[place])}
        assert wrong == {}
