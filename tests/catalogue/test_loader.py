from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import pytest

from kpi_excel.catalogue import BASE_MEASURES, KPIS, TABLES, kpi, measures_of
from kpi_excel.catalogue.loader import check_kpis, load_kpis, load_measures, load_tables, read_toml, restrict
from kpi_excel.errors import CatalogueError, FormulaError, UsageError
from kpi_excel.model.kpi import Category, Direction, Kind, Origin, Unit
from kpi_excel.model.measure import Aggregation, Measure, Source
from kpi_excel.model.settings import Settings
from kpi_excel.model.table import Column, ColumnType, Table, TableKind

BLOCK: Mapping[str, Any] = {"formula": "saves / reach", "unit": "percent", "direction": "up"}


def load(**changes: Any) -> Any:
    return load_kpis({"mine": {**BLOCK, **changes}}, "here.toml")["mine"]


# The catalogue as it ships


def test_every_block_is_a_kpi_or_measure_with_a_function_of_its_own() -> None:
    assert list(KPIS) == list(read_toml("kpis.toml"))
    assert list(BASE_MEASURES) == list(read_toml("measures.toml"))
    assert len({one.function for one in KPIS.values()}) == len(KPIS)
    assert {one.category for one in KPIS.values()} == set(Category)
    assert all(one.origin is not Origin.CUSTOM for one in KPIS.values())


def test_the_catalogue_cannot_be_changed() -> None:
    for mapping in (KPIS, BASE_MEASURES, TABLES):
        with pytest.raises(TypeError):
            mapping["new"] = None  # type: ignore[index]


def test_measures_come_from_columns_that_exist_or_are_derived() -> None:
    derived = {
        *("posts.engagements", "posts.audience", "posts.hashtag_count", "comments.characters", "comments.words"),
        *("mentions.brand_mentions", "mentions.brand_positive", "mentions.brand_neutral", "mentions.brand_negative"),
        "mentions.brand_rated",
        *("requests.response_minutes", "surveys.csat_score", "surveys.csat_satisfied", "surveys.nps_score"),
        *("surveys.nps_promoter", "surveys.nps_detractor", "surveys.review_score", "surveys.review_positive"),
    }
    for measure in BASE_MEASURES.values():
        if measure.aggregation is Aggregation.SETTING:
            assert [source.column for source in measure.sources] == [measure.name]
            assert measure.name in {field.name for field in fields(Settings)}
            continue
        for source in measure.sources:
            known = not source.column or TABLES[source.table].has(source.column)
            assert known or f"{source.table}.{source.column}" in derived, measure.name


def test_every_base_measure_is_used() -> None:
    parts = {part for one in KPIS.values() for name in one.measures for part in (name, *name.split("_given_"))}
    used = {part.removesuffix("_in_12_months") for part in parts}
    assert set(BASE_MEASURES) - used == set()


def test_a_year_is_derived_from_a_measure_of_a_table() -> None:
    orders = restrict("orders_in_12_months_given_customer_id", BASE_MEASURES, TABLES)
    assert orders is not None
    assert (orders.name, orders.in_a_year, orders.given, orders.sources) == (
        "orders_in_12_months_given_customer_id", True, "customer_id", BASE_MEASURES["orders"].sources,
    )  # fmt: skip
    assert restrict("days_in_12_months", BASE_MEASURES, TABLES) is None
    assert restrict("orders_given_revenue_in_12_months", BASE_MEASURES, TABLES) is None
    with pytest.raises(CatalogueError, match="follows by rule"):
        load_measures({"orders_in_12_months": {"sources": ["orders"]}})


@pytest.mark.parametrize("name", ["cost_per_click", "CPC", " cpc ", "Cost per click", "cost-per-click"])
def test_a_kpi_is_found_by_name_or_function_in_any_case(name: str) -> None:
    assert kpi(name) is KPIS["cost_per_click"]


def test_an_unknown_kpi_lists_close_matches() -> None:
    with pytest.raises(UsageError) as error:
        kpi("engagment_rate")
    assert error.value.message == "There is no KPI named “engagment_rate”."
    assert error.value.fix.startswith("Did you mean ")
    assert "engagement_rate" in error.value.fix.casefold()
    with pytest.raises(UsageError) as error:
        kpi("zzzzz")
    assert error.value.fix == "`kpi-excel kpis` lists them all."
    with pytest.raises(UsageError):
        kpi("reach", {})


def test_measures_of_gives_base_measures_first_and_then_restricted_ones() -> None:
    found = list(measures_of([KPIS["frequency"], KPIS["reach"], KPIS["frequency"]]))
    assert found == [*BASE_MEASURES, "impressions_given_reach", "reach_given_impressions"]
    assert list(measures_of([])) == list(BASE_MEASURES)
    restricted = {
        name for one in KPIS.values() for name in one.measures if "_given_" in name or "_in_12_months" in name
    }
    assert set(measures_of(KPIS.values())) == set(BASE_MEASURES) | restricted


# Tables


def test_tables() -> None:
    data = {
        "visits": {
            "key": ["date"],
            "at_most": [["bounces", "sessions"]],
            "kind": "event",
            "placement": "paid",
            "parts": ["kind"],
            "columns": {
                "date": {"type": "date", "required": True},
                "kind": {"type": "option", "options": ["a", "b"]},
                "platform": {"type": "platform", "suggestions": ["X"]},
                "sessions": {"type": "count"},
                "bounces": {"type": "count", "part_of": "sessions"},
            },
        },
        "plain": {"columns": {"note": {"type": "text"}}},
    }
    assert load_tables(data) == {
        "visits": Table(
            "visits",
            (
                Column("date", ColumnType.DATE, True),
                Column("kind", ColumnType.OPTION, options=("a", "b")),
                Column("platform", ColumnType.PLATFORM, suggestions=("X",)),
                Column("sessions", ColumnType.COUNT),
                Column("bounces", ColumnType.COUNT, part_of="sessions"),
            ),
            TableKind.EVENT,
            ("date",),
            at_most=(("bounces", "sessions"),),
            placement="paid",
            parts=("kind",),
        ),
        "plain": Table("plain", (Column("note", ColumnType.TEXT),)),
    }


def test_a_wrong_type_names_its_column() -> None:
    with pytest.raises(CatalogueError, match=r"tables\.toml, visits\.date: “day” is not a column type") as error:
        load_tables({"visits": {"columns": {"date": {"type": "day"}}}})
    assert error.value.fix.startswith("Use one of: text, date, time, count")


# Measures


def test_measures() -> None:
    data = {
        "cost": {"sources": ["ads.spend", "costs.amount"]},
        "posts": {"sources": ["posts"], "aggregation": "count"},
        "days": {"aggregation": "days"},
    }
    assert load_measures(data) == {
        "cost": Measure("cost", Aggregation.SUM, (Source("ads", "spend"), Source("costs", "amount"))),
        "posts": Measure("posts", Aggregation.COUNT, (Source("posts"),)),
        "days": Measure("days", Aggregation.DAYS),
    }


def test_wrong_measures_are_refused() -> None:
    with pytest.raises(CatalogueError, match="defines likes_given_reach; a restricted measure follows by rule"):
        load_measures({"likes_given_reach": {"sources": ["posts.likes"]}})
    with pytest.raises(CatalogueError, match=r"measures\.toml, likes: “mean” is not a aggregation"):
        load_measures({"likes": {"sources": ["posts.likes"], "aggregation": "mean"}})


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("likes", ""),
        ("likes_given_reach", "reach"),
        ("posts_given_hashtags", "hashtag_count"),  # the measure's column, which is derived
        ("orders_given_customer_id", "customer_id"),  # a column that is no measure
        ("spend_given_ad_clicks", "clicks"),
        ("requests_given_resolved_on_first_contact", "resolved_on_first_contact"),
    ],
)
def test_restricted_measures_follow_by_rule(name: str, given: str) -> None:
    measure = restrict(name, BASE_MEASURES, TABLES)
    base = BASE_MEASURES[name.partition("_given_")[0]]
    assert measure == Measure(name, base.aggregation, base.sources, given)


@pytest.mark.parametrize(
    "name",
    [
        "nothing",
        "nothing_given_reach",
        "likes_given_nothing",
        "likes_given_spend",  # of another table
        "likes_given_customer_id",
        "cost_given_spend",  # a base of two tables
        "days_given_reach",  # a base of no table
        "likes_given_reach_given_saves",
    ],
)
def test_what_breaks_the_rule_is_no_measure(name: str) -> None:
    assert restrict(name, BASE_MEASURES, TABLES) is None


# KPIs


def test_a_kpi_with_its_defaults() -> None:
    one = load()
    assert (one.name, one.function, one.category) == ("mine", "MINE", Category.ENGAGEMENT)
    assert (one.unit, one.direction, one.kind, one.origin) == (Unit.PERCENT, Direction.UP, Kind.RATE, Origin.CUSTOM)
    assert (one.formula.text, one.cell_formula, one.answers, one.label, one.meaning) == (
        "saves / reach",
        None,
        (),
        "",
        "",
    )


def test_a_kpi_with_everything() -> None:
    one = load(
        function="MY_RATE",
        category="reach",
        kind="flow",
        cell_formula="saves / views",
        label="Mine",
        meaning="It tells.",
    )
    assert (one.function, one.category, one.kind) == ("MY_RATE", Category.REACH, Kind.FLOW)
    assert (one.arguments, one.label, one.meaning) == (("saves", "views"), "Mine", "It tells.")


@pytest.mark.parametrize(
    ("changes", "message", "fix"),
    [
        ({"formula": ""}, "here.toml, mine: formula is missing.", "Add formula."),
        ({"unit": None}, "here.toml, mine: unit is missing.", "Add unit."),
        ({"direction": ""}, "here.toml, mine: direction is missing.", "Add direction."),
        ({"labl": "x"}, "here.toml, mine: “labl” is unknown.", "Did you mean label?"),
        ({"zzz": "x"}, "here.toml, mine: “zzz” is unknown.", "Remove it."),
        ({"direction": "left"}, "here.toml, mine: “left” is not a direction.", "Use one of: up, down, neutral."),
        ({"kind": "sum"}, "here.toml, mine: “sum” is not a kind.", "Use one of: flow, stock, rate."),
    ],
)
def test_wrong_blocks_are_refused(changes: Mapping[str, Any], message: str, fix: str) -> None:
    with pytest.raises(CatalogueError) as error:
        load(**changes)
    assert (error.value.message, error.value.fix) == (message, fix)


@pytest.mark.parametrize("choice", ["unit", "category"])
def test_wrong_choices_are_refused(choice: str) -> None:
    with pytest.raises(CatalogueError, match=f"here.toml, mine: “wrong” is not a {choice}") as error:
        load(**{choice: "wrong"})
    assert error.value.fix.startswith("Use one of: ")


@pytest.mark.parametrize("name", ["Mine", "my kpi", "my-kpi", "1st", "", "käse", "likes_given_reach", "=x"])
def test_wrong_names_are_refused(name: str) -> None:
    with pytest.raises(CatalogueError, match="cannot be a KPI's name"):
        load_kpis({name: BLOCK})


@pytest.mark.parametrize(
    "function", ["A1", "XFD10", "AB12", "R1C1", "RC", "R", "X", "saves", "MY RATE", "MY-RATE", "1A", "_A"]
)
def test_wrong_function_names_are_refused(function: str) -> None:
    with pytest.raises(CatalogueError, match=f"“{function}” cannot be a worksheet function's name"):
        load(function=function)


@pytest.mark.parametrize("function", ["AB", "SAVES_2", "A1_", "SAVE2SHARE", "AOV"])
def test_right_function_names_pass(function: str) -> None:
    assert load(function=function).function == function


def test_a_name_that_makes_no_function_needs_one() -> None:
    with pytest.raises(CatalogueError, match="“Q3” cannot be a worksheet function's name"):
        load_kpis({"q3": BLOCK})
    assert load_kpis({"q3": {**BLOCK, "function": "QUARTER_THREE"}})["q3"].function == "QUARTER_THREE"


def test_wrong_formulas_are_refused() -> None:
    for key in ("formula", "cell_formula"):
        with pytest.raises(FormulaError, match="is not allowed in the formula"):
            load(**{key: "max(saves)"})


# Checks over KPIs


def test_unknown_measures_are_refused() -> None:
    kpis = load_kpis({"mine": {**BLOCK, "formula": "savs / reach"}})
    with pytest.raises(FormulaError, match="mine: the formula “savs / reach” uses “savs”") as error:
        check_kpis(kpis, BASE_MEASURES, TABLES)
    assert "saves" in error.value.fix
    for formula in ("likes_given_spend / reach", "cost_given_spend"):
        with pytest.raises(FormulaError, match="which is neither a measure nor a KPI"):
            check_kpis(load_kpis({"mine": {**BLOCK, "formula": formula}}), BASE_MEASURES, TABLES)


def test_two_kpis_cannot_share_a_function() -> None:
    kpis = load_kpis({"mine": BLOCK, "other": {**BLOCK, "function": "MINE"}})
    with pytest.raises(CatalogueError, match="other and mine share the function name MINE"):
        check_kpis(kpis, BASE_MEASURES, TABLES)


def test_the_files_of_the_catalogue_are_what_is_loaded() -> None:
    assert list(read_toml("kpis.toml")) == list(KPIS)
    assert load_kpis(read_toml("kpis.toml")) == KPIS
    assert load_tables(read_toml("tables.toml")) == TABLES
    assert load_measures(read_toml("measures.toml")) == BASE_MEASURES
