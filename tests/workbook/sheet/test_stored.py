"""What formula cells carry in the file."""

import math

import pytest

from kpi_excel.workbook.sheet.stored import stored_value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (b'<c r="A1"><f>1/4</f><v>0.25</v></c>', 0.25),
        (b'<c r="A1" t="str"><f>""</f><v></v></c>', ""),
        (b'<c r="A1" t="str"><f>""</f></c>', ""),
        (b'<c r="A1" t="b"><f>1=1</f><v>1</v></c>', True),
        (b'<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        (b'<c r="A1"><f>B1</f></c>', None),
        (b'<x:c r="A1" s="1" t="str"><x:f>B1</x:f><x:v>a &amp; b</x:v></x:c>', "a & b"),
    ],
)
def test_values(cell: bytes, value: object) -> None:
    assert stored_value(cell) == value


def test_not_available_is_no_value() -> None:
    value = stored_value(b'<c r="A1" t="e"><f>NA()</f><v>#N/A</v></c>')
    assert isinstance(value, float)
    assert math.isnan(value)
