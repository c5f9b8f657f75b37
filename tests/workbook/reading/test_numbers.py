import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_excel.workbook.reading.numbers import ParsedNumber, read_number

# text, readings as an amount, readings as a count
NUMBERS = [
    ("1234", [1234], [1234]),
    ("+5", [5], [5]),
    ("-5", [-5], [-5]),
    ("−5", [-5], [-5]),  # the minus sign of typographers
    (" 1 234 ", [1234], [1234]),
    ("1\u00a0234\u202f567", [1_234_567], [1_234_567]),
    ("1'234", [1234], [1234]),
    ("1,234", [1234, 1.234], [1234]),
    ("1.234", [1234, 1.234], [1234]),
    ("1,000", [1000, 1], [1000]),
    ("2.000", [2000, 2], [2000]),
    ("-1,000", [-1000, -1], [-1000]),
    ("1,234,567", [1_234_567], [1_234_567]),
    ("1.234.567", [1_234_567], [1_234_567]),
    ("1,234.5", [1234.5], [1234.5]),
    ("1.234,5", [1234.5], [1234.5]),
    ("12,5", [12.5], [12.5]),
    ("12.50", [12.5], [12.5]),
    ("0.125", [0.125], [0.125]),
    ("0,125", [0.125], [0.125]),
    (".5", [0.5], [0.5]),
    ("1234,567", [1234.567], [1234.567]),
    ("۱۲۳۴", [1234], [1234]),
    ("١٢٣", [123], [123]),
    ("۱٬۲۳۴", [1234], [1234]),
    ("۱٫۲۳۴", [1.234], [1.234]),  # a Persian decimal mark is no thousands mark
    ("\u200e۱۲\u200f", [12], [12]),
    ("$12.50", [12.5], [12.5]),
    ("12,50 €", [12.5], [12.5]),
    ("Rp 1.250.000", [1_250_000], [1_250_000]),
    ("Rp. 500", [500], [500]),
    ("۵۰۰۰ تومان", [5000], [5000]),
    ("USD 3", [3], [3]),
    ("US$27.35", [27.35], [27.35]),
    ("R$ 5", [5], [5]),
    ("₴160,65", [160.65], [160.65]),
    ("12 UAH", [12], [12]),
    ("12 all", [], []),  # a word, and the lek's three letters only in capitals
    ("1.5k", [1500], [1500]),
    ("2,5 jt", [2_500_000], [2_500_000]),
    ("3rb", [3000], [3000]),
    ("4 M", [4_000_000], [4_000_000]),
    ("", [], []),
    (".", [], []),
    ("many", [], []),
    ("1.2.3", [], []),
    ("12,34,567", [], []),
    ("1e5", [], []),
    ("=1+1", [], []),
    ("@12", [], []),
    ("1/2", [], []),
    ("9" * 400, [], []),  # would be infinite
]


@pytest.mark.parametrize(("text", "amount", "count"), NUMBERS)
def test_numbers_as_text(text: str, amount: list[float], count: list[float]) -> None:
    assert read_number(text) == ParsedNumber(tuple(amount))
    assert read_number(text, whole=True) == ParsedNumber(tuple(count))


@pytest.mark.parametrize(("text", "value"), [("12 %", 0.12), ("12.5%", 0.125), ("٪۱۲", None), ("۱۲٫۵ ٪", 0.125)])
def test_percents_are_fractions(text: str, value: float | None) -> None:
    assert read_number(text) == (ParsedNumber(()) if value is None else ParsedNumber((value,), percent=True))


@given(st.integers(-(10**12), 10**12))
def test_whole_numbers_are_read_however_they_are_grouped(number: int) -> None:
    for text in (str(number), f"{number:,}", f"{number:,}".replace(",", "."), f"{number:,}".replace(",", " ")):
        assert read_number(text, whole=True).values == (number,)
    persian = f"{number:,}".translate(str.maketrans("0123456789,", "۰۱۲۳۴۵۶۷۸۹٬"))
    assert read_number(persian).values == (number,)


@given(st.text(max_size=50))
def test_no_text_is_too_odd(text: str) -> None:
    assert len(read_number(text).values) <= 2
    assert len(read_number(text, whole=True).values) <= 2


@pytest.mark.parametrize(
    ("text", "value"),
    [("۱٫۲ هزار", 1200), ("3,4 juta", 3_400_000), ("1.2 million", 1_200_000), ("1,5 miliar", 1.5e9), ("2 ribu", 2000)],
)
def test_powers_of_ten_in_words_of_every_language(text: str, value: float) -> None:
    assert read_number(text).values == (value,)


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("1.5 M", "en", [1.5e6]),
        ("1.5 M", "fa", [1.5e6]),  # Persian has no M of its own, and platforms export in English
        ("1.5 M", "id", [1.5e6, 1.5e9]),  # million in English, miliar in Indonesian
        ("Rp 2 M", "id", [2e6, 2e9]),
        ("1,234 M", "id", [1.234e9, 1.234e12, 1.234e6, 1.234e9]),  # and the comma is either mark
        ("1,5 miliar", "id", [1.5e9]),
        ("1,5 jt", "id", [1.5e6]),
        ("2 T", "id", [2e12]),  # triliun and trillion are the same
        ("3 B", "id", [3e9]),
        ("4 rb", "en", [4e3]),  # of another language, and of no other meaning
        ("2 mio", "id", [2e6]),
    ],
)
def test_a_word_means_what_the_workbook_s_language_and_english_say(
    text: str, language: str, values: list[float]
) -> None:
    assert read_number(text, language=language).values == tuple(dict.fromkeys(values))
