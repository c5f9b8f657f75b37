"""What the command `import` prints: what each file is, what becomes of its rows, and what only a person can say."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import click

from kpi_excel.cli.output import print_issues, quoted, shown
from kpi_excel.cli.terminal import echo, style
from kpi_excel.importers.answers import Answers
from kpi_excel.importers.format import formats
from kpi_excel.importers.into import Imported
from kpi_excel.importers.plan import Plan
from kpi_excel.importers.reports import FileReport, TableReport
from kpi_excel.language.issues import fix, message
from kpi_excel.language.names import joined
from kpi_excel.language.names import platform as platform_name
from kpi_excel.language.numbers import counted, number
from kpi_excel.language.texts import Texts
from kpi_excel.model.kpi import Unit
from kpi_excel.model.period import Period

_LIFETIME = "lifetime"
_MOST = 8  # headers or cells that are named; the rest is counted


def answers_of(period: str | None, **given: Any) -> Answers:
    """Take what was typed for answers.

    Args:
        period: a period as in the settings, or ``lifetime``.
        **given: the other answers.

    Raises:
        InputError: if the period is none.
    """
    if period is None or period == _LIFETIME:
        return Answers(lifetime=period == _LIFETIME, **given)
    return Answers(period=Period.parse(period), **given)


def print_formats(words: Texts) -> None:
    """List the formats that are known."""
    said = words.section("commands", "import")
    for declared in formats().values():
        if declared.is_recognised:
            table = words.text("tables", declared.table, "label") if declared.table else ""
            text = said["format" if table else "no_table"]
            echo(text.format(name=style(declared.name, bold=True), label=declared.label, table=table))


def print_files(files: Iterable[FileReport], words: Texts) -> None:
    """Say of each file what it is, what was left out, and what is to be asked."""
    said, questions = words.section("commands", "import"), words.section("commands", "import_questions")
    for file in files:
        echo(style(f"{file.folder}/{file.name}" if file.folder else file.name, bold=True))
        if file.is_known:
            echo(f"  {said['known']}")
        for table in file.tables:
            for line in _lines(table, words):
                echo(f"  {line}")
        for question in file.questions:
            echo(f"  {said['question'].format(question=questions[question])}")
        print_issues(file.issues, words)


def _lines(table: TableReport, words: Texts) -> Iterator[str]:
    said, reasons = words.section("commands", "import"), words.section("commands", "import_reasons")
    if not table.table:
        yield said["nothing_for_us"].format(label=table.format.label)
        return
    days = said["days"].format(first=words.digital(table.first), last=words.digital(table.last)) if table.first else "–"
    yield said["table"].format(label=table.format.label, rows=counted(table.rows, "row", words), days=days)
    if table.platforms:
        names = joined((platform_name(one, words) for one in table.platforms), words)
        yield said["of_whom"].format(platforms=names, accounts=_few(table.accounts, words)).rstrip()
    if table.skipped:
        told = (reasons[reason].format(number=_number(times, words)) for reason, times in table.skipped.items())
        yield said["skipped"].format(reasons=joined(told, words))
    for kind in ("ignored", "lost", "unknown"):
        headers: tuple[str, ...] = getattr(table, kind)
        if headers:
            yield said[kind].format(headers=_few(headers, words))


def print_plans(done: Imported, words: Texts) -> None:
    """Say how many rows of each table are new or change, and where a person's own stay."""
    said = words.section("commands", "import")
    for plan in done.plans:
        label = words.text("tables", plan.table.name, "label")
        counts = {"new": len(plan.new), "changed": plan.changed, "unchanged": plan.unchanged}
        echo(said["plan"].format(table=label, **{name: _number(count, words) for name, count in counts.items()}))
        if plan.conflicts:
            echo(f"  {said['conflicts'].format(table=label, places=_few(_places(plan, words), words))}")


def _places(plan: Plan, words: Texts) -> list[str]:
    """Name the rows in which something stays, with their columns."""
    labels = words.files["tables"][plan.table.name]["columns"]
    kept = sorted(plan.conflicts, key=lambda one: (one.row, one.column))
    return [
        f"{words.digital(row)} ({joined((labels[one.column]['label'] for one in group), words)})"
        for row, group in groupby(kept, key=lambda one: one.row)
    ]


def agrees(done: Imported, words: Texts, dry_run: bool, ask: bool) -> bool:
    """Show what an import would do, and ask whether it shall."""
    print_files(done.exports.files, words)
    print_plans(done, words)
    if dry_run:
        return False
    question = words.text("commands", "import", "ask").format(path=shown(done.path))
    return not ask or click.confirm(question, default=True)


def print_end(done: Imported, words: Texts, dry_run: bool) -> None:
    """Say whether anything was written, and how to go on."""
    said = words.section("commands", "import")
    if not done.is_written:
        echo(said["nothing" if not done.has_changes else "dry_run" if dry_run else "declined"])
        return
    echo(said["wrote"].format(path=shown(done.path)))
    echo(said["next"].format(command=f"kpi-excel check {quoted(done.path)}"))


def as_json(done: Imported, words: Texts) -> str:
    """Write what an import did as JSON."""
    files = [
        {
            "name": file.name,
            "folder": file.folder,
            "taken": file.is_taken,
            "imported_before": file.is_known,
            "tables": [_table_data(table) for table in file.tables],
            "questions": list(file.questions),
            "issues": [
                {"code": one.code, "place": str(one.place), "message": message(one, words), "fix": fix(one, words)}
                for one in file.issues
            ],
        }
        for file in done.exports.files
    ]
    tables = {
        plan.table.name: {
            "new": len(plan.new),
            "changed": plan.changed,
            "unchanged": plan.unchanged,
            "conflicts": [{"row": one.row, "column": one.column} for one in plan.conflicts],
        }
        for plan in done.plans
    }
    written = {"path": str(done.path), "written": done.is_written, "files": files, "tables": tables}
    return json.dumps(written, ensure_ascii=False, indent=2)


def _table_data(table: TableReport) -> dict[str, Any]:
    return {
        "format": table.format.name,
        "sheet": table.sheet,
        "table": table.table,
        "platforms": list(table.platforms),
        "accounts": list(table.accounts),
        "rows": table.rows,
        "first": str(table.first) if table.first else None,
        "last": str(table.last) if table.last else None,
        "left_out": dict(table.skipped),
        "ignored": list(table.ignored),
        "lost": list(table.lost),
        "unknown": list(table.unknown),
    }


def _few(names: Iterable[str], words: Texts) -> str:
    """List names; the rest of a long list is counted."""
    every = list(names)
    rest = len(every) - _MOST
    more = [words.text("commands", "import", "more").format(number=_number(rest, words))] if rest > 0 else []
    return joined([*every[:_MOST], *more], words)


def _number(count: int, words: Texts) -> str:
    return number(count, Unit.COUNT, words)
