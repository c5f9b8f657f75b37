import pytest

from kpi_excel.catalogue import KPIS, kpi
from kpi_excel.model.formula import Formula
from kpi_excel.model.kpi import Category, Direction, Kind, Kpi, Origin, Unit


def make(formula: str, cell_formula: str | None = None, answers: tuple[str, ...] = ()) -> Kpi:
    return Kpi(
        "one",
        "ONE",
        Category.REACH,
        Formula(formula),
        Unit.RATIO,
        Direction.UP,
        Kind.RATE,
        cell_formula=Formula(cell_formula) if cell_formula else None,
        answers=answers,
    )


@pytest.mark.parametrize(
    ("one", "measures", "arguments", "plain"),
    [
        (make("reach"), ("reach",), ("reach",), "reach"),
        (
            make("impressions_given_reach / reach_given_impressions"),
            ("impressions_given_reach", "reach_given_impressions"),
            ("impressions", "reach"),
            "impressions/reach",
        ),
        (
            make("orders_given_customer_id / (orders * days)"),
            ("orders_given_customer_id", "orders", "days"),
            ("orders", "days"),
            "orders/(orders*days)",
        ),
        (
            make("likes_given_audience / audience_given_likes", "likes / (followers * posts)"),
            ("likes_given_audience", "audience_given_likes"),
            ("likes", "followers", "posts"),
            "likes / (followers * posts)",
        ),
        (
            make("100 * (promoters - detractors) / nps_responses", answers=("scores",)),
            ("promoters", "detractors", "nps_responses"),
            ("scores",),
            "100 * (promoters - detractors) / nps_responses",
        ),
    ],
    ids=["one measure", "restricted", "restricted and not", "cell formula", "answers"],
)
def test_measures_arguments_and_plain_formula(
    one: Kpi, measures: tuple[str, ...], arguments: tuple[str, ...], plain: str
) -> None:
    assert one.measures == measures
    assert one.arguments == arguments
    assert one.plain_formula.text == plain


def test_a_kpi_is_a_custom_one_unless_said() -> None:
    one = make("reach")
    assert (one.origin, one.origin_item, one.label, one.meaning) == (Origin.CUSTOM, 0, "", "")


def test_a_kpi_is_frozen() -> None:
    with pytest.raises(AttributeError):
        make("reach").name = "two"  # type: ignore[misc]


@pytest.mark.parametrize("one", KPIS.values(), ids=lambda one: one.name)
def test_functions_take_plain_arguments(one: Kpi) -> None:
    assert not any("_given_" in name for name in one.arguments)
    assert len(set(one.arguments)) == len(one.arguments) >= 1
    if not one.answers:
        assert one.plain_formula.names == one.arguments


def test_categories_come_in_the_order_of_the_customers_way() -> None:
    assert [str(category) for category in Category] == [
        "reach",
        "audience",
        "engagement",
        "conversion",
        "customer_service",
        "commerce",
        "sentiment",
    ]


def test_kpis_of_the_catalogue() -> None:
    rate = kpi("engagement_rate")
    assert rate.arguments == ("engagements", "followers", "posts")
    assert rate.measures == ("engagements_given_audience", "audience_given_engagements")
    assert (rate.unit, rate.direction, rate.kind) == (Unit.PERCENT, Direction.UP, Kind.RATE)
    assert kpi("customer_satisfaction").arguments == ("scores", "scale", "satisfied_from")
