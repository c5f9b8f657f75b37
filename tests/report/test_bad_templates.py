"""Bad templates and bad places, through the command line: one clear sentence, a remedy, and nothing written."""

import io
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

import kpi_excel as kx
from tests.cli.test_main import run
from tests.workbook.books import change_part, rewrite

pytestmark = pytest.mark.slow

POSTS = [
    {"published": f"2026-07-0{day}", "platform": platform, "likes": day, "impressions": 10}
    for day, platform in ((1, "X"), (2, "TikTok"), (3, "Instagram"))
]
COLUMNS = [{"header": "Platform"}, {"header": "engagements"}]
SHEET, TABLE = "xl/worksheets/sheet1.xml", "xl/tables/table1.xml"
Change = Callable[[str, bytes], bytes | None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    kx.write_input({"posts": POSTS}, tmp_path / "kpis.xlsx")
    return tmp_path


def template(path: Path, *names: str, below: str = "", protect: bool = False, table_sheets: int = 1) -> Path:
    """Write a workbook with tables side by side on its first sheet, and another sheet."""
    with xlsxwriter.Workbook(str(path)) as book:
        for number in range(table_sheets):
            sheet = book.add_worksheet(f"Mine {number + 1}")
            for index, name in enumerate(names if not number else ()):
                sheet.add_table(1, 4 * index + 1, 2, 4 * index + 2, {"name": name, "columns": COLUMNS})
            if below and not number:
                sheet.write("B5", below)
            if protect:
                sheet.protect("secret", {"sort": True})
        book.add_worksheet("Other").write("A1", "untouched")
    return path


def changed(path: Path, change: Change) -> Path:
    """Write a template with its parts changed."""
    source = template(path.with_name("good.xlsx"), "kpi_platforms")
    rewrite(source, path, change)
    source.unlink()
    return path


def dropped(part: str) -> Change:
    return lambda name, data: None if name == part else data


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def build(folder: Path, *more: str | Path) -> subprocess.CompletedProcess[str]:
    return run("build", "kpis.xlsx", "-t", "bad.xlsx", *(more or ("-o", "out.xlsx")), folder=folder)


def refused(folder: Path, code: int, *more: str) -> str:
    """Build, expecting a refusal that changes no file; give its sentence."""
    before = snapshot(folder)
    found = build(folder, *more)
    assert found.returncode == code, (found.returncode, found.stdout, found.stderr)
    assert found.stdout == ""
    first, _, fix = found.stderr.partition("\nFix: ")
    assert first.startswith("Error: ")
    assert first.endswith(".")
    assert "\n" not in first
    assert fix.strip()
    assert "Traceback" not in found.stderr
    assert snapshot(folder) == before
    return found.stderr


def accepted(folder: Path) -> Path:
    """Build, expecting success and the template as it was."""
    before = (folder / "bad.xlsx").read_bytes()
    found = build(folder)
    assert (found.returncode, found.stderr) == (0, "")
    assert (folder / "bad.xlsx").read_bytes() == before
    return folder / "out.xlsx"


def test_a_cut_off_zip(folder: Path) -> None:
    path = template(folder / "bad.xlsx", "kpi_platforms")
    path.write_bytes(path.read_bytes()[:-700])
    assert "bad.xlsx is damaged" in refused(folder, 3)


def test_a_zip_with_wrong_bytes_inside(folder: Path) -> None:
    path = template(folder / "bad.xlsx", "kpi_platforms")
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        info = file.getinfo(SHEET)
    start = info.header_offset + 30 + len(SHEET)
    data[start + 20 : start + 60] = bytes(40)
    path.write_bytes(data)
    assert "bad.xlsx is damaged" in refused(folder, 3)


@pytest.mark.parametrize("part", ["xl/workbook.xml", SHEET, TABLE])
def test_a_part_with_broken_xml(part: str, folder: Path) -> None:
    changed(folder / "bad.xlsx", lambda name, data: data[: len(data) // 2] if name == part else data)
    assert "bad.xlsx is damaged" in refused(folder, 3)


def test_a_missing_sheet_is_said(folder: Path) -> None:
    changed(folder / "bad.xlsx", dropped(SHEET))
    assert "bad.xlsx is damaged" in refused(folder, 3)


def test_a_missing_table_is_none(folder: Path) -> None:
    changed(folder / "bad.xlsx", dropped(TABLE))  # LibreOffice writes such files
    assert "bad.xlsx has no table that can be filled" in refused(folder, 1)


def test_a_missing_part_of_another_sheet_is_said(folder: Path) -> None:
    changed(folder / "bad.xlsx", dropped("xl/worksheets/sheet2.xml"))
    assert "bad.xlsx is damaged" in refused(folder, 3)


def test_a_table_whose_range_is_none(folder: Path) -> None:
    changed(folder / "bad.xlsx", change_part(TABLE, rb' ref="B2:C3"', b' ref="nowhere"'))
    assert "bad.xlsx is damaged" in refused(folder, 3)


@pytest.mark.parametrize("names", [(), ("Sales",), ("kpi_nonsense",)])
def test_no_table_to_fill_lists_what_there_could_be(names: tuple[str, ...], folder: Path) -> None:
    template(folder / "bad.xlsx", *names)
    said = refused(folder, 1)
    assert said.startswith("Error: bad.xlsx has no table that can be filled.\n")
    assert all(f"\n  kpi_{dataset}: " in said for dataset in ("platforms", "scorecard", "trend", "view"))


def test_merged_cells_inside_a_table(folder: Path) -> None:
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="B3:C3"/></mergeCells>'
    changed(folder / "bad.xlsx", change_part(SHEET, b"</sheetData>", merged))
    assert "the merged cells B3:C3 are in its way" in refused(folder, 1)


def test_something_below_the_table(folder: Path) -> None:
    template(folder / "bad.xlsx", "kpi_platforms", below="mine")
    said = refused(folder, 1)
    assert (
        "The table kpi_platforms on sheet 'Mine 1' needs rows down to 6, but cell B5 below it holds something." in said
    )


def test_two_tables_for_one_dataset_are_both_filled(folder: Path) -> None:
    template(folder / "bad.xlsx", "kpi_platforms", "kpi_platforms__two")
    sheet = openpyxl.load_workbook(accepted(folder))["Mine 1"]
    assert {name: sheet.tables[name].ref for name in sheet.tables} == {
        "kpi_platforms": "B2:C6",
        "kpi_platforms__two": "F2:G6",
    }
    rows = [[cell.value for cell in row] for row in sheet["B3:C6"]]
    assert rows == [[cell.value for cell in row] for row in sheet["F3:G6"]]
    assert sorted(str(row[0]) for row in rows) == ["All", "Instagram", "TikTok", "X"]


def test_a_protected_sheet_is_filled_and_stays_protected(folder: Path) -> None:
    path = template(folder / "bad.xlsx", "kpi_platforms", protect=True)
    out = accepted(folder)
    assert openpyxl.load_workbook(out)["Mine 1"]["B3"].value == "All"
    protections = []
    for one in (path, out):
        with zipfile.ZipFile(one) as file:
            text = file.read(SHEET).decode()
        start = text.index("<sheetProtection")
        protections.append(text[start : text.index("/>", start)])
    assert protections[0] == protections[1]
    assert 'password="' in protections[0]


def test_external_links_are_left_as_they_are(folder: Path) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    link = "xl/externalLinks/externalLink1.xml"
    link_data = (
        f'<externalLink xmlns="{main}"><externalBook xmlns:r="{office}" r:id="rId1"><sheetNames><sheetName val="S"/>'
        '</sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1"><v>7</v></cell></row></sheetData>'
        "</sheetDataSet></externalBook></externalLink>"
    ).encode()
    relation = f'<Relationship Id="rId1" Type="{office}/externalLinkPath" Target="far.xlsx" TargetMode="External"/>'
    relations = f'<Relationships xmlns="{package}">{relation}</Relationships>'.encode()

    def change(name: str, data: bytes) -> bytes:
        if name == "xl/workbook.xml":
            reference = b'</sheets><externalReferences><externalReference r:id="rId90"/></externalReferences>'
            return data.replace(b"</sheets>", reference)
        if name == "xl/_rels/workbook.xml.rels":
            target = f'<Relationship Id="rId90" Type="{office}/externalLink" Target="externalLinks/externalLink1.xml"/>'
            return data.replace(b"</Relationships>", f"{target}</Relationships>".encode())
        if name == "[Content_Types].xml":
            kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
            override = f'<Override PartName="/{link}" ContentType="{kind}"/></Types>'
            return data.replace(b"</Types>", override.encode())
        if name == "xl/worksheets/sheet2.xml":
            return data.replace(b"</row>", b'<c r="B1"><f>[1]S!A1*2</f><v>14</v></c></row>')
        return data

    path = changed(folder / "bad.xlsx", change)
    with zipfile.ZipFile(path, "a") as file:
        file.writestr(link, link_data)
        file.writestr("xl/externalLinks/_rels/externalLink1.xml.rels", relations)
    with zipfile.ZipFile(accepted(folder)) as file:
        assert file.read(link) == link_data
        assert file.read("xl/externalLinks/_rels/externalLink1.xml.rels") == relations
        assert b"<f>[1]S!A1*2</f>" in file.read("xl/worksheets/sheet2.xml")
        assert b'r:id="rId90"' in file.read("xl/workbook.xml")


def test_an_output_that_is_open_in_excel(folder: Path) -> None:
    template(folder / "bad.xlsx", "kpi_platforms")
    (folder / "out.xlsx").write_bytes(b"an earlier one")
    (folder / "~$out.xlsx").write_bytes(b"owner")
    assert "out.xlsx is open in Excel." in refused(folder, 3, "-o", "out.xlsx", "--force")


def test_an_output_folder_that_does_not_exist(folder: Path) -> None:
    template(folder / "bad.xlsx", "kpi_platforms")
    said = refused(folder, 3, "-o", "no/such/out.xlsx")
    assert "There is no folder " in said
    assert not (folder / "no").exists()


def test_an_output_that_is_the_input_or_a_folder(folder: Path) -> None:
    template(folder / "bad.xlsx", "kpi_platforms")
    (folder / "sub.xlsx").mkdir()
    assert "kpis.xlsx" in refused(folder, 2, "-o", "kpis.xlsx")
    assert "sub.xlsx is a folder." in refused(folder, 2, "-o", "sub.xlsx")


def test_the_template_is_not_replaced_by_output(folder: Path) -> None:
    template(folder / "bad.xlsx", "kpi_platforms")
    refused(folder, 2, "-o", "bad.xlsx")


def test_a_template_that_is_not_there(folder: Path) -> None:
    assert "There is no file bad.xlsx in this folder." in refused(folder, 3)


def test_a_read_only_template_is_only_read(folder: Path) -> None:
    path = template(folder / "bad.xlsx", "kpi_platforms")
    path.chmod(0o444)
    out = accepted(folder)
    assert out.stat().st_mode & 0o200
    out.write_bytes(out.read_bytes())
    assert path.stat().st_mode & 0o777 == 0o444
