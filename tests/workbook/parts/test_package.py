import hashlib
import io
import os
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from kpi_excel.errors import FileError, InputError
from kpi_excel.workbook.parts.package import Package, open_package
from kpi_excel.workbook.reading.read import read
from tests.workbook.books import DAY, posts, rewrite

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
SAVE_AS = "Open it in Excel or LibreOffice and save it as an Excel workbook (.xlsx)."
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{REL}" Target="{{target}}"/></Relationships>'
)


def zipped(**parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return stream.getvalue()


FILES = {
    "empty": (b"", "f.xlsx is an empty file.", "Use a backup copy, or start with `kpi-excel new`."),
    "pdf": (
        b"%PDF-1.7\n%",
        "f.xlsx is a PDF document, not a workbook, whatever its name says.",
        "Name the .xlsx file.",
    ),
    "picture": (b"\x89PNG\r\n", "f.xlsx is a picture, not a workbook, whatever its name says.", "Name the .xlsx file."),
    "web page": (
        b"\n <!doctype html><table>",
        "f.xlsx is a web page, not a workbook, whatever its name says.",
        "Name the .xlsx file.",
    ),
    "csv": (b"date,platform\n2026-07-01,X\n", "f.xlsx is not an Excel workbook (.xlsx or .xlsm).", SAVE_AS),
    "password": (
        OLE + "EncryptedPackage".encode("utf-16-le"),
        "f.xlsx is protected with a password.",
        "Open it in Excel, remove the password (File, Info, Protect Workbook) and save it.",
    ),
    "xls": (OLE + "Workbook".encode("utf-16-le"), "f.xlsx is a workbook in the old .xls format.", SAVE_AS),
    "doc": (
        OLE + "WordDocument".encode("utf-16-le"),
        "f.xlsx is an old Office file, but not a workbook.",
        "Name the .xlsx file.",
    ),
    "xlsb": (zipped(**{"xl/workbook.bin": "x"}), "f.xlsx is a binary workbook (.xlsb).", SAVE_AS),
    "ods": (zipped(mimetype="x", **{"content.xml": "<x/>"}), "f.xlsx is an OpenDocument file.", SAVE_AS),
    "docx": (
        zipped(**{"_rels/.rels": RELATIONSHIPS.format(target="word/document.xml"), "word/document.xml": "<x/>"}),
        "f.xlsx is an Office file, but not a workbook.",
        "Name the .xlsx file.",
    ),
    "zip": (zipped(note="x"), "f.xlsx is a zip file, but not an Excel workbook.", "Name the .xlsx file."),
    "workbook part absent": (
        zipped(**{"_rels/.rels": RELATIONSHIPS.format(target="xl/workbook.xml")}),
        "f.xlsx is an Office file, but not a workbook.",
        "Name the .xlsx file.",
    ),
    "broken XML": (
        zipped(**{"_rels/.rels": "<Relationships"}),
        "f.xlsx is damaged: its part _rels/.rels cannot be understood.",
        "Open it in Excel, let Excel repair it, and save it.",
    ),
    "cut zip": (b"PK\x03\x04" + bytes(50), "f.xlsx is damaged: parts of the file are missing.", "Use a backup copy."),
    "bomb": (
        zipped(**{"xl/workbook.xml": "0" * 60_000_000}),
        "f.xlsx would unpack to 60 MB, which no ordinary workbook does.",
        "Use a file from a source you trust.",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_no_workbook_gets_one_sentence_and_stays_as_it_is(tmp_path: Path, name: str) -> None:
    data, message, fix = FILES[name]
    path = tmp_path / "f.xlsx"
    path.write_bytes(data)
    with pytest.raises(FileError) as caught:
        read(path)
    assert (caught.value.message, caught.value.fix, caught.value.exit_code) == (message, fix, 3)
    assert path.read_bytes() == data


def test_a_missing_file_names_its_neighbours(tmp_path: Path) -> None:
    posts(tmp_path / "July.xlsx")
    with pytest.raises(FileError) as caught:
        read(tmp_path / "july2.xlsx")
    assert caught.value.message == f"There is no file july2.xlsx in the folder {tmp_path.name}."
    assert caught.value.fix == "Did you mean July.xlsx?"


def test_a_missing_file_without_neighbours(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"There is no file a\.xlsx") as caught:
        read(tmp_path / "a.xlsx")
    assert caught.value.fix == "Check the name and the folder."


def test_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "kpis.xlsx"
    folder.mkdir()
    with pytest.raises(FileError) as caught:
        read(folder)
    assert str(caught.value) == "kpis.xlsx is a folder, not a workbook.\nFix: Name the .xlsx file in it."


def test_a_name_longer_than_the_system_allows(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="could not be read"):
        read(tmp_path / ("x" * 300 + ".xlsx"))


def test_a_file_open_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = posts(tmp_path / "July.xlsx")

    def refuse(_self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(FileError) as caught:
        read(path)
    assert caught.value.message == "July.xlsx may not be read."
    assert caught.value.fix == "If it is open in Excel, close it there; else check who may read it."


@pytest.mark.parametrize("share", [0.02, 0.5, 0.99])
def test_a_truncated_workbook(tmp_path: Path, share: float) -> None:
    data = posts(tmp_path / "whole.xlsx", [DAY, "X", "a", 1, 1]).read_bytes()
    path = tmp_path / "cut.xlsx"
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(FileError) as caught:
        read(path)
    assert caught.value.message == "cut.xlsx is damaged: parts of the file are missing."


def test_every_flipped_stretch_is_read_or_refused_in_words(tmp_path: Path) -> None:
    data = posts(tmp_path / "whole.xlsx", *[[DAY, "X", f"p{number}", 1, 1] for number in range(30)]).read_bytes()
    path = tmp_path / "flipped.xlsx"
    for start in range(0, len(data), 151):
        path.write_bytes(data[:start] + bytes(255 - byte for byte in data[start : start + 8]) + data[start + 8 :])
        with suppress(FileError, InputError):  # anything else would be a traceback
            read(path)


ENTITIES = "".join(f'<!ENTITY a{n} "{"ha" if n == 0 else f"&a{n - 1};" * 10}">' for n in range(9))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"])
def test_a_billion_laughs_are_refused(tmp_path: Path, part: str, encoding: str) -> None:
    source = posts(tmp_path / "plain.xlsx", [DAY, "X", "a", 1, 1])

    def laugh(name: str, data: bytes) -> bytes:
        if name != part:
            return data
        text = data.decode().partition("?>")[2].replace("Posts", "&a8;", 1).replace("platform", "&a8;", 1)
        return f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [{ENTITIES}]>{text}'.encode(encoding)

    with pytest.raises(FileError) as caught:
        read(rewrite(source, tmp_path / "laugh.xlsx", laugh))
    assert caught.value.message == "laugh.xlsx holds XML with a document type, which no ordinary workbook does."
    assert caught.value.fix == "Use a file from a source you trust."


def test_a_document_type_behind_a_long_comment_does_not_blow_up(tmp_path: Path) -> None:
    source = posts(tmp_path / "plain.xlsx", [DAY, "X", "a", 1, 1])

    def laugh(name: str, data: bytes) -> bytes:
        if name != "xl/workbook.xml":
            return data
        text = data.decode().partition("?>")[2].replace('name="Posts"', 'name="&a8;"', 1)
        return f"<!--{'x' * 5000}--><!DOCTYPE x [{ENTITIES}]>{text}".encode()

    with pytest.raises(FileError, match="is damaged"):
        read(rewrite(source, tmp_path / "laugh.xlsx", laugh))


def test_a_directory_of_entries_that_cannot_be(tmp_path: Path) -> None:
    data = posts(tmp_path / "plain.xlsx").read_bytes()
    entry = data.index(b"PK\x01\x02")
    end = data.rindex(b"PK\x05\x06")
    path = tmp_path / "f.xlsx"
    for at, by in ((entry + 6, b"\xeb"), (entry + 42, b"\xff\xff\xff\xff"), (end + 16, b"\xff\xff\xff\xff")):
        path.write_bytes(data[:at] + by + data[at + len(by) :])
        with pytest.raises(FileError, match=r"f\.xlsx is damaged: parts of the file are missing\."):
            read(path)


def test_zip_entries_with_a_password_or_an_odd_packing(tmp_path: Path) -> None:
    data = bytearray(posts(tmp_path / "plain.xlsx").read_bytes())
    entry = data.rindex(b"PK\x01\x02")
    path = tmp_path / "f.xlsx"
    path.write_bytes(bytes([*data[: entry + 8], 1, *data[entry + 9 :]]))
    with pytest.raises(FileError, match=r"f\.xlsx is a zip file with a password\."):
        read(path)
    path.write_bytes(bytes([*data[: entry + 10], 14, *data[entry + 11 :]]))
    with pytest.raises(FileError, match=r"f\.xlsx is packed in a way that workbooks are not\."):
        read(path)


def test_reading_leaves_the_file_alone(tmp_path: Path) -> None:
    path = posts(tmp_path / "July.xlsx", [DAY, "X", "a", 1, 1])
    path.chmod(0o444)
    before = hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns
    read(path)
    assert (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns) == before
    assert os.listdir(tmp_path) == ["July.xlsx"]


def test_parts_and_relationships(tmp_path: Path) -> None:
    path = posts(tmp_path / "July.xlsx", [DAY, "X", "a", 1, 1])
    with open_package(path) as package:
        assert package.workbook_part == "xl/workbook.xml"
        assert "XL/Workbook.xml" in package  # part names differ in case between programs
        assert package.read("XL/workbook.XML") == package.read("xl/workbook.xml")
        assert package.size("xl/workbook.xml") == len(package.read("xl/workbook.xml"))
        found = {(one.type, one.target) for one in package.relationships("xl/workbook.xml")}
        assert ("worksheet", "xl/worksheets/sheet1.xml") in found
        assert package.relationships("xl/worksheets/sheet1.xml") == []


def test_targets_from_the_root_upwards_and_outside() -> None:
    relationships = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Type="t/table" Target="/xl/tables/one.xml"/>'
        '<Relationship Id="b" Type="t/table" Target="../tables/./two.xml"/>'
        '<Relationship Id="c" Type="t/hyperlink" Target="https://example.org/x" TargetMode="External"/></Relationships>'
    )
    package = Package(zipped(**{"xl/worksheets/_rels/s.xml.rels": relationships}), "f.xlsx")
    found = [(one.id, one.type, one.target, one.external) for one in package.relationships("xl/worksheets/s.xml")]
    assert found == [
        ("a", "table", "xl/tables/one.xml", False),
        ("b", "table", "xl/tables/two.xml", False),
        ("c", "hyperlink", "https://example.org/x", True),
    ]
