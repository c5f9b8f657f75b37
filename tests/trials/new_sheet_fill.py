"""A trial: a sheet with a table to fill is added to anybody's workbook, and building must change nothing else.

Run as ``python -m tests.trials.new_sheet_fill FILE_OR_FOLDER ...``; it prints what became of the formulas, charts and
parts of each workbook. Nothing that stood in the workbook sees the new sheet, so only what shows the day may change.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import kpi_excel as kx
from kpi_excel.authoring.inputs.example import example_tables
from kpi_excel.engine.results import Results
from kpi_excel.errors import KpiExcelError
from kpi_excel.report.build import build_dashboard
from kpi_excel.workbook.cells import cell
from kpi_excel.workbook.parts.package import Package, open_package
from kpi_excel.workbook.parts.structure import chart_parts, read_structure
from kpi_excel.workbook.sheet.sheet_data import SheetData, Value, text_inside
from kpi_excel.workbook.sheet.stored import stored_value
from tests.workbook.rich import SHEET_PART, TABLE_PART, add_table, package_of, packed

EXPECTED = {SHEET_PART, TABLE_PART, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"}
"""What a build touches: the table, and that the workbook is calculated when it is opened, without a stale chain."""
GONE = (b"", "", None)  # a formula cell that is none any more
SHOWN = 5  # changes of a workbook
Stored = dict[tuple[str, str], tuple[bytes, str, Value]]
"""Formula cells by sheet and address: their XML, formula and stored value."""


@dataclass(frozen=True)
class Change:
    """A formula cell whose stored value is another one."""

    sheet: str
    cell: str
    formula: str
    before: Value
    after: Value

    def __str__(self) -> str:
        return f"'{self.sheet}'!{self.cell} ={self.formula[:90]}: {self.before!r} -> {self.after!r}"


@dataclass(frozen=True)
class Outcome:
    """What became of a workbook.

    Args:
        formulas: formula cells outside the new sheet.
        kept: those whose XML is the same.
        changed: those with another value, none among them.
        charts: charts.
        changed_charts: parts of charts that differ.
        other_parts: other parts that differ though nothing in them was filled.
    """

    formulas: int
    kept: int
    changed: tuple[Change, ...]
    charts: int
    changed_charts: tuple[str, ...]
    other_parts: tuple[str, ...]

    @property
    def blanked(self) -> tuple[Change, ...]:
        """Give the cells that lost their value."""
        return tuple(one for one in self.changed if one.after is None)

    def __str__(self) -> str:
        blanked, parts = len(self.blanked), ", ".join(self.other_parts) or "none"
        return (
            f"formulas {self.formulas}: kept {self.kept}, changed {len(self.changed) - blanked}, blanked {blanked}; "
            f"charts {self.charts}: changed {len(self.changed_charts)}; other parts changed: {parts}"
        )


def try_fill(workbook: Path, results: Results, folder: Path) -> Outcome:
    """Add a sheet with a table to a copy of a workbook, build it, and compare.

    Raises:
        KpiExcelError: if it cannot be built.
    """
    source = add_table(workbook, folder / f"with_{workbook.name}")
    built = build_dashboard(results, folder / f"built_{workbook.name}", source).path
    return compare(source, built)


def compare(before: Path, after: Path) -> Outcome:
    """Say what building did to everything but the new sheet."""
    old, new = _stored(package_of(before)), _stored(package_of(after))
    changed = tuple(
        Change(*place, formula, value, new.get(place, GONE)[2])
        for place, (_, formula, value) in old.items()
        if repr(new.get(place, GONE)[2]) != repr(value)  # NaN is a value, too
    )
    parts, other = packed(before), packed(after)
    differing = {part for part in parts if part in other and other[part] != parts[part]} - EXPECTED
    with open_package(before) as package:
        charts = set(chart_parts(package))
        sheets = {sheet.part: sheet.name for sheet in read_structure(package).sheets}
    with_changes = {part for part, name in sheets.items() if any(one.sheet == name for one in changed)}
    return Outcome(
        len(old),
        sum(new.get(place, GONE)[0] == content for place, (content, _, _) in old.items()),
        changed,
        len(charts),
        tuple(sorted(differing & charts)),
        tuple(sorted(differing - charts - with_changes)),
    )


def _stored(package: Package) -> Stored:
    return {
        (sheet.name, cell(row, column)): (content, text_inside(content, "f") or "", stored_value(content))
        for sheet in read_structure(package).sheets
        if sheet.part != SHEET_PART
        for row, column, content in SheetData(package.read(sheet.part)).formula_cells()
    }


def workbooks(paths: Iterable[Path]) -> Iterator[Path]:
    """List workbooks, those in folders too."""
    for path in paths:
        yield from sorted(path.glob("*.xls[xm]")) if path.is_dir() else (path,)


def main() -> None:
    """Try the workbooks that the command line names."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        results = kx.compute(kx.read(kx.write_input(example_tables(), folder / "kpis.xlsx")))
        for workbook in workbooks(map(Path, sys.argv[1:])):
            try:
                outcome = try_fill(workbook, results, folder)
            except KpiExcelError as error:
                sys.stdout.write(f"{workbook.name}: {error}\n")
                continue
            lines = [f"{workbook.name}: {outcome}", *outcome.changed_charts, *map(str, outcome.changed[:SHOWN])]
            sys.stdout.write("\n    ".join(lines) + "\n")


if __name__ == "__main__":
    main()
