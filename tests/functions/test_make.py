"""Functions are made of the catalogue: signature, help, an example that runs."""

import doctest
import inspect
import subprocess
import sys
from collections.abc import Mapping
from typing import Any, get_type_hints

import pytest

from kpi_excel import functions
from kpi_excel.catalogue.custom import add_custom_kpis
from kpi_excel.catalogue.declarations import declaration_of
from kpi_excel.functions import (
    CLV,
    CSAT,
    CSAT_MEAN,
    CTR,
    ENGAGEMENT_RATE,
    NPS,
    ROI,
)
from kpi_excel.functions.make import EXAMPLE, make_function
from kpi_excel.language.texts import texts
from kpi_excel.model.kpi import Kpi
from tests.functions.calls import FORMULAS, KPI_LIST, function_of


def test_the_module_holds_a_function_per_kpi_and_says_so() -> None:
    expected = {kpi.function for kpi in KPI_LIST}
    assert len(functions.__all__) == len(expected) == len(KPI_LIST)
    assert set(functions.__all__) == set(dir(functions)) == set(functions.FUNCTIONS) == expected
    assert expected <= set(vars(functions))
    for name in expected:
        assert inspect.isfunction(getattr(functions, name))


def test_unknown_functions_list_close_matches() -> None:
    with pytest.raises(AttributeError, match=r"no function named ENGAGEMENT_RAT\. Did you mean .*ENGAGEMENT_RATE"):
        functions.ENGAGEMENT_RAT  # noqa: B018
    assert not hasattr(functions, "__wrapped__")


def test_signatures() -> None:
    assert str(inspect.signature(ENGAGEMENT_RATE)) == "(engagements, followers, posts=1)"
    assert str(inspect.signature(CSAT)) == "(scores, scale=5, satisfied_from=None)"
    assert str(inspect.signature(CSAT_MEAN)) == "(scores, scale=5)"
    assert str(inspect.signature(NPS)) == "(scores)"
    assert str(inspect.signature(ROI)) == "(revenue, cost)"
    assert str(inspect.signature(CLV)) == "(average_purchase_value, purchases_per_year, lifespan_years)"


def test_posts_are_optional_only_in_rates_by_followers() -> None:
    optional = {kpi.name for kpi in FORMULAS if declaration_of(kpi, texts("en")).defaults}
    assert optional == {"engagement_rate", "amplification_rate", "applause_rate"}


@pytest.mark.parametrize("kpi", KPI_LIST, ids=lambda kpi: kpi.name)
def test_a_function_is_named_and_documented_in_full(kpi: Kpi) -> None:
    function = function_of(kpi)
    assert (function.__name__, function.__qualname__) == (kpi.function, kpi.function)
    assert function.__module__ == "kpi_excel.functions"
    parameters = inspect.signature(function).parameters
    assert tuple(parameters) == kpi.arguments
    assert all(one.kind is one.POSITIONAL_OR_KEYWORD for one in parameters.values())
    assert {name: one.default for name, one in parameters.items() if one.default is not one.empty} == dict(
        declaration_of(kpi, texts("en")).defaults
    )
    assert set(get_type_hints(function)) == {*kpi.arguments, "return"}

    words = texts("en")
    doc = inspect.getdoc(function) or ""
    flowing = " ".join(doc.split())
    assert doc.startswith(f"Compute the KPI “{words.label(kpi)}”.\n\n")
    assert " ".join(words.meaning(kpi).split()) in flowing
    assert f"Formula: {words.formula(kpi)}." in flowing
    assert f"Source: {words.origin(kpi)}." in flowing
    for name in kpi.arguments:
        assert f"{name}: {words.text('arguments', name)}" in flowing
    for section in ("Args", "Returns", "Raises", "Source", "Example"):
        assert doc.count(f"\n\n{section}:\n    ") == 1
    assert ("A fraction: 0.05 is 5%." in doc) == (kpi.unit == "percent")
    assert "None, which is no value" in flowing
    assert max(map(len, doc.splitlines())) <= 110


@pytest.mark.parametrize("kpi", KPI_LIST, ids=lambda kpi: kpi.name)
def test_the_example_runs(kpi: Kpi) -> None:
    function = function_of(kpi)
    example = doctest.DocTestParser().get_doctest(function.__doc__ or "", {}, kpi.function, None, None)
    assert any(f"{kpi.function}(" in step.source and step.want for step in example.examples)
    report: list[str] = []
    assert doctest.DocTestRunner().run(example, out=report.append).failed == 0, "".join(report)
    assert function(*(EXAMPLE[name] for name in kpi.arguments if name in EXAMPLE)) is not None


def test_examples_have_a_value_for_each_argument_and_no_other() -> None:
    arguments = {name for kpi in KPI_LIST for name in kpi.arguments}
    assert arguments - set(EXAMPLE) == {"satisfied_from"}
    assert set(EXAMPLE) - arguments == set()


def test_the_example_month_agrees_with_itself() -> None:
    assert EXAMPLE["net_new_followers"] == EXAMPLE["new_followers"] - EXAMPLE["lost_followers"]
    assert EXAMPLE["followers"] == EXAMPLE["followers_at_start"] + EXAMPLE["net_new_followers"]
    assert EXAMPLE["engagements"] == sum(EXAMPLE[part] for part in ("likes", "comments", "shares", "saves"))


def test_custom_kpis_become_functions_too() -> None:
    blocks: Mapping[str, Any] = {
        "save_share": {
            "formula": "saves / (likes + customers)",
            "unit": "percent",
            "direction": "up",
            "label": "Share of saves",
            "meaning": "How many saves there are for each like.",
        }
    }
    function = make_function(add_custom_kpis(blocks, "kpis.toml")["save_share"], "mine")
    assert str(inspect.signature(function)) == "(saves, likes, customers)"
    assert function(3, 10, 2) == 0.25
    doc = inspect.getdoc(function) or ""
    assert "How many saves there are for each like." in doc
    assert "customers: Customers\n" in doc
    assert function.__module__ == "mine"


def test_importing_the_functions_does_not_import_pandas() -> None:
    code = "import sys, kpi_excel.functions; print(sorted({'pandas', 'narwhals', 'polars'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_wrong_calls_name_the_function() -> None:
    with pytest.raises(TypeError, match=r"^CTR\(\): missing a required argument: 'impressions'$"):
        CTR(1)
    with pytest.raises(TypeError, match=r"^CTR\(\): got an unexpected keyword argument 'reach'$"):
        CTR(1, 2, reach=2)
