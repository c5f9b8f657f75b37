import math
import re
from fractions import Fraction
from typing import TypeAlias

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_excel.errors import FormulaError
from kpi_excel.model.formula import MAX_DEPTH, MAX_LENGTH, Formula, check_names

# What is read


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("likes", ("likes",)),
        (" likes / reach ", ("likes", "reach")),
        ("b + a * b - c", ("b", "a", "c")),
        ("-(spend) / ad_clicks_2", ("spend", "ad_clicks_2")),
        ("12.5", ()),
        ("1000 * spend / (likes + shares) * +likes", ("spend", "likes", "shares")),
        ("engagements_given_reach / reach_given_engagements", ("engagements_given_reach", "reach_given_engagements")),
    ],
)
def test_names_in_order_of_appearance(text: str, names: tuple[str, ...]) -> None:
    assert Formula(text).names == names


@pytest.mark.parametrize(
    ("text", "divides"), [("likes", False), ("a * b", False), ("a / b", True), ("2 * (1 - a / b)", True)]
)
def test_divides(text: str, divides: bool) -> None:
    assert Formula(text).divides is divides


@pytest.mark.parametrize(
    "text",
    [
        "likes.real",
        "sum(likes)",
        "likes()",
        "likes > 5",
        "likes == reach",
        "likes ** 2",
        "likes // reach",
        "likes % reach",
        "likes @ reach",
        "likes & reach",
        "~likes",
        "not likes",
        "likes and reach",
        "likes if reach else 0",
        "'likes'",
        "b'likes'",
        "f'{likes}'",
        "lambda: likes",
        "[likes]",
        "(likes, reach)",
        "likes, reach",
        "{likes}",
        "likes[0]",
        "[a for a in likes]",
        "(likes := 1)",
        "await likes",
        "Likes",
        "LIKES / reach",
        "likés",
        "True",
        "None",
        "...",
        "1j",
        "1e400",
        "1e15",
        "__import__('os').system('true')",
    ],
)
@pytest.mark.filterwarnings("ignore:invalid decimal literal")
def test_anything_but_arithmetic_is_refused(text: str) -> None:
    for whole in (text, f"1 + 2 * ({text})"):
        with pytest.raises(FormulaError) as error:
            Formula(whole)
        assert f"“{whole}”" in error.value.message
        assert error.value.fix


@pytest.mark.parametrize(
    "text", ["", "  ", "likes +", "likes reach", "(likes", "likes)", "=likes", "a = 1", "a; b", "class", "a\0", "2 x"]
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(FormulaError, match="is not a formula") as error:
        Formula(text)
    assert error.value.fix == "Use names, numbers, + - * / and brackets, such as likes / reach."
    assert error.value.exit_code == 1


def test_long_texts_are_refused() -> None:
    assert len("1*" * 10 + "a" * (MAX_LENGTH - 20)) == MAX_LENGTH
    Formula("1*" * 10 + "a" * (MAX_LENGTH - 20))
    with pytest.raises(FormulaError, match="The formula is 1,001 characters long; 1,000 are allowed"):
        Formula("1*" * 10 + "a" * (MAX_LENGTH - 19))
    with pytest.raises(FormulaError, match="The formula is 1 million characters long"):
        Formula("(" * 1_000_000)


def test_deep_texts_are_refused() -> None:
    assert Formula("+".join("a" * (MAX_DEPTH + 1))).evaluate({"a": 1}) == MAX_DEPTH + 1
    for text in ("+".join("a" * (MAX_DEPTH + 2)), "-" * (MAX_DEPTH + 1) + "a"):
        with pytest.raises(FormulaError, match="nested too deeply"):
            Formula(text)
    for text in ("(" * 400 + "a" + ")" * 400, "-" * 900 + "a", "**".join("a" * 300), "not " * 240 + "a"):
        with pytest.raises(FormulaError):
            Formula(text)


def test_formulas_are_equal_by_their_text_and_frozen() -> None:
    assert Formula("a + b") == Formula("a + b") != Formula("b + a")
    assert len({Formula("a"), Formula("a")}) == 1
    with pytest.raises(AttributeError):
        Formula("a").text = "b"  # type: ignore[misc]


# What is computed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b * c", 14.0),  # 2 + 3 * 4
        ("(a + b) * c", 20.0),  # 5 * 4
        ("a - b - c", -5.0),
        ("a - (b - c)", 3.0),
        ("c / a / a", 1.0),
        ("c / (a / a)", 4.0),
        ("-a * -b", 6.0),
        ("+a - -b", 5.0),
        ("100 * (c - a) / (a + b + c)", 200 / 9),
        (".5 * a", 1.0),
        ("7", 7.0),
    ],
)
def test_arithmetic(text: str, expected: float) -> None:
    value = Formula(text).evaluate({"a": 2, "b": 3, "c": 4})
    assert type(value) is float
    assert value == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(
    "values",
    [{"a": 1, "b": 0}, {"a": 0, "b": 0}, {"a": None, "b": 2}, {"a": 1, "b": math.nan}, {"a": 1e308, "b": 1e-9}],
)
def test_no_value(values: dict[str, float | None]) -> None:
    assert math.isnan(float(Formula("a / b").evaluate(values)))


def test_a_zero_denominator_inside_is_no_value_either() -> None:
    assert math.isnan(float(Formula("0 * (a / b)").evaluate({"a": 1, "b": 0})))
    assert math.isnan(float(Formula("a / (1 / b)").evaluate({"a": 1, "b": 0})))
    assert math.isnan(float(Formula("a / (b - b)").evaluate({"a": 1, "b": 5})))


def test_arrays_broadcast_and_stay_as_they_are() -> None:
    a, b = np.array([1.0, 2.0, 3.0]), np.array([[2.0], [0.0]])
    result = Formula("a / b").evaluate({"a": a, "b": b, "unused": "x"})
    np.testing.assert_array_equal(result, [[0.5, 1, 1.5], [np.nan] * 3])
    np.testing.assert_array_equal(a, [1, 2, 3])
    np.testing.assert_array_equal(b, [[2], [0]])
    same = Formula("a").evaluate({"a": a})
    assert same is not a
    assert not np.shares_memory(np.asarray(same), a)
    np.testing.assert_array_equal(Formula("a + 1").evaluate({"a": [1, None]}), [2, np.nan])


def test_a_name_without_a_value_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        Formula("a / b").evaluate({"a": 1})


# How it is written


@pytest.mark.parametrize(
    ("text", "excel", "words"),
    [
        ("a / (b * c)", "[a]/([b]*[c])", "A ÷ (B × C)"),
        ("(a / b) * c", "[a]/[b]*[c]", "A ÷ B × C"),
        ("a / (b / c)", "[a]/([b]/[c])", "A ÷ (B ÷ C)"),
        ("a * (b * c)", "[a]*([b]*[c])", "A × (B × C)"),
        ("(a - b) / b", "([a]-[b])/[b]", "(A − B) ÷ B"),
        ("a - (b - c)", "[a]-([b]-[c])", "A − (B − C)"),
        ("a - (b + c)", "[a]-([b]+[c])", "A − (B + C)"),
        ("a + (b + c)", "[a]+[b]+[c]", "A + B + C"),
        ("a + b * c", "[a]+[b]*[c]", "A + B × C"),
        ("-a", "-[a]", "−A"),
        ("-(a + b)", "-([a]+[b])", "−(A + B)"),
        ("a * -b", "[a]*(-[b])", "A × (−B)"),
        ("a - -b", "[a]-(-[b])", "A − (−B)"),
        ("--a", "-(-[a])", "−(−A)"),
        ("+a", "[a]", "A"),
        ("1000 * a / .5", "1000*[a]/0.5", "1000 × A ÷ 0.5"),
        (" ( ( a ) ) ", "[a]", "A"),
    ],
)
def test_only_needed_brackets_are_written(text: str, excel: str, words: str) -> None:
    assert Formula(text).excel("[{}]".format) == excel
    assert Formula(text).words(str.title) == words


@pytest.mark.parametrize(
    ("text", "formulas", "expected"),
    [
        ("a / b", {"b": "c + d"}, "a/(c+d)"),
        ("a - b", {"b": "c - d"}, "a-(c-d)"),
        ("a * b", {"a": "c + d", "b": "e"}, "(c+d)*e"),
        ("a / b", {"a": "b", "b": "a"}, "b/a"),
        ("a + a", {"a": "2 * c"}, "2*c+2*c"),
        ("-a", {"a": "b / c"}, "-(b/c)"),
        ("a / b", {"other": "c"}, "a/b"),
        ("a", {"a": "-1"}, "-1"),
    ],
)
def test_substitute(text: str, formulas: dict[str, str], expected: str) -> None:
    formula = Formula(text)
    assert formula.substitute({name: Formula(one) for name, one in formulas.items()}).text == expected
    assert formula == Formula(text)


def test_what_grows_too_long_is_refused() -> None:
    with pytest.raises(FormulaError, match="characters long"):
        Formula("a / b").substitute({"a": Formula("c" * 600), "b": Formula("d" * 600)})


# Unknown names


def test_known_names_pass() -> None:
    check_names(Formula("likes / reach"), ["reach", "likes", "shares"], "kpis.toml")


def test_unknown_names_list_close_matches() -> None:
    with pytest.raises(FormulaError) as error:
        check_names(Formula("likes / reech"), iter(["reach", "likes", "shares"]), "kpis.toml, mine")
    assert error.value.message == (
        "kpis.toml, mine: the formula “likes / reech” uses “reech”, which is neither a measure nor a KPI."
    )
    assert error.value.fix == "Did you mean reach?"
    with pytest.raises(FormulaError) as error:
        check_names(Formula("zzz"), ["reach"], "here")
    assert error.value.fix == "Use names that `kpi-excel kpis --measures` lists."


# Any formula: the worksheet's text means the same

Tree: TypeAlias = "str | int | tuple[str, Tree] | tuple[str, Tree, Tree]"
VALUES = {"a": 7, "b": 3, "c": 0, "d": -2}


def _grow(trees: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    return st.tuples(st.sampled_from("+-*/"), trees, trees) | st.tuples(st.sampled_from("+-"), trees)


TREES: st.SearchStrategy[Tree] = st.recursive(st.sampled_from("abcd") | st.integers(0, 9), _grow, max_leaves=12)


def write(tree: Tree) -> str:
    """Write a tree with every bracket."""
    match tree:
        case (op, operand):
            return f"({op}{write(operand)})"
        case (op, left, right):
            return f"({write(left)}{op}{write(right)})"
    return str(tree)


def exact(tree: Tree) -> Fraction | None:
    """Compute a tree; None where a denominator is zero."""
    match tree:
        case (op, operand):
            value = exact(operand)
            return value if value is None or op == "+" else -value
        case (op, left, right):
            return combine(op, exact(left), exact(right))
    return Fraction(VALUES[tree] if isinstance(tree, str) else tree)


def combine(op: str, left: Fraction | None, right: Fraction | None) -> Fraction | None:
    if left is None or right is None or (op == "/" and right == 0):
        return None
    return {"+": left + right, "-": left - right, "*": left * right}[op] if op != "/" else left / right


class Worksheet:
    """Computes a worksheet formula by its rules: a sign binds before * and /, these before + and -, from the left."""

    def __init__(self, text: str) -> None:
        self.tokens = re.findall(r"\[\w+\]|\d+|[-+*/()]", text)
        assert "".join(self.tokens) == text

    def value(self) -> Fraction | None:
        result = self.sum()
        assert not self.tokens
        return result

    def sum(self) -> Fraction | None:
        result = self.product()
        while self.tokens and self.tokens[0] in "+-":
            result = combine(self.tokens.pop(0), result, self.product())
        return result

    def product(self) -> Fraction | None:
        result = self.sign()
        while self.tokens and self.tokens[0] in "*/":
            result = combine(self.tokens.pop(0), result, self.sign())
        return result

    def sign(self) -> Fraction | None:
        token = self.tokens.pop(0)
        if token == "-":
            value = self.sign()
            return None if value is None else -value
        if token == "(":
            value = self.sum()
            assert self.tokens.pop(0) == ")"
            return value
        return Fraction(VALUES[token.strip("[]")] if token.startswith("[") else int(token))


@given(TREES)
def test_a_worksheet_computes_the_same(tree: Tree) -> None:
    formula = Formula(write(tree))
    expected = exact(tree)
    assert Worksheet(formula.excel("[{}]".format)).value() == expected
    computed = float(formula.evaluate(VALUES))
    if expected is None:
        assert math.isnan(computed)


@given(TREES)
def test_evaluate_computes_the_same_as_plain_floats(tree: Tree) -> None:
    def plain(tree: Tree) -> float:
        match tree:
            case (op, operand):
                return plain(operand) if op == "+" else -plain(operand)
            case (op, left, right):
                x, y = plain(left), plain(right)
                if op == "/":
                    return x / y if y else math.nan
                return {"+": x + y, "-": x - y, "*": x * y}[op]
        return float(VALUES[tree] if isinstance(tree, str) else tree)

    assert float(Formula(write(tree)).evaluate(VALUES)) == pytest.approx(plain(tree), rel=0, abs=0, nan_ok=True)


@given(TREES, TREES)
def test_substituting_computes_the_same(outer: Tree, inner: Tree) -> None:
    def put(tree: Tree) -> Tree:
        match tree:
            case (op, operand):
                return (op, put(operand))
            case (op, left, right):
                return (op, put(left), put(right))
        return inner if tree == "a" else tree

    text = Formula(write(outer)).substitute({"a": Formula(write(inner))}).text
    assert Worksheet(re.sub(r"[a-d]", r"[\g<0>]", text)).value() == exact(put(outer))


@given(st.text("ab.()[]+-*/%'\"#:=<>!,01 e_Aß\n", max_size=30) | st.text(max_size=30))
@pytest.mark.filterwarnings("ignore")
def test_any_text_is_a_formula_or_a_formula_error(text: str) -> None:
    try:
        formula = Formula(text)
    except FormulaError:
        return
    assert Formula(formula.excel(str)).excel(str) == formula.excel(str)
    assert formula.evaluate(dict.fromkeys(formula.names, 1.0)) is not None
