"""Rules worked out in Python: what each part of the grammar gives, by hand."""

import pytest

from kpi_excel.model.rule.grammar import parsed
from kpi_excel.model.rule.work import Value, worked

VALUES = {"one": 1.0, "two": 2.0, "zero": 0.0, "missing": None, "huge": 1e308, "word": "flow", "yes": True, "no": False}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one + two * 3 - 1 / two", 6.5),
        ("-(one - two)", 1),
        ("min(two, one, 5) + max(one, two)", 3),
        ("abs(one - two * 2) + floor(one / two)", 3),
        ("floor(-one / two)", -1),
        ("nothing", None),
        ("missing + 1", None),
        ("-missing", None),
        ("max(missing, 1)", None),
        ("one / zero", None),
        ("zero / zero", None),
        ("huge * 10", None),
        ("one / missing", None),
    ],
)
def test_arithmetic_and_nothing(text: str, expected: Value) -> None:
    assert worked(parsed(text))(VALUES) == expected


@pytest.mark.parametrize("sign", ["==", "!=", "<", "<=", ">", ">="])
@pytest.mark.parametrize("pair", ["missing {} 1", "1 {} missing", "missing {} missing", "one / zero {} 1"])
def test_no_comparison_with_nothing_holds(sign: str, pair: str) -> None:
    assert worked(parsed(pair.format(sign)))(VALUES) is False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one < two", True),
        ("one >= two", False),
        ("one != two", True),
        ("word == 'flow'", True),
        ("word != 'flow'", False),
        ("word in ('stock', 'flow')", True),
        ("word in ('stock', 'rate')", False),
        ("known(one)", True),
        ("known(zero)", True),
        ("known(missing)", False),
        ("any_known(missing, zero)", True),
        ("any_known(missing, missing)", False),
        ("yes and one < two", True),
        ("yes and no or no", False),
        ("not no and not missing > 1", True),
        ("'a' if one > two else 'b' if yes else 'c'", "b"),
        ("one if known(missing) else two", 2),
        ("1 / zero if zero != 0 else 7", 7),
    ],
)
def test_conditions_and_choices(text: str, expected: Value) -> None:
    assert worked(parsed(text))(VALUES) == expected
