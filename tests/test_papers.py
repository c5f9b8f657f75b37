"""What the papers for contributors say is compared with the code."""

import re
from pathlib import Path

import pytest

import kpi_excel as kx
from kpi_excel.catalogue import kpi
from kpi_excel.errors.unforeseen import UnforeseenError
from kpi_excel.workbook.formulas import kpi_cell
from tests.test_layers import FLOORS, PACKAGE

ROOT = Path(__file__).resolve().parent.parent
PAPERS = [*sorted((ROOT / ".github").rglob("*.md")), ROOT / "kpi_excel" / "README.md"]
STABILITY = (ROOT / ".github" / "STABILITY.md").read_text(encoding="utf-8")
HOUSE = (ROOT / "kpi_excel" / "README.md").read_text(encoding="utf-8")
FOLDERS = ("kpi_excel", "tests", "examples", "workbook_templates", ".github", ".ci")


def paths_in(text: str) -> set[str]:
    """Give the paths that a paper names as code, with English for any language and without what differs."""
    found = {path.replace("<code>", "en") for path in re.findall(r"`([\w.<>*/-]+/[\w.<>*/-]*)`", text)}
    return {path for path in found if path.split("/")[0] in FOLDERS}


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.name)
def test_every_path_that_a_paper_names_is_there(paper: Path) -> None:
    for path in paths_in(paper.read_text(encoding="utf-8")):
        assert list(ROOT.glob(path.rstrip("/"))), path


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(paper: Path) -> None:
    for link in re.findall(r"\]\(([^)#:]+)\)", paper.read_text(encoding="utf-8")):
        assert (paper.parent / link).exists(), link


def test_the_stable_names_are_the_public_ones() -> None:
    (listed,) = re.findall(r"`import kpi_excel as kx` names: (.*?); and", STABILITY, re.DOTALL)
    assert sorted(re.findall(r"`(\w+)`", listed)) == sorted(kx.__all__)


def test_the_exit_codes_are_those_of_the_exceptions() -> None:
    (said,) = re.findall(r"\*\*Exit codes\*\*: (.*?)\. 130", STABILITY, re.DOTALL)
    codes = {int(code) for code in re.findall(r"\b\d\b", said)}
    ended = (kx.InputError, kx.UsageError, kx.FileError, UnforeseenError)
    assert codes == {0, *(error.exit_code for error in ended)}


def test_the_picture_of_the_house_shows_every_floor_the_highest_first() -> None:
    lines = [re.split(r" {3,}", line)[0].split() for line in HOUSE.split("```")[1].strip().splitlines()]
    shown = [(part, -height) for height, parts in enumerate(lines) for part in parts]
    there = {part for part in FLOORS if (PACKAGE / part).is_dir() or (PACKAGE / f"{part}.py").exists()}
    assert {part for part, _ in shown} == there - {"__init__", "__main__"}
    assert [part for part, _ in sorted(shown, key=lambda one: -one[1])] == [
        part for part, _ in sorted(shown, key=lambda one: -FLOORS[one[0]])
    ]


def test_the_formula_of_the_walk_is_the_one_that_is_written() -> None:
    assert f"={kpi_cell(kpi('engagement_rate_by_reach').formula, 'kpi_view')}" in HOUSE
