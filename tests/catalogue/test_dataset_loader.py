"""Declarations of datasets: what is read of them, and what contradicts itself."""

import re
from typing import Any

import pytest

from kpi_excel.catalogue.dataset_loader import load_datasets
from kpi_excel.errors import CatalogueError
from kpi_excel.model.dataset import Colour, DatasetColumn, DeclaredDataset, Every, Highlight, Look, Number

BLOCK: dict[str, Any] = {"key": ["post_id"], "more": ["post_id", "reach"]}


def load(**changes: Any) -> DeclaredDataset:
    return load_datasets({"mine": {**BLOCK, **changes}})["mine"]


def test_everything_declared_is_read() -> None:
    mark = {"by": "reach", "equals": 1, "colour": "worse", "bold": True}
    shown = {"width": 9, "number": "count", "look": ["bold"], "label": "of", "highlights": [mark], "bars": True}
    found = load(
        columns={"likes": shown}, sheet="mine", sort=["-likes"], most=3, every=["kpis"], look=["top"], typed=["reach"],
        choices=["reach"], facts=["brand"], frozen=1, row_height=20,
    )  # fmt: skip
    highlight = Highlight("reach", 1, colour=Colour.WORSE, bold=True)
    column = DatasetColumn("likes", "of", 9, Number.COUNT, (Look.BOLD,), (highlight,), bars=True)
    assert found == DeclaredDataset(
        "mine", ("post_id",), (column,), (), ("post_id", "reach"), (Every.KPIS,), "mine", ("-likes",), 3, ("reach",),
        ("reach",), (Look.TOP,), ("brand",), 1, 20,
    )  # fmt: skip


def test_a_dataset_that_is_like_another_has_what_its_own_block_leaves_out() -> None:
    data = {"first": {**BLOCK, "most": 5, "sheet": "one"}, "second": {"like": "first", "sheet": ""}}
    second = load_datasets(data)["second"]
    assert (second.name, second.key, second.most, second.sheet) == ("second", ("post_id",), 5, "")


@pytest.mark.parametrize(
    ("changes", "message", "fix"),
    [
        ({"colums": {}}, "datasets.toml, mine: “colums” is unknown.", "Did you mean columns?"),
        ({"columns": {"likes": {"rows": 3}}}, "datasets.toml, mine.likes: “rows” is unknown.", "Remove it."),
        ({"columns": {"likes": {"number": "much"}}}, "datasets.toml, mine.likes: “much” is not a number.", "Use one"),
        ({"look": ["loud"]}, "datasets.toml, mine: “loud” is not a look.", "Use one of"),
        ({"every": ["posts"]}, "datasets.toml, mine: “posts” is not a every.", "Use one of"),
        ({"hidden": ["reach"]}, "datasets.toml, mine: the column reach is there twice.", "Leave it in one place."),
        ({"key": []}, "datasets.toml, mine: key is missing.", "Add key"),
        ({"key": ["post"]}, "datasets.toml, mine: there is no column post.", "Did you mean post_id?"),
        ({"sort": ["-likes"]}, "datasets.toml, mine: there is no column likes.", "Add it."),
        ({"typed": ["likes"]}, "datasets.toml, mine: there is no column likes.", "Add it."),
        ({"choices": ["likes"]}, "datasets.toml, mine: there is no column likes.", "Add it."),
        (
            {"columns": {"likes": {"highlights": [{"by": "tone", "equals": 1}]}}},
            "datasets.toml, mine: there is no column tone.",
            "Add it.",
        ),
        ({"more": ["post_id", "kpi", "label"]}, "datasets.toml, mine: there is no column change_unit.", "Add it."),
        ({"like": "mine"}, "datasets.toml, mine: it cannot be like mine.", "Name one with a whole block."),
        ({"like": "other"}, "datasets.toml, mine: it cannot be like other.", "Name one with a whole block."),
    ],
)
def test_what_contradicts_itself_is_refused(changes: dict[str, Any], message: str, fix: str) -> None:
    with pytest.raises(CatalogueError, match=re.escape(message)) as error:
        load(**changes)
    assert error.value.fix.startswith(fix)
