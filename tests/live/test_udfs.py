"""The worksheet functions, through xlwings' own code for Windows: see `windows`."""

import re
import subprocess
import sys

from tests.live.asked import MODULE, NAMES, imported


def test_xlwings_imports_every_function_once() -> None:
    found = re.findall(r"^Function (\w+)\((.*)\)$", imported()["text"], re.MULTILINE)
    assert sorted(name for name, _ in found) == sorted(NAMES)
    assert set(imported()["told"]) == NAMES
    for name, arguments in found:
        assert all(one.startswith("Optional ") for one in arguments.split(", "))
        assert f'{name} = XLPy.CallUDF("{MODULE}", "{name}", Array(' in imported()["text"]


def test_the_package_does_not_import_xlwings() -> None:
    code = "import sys, kpi_excel, kpi_excel.api, kpi_excel.functions; print('xlwings' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
