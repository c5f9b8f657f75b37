"""The command `import`, run as a user runs it."""

import json
from pathlib import Path

import pytest

import kpi_excel as kx
from kpi_excel.importers.format import formats
from kpi_excel.language.texts import texts
from kpi_excel.model.settings import LANGUAGES
from tests.cli.test_main import run
from tests.importers.exports import FACEBOOK_DAILY, YOUTUBE
from tests.importers.test_exports import THREE, written

pytestmark = pytest.mark.slow


def test_a_folder_into_a_new_workbook(tmp_path: Path) -> None:
    written(tmp_path / "senja", THREE)
    done = run("import", "senja", "--into", "kpis.xlsx", "--language", "en", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Instagram posts (Meta Business Suite): 2 rows, 2026-06-01 to 2026-07-02" in done.stdout
    assert "Posts: 3 new, 0 changed, 0 as before" in done.stdout
    assert "Wrote kpis.xlsx" in done.stdout
    assert len(kx.read(tmp_path / "kpis.xlsx").tables["posts"]) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_and_a_fault_are_said_and_the_rest_is_taken(language: str, tmp_path: Path) -> None:
    unsaid = FACEBOOK_DAILY.partition("\n\n")[0].replace("Facebook reach", "Reach")
    written(tmp_path / "a", {**THREE, "Reach.csv": unsaid, "fruit.csv": "Fruit,Price\nApple,3\n", "v.csv": YOUTUBE})
    done = run("import", "a", "--into", "kpis.xlsx", "-l", language, folder=tmp_path)
    words = texts(language)
    assert done.returncode == 1
    assert words.text("commands", "import_questions", "platform") in done.stdout
    assert words.text("commands", "import_questions", "period") in done.stdout
    assert words.text("messages", "unknown-format", "message") in done.stdout
    assert len(kx.read(tmp_path / "kpis.xlsx").tables["posts"]) == 3


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    written(tmp_path / "a", THREE)
    done = run("import", "a", "--into", "kpis.xlsx", "--dry-run", folder=tmp_path)
    assert (done.returncode, (tmp_path / "kpis.xlsx").exists()) == (0, False)
    assert "--dry-run" in done.stdout


def test_json(tmp_path: Path) -> None:
    written(tmp_path / "a", THREE)
    run("import", "a/content.csv", "--into", "kpis.xlsx", folder=tmp_path)
    done = json.loads(run("import", "a", "--into", "kpis.xlsx", "--json", folder=tmp_path).stdout)
    assert done["tables"] == {"posts": {"new": 1, "changed": 0, "unchanged": 1, "conflicts": []}}
    known = {file["name"]: file["imported_before"] for file in done["files"]}
    assert known == {name: name == "content.csv" for name in THREE}


def test_formats_are_listed(tmp_path: Path) -> None:
    listed = run("import", "--formats", "-l", "en", folder=tmp_path).stdout
    for declared in formats().values():
        assert not declared.is_recognised or declared.name in listed


def test_files_and_a_workbook_are_needed(tmp_path: Path) -> None:
    done = run("import", "a", folder=tmp_path)
    assert (done.returncode, "--into" in done.stderr) == (2, True)
