"""Imports point down only; engine takes KPIs as arguments and never imports the catalogue."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "kpi_excel"
FLOORS = {
    "errors": 0,
    "model": 1,
    "catalogue": 2,
    "functions": 3,
    "engine": 3,
    "workbook": 4,
    "importers": 5,
    "report": 6,
    "authoring": 6,
    "api": 7,
    "live": 8,  # beside the command line: what its buttons do is what the public functions do
    "cli": 9,
    "__main__": 10,
    "__init__": 10,  # names the public functions' homes, loaded when used
}
FORBIDDEN = {("engine", "catalogue"), ("functions", "engine"), ("report", "authoring"), ("authoring", "report")}


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names] if node.module else []
        found |= {name.split(".")[1] for name in names if name.startswith("kpi_excel.")}
    return found & set(FLOORS)


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    for other in imports_of(path) - {own}:
        assert FLOORS[other] < FLOORS[own], f"{own} imports {other}"
        assert (own, other) not in FORBIDDEN


def test_every_part_has_a_floor() -> None:
    parts = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in PACKAGE.rglob("*.py")}
    assert parts <= set(FLOORS)
