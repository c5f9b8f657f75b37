"""How workbooks look: each format once, numbers in the language's digits and marks, widths that texts need."""

import io

import pytest
from xlsxwriter import Workbook

from kpi_excel.authoring.style import Style, column_pixels, number_format, print_scale, row_height, text_width
from kpi_excel.language.texts import texts

EN, ID, FA = (texts(language) for language in ("en", "id", "fa"))


def test_a_format_is_made_once() -> None:
    style = Style(Workbook(io.BytesIO()), EN)
    assert style.format(bold=True) is style.format(bold=True)
    assert style.format(bold=True) is not style.format()
    assert style.text() is style.format(align="left", reading_order=1)
    assert Style(Workbook(io.BytesIO()), FA).start == "right"


@pytest.mark.parametrize(
    ("code", "persian"),
    [
        ("#,##0", "[$-3000429]#,##0"),
        ('0.0%;"–"', '[$-3000429]0.0%;[$-3000429]"–"'),
        ("[>=1000]0.0,;0", "[>=1000][$-3000429]0.0,;[$-3000429]0"),
        ("@", "@"),
    ],
)
def test_digits_of_the_language(code: str, persian: str) -> None:
    assert number_format(code, FA) == persian
    assert number_format(code, EN) == code


def test_invisible_signs_take_no_room() -> None:
    assert text_width("می\u200cخواهم") == text_width("میخواهم")
    assert text_width("Reach", bold=True) > text_width("Reach")
    assert text_width("", 20) == 0


def test_a_text_that_wraps_gets_its_lines() -> None:
    text = "reach " * 40
    assert row_height(text, 20) > row_height(text, 40) > row_height("reach", 40)


def test_columns_are_as_wide_as_a_page() -> None:
    # 9 inches of a page of Letter in landscape, which is 11 wide; a column of 10 digits is 75 pixels in Excel
    assert column_pixels(10, EN) == 75
    assert print_scale([10] * 5, EN) // 2 == print_scale([10] * 10, EN)  # in whole percent
