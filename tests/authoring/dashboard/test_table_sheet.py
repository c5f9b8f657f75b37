"""A sheet that is written from a declaration alone: what is declared stands there, and nothing else."""

import io

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from kpi_excel.authoring import style as look
from kpi_excel.authoring.dashboard.table_sheet import COLOURS, LOOKS, NUMBERS, keyed_fields, write_table_sheet
from kpi_excel.authoring.style import workbook_bytes
from kpi_excel.catalogue.datasets import DATASETS
from kpi_excel.language.texts import texts
from kpi_excel.model.dataset import Colour, DatasetColumn, DeclaredDataset, Highlight, Look, Number
from kpi_excel.model.settings import LANGUAGES


def written(dataset: DeclaredDataset, language: str = "en") -> Worksheet:
    words = texts(language)
    data = workbook_bytes(words, "Test", lambda book, style: write_table_sheet(book, style, dataset))
    return load_workbook(io.BytesIO(data))[words.text("dashboard", "sheets", dataset.sheet)]


def test_every_declared_word_means_something() -> None:
    assert set(LOOKS) == set(Look)
    assert set(COLOURS) == set(Colour)
    assert set(NUMBERS) | {Number.COUNT, Number.BY_UNIT, Number.EFFECT, Number.CHANGE} == set(Number)
    assert len({str(one) for one in LOOKS.values()}) == len(Look)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["findings", "drivers", "benchmarks", "unusual", "glossary", "issues", "summary"])
def test_columns_stand_as_declared_under_their_labels_and_hidden_ones_under_their_names(
    language: str, name: str
) -> None:
    dataset, words = DATASETS[name], texts(language)
    sheet = written(dataset, language)
    labels = [words.headers[dataset.label_keys[column.name]] for column in dataset.columns]
    assert sheet.tables[f"kpi_{name}"].column_names == [*labels, *dataset.hidden]
    assert sheet["B1"].value == words.text("dashboard", "titles", name)
    hidden = {
        number
        for one in sheet.column_dimensions.values()
        if one.hidden
        for number in range(one.min or 0, (one.max or 0) + 1)
    }
    first = 2 + len(dataset.columns)  # behind the gutter and what is shown
    assert hidden == set(range(first, first + len(dataset.hidden)))
    row = 8 if dataset.facts else 5
    assert [cell.value for cell in sheet[row][1 : len(labels) + 1]] == labels
    assert sheet.freeze_panes == f"{'C' if dataset.frozen else 'A'}{row + 1}"


def test_widths_looks_and_highlights_are_those_declared() -> None:
    by = Highlight("better", 1, colour=Colour.BETTER)
    word = Highlight(word="dashboard.severities.fault", bold=True)
    columns = (
        DatasetColumn("verdict", width=18, look=(Look.BOLD, Look.INDENT), highlights=(by,)),
        DatasetColumn("severity", width=9, highlights=(word,)),
        DatasetColumn("left_out", width=7, number=Number.COUNT, highlights=(Highlight(above=0, colour=Colour.RISK),)),
        DatasetColumn("share", width=6, number=Number.SHARE),
    )
    sheet = written(DeclaredDataset("mine", ("verdict",), columns, ("better",), look=(Look.WRAP,), sheet="issues"))
    assert [sheet.column_dimensions[one].width for one in "BCDE"] == pytest.approx([18, 9, 7, 6], abs=1)
    verdict, _, left_out, share = sheet["B6"], sheet["C6"], sheet["D6"], sheet["E6"]
    assert (verdict.font.bold, verdict.alignment.indent, verdict.alignment.wrap_text) == (True, 1, True)
    assert (left_out.number_format, share.number_format, left_out.alignment.horizontal) == ("#,##0", "0.0%", "right")
    rules = {str(one.sqref): one.rules for one in sheet.conditional_formatting}
    assert {place: [rule.formula for rule in found] for place, found in rules.items()} == {
        "B6": [["$F6=1"]], "C6": [['$C6="Fault"']], "D6": [["0"]],
    }  # fmt: skip
    assert rules["B6"][0].dxf.font.color.rgb == f"FF{look.BETTER[1:]}"
    assert rules["C6"][0].dxf.font.b
    assert (rules["D6"][0].type, rules["D6"][0].operator) == ("cellIs", "greaterThan")


def test_effects_on_percentages_are_in_percentage_points_and_differences_in_the_unit_of_their_row() -> None:
    columns = (
        DatasetColumn("contribution", width=9, number=Number.EFFECT),
        DatasetColumn("difference", width=9, number=Number.CHANGE),
    )
    hidden = ("unit_key", "change_unit")
    sheet = written(DeclaredDataset("mine", ("unit_key",), columns, hidden, sheet="drivers"))
    rules = {str(one.sqref): one.rules for one in sheet.conditional_formatting}
    first = rules["B6"][0]
    assert (first.formula, first.dxf.numFmt.formatCode) == (['$D6="percent"'], '+0.00" pp";-0.00" pp";0')
    assert [(rule.formula[0], rule.dxf.numFmt.formatCode) for rule in rules["C6"]] == [
        ('$E6="percentage_points"', '+0.0" pp";-0.0" pp";0'),
        ('$E6="percent"', "+0.0%;-0.0%;0%"),
        ('$E6="points"', "+0.0;-0.0;0"),
    ]


def test_facts_stand_above_the_table_in_named_cells() -> None:
    words = texts("en")
    data = workbook_bytes(words, "Test", lambda book, style: write_table_sheet(book, style, DATASETS["summary"]))
    book = load_workbook(io.BytesIO(data))
    names = {name: defined.attr_text for name, defined in book.defined_names.items()}
    assert names["kpi_report_period"] == "'Data read'!$B$6"
    assert names["kpi_source"] == "'Data read'!$C$6"
    assert [book["Data read"][cell].value for cell in ("B5", "C5")] == ["Report period", "Input file"]


def test_sheets_that_others_look_up_have_keys_over_the_same_columns() -> None:
    dataset = DATASETS["periods"]
    fields = keyed_fields(dataset)
    assert [field.header for field in fields] == [column.name for column in dataset.columns]
    dates = {field.key for field in fields if field.look.get("num_format") == look.DAY}
    assert dates == {name for name in dataset.names if name.endswith(("start", "end")) and name != "trend_end"}
