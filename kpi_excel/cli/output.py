"""What the commands print: issues, summaries, and where files are."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kpi_excel.catalogue.naming import named
from kpi_excel.catalogue.texts import texts
from kpi_excel.cli.terminal import echo, style
from kpi_excel.errors import Issue, KpiExcelError, UsageError
from kpi_excel.workbook.cells import cell

if TYPE_CHECKING:
    from kpi_excel.engine.inputs import Inputs, TableSummary
    from kpi_excel.live.doctor import Finding
    from kpi_excel.live.macros import Upgrade
    from kpi_excel.report.build import Report
    from kpi_excel.report.template import TableReport, TemplateReport
    from kpi_excel.workbook.checking.verify import Verification

_COLOURS = {"fault": "red", "warning": "yellow", "note": "blue"}
_MARKS = {"good": ("ok", "green"), "warning": ("!!", "yellow"), "fault": ("XX", "red"), "unknown": ("??", "blue")}
_ORDER = ("fault", "warning", "note")


def shown(path: Path) -> str:
    """Write a path as the user would type it."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive on Windows
        return str(path)
    return relative if not relative.startswith("..") else str(path)


def quoted(path: Path) -> str:
    """Write a path as a command takes it."""
    text = shown(path)
    return f'"{text}"' if any(character in text for character in " '()&;") else text


def count(number: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun.

    Example:
        >>> count(1, "fault"), count(1200, "row")
        ('1 fault', '1,200 rows')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def print_error(error: KpiExcelError, err: bool = True) -> None:
    """Say what stopped the work, and its remedy."""
    echo(f"{style('Error:', fg='red', bold=True)} {error.message}", err=err)
    if error.fix:
        echo(f"{style('Fix:', bold=True)} {error.fix}", err=err, lines=True)


def refuse_existing(path: Path, force: bool, endings: Sequence[str] = (".xlsx",)) -> None:
    """Refuse to replace a file that somebody may have filled, and names with none of some endings."""
    if path.exists() and not force:
        raise UsageError(f"{shown(path)} exists already.", "Choose another name, or add --force to replace it.")
    if path.suffix.lower() not in endings:
        raise UsageError(
            f"{shown(path)} does not end in {' or '.join(endings)}.",
            f"Write it as {shown(path.with_suffix(endings[0]))}.",
        )


def refuse_input_as_output(path: Path, output: Path, template: Path | None) -> None:
    """Refuse to write a dashboard over its own input or template."""
    if output.is_dir():
        raise UsageError(f"{shown(output)} is a folder.", f"Name a file in it: {shown(output / 'dashboard.xlsx')}.")
    if output.suffix.lower() != ".xlsx":
        raise UsageError(
            f"{shown(output)} does not end in .xlsx.", f"Write it as {shown(output.with_suffix('.xlsx'))}."
        )
    for other, kind in ((path, "input"), (template, "template")):
        if other is not None and _same_file(output, other):
            raise UsageError(f"{shown(output)} is the {kind} itself.", "Give the dashboard another name with -o.")


def _same_file(one: Path, other: Path) -> bool:
    """Tell whether two names lead to one file, through links of every kind."""
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):  # one of them is not there
        return os.path.realpath(one) == os.path.realpath(other)


def print_issues(issues: Iterable[Issue], language: str = "en", quiet: bool = False) -> None:
    """Print issues, faults first; empty tables are left to the summary."""
    words = texts(language)
    printed = 0
    for issue in sorted(issues, key=lambda one: _ORDER.index(one.severity)):
        if issue.code == "empty-table" or (quiet and issue.severity == "note"):
            continue
        shown_issue = named(issue, words)
        severity = words.text("dashboard", "severities", issue.severity)
        head = style(f"{severity} [{issue.code}]", fg=_COLOURS[issue.severity], bold=True)
        place = str(issue.place)
        echo(f"{head} {place + ': ' if place else ''}{shown_issue.message(language)}")
        echo(f"  Fix: {shown_issue.fix(language)}")
        printed += 1
    if printed:
        echo()


def print_summary(inputs: Inputs, issues: Iterable[Issue]) -> None:
    """Print a line per table, and the totals."""
    counts = Counter(str(issue.severity) for issue in issues if issue.code != "empty-table")
    rows = [_row(summary) for summary in inputs.summaries]
    if rows:
        header = ("Table", "Rows", "Left out", "From", "To", "Platforms")
        widths = [max(len(row[index]) for row in (header, *rows)) for index in range(5)]
        for number, row in enumerate((header, *rows)):
            cells = [
                row[index].rjust(width) if index in (1, 2) else row[index].ljust(width)
                for index, width in enumerate(widths)
            ]
            line = "  ".join([*cells, row[5]]).rstrip()
            echo(style(line, bold=True) if number == 0 else line)
        echo()
    faults, warnings, notes = (counts.get(kind, 0) for kind in _ORDER)
    left_out = sum(summary.left_out for summary in inputs.summaries)
    verdict = (
        "No faults." if not faults else f"{count(faults, 'fault')}; {count(left_out, 'row')} left out until mended."
    )
    echo(f"{verdict} {count(warnings, 'warning')}, {count(notes, 'note')}.")


def _row(summary: TableSummary) -> tuple[str, str, str, str, str, str]:
    return (
        summary.sheet,
        f"{summary.rows:,}",
        f"{summary.left_out:,}" if summary.left_out else "–",
        str(summary.first or "–"),
        str(summary.last or "–"),
        ", ".join(summary.platforms),
    )


def print_report(report: Report) -> None:
    """Print what was built and what to look at."""
    echo(f"Wrote {shown(report.path)}")
    formulas = count(report.formulas, "formula")
    if report.unavailable:
        echo(f"  {formulas}; {report.unavailable:,} have no stored value until Excel opens the file.")
    else:
        echo(f"  {formulas}, each with its value; in {report.compared:,} of them Python computed the same.")
    for loss in report.losses:
        echo(f"  {loss.table}: “{loss.text}” ({loss.column}) stood beside {loss.key}, which is no longer there.")
    for table in report.cleared_filters:
        echo(f"  {table}: its filter was cleared, because it would have hidden the wrong rows.")
    counts = Counter(str(issue.severity) for issue in report.issues)
    if counts.get("fault"):
        left_out = f", {count(report.left_out, 'row')} left out" if report.left_out else ""
        echo(f"  {count(counts['fault'], 'fault')} in the input{left_out}: see `kpi-excel check` or the Issues sheet.")
    if counts.get("warning"):
        echo(f"  {count(counts['warning'], 'warning')}: see the Issues sheet.")


def print_new(path: Path) -> None:
    """Say how to go on with an empty input workbook."""
    echo(f"Wrote {shown(path)}. Open it, begin on the Start sheet, then run: kpi-excel check {quoted(path)}")
    if path.suffix.lower() != ".xlsm":
        return
    echo("Or press Check and Refresh dashboard on that sheet, in Excel, once you have allowed its macros.")
    if sys.platform not in ("win32", "darwin"):
        echo(
            "This computer has no Excel, so no Python is entered for the buttons; where Excel is, run: "
            f"kpi-excel upgrade-macros {quoted(path)}"
        )


def print_upgrade(done: Upgrade) -> None:
    """Say which macros were written anew."""
    if not done.changed:
        echo(f"The macros of {shown(done.path)} are those of xlwings {done.after} already.")
    else:
        before = f" instead of {done.before}" if done.before and done.before != done.after else ""
        echo(f"Wrote the macros of {shown(done.path)} anew, for xlwings {done.after}{before}.")
        echo(f"  {', '.join(done.changed)}")
    if done.interpreter:
        echo(f"  The Python that runs them is now {done.interpreter}.")
    if done.signature_lost:
        echo("  They were signed and are no longer: sign them again in Excel.")


def print_findings(findings: Iterable[Finding]) -> int:
    """Print what the doctor found, and count what would stop Excel."""
    counts: Counter[str] = Counter()
    for one in findings:
        counts[one.state] += 1
        mark, colour = _MARKS[one.state]
        echo(f"{style(mark, fg=colour, bold=True)} {style(one.subject, bold=True)}: {one.found}")
        if one.fix:
            echo(f"  Fix: {one.fix}")
    stopped = counts["fault"]
    if stopped:
        echo(f"{count(stopped, 'fault')} would stop Excel.")
    else:
        echo("Nothing found that would stop Excel.")
    return stopped


def print_demo(example: Path, report: Report) -> None:
    """Print where the demo's workbooks are."""
    echo(f"Wrote {shown(example)} (the example brand's numbers)")
    print_report(report)
    echo("Open the dashboard, choose another period or platform, and watch the numbers follow.")


def print_verification(found: Verification, path: Path) -> None:
    """Print each difference and flaw, and how much was compared."""
    for difference in found.differences:
        echo(f"{style('Different', fg='red', bold=True)} {difference}")
    for sheet, row, column in found.without_value:
        echo(f"{style('Empty', fg='red', bold=True)} Sheet '{sheet}', cell {cell(row, column)}: no stored value.")
    for flaw in found.flaws:
        echo(f"{style('Flaw', fg='red', bold=True)} {flaw}")
    if not found.formulas:
        echo(f"{shown(path)} has no formulas.")
        return
    for engine, compared in found.compared.items():
        differing = sum(1 for one in found.differences if one.engine == engine)
        echo(f"{engine}: {compared:,} of {count(found.formulas, 'formula')} calculated, {differing:,} different.")
    for engine, reason in found.failed.items():
        echo(f"{engine} could not calculate this workbook: it {reason}.")
    if not found.compared:
        verdict = "no program could calculate it, so its values were not checked"
    else:
        verdict = "every stored value is right" if found.right else "not everything is right"
    echo(f"{shown(path)}: {verdict}.")


def print_template(found: TemplateReport) -> None:
    """Print what each table takes, what looks misspelt, and what else there would be."""
    for table in found.tables:
        echo(f"{style(table.table, bold=True)} on sheet '{table.sheet}'")
        for line in _table_lines(table):
            echo(f"  {line}")
    if found.fields:
        echo(f"Single cells: {', '.join(found.fields)}")
    for name, hint in found.unknown_fields.items():
        echo(f"Single cell {name} is not known and not filled. {hint}")
    if found.tables and found.unused:
        echo(f"Not used here: {', '.join(f'kpi_{name}' for name in found.unused)}")


def _table_lines(table: TableReport) -> Iterator[str]:
    if not table.dataset:
        yield f"There is no such dataset, so it is left alone. {table.hint}".rstrip()
        return
    if table.values:
        yield f"filled with values: {_list(table.values)}"
    if table.formulas:
        yield f"keep their formulas, compared with the engine: {_list(table.formulas)}"
    if table.own:
        yield f"yours: {_list(table.own)}"
    for header, hint in (table.hints or {}).items():
        yield f"“{header}” looks like a column of the dataset. {hint}"


def _list(names: Sequence[str], most: int = 12) -> str:
    """List names; the rest of a long list is counted."""
    shown_names = ", ".join(names[:most])
    return f"{shown_names} and {len(names) - most} more" if len(names) > most else shown_names
