"""Who owns a file and a table: each kind of file against each command that would write over it."""

import os
import stat
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import openpyxl
import pytest
import xlsxwriter

import kpi_excel as kx
from kpi_excel.cli.demo import write_demo
from kpi_excel.errors import FileError, KpiExcelError, UsageError
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.marks import Kind, Maker, write_marks
from kpi_excel.workbook.parts.package import open_package

pytestmark = pytest.mark.slow

POSTS = [
    {"published": f"2026-07-0{day}", "platform": platform, "likes": day, "impressions": 10}
    for day, platform in ((1, "X"), (2, "TikTok"), (3, "Instagram"))
]
OURS, OTHER = "is not a dashboard that kpi-excel made", "is an input workbook"


def template(path: Path, *tables: str) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        for name in tables:
            headers = [{"header": "Platform"}, {"header": "engagements"}]
            book.add_worksheet(f"On {name}"[:31]).add_table(1, 1, 2, 2, {"name": name, "columns": headers})
        book.add_worksheet("Mine").write("A1", "my work")
    return path


def marked(path: Path, kind: Kind) -> Path:
    with open_package(path) as package:
        edit = Edit(package)
        write_marks(edit, Maker(kind, "en"), [])
    path.write_bytes(edit.save())
    return path


def without_table_names(path: Path) -> Path:
    """Write an input workbook as Google Sheets keeps it."""
    kx.write_input({"posts": POSTS}, path)
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for name in list(sheet.tables):
            del sheet.tables[name]
    book.save(path)
    return path


@cache
def dashboard() -> bytes:
    folder = Path(mkdtemp())
    kx.build(kx.write_input({"posts": POSTS}, folder / "in.xlsx"), folder / "out.xlsx", calculate=False)
    return (folder / "out.xlsx").read_bytes()


def written(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


FILES: dict[str, tuple[Callable[[Path], object], str, str]] = {
    # kind of file: how it is made, what stops `-o` with the shipped dashboard, what stops `--into`
    "a dashboard of ours": (lambda path: path.write_bytes(dashboard()), "", ""),
    "one with our mark": (lambda path: marked(template(path, "kpi_platforms"), Kind.DASHBOARD), "", ""),
    "a copy with our mark": (lambda path: marked(template(path, "kpi_platforms"), Kind.COPY), "", ""),
    "a template of one's own": (lambda path: template(path, "kpi_platforms"), OURS, ""),
    "an input": (lambda path: kx.write_input({"posts": POSTS}, path), OTHER, OTHER),
    "an input without table names": (without_table_names, OTHER, OTHER),
    "an input with our mark": (lambda path: marked(template(path, "posts"), Kind.INPUT), OTHER, OTHER),
    "any workbook": (lambda path: template(path, "Targets", "Content"), OURS, OURS),
    "no workbook": (written(b"my diary"), OURS, "is not an Excel workbook"),
    "a damaged workbook": (written(b"PK\x03\x04" + bytes(50)), OURS, "is damaged"),
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return kx.write_input({"posts": POSTS}, tmp_path / "kpis.xlsx")


def stopped(action: Callable[[], object]) -> KpiExcelError | None:
    try:
        action()
    except KpiExcelError as error:
        return error
    return None


@pytest.mark.parametrize("kind", FILES)
def test_a_file_is_replaced_only_if_it_is_ours(tmp_path: Path, source: Path, kind: str) -> None:
    make, output, into = FILES[kind]
    path = tmp_path / "there.xlsx"
    for said, used in ((output, None), (into, path)):
        make(path)
        before = path.read_bytes()
        error = stopped(lambda used=used: kx.build(source, path, used, calculate=False))  # type: ignore[misc]
        if said:
            assert error is not None
            assert said in error.message
            asks = said in (OURS, OTHER)
            assert (error.exit_code, "--force" in error.fix) == ((2, True) if asks else (3, False)), error
            assert path.read_bytes() == before
        else:
            assert error is None
            assert path.read_bytes() != before


@pytest.mark.parametrize("kind", ["an input", "any workbook", "no workbook"])
def test_whoever_asks_for_it_gets_it_replaced(tmp_path: Path, source: Path, kind: str) -> None:
    path = tmp_path / "there.xlsx"
    FILES[kind][0](path)
    kx.build(source, path, calculate=False, force=True)
    with open_package(path) as package:
        assert "xl/workbook.xml" in package
    kx.build(source, path, calculate=False)  # it is ours now


def test_a_dashboard_made_from_the_same_template_is_replaced(tmp_path: Path, source: Path) -> None:
    mine, other = template(tmp_path / "mine.xlsx", "kpi_platforms"), template(tmp_path / "other.xlsx", "kpi_trend")
    out = tmp_path / "out.xlsx"
    for _ in range(2):
        kx.build(source, out, mine, calculate=False)
    out = template(tmp_path / "unmarked.xlsx", "kpi_platforms")  # as an earlier version left it
    kx.build(source, out, mine, calculate=False)
    with pytest.raises(UsageError, match=OURS):
        kx.build(source, template(tmp_path / "again.xlsx", "kpi_platforms"), other, calculate=False)


def test_a_table_of_an_owner_is_his_whatever_its_name(tmp_path: Path, source: Path) -> None:
    names = ("Platforms", "Targets", "Content", "trend", "posts", "settings")
    mine = template(tmp_path / "mine.xlsx", *names, "kpi_platforms")
    found = kx.build(source, tmp_path / "out.xlsx", mine, calculate=False)
    assert found.tables == ("kpi_platforms",)
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    for name in names:
        assert book[f"On {name}"]["B3"].value is None


def test_the_demo_replaces_no_example_that_somebody_filled(tmp_path: Path) -> None:
    path = tmp_path / "example.xlsx"
    kx.write_input({"posts": POSTS}, path)
    before = path.read_bytes()
    with pytest.raises(UsageError, match=r"example\.xlsx exists already, and something was changed in it\."):
        write_demo(tmp_path, "en")
    assert (path.read_bytes(), [one.name for one in tmp_path.iterdir()]) == (before, ["example.xlsx"])


def pipe(path: Path) -> None:
    os.mkfifo(path)


def loop(path: Path) -> None:
    path.symlink_to(path.with_name("other"))
    path.with_name("other").symlink_to(path)


def read_only(path: Path) -> None:
    path.write_bytes(dashboard())
    path.chmod(stat.S_IRUSR)


NO_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a folder": (lambda path: path.mkdir(), r"is a folder"),
    "a pipe": (pipe, r"is a device or a pipe"),
    "a device": (lambda path: path.symlink_to("/dev/zero"), r"is a device or a pipe"),
    "a loop of links": (loop, r"could not be read|leads to itself"),
}


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither pipes nor devices among its files")
@pytest.mark.parametrize("kind", NO_FILES)
def test_what_is_no_file_is_neither_read_nor_replaced(tmp_path: Path, source: Path, kind: str) -> None:
    make, said = NO_FILES[kind]
    path = tmp_path / "there.xlsx"
    make(path)
    mode = path.lstat().st_mode
    for action in (
        lambda: kx.read(path),
        lambda: kx.build(source, tmp_path / "out.xlsx", path, calculate=False),
        lambda: kx.write_input({"posts": POSTS}, path),
    ):
        with pytest.raises(FileError, match=said) as caught:
            action()
        assert caught.value.exit_code == 3
    assert path.lstat().st_mode == mode


def test_a_read_only_file_stays(tmp_path: Path, source: Path) -> None:
    path = tmp_path / "there.xlsx"
    read_only(path)
    before = path.read_bytes()
    for force in (False, True):
        with pytest.raises(FileError, match=r"there\.xlsx is read-only\."):
            kx.build(source, path, calculate=False, force=force)
    assert path.read_bytes() == before
