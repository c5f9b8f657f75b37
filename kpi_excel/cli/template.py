"""What the template command prints: what would be filled in a workbook of somebody's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpi_excel.cli.output import print_issues
from kpi_excel.cli.terminal import echo, style
from kpi_excel.language.errors import asked
from kpi_excel.language.names import joined
from kpi_excel.language.numbers import number
from kpi_excel.language.texts import Texts
from kpi_excel.model.kpi import Unit
from kpi_excel.report.template import TableReport, TemplateReport

_MOST = 12  # names of a list; the rest is counted


def print_template(found: TemplateReport, words: Texts) -> None:
    """Print what each table takes, what looks misspelt, and what else there would be."""
    said = words.section("commands", "template")
    for table in found.tables:
        echo(said["table"].format(table=style(table.table, bold=True), sheet=table.sheet))
        for line in _table_lines(table, words):
            echo(f"  {line}")
    if found.fields:
        echo(said["fields"].format(names=joined(found.fields, words)))
    for name, meant in found.unknown_fields.items():
        echo(f"{said['unknown_field'].format(name=name)} {asked(meant, words)}")
    print_issues(found.notices, words)
    if found.tables and found.unused:
        echo(said["unused"].format(tables=joined((f"kpi_{name}" for name in found.unused), words)))


def _table_lines(table: TableReport, words: Texts) -> Iterator[str]:
    said = words.section("commands", "template")
    if not table.dataset:
        yield f"{said['no_dataset']} {asked(table.hint, words)}".rstrip()
        return
    for key, columns in (("filled", table.values), ("formulas", table.formulas), ("own", table.own)):
        if columns:
            yield said[key].format(columns=_list(columns, words))
    for header, meant in (table.hints or {}).items():
        yield f"{said['looks_alike'].format(column=header)} {asked(meant, words)}"


def _list(names: Sequence[str], words: Texts) -> str:
    first = joined(names[:_MOST], words)
    if len(names) <= _MOST:
        return first
    more = number(len(names) - _MOST, Unit.COUNT, words)
    return words.text("commands", "template", "more").format(columns=first, number=more)
