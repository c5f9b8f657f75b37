"""The dashboard template: reproducible, complete in every language, with formulas that programs read as written."""

import html
import io
import re
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from kpi_excel.authoring import style as look
from kpi_excel.authoring.dashboard.calc_compared import compared_table
from kpi_excel.authoring.dashboard.calc_front import funnel_range, platforms_front_table, trend_front_table
from kpi_excel.authoring.dashboard.calc_lists import LISTS_SHEET, ListTables
from kpi_excel.authoring.dashboard.calc_scores import scores_table
from kpi_excel.authoring.dashboard.calc_sheets import calculation_table
from kpi_excel.authoring.dashboard.platforms import MAIN_KPIS, best_formulas, platforms_table
from kpi_excel.authoring.dashboard.scorecard import scorecard_table
from kpi_excel.authoring.dashboard.tables import TemplateTable
from kpi_excel.authoring.dashboard.targets import targets_table
from kpi_excel.authoring.dashboard.trends import trend_table
from kpi_excel.authoring.dashboard.workbook import HIDDEN, VISIBLE, build_dashboard
from kpi_excel.catalogue import KPIS, measures_of
from kpi_excel.catalogue.datasets import DATASETS
from kpi_excel.errors import UsageError
from kpi_excel.language import cldr
from kpi_excel.language.texts import texts
from kpi_excel.model.settings import LANGUAGES, PERSIAN
from kpi_excel.workbook.parts.number_formats import DIGITS
from kpi_excel.workbook.vocabulary import fold
from tests.rings import recalculate, validate

pytestmark = pytest.mark.slow

TEMPLATES = Path(__file__).parents[3] / "workbook_templates"
FIELDS = ("brand", "report_period", "as_of", "calendar", "currency", "source", "issue_count", "rows_left_out")
SELECTORS = ("period", "platform", "placement", "comparison")
BEHIND = {  # on hidden sheets
    "kpi_readings", "kpi_finding_numbers", "kpi_trend__front", "kpi_each_platform", "kpi_scorecard__trend", "kpi_view",
    "kpi_trend__calc", "kpi_platforms__calc", "kpi_periods", "kpi_platform_names", "kpi_placement_names", "kpi_months",
    "kpi_compared",
}  # fmt: skip
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@cache
def built(language: str) -> bytes:
    return build_dashboard(language)


@cache
def workbook(language: str) -> Workbook:
    return load_workbook(io.BytesIO(built(language)))


def parts(content: bytes) -> Mapping[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def table_sheet(language: str, name: str) -> Worksheet:
    return next(sheet for sheet in workbook(language).worksheets if name in sheet.tables)


def described(language: str) -> list[TemplateTable]:
    words, lists = texts(language), ListTables()
    return [
        scorecard_table(words),
        targets_table(words),
        trend_front_table(),
        platforms_front_table(),
        scores_table(scorecard_table(words)),
        compared_table(words),
        trend_table(words),
        platforms_table(words),
        *map(calculation_table, ("view", "trend", "platforms")),
        lists.periods,
        lists.platforms,
        lists.placements,
        lists.months,
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_same_bytes_on_every_run(language: str) -> None:
    assert build_dashboard(language) == built(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_committed_template_is_what_is_built(language: str) -> None:
    committed = (TEMPLATES / f"dashboard.{language}.xlsx").read_bytes()
    assert parts(committed) == parts(built(language))


def test_unknown_language_is_refused() -> None:
    with pytest.raises(UsageError):
        build_dashboard("de")


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheets_stand_in_order(language: str) -> None:
    sheets = workbook(language).worksheets
    names = texts(language).section("dashboard", "sheets")
    assert [sheet.title for sheet in sheets] == [*(names[name] for name in VISIBLE), *HIDDEN]
    assert [sheet.sheet_state for sheet in sheets] == ["visible"] * len(VISIBLE) + ["hidden"] * len(HIDDEN)
    assert workbook(language).active is sheets[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_landscape_and_follow_the_language(language: str) -> None:
    for sheet in workbook(language).worksheets:
        assert bool(sheet.sheet_view.rightToLeft) == (language == "fa")
        if sheet.sheet_state == "visible":
            assert not sheet.sheet_view.showGridLines
            assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
            names = texts(language).section("dashboard", "sheets")
            # one page; two side by side; charts and tables on pages of their own
            by_hand = sheet.title in [names[name] for name in ("dashboard", "targets", "trends", "content")]
            assert sheet.page_setup.fitToHeight == (None if by_hand else 0)
            assert sheet.freeze_panes
            whole = [texts(language).text("dashboard", "sheets", name) for name in ("dashboard", "platforms")]
            assert sheet.print_title_rows or sheet.title in whole
        fonts = {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value is not None}
        assert fonts <= {"Tahoma" if language == "fa" else "Calibri"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_have_one_body_row(language: str) -> None:
    found = {table.name: table for sheet in workbook(language).worksheets for table in sheet.tables.values()}
    assert set(found) == BEHIND | {dataset.table for dataset in DATASETS.values() if dataset.sheet}
    for table in found.values():
        first, last = (int(re.sub("[A-Z]", "", cell)) for cell in table.ref.split(":"))
        assert last == first + 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_headers_are_keys_or_labels(language: str) -> None:
    labels = texts(language).headers
    for table in described(language):
        sheet = table_sheet(language, table.name)
        assert sheet.title == table.sheet
        assert sheet.tables[table.name].column_names == [field.header for field in table.fields]
        header = [sheet.cell(table.row + 1, table.column + 1 + i).value for i in range(len(table.fields))]
        assert header == [field.header for field in table.fields]
    for name in ("kpi_glossary", "kpi_issues", "kpi_summary", "kpi_scorecard", "kpi_trend"):
        assert set(table_sheet(language, name).tables[name].column_names) <= set(labels.values())
    assert len({fold(label) for label in labels.values()}) == len(labels)
    measures = list(measures_of(KPIS.values()))
    slices = table_sheet(language, "kpi_slices").tables["kpi_slices"].column_names
    keys = ["slice", "period", "start", "end", "platform", "placement", "against", "tables", "without"]
    assert slices == [*keys, *measures]
    for name, worked_out in (("view", measures), ("trend", []), ("platforms", [])):
        keys = [field.key for field in calculation_table(name).fields]
        assert set(keys) >= {"slice", "slice_row", *worked_out, *KPIS}
        assert keys == [field.header for field in calculation_table(name).fields]


@pytest.mark.parametrize("language", LANGUAGES)
def test_formulas_are_stored_as_written(language: str) -> None:
    package = parts(built(language))
    tables = {
        root.get("name"): {node.get("name"): node for node in root.iter(f"{MAIN}tableColumn")}
        for root in (etree.fromstring(content) for name, content in package.items() if name.startswith("xl/tables/"))
    }
    for table in described(language):
        sheet = table_sheet(language, table.name)
        for position, field in enumerate(table.fields):
            node = tables[table.name][field.header].find(f"{MAIN}calculatedColumnFormula")
            assert (node.text if node is not None else "") == field.formula
            value = sheet.cell(table.first_row + 1, table.column + 1 + position).value
            assert value == (f"={field.formula}" if field.formula else None)
            assert "@" not in field.formula
            assert not re.search(r"\b(XLOOKUP|LET|FILTER|OFFSET|INDIRECT)\(", field.formula)


def test_kpi_formulas_are_the_catalogues() -> None:
    table = calculation_table("view")
    formulas = {field.key: field.formula for field in table.fields}
    row = "kpi_view[[#This Row],[{}]]".format
    assert formulas["clicks"] == f"INDEX(kpi_slices[clicks],{row('slice_row')})"
    assert formulas["conversion_rate"] == f"IFERROR({row('conversions')}/{row('traffic_clicks')},NA())"
    assert formulas["slice_row"] == f"MATCH({row('slice')},kpi_slices[slice],0)"
    straight = {field.key: field.formula for field in calculation_table("trend").fields}
    at = "kpi_trend__calc[[#This Row],[slice_row]]"
    rate = f"INDEX(kpi_slices[conversions],{at})/INDEX(kpi_slices[traffic_clicks],{at})"
    assert straight["conversion_rate"] == f"IFERROR({rate},NA())"
    assert straight["clicks"] == f"INDEX(kpi_slices[clicks],{at})"
    assert formulas["slice"] == f'{row("period")}&"|"&kpi_platform_key&"|"&kpi_placement_key'


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_point_at_single_cells(language: str) -> None:
    book = workbook(language)
    for name in (*FIELDS, *SELECTORS, "period_key", "platform_key", "placement_key", "trend_start_row"):
        (sheet, cell), *more = book.defined_names[f"kpi_{name}"].destinations
        assert not more
        assert re.fullmatch(r"\$[A-Z]+\$\d+", cell)
        value = book[sheet][cell].value
        assert str(value).startswith("=") == name.endswith(("_key", "_row"))
        assert value is None or sheet == LISTS_SHEET or name in (*SELECTORS, "brand")


@pytest.mark.parametrize("language", LANGUAGES)
def test_drop_downs_offer_the_lists(language: str) -> None:
    words, lists = texts(language), ListTables()
    scorecard = scorecard_table(words)
    sheet = workbook(language).worksheets[0]
    sources = [one.formula1 for one in sheet.data_validations.dataValidation]
    expected = [table.address("label")[1:] for table in (lists.periods, lists.platforms, lists.placements)]
    comparisons = ",".join(words.section("options", "comparison").values())
    kpis = [scorecard.address("label")[1:]] * 9  # eight cards and the large chart
    assert sources == [*expected, f'"{comparisons}"', *kpis]
    trends = table_sheet(language, "kpi_trend")
    rules = trends.data_validations.dataValidation
    assert [one.formula1 for one in rules] == [scorecard.address("label")[1:]] * 4
    assert [trends[str(one.sqref)].value for one in rules] == [""] * 4  # filling chooses


@pytest.mark.parametrize("language", LANGUAGES)
def test_rules_and_charts_cover_exactly_bodies(language: str) -> None:
    for sheet in workbook(language).worksheets[1:]:  # the first page's rules stand on its cards
        bodies = [int(re.sub("[A-Z]", "", table.ref.split(":")[1])) for table in sheet.tables.values()]
        for one in sheet.conditional_formatting:
            assert re.fullmatch(rf"[A-Z]+({'|'.join(map(str, bodies))})", str(one.sqref))
    package = parts(built(language))
    charts = [content.decode() for name, content in package.items() if name.startswith("xl/charts/chart")]
    assert len(charts) == 13
    addresses = {table.address(field.key)[1:] for table in described(language) for field in table.fields}
    for chart in charts:
        ranges = re.findall(r"<c:(?:cat|val)>.*?<c:f>(.*?)</c:f>", chart, re.DOTALL)
        assert len(ranges) % 2 == 0
        assert set(ranges) <= addresses | {one[1:] for one in (funnel_range(1), funnel_range(3))}
    drawings = "".join(content.decode() for name, content in package.items() if name.startswith("xl/drawings/drawing"))
    assert len(re.findall(r'descr="[^"]+"', drawings)) == 13


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_axes_of_a_chart_run_in_the_languages_direction(language: str) -> None:
    charts = [content.decode() for name, content in parts(built(language)).items() if "charts/chart" in name]
    directions = [
        re.findall(r"<c:catAx>.*?<c:orientation val=\"(\w+)\"", chart, re.DOTALL)
        for chart in charts
        if "<c:lineChart>" in chart
    ]
    way = "maxMin" if language == "fa" else "minMax"
    assert sorted(directions) == [[way]] * 5 + [[way] * 2] * 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_rules_reach_other_sheets_through_names_only(language: str) -> None:
    """Excel 2007 and Google Sheets take no reference to another sheet in a rule."""
    book = workbook(language)
    formulas = [
        formula
        for sheet in book.worksheets
        for one in sheet.conditional_formatting
        for rule in one.rules
        for formula in rule.formula
    ]
    assert len(formulas) > 300
    assert [one for one in formulas if "!" in one] == []
    named = set(re.findall(r"card_\w+", " ".join(formulas)))
    assert named == {f"card_{fact}_{n}" for n in range(1, 9) for fact in ("unit", "change_unit", "direction", "status")}
    assert named <= set(book.defined_names)
    cells = {book.defined_names[name].attr_text for name in named}
    assert len(cells) == len(named)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_format_leaves_a_point_behind_a_whole_number(language: str) -> None:
    """Excel writes 399,023 in the format #,##0.## as 399,023. with its point."""
    contents = b" ".join(parts(built(language)).values()).decode(errors="ignore")
    codes = {html.unescape(code) for code in re.findall(r'formatCode="([^"]*)"', contents)}
    texts_of_formulas = {html.unescape(code) for code in re.findall(r"TEXT\([^<]*?,\"([^\"]*)\"\)", contents)}
    assert "#,##0" in " ".join(codes)
    assert "00" in texts_of_formulas
    assert [code for code in codes | texts_of_formulas if re.search(r"\.(?![0?])", re.sub(r'"[^"]*"', "", code))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_charts_have_no_title_of_their_own_and_bridge_missing_values(language: str) -> None:
    charts = [content.decode() for name, content in parts(built(language)).items() if "charts/chart" in name]
    for chart in charts:
        assert '<c:autoTitleDeleted val="1"/>' in chart
        assert "<c:title>" not in chart
        if "<c:lineChart>" in chart:
            assert '<c:dispBlanksAs val="span"/>' in chart
            assert '<c:plotVisOnly val="0"/>' in chart or "plotVisOnly" not in chart
    values = [cell.value for row in table_sheet(language, "kpi_trend").iter_rows() for cell in row]
    assert [values.count(f"=trend_title_{number}") for number in (1, 2, 3, 4)] == [1] * 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_dates_stand_above_the_views(language: str) -> None:
    table, sheet = scorecard_table(texts(language)), table_sheet(language, "kpi_scorecard")
    for view in ("value", "previous", "last_year"):
        assert sheet.cell(table.row, table.position(view) + 1).value == f"=dates_{view}"


def test_shades_leave_all_platforms_out() -> None:
    table = platforms_table(texts("en"))
    formula = best_formulas(table)["platforms_best_reach"]
    body = "kpi_platforms[[Reach, added over posts]]"  # a comma asks for a second pair of brackets
    together = f'INDEX({body},MATCH("All",kpi_platforms[Platform key],0))'
    assert formula == f"IFERROR(LARGE({body},IF({together}=MAX({body}),2,1)),0)"
    rules = [rule for one in table_sheet("en", "kpi_platforms").conditional_formatting for rule in one.rules]
    assert {rule.type for rule in rules} == {"expression"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_large_money_is_scaled(language: str) -> None:
    million, billion = (cldr.magnitude(texts(language).locale, power, "short") for power in (6, 9))
    assert million != billion
    formats = parts(built(language))["xl/styles.xml"].decode().replace("&quot;", '"')
    for number_format in (f'[$XXX] #,##0.0,,"{million}"', f'[$XXX] #,##0.0,,,"{billion}"', "[$XXX] #,##0", "0.00%"):
        shown = look.number_format(number_format, texts(language))
        assert f'formatCode="{shown}"' in formats


def test_all_languages_have_the_same_texts() -> None:
    def keys(section: Mapping[str, object], path: str = "") -> set[str]:
        return {
            one
            for key, value in section.items()
            for one in (keys(value, f"{path}{key}.") if isinstance(value, dict) else {f"{path}{key}"})
        }

    files = {language: texts(language).files["dashboard"] for language in LANGUAGES}
    assert keys(files["en"]) == keys(files["id"]) == keys(files["fa"])
    for language, file in files.items():
        assert all(str(value).strip() for section in file.values() for value in section.values()), language
        assert all(len(name) <= 31 for name in file["sheets"].values())


def test_main_kpis_are_in_the_catalogue() -> None:
    assert set(MAIN_KPIS) <= set(KPIS)


@pytest.mark.validator
@pytest.mark.parametrize("language", LANGUAGES)
def test_validator_finds_nothing(language: str) -> None:
    assert validate(TEMPLATES / f"dashboard.{language}.xlsx") == []


@pytest.mark.libreoffice
@pytest.mark.parametrize("language", LANGUAGES)
def test_libreoffice_reads_every_formula(language: str, tmp_path: Path) -> None:
    book = load_workbook(recalculate(TEMPLATES / f"dashboard.{language}.xlsx", tmp_path), data_only=True)
    values = {str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert {value for value in values if re.fullmatch(r"#\S+|Err:\d+", value)} <= {"#N/A"}


def test_numbers_of_the_persian_dashboard_have_its_digits() -> None:
    found = parts(built("fa"))
    shown = "".join(found[name].decode() for name in found if "/charts/" in name or name == "xl/styles.xml")
    codes = [html.unescape(code) for code in re.findall(r'formatCode="([^"]*)"', shown)]
    sections = [section for code in codes if code not in ("@", "General") for section in code.split(";") if section]
    assert len(sections) > 50
    assert [one for one in sections if DIGITS[PERSIAN] not in one] == []
    built_in = set(re.findall(rb'numFmtId="(\d+)"', found["xl/styles.xml"].partition(b"<cellXfs")[2]))
    assert {int(one) for one in built_in if int(one) < 164} <= {0, 49}  # General, which formulas' texts have, and text
    assert DIGITS[PERSIAN].encode() not in b"".join(parts(built("en")).values())
