"""Measures by their names: the base, and what restricts it."""

from kpi_excel.model.measure import Aggregation, Measure, Source


def test_a_restricted_measure_is_called_by_its_base() -> None:
    measure = Measure("engagements_given_reach", Aggregation.SUM, (Source("posts", "engagements"),), given="reach")
    assert (measure.base, measure.tables) == ("engagements", ("posts",))


def test_a_measure_of_two_tables_names_both() -> None:
    cost = Measure("cost", Aggregation.SUM, (Source("ads", "spend"), Source("costs", "amount")))
    assert (cost.base, cost.tables) == ("cost", ("ads", "costs"))
