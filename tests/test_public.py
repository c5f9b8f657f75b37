"""The public names, and that importing them costs nothing until they are used."""

import subprocess
import sys

import pytest

import kpi_excel as kx


def test_every_public_name_is_there() -> None:
    for name in kx.__all__:
        assert getattr(kx, name) is not None
    assert set(kx.__all__) <= set(dir(kx))


def test_unknown_names_are_attribute_errors() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'reed'"):
        _ = kx.reed


@pytest.mark.parametrize("code", ["import kpi_excel", "import kpi_excel; kpi_excel.KPIS", "import kpi_excel.cli.main"])
def test_importing_loads_neither_pandas_nor_numpy(code: str) -> None:
    check = f"{code}; import sys; print([name for name in ('pandas', 'numpy', 'lxml', 'rich') if name in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", check], text=True).strip() == "[]"
