"""A language is a folder and a line: a copy of English under another name works from the templates to the demo."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

import kpi_excel

pytestmark = pytest.mark.slow

SOURCE = Path(kpi_excel.__file__).parent


def run(folder: Path, *arguments: str) -> str:
    """Run a module of the copied package."""
    environment = os.environ | {"PYTHONPATH": str(folder), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_a_copy_of_english_is_a_language(tmp_path: Path) -> None:
    shutil.copytree(SOURCE, tmp_path / "kpi_excel", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(SOURCE.parent / "workbook_templates", tmp_path / "workbook_templates")
    package = tmp_path / "kpi_excel"
    shutil.copytree(package / "language" / "en", package / "language" / "xx")  # the folder
    settings = package / "model" / "settings.py"
    line = 'LANGUAGES = ("en", "id", "fa")'
    text = settings.read_text(encoding="utf-8")
    assert text.count(line) == 1
    settings.write_text(text.replace(line, 'LANGUAGES = ("en", "id", "fa", "xx")'), encoding="utf-8")  # the line

    assert "dashboard.xx.xlsx" in run(tmp_path, "kpi_excel.authoring")
    run(tmp_path, "kpi_excel", "demo", "-l", "xx", "-d", "made")
    printed = run(tmp_path, "kpi_excel", "targets", "made/example.xlsx")
    assert "Raise followers on TikTok to 38,000 by 30 September 2026." in printed
    example = openpyxl.load_workbook(tmp_path / "made" / "example.xlsx")
    values = {row[0].value: row[1].value for row in example["Settings"].iter_rows(min_row=2, max_col=2)}
    assert "xx" in values.values()
    assert "Findings" in openpyxl.load_workbook(tmp_path / "made" / "example-dashboard.xlsx").sheetnames
