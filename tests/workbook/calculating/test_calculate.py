"""Calculating: what the engine is not, or cannot, is said in a sentence."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest

from kpi_excel.workbook.calculating.calculate import EngineRefusedError, calculate


def test_a_workbook_that_the_engine_cannot_read_is_named() -> None:
    empty = BytesIO()
    with ZipFile(empty, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
    with pytest.raises(EngineRefusedError, match="formulas cannot read this workbook: invalid") as found:
        calculate(empty.getvalue(), date(2026, 9, 30))
    assert "--no-calculate" in found.value.fix
