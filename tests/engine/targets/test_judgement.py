from dataclasses import asdict
from typing import Any

import pytest

from kpi_excel.model.period import Period
from tests.engine.target_cases import Case, differences, read_cases, read_spans

CASES = read_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_hand_computed_cases(case: Case) -> None:
    assert differences(case.expected, asdict(case.judgement())) == []


@pytest.mark.parametrize("span", read_spans(), ids=lambda span: f"{span['start']}..{span['due']}")
def test_spans_before_and_a_year_earlier(span: dict[str, Any]) -> None:
    period = Period(span["start"], span["due"])
    assert period.previous() == Period(span["previous_start"], span["previous_end"])
    assert period.last_year() == Period(span["last_year_start"], span["last_year_end"])
