from kpi_excel.workbook.reading.calendar_names import all_names, halves, key, usual_names


def test_names_compare_without_accents_dots_and_invisible_characters() -> None:
    assert key("Févr.") == key("fevr") == "fevr"
    assert key("سه\u200cشنبه") == key("سه‌شنبه") == "سهشنبه"
    assert key("ي") == key("ی")


def test_months_of_the_usual_languages() -> None:
    words = ("January", "ene", "Ιαν", "Jan.", "janv.", "janeiro", "Januari", "ژانویه")
    assert {usual_names().months[key(word)] for word in words} == {1}
    assert "jui" not in usual_names().months  # juin and juillet


def test_a_word_with_two_meanings_among_all_languages_is_none() -> None:
    assert "listopad" not in all_names().months  # November in Polish and Czech, October in Croatian
    assert all_names().months[key("января")] == 1


def test_weekdays_and_what_stands_between() -> None:
    assert {key("Thu"), key("Kamis"), key("quinta-feira"), key("پنجشنبه")} <= usual_names().weekdays
    assert {"de", "um", "as", "pukul", "ساعت"} <= usual_names().between


def test_halves_of_the_day() -> None:
    assert {word: halves()[key(word)] for word in ("AM", "p.m.", "π.μ.", "ب.ظ.", "قبل‌ازظهر")} == {
        "AM": 0,
        "p.m.": 12,
        "π.μ.": 0,
        "ب.ظ.": 12,
        "قبل‌ازظهر": 0,
    }
