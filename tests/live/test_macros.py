"""Macro workbooks, read by programs that know nothing of this project."""

import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwings
from lxml import etree
from pyopenvba import ExcelFile

import kpi_excel as kx
from kpi_excel.errors import FileError, InputError
from kpi_excel.live import macros
from kpi_excel.live.wrappers import BUTTONS
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.workbook.checking.lint import lint
from kpi_excel.workbook.parts.package import open_package
from tests import rings
from tests.live import books

pytestmark = pytest.mark.slow

XLWINGS = Path(xlwings.__file__).parent
EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
BUTTON_TEXTS = {"en": ["Refresh dashboard", "Check"], "id": ["Perbarui dashboard", "Periksa"]}
BUTTON_TEXTS["fa"] = ["به‌روزرسانی داشبورد", "بررسی"]


@pytest.fixture
def book(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    path = tmp_path / "kpis.xlsm"
    path.write_bytes(books.macro_workbook(getattr(request, "param", "en")))
    return path


OLEVBA = """
import json, sys
from oletools.olevba import VBA_Parser
json.dump({name: code for _, _, name, code in VBA_Parser(sys.argv[1]).extract_all_macros()}, sys.stdout)
"""


def olevba(path: Path) -> dict[str, str]:
    """Let olevba read every module, in a process of its own: it warns of its own parser when it is loaded."""
    command = [sys.executable, "-W", "ignore", "-c", OLEVBA, str(path)]
    found: dict[str, str] = json.loads(subprocess.check_output(command))
    return found


def lines(code: str) -> list[str]:
    return [line for line in code.replace("\r\n", "\n").split("\n") if not line.startswith("Attribute ")]


@pytest.mark.parametrize("book", LANGUAGES, indirect=True)
def test_olevba_reads_every_module(book: Path) -> None:
    found = olevba(book)
    sheets = openpyxl.load_workbook(book).sheetnames
    documents = {"ThisWorkbook.cls", *(f"Sheet{number}.cls" for number in range(1, len(sheets) + 1))}
    assert set(found) == documents | {"xlwings.bas", "Dictionary.cls", "KpiExcel.bas", "xlwings_udfs.bas"}
    for function in macros.function_names():
        assert f"Function {function}(" in found["xlwings_udfs.bas"]
    for macro in BUTTONS:
        assert f"Public Sub {macro}()" in found["KpiExcel.bas"]


def test_xlwings_modules_are_those_installed(book: Path) -> None:
    found = olevba(book)
    assert lines(found["xlwings.bas"]) == lines((XLWINGS / "xlwings.bas").read_bytes().decode("cp1252"))
    standalone = olevba(XLWINGS / "quickstart_standalone.xlsm")
    assert lines(found["xlwings.bas"]) == lines(standalone["xlwings.bas"])
    assert found["Dictionary.cls"] == standalone["Dictionary.cls"]
    assert f'XLWINGS_VERSION As String = "{xlwings.__version__}"' in found["xlwings.bas"]


def test_its_own_checker_finds_nothing(book: Path) -> None:
    with ExcelFile(book) as file:
        assert file.validate() == []


@EACH_LANGUAGE
def test_the_same_bytes_on_every_run(language: str) -> None:
    settings = 'macros.default_settings("win32", r"C:\\Python\\python.exe")'
    code = (
        "import hashlib; from kpi_excel.live import macros; "
        f"print(hashlib.sha256(macros.macro_workbook({language!r}, {settings})).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    root = Path(__file__).resolve().parents[2]
    other = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root, env=environment
    )
    assert other.stdout.strip() == hashlib.sha256(books.macro_workbook(language)).hexdigest()


@pytest.mark.parametrize("book", LANGUAGES, indirect=True)
def test_lint_and_audit_find_nothing(book: Path) -> None:
    with open_package(book) as package:
        assert [str(flaw) for flaw in lint(package)] == []
    assert rings.audit(book) == []


@pytest.mark.validator
@pytest.mark.parametrize("book", LANGUAGES, indirect=True)
def test_microsoft_s_validator_finds_nothing(book: Path) -> None:
    assert rings.validate(book) == []


def test_it_is_a_macro_workbook_with_its_settings(book: Path) -> None:
    with zipfile.ZipFile(book) as file:
        types = file.read("[Content_Types].xml").decode()
    assert "application/vnd.ms-excel.sheet.macroEnabled.main+xml" in types
    model = openpyxl.load_workbook(book)
    assert not [name for name in model.sheetnames if name.casefold().endswith(".py")]
    config = model["xlwings.conf"]
    assert config.sheet_state == "hidden"
    assert [[cell.value for cell in row] for row in config["A1:B4"]] == [
        ["Interpreter_Win", r"C:\Python\python.exe"],
        ["Interpreter_Mac", ""],
        ["UDF Modules", "kpi_excel.live.udfs"],
        ["ADD_WORKBOOK_TO_PYTHONPATH", "False"],
    ]


@pytest.mark.parametrize("book", LANGUAGES, indirect=True)
def test_it_is_read_like_the_other_input_workbook(book: Path) -> None:
    assert {issue.code for issue in kx.read(book).issues} <= {"empty-table"}


@pytest.mark.parametrize("platform", ["win32", "darwin", "linux"])
def test_the_interpreter_is_entered_where_excel_is(platform: str) -> None:
    settings = macros.default_settings(platform, "/here/python")
    named = {name: value for name, value in settings.items() if name.startswith("Interpreter")}
    own = macros.INTERPRETERS.get(platform)
    assert named == {name: "/here/python" if name == own else "" for name in macros.INTERPRETERS.values()}


def test_functions_are_macros_and_no_names(book: Path) -> None:
    names = openpyxl.load_workbook(book).defined_names
    assert not {name.upper() for name in names} & set(macros.function_names())


FORM = "{urn:oasis:names:tc:opendocument:xmlns:form:1.0}"
SCRIPT = "{urn:oasis:names:tc:opendocument:xmlns:script:1.0}"


@pytest.mark.libreoffice
@pytest.mark.parametrize(("book", "language"), [(one, one) for one in LANGUAGES], indirect=["book"])
def test_libreoffice_imports_the_macros_and_shows_the_buttons(book: Path, language: str, tmp_path: Path) -> None:
    flat = rings.to_flat_xml(book, tmp_path / "lo")
    root: Any = etree.parse(str(flat)).getroot()
    modules = {node.get("{http://openoffice.org/2004/office}name") for node in root.iter("{*}module")}
    assert {"xlwings", "Dictionary", "KpiExcel", "xlwings_udfs"} <= modules
    buttons = list(root.iter(f"{FORM}button"))
    assert [button.get(f"{FORM}label") for button in buttons] == BUTTON_TEXTS[language]
    called = [next(button.iter(f"{SCRIPT}event-listener")).values() for button in buttons]
    for macro, values in zip(BUTTONS, called, strict=True):
        assert any(f"VBAProject.KpiExcel.{macro}?" in value for value in values)


@pytest.mark.libreoffice
@pytest.mark.parametrize("book", ["en", "fa"], indirect=True)
def test_libreoffice_draws_the_buttons(book: Path, tmp_path: Path) -> None:
    """Buttons are not printed, so the page is compared with that of a copy whose buttons are."""
    printed = tmp_path / "printed.xlsm"
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(printed, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"<x:PrintObject>False</x:PrintObject>", b""))
    pages = [rings.to_png(path, tmp_path / "png")[0].read_bytes() for path in (book, printed)]
    assert pages[0] != pages[1]
    again = rings.to_png(book, tmp_path / "again")[0].read_bytes()
    assert pages[0] == again


# Upgrading


def test_a_fresh_workbook_is_current(book: Path) -> None:
    before = book.read_bytes()
    done = macros.upgrade(book)
    assert (done.before, done.after, done.changed) == (xlwings.__version__, xlwings.__version__, ())
    assert book.read_bytes() == before


def older(path: Path) -> None:
    """Make a workbook of an older xlwings, with a module of its owner's own."""
    with ExcelFile(path) as file:
        for name in ("xlwings", "xlwings_udfs"):
            file.set_module(
                name, file.get_module(name).replace(xlwings.__version__, "0.30.0").replace("CTR", "CTR_OLD")
            )
        file.vba_project().add_module("Mine", 'Attribute VB_Name = "Mine"\r\nSub Mine()\r\nEnd Sub\r\n')
        file.save()


def test_upgrading_writes_the_modules_anew_and_keeps_everything_else(book: Path) -> None:
    wanted = olevba(book)
    older(book)
    with zipfile.ZipFile(book) as file:
        before = {name: file.read(name) for name in file.namelist()}
    done = macros.upgrade(book)
    assert (done.before, done.after) == ("0.30.0", xlwings.__version__)
    assert set(done.changed) == {"xlwings", "xlwings_udfs"}
    found = olevba(book)
    assert {name: lines(code) for name, code in found.items() if name != "Mine.bas"} == {
        name: lines(code) for name, code in wanted.items()
    }
    assert "Sub Mine()" in found["Mine.bas"]
    with zipfile.ZipFile(book) as file:
        after = {name: file.read(name) for name in file.namelist()}
    assert [name for name in before if before[name] != after.get(name)] == ["xl/vbaProject.bin"]
    assert set(before) == set(after)
    assert macros.upgrade(book).changed == ()


def test_modules_that_are_missing_are_added(book: Path) -> None:
    with ExcelFile(book) as file:
        file.vba_project().delete_module("Dictionary")
        file.vba_project().delete_module("KpiExcel")
        file.save()
    assert set(macros.upgrade(book).changed) == {"Dictionary", "KpiExcel"}
    assert {"Dictionary.cls", "KpiExcel.bas"} <= set(olevba(book))


def test_what_excel_changes_itself_is_no_difference() -> None:
    source = "Sub A()\r\n    err.Raise 5\r\nEnd Sub\r\n"
    assert not macros.differ(source, "Sub A()\n    Err.Raise 5 \nEnd Sub")
    assert macros.differ(source, "Sub A()\r\nEnd Sub\r\n")


def test_a_missing_interpreter_is_replaced_and_one_that_is_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    path = tmp_path / "kpis.xlsm"
    path.write_bytes(macros.macro_workbook("en", macros.default_settings("darwin", "/gone/python")))
    assert macros.upgrade(path).interpreter == sys.executable
    with open_package(path) as package:
        assert macros.read_settings(package)["INTERPRETER_MAC"] == sys.executable
    before = path.read_bytes()
    assert macros.upgrade(path).interpreter == ""
    assert path.read_bytes() == before


def test_a_workbook_without_macros_is_told_so(tmp_path: Path) -> None:
    path = kx.write_input({"ads": [{"date": "2026-08-01", "platform": "X", "spend": 1}]}, tmp_path / "kpis.xlsx")
    with pytest.raises(InputError, match="has no macros"):
        macros.upgrade(path)


def test_macros_that_cannot_be_read_are_told_so(tmp_path: Path) -> None:
    path = tmp_path / "odd.xlsm"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet()
        book.add_vba_project(io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)), is_stream=True)
    with pytest.raises(FileError, match="could not be rewritten"):
        macros.upgrade(path)


def test_a_version_that_differs_inside_xlwings_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlwings, "__version__", "9.9")
    macros.xlwings_modules.cache_clear()
    try:
        with pytest.raises(FileError, match=r"for 0\.\S+, but its Python side is 9\.9"):
            macros.xlwings_modules()
    finally:
        macros.xlwings_modules.cache_clear()
