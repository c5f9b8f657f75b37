"""Sharing: what a stakeholder gets can be chosen in, commented and aimed with, and says nothing it must not say."""

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

import kpi_excel as kx
from kpi_excel.authoring.inputs.example import example_tables
from kpi_excel.catalogue.datasets import DATASETS
from kpi_excel.errors import Issue, Place, Severity
from kpi_excel.language.issues import fix, message
from kpi_excel.language.texts import texts
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.report.share import HIDDEN, MARK, is_shared, share_name, without_quotes
from kpi_excel.workbook.checking.lint import lint
from kpi_excel.workbook.checking.verify import verify
from kpi_excel.workbook.parts.marks import Kind, Maker, read_filled, read_maker
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.shipped import template_path
from tests.cli.test_main import run
from tests.rings import audit, recalculate, validate
from tests.workbook.books import Rows, book
from tests.workbook.planted import SECRETS, found_in, plant
from tests.workbook.rich import package_of, parts

pytestmark = pytest.mark.slow

NAMES = ("kpi_period", "kpi_platform", "kpi_placement")
CUSTOMER, EMAIL, WORDS = "CUST-88213", "rina.wijaya@example.net", "My parcel arrived broken"
PLACE, AUTHOR = r"C:\Users\bsantoso\Clients\Senja", "Budi Santoso"
POSTS = [{"published": date(2026, 7, day), "platform": "X", "likes": day, "impressions": 10} for day in (1, 2, 3)]


@dataclass(frozen=True)
class Made:
    """An ordinary dashboard, and the copy to share."""

    language: str
    example: Path
    plain: Path
    copy: Path


@pytest.fixture(scope="module", params=LANGUAGES)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp(f"share-{request.param}")
    example = kx.write_input(example_tables(request.param), folder / "example.xlsx", request.param)
    plain = kx.build(example, folder / "plain.xlsx").path
    return Made(request.param, example, plain, kx.build(example, folder, share=True).path)


def open_cells(path: Path) -> dict[str, set[str]]:
    """Give the addresses of the cells that can be changed, by sheet."""
    found = {}
    for sheet in openpyxl.load_workbook(path).worksheets:
        protection = sheet.protection
        assert protection.sheet, sheet.title
        assert not protection.password, sheet.title
        assert (protection.objects, protection.autoFilter, protection.selectLockedCells) == (True, False, False)
        found[sheet.title] = {
            cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked
        }
    return found


def test_the_name_says_brand_and_period(made: Made) -> None:
    assert made.copy == made.example.with_name(
        f"{kx.read(made.example).settings.brand} {kx.compute(kx.read(made.example)).periods.report.name}.xlsx"
    )


def test_selectors_and_goals_are_open_and_all_else_is_locked(made: Made) -> None:
    words = texts(made.language)
    labels = {**words.section("targets", "columns"), **words.section("dashboard", "columns")}
    workbook = openpyxl.load_workbook(made.copy)
    cells = open_cells(made.copy)
    for name, defined in workbook.defined_names.items():
        if name in NAMES or name.startswith("trend_choice_"):
            ((sheet, address),) = defined.destinations
            assert address.replace("$", "") in cells[sheet], name
    sheet = words.text("dashboard", "sheets", "targets")
    header, *rows = workbook[sheet][workbook[sheet].tables["kpi_targets"].ref]
    typed = DATASETS["targets"].typed
    asked = {cell.column: cell.value for cell in header if cell.value in {labels[key] for key in typed}}
    assert len(asked) == len(typed)
    assert cells.pop(sheet) == {cell.coordinate for row in rows for cell in row if cell.column in asked}
    # whatever else is open holds no formula and no number of the engine's
    for title, addresses in cells.items():
        for address in addresses:
            assert workbook[title][address].data_type in ("s", "n", "inlineStr"), (title, address)
            assert not isinstance(workbook[title][address].value, (int, float)), (title, address)
        hidden = workbook[title].sheet_state != "visible"
        assert not (hidden and addresses), title
    assert workbook.security.lockStructure
    assert not workbook.security.workbookPassword


def test_open_cells_look_as_before(made: Made) -> None:
    before, after = openpyxl.load_workbook(made.plain), openpyxl.load_workbook(made.copy)
    for title, addresses in open_cells(made.copy).items():
        for address in addresses:
            one, other = before[title][address], after[title][address]
            for part in ("font", "fill", "border", "alignment", "number_format"):
                assert repr(getattr(one, part)) == repr(getattr(other, part)), (title, address, part)


def test_it_opens_at_the_first_page(made: Made) -> None:
    workbook = openpyxl.load_workbook(made.copy)
    assert workbook.active is workbook.worksheets[0]
    (window,) = workbook.views
    assert (window.activeTab, window.firstSheet, window.minimized, window.visibility) == (0, 0, False, "visible")
    assert (window.xWindow, window.yWindow) == (0, 0)
    selected = [sheet.title for sheet in workbook.worksheets if sheet.sheet_view.tabSelected]
    assert selected == [workbook.sheetnames[0]]
    ((_, address),) = workbook.defined_names["kpi_period"].destinations
    view = workbook.worksheets[0].sheet_view
    assert view.topLeftCell is None
    assert view.selection[-1].activeCell == address.replace("$", "")


def test_everything_else_is_the_dashboard(made: Made) -> None:
    before, after = parts(made.plain), parts(made.copy)
    assert set(after) == set(before)
    for name in before:
        if not name.startswith(("xl/worksheets/", "docProps/")) and name not in (
            "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "[Content_Types].xml",
        ):  # fmt: skip
            assert after[name] == before[name], name


def test_every_stored_value_is_right_and_nothing_is_to_be_repaired(made: Made) -> None:
    found = verify(made.copy)
    assert found.right, (found.differences[:3], found.flaws[:3], found.without_value[:3])
    assert found.formulas > 2000
    assert lint(package_of(made.copy)) == []


@pytest.mark.validator
def test_it_is_valid(made: Made) -> None:
    assert validate(made.copy) == []
    assert audit(made.copy) == []


@pytest.mark.libreoffice
def test_libreoffice_opens_it_protected_with_its_drop_downs(made: Made, tmp_path: Path) -> None:
    again = recalculate(made.copy, tmp_path)
    assert open_cells(again)
    workbook = openpyxl.load_workbook(again)
    before = openpyxl.load_workbook(made.copy)
    ((title, address),) = before.defined_names["kpi_platform"].destinations
    lists = [one for one in workbook[title].data_validations.dataValidation if one.type == "list"]
    assert any(address.replace("$", "") in one.sqref for one in lists)
    assert not workbook[title][address].protection.locked


def test_building_again_gives_the_same_bytes_over_the_earlier_copy(made: Made) -> None:
    before = made.copy.read_bytes()
    assert kx.build(made.example, made.copy.parent, share=True).path == made.copy
    assert made.copy.read_bytes() == before


def planted_input(path: Path) -> Path:
    """Write an input whose faults would be quoted, with customers' data wherever a cell may hold them."""
    day = datetime(2026, 7, 1)
    sheets: dict[str, Rows] = {
        "Posts": [
            ("published", "platform", "post_id", "likes", "reach", EMAIL),
            (day, "X", "p1", 3, 20, "mine"),
            (day, "X", "p1", 3, 20, "twice"),
            (day, "X", "p2", CUSTOMER, 20, "mine"),
            (EMAIL, "X", "p3", 5, WORDS, "mine"),
        ],
        "Orders": [
            ("date", "platform", "order_id", "customer_id", "revenue"),
            (day, "X", CUSTOMER, CUSTOMER, 10),
            (day, "X", CUSTOMER, EMAIL, 12),
            (day, "X", "o3", CUSTOMER, EMAIL),
        ],
        "Requests": [
            ("received", "platform", "request_id", "first_response", "resolved"),
            (day, "X", CUSTOMER, EMAIL, WORDS),
            (day, "X", EMAIL, day, "yes"),
        ],
        "Surveys": [("date", "platform", "kind", "score"), (day, "X", "nps", WORDS), (day, "X", CUSTOMER, 9)],
        "Comments": [("date", "platform", "text"), (day, "X", f"{WORDS}, write to {EMAIL}"), (WORDS, "X", CUSTOMER)],
        "Settings": [("setting", "value"), ("brand", "Senja"), ("currency", EMAIL), (CUSTOMER, 1), ("as_of", WORDS)],
        "Targets": [
            ("kpi", "goal_kind", "goal", "start", "due", "baseline", "owner"),
            ("engagements", "value", CUSTOMER, day, PLACE, EMAIL, "Rina"),
            ("engagements", CUSTOMER, 5, day, datetime(2026, 9, 30), None, "Rina"),
        ],
        CUSTOMER: [("name", "mail"), ("Rina", EMAIL)],
    }
    return book(path, sheets)


def test_no_part_holds_customers_data_of_the_input(tmp_path: Path) -> None:
    source = planted_input(tmp_path / "kpis.xlsx")
    secrets = ("88213", EMAIL, WORDS, PLACE, "Users", str(tmp_path))
    plain = kx.build(source, tmp_path / "plain.xlsx").path
    quoted = {one.partition(" in ")[0] for one in found_in(plain, "88213", EMAIL, WORDS)}
    assert quoted == {"88213", EMAIL, WORDS}  # without sharing, issues quote the cells
    report = kx.build(source, tmp_path, share=True)
    assert found_in(report.path, *secrets) == []
    assert HIDDEN.encode() in b"".join(parts(report.path).values())


@pytest.mark.parametrize("code", sorted(set(texts().files["messages"]) - {"phrases"}))
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_about_a_fault_quotes_a_cell(code: str, language: str) -> None:
    sentences = texts(language).files["messages"][code].values()
    keys = {key for text in sentences for _, key, _, _ in string.Formatter().parse(text) if key}
    labels = {"column": "L", "columns": "L", "table": "L", "other": "L" if code == "above" else CUSTOMER}
    values = dict.fromkeys(keys, CUSTOMER) | labels | ({"takes": "date"} if "takes" in keys else {})
    issue = Issue(code, Severity.FAULT, Place("kpis.xlsx", "Orders", "B7"), values)
    cleaned = without_quotes(issue)
    known = {
        "opened", "until", "last", "day", "days", "today", "of", "span",  # dates, counts, and phrases of them
        "allowed", "setting", "platforms", "missing", "rows", "count", "period", "start", "end", "due",
        "first", "kpi",
    }  # fmt: skip
    quoted = {key for key in keys if cleaned.values[key] == CUSTOMER}
    assert quoted <= known
    assert not quoted & {"found", "limit", "value", "second", "platform", "other", "hint", "meant"}
    if code in ("ambiguous-date", "ambiguous-number"):
        assert not quoted
    assert message(cleaned, texts(language))
    assert fix(cleaned, texts(language))


def test_no_part_holds_secrets_of_the_template(tmp_path: Path) -> None:
    source = kx.write_input({"posts": POSTS}, tmp_path / "kpis.xlsx")
    template = plant(tmp_path / "mine.xlsm")
    report = kx.build(source, tmp_path / "copy.xlsx", template, share=True)
    assert found_in(report.path, *SECRETS, "Sari", "macroEnabled", str(tmp_path)) == []
    assert lint(package_of(report.path)) == []
    sheet = openpyxl.load_workbook(report.path)["Data"]
    assert all(cell.protection.locked for row in sheet["B5:E6"] for cell in row)  # column E shows a sparkline


def own_template(path: Path) -> Path:
    """Write a workbook with columns of comments and sparklines, an open cell, a hidden sheet and a selector."""
    with xlsxwriter.Workbook(str(path)) as workbook:
        hidden = workbook.add_worksheet("Hidden")
        sheet = workbook.add_worksheet("Mine")
        yellow = workbook.add_format({"bg_color": "yellow"})
        sheet.set_column("D:D", 30, yellow)
        columns = [
            {"header": "Platform"},
            {"header": "engagements"},
            {"header": "Comment"},
            {"header": "Double"},
            {"header": "Line"},
        ]
        columns[3]["formula"] = "=kpi_platforms[[#This Row],[engagements]]*2"
        sheet.add_table("B3:F4", {"name": "kpi_platforms", "columns": columns})
        sheet.add_sparkline("F4", {"range": "Mine!C4:C4"})
        sheet.data_validation("B1", {"validate": "list", "source": ["week", "month"]})
        sheet.write("B1", "week")
        sheet.data_validation("C1", {"validate": "list", "source": ["week", "month"]})
        sheet.write_formula("C1", "=B1", None, "week")
        sheet.write("H1", "my note", workbook.add_format({"locked": False}))
        sheet.set_top_left_cell("Q40")
        sheet.protect("secret")
        workbook.add_worksheet("Last").activate()
        sheet.activate()
        hidden.hide()
    return path


def test_comments_drop_downs_and_the_owners_open_cells_are_open(tmp_path: Path) -> None:
    source = kx.write_input({"posts": POSTS}, tmp_path / "kpis.xlsx")
    template = own_template(tmp_path / "mine.xlsx")
    copy = kx.build(source, tmp_path / "copy.xlsx", template, share=True).path
    assert open_cells(copy) == {"Hidden": set(), "Mine": {"B1", "D4", "D5", "H1"}, "Last": set()}
    workbook = openpyxl.load_workbook(copy)
    assert workbook["Mine"]["D5"].fill.fgColor.rgb == "FFFFFF00"
    assert (workbook.active.title, workbook["Mine"].sheet_view.topLeftCell) == ("Mine", None)  # type: ignore[union-attr]


def test_a_template_with_links_to_other_files_is_refused_and_nothing_written(tmp_path: Path) -> None:
    source = kx.write_input({"posts": POSTS}, tmp_path / "kpis.xlsx")
    template = own_template(tmp_path / "mine.xlsx")
    workbook = openpyxl.load_workbook(template)
    workbook["Last"]["A1"] = '=HYPERLINK("plans.docx")'
    workbook.save(template)
    found = run("build", source, "--template", template, "--share", folder=tmp_path)
    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr.startswith("Error: mine.xlsx: sheet 'Last', cell A1 names a file or folder of a computer")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kpis.xlsx", "mine.xlsx"]


def test_comments_typed_in_a_dashboard_are_in_the_copy_of_it(tmp_path: Path) -> None:
    source = kx.write_input({"posts": POSTS}, tmp_path / "kpis.xlsx")
    mine = kx.build(source, tmp_path / "dashboard.xlsx", own_template(tmp_path / "mine.xlsx")).path
    workbook = openpyxl.load_workbook(mine)
    workbook["Mine"]["D5"] = "a slow week"
    workbook.save(mine)
    before = mine.read_bytes()
    copy = kx.build(source, tmp_path, mine, share=True).path
    assert openpyxl.load_workbook(copy)["Mine"]["D5"].value == "a slow week"
    assert mine.read_bytes() == before
    # a copy that comes back with comments can be made again, and is not filled as if it were one's own
    again = kx.build(source, tmp_path / "again.xlsx", copy, share=True).path
    assert openpyxl.load_workbook(again)["Mine"]["D5"].value == "a slow week"
    returned = run("build", source, "--into", again, folder=tmp_path)
    assert returned.returncode == 1
    assert returned.stderr.startswith("Error: again.xlsx is a shared copy: its sheets are protected")


def test_a_copy_never_replaces_another_file_by_its_own_name(tmp_path: Path) -> None:
    source = kx.write_input({"posts": POSTS}, tmp_path / "2026-07.xlsx")
    inputs = kx.read(source)
    period = kx.compute(inputs).periods.report.name
    own = tmp_path / share_name(inputs.settings.brand, period)
    source.rename(own)
    before = own.read_bytes()
    with pytest.raises(kx.UsageError, match="exists already, and is not a copy that may be replaced"):
        kx.build(own, tmp_path, share=True)
    assert own.read_bytes() == before
    copy = kx.build(own, tmp_path / "copy.xlsx", share=True).path
    with open_package(copy) as package:
        assert is_shared(package)
    with open_package(template_path("dashboard", "en")) as package:
        assert not is_shared(package)


def test_the_command(tmp_path: Path) -> None:
    source = kx.write_input({"posts": POSTS, "settings": _settings(brand="Senja: Kopi/Teh")}, tmp_path / "kpis.xlsx")
    found = run("build", source, "--share", folder=tmp_path)
    assert (found.returncode, found.stderr) == (0, "")
    (copy,) = tmp_path.glob("Senja- Kopi-Teh *.xlsx")
    assert found.stdout.startswith(f"Wrote {copy.name}\n")
    (tmp_path / "out").mkdir()
    assert run("build", source, "--share", "-o", "out", folder=tmp_path).returncode == 0
    assert (tmp_path / "out" / copy.name).read_bytes() == copy.read_bytes()
    assert run("build", source, "--share", "-o", "mine.xlsx", folder=tmp_path).returncode == 0
    assert (tmp_path / "mine.xlsx").read_bytes() == copy.read_bytes()
    assert run("build", source, "--share", "-o", source, folder=tmp_path).returncode == 2
    found = run("build", source, "--share", "--into", copy, folder=tmp_path)
    assert found.returncode == 2
    assert "--share writes a copy" in found.stderr


def _settings(**values: str) -> list[Mapping[str, str]]:
    return [{"name": name, "value": value} for name, value in values.items()]


@pytest.mark.parametrize(
    ("brand", "period", "expected"),
    [
        ("Senja Coffee", "2026-Q3", "Senja Coffee 2026-Q3.xlsx"),
        ('A<B>C:D"E/F\\G|H?I*J', "2026", "A-B-C-D-E-F-G-H-I-J 2026.xlsx"),
        ("  two\n\twords  ", "2026-W37", "two words 2026-W37.xlsx"),
        ("", "2026-09", "2026-09.xlsx"),
        (" .hidden.", "2026-09", "hidden. 2026-09.xlsx"),
        ("con.x", "2026", "_con.x 2026.xlsx"),
        ("Console", "2026", "Console 2026.xlsx"),
        ("قهوه\u200cی \u202eسنجا", "2026-Q3", "قهوه\u200cی سنجا 2026-Q3.xlsx"),
        ("Senja", "2026-07-01..2026-08-15", "Senja 2026-07-01..2026-08-15.xlsx"),
        ("../../etc/passwd", "2026", "-..-etc-passwd 2026.xlsx"),
    ],
)
def test_names_are_safe_everywhere(brand: str, period: str, expected: str) -> None:
    assert share_name(brand, period) == expected


def test_long_names_are_cut_between_letters() -> None:
    name = share_name("☕" * 300, "2026-Q3")
    assert name == f"{'☕' * 50} 2026-Q3.xlsx"
    assert len(name.encode()) < 255


def test_the_mark_is_hidden_and_stands_once(made: Made) -> None:
    workbook = parts(made.copy)["xl/workbook.xml"].decode()
    assert re.findall(rf'<definedName name="{MARK}"[^>]*>', workbook) == [f'<definedName name="{MARK}" hidden="1">']


def test_a_copy_says_that_it_is_one_and_not_what_was_filled(made: Made) -> None:
    with open_package(made.copy) as package:
        maker, filled = read_maker(package), read_filled(package)
    assert maker == Maker(Kind.COPY, made.language, day=date(2026, 9, 30))  # up to which the example's data go
    assert filled == ()


@given(
    st.text(st.characters()) | st.text(st.sampled_from('<>:"/\\|?*\x00\n\x1b\u202e\u200f. con☕ش')), st.text(max_size=9)
)
def test_any_brand_gives_a_name_that_every_system_takes(brand: str, period: str) -> None:
    name = share_name(brand, period)
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]', name)
    assert len(name.encode()) < 255
    assert name.endswith(".xlsx")
    stem = name.removesuffix(".xlsx")
    assert stem == stem.strip(" .")
    assert not re.fullmatch(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", stem, re.IGNORECASE)
