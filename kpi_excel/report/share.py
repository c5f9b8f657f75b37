"""Sharing: the copy of a dashboard for those who decide, in which they choose, comment and set goals, and no more.

Open stay the selectors and other drop-downs, the columns in which a template's owner types, and what a target asks for;
all else is protected, without a password. What names people, machines and files goes (`sharing.scrub`), and so do the
input's own words in the list of issues: a cell that is no number may well be a customer's name.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kpi_excel.catalogue.datasets import DATASETS
from kpi_excel.engine.coverage.claims import CLAIMS
from kpi_excel.engine.coverage.warnings import GAPS
from kpi_excel.engine.results import Results
from kpi_excel.errors import FileError, InputError, Issue, UsageError
from kpi_excel.model.file_name import as_file_name
from kpi_excel.workbook.cells import Area, cell
from kpi_excel.workbook.filling.asked import asked
from kpi_excel.workbook.filling.filled import Dataset
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.kinds import PLAIN, refuse_other_endings
from kpi_excel.workbook.parts.marks import Kind, mark, read_maker, set_hidden_name
from kpi_excel.workbook.parts.package import Package, open_package
from kpi_excel.workbook.parts.structure import ExcelTable, Structure, read_structure
from kpi_excel.workbook.sharing.opening import set_view, set_window
from kpi_excel.workbook.sharing.pivots import scrub_pivots
from kpi_excel.workbook.sharing.protect import (
    Formats,
    drop_downs,
    protect_sheet,
    protect_structure,
    sparkline_cells,
    unlock,
    unprotect_sheet,
)
from kpi_excel.workbook.sharing.rich_values import scrub_rich_values
from kpi_excel.workbook.sharing.scrub import (
    plain_entries,
    refuse_what_cannot_go,
    scrub,
    scrub_sheet,
    scrub_workbook,
    without_paths,
)
from kpi_excel.workbook.sharing.shell import read_shell, write_shell
from kpi_excel.workbook.sheet.references import sheet_name
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.xml import Element, parse, serialize

MARK = "kpi_shared_copy"
"""A hidden name that says what a file is."""

HIDDEN = "…"
_SELECTORS = re.compile(r"kpi_(?:period|platform|placement|comparison)|\w+_choice(?:_\w+)?")
_CELLS = re.compile(r"((?:'(?:[^']|'')+'|[^'!]+)!)(\$?[A-Z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Z]{1,3}\$?[0-9]{1,7})?)")
_STYLES = "xl/styles.xml"

_TOLD = frozenset(
    ("column", "columns", "table", "rows", "count", "platforms", "missing", "period", "start", "end", "due", "days")
)
"""What the sentence of any issue may say: labels, counts and the report's dates, never the words of a cell."""
_TOLD_BY: Mapping[str, frozenset[str]] = {
    "above": frozenset(("other",)),
    "bad-setting": frozenset(("setting", "takes", "options", "vocabulary", "low", "high")),
    "setting-twice": frozenset(("setting",)),
    "not-an-option": frozenset(("allowed",)),
    "not-a-baseline": frozenset(("allowed",)),
    "duplicate-row": frozenset(("first",)),
    "period-without-data": frozenset(("first", "last")),
    "coverage": frozenset(("kpi",)),
    **dict.fromkeys(GAPS, frozenset(("day",))),
    "rows-to-come": frozenset(("today", "last")),
    "before-platform": frozenset(("opened", "first")),
    **dict.fromkeys(CLAIMS, frozenset(("first", "last", "until"))),
}
_EMPTIED = frozenset(("hint", "meant"))

_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)


def shareable(results: Results) -> Results:
    """Give results whose issues do not quote the input; numbers, counts and places stay."""
    return replace(results, issues=tuple(without_quotes(issue) for issue in results.issues))


def without_quotes(issue: Issue) -> Issue:
    """Give an issue that says what is wrong and where, but not what stands in the cell.

    Example:
        >>> from kpi_excel.errors import Severity
        >>> from kpi_excel.language.issues import message
        >>> values = {"column": "Reach", "found": "ask Sari"}
        >>> message(without_quotes(Issue("not-a-number", Severity.FAULT, values=values)))
        'Reach is “…”, which is not a number.'
    """
    told = _TOLD | _TOLD_BY.get(issue.code, frozenset())
    if issue.code.startswith("target-"):
        told |= {"kpi"}
    values = {
        name: value if name in told else "" if name in _EMPTIED else HIDDEN for name, value in issue.values.items()
    }
    place = replace(issue.place, sheet=HIDDEN) if issue.code == "unknown-sheet" else issue.place
    return replace(issue, place=place, values=values)


def share_name(brand: str, period: str) -> str:
    """Name the file of a copy, so that every system takes the name.

    Args:
        brand: as the settings say it; may be empty.
        period: the report period's name.

    Example:
        >>> share_name("Senja Coffee", "2026-Q3"), share_name("A/B: Test.", "2026"), share_name("", "2026-09")
        ('Senja Coffee 2026-Q3.xlsx', 'A-B- Test. 2026.xlsx', '2026-09.xlsx')
    """
    name = f"{as_file_name(brand)} {as_file_name(period)}".strip(" .")
    return f"{'_' if _RESERVED.match(name) else ''}{name}.xlsx"


def share_title(results: Results) -> str:
    """Say what the document's properties call the copy."""
    return f"{results.inputs.settings.brand} {results.periods.report.name}".strip()


def share_path(output: Path, results: Results, template: Path) -> Path:
    """Give the file to write: the one that was named, or in the folder that was named one with brand and period.

    Raises:
        UsageError: if that file exists and is not an earlier copy, or may have macros by its name.
    """
    if not output.is_dir():
        refuse_other_endings(output, (PLAIN,))
        return output
    path = output / share_name(results.inputs.settings.brand, results.periods.report.name)
    if path.exists() and (path.resolve() == template.resolve() or not _is_shared_file(path)):
        raise UsageError("not-replaced-copy", name=path.name)
    return path


def refuse_shared(package: Package, source: Path) -> None:
    """Refuse to fill a copy, which would write into it what was left out of it.

    Raises:
        InputError: if the workbook is one.
    """
    if is_shared(package):
        raise InputError("shared-copy", name=source.name)


def is_shared(package: Package) -> bool:
    """Tell whether a workbook is a copy made for sharing."""
    names = parse(package.read(package.workbook_part)).iter("{*}definedName")
    return any(node.get("name", "").casefold() == MARK for node in names)


def _is_shared_file(path: Path) -> bool:
    try:
        with open_package(path) as package:
            return is_shared(package)
    except FileError:
        return False


def share(data: bytes, name: str, datasets: Mapping[str, Dataset], title: str) -> bytes:
    """Turn a dashboard into the copy for sharing.

    Args:
        data: the dashboard as a file.
        name: the template's file name, for messages.
        datasets: what fills its tables, by name.
        title: brand and period.

    Raises:
        InputError: if it holds what cannot be taken out; see `workbook.sharing.scrub`.
    """
    package = Package(data, name)
    structure = read_structure(package)
    refuse_what_cannot_go(package, structure, name)
    edit = Edit(package)
    filled = {table.name for sheet in structure.sheets for table in sheet.tables if asked(table, datasets)}
    refreshed = scrub_pivots(edit, structure, filled)
    scrub_rich_values(edit, structure)
    cut = scrub(edit, title)
    workbook = parse(edit.read(package.workbook_part))
    scrub_workbook(workbook)
    sheets = _sheets(package, workbook)
    first = set_window(workbook, [visible for _, visible in sheets])
    protect_structure(workbook)
    set_hidden_name(workbook, MARK, "TRUE")
    if maker := read_maker(package):  # what was filled matters to the next filling only, and a copy has none
        mark(workbook, replace(maker, kind=Kind.COPY), ())
    formats = Formats(edit.read(_STYLES))
    selectors = _selectors(workbook, structure)
    tables_on = {sheet.part: sheet.tables for sheet in structure.sheets}
    for number, (part, is_visible) in enumerate(sheets):
        shared = _Sheet(edit, part, formats)
        shared.scrub(cut.get(part, ()))
        shared.protect(part not in refreshed)
        named = selectors.get(part, ())
        set_view(shared.root, number == first, next((cell(area.top, area.left) for area in named), "A1"))
        shared.open(
            [*named, *_typed(tables_on.get(part, ()), datasets)], tables_on.get(part, ()) if is_visible else None
        )
        shared.write()
    edit.write(_STYLES, formats.serialize())
    edit.write(package.workbook_part, serialize(workbook))
    plain_entries(package)
    return edit.save()


class _Sheet:
    """A worksheet or a chart sheet while it is made fit for sharing.

    Args:
        edit: the package.
        part: the sheet's part.
        formats: the workbook's cell formats.
    """

    def __init__(self, edit: Edit, part: str, formats: Formats) -> None:
        self.edit, self.part, self.formats = edit, part, formats
        xml = edit.read(part)
        self.root = parse(xml) if b"sheetData" not in xml else None
        self.data = None if self.root is not None else SheetData(xml)
        if self.data is not None:
            self.root = read_shell(self.data)

    def scrub(self, cut: Container[str]) -> None:
        """Take out what must not leave the house."""
        scrub_sheet(self.root, cut)

    def protect(self, is_locked: bool) -> None:
        """Lock every cell, or take away whatever protection the sheet had."""
        if is_locked:
            protect_sheet(self.root)
        else:
            unprotect_sheet(self.root)

    def open(self, areas: Iterable[Area], tables: Sequence[ExcelTable] | None) -> None:
        """Leave some areas open.

        Args:
            areas: what is typed or chosen.
            tables: the sheet's tables, beside which drop-downs stay open too; None if they do not.
        """
        used = self.data.used() if self.data is not None else None
        if self.data is None or used is None:
            return
        chosen = [] if tables is None else drop_downs(self.root)
        for area in chosen:
            if area.overlaps(used) and not any(area.overlaps(table.area) for table in tables or ()):
                ends = (min(area.bottom, used.bottom), min(area.right, used.right))
                unlock(self.data, self.root, Area(area.top, area.left, *ends), self.formats)
        drawn = sparkline_cells(self.root)
        for area in areas:
            if not any(area.overlaps(one) for one in drawn):
                unlock(self.data, self.root, area, self.formats)

    def write(self) -> None:
        """Put the sheet back."""
        if self.data is None:
            self.edit.write(self.part, without_paths(serialize(self.root)))
            return
        write_shell(self.data, self.root)
        self.data.before, self.data.after = without_paths(self.data.before), without_paths(self.data.after)
        self.edit.write(self.part, self.data.serialize())


def _sheets(package: Package, workbook: Element) -> list[tuple[str, bool]]:
    """List every sheet's part, chart sheets included, and whether its tab is shown."""
    targets = {one.id: one.target for one in package.relationships(package.workbook_part)}
    found = []
    for node in workbook.find("{*}sheets"):
        identifier = next((value for key, value in node.attrib.items() if key.endswith("}id")), "")
        if targets.get(identifier, "") in package:
            found.append((targets[identifier], node.get("state", "visible") == "visible"))
    return found


def _selectors(workbook: Element, structure: Structure) -> dict[str, list[Area]]:
    """Find the cells in which one chooses, by sheet part, the period's first."""
    parts = {sheet.name.casefold(): sheet.part for sheet in structure.sheets}
    found: dict[str, list[Area]] = {}
    for node in sorted(workbook.iter("{*}definedName"), key=lambda one: one.get("name", "").casefold() != "kpi_period"):
        cells = _CELLS.fullmatch(node.text or "")
        if cells is None or not _SELECTORS.fullmatch(node.get("name", "").casefold()):
            continue
        part = parts.get(sheet_name(cells[1]).casefold())
        if part is not None:
            found.setdefault(part, []).append(Area.parse(cells[2].replace("$", "")))
    return found


def _typed(tables: Iterable[ExcelTable], datasets: Mapping[str, Dataset]) -> Iterator[Area]:
    """Give the columns of filled tables that are typed."""
    for table in tables:
        name = asked(table, datasets)
        if name:
            yield from _typed_columns(table, datasets[name], DATASETS[name].typed)


def _typed_columns(table: ExcelTable, dataset: Dataset, typed: Container[str]) -> list[Area]:
    """Give the bodies of a table's columns that are typed: its owner's, and those that readers may change."""
    top, bottom = table.area.top + table.header_rows, table.area.bottom - table.totals_rows
    columns = []
    keys = dataset.keys_of(table.columns)
    for number, (key, formula) in enumerate(zip(keys, table.formulas, strict=True), table.area.left):
        if not formula and (not key or key in typed):
            columns.append(Area(top, number, bottom, number))
    return columns
