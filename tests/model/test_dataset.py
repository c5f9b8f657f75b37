"""What a declaration of a dataset says of itself."""

from kpi_excel.model.dataset import DatasetColumn, DeclaredDataset


def test_names_are_those_of_shown_hidden_and_other_columns_in_this_order() -> None:
    columns = (DatasetColumn("expected", label="expected_by_trend"), DatasetColumn("low"))
    dataset = DeclaredDataset("unusual", ("point",), columns, hidden=("point",), more=("side",))
    assert dataset.names == ("expected", "low", "point", "side")
    assert dataset.label_keys == {"expected": "expected_by_trend", "low": "low", "point": "point", "side": "side"}
    assert dataset.table == "kpi_unusual"


def test_the_first_column_that_rows_are_sorted_by_ranks_them() -> None:
    assert DeclaredDataset("a", ("b",), sort=("against", "rate")).ranked_by == "against"
    assert DeclaredDataset("a", ("b",), sort=("-reach",)).order == (("reach",), (False,))
    assert DeclaredDataset("a", ("b",)).ranked_by == ""
