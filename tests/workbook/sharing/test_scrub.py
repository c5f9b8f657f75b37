"""Scrubbing: what names people, machines and files is gone from every part; what cannot go is refused."""

import re
from pathlib import Path

import pytest
import xlsxwriter

from kpi_excel.errors import InputError
from kpi_excel.report.share import share
from kpi_excel.workbook.checking.lint import lint
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.sharing.scrub import refuse_what_cannot_go, without_paths
from tests.rings import SHARED_DATA, validate
from tests.workbook.planted import AUTHOR, SECRETS, found_in, plant
from tests.workbook.rich import package_of, parts, rich, write_parts

FOLDER = SHARED_DATA / "excel_saved"
SAVED = sorted(path.name for path in FOLDER.iterdir()) if FOLDER.is_dir() else ["absent.xlsx"]
EXTERNAL = 'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"'


def shared(path: Path) -> Path:
    """Share a workbook without filling it."""
    target = path.with_name("shared.xlsx")
    target.write_bytes(share(path.read_bytes(), path.name, {}, "Senja 2026-Q3"))
    return target


def test_every_secret_is_planted(tmp_path: Path) -> None:
    path = plant(tmp_path / "planted.xlsm")
    assert {one.partition(" in ")[0] for one in found_in(path, *SECRETS)} == set(SECRETS)
    assert len(found_in(path, AUTHOR)) > 10


def test_no_part_holds_a_secret(tmp_path: Path) -> None:
    path = shared(plant(tmp_path / "planted.xlsm"))
    assert found_in(path, *SECRETS, "Sari", "macroEnabled") == []
    names = set(parts(path))
    assert not [one for one in names if re.search(r"comment|person|custom|printer|vba|connection|Map", one)]
    assert "xl/drawings/vmlDrawing1.vml" not in names  # held a note only


@pytest.mark.validator
def test_what_is_left_is_valid(tmp_path: Path) -> None:
    path = rich(tmp_path / "rich.xlsx")
    before = {one.partition(": ")[2] for one in validate(path)}
    found = validate(shared(path))
    assert {one.partition(": ")[2] for one in found} <= before
    found = validate(shared(plant(tmp_path / "planted.xlsm")))
    assert {one.partition(": ")[2] for one in found} <= before


def test_what_shows_stays(tmp_path: Path) -> None:
    path = rich(tmp_path / "rich.xlsx")
    before = parts(path)
    after = parts(shared(path))
    for name in before:
        if re.search(r"charts/|media/|theme|metadata|ctrlProps|Property", name):
            assert after[name] == before[name], name
    sheet = after["xl/worksheets/sheet2.xml"]
    assert b"https://example.org/report" in after["xl/worksheets/_rels/sheet2.xml.rels"]
    assert b"sparkline" in after["xl/worksheets/sheet1.xml"]
    assert b"<hyperlink " in sheet
    assert lint(package_of(path.with_name("shared.xlsx"))) == []
    # the same rows, but for formats
    rows = re.compile(rb"<sheetData.*</sheetData>")
    assert rows.search(sheet)[0] == rows.search(before["xl/worksheets/sheet2.xml"])[0]  # type: ignore[index]


@pytest.mark.shared_data
@pytest.mark.validator
@pytest.mark.parametrize("name", SAVED)
def test_what_excel_saved_names_nobody_and_is_no_less_valid(name: str, tmp_path: Path) -> None:
    source = FOLDER / name
    target = tmp_path / "shared.xlsx"
    target.write_bytes(share(source.read_bytes(), name, {}, "Senja 2026-Q3"))
    core = parts(source).get("docProps/core.xml", b"").decode()
    people = set(re.findall(r"(?:creator|lastModifiedBy)>([^<]{4,})<", core))
    assert found_in(target, *people, "refreshedBy", "absPath", "documentId") == []
    assert {str(one) for one in lint(package_of(target))} <= {str(one) for one in lint(package_of(source))}
    assert len(validate(target)) <= len(validate(source))


def test_the_link_to_a_file_is_cut_and_the_one_to_a_page_stays(tmp_path: Path) -> None:
    after = parts(shared(plant(tmp_path / "planted.xlsm")))
    assert b'ref="A9"' not in after["xl/worksheets/sheet2.xml"]
    assert b'ref="A8"' in after["xl/worksheets/sheet2.xml"]


def test_buttons_stay_without_their_macros(tmp_path: Path) -> None:
    after = parts(shared(rich(tmp_path / "rich.xlsx")))
    drawings = b"".join(data for name, data in after.items() if "rawing" in name)
    assert b"Button" in drawings
    assert b"FmlaMacro" not in drawings
    assert b"Note" not in drawings


def test_texts_that_no_cell_shows_are_emptied_and_the_others_keep_their_numbers(tmp_path: Path) -> None:
    before = parts(plant(tmp_path / "planted.xlsm"))["xl/sharedStrings.xml"]
    after = parts(shared(tmp_path / "planted.xlsm"))["xl/sharedStrings.xml"]
    assert after.count(b"<si>") == before.count(b"<si>")
    assert after.rpartition(b"<si>")[2].startswith(b"<t/></si>")


def test_the_same_bytes_each_time(tmp_path: Path) -> None:
    path = plant(tmp_path / "planted.xlsm")
    assert shared(path).read_bytes() == shared(path).read_bytes()


@pytest.mark.parametrize(
    ("kind", "target", "said"),
    [
        ("oleObject", "../embeddings/oleObject1.bin", "holds an embedded file"),
        ("control", "../activeX/activeX1.xml", "holds ActiveX controls"),
        ("xlMacrosheet", "../macrosheets/sheet1.xml", "holds a sheet of Excel 4 macros"),
        ("powerPivotData", "../model/item.data", "holds a data model"),
        ("oleObject", r"file:///C:\a\Prices.xlsx", "is linked to another file: Prices.xlsx"),
    ],
)
def test_what_cannot_be_taken_out_is_refused(tmp_path: Path, kind: str, target: str, said: str) -> None:
    content = parts(rich(tmp_path / "rich.xlsx"))
    links = "xl/_rels/workbook.xml.rels" if kind == "xlMacrosheet" else "xl/worksheets/_rels/sheet2.xml.rels"
    mode = ' TargetMode="External"' if target.startswith("file") else ""
    added = f'<Relationship Id="rIdX" {EXTERNAL.format(kind, target)}{mode}/></Relationships>'
    content[links] = content[links].replace(b"</Relationships>", added.encode())
    path = write_parts(tmp_path / "bad.xlsx", content)
    with pytest.raises(InputError, match=rf"^bad\.xlsx {said}") as caught:
        shared(path)
    assert caught.value.fix


def test_formulas_over_other_files_are_refused_with_the_files_names(tmp_path: Path) -> None:
    content = parts(rich(tmp_path / "rich.xlsx"))
    links = "xl/_rels/workbook.xml.rels"
    added = f'<Relationship Id="rIdX" {EXTERNAL.format("externalLink", "externalLinks/externalLink1.xml")}/>'
    content[links] = content[links].replace(b"</Relationships>", f"{added}</Relationships>".encode())
    content["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"
    content["xl/workbook.xml"] = content["xl/workbook.xml"].replace(b"Data!$C$5", b"[1]Data!$C$5", 1)
    target = EXTERNAL.format("externalLinkPath", r"file:///C:\Users\budi\Harga%20%202026.xlsx")
    content["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" {target} TargetMode="External"/></Relationships>'
    ).encode()
    path = write_parts(tmp_path / "bad.xlsx", content)
    with pytest.raises(InputError, match=r"^bad\.xlsx has formulas that look into other files: Harga  2026\.xlsx\."):
        shared(path)


@pytest.mark.parametrize(
    ("value", "refused"),
    [
        (r"see C:\Users\budi\plan.docx", True),
        (r"\\server\share\plan.docx", True),
        ("file:///home/budi/plan.docx", True),
        ("/Users/budi/plan.docx", True),
        ('=HYPERLINK("plan.docx","the plan")', True),
        ('=HYPERLINK("C:/plans/plan.docx")', True),
        ('=HYPERLINK("https://example.org/home/plan","the plan")', False),
        ('=HYPERLINK("#Data!A1","the data")', False),
        ("https://example.org/Users/home/plan", False),
        (r"either\or, 12:30, A:B, h:\mm, 1/2/2026, C: yes", False),
    ],
)
def test_cells_that_name_places_on_a_machine_are_refused(tmp_path: Path, value: str, refused: bool) -> None:
    path = tmp_path / "cells.xlsx"
    with xlsxwriter.Workbook(str(path), {"strings_to_urls": False}) as book:
        book.add_worksheet("First").write("A1", "nothing")
        book.add_worksheet("Notes").write("C7", value)
    package = package_of(path)
    if refused:
        with pytest.raises(InputError, match=r"^cells\.xlsx: sheet 'Notes', cell C7 names a file or folder"):
            refuse_what_cannot_go(package, read_structure(package), path.name)
    else:
        refuse_what_cannot_go(package, read_structure(package), path.name)


def test_paths_in_descriptions_become_file_names() -> None:
    assert without_paths(rb'a="C:\Users\budi\logo.png" b="/home/budi/x/y.png"') == b'a="logo.png" b="y.png"'
    plain = rb'formatCode="h:\mm" xmlns="http://schemas.example.org/home/x/y" Target="/xl/media/image1.png"'
    assert without_paths(plain) == plain
