"""The rings themselves tell right from wrong, so that their silence about a file means something."""

import os
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests import rings
from tests.conftest import pytest_collection_modifyitems
from tests.rings import Decision

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A valid workbook: 2 and 3 in A1:A2, text in B1, and two formulas whose cached values are wrong."""
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Data")
        sheet.write_column("A1", [2, 3])
        sheet.write_string("B1", "سلام")
        sheet.write_formula("A3", "=SUM(A1:A2)", None, 99)
        sheet.write_formula("A4", '=TEXT(0.125,"0.0%")', None, "stale")
    return path


def rewritten(path: Path, old: str, new: str) -> Path:
    """Copy a workbook with the first `old` in its sheet replaced by `new`."""
    target = path.with_name("broken.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            data = source.read(name)
            if name == SHEET:
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode(), 1)
            copy.writestr(name, data)
    return target


def values(path: Path) -> list[object]:
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    return [sheet["A3"].value, sheet["A4"].value]


@pytest.mark.libreoffice
def test_recalculation_replaces_a_wrong_cached_value(workbook: Path, tmp_path: Path) -> None:
    before = workbook.read_bytes()
    assert values(workbook) == [99, "stale"]
    result = rings.recalculate(workbook, tmp_path / "out")
    assert values(result) == [5, "12.5%"]
    assert result == tmp_path / "out" / "book.xlsx"
    assert workbook.read_bytes() == before


@pytest.mark.libreoffice
def test_recalculation_never_overwrites_its_input(workbook: Path) -> None:
    with pytest.raises(ValueError, match="would be overwritten"):
        rings.recalculate(workbook, workbook.parent)


@pytest.mark.libreoffice
def test_a_missing_workbook_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        rings.recalculate(tmp_path / "none.xlsx", tmp_path / "out")


@pytest.mark.libreoffice
def test_a_file_that_is_no_workbook_gives_no_stale_result(workbook: Path, tmp_path: Path) -> None:
    rings.recalculate(workbook, tmp_path / "out")
    workbook.write_bytes(b"PK\x03\x04 cut short")
    with pytest.raises(rings.RingError, match=r"made no xlsx of book\.xlsx"):
        rings.recalculate(workbook, tmp_path / "out")


@pytest.mark.libreoffice
def test_each_page_is_drawn(workbook: Path, tmp_path: Path) -> None:
    pages = rings.to_png(workbook, tmp_path / "out")
    assert [page.name for page in pages] == ["book-1.png"]
    assert pages[0].read_bytes().startswith(b"\x89PNG")
    assert rings.to_png(tmp_path / "out" / "book.pdf", tmp_path / "again")[0].read_bytes() == pages[0].read_bytes()


@pytest.mark.validator
def test_the_validator_finds_nothing_in_a_valid_file(workbook: Path) -> None:
    assert rings.validate(workbook) == []


@pytest.mark.validator
def test_the_validator_finds_an_unknown_element(workbook: Path) -> None:
    findings = rings.validate(rewritten(workbook, "<sheetData>", "<nonsense/><sheetData>"))
    assert len(findings) == 1
    assert SHEET in findings[0]
    assert "nonsense" in findings[0]


@pytest.mark.validator
def test_the_validator_finds_an_attribute_out_of_its_type(workbook: Path) -> None:
    assert rings.validate(rewritten(workbook, '<row r="1"', '<row r="first"'))


@pytest.mark.validator
def test_the_validator_reports_a_file_that_is_no_package(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_text("not a zip", encoding="utf-8")
    assert rings.validate(path)


@pytest.mark.validator
def test_the_validator_does_not_pass_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        rings.validate(tmp_path / "none.xlsx")


def test_the_audit_finds_nothing_in_a_valid_file(workbook: Path) -> None:
    assert rings.audit(workbook) == []


def test_the_audit_finds_an_unknown_element(workbook: Path) -> None:
    assert any("nonsense" in line for line in rings.audit(rewritten(workbook, "<sheetData>", "<nonsense/><sheetData>")))


def test_the_audit_finds_a_text_index_that_is_out_of_range(workbook: Path) -> None:
    assert rings.audit(rewritten(workbook, 't="s"><v>0</v>', 't="s"><v>7</v>'))


@pytest.mark.parametrize(
    ("absence", "required", "expected"),
    [
        (None, False, Decision.RUN),
        (None, True, Decision.RUN),
        ("not installed", False, Decision.SKIP),
        ("not installed", True, Decision.FAIL),
    ],
)
def test_absence_skips_or_fails(absence: str | None, required: bool, expected: Decision) -> None:
    assert rings.decide(absence, required=required) is expected


def test_a_needed_tool_that_is_absent_ends_the_test() -> None:
    rings.need(None, required=True)
    with pytest.raises(pytest.skip.Exception, match="not installed"):
        rings.need("not installed", required=False)
    with pytest.raises(pytest.fail.Exception, match="not installed, and KPI_EXCEL_REQUIRE_RINGS=1"):
        rings.need("not installed", required=True)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("LibreOffice 25.2.3.2 520(Build:2)", None),
        ("LibreOffice 26.8.0.1 abc", None),
        ("LibreOffice 25.10.0.1", None),
        ("LibreOffice 7.4.7.2 40(Build:2)", "LibreOffice 7.4 is older than 25.2"),
        ("", "LibreOffice gives no version: ''"),
    ],
)
def test_an_old_libreoffice_counts_as_absent(printed: str, expected: str | None) -> None:
    assert rings.version_absence(printed) == expected


def test_a_program_that_hangs_is_ended_with_its_children() -> None:
    child = f"import subprocess, sys; subprocess.run([{sys.executable!r}, '-c', 'import time; time.sleep(60)'])"
    start = time.monotonic()
    with pytest.raises(rings.RingError, match=r"no answer within 0\.5 s"):
        rings._run([sys.executable, "-c", child], timeout=0.5)
    assert time.monotonic() - start < 20


def test_absent_packages_for_node_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rings, "NODE", "node")
    monkeypatch.setattr(rings, "NODE_MODULES", None)
    assert rings.node_absence() == "KPI_EXCEL_NODE_MODULES names no folder with packages for Node.js"
    monkeypatch.setattr(rings, "NODE_MODULES", str(tmp_path))
    (tmp_path / "numfmt").mkdir()
    assert rings.node_absence() == f"KPI_EXCEL_NODE_MODULES, {tmp_path}, lacks hyperformula"
    (tmp_path / "hyperformula").mkdir()
    assert rings.node_absence() is None
    monkeypatch.setattr(rings, "NODE", None)
    assert rings.node_absence() == "Node.js is not installed"


@pytest.mark.node
def test_node_answers_what_it_is_asked(tmp_path: Path) -> None:
    script = tmp_path / "script.mjs"
    script.write_text(
        'import { readFileSync } from "node:fs";\n'
        'const job = JSON.parse(readFileSync(0, "utf8"));\n'
        'if (job.fails) throw new Error("it cannot");\n'
        "process.stdout.write(JSON.stringify(job.words.join(process.argv[2].slice(-1))));\n",
        encoding="utf-8",
    )
    assert rings.ask_node(script, {"words": ["یک", "two"]}) == f"یک{os.sep}two"
    with pytest.raises(rings.RingError, match=r"script\.mjs failed \(1\): [^|]*it cannot"):
        rings.ask_node(script, {"fails": True})


@pytest.mark.shared_data
def test_the_shared_data_stand_beside_the_checkout(shared_data: Path) -> None:
    assert any(shared_data.iterdir())


@pytest.mark.parametrize("program", ["libreoffice", "validator", "node", "excel"])
def test_what_starts_another_program_is_slow(program: str, request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("slow") is None
    request.node.add_marker(program)
    pytest_collection_modifyitems([request.node])
    assert request.node.get_closest_marker("slow") is not None
