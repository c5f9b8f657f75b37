import pytest

from kpi_excel.model.rule.grammar import parsed, texts_of


@pytest.mark.parametrize(
    "text",
    [
        "value.real",
        "sum(value)",
        "value ** 2",
        "value // 2",
        "value % 2",
        "~value",
        "+value",
        "0 < value < 1",
        "value is 1",
        "value not in ('a', 'b')",
        "value in 'ab'",
        "lambda: value",
        "[value]",
        "value[0]",
        "f'{value}'",
        "b'value'",
        "None",
        "known()",
        "known(a, b)",
        "any_known(a)",
        "min(a)",
        "abs(a, b)",
        "min(a, key=b)",
        "__import__('os')",
        "(a := 1)",
    ],
)
def test_what_is_no_part_of_the_grammar_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="grammar of rules"):
        parsed(text)


@pytest.mark.parametrize("text", ["", "1 +", "a b", "a) or (b", "import os"])
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no rule|grammar of rules"):
        parsed(text)


def test_line_ends_mean_nothing() -> None:
    assert texts_of(parsed("\n 'a' \n ")) == ("a",)
