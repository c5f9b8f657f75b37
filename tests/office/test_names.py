"""The KPI functions' names, beside those of LibreOffice's own functions, which would win."""

from pathlib import Path

import pytest

from kpi_excel.live.macros import function_names
from tests.office.asking import ask


@pytest.mark.libreoffice
def test_no_function_has_the_name_of_one_of_libreoffice(tmp_path: Path) -> None:
    known = set(ask({}, tmp_path))
    assert {"SUM", "EASTERSUNDAY"} <= known
    assert not known & set(function_names())
