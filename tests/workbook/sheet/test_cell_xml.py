"""One cell as XML: written as Excel writes it, and changed without touching what else it says."""

import math
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_excel.workbook.sheet.cell_xml import (
    MAX_TEXT,
    Value,
    clean_text,
    constant_end,
    constant_ends,
    excel_date,
    moved,
    style_of,
    text_inside,
    with_cached_value,
    without_attributes,
    write_cell,
    write_value,
)

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**16), 10**16),
    st.floats(),
    st.text(max_size=20),
    st.dates(date(1990, 1, 1)),
)


@pytest.mark.parametrize(
    ("value", "xml"),
    [
        (None, b'<c r="B3" s="4"/>'),
        (2.0, b'<c r="B3" s="4"><v>2</v></c>'),
        (0.1, b'<c r="B3" s="4"><v>0.1</v></c>'),
        (True, b'<c r="B3" s="4" t="b"><v>1</v></c>'),
        (math.nan, b'<c r="B3" s="4" t="e"><v>#N/A</v></c>'),
        (-math.inf, b'<c r="B3" s="4" t="e"><v>#N/A</v></c>'),
        ("=1+1", b'<c r="B3" s="4" t="inlineStr"><is><t>=1+1</t></is></c>'),
        (" a", b'<c r="B3" s="4" t="inlineStr"><is><t xml:space="preserve"> a</t></is></c>'),
        ("a<b", b'<c r="B3" s="4" t="inlineStr"><is><t>a&lt;b</t></is></c>'),
        (date(2026, 9, 30), b'<c r="B3" s="4"><v>46295</v></c>'),
    ],
)
def test_constants(value: Value, xml: bytes) -> None:
    assert write_cell(3, 2, value, "4") == xml


def test_formulas_carry_their_values() -> None:
    assert write_cell(1, 1, "<b>", formula="A2&B2") == b'<c r="A1" t="str"><f>A2&amp;B2</f><v>&lt;b&gt;</v></c>'
    assert write_cell(1, 1, None, formula="A2") == b'<c r="A1"><f>A2</f></c>'
    array = write_cell(2, 1, 3, formula="SUM(A2)", prefix=b"x:", is_array=True)
    assert array == b'<x:c r="A2"><x:f t="array" ref="A2">SUM(A2)</x:f><x:v>3</x:v></x:c>'


def test_what_a_formula_elsewhere_gives_is_written_as_a_value() -> None:
    assert write_value(2, 1, "#DIV/0!") == b'<c r="A2" t="e"><v>#DIV/0!</v></c>'
    assert write_value(2, 1, "a") == b'<c r="A2" t="str"><v>a</v></c>'
    assert write_value(2, 1, None, "7") == b'<c r="A2" s="7"/>'


@given(st.lists(VALUES, max_size=12))
def test_many_constants_are_written_as_each_alone(values: list[Value]) -> None:
    assert constant_ends(values) == [constant_end(value) for value in values]


def test_another_stored_value_leaves_formula_style_and_metadata() -> None:
    cell = b'<c r="A1" s="2" cm="1" t="str"><f t="shared" si="0"/><v>old</v></c>'
    assert with_cached_value(cell, 0.5) == b'<c r="A1" s="2" cm="1"><f t="shared" si="0"/><v>0.5</v></c>'
    assert with_cached_value(cell, None) == b'<c r="A1" s="2" cm="1"><f t="shared" si="0"/></c>'
    assert with_cached_value(cell, "#NUM!") == b'<c r="A1" s="2" cm="1" t="e"><f t="shared" si="0"/><v>#NUM!</v></c>'


def test_a_moved_cell_takes_its_array_along() -> None:
    cell = b'<c r="A1" s="2"><f t="array" ref="A1:A1">SUM(B1)</f><v>1</v></c>'
    assert moved(cell, 7, 28) == b'<c r="AB7" s="2"><f t="array" ref="AB7">SUM(B1)</f><v>1</v></c>'


def test_what_is_read_of_a_cell() -> None:
    cell = b'<c r="A1" s = "12" t="str"><f>A2&amp;"x"</f><v>y</v></c>'
    assert (style_of(cell), text_inside(cell, "f"), text_inside(cell, "v")) == ("12", 'A2&"x"', "y")
    assert (style_of(b'<c r="A1"><is s="9"/></c>'), text_inside(b'<c r="A1"/>', "v")) == ("", None)
    assert without_attributes(b' r="A1" s="2" t="b"', b"t", b"r") == b' s="2"'


def test_dates_count_as_excel_counts() -> None:
    # Excel's day 60 is 29 February 1900, which never was; from 1 March 1900 (61) it counts right
    assert excel_date(date(1900, 3, 1)) == 61
    assert excel_date(datetime(2026, 1, 1, 6)) == 46_023.25
    assert excel_date(date(1904, 1, 2), date_1904=True) == 1


def test_texts_end_where_excel_ends() -> None:
    assert len(clean_text("a" * 40_000)) == MAX_TEXT
    assert clean_text("\U0001f600" * 20_000) == "\U0001f600" * (MAX_TEXT // 2)  # two units each; half a one is none
