"""Additions: what an input table gets at its right end or below it, where nothing stands in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kpi_excel.model.settings import EVERYDAY
from kpi_excel.model.table import Column
from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.filling.collisions import has_content
from kpi_excel.workbook.filling.filled import Filled
from kpi_excel.workbook.filling.widen import add_column
from kpi_excel.workbook.parts.styles import TakenStyles
from kpi_excel.workbook.sheet.cell_xml import style_of, without_attributes, write_cell
from kpi_excel.workbook.sheet.column_formats import set_folded_columns
from kpi_excel.workbook.sheet.outline import say_levels
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.sheet.validations import add_validations
from kpi_excel.workbook.upgrading.homes import Home, in_the_way
from kpi_excel.workbook.upgrading.pattern import Pattern
from kpi_excel.workbook.xml import parse, serialize

_VALIDATED_ROWS = 10_000
_NAME, _VALUE, _HINT = 1, 2, 4  # columns of the shipped Settings sheet


@dataclass(frozen=True)
class Target:
    """The workbook that is upgraded, and what it takes from.

    Args:
        filled: the workbook with its changed sheets.
        pattern: the shipped workbook of its language.
        styles: the styles that it takes over.
        lists: names of its lists, in lower case.
    """

    filled: Filled
    pattern: Pattern
    styles: TakenStyles
    lists: frozenset[str]


def add_columns(target: Target, home: Home, columns: Sequence[Column]) -> str:
    """Add columns at a table's right end, grouped and closed; name the cell that is in the way, if one is."""
    area = replace(home.area, left=home.area.right + 1, right=home.area.right + len(columns))
    blocked = in_the_way(target.filled, home, area)
    if blocked:
        return blocked
    pattern, data = target.pattern.table(home.name), target.filled.sheet_data(home.sheet.part)
    take, p, formats, validations = target.styles.take, data.prefix, [], []
    for number, column in enumerate(columns, area.left):
        shown = pattern.format(column)
        formats.append(replace(shown, style=take(shown.style)))
        header = write_cell(area.top, number, pattern.label(column), take(pattern.header_style(column)), prefix=p)
        data.row(area.top).cells[number] = header
        data.row(area.top + 1).cells[number] = write_cell(area.top + 1, number, None, formats[-1].style, prefix=p)
        cells = Area(area.top + 1, number, area.top + _VALIDATED_ROWS, number)
        validations.append(pattern.validation(column, cells, target.lists))
    set_folded_columns(data, area.left, formats)
    add_validations(data, [one for one in validations if one])
    data.fit_dimension()
    if home.table is not None:
        _stretch(target.filled, home, replace(home.area, right=area.right), [pattern.label(one) for one in columns])
    return ""


def _stretch(filled: Filled, home: Home, area: Area, headers: Sequence[str] = ()) -> None:
    """Let an Excel table cover an area, with further columns if that is wider."""
    if home.table is None:
        return
    root = parse(filled.edit.read(home.table.part))
    columns = root.find("{*}tableColumns")
    for header in headers:
        add_column(columns, header)
    columns.set("count", str(len(columns)))
    root.set("ref", str(area))
    for node in root.iterchildren("{*}autoFilter"):
        node.set("ref", str(replace(area, bottom=area.bottom - home.table.totals_rows)))
    filled.edit.write(home.table.part, serialize(root))


def add_settings(target: Target, home: Home, names: Sequence[str]) -> str:
    """Add rows of settings below the others; name the cell that is in the way, if one is."""
    first = home.area.bottom + 1
    area = replace(home.area, top=first, bottom=home.area.bottom + len(names))
    blocked = in_the_way(target.filled, home, area)
    if blocked or not {"name", "value"} <= set(home.columns):
        return blocked or str(home.area)
    data, shipped = target.filled.sheet_data(home.sheet.part), target.pattern.table("settings")
    rows = {name: row for row, name in enumerate(target.pattern.words.files["settings"], shipped.table.area.top + 1)}
    validations = []
    for row, name in enumerate(names, first):
        _write_setting(target, data, home, row, rows[name], name)
        cells = Area(row, home.columns["value"], row, home.columns["value"])
        validations.append(target.pattern.setting_validation(name, cells, target.lists))
    add_validations(data, [one for one in validations if one])
    if set(names) - set(EVERYDAY):
        below = data.row(area.bottom + 1)
        below.attributes = without_attributes(below.attributes, b"collapsed") + b' collapsed="1"'
        say_levels(data, b"Row")
    data.fit_dimension()
    _stretch(target.filled, home, replace(home.area, bottom=area.bottom))
    return ""


def _write_setting(target: Target, data: SheetData, home: Home, row: int, source: int, name: str) -> None:
    """Write one setting like the shipped workbook's: its label, its empty value, and what it takes."""
    shipped = target.pattern.table("settings").data
    section = target.pattern.words.section("settings", name)
    line = data.row(row)
    line.attributes = without_attributes(shipped.row(source).attributes, b"r", b"spans")
    value = home.columns["value"]
    contents = {
        home.columns["name"]: (_NAME, section["label"]),
        value: (_VALUE, None),
        value + _HINT - _VALUE: (_HINT, section["hint"]),
    }
    for number, (theirs, content) in contents.items():
        if not has_content(data.cell(row, number)):
            style = target.styles.take(style_of(shipped.cell(source, theirs)))
            line.cells[number] = write_cell(row, number, content, style, prefix=data.prefix)
