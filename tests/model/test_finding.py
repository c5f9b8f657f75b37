"""Findings keep what is known, and nothing else."""

import math

import pytest

from kpi_excel.model.finding import Finding, Tone


def test_what_is_no_number_is_absent() -> None:
    finding = Finding("change_up", "reach", numbers={"change": 0.5, "share": math.nan, "ratio": math.inf})
    assert dict(finding.numbers) == {"change": 0.5}
    assert math.isnan(finding.number("ratio"))
    assert (finding.name("due"), finding.tone) == ("", Tone.NEUTRAL)


def test_a_copy_that_tells_more_leaves_the_first_as_it_was() -> None:
    numbers, names = {"change": 0.5}, {"unit": "number"}
    first = Finding("change_up", numbers=numbers, names=names)
    more = first.with_more({"share": 0.25}, {"unit": "percent"})
    assert (dict(first.numbers), dict(first.names)) == (numbers, names)
    assert (dict(more.numbers), dict(more.names)) == ({"change": 0.5, "share": 0.25}, {"unit": "percent"})
    numbers["change"] = 9
    assert first.number("change") == 0.5
    with pytest.raises(TypeError):
        first.numbers["change"] = 1  # type: ignore[index]
