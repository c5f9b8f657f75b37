"""What conditions say about numbers that may be missing."""

import ast

import pytest

from kpi_excel.model.rule.facts import NO_FACTS, Reasoning
from kpi_excel.model.rule.grammar import parsed
from kpi_excel.model.rule.rule import Given, Rule, Rules, Sort

GIVEN = (
    Given("a", Sort.CELL), Given("b", Sort.CELL), Given("day", Sort.CERTAIN), Given("flag", Sort.FLAG),
    Given("kind", Sort.TEXT),
)  # fmt: skip
RULES = Rules(
    GIVEN,
    (),
    tuple(
        Rule(name, text, "for the test")
        for name, text in {
            "ready": "flag and a <= b",
            "sum": "a + b",
            "share": "a / b",
            "early": "a if ready else nothing",
            "way": "'both' if known(sum) else 'first' if known(a) else 'none'",
            "certain": "1 if flag else -1",
            "either": "a if flag else b",
        }.items()
    ),
)
REASONING = Reasoning(RULES)


def lacks(text: str, *tests: str) -> bool:
    """Tell whether arithmetic may lack a value where all of the tests hold."""
    facts = NO_FACTS.union(*(REASONING.of(parsed(test), True) for test in tests))
    return REASONING.may_lack(parsed(text), facts)


@pytest.mark.parametrize(
    ("text", "tests"),
    [
        ("1 + day", []),
        ("certain", []),
        ("a", ["known(a)"]),
        ("a + b", ["a < b"]),
        ("a + b", ["a == 1", "known(b)"]),
        ("a + b", ["ready"]),
        ("a + b", ["known(sum)"]),
        ("a + b", ["way == 'both'"]),
        ("a", ["way == 'first'"]),
        ("a", ["way in ('both', 'first')"]),
        ("a", ["not way == 'none'"]),
        ("early", ["ready"]),
        ("a + b", ["known(early)"]),
        ("1 / a", ["a > 0"]),
        ("1 / a", ["known(a)", "not a <= 0"]),
        ("1 / a", ["known(a)", "not a == 0"]),
        ("1 / (a - b)", ["a - b != 0"]),
        ("1 / b", ["known(share)"]),
        ("1 / max(1, day)", []),
        ("a if known(a) else 0", []),
        ("either", ["known(a)", "known(b)"]),
        ("either", ["known(a)", "flag"]),
        ("a", ["a > 1 and flag or a < -1"]),
        ("a", ["(a > 1) if flag else (a < 1)"]),
    ],
)
def test_what_conditions_say(text: str, tests: list[str]) -> None:
    assert not lacks(text, *tests)
    assert lacks(text, *tests[1:]) or not tests


@pytest.mark.parametrize(
    ("text", "tests"),
    [
        ("nothing", []),
        ("a", ["not a > 1"]),
        ("a", ["a > 1 or flag"]),
        ("b", ["way == 'first'"]),
        ("a", ["way == 'none'"]),
        ("early", ["flag"]),
        ("1 / a", ["known(a)"]),
        ("1 / a", ["a >= 0"]),
        ("1 / a", ["a < 1"]),
        ("1 / max(0, day)", []),
        ("either", ["known(a)"]),
        ("a", ["any_known(a, b)"]),
        ("a", ["kind == 'x'"]),
        ("a", ["not ready"]),
    ],
)
def test_what_they_leave_open(text: str, tests: list[str]) -> None:
    assert lacks(text, *tests)


def test_what_is_asked_is_an_expression_of_its_own() -> None:
    assert ast.unparse(parsed("a - b")) + " != 0" in REASONING.of(parsed("a - b != 0"), True)
