"""What the bytes of a cell hold, by every way in which programs write it."""

from pathlib import Path

import pytest

from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.sheet.cell_reader import CellReader
from tests.workbook.filling.odd import workbook


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (b'<c r="A1"><v>1.5</v></c>', 1.5),
        (b'<c r="A1" t="n"><v>1E3</v></c>', 1000.0),
        (b'<c r="A1" t="b"><v>1</v></c>', True),
        (b'<c r="A1" t="b"><v>0</v></c>', False),
        (b'<c r="A1" t="e"><v>#N/A</v></c>', "#N/A"),
        (b'<c r="A1" t="str"><f>A2&amp;"x"</f><v>a &lt; b</v></c>', "a < b"),
        (b'<c r="A1" t="str"><v>two_x000A_lines</v></c>', "two\nlines"),
        (
            b'<c r="A1" t="inlineStr"><is><r><t>Tik</t></r><r><t>Tok</t></r><rPh eb="1"><t>no</t></rPh></is></c>',
            "TikTok",
        ),
        (b'<c r="A1" t="s"><v>0</v></c>', "TikTok"),  # the shared text has two runs and a reading aid, too
        (b'<c r="A1" t="s"><v>7</v></c>', None),  # there is no such text
        (b'<c r="A1" t="d"><v>2026-09-30T12:00:00Z</v></c>', 46_295.5),
        (b'<x:c r="A1" t="str"><x:v>prefixed</x:v></x:c>', "prefixed"),
        (b'<c r="A1" s="3"/>', None),
        (b"", None),
    ],
)
def test_values(cell: bytes, value: object, tmp_path: Path) -> None:
    with open_package(workbook(tmp_path / "a.xlsx", "<sheetData/>")) as package:
        assert CellReader(package).value(cell) == value
