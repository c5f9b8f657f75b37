"""How a function is written with its arguments, and what holds for those left out."""

from kpi_excel.model.declaration import Argument, Declaration


def test_optional_arguments_stand_in_brackets_and_have_defaults() -> None:
    given = (Argument("a", "First."), Argument("b", "Second.", optional=True, default=2.5))
    one = Declaration("F", given, "Help.", "Category")
    assert one.call == "=F(a, [b])"
    assert one.defaults == {"b": 2.5}
    assert not one.volatile


def test_what_is_said_of_an_argument() -> None:
    assert Argument("a", "First.", optional=True, default=2.5).said == ("First.", "Default: 2.5.")
    assert Argument("a", "First.", optional=True).said == ("First.",)
