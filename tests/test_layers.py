"""Imports point down only, between parts and within them; engine takes KPIs as arguments, never from the catalogue."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "kpi_excel"
FLOORS = {
    "errors": 0,
    "model": 1,
    "language": 2,
    "catalogue": 3,
    "functions": 4,
    "engine": 4,
    "workbook": 5,
    "importers": 6,
    "sources": 6,  # beside them: whatever is read goes through the rules of workbooks
    "report": 7,
    "authoring": 7,
    "api": 8,
    "live": 9,  # beside the command line: what its buttons do is what the public functions do
    "cli": 10,
    "__main__": 11,
    "__init__": 11,  # names the public functions' homes, loaded when used
}
WITHIN = {  # modules that stand in no folder are below all of them, but for those named here
    "model": {"rule": 1},
    "engine": {
        "slices": 1,
        "coverage": 2,
        "analysis": 3,
        "targets": 3,
        "results": 4,
        "figures": 5,
        "findings": 5,
        "compute": 6,
    },
    "workbook": {
        "parts": 1,
        "sheet": 2,
        "reading": 3,
        "filling": 3,
        "sharing": 3,
        "calculators": 3,
        "upgrading": 4,
        "calculating": 4,
        "checking": 5,
    },
    "authoring": {"inputs": 1, "dashboard": 1, "__main__": 2},
}
FORBIDDEN = {
    ("engine", "catalogue"),
    ("engine", "language"),
    ("functions", "engine"),
    ("report", "authoring"),
    ("authoring", "report"),
}


def imports_of(path: Path) -> set[tuple[str, ...]]:
    """List what a module imports of the package, within functions, too, and for type checkers only.

    Returns:
        Names without the package's own, as their parts.
    """
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return {tuple(name.split(".")[1:]) for name in names if name.startswith("kpi_excel.")}


EVERY = pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))


@EVERY
def test_imports_point_down(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    for other in {name[0] for name in imports_of(path)} & set(FLOORS) - {own}:
        assert FLOORS[other] < FLOORS[own], f"{own} imports {other}"
        assert (own, other) not in FORBIDDEN


@EVERY
def test_imports_point_down_between_the_folders_of_a_part(path: Path) -> None:
    part, *inside = path.relative_to(PACKAGE).with_suffix("").parts
    floors = WITHIN.get(part, {})
    own = floors.get(inside[0], 0) if floors else 0
    for name in imports_of(path):
        if floors and name[0] == part and name[1] != inside[0]:
            other = floors.get(name[1], 0)
            assert other < own or other == own == 0, f"{part}: {inside[0]} imports {name[1]}"


def test_no_module_imports_itself_by_a_way_round() -> None:
    modules = {path.relative_to(PACKAGE).with_suffix("").parts: path for path in PACKAGE.rglob("*.py")}
    modules = {parts[:-1] if parts[-1] == "__init__" else parts: path for parts, path in modules.items()}
    order: TopologicalSorter[tuple[str, ...]] = TopologicalSorter()
    for parts, path in modules.items():
        used = {name[:length] for name in imports_of(path) for length in range(1, len(name) + 1)}
        above = {parts[:length] for length in range(len(parts) + 1)}  # the folders it stands in
        if parts:  # the package itself names its public functions' homes
            order.add(parts, *(used & set(modules)) - above)
    order.prepare()  # a CycleError names the circle


def test_every_part_has_a_floor() -> None:
    parts = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in PACKAGE.rglob("*.py")}
    assert parts <= set(FLOORS)


def test_every_folder_has_a_floor() -> None:
    for part in ("engine", "workbook", "authoring", "report", "live", "cli", "model", "catalogue"):
        folders = {path.parent.name for path in (PACKAGE / part).glob("*/__init__.py")}
        assert folders <= set(WITHIN.get(part, {})), part
