"""What the reader of values gives for parts that would end it."""

import re
import zipfile
import zlib
from pathlib import Path

import pytest

from kpi_excel.errors import FileError
from kpi_excel.workbook.reading.read import read
from tests.workbook.books import DAY, change_part, faults, posts, rewrite

SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize("number", ["-200000000000", "1e200", "999999999999999999"])
def test_a_number_that_no_date_can_be_is_a_fault_of_its_cell(
    tmp_path: Path, number: str, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = ([DAY, "X", "a", 1, 1], [DAY, "X", "b", 2, 2])
    path = rewrite(
        posts(tmp_path / "a.xlsx", *rows),
        tmp_path / "b.xlsx",
        change_part(SHEET, rb'(<c r="A3"[^>]*><v>)[^<]*', rb"\g<1>" + number.encode()),
    )
    inputs = read(path)
    assert [code for code, at in faults(inputs) if at == "A3"] in (["not-a-date"], ["date-out-of-range"])
    assert inputs.tables["posts"]["impressions"].tolist() == [1.0]
    assert capfd.readouterr().err == ""  # what native code says of its own faults is for nobody


def test_more_texts_promised_than_there_are_bytes(tmp_path: Path) -> None:
    source = posts(tmp_path / "a.xlsx", [DAY, "X", "a", 1, 1])
    part = "xl/sharedStrings.xml"
    for count in (b'uniqueCount="99999999999999"', b"uniqueCount = '99999999999999'"):
        path = rewrite(source, tmp_path / "b.xlsx", change_part(part, rb'uniqueCount="[0-9]+"', count))
        with pytest.raises(FileError, match=r"b\.xlsx is damaged: its part xl/sharedStrings\.xml cannot be understood"):
            read(path)
    fewer = rewrite(source, tmp_path / "c.xlsx", change_part(part, rb'uniqueCount="[0-9]+"', b'uniqueCount="0"'))
    assert len(read(fewer).tables["posts"]) == 1


@pytest.mark.parametrize("value", ["NaN", "nan", "inf", "-Infinity", "1e309"])
@pytest.mark.parametrize("column", ["A", "B", "C", "D"])
def test_numbers_that_are_none_stop_at_their_cells(tmp_path: Path, value: str, column: str) -> None:
    rows = ([DAY, "X", "a", 1, 1], [DAY, "X", "b", 2, 2])
    pattern = rb'(<c r="%b3")[^>]*>.*?</c>' % column.encode()
    cell = rb"\g<1>><v>" + value.encode() + b"</v></c>"
    path = rewrite(posts(tmp_path / "a.xlsx", *rows), tmp_path / "b.xlsx", change_part(SHEET, pattern, cell))
    inputs = read(path)
    assert f"{column}3" in [at for _, at in faults(inputs)]
    assert inputs.tables["posts"]["impressions"].tolist() == [1.0]  # the row is left out


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/styles.xml", SHEET])
@pytest.mark.parametrize("odd", [False, True])
def test_a_part_that_is_longer_than_it_says(tmp_path: Path, part: str, odd: bool) -> None:
    """The sizes and the checksum in the file are those of its beginning, so nothing else would notice."""
    source = posts(tmp_path / "a.xlsx", [DAY, "X", "a", 1, 1])
    if odd:
        source = rewrite(source, tmp_path / "odd.xlsx", lambda _, data: data.replace(b'<c r="A1"', b"<c  r='A1'"))
    with zipfile.ZipFile(source) as file:
        sound = {name: file.read(name) for name in file.namelist()}
    path = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in sound.items():
            file.writestr(name, data + b" " * 5_000_000 if name == part else data)
        info = file.getinfo(part)
        info.file_size, info.CRC = len(sound[part]), zlib.crc32(sound[part])
    with pytest.raises(FileError, match=r"b\.xlsx is damaged: parts of the file are missing\."):
        read(path)


def test_a_reader_is_led_to_no_part_that_was_not_measured(tmp_path: Path) -> None:
    """Names and relationships that this program and the reader would follow to different parts."""
    source = posts(tmp_path / "a.xlsx", [DAY, "X", "a", 1, 1])
    with zipfile.ZipFile(source) as file:
        sound = {name: file.read(name) for name in file.namelist()}
    far = re.sub(rb"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>', sound[SHEET])
    rels, book = "xl/_rels/workbook.xml.rels", "xl/workbook.xml"
    sheets = {
        "another folder": {"xl/xl/worksheets/sheet1.xml": sound[SHEET], SHEET: far, rels: sound[rels].replace(
            b'Target="worksheets/', b'Target="xl/worksheets/')},
        "a backslash": {SHEET: sound[SHEET], r"xl\\worksheets\\sheet1.xml": far},
        "another case": {SHEET: sound[SHEET], "xl/worksheets/SHEET1.XML": sound[SHEET]},
        "two sheets of a name": {"xl/worksheets/sheet9.xml": far, book: sound[book].replace(
            b"<sheets>", b'<sheets><sheet name="Posts" sheetId="99" r:id="rId99"/>'), rels: sound[rels].replace(
            b"</Relationships>", b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            b'relationships/worksheet" Target="worksheets/sheet9.xml"/></Relationships>')},
    }  # fmt: skip
    for name, changes in sheets.items():
        path = tmp_path / "b.xlsx"
        with zipfile.ZipFile(path, "w") as file:
            for part, data in (sound | changes).items():
                file.writestr(part, data)
        assert read(path).tables["posts"]["impressions"].tolist() == [1.0], name
