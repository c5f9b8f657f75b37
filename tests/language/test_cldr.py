"""What Unicode knows of the languages, as this project asks for it. Expected values are from CLDR's charts."""

import pytest

from kpi_excel.language import cldr


@pytest.mark.parametrize(
    ("locale", "own_digits", "decimal", "group"),
    [("en", False, ".", ","), ("id", False, ",", "."), ("fa", True, "٫", "٬"), ("fa", False, ".", ",")],
)
def test_marks(locale: str, own_digits: bool, decimal: str, group: str) -> None:
    assert (cldr.mark(locale, "decimal", own_digits), cldr.mark(locale, "group", own_digits)) == (decimal, group)


def test_directions() -> None:
    assert [cldr.right_to_left(name) for name in ("en", "id", "fa")] == [False, False, True]


def test_months() -> None:
    assert cldr.months("id", "wide")[7] == "Agustus"
    assert cldr.months("en", "abbreviated")[8] == "Sep"
    assert cldr.months("fa", "wide")[2] == "مارس"


def test_magnitudes_differ_by_language() -> None:
    assert [cldr.magnitude("id", power, "short").strip() for power in (3, 6, 9)] == ["rb", "jt", "M"]
    assert [cldr.magnitude("en", power, "short") for power in (3, 6, 9)] == ["K", "M", "B"]


def test_plurals_go_by_the_number_as_it_is_said() -> None:
    assert [cldr.plural("en", said) for said in ("1", "1.0", "0", "2")] == ["one", "other", "other", "other"]
    assert [cldr.plural("fa", said) for said in ("0", "0.5", "1", "1.5")] == ["one", "one", "one", "other"]


def test_currencies() -> None:
    assert cldr.currency("en", "IDR") == "Indonesian Rupiah"
    assert cldr.currency("en", "XQX") == "XQX"
    assert [cldr.whole(code) for code in ("JPY", "USD")] == [True, False]


def test_percentages() -> None:
    assert cldr.percent("en", False).format("12") == "12%"
