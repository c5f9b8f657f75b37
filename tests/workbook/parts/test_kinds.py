"""Kinds of file: what is written is what its name says, whatever kind the template was, and keeps macros if it may."""

import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

import kpi_excel as kx
from kpi_excel.errors import InputError, UsageError
from kpi_excel.live.macros import read_modules, vba_project
from kpi_excel.workbook.checking.lint import lint
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.kinds import set_kind
from tests.cli.test_main import run
from tests.rings import recalculate, validate
from tests.workbook.rich import package_of, parts, write_parts

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
# as Excel writes them: [MS-OFFMACRO2] and ECMA-376 part 1, 12.3.23
KINDS = {
    ".xlsx": SHEET,
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    ".xltx": "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    ".xltm": "application/vnd.ms-excel.template.macroEnabled.main+xml",
}
TYPES, PROJECT = "[Content_Types].xml", "xl/vbaProject.bin"
MACRO = 'Attribute VB_Name = "Own"\r\nSub press()\r\nMsgBox 1\r\nEnd Sub\r\n'
POSTS = [{"published": f"2026-07-0{day}", "platform": name, "likes": day} for day, name in ((1, "X"), (2, "TikTok"))]


def template(folder: Path, ending: str) -> Path:
    """Write a template of a kind: a table to fill, a button, and macros where the kind has them."""
    plain = folder / "plain.xlsx"
    with xlsxwriter.Workbook(plain) as book:
        sheet = book.add_worksheet("Own")
        columns = [{"header": "platform"}, {"header": "engagements"}, {"header": "Note"}]
        sheet.add_table("B3:D4", {"name": "kpi_platforms", "columns": columns})
        sheet.write_formula("F1", "=SUM(kpi_platforms[engagements])", None, 0)
        sheet.insert_textbox("F3", "a text box")
        if ending.endswith("m"):
            sheet.insert_button("F9", {"macro": "press", "caption": "Press"})
            book.add_vba_project(BytesIO(vba_project(1, {"Own": MACRO})), is_stream=True)
            book.define_name("listed", "=0.11")
    content = parts(plain)
    main = KINDS[".xlsm"] if ending.endswith("m") else SHEET
    content[TYPES] = content[TYPES].replace(main.encode(), KINDS[ending].encode())
    if ending.endswith("m"):
        drawing = content["xl/drawings/drawing1.xml"]
        content["xl/drawings/drawing1.xml"] = drawing.replace(b'<xdr:sp macro=""', b'<xdr:sp macro="[0]!press"')
        names = b'<definedNames><definedName name="pressed" function="1" vbProcedure="1">vba</definedName>'
        content["xl/workbook.xml"] = content["xl/workbook.xml"].replace(b"<definedNames>", names)
    return write_parts(folder / f"own{ending}", content)


def main_type(path: Path) -> str:
    found = re.search(rb'PartName="/xl/workbook.xml" ContentType="([^"]+)"', parts(path)[TYPES])
    assert found
    return found[1].decode()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return kx.write_input({"posts": POSTS}, tmp_path / "kpis.xlsx")


@pytest.mark.validator
@pytest.mark.parametrize("output", [".xlsx", ".xlsm", ".XLSM"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_dashboard_is_of_the_kind_that_its_name_says(tmp_path: Path, source: Path, kind: str, output: str) -> None:
    own = template(tmp_path, kind)
    report = kx.build(source, tmp_path / f"out{output}", own)
    content = parts(report.path)
    keeps = kind.endswith("m") and output != ".xlsx"
    assert main_type(report.path) == KINDS[output.lower()]
    assert (PROJECT in content) is keeps
    assert report.macros_left_out is (kind.endswith("m") and output == ".xlsx")
    assert validate(report.path) == []
    assert lint(package_of(report.path)) == []
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(report.path)["Own"]["B4:C6"]]
    assert sorted(rows, key=str) == [["All", 3], ["TikTok", 2], ["X", 1]]
    if keeps:
        assert content[PROJECT] == parts(own)[PROJECT]
        assert "MsgBox" in read_modules(content[PROJECT])["Own"]
        assert content["xl/drawings/vmlDrawing1.vml"] == parts(own)["xl/drawings/vmlDrawing1.vml"]
        assert b"[0]!press" in content["xl/drawings/drawing1.xml"]
    else:
        everything = b"".join(content.values())
        assert not [one for one in (b"vbaProject", b"FmlaMacro", b"!press", b"vbProcedure") if one in everything]
        assert b"a text box" in content["xl/drawings/drawing1.xml"]
        assert (b"Press" in everything) is kind.endswith("m")  # the button stays


@pytest.mark.libreoffice
@pytest.mark.parametrize("output", [".xlsx", ".xlsm"])
def test_libreoffice_reads_it_and_calculates_the_same(tmp_path: Path, source: Path, output: str) -> None:
    report = kx.build(source, tmp_path / f"out{output}", template(tmp_path, ".xltm"))
    again = recalculate(report.path, tmp_path / "again")
    assert openpyxl.load_workbook(again, data_only=True)["Own"]["F1"].value == 6  # 1 like of X, 2 of TikTok, 3 of all


def test_a_dashboard_with_macros_is_filled_again_and_keeps_them(tmp_path: Path, source: Path) -> None:
    own = kx.build(source, tmp_path / "own-dashboard.xlsm", template(tmp_path, ".xltm")).path
    project = parts(own)[PROJECT]
    found = run("build", source, "--into", own, folder=tmp_path)
    assert (found.returncode, found.stderr) == (0, "")
    assert "macros" not in found.stdout
    assert (parts(own)[PROJECT], main_type(own)) == (project, KINDS[".xlsm"])


def test_it_is_said_that_macros_are_left_out_and_how_to_keep_them(tmp_path: Path, source: Path) -> None:
    own = template(tmp_path, ".xlsm")
    found = run("build", source, "-t", own, "-o", "out.xlsx", folder=tmp_path)
    assert found.returncode == 0
    assert "Its macros were left out" in found.stdout
    assert "-o out.xlsm" in found.stdout


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_to_hand_out_never_has_macros(tmp_path: Path, source: Path, kind: str) -> None:
    own = template(tmp_path, kind)
    copy = kx.build(source, tmp_path / "copy.xlsx", own, share=True).path
    assert main_type(copy) == SHEET
    assert not [name for name, data in parts(copy).items() if b"vba" in data or b"FmlaMacro" in data or "vba" in name]
    with pytest.raises(UsageError, match=r"copy\.xlsm does not end in \.xlsx"):
        kx.build(source, tmp_path / "copy.xlsm", own, share=True)


def test_other_parts_keep_their_bytes_when_macros_go(tmp_path: Path) -> None:
    own = template(tmp_path, ".xlsm")
    edit = Edit(package_of(own))
    assert set_kind(edit, Path("out.xlsx"))
    target = tmp_path / "out.xlsx"
    target.write_bytes(edit.save())
    before, after = parts(own), parts(target)
    assert set(before) - set(after) == {PROJECT}
    changed = {name for name in after if before[name] != after[name]}
    assert changed == {
        TYPES, "xl/_rels/workbook.xml.rels", "xl/workbook.xml", "xl/drawings/drawing1.xml",
        "xl/drawings/vmlDrawing1.vml",
    }  # fmt: skip


def test_a_workbook_of_its_kind_keeps_every_byte(tmp_path: Path) -> None:
    for ending in (".xlsx", ".xlsm"):
        edit = Edit(package_of(template(tmp_path, ending)))
        assert not set_kind(edit, Path(f"out{ending}"))
        assert edit.changed() == []


def test_signed_macros_go_with_their_signature_and_the_ribbon_that_calls_them(tmp_path: Path) -> None:
    content = parts(template(tmp_path, ".xlsm"))
    links = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    one = '<Relationship Id="{}" Type="http://schemas.microsoft.com/office/2006/relationships/{}" Target="{}"/>'
    signature = one.format("rId1", "vbaProjectSignature", "vbaProjectSignature.bin")
    content["xl/_rels/vbaProject.bin.rels"] = links.format(signature).encode()
    content["xl/vbaProjectSignature.bin"] = b"signed"
    content["customUI/customUI14.xml"] = b"<customUI onLoad='press'/>"
    ribbon = one.format("rIdR", "ui/extensibility", "customUI/customUI14.xml") + "</Relationships>"
    content["_rels/.rels"] = content["_rels/.rels"].replace(b"</Relationships>", ribbon.encode())
    edit = Edit(package_of(write_parts(tmp_path / "signed.xlsm", content)))
    assert set_kind(edit, Path("out.xlsx"))
    target = tmp_path / "out.xlsx"
    target.write_bytes(edit.save())
    assert not [name for name in parts(target) if re.search("vba|customUI", name)]
    assert b"customUI" not in parts(target)["_rels/.rels"]


@pytest.mark.parametrize("output", [".xlsx", ".xlsm"])
def test_a_sheet_that_is_a_macro_stays_where_it_may_and_is_refused_elsewhere(tmp_path: Path, output: str) -> None:
    content = parts(template(tmp_path, ".xlsm"))
    links = "xl/_rels/workbook.xml.rels"
    kind = "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"
    added = f'<Relationship Id="rIdM" Type="{kind}" Target="macrosheets/sheet1.xml"/></Relationships>'
    content[links] = content[links].replace(b"</Relationships>", added.encode())
    edit = Edit(package_of(write_parts(tmp_path / "old.xlsm", content)))
    if output == ".xlsm":
        assert not set_kind(edit, Path("out.xlsm"))
        return
    with pytest.raises(InputError, match=r"^old\.xlsm holds a sheet of Excel 4 macros\.") as caught:
        set_kind(edit, Path("out.xlsx"))
    assert caught.value.fix == "Write the dashboard as out.xlsm."


@pytest.mark.parametrize(
    ("arguments", "said", "fix"),
    [
        (("-o", "out.xltx"), "out.xltx does not end in .xlsx or .xlsm.", "Write it as out.xlsx."),
        (("-o", "out.xltm"), "out.xltm does not end in .xlsx or .xlsm.", "Write it as out.xlsm."),
        (("-o", "out.xls"), "out.xls does not end in .xlsx or .xlsm.", "Write it as out.xlsx."),
        (("--share", "-o", "out.xlsm"), "out.xlsm does not end in .xlsx.", "Write it as out.xlsx."),
        (
            ("--into", "own.xltx"),
            "own.xltx is a template, and --into fills a dashboard again.",
            "Use --template own.xltx, and -o to name the dashboard.",
        ),
    ],
)
def test_names_that_are_no_dashboards(
    tmp_path: Path, source: Path, arguments: tuple[str, ...], said: str, fix: str
) -> None:
    template(tmp_path, ".xltx")
    before = sorted(tmp_path.iterdir())
    found = run("build", source, *arguments, folder=tmp_path)
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr.splitlines() == [f"Error: {said}", f"Fix: {fix}"]
    assert sorted(tmp_path.iterdir()) == before


def test_the_library_refuses_such_names_too(tmp_path: Path, source: Path) -> None:
    with pytest.raises(UsageError, match=r"out\.xls does not end in"):
        kx.build(source, tmp_path / "out.xls")


def test_an_input_workbook_is_what_its_name_says(tmp_path: Path) -> None:
    for ending in (".xlsx", ".xlsm"):
        path = kx.write_input({"posts": POSTS}, tmp_path / f"kpis{ending}")
        assert main_type(path) == KINDS[ending]
    with pytest.raises(UsageError, match=r"kpis\.csv does not end in"):
        kx.write_input({"posts": POSTS}, tmp_path / "kpis.csv")
