"""One wording: what Findings, Targets, the first page and the command line say of a target is the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

import kpi_excel as kx
from kpi_excel.authoring.dashboard.workbook import build_dashboard
from kpi_excel.authoring.inputs.example import example_tables
from kpi_excel.cli.main import cli
from kpi_excel.language.texts import Texts, texts
from kpi_excel.model.settings import LANGUAGES

pytestmark = pytest.mark.slow

EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
PLATFORMS = ("Instagram", "Facebook", "LinkedIn", "TikTok", "YouTube")
SAME = {  # of the example's targets, what the sentences of both sheets must call the same; revenue 42,500 of this year
    "en": (
        ("average first response time", "98.9 minutes", "89 minutes", "30 September 2026"),
        ("followers on TikTok", "38,000", "30 September 2026"),
        ("revenue", "USD 42,500", "31 December 2026"),
        ("cost per click (CPC)", "paid", "USD 0.46", "USD 0.51"),
    ),
    "id": (
        ("rata-rata waktu respons pertama", "98,9 menit", "89 menit", "30 September 2026"),
        ("jumlah pengikut di TikTok", "38.000", "30 September 2026"),
        ("pendapatan", "USD 42.500", "31 Desember 2026"),
        ("biaya per klik (CPC)", "konten berbayar", "USD 0,46", "USD 0,51"),
    ),
    "fa": (
        ("میانگین زمان اولین پاسخ", "۹۸٫۹ دقیقه", "۸۹ دقیقه", "۳۰ سپتامبر ۲۰۲۶"),
        ("در تیک‌تاک", "۳۸٬۰۰۰", "۳۰ سپتامبر ۲۰۲۶"),
        ("درآمد", "۴۲٬۵۰۰ دلار", "۳۱ دسامبر ۲۰۲۶"),
        ("هزینه هر کلیک (CPC)", "محتوای پولی", "۰٫۴۶ دلار", "۰٫۵۱ دلار"),
    ),
}


@dataclass(frozen=True)
class Said:
    """What one dashboard says.

    Args:
        findings: the sentences of Findings.
        targets: the texts of Targets, row by row, by column key.
        front: the sentences of the first page.
        printed: what `kpi-excel targets` prints.
    """

    findings: tuple[str, ...]
    targets: tuple[Mapping[str, str], ...]
    front: tuple[str, ...]
    printed: str


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("voice")


@cache
def said(folder: Path, language: str) -> Said:
    words, template = texts(language), folder / f"template.{language}.xlsx"
    template.write_bytes(build_dashboard(language))
    source = kx.write_input(example_tables(language), folder / f"example.{language}.xlsx", language)
    built = kx.build(source, folder / f"dashboard.{language}.xlsx", template=template).path
    book = openpyxl.load_workbook(built, data_only=True)
    columns = words.columns("dashboard", "targets")
    findings = [row[words.text("findings", "columns", "sentence")] for row in rows(book, "kpi_findings")]
    targets = [
        {key: str(row[columns[key]]) for key in ("statement", "what_to_do", "lacking")}
        for row in rows(book, "kpi_targets")
    ]
    front = sheet_texts(book, words)
    printed = CliRunner().invoke(cli, ["targets", str(source)]).output
    return Said(tuple(findings), tuple(targets), front, printed)


def rows(book: openpyxl.Workbook, name: str) -> list[dict[str, str]]:
    area = next(sheet[sheet.tables[name].ref] for sheet in book.worksheets if name in sheet.tables)
    headers = [cell.value for cell in area[0]]
    return [dict(zip(headers, (cell.value for cell in row), strict=True)) for row in area[1:]]


def sheet_texts(book: openpyxl.Workbook, words: Texts) -> tuple[str, ...]:
    page = book[words.text("dashboard", "sheets", "dashboard")]
    return tuple(cell.value for row in page.iter_rows() for cell in row if isinstance(cell.value, str))


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
@EACH_LANGUAGE
def test_a_target_is_said_alike_everywhere(folder: Path, language: str) -> None:
    found = said(folder, language)
    for parts in SAME[language]:
        for where, sentences in (
            ("Findings", found.findings),
            ("Targets", [row["statement"] for row in found.targets]),
            ("the command line", found.printed.splitlines()),
        ):
            assert any(all(part in one for part in parts) for one in sentences), (where, parts)


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
@EACH_LANGUAGE
def test_formulas_and_the_command_line_say_the_same(folder: Path, language: str) -> None:
    found = said(folder, language)
    lines = found.printed.splitlines()
    assert len(found.targets) == 10
    for row in found.targets:
        assert any(line.endswith(f"  {row['statement']}") for line in lines)
        for key in ("what_to_do", "lacking"):
            assert not row[key] or row[key] in ("None", *(line.strip() for line in lines)), row[key]


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
@EACH_LANGUAGE
def test_the_first_page_says_what_findings_say(folder: Path, language: str) -> None:
    found = said(folder, language)
    told = [one for one in found.front if any(one in sentence for sentence in found.findings) and len(one) > 40]
    assert len(told) >= 5


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_persian_sentences_name_platforms_and_money_in_persian(folder: Path) -> None:
    found = said(folder, "fa")
    sentences = [*found.findings, *(text for row in found.targets for text in row.values())]
    assert [one for one in sentences if any(name in one for name in (*PLATFORMS, "USD"))] == []
