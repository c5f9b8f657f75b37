"""What the README promises is run or compared here."""

import re
from pathlib import Path

import pandas as pd
import pytest

import kpi_excel as kx
from kpi_excel.catalogue.custom import read_custom_kpis
from kpi_excel.cli.main import cli
from kpi_excel.language.texts import texts
from kpi_excel.report.datasets import dashboard_datasets
from tests.support import inputs
from tests.workbook.books import told

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)


def test_every_command_exists() -> None:
    named = set(re.findall(r"kpi-excel ([\w-]+)", README))
    assert named == set(cli.commands)


def test_there_is_one_test_command() -> None:
    assert README.count('<!-- test command -->\n```\npython -m pip install ".[test]" && python -m pytest') == 1


def test_pictures_and_files_are_there() -> None:
    for path in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / path).exists(), path


def test_the_fault_is_what_check_prints(tmp_path: Path) -> None:
    rows = [{"published": f"2026-07-{day:02d}", "platform": "X", "reach": 5} for day in range(1, 13)]
    rows.append({"published": "2026-07-13", "platform": "X", "reach": -12})
    path = kx.write_input({"posts": rows}, tmp_path / "kpis.xlsx")
    (issue,) = [issue for issue in kx.read(path).issues if issue.severity == "fault"]
    assert f"Fault {told(issue)}".replace("\nFix:", "\n  Fix:") in README


def test_the_toml_example_is_a_kpi(tmp_path: Path) -> None:
    (toml,) = [text for kind, text in BLOCKS if kind == "toml"]
    (tmp_path / "mine.toml").write_text(toml, encoding="utf-8")
    assert "saves_per_post" in read_custom_kpis(tmp_path / "mine.toml")


def test_the_python_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [{"published": "2026-07-01", "platform": "X", "likes": 3}]
    kx.write_input({"posts": rows}, tmp_path / "kpis.xlsx")
    (code,) = [text for kind, text in BLOCKS if kind == "python"]
    frame = pd.DataFrame({"date": ["2026-07-01"], "platform": ["X"], "spend": [1.0]})
    found: dict[str, object] = {"my_data_frame": frame}
    exec(code, found)
    for line in code.splitlines():
        if "# " in line and line.startswith(("ENGAGEMENT", "NPS")):
            call, _, value = line.partition("#")
            assert eval(call, found) == float(value)


def test_the_named_datasets_exist() -> None:
    rows = {"posts": [{"published": "2026-07-01", "platform": "X", "likes": 3}]}
    datasets = dashboard_datasets(kx.compute(inputs(rows)), texts("en"))
    named = set(re.findall(r"`kpi_(\w*[a-z])`", README))  # not prefixes, which end in an underscore
    assert named <= set(datasets)


def test_no_number_of_kpis_or_measures_is_written_by_hand() -> None:
    papers = [ROOT / "README.md", *(ROOT / ".github").rglob("*.md"), *(ROOT / "kpi_excel").rglob("*.md")]
    code = [path for ending in ("py", "toml") for path in (ROOT / "kpi_excel").rglob(f"*.{ending}")]
    for path in (*papers, *code):
        text = re.sub(r"source articles? \(.*?\)", "", path.read_text(encoding="utf-8"))  # which have their own
        assert not re.search(r"\b\d\d+ (?:base )?(?:KPIs|measures)\b", text), path
