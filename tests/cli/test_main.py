"""The commands, run as a user runs them: in a process of their own."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

import kpi_excel as kx
from kpi_excel.authoring.inputs.example import example_tables
from kpi_excel.catalogue import KPIS
from kpi_excel.catalogue.datasets import DATASETS
from kpi_excel.language.texts import texts

pytestmark = pytest.mark.slow

POSTS = [{"published": "2026-07-01", "platform": "X", "likes": 3, "impressions": 10}]


def run(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", "kpi_excel", *map(str, arguments)]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(Path(kx.__file__).parent.parent)}
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, encoding="utf-8", env=environment, check=False
    )


def test_help_and_version(tmp_path: Path) -> None:
    found = run("--help", folder=tmp_path)
    assert found.returncode == 0
    assert all(name in found.stdout for name in ("new", "check", "build", "demo", "kpis", "Exit codes"))
    assert run("-V", folder=tmp_path).stdout == f"kpi-excel {kx.__version__}\n"


def test_new_shows_the_sheets_that_are_asked_for(tmp_path: Path) -> None:
    assert run("new", "kpis.xlsx", "--with", "Cakupan data", "--with", "rates", folder=tmp_path).returncode == 0
    states = {sheet.title: sheet.sheet_state for sheet in openpyxl.load_workbook(tmp_path / "kpis.xlsx").worksheets}
    assert [states[name] for name in ("Coverage", "Rates", "Notes")] == ["visible", "visible", "hidden"]
    wrong = run("new", "other.xlsx", "--with", "covrage", folder=tmp_path)
    assert (wrong.returncode, "coverage" in wrong.stderr) == (2, True)
    assert not (tmp_path / "other.xlsx").exists()


def test_upgrade_says_what_was_added_and_what_was_in_the_way(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "kpis.xlsx") as book:
        columns = [{"header": name} for name in ("Date", "Amount")]
        book.add_worksheet("Costs").add_table(0, 0, 1, 1, {"name": "costs", "columns": columns})
        rates = book.add_worksheet("Rates")
        rates.add_table(0, 0, 1, 0, {"name": "rates", "columns": [{"header": "Currency"}]})
        rates.write_string(0, 2, "mine")
        book.add_worksheet("Notes")
    done = run("upgrade", "kpis.xlsx", "--with", "coverage", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "Added to kpis.xlsx, out of sight until needed:"
    assert lines[1].startswith("  Sheets (right-click a tab, Unhide): Settings, Posts, Daily, ")
    assert lines[2:] == [
        "  Columns of Costs (the + above the headers): Platform, Category, Currency",
        "Rates was left as it is: C1 is in the way. Move what stands there, and run this again.",
        "The sheet Notes is your own, so none was added. Rename it to get that of kpi-excel.",
    ]
    states = {sheet.title: sheet.sheet_state for sheet in openpyxl.load_workbook(tmp_path / "kpis.xlsx").worksheets}
    assert (states["Coverage"], states["Recipients"]) == ("visible", "hidden")


def test_new_writes_an_empty_workbook_and_never_replaces_one(tmp_path: Path) -> None:
    found = run("new", "kpis.xlsx", "-l", "id", folder=tmp_path)
    assert (found.returncode, found.stderr) == (0, "")
    begin = "Selesai ditulis: kpis.xlsx. Buka, mulai di lembar Mulai, lalu jalankan: kpi-excel check kpis.xlsx\n"
    assert found.stdout == begin
    before = (tmp_path / "kpis.xlsx").read_bytes()
    again = run("new", "kpis.xlsx", folder=tmp_path)
    assert again.returncode == 2
    assert again.stderr.startswith("Error: kpis.xlsx exists already.\nFix: ")
    assert (tmp_path / "kpis.xlsx").read_bytes() == before
    assert run("new", "kpis.xlsx", "--force", folder=tmp_path).returncode == 0
    assert (tmp_path / "kpis.xlsx").read_bytes() != before
    assert run("new", "kpis.csv", folder=tmp_path).returncode == 2
    assert run("new", "no/kpis.xlsx", folder=tmp_path).returncode == 3


@pytest.mark.parametrize("language", ["en", "id", "fa"])
def test_check_of_an_empty_workbook_fails_as_build_would_and_says_what_to_do(tmp_path: Path, language: str) -> None:
    run("new", "kpis.xlsx", "-l", language, folder=tmp_path)
    checked = run("check", "kpis.xlsx", folder=tmp_path)
    assert checked.returncode == 1, checked.stdout
    assert texts(language).text("messages", "no-dated-rows", "message") in checked.stdout
    built = run("build", "kpis.xlsx", folder=tmp_path)
    assert built.returncode == 1
    words = texts(language)
    labels, said = words.section("commands", "error"), words.section("messages", "no-dated-rows")
    assert built.stderr == f"{labels['error']} {said['message']}\n{labels['fix']} {said['fix']}\n"
    assert not (tmp_path / "kpis-dashboard.xlsx").exists()


def test_check_fails_where_the_report_period_is_still_to_come(tmp_path: Path) -> None:
    settings = [{"name": "report_period", "value": "2026-12"}]
    kx.write_input({"posts": POSTS, "settings": settings}, tmp_path / "July.xlsx")
    found = run("check", "July.xlsx", folder=tmp_path)
    assert found.returncode == run("build", "July.xlsx", folder=tmp_path).returncode == 1
    line = next(one for one in found.stdout.splitlines() if "[period-ahead]" in one)
    assert line.startswith("Fault [period-ahead] July.xlsx: The report period 2026-12 begins after the last day")


def test_check_tells_faults_by_kind_and_lists_them_all_if_asked(tmp_path: Path) -> None:
    rows = [{"published": "2026-07-02", "platform": "X", "post_id": str(one), "likes": -one} for one in range(1, 12)]
    kx.write_input({"posts": [*POSTS, *rows]}, tmp_path / "July.xlsx")
    found = run("check", "July.xlsx", "-q", folder=tmp_path)
    assert found.stdout.splitlines()[:3] == [
        "Fault [negative-count] July.xlsx, sheet 'Posts', cell M6: Likes is -1, but counts start at 0.",
        "  Fix: correct the cell, or empty it if the platform gave no number.",
        "  Also in M7, M8, M9, M10, M11, M12, M13, M14 and 2 more; --all lists each of them.",
    ]
    assert found.stdout.splitlines()[-1].startswith("11 faults; 11 rows left out until mended.")
    every = run("check", "July.xlsx", "-q", "--all", folder=tmp_path)
    assert every.stdout.count("[negative-count]") == 11
    assert "Also in" not in every.stdout
    rows[2:] = []
    kx.write_input({"posts": [*POSTS, *rows]}, tmp_path / "July.xlsx")
    assert "  Also in M7.\n" in run("check", "July.xlsx", "-q", folder=tmp_path).stdout


def test_check_prints_faults_with_cell_and_remedy(tmp_path: Path) -> None:
    rows = [*POSTS, {"published": "2026-07-02", "platform": "X", "likes": -12}]
    kx.write_input({"posts": rows}, tmp_path / "July.xlsx")
    found = run("check", "July.xlsx", folder=tmp_path)
    assert found.returncode == 1
    lines = found.stdout.splitlines()
    assert lines[0] == "Fault [negative-count] July.xlsx, sheet 'Posts', cell M6: Likes is -12, but counts start at 0."
    assert lines[1] == "  Fix: correct the cell, or empty it if the platform gave no number."
    assert any(line.split()[:3] == ["Posts", "1", "1"] for line in lines)
    assert lines[-1].startswith("1 fault; 1 row left out until mended.")
    quiet = run("check", "July.xlsx", "--quiet", folder=tmp_path)
    assert "Note [" in found.stdout
    assert "Note [" not in quiet.stdout


@pytest.mark.parametrize(
    ("language", "lines", "verdict"),
    [
        (
            "id",
            (
                "Kesalahan [negative-count] July.xlsx, lembar 'Postingan', sel M6: Suka bernilai -12, padahal "
                "tidak boleh kurang dari 0.",
                "  Perbaikan: perbaiki selnya, atau kosongkan jika platform tidak memberi angkanya.",
            ),
            "1 kesalahan; 1 baris diabaikan sampai diperbaiki. 0 peringatan, 1 catatan.",
        ),
        (
            "fa",
            (
                "خطا [negative-count] July.xlsx، برگه «پست‌ها»، سلول \u200eM6\u200e: در «لایک» عدد \u200e-12 آمده، "
                "اما این عدد نباید کمتر از صفر باشد.",
                "  راه اصلاح: سلول را اصلاح کنید یا اگر پلتفرم عددش را نمی‌دهد، آن را خالی بگذارید.",
            ),
            "۱ خطا؛ ۱ ردیف تا اصلاح کنار گذاشته شده است. ۰ هشدار، ۱ نکته.",
        ),
    ],
)
def test_check_speaks_the_workbook_s_language(
    tmp_path: Path, language: str, lines: tuple[str, ...], verdict: str
) -> None:
    rows = [*POSTS, {"published": "2026-07-02", "platform": "X", "likes": -12}]
    settings = [{"name": "language", "value": language}]
    kx.write_input({"posts": rows, "settings": settings}, tmp_path / "July.xlsx", language)
    found = run("check", "July.xlsx", folder=tmp_path)
    assert found.returncode == 1
    printed = found.stdout.splitlines()
    assert tuple(printed[:2]) == lines
    assert printed[-1] == verdict
    assert "Fault [" in run("check", "July.xlsx", "-l", "en", folder=tmp_path).stdout


def test_build_writes_the_dashboard_and_leaves_the_input_alone(tmp_path: Path) -> None:
    path = kx.write_input({"posts": POSTS}, tmp_path / "kpis.xlsx")
    before = path.read_bytes()
    found = run("build", "kpis.xlsx", "-o", "out.xlsx", "-l", "fa", folder=tmp_path)
    assert (found.returncode, found.stderr) == (0, "")  # no progress bar in a pipe
    assert found.stdout.startswith("نوشته شد: \u200eout.xlsx\n")
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0].sheet_view.rightToLeft
    assert path.read_bytes() == before
    assert run("build", "kpis.xlsx", "-o", "kpis.xlsx", folder=tmp_path).returncode == 2
    assert path.read_bytes() == before


def test_demo_writes_both_workbooks_and_says_where(tmp_path: Path) -> None:
    found = run("demo", "-d", "here", folder=tmp_path)
    assert (found.returncode, found.stderr) == (0, "")
    names = [str(Path("here", name)) for name in ("example.xlsx", "example-dashboard.xlsx")]
    assert all(name in found.stdout and (tmp_path / name).exists() for name in names)


def test_datasets_lists_explains_and_suggests(tmp_path: Path) -> None:
    listed = run("datasets", folder=tmp_path).stdout.splitlines()
    assert {line.split()[0] for line in listed if line.startswith("kpi_")} == {f"kpi_{name}" for name in DATASETS}
    assert "It has at most 10 rows." in run("datasets", "kpi_top_posts", folder=tmp_path).stdout
    assert run("datasets", "trend", "-l", "fa", folder=tmp_path).stdout.startswith("kpi_trend\n")
    assert len(json.loads(run("datasets", "--json", folder=tmp_path).stdout)) == len(DATASETS)
    (one,) = json.loads(run("datasets", "summary", "--json", folder=tmp_path).stdout)
    assert one["key"] == ["table"]
    unknown = run("datasets", "trnd", folder=tmp_path)
    assert unknown.returncode == 2
    assert "Did you mean trend" in unknown.stderr


def test_kpis_lists_explains_and_suggests(tmp_path: Path) -> None:
    listed = [line for line in run("kpis", folder=tmp_path).stdout.splitlines() if line.startswith("  ")]
    assert len(listed) == len(KPIS)
    assert "=NPS(scores)" in run("kpis", "nps", folder=tmp_path).stdout
    assert len(json.loads(run("kpis", "--json", folder=tmp_path).stdout)) == len(KPIS)
    assert run("kpis", "--markdown", "-l", "id", folder=tmp_path).stdout.startswith("#")
    unknown = run("kpis", "engagment_rate", folder=tmp_path)
    assert unknown.returncode == 2
    assert "Did you mean engagement_rate" in unknown.stderr
    (tmp_path / "mine.toml").write_text('[spp]\nformula = "saves / post"\nunit = "per_post"\ndirection = "up"\n')
    refused = run("kpis", "-c", "mine.toml", folder=tmp_path)
    assert refused.returncode == 1
    assert "uses “post”" in refused.stderr


def ole(path: Path, inside: bytes) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + inside)


def other_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("hello.txt", "hello")


def book_of_mine(path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["my", "own", "table"])
    book.save(path)


@pytest.mark.parametrize(
    ("make", "code", "message"),
    [
        (lambda _path: None, 3, "There is no file in.xlsx in this folder."),
        (lambda path: path.mkdir(), 3, "in.xlsx is a folder, not a workbook."),
        (lambda path: path.write_bytes(b"%PDF-1.7\n"), 3, "in.xlsx is a PDF document, not a workbook"),
        (lambda path: path.write_bytes(b""), 3, "in.xlsx is an empty file."),
        (lambda path: ole(path, "EncryptedPackage".encode("utf-16-le")), 3, "in.xlsx is protected with a password."),
        (lambda path: ole(path, "Workbook".encode("utf-16-le")), 3, "in.xlsx is a workbook in the old .xls format."),
        (lambda path: path.write_bytes(b"PK\x03\x04" + bytes(50)), 3, "in.xlsx is damaged"),
        (other_zip, 3, "in.xlsx is a zip file, but not an Excel workbook."),
        (lambda path: openpyxl.Workbook().save(path), 1, "in.xlsx has no sheet or table that kpi-excel knows"),
        (book_of_mine, 1, "in.xlsx has no sheet or table that kpi-excel knows"),
    ],
)
@pytest.mark.parametrize("command", ["check", "build"])
def test_bad_files_get_one_sentence_and_a_remedy(
    tmp_path: Path, make: object, code: int, message: str, command: str
) -> None:
    assert callable(make)
    make(tmp_path / "in.xlsx")
    found = run(command, "in.xlsx", folder=tmp_path)
    assert found.returncode == code
    assert found.stdout == ""
    assert found.stderr.startswith(f"Error: {message}")
    assert "\nFix: " in found.stderr
    assert "Traceback" not in found.stderr


def test_wrong_usage_is_two(tmp_path: Path) -> None:
    assert run("chek", folder=tmp_path).returncode == 2
    assert run("build", folder=tmp_path).returncode == 2
    assert run("kpis", "--json", "--markdown", folder=tmp_path).returncode == 2
    assert run("demo", "-l", "de", folder=tmp_path).returncode == 2


def test_the_examples_input_checks_without_faults(tmp_path: Path) -> None:
    kx.write_input(example_tables(), tmp_path / "example.xlsx")
    found = run("check", "example.xlsx", folder=tmp_path)
    assert found.returncode == 0
    assert found.stdout.splitlines()[-1] == "No faults. 2 warnings, 0 notes."


def test_into_fills_a_dashboard_again_and_keeps_what_its_owner_changed(tmp_path: Path) -> None:
    kx.write_input({"posts": POSTS}, tmp_path / "kpis.xlsx")
    assert run("build", "kpis.xlsx", "-o", "mine.xlsx", folder=tmp_path).returncode == 0
    with zipfile.ZipFile(tmp_path / "mine.xlsx") as file:
        parts = {name: file.read(name) for name in file.namelist()}
    parts["xl/theme/theme1.xml"] = parts["xl/theme/theme1.xml"].replace(b'name="Office', b'name="My own')
    with zipfile.ZipFile(tmp_path / "mine.xlsx", "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    more = [*POSTS, {"published": "2026-07-02", "platform": "TikTok", "likes": 70, "impressions": 90}]
    kx.write_input({"posts": more}, tmp_path / "kpis.xlsx")
    found = run("build", "kpis.xlsx", "--into", "mine.xlsx", folder=tmp_path)
    assert (found.returncode, found.stderr) == (0, "")
    with zipfile.ZipFile(tmp_path / "mine.xlsx") as file:
        assert file.read("xl/theme/theme1.xml") == parts["xl/theme/theme1.xml"]
    book = openpyxl.load_workbook(tmp_path / "mine.xlsx", data_only=True)
    sheet = next(one for one in book.worksheets if "kpi_platform_names" in one.tables)
    names = [row[0].value for row in sheet[sheet.tables["kpi_platform_names"].ref][1:]]
    assert names == ["All", "TikTok", "X"]
    assert run("build", "kpis.xlsx", "--into", "mine.xlsx", "-o", "x.xlsx", folder=tmp_path).returncode == 2


# Targets


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return kx.write_input(example_tables("en"), tmp_path_factory.mktemp("targets") / "example.xlsx")


def test_targets_of_the_example(example: Path) -> None:
    found = run("targets", "example.xlsx", folder=example.parent)
    assert (found.returncode, found.stderr) == (0, "")
    for status in ("achieved", "on_track", "at_risk", "off_track", "missed", "not_started"):
        assert texts("en").text("targets", "statuses", status) in found.stdout
    lines = found.stdout.splitlines()
    assert lines[-1] == (
        "10 targets: 2 achieved, 2 on track, 2 at risk, 1 off track, 1 missed, 1 not started, 1 no data. "
        "Data up to 2026-09-30."
    )
    assert "▲ At risk  Bring revenue to USD 42,500 between 1 January 2026 and 31 December 2026." in lines
    assert "\x1b" not in found.stdout  # no colours in a pipe
    assert not any(line != line.rstrip() or not line for line in lines)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("id", "▲ Berisiko  Capai pendapatan sebesar USD 42.500 dari 1 Januari 2026 sampai 31 Desember 2026."),
        ("fa", "\u200f▲ در خطر  رساندن درآمد به ۴۲٬۵۰۰ دلار، از ۱ ژانویه ۲۰۲۶ تا ۳۱ دسامبر ۲۰۲۶."),
    ],
)
def test_targets_in_another_language(example: Path, language: str, said: str) -> None:
    found = run("targets", "example.xlsx", "-l", language, folder=example.parent)
    assert (found.returncode, found.stderr) == (0, "")
    assert said in found.stdout.splitlines()


def test_targets_for_machines(example: Path) -> None:
    found = run("targets", "example.xlsx", "--json", folder=example.parent)
    assert (found.returncode, found.stderr) == (0, "")
    rows = json.loads(found.stdout, parse_constant=lambda constant: pytest.fail(f"{constant} is not JSON"))
    assert len(rows) == 10
    frame = kx.compute(kx.read(example)).targets
    assert all(set(row) == {*frame, "statement"} for row in rows)
    by_kpi = {row["kpi"]: row for row in rows}
    assert by_kpi["revenue"]["status"] == "at_risk"
    assert by_kpi["revenue"]["due"] == "2026-12-31"
    assert by_kpi["revenue"]["goal"] == 42500
    assert by_kpi["share_of_voice"] | {"value": None, "progress": None, "pace": None} == by_kpi["share_of_voice"]
    assert by_kpi["share_of_voice"]["next_review"] is None
    assert by_kpi["cost_per_click"]["pace"] is None  # rates are not prorated


def test_targets_of_a_workbook_without_any(tmp_path: Path) -> None:
    kx.write_input({"posts": POSTS}, tmp_path / "kpis.xlsx")
    found = run("targets", "kpis.xlsx", folder=tmp_path)
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout == "kpis.xlsx has no targets yet. Write some on the Targets sheet.\n"
    assert json.loads(run("targets", "kpis.xlsx", "--json", folder=tmp_path).stdout) == []


def test_targets_that_cannot_be_judged_say_why(tmp_path: Path) -> None:
    asked = {"platform": "X", "goal_kind": "value", "goal": 5, "start": "2026-07-01", "due": "2026-09-30"}
    targets = [{**asked, "kpi": "reach"}, {**asked, "kpi": "reech"}, {**asked, "kpi": "likes", "goal": "a lot"}]
    kx.write_input({"posts": POSTS, "targets": targets}, tmp_path / "kpis.xlsx")
    found = run("targets", "kpis.xlsx", folder=tmp_path)
    assert (found.returncode, found.stderr) == (0, "")
    lines = found.stdout.splitlines()
    assert [lines[number - 1] for number, line in enumerate(lines) if line == "    This KPI is not known"] == [
        "– No data  reech"
    ]
    assert "No data in these days" in found.stdout
    assert lines[-1].startswith("3 targets: 3 no data. Data up to ")
    assert "nan" not in found.stdout


@pytest.mark.parametrize(
    ("make", "code", "message"),
    [
        (lambda _path: None, 3, "There is no file in.xlsx in this folder."),
        (lambda path: path.write_bytes(b"PK\x03\x04" + bytes(50)), 3, "in.xlsx is damaged"),
        (lambda path: path.write_bytes(b""), 3, "in.xlsx is an empty file."),
        (book_of_mine, 1, "in.xlsx has no sheet or table that kpi-excel knows"),
    ],
)
@pytest.mark.parametrize("option", [(), ("--json",)])
def test_targets_of_bad_files(tmp_path: Path, make: object, code: int, message: str, option: tuple[str, ...]) -> None:
    assert callable(make)
    make(tmp_path / "in.xlsx")
    found = run("targets", "in.xlsx", *option, folder=tmp_path)
    assert (found.returncode, found.stdout) == (code, "")
    assert found.stderr.startswith(f"Error: {message}")
    assert "\nFix: " in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize("right", [True, False])
def test_verify_says_what_is_drawn_wrong_and_how_much_was_checked(right: bool, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet("Board")
        sheet.add_sparkline("D2", {"location": ["D2", "D3"], "range": ["A2:C2", "A3:C3" if right else "A2:C2"]})
    found = run("verify", "-v", "a.xlsx", folder=tmp_path)
    message = (
        "Drawn wrong Sheet 'Board', cells D2:D3: 2 sparklines all draw Board!A2:C2, so every row shows the same "
        "numbers.\n  Fix: Fill the dashboard again; in a workbook of your own mend the first one and fill it down.\n"
    )
    nothing, one = "it has no formulas, so there is nothing to compare", "1 picture that is drawn wrong"
    expected = (0, "", 0, nothing) if right else (1, message, 1, f"not everything is right: {one}")
    code, wrong, number, verdict = expected
    assert (found.returncode, found.stdout) == (
        code,
        f"{wrong}Drawn: 2 sparklines and 0 chart series checked, {number} wrong.\na.xlsx: {verdict}.\n",
    )
