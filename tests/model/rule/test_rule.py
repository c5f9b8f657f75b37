import pytest

from kpi_excel.model.rule.rule import Given, Rule, Rules, Sort, Threshold

GIVEN = (
    Given("a", Sort.CELL), Given("day", Sort.CERTAIN), Given("word", Sort.TEXT), Given("flag", Sort.FLAG),
    Given("kind", Sort.TEXT, ("flow", "stock")),
)  # fmt: skip


def rules(*texts: str) -> Rules:
    """Name rules r1, r2 ... in their order."""
    made = (Rule(f"r{number}", text, "for the test") for number, text in enumerate(texts, 1))
    return Rules(GIVEN, (Threshold("limit", 2.0, "for the test"),), tuple(made))


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("1", Sort.NUMBER),
        ("a + day * limit", Sort.NUMBER),
        ("-a", Sort.NUMBER),
        ("max(a, 1)", Sort.NUMBER),
        ("a if flag else nothing", Sort.NUMBER),
        ("'x' if a > 1 else word", Sort.TEXT),
        ("True", Sort.FLAG),
        ("a > 1 and not flag or known(a)", Sort.FLAG),
        ("kind == 'flow'", Sort.FLAG),
        ("any_known(a, day)", Sort.FLAG),
        ("flag if known(a) else False", Sort.FLAG),
    ],
)
def test_what_a_rule_is(text: str, sort: Sort) -> None:
    assert rules(text).sorts["r1"] is sort


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("b + 1", "rule r1: 'b'"),
        ("a + word", "“word” is no number"),
        ("a + flag", "“flag” is no number"),
        ("a and flag", "“a” is no condition"),
        ("not a", "“a” is no condition"),
        ("flag == True", "“flag” is no number"),
        ("1 if a else 2", "by a condition"),
        ("1 if flag else 'x'", "two of a sort"),
        ("flag if flag else 'x'", "two of a sort"),
        ("known(word)", "“word” is no number"),
        ("kind == 'flwo'", "never holds"),
        ("kind in ('flow', 'rate')", "never holds"),
        ("word == 1", "never holds"),
        ("a == 'x'", "“'x'” is no number"),
        ("'x' == word", "where a name should"),
        ("(a, 1)", "several things at once"),
        ("a in (1, 2)", "several things at once"),
        ("r2 + 1", "rule r1: 'r2'"),
    ],
)
def test_a_wrong_rule_is_named_where_it_is_made(text: str, says: str) -> None:
    with pytest.raises(ValueError, match="rule r1: ") as error:
        rules(text, "1")
    assert says in str(error.value)


def test_the_texts_that_a_rule_may_give() -> None:
    made = rules("'x' if flag else kind", "r1 if a > 1 else 'y' if flag else 'x'", "word if flag else kind")
    assert [made.codes(name) for name in ("r1", "r2", "r3")] == [
        ("x", "flow", "stock"),
        ("x", "flow", "stock", "y"),
        (),
    ]


def test_a_threshold_stands_for_its_number() -> None:
    made = rules("a > limit")
    assert [made.values({"a": value})["r1"] for value in (2, 2.5)] == [False, True]
    assert made.with_threshold("limit", 3).values({"a": 2.5})["r1"] is False
    assert made.values({"a": 2.5})["r1"] is True  # as it was


def test_only_what_is_asked_for_is_worked_out_and_a_told_rule_is_believed() -> None:
    made = rules("a + 1", "r1 * 2", "day")
    assert made.values({"a": 1})["r2"] == 4
    assert made.values({"r1": 5})["r2"] == 10


def test_what_is_given_is_not_changed() -> None:
    given = {"a": float("nan")}
    assert rules("a + 1").values(given)["r1"] is None
    assert list(given) == ["a"]
