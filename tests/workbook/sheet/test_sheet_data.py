from datetime import date, datetime

import pytest

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.sheet.sheet_data import SheetData, Value, style_of, text_inside, with_cached_value, write_cell

XML = (
    b'<?xml version="1.0"?><worksheet xmlns="m"><dimension ref="A1:C4"/><sheetData>'
    b'<row r="1" spans="1:3" ht="20" customHeight="1"><c r="A1" s="3" t="s"><v>0</v></c>'
    b'<c r="C1"><f>A2+1</f><v>7</v></c></row>'
    b'<row r="4"><c r="B4" t="inlineStr"><is><t>x</t></is></c></row>'
    b"</sheetData><pageMargins left='0.7'/></worksheet>"
)


def test_untouched_data_is_written_byte_for_byte() -> None:
    data = SheetData(XML)
    assert data.serialize() == XML
    data.row(1)
    assert data.cell(4, 2).startswith(b"<c")
    assert data.serialize() == XML


def test_a_changed_row_keeps_its_other_cells_and_height() -> None:
    data = SheetData(XML)
    data.row(1).cells[2] = write_cell(1, 2, 5)
    expected = b'<row r="1" ht="20" customHeight="1"><c r="A1" s="3" t="s"><v>0</v></c><c r="B1"><v>5</v></c><c r="C1">'
    assert expected in data.serialize()
    assert data.serialize().endswith(b"</sheetData><pageMargins left='0.7'/></worksheet>")


def test_formulas_and_used_range_are_found() -> None:
    data = SheetData(XML)
    assert [(row, column) for row, column, _ in data.formula_cells()] == [(1, 3)]
    assert data.used() == Area(1, 1, 4, 3)


def test_formulas_in_cdata_are_read() -> None:
    xml = b'<worksheet><sheetData><row r="1"><c r="A1"><f><![CDATA[A!B2&C3]]></f></c></row></sheetData></worksheet>'
    assert list(SheetData(xml).formulas()) == [b"A!B2&amp;C3"]


def test_rows_and_cells_without_addresses_are_counted() -> None:
    data = SheetData(
        b"<worksheet><sheetData><row><c/><c><v>1</v></c></row><row><c><v>2</v></c></row></sheetData></worksheet>"
    )
    assert data.cell(1, 2) == b"<c><v>1</v></c>"
    assert data.cell(2, 1) == b"<c><v>2</v></c>"


def test_empty_and_prefixed_sheets_can_be_filled() -> None:
    data = SheetData(b'<x:worksheet xmlns:x="m"><x:sheetData/></x:worksheet>')
    data.row(2).cells[1] = write_cell(2, 1, 1.5, prefix=data.prefix)
    assert data.serialize() == (
        b'<x:worksheet xmlns:x="m"><x:sheetData><x:row r="2"><x:c r="A2"><x:v>1.5</x:v></x:c></x:row>'
        b"</x:sheetData></x:worksheet>"
    )


@pytest.mark.parametrize(
    ("value", "xml"),
    [
        (None, '<c r="B3" s="4"/>'),
        (12, '<c r="B3" s="4"><v>12</v></c>'),
        (0.1, '<c r="B3" s="4"><v>0.1</v></c>'),
        (1e300, '<c r="B3" s="4"><v>1e+300</v></c>'),
        (float("nan"), '<c r="B3" s="4" t="e"><v>#N/A</v></c>'),
        (True, '<c r="B3" s="4" t="b"><v>1</v></c>'),
        (date(2026, 9, 30), '<c r="B3" s="4"><v>46295</v></c>'),
        (datetime(2026, 9, 30, 18), '<c r="B3" s="4"><v>46295.75</v></c>'),
        ("=1+1", '<c r="B3" s="4" t="inlineStr"><is><t>=1+1</t></is></c>'),  # text stays text
        ("a<b & c", '<c r="B3" s="4" t="inlineStr"><is><t>a&lt;b &amp; c</t></is></c>'),
        (" x\n", '<c r="B3" s="4" t="inlineStr"><is><t xml:space="preserve"> x\n</t></is></c>'),
        ("\x07_x0041_", '<c r="B3" s="4" t="inlineStr"><is><t>_x0007__x005F_x0041_</t></is></c>'),
    ],
)
def test_constants(value: Value, xml: str) -> None:
    assert write_cell(3, 2, value, "4").decode() == xml


@pytest.mark.parametrize(
    ("value", "xml"),
    [
        (None, '<c r="B3"><f>A1&amp;"x"</f></c>'),
        ("yes", '<c r="B3" t="str"><f>A1&amp;"x"</f><v>yes</v></c>'),
        (2.5, '<c r="B3"><f>A1&amp;"x"</f><v>2.5</v></c>'),
    ],
)
def test_formulas_carry_their_value(value: Value, xml: str) -> None:
    assert write_cell(3, 2, value, formula='A1&"x"').decode() == xml


def test_cached_values_are_replaced_and_the_rest_of_the_cell_stays() -> None:
    cell = b'<c r="C1" s="2" cm="1" t="str"><f t="array" ref="C1:C2">A1:A2</f><v>old</v></c>'
    assert with_cached_value(cell, 3.0) == b'<c r="C1" s="2" cm="1"><f t="array" ref="C1:C2">A1:A2</f><v>3</v></c>'
    assert with_cached_value(cell, "#DIV/0!") == (
        b'<c r="C1" s="2" cm="1" t="e"><f t="array" ref="C1:C2">A1:A2</f><v>#DIV/0!</v></c>'
    )
    assert with_cached_value(cell, None) == b'<c r="C1" s="2" cm="1"><f t="array" ref="C1:C2">A1:A2</f></c>'
    assert with_cached_value(b'<c r="A1"><f si="0" t="shared"/><v>1</v></c>', 2) == (
        b'<c r="A1"><f si="0" t="shared"/><v>2</v></c>'
    )


def test_style_and_texts_of_a_cell() -> None:
    cell = b'<c r="C1" s="12"><f>A1&amp;&quot;&lt;&quot;</f><v>7</v></c>'
    assert (style_of(cell), text_inside(cell, "f"), text_inside(cell, "v")) == ("12", 'A1&"<"', "7")
    assert text_inside(b'<c r="A1"/>', "f") is None


def test_rows_and_cells_get_addresses_once_something_changes() -> None:
    data = SheetData(
        b"<worksheet><sheetData><row><c/><c><v>1</v></c></row><row><c><v>2</v></c></row></sheetData></worksheet>"
    )
    data.row(1).cells[4] = write_cell(1, 4, 3)
    assert data.serialize() == (
        b'<worksheet><sheetData><row r="1"><c r="A1"/><c r="B1"><v>1</v></c><c r="D1"><v>3</v></c></row>'
        b'<row r="2"><c><v>2</v></c></row></sheetData></worksheet>'
    )


def test_dropped_rows_are_a_change() -> None:
    data = SheetData(b'<worksheet><sheetData><row r="7" ht="9"/></sheetData></worksheet>')
    assert not data.is_changed()
    data.drop(7)
    assert data.is_changed()
    assert data.used() is None
    assert data.serialize() == b"<worksheet><sheetData></sheetData></worksheet>"
