"""Marks: hidden names in which a workbook says who made it and what an earlier filling wrote.

Excel and LibreOffice both keep defined names, while LibreOffice drops custom XML. ``kpi_made_by`` says which program
made a file; a name ``kpi_filled_...`` for each table says which of its columns were filled, so that the next filling
can tell what would go stale. Both are array constants of texts that no formula calls. A workbook without marks, or
with marks that somebody changed, is none the worse: what cannot be read is passed over.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from kpi_excel import __version__
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.xml import Element, parse, serialize

PROGRAM = "kpi-excel"
MADE_BY = "kpi_made_by"
FILLED = "kpi_filled_"
FORMULA = "="

_LITERAL = re.compile(r'"((?:[^"]|"")*)"')
_ARRAY = re.compile(r'\{\s*"(?:[^"]|"")*"(?:[\s,;|.\\]*"(?:[^"]|"")*")*\s*\}')
_COLUMN = re.compile(r"([0-9]+) (\S+)(?: (.+))?", re.DOTALL)
_MOST = 4_000  # characters of a name's formula; Excel takes 8,192 and at most 16,384 bytes
_LONGEST_HEADER = 120  # characters kept of a header; a text in a formula takes 255
_LONGEST_NAME = 200  # a name has at most 255
_BEFORE_NAMES = ("sheets", "functionGroups", "externalReferences")


class Kind(StrEnum):
    """What a workbook of this program is."""

    DASHBOARD = "dashboard"
    INPUT = "input"
    COPY = "copy"  # a dashboard made to be handed out


@dataclass(frozen=True)
class Maker:
    """Who made a workbook.

    Args:
        kind: what it is.
        language: of its texts.
        version: of the program.
        program: its name.
        day: the one for which TODAY() stands in what the workbook stores; None if it does not say.
    """

    kind: Kind
    language: str
    version: str = __version__
    program: str = PROGRAM
    day: date | None = None


@dataclass(frozen=True)
class FilledColumn:
    """A column that a filling brought up to date.

    Args:
        id: its number in the table's part, which Excel keeps when a column is renamed or moved.
        key: the dataset's column; FORMULA for a column that had a formula and followed by itself.
        header: as it was then, in the form that `short` gives.
    """

    id: int
    key: str
    header: str


@dataclass(frozen=True)
class FilledTable:
    """A table that was filled.

    Args:
        table: its name.
        sheet: the sheet on which it stood.
        columns: those that were filled.
    """

    table: str
    sheet: str
    columns: tuple[FilledColumn, ...]


def short(header: str) -> str:
    """Bring a header to the form in which marks keep it: on one line, and not too long.

    Example:
        >>> short(" Reach  (people) ")
        'Reach (people)'
    """
    return " ".join(header.split())[:_LONGEST_HEADER].strip()


def read_maker(package: Package) -> Maker | None:
    """Say who made a workbook; None if it does not say."""
    for name, texts in _marks(package):
        if name == MADE_BY and len(texts) >= 4 and texts[3] in list(Kind):
            return Maker(Kind(texts[3]), texts[2], texts[1], texts[0], _day(texts[4:]))
    return None


def read_filled(package: Package) -> tuple[FilledTable, ...]:
    """List the tables that an earlier filling filled; none if it left no marks."""
    tables: dict[str, FilledTable] = {}
    for name, texts in _marks(package):
        if not name.startswith(FILLED) or len(texts) < 2:
            continue
        table, sheet = texts[:2]
        columns = tables[table].columns if table in tables else ()
        matches = [one for one in map(_COLUMN.fullmatch, texts[2:]) if one]
        more = (FilledColumn(int(one[1]), one[2], one[3] or one[2]) for one in matches)
        tables[table] = FilledTable(table, sheet, (*columns, *more))
    return tuple(tables.values())


def together(filled: Sequence[FilledTable], stale: Sequence[FilledTable]) -> list[FilledTable]:
    """Add to what was filled what still stands in the tables of an earlier filling.

    Args:
        filled: the tables that were filled, with the columns that are up to date.
        stale: columns that are not, by their tables, which need not have been filled.
    """
    more = {table.table: table.columns for table in stale}
    known = {table.table for table in filled}
    extended = [replace(table, columns=(*table.columns, *more.get(table.table, ()))) for table in filled]
    return [*extended, *(table for table in stale if table.table not in known)]


def write_marks(edit: Edit, maker: Maker, filled: Sequence[FilledTable]) -> None:
    """Say in a workbook who made it and what was filled, instead of what an earlier filling said.

    Args:
        edit: the package to change.
        maker: who makes it.
        filled: every table that was filled, and what still stands in it of an earlier filling.
    """
    part = edit.package.workbook_part
    root = parse(edit.read(part))
    mark(root, maker, filled)
    edit.write(part, serialize(root))


def mark(workbook: Element, maker: Maker, filled: Sequence[FilledTable]) -> None:
    """Do what `write_marks` does to the workbook part's root element."""
    taken = {table.table.casefold() for table in filled} | _drop_marks(workbook)
    day = (maker.day.isoformat(),) if maker.day else ()
    set_hidden_name(workbook, MADE_BY, _array((maker.program, maker.version, maker.language, maker.kind, *day)))
    for table in filled:
        for text in _formulas(table):
            name = _free_name(FILLED + table.table.casefold().removeprefix("kpi_")[:_LONGEST_NAME], taken)
            taken.add(name)
            set_hidden_name(workbook, name, text)


def set_hidden_name(workbook: Element, name: str, text: str) -> None:
    """Define a name that Excel does not list, unless there is one of its kind already.

    Args:
        workbook: the workbook part's root element; it is changed.
        name: the name.
        text: what it stands for, without ``=``.
    """
    names = workbook.find("{*}definedNames")
    namespace = workbook.tag.rpartition("}")[0]
    if names is None:
        before = [node for node in workbook if isinstance(node.tag, str) and _local(node) in _BEFORE_NAMES][-1]
        names = workbook.makeelement(f"{namespace}}}definedNames")
        before.addnext(names)
    if not any(node.get("name", "").casefold() == name.casefold() for node in names):
        node = names.makeelement(f"{namespace}}}definedName", name=name, hidden="1")
        node.text = text
        names.append(node)


def marks(package: Package) -> dict[str, str]:
    """Give the names that are marks, and what they stand for, as Excel has them."""
    nodes = parse(package.read(package.workbook_part)).iter("{*}definedName")
    return {node.get("name"): node.text for node in nodes if _is_mark(node)}


def _marks(package: Package) -> Iterator[tuple[str, list[str]]]:
    """Give the names that are marks, casefolded, with their texts."""
    for name, text in marks(package).items():
        yield name.casefold(), [one.replace('""', '"') for one in _LITERAL.findall(text)]


def _day(texts: Sequence[str]) -> date | None:
    with contextlib.suppress(ValueError):
        return date.fromisoformat(texts[0]) if texts else None
    return None


def _is_mark(node: Element) -> bool:
    """Tell a mark from an owner's name that begins like one: a mark is an array of texts."""
    name, text = node.get("name", "").casefold(), (node.text or "").strip()
    return (name == MADE_BY or name.startswith(FILLED)) and _ARRAY.fullmatch(text) is not None


def _drop_marks(workbook: Element) -> set[str]:
    """Take the marks out of a workbook; give the other names, casefolded."""
    nodes = list(workbook.iter("{*}definedName"))
    for node in nodes:
        if _is_mark(node):
            node.getparent().remove(node)
    return {node.get("name", "").casefold() for node in nodes if node.getparent() is not None}


def _formulas(table: FilledTable) -> Iterator[str]:
    """Write what a table's marks stand for, in as many formulas as it takes; each begins with what table it is."""
    head = (table.table, table.sheet)
    texts: list[str] = []
    length = len(_array(head))
    for column in table.columns:
        text = f"{column.id} {column.key}" + ("" if column.header == column.key else f" {column.header}")
        more = len(_literal(text)) + 1  # with a comma
        if texts and length + more > _MOST:
            yield _array((*head, *texts))
            texts, length = [], len(_array(head))
        texts.append(text)
        length += more
    yield _array((*head, *texts))


def _array(texts: Iterable[str]) -> str:
    return "{" + ",".join(map(_literal, texts)) + "}"


def _literal(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""'))


def _free_name(name: str, taken: set[str]) -> str:
    numbered = (f"{name}_{number}" for number in range(2, len(taken) + 3))
    return next(one for one in (name, *numbered) if one not in taken)


def _local(node: Element) -> str:
    return str(node.tag).rpartition("}")[2]
