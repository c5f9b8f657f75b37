"""Texts counted as people count them."""

from kpi_excel.model.text import count_characters, count_words, visible


def test_characters_are_those_that_people_see() -> None:
    # a family of four is joined of seven code points, a flag of two, é of two, and the Persian half-space joins letters
    texts = ["👨‍👩‍👧‍👦", "🇮🇩", "e\u0301a", "می\u200cخواهم", "", "  ", None, 12]
    assert count_characters(texts) == [1, 1, 2, 7, None, None, None, None]


def test_words_are_what_stands_between_spaces() -> None:
    assert count_words(["Love  it\nso much!", "می\u200cخواهم این را", " ", None]) == [4, 3, None, None]


def test_what_nobody_sees_is_left_out() -> None:
    assert visible("\ufeffRe\u200bach\u00ad ") == "Reach"
    assert visible("Coffee\u00a0\u202fHouse") == "Coffee House"
    assert visible("دنبال\u200cکنندگان") == "دنبال\u200cکنندگان"  # the half-space separates
