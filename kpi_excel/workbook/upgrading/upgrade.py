"""Upgrade: an input workbook of an earlier version gets what it lacks, in place; what people made stays where it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from kpi_excel.catalogue import TABLES
from kpi_excel.errors import InputError
from kpi_excel.language.texts import texts
from kpi_excel.workbook.atomic import write_atomically
from kpi_excel.workbook.filling.filled import Filled
from kpi_excel.workbook.filling.reveal import with_tables
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.parts.styles import TakenStyles
from kpi_excel.workbook.shipped import template_path
from kpi_excel.workbook.upgrading.additions import Target, add_columns, add_settings
from kpi_excel.workbook.upgrading.homes import Home, homes, language_of
from kpi_excel.workbook.upgrading.lists import complete_lists
from kpi_excel.workbook.upgrading.pattern import Pattern
from kpi_excel.workbook.upgrading.sheets import add_sheet
from kpi_excel.workbook.vocabulary import fold, setting_names
from kpi_excel.workbook.xml import parse


@dataclass
class Upgraded:
    """What an upgrade did.

    Args:
        path: the workbook.
        sheets: names of the sheets that were added.
        columns: headers that were added, by sheet.
        settings: labels of the settings that were added.
        choices: values that were added to the lists of drop-downs.
        blocked: cells that are in the way of additions, by sheet; an empty cell where the sheet's name is taken.
    """

    path: Path
    sheets: list[str] = field(default_factory=list)
    columns: dict[str, list[str]] = field(default_factory=dict)
    settings: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    blocked: dict[str, str] = field(default_factory=dict)

    @property
    def has_changed(self) -> bool:
        """Tell whether anything was added."""
        return bool(self.sheets or self.columns or self.settings or self.choices)


def upgrade(path: str | Path, shown: Collection[str] = ()) -> Upgraded:
    """Add the sheets, columns, settings and choices that an input workbook lacks, out of sight; nothing is moved.

    Args:
        path: the workbook, which is written in place.
        shown: names of input tables that are shown.

    Raises:
        FileError: if the file cannot be read or written.
        InputError: if it holds none of the input tables.
    """
    path = Path(path)
    done = Upgraded(path)
    with ExitStack() as opened:
        package = opened.enter_context(open_package(path))
        edit = Edit(package)
        filled = Filled(edit, read_structure(package))
        found = homes(filled)
        if not found:
            raise InputError("nothing-to-upgrade", name=path.name)
        words = texts(language_of(filled, found.values()))
        shipped = opened.enter_context(open_package(template_path("input", words.language)))
        target = Target(filled, Pattern(shipped, words), TakenStyles(edit, shipped), _lists(edit))
        _add_what_is_missing(target, found, done)
        done.choices = complete_lists(target)
        target.styles.write()
        filled.write_sheets()
        data = edit.save() if done.has_changed else package.data
    new = with_tables(data, path.name, shown) if shown else data
    if done.has_changed or shown:
        write_atomically(path, new)
    return done


def _add_what_is_missing(target: Target, found: Mapping[str, Home], done: Upgraded) -> None:
    ids = count(_last_table(target) + 1)
    for table in TABLES.values():
        home = found.get(table.name)
        if home is None:
            label = target.pattern.table(table.name).sheet.name
            if add_sheet(target, table.name, ids):
                done.sheets.append(label)
            else:
                done.blocked[label] = ""
            continue
        if table.name == "settings":
            _add_settings(target, home, done)
            continue
        missing = [column for column in table.columns if column.name not in home.columns]
        blocked = add_columns(target, home, missing) if missing else ""
        if blocked:
            done.blocked[home.sheet.name] = blocked
        elif missing:
            done.columns[home.sheet.name] = [target.pattern.table(table.name).label(column) for column in missing]


def _add_settings(target: Target, home: Home, done: Upgraded) -> None:
    data, reader, known = target.filled.sheet_data(home.sheet.part), target.filled.reader, setting_names()
    number = home.columns.get("name", 0)
    texts_there = (reader.value(data.cell(row, number)) for row in range(home.area.top + 1, home.area.bottom + 1))
    present = {known.get(fold(text)) for text in texts_there}
    missing = [name for name in target.pattern.words.files["settings"] if name not in present]
    blocked = add_settings(target, home, missing) if missing else ""
    if blocked:
        done.blocked[home.sheet.name] = blocked
    else:
        done.settings = [target.pattern.words.text("settings", name, "label") for name in missing]


def _lists(edit: Edit) -> frozenset[str]:
    root = parse(edit.read(edit.package.workbook_part))
    return frozenset(node.get("name", "").casefold() for node in root.iter("{*}definedName"))


def _last_table(target: Target) -> int:
    parts = (table.part for sheet in target.filled.structure.sheets for table in sheet.tables)
    return max((int(parse(target.filled.edit.read(part)).get("id", 0)) for part in parts), default=0)
