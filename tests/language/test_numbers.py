import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_excel.language.names import embedded
from kpi_excel.language.numbers import change, number
from kpi_excel.language.texts import texts
from kpi_excel.model.kpi import ChangeUnit, Unit
from tests.report.said import numbers_in

EN, ID, FA = (texts(language) for language in ("en", "id", "fa"))

NUMBERS = (  # value, unit, currency, English, Indonesian, Persian
    (0.034, "percent", "", "3.4%", "3,4%", "۳٫۴٪"),
    (0.36, "percent", "", "36%", "36%", "۳۶٪"),
    (0.0163, "percent", "", "1.63%", "1,63%", "۱٫۶۳٪"),
    (0.00017, "percent", "", "0.017%", "0,017%", "۰٫۰۱۷٪"),
    (1.5, "percent", "", "150%", "150%", "۱۵۰٪"),
    (12345, "count", "", "12,345", "12.345", "۱۲٬۳۴۵"),
    (0, "count", "", "0", "0", "۰"),
    (10820.58, "count", "", "10,821", "10.821", "۱۰٬۸۲۱"),
    (7.25, "count", "", "7.25", "7,25", "۷٫۲۵"),
    (1_234_567, "count", "", "1.23 million", "1,23 juta", "۱٫۲۳ میلیون"),
    (1_200_000, "count", "", "1.2 million", "1,2 juta", "۱٫۲ میلیون"),
    (2.5e9, "count", "", "2.5 billion", "2,5 miliar", "۲٫۵ میلیارد"),
    (3e12, "count", "", "3 trillion", "3 triliun", "۳ هزارمیلیارد"),
    (42500, "money", "USD", "USD 42,500", "USD 42.500", "۴۲٬۵۰۰ دلار"),
    (0.6, "money", "USD", "USD 0.60", "USD 0,60", "۰٫۶۰ دلار"),
    (120.0, "money", "USD", "USD 120", "USD 120", "۱۲۰ دلار"),
    (109.8707, "money", "USD", "USD 109.87", "USD 109,87", "۱۰۹٫۸۷ دلار"),
    (4321.7, "money", "IDR", "IDR 4,322", "Rp4.322", "۴٬۳۲۲ روپیه"),
    (1.5e6, "money", "USD", "USD 1.5 million", "USD 1,5 juta", "۱٫۵ میلیون دلار"),
    (42500, "money", "", "42,500", "42.500", "۴۲٬۵۰۰"),
    (9.5, "money", "CHF", "CHF 9.50", "CHF 9,50", "۹٫۵۰ فرانک سوئیس"),
    (120, "minutes", "", "120 minutes", "120 menit", "۱۲۰ دقیقه"),
    (1, "minutes", "", "1 minute", "1 menit", "۱ دقیقه"),
    (91.1207, "minutes", "", "91.1 minutes", "91,1 menit", "۹۱٫۱ دقیقه"),
    (4.2, "points", "", "4.2 points", "4,2 poin", "۴٫۲ امتیاز"),
    (-12.5, "points", "", "−12.5 points", "−12,5 poin", "\u200e−۱۲٫۵ امتیاز"),
    (1.882109, "ratio", "", "1.88", "1,88", "۱٫۸۸"),
    (467.57, "per_post", "", "468", "468", "۴۶۸"),
    (37.68, "characters", "", "37.7 characters", "37,7 karakter", "۳۷٫۷ کاراکتر"),
    (math.nan, "percent", "", "no value", "tidak ada nilai", "بدون مقدار"),
)
CHANGES = (  # change, unit, English, Indonesian, Persian
    (0.4, "percentage_points", "0.4 percentage points", "0,4 poin persentase", "۰٫۴ واحد درصد"),
    (-1.0, "percentage_points", "1 percentage point", "1 poin persentase", "۱ واحد درصد"),
    (-0.12, "percent", "12%", "12%", "۱۲٪"),
    (0.2468, "percent", "24.7%", "24,7%", "۲۴٫۷٪"),
    (12.5, "percent", "1,250%", "1.250%", "۱٬۲۵۰٪"),
    (0.0004, "percent", "0.04%", "0,04%", "۰٫۰۴٪"),
    (4.2, "points", "4.2 points", "4,2 poin", "۴٫۲ امتیاز"),
    (math.nan, "percent", "not comparable", "tidak dapat dibandingkan", "قابل مقایسه نیست"),
)


@pytest.mark.parametrize(("value", "unit", "currency", "english", "indonesian", "persian"), NUMBERS)
def test_numbers(value: float, unit: str, currency: str, english: str, indonesian: str, persian: str) -> None:
    said = [number(value, unit, words, currency) for words in (EN, ID, FA)]
    assert said == [english, indonesian, persian]


@pytest.mark.parametrize(("value", "unit", "english", "indonesian", "persian"), CHANGES)
def test_changes(value: float, unit: str, english: str, indonesian: str, persian: str) -> None:
    assert [change(value, unit, words) for words in (EN, ID, FA)] == [english, indonesian, persian]


def test_latin_names_keep_their_place_in_persian() -> None:
    assert embedded("Brewline", FA) == "\u200f\u200eBrewline\u200e\u200f"
    assert embedded("کافه Brewline", FA) == "کافه Brewline"
    assert embedded("Brewline", ID) == "Brewline"


VALUES = st.floats(1e-6, 1e13) | st.floats(-1e7, -1e-4) | st.integers(0, 10**7).map(float)


@given(VALUES, st.sampled_from(tuple(Unit)), st.sampled_from(("en", "id", "fa")))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_a_number_said_is_a_rounding(value: float, unit: Unit, language: str) -> None:
    (said,) = numbers_in(number(value, unit, texts(language), "USD"), language)
    assert said.rounds(np.array([value]))


@given(st.floats(-1e4, 1e4), st.sampled_from(tuple(ChangeUnit)), st.sampled_from(("en", "id", "fa")))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_a_change_said_is_a_rounding_without_a_sign(value: float, unit: ChangeUnit, language: str) -> None:
    text = change(value, unit, texts(language))
    (said,) = numbers_in(text, language)
    assert said.rounds(np.array([value]))
    assert "−" not in text
    assert "-" not in text


def test_a_currency_is_called_as_the_settings_say() -> None:
    named = [texts(language, currency_name="Toman") for language in ("en", "id", "fa")]
    told = [number(42500, "money", words, "IRT") for words in named]
    assert told == ["Toman 42,500", "Toman 42.500", "۴۲٬۵۰۰ \u200f\u200eToman\u200e\u200f"]
    assert number(42500, "money", texts("fa", currency_name="هزار تومان"), "IRT") == "۴۲٬۵۰۰ هزار تومان"
    assert number(5, "money", named[0]) == "Toman 5"  # also without a code
