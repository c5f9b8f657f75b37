"""Every number format writes numbers as people do: it is one that Excel reads, and no text ends in a decimal mark."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import pytest

import kpi_excel as kx
from kpi_excel.authoring import style as look
from kpi_excel.authoring.dashboard.workbook import build_dashboard
from kpi_excel.authoring.inputs.example import example_tables
from kpi_excel.authoring.inputs.workbook import build_input_workbook
from kpi_excel.model.settings import LANGUAGES, PERSIAN, WESTERN
from kpi_excel.workbook.parts.number_formats import DIGITS
from kpi_excel.workbook.sheet.sheet_data import excel_date
from tests.peers.formats import formats_of_texts, number_formats
from tests.rings import ask_node

SCRIPT = Path(__file__).with_name("numfmt.mjs")
NOON = excel_date(datetime(2026, 9, 30, 12))
VALUES = (0, 1, -1, 0.5, -0.5, 0.004, 12.345, 99.996, 100, 399023, -399023, 1234567, 1e9, NOON)
LOCALES = ("en", "id", "fa")
_POINT_AT_THE_END = re.compile(r"\d[.,٫](?!\d)")


def complaints(formats: Iterable[str]) -> dict[str, str]:
    """Say what is wrong with number formats: numfmt refuses one, or a number ends in a decimal mark."""
    codes = sorted(set(formats))
    answers = ask_node(SCRIPT, {"formats": codes, "values": VALUES, "locales": LOCALES})
    found = {}
    for code, texts in zip(codes, answers, strict=True):
        bad = [texts] if isinstance(texts, str) else [text for text in texts if _POINT_AT_THE_END.search(text)]
        if bad:
            found[code] = bad[0]
    return found


@pytest.fixture(scope="module", params=LANGUAGES)
def formats(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Give the formats of a language's templates, and of the examples that are made from them."""
    language, folder = request.param, tmp_path_factory.mktemp(f"formats-{request.param}")
    template, empty = folder / "template.xlsx", folder / "input.xlsx"
    template.write_bytes(build_dashboard(language))
    empty.write_bytes(build_input_workbook(language))
    example = kx.write_input(example_tables(language), folder / "example.xlsx", language)
    filled = kx.build(example, folder / "filled.xlsx", template, calculate=False).path
    found = {code: part for path in (template, empty, example, filled) for code, part in number_formats(path).items()}
    western = {code.replace(DIGITS[PERSIAN], DIGITS[WESTERN]): part for code, part in found.items()}
    return found | western


@pytest.mark.node
def test_no_number_ends_in_a_point(formats: Mapping[str, str]) -> None:
    assert {f"{code} in {formats[code]}": text for code, text in complaints(formats).items()} == {}


def test_formats_of_cells_rules_charts_and_formulas_are_found(formats: Mapping[str, str]) -> None:
    plain = {re.sub(r"\[\$-\w+\]", "", code) for code in formats}
    for code in ("yyyy-mm-dd hh:mm", "0.0%", "[$USD] #,##0", "[$XXX] #,##0", "00", "General"):
        assert code in plain
    assert any("charts/" in part for part in formats.values())
    assert set(look.NUMBER_FORMATS.values()) <= formats.keys() | {"General"}


@pytest.mark.node
@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("#,##0.##", "0."),  # 0
        ('0.#" M"', "0. M"),
        ("[>=100]#,##0;#,##0.#", "0."),
        ("0.0#", None),
        ('#,##0" min."', None),
        ('"v. "0', None),
        ("0;;[", "Illegal character: ["),
    ],
)
def test_a_format_that_ends_in_a_point_is_told_from_others(code: str, said: str | None) -> None:
    assert complaints([code]).get(code) == said


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('TEXT(A1,"0.0")', ["0.0"]),
        ('IF(A1,"x",TEXT(MAX(A1,"9"),IF(A1<2,"0","00")))', ["0", "00"]),
        ('TEXT(A1,"0"",""000")', ['0","000']),
        ('TEXT(A1,"0"""&sign&"""000")', ['0"٬"000']),
        ('TEXT(TEXT(A1,"0.0"),"@")', ["@", "0.0"]),
        ("TEXTJOIN(A1,B1)", []),
        ("TEXT(A1,B1)", []),
    ],
)
def test_formats_of_texts_are_found(formula: str, expected: list[str]) -> None:
    assert [*formats_of_texts(formula)] == expected
