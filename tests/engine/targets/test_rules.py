"""The rules of targets: every number in them is held from both sides by a case computed by hand."""

import re
from dataclasses import asdict

import pytest

from kpi_excel.engine.targets.judgement import judge
from kpi_excel.engine.targets.rules import RULES, SMART
from kpi_excel.language.texts import texts
from kpi_excel.model.rule.rule import Rules, Threshold
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.model.target import Advice, Basis, Method, Reason, Status, Weakness
from tests.engine.target_cases import Case, differences, read_cases

CASES = read_cases()
DAYS = {"stale_days", "shortest", "longest", "review_from"}


def moved(threshold: Threshold) -> tuple[float, float]:
    """Give a number that is a little less and one that is a little more: a day, or a twentieth."""
    if threshold.name == "equal":
        return threshold.value / 10, threshold.value * 10  # digits are what it counts
    step = 1 if threshold.name in DAYS else threshold.value / 20
    return threshold.value - step, threshold.value + step


def changes(case: Case, rules: Rules) -> bool:
    asked = (case.target, case.kind, case.direction, case.figures, case.as_of, case.by_placement)
    return differences(case.expected, asdict(judge(*asked, rules=rules))) != []


@pytest.mark.parametrize("side", [0, 1], ids=["less", "more"])
@pytest.mark.parametrize("threshold", RULES.thresholds, ids=lambda one: one.name)
def test_a_case_fails_when_a_threshold_moves(threshold: Threshold, side: int) -> None:
    rules = RULES.with_threshold(threshold.name, moved(threshold)[side])
    assert any(changes(case, rules) for case in CASES)


def test_every_rule_and_every_threshold_has_its_reason() -> None:
    reasons = {one.name: one.why for one in RULES.rules} | {one.name: one.why for one in RULES.thresholds}
    assert [name for name, why in reasons.items() if len(why.split()) < 3] == []


@pytest.mark.parametrize(("language", "tenth"), [("en", "10%"), ("id", "10%"), ("fa", "ده درصد")])
def test_words_name_the_thresholds_that_hold(language: str, tenth: str) -> None:
    values = {one.name: one.value for one in RULES.thresholds}
    assert (values["too_early"], values["stretch"], values["enough_rows"]) == (0.1, 0.1, 30)
    assert re.search(r"\b(30|۳۰)\b", texts(language).text("targets", "judged", Basis.FEW_ROWS))
    assert tenth in texts(language).text("targets", "methods", Method.TOO_EARLY)
    assert tenth in texts(language).text("targets", "smart", Weakness.BEYOND_ALL)


def test_rules_give_the_codes_that_there_are_and_no_others() -> None:
    codes = {"status_key": Status, "reason": Reason, "advice": Advice, "forecast_method": Method, "basis": Basis}
    for name, known in codes.items():
        assert set(RULES.codes(name)) == set(known), name
    assert {code for name in SMART for code in RULES.codes(name)} == set(Weakness)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_statement_has_its_pattern(language: str) -> None:
    assert set(RULES.codes("statement_key")) == set(texts(language).section("targets", "statements"))
