"""Changes on dashboards: the formula gives what the engine gives, and what shows as zero shows no sign."""

import io
import math
import re

import cellrune
import pytest
from openpyxl import load_workbook
from xlsxwriter import Workbook

from kpi_excel.authoring.dashboard.changes import change_formula
from kpi_excel.authoring.dashboard.workbook import build_dashboard
from kpi_excel.engine.change import change
from kpi_excel.language.texts import texts
from kpi_excel.model.front import CARDS
from kpi_excel.model.kpi import ChangeUnit
from kpi_excel.model.settings import LANGUAGES

pytestmark = pytest.mark.slow

PAIRS = ((0.034, 0.03), (0.0, 0.25), (-50.0, -100.0), (50.0, -100.0), (5.0, 0.0), (0.0, 0.0), (4.0, None), (None, 4.0))


def test_the_formula_is_the_engine_s_change() -> None:
    buffer, cases = io.BytesIO(), [(*pair, unit) for unit in ChangeUnit for pair in PAIRS]
    with Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("S")
        for row, (now, then, unit) in enumerate(cases, 1):
            sheet.write_row(row - 1, 0, ["–" if one is None else one for one in (now, then, str(unit))])
            sheet.write_formula(row - 1, 3, "=" + change_formula(f"A{row}", f"B{row}", f"C{row}"))
    calculated = cellrune.Workbook.from_bytes(buffer.getvalue())
    calculated.calculate(today_serial=46000.0, now_serial=46000.0)
    found = [row[0].get("value") for row in calculated.read_values("S", "D1", f"D{len(cases)}")]
    nan = math.nan
    expected = [
        float(change(nan if now is None else now, nan if then is None else then, unit)) for now, then, unit in cases
    ]
    assert [nan if one == "–" else one for one in found] == pytest.approx(expected, rel=1e-9, nan_ok=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_change_that_shows_as_zero_has_no_sign(language: str) -> None:
    book = load_workbook(io.BytesIO(build_dashboard(language)))
    for name, fields in (("dashboard", len(CARDS)), ("scorecard", 2)):
        sheet = book[texts(language).text("dashboard", "sheets", name)]
        rules = [rule for one in sheet.conditional_formatting for rule in one.rules]
        formats = [rule.dxf.numFmt.formatCode for rule in rules if re.search(r"ROUND\(.*\)=0", rule.formula[0])]
        assert len(formats) == fields * len(ChangeUnit)
        for shown in formats:
            positive, negative = shown.split(";")
            assert negative == positive
            assert re.sub(r'^\[\$-(?:3000429|421)\]("\u200f")?', "", positive).startswith("0.0")
