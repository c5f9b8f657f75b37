"""Template tables: the Excel tables of a dashboard template, each with the one body row that filling multiplies."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_col_to_name, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from kpi_excel.authoring import style as look
from kpi_excel.authoring.style import Style
from kpi_excel.language import cldr
from kpi_excel.language.texts import Texts
from kpi_excel.model.kpi import Unit
from kpi_excel.model.target import Status
from kpi_excel.workbook.formulas import this_row
from kpi_excel.workbook.parts.number_formats import NO_CURRENCY

NO_VALUE = "–"
HEADER_HEIGHT = 32
CURRENCY = f"{NO_CURRENCY}] "
MONEY = f"{CURRENCY}#,##0.00"
WHOLE_MONEY = f"{CURRENCY}#,##0"
SMALL_PERCENT = "0.00%"
PERCENTS = f"[=0]0.0%;[<0.01]{SMALL_PERCENT};0.0%"  # never negative
WHOLE_FROM = 10_000  # money of that much has no decimals
MILLIONS_FROM, BILLIONS_FROM = 10**9, 10**12  # money of that much is shown in those
UNIT_FORMATS: Mapping[Unit, str] = {
    Unit.COUNT: "#,##0",
    Unit.MINUTES: "#,##0",
    Unit.PERCENT: "0.0%",
    Unit.MONEY: MONEY,
    Unit.RATIO: "0.00",
    Unit.POINTS: "0.0",
    Unit.PER_DAY: "0.0",
    Unit.PER_POST: "0.0",
    Unit.CHARACTERS: "0.0",
    Unit.WORDS: "0.0",
}
STATUS_COLOURS: Mapping[Status, str] = {
    Status.ACHIEVED: look.REACHED,
    Status.ON_TRACK: look.BETTER,
    Status.AT_RISK: look.RISK,
    Status.OFF_TRACK: look.WORSE,
    Status.MISSED: look.LOST,
    Status.NOT_STARTED: look.MUTED,
    Status.NO_DATA: look.MUTED,
}
DEFAULT_NUMBER = UNIT_FORMATS[Unit.COUNT]
LINE = {"bottom": 1, "bottom_color": look.LINE}


@dataclass(frozen=True)
class Field:
    """A column of a template table.

    Args:
        key: the dataset's name for it; for an owner's column any other name.
        header: what the header cell says.
        formula: calculated formula without ``=``; empty if filling writes values.
        shown: what a formula's cell shows in the unfilled template.
        width: of the worksheet column.
        number: whether it holds numbers, which stand on the right.
        hidden: whether the worksheet column is hidden.
        look: format properties of the body cells, over the table's own.
    """

    key: str
    header: str
    formula: str = ""
    shown: str = ""
    width: float = 14
    number: bool = False
    hidden: bool = False
    look: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TemplateTable:
    """Where a template table stands and what it is called; rows and columns are counted from 0.

    Args:
        name: table name, ``kpi_<dataset>``.
        sheet: name of its sheet.
        row: row of the headers.
        column: first column.
        fields: its columns.
    """

    name: str
    sheet: str
    row: int
    column: int
    fields: tuple[Field, ...]

    @property
    def first_row(self) -> int:
        """Give the first body row."""
        return self.row + 1

    @property
    def last_row(self) -> int:
        """Give the last body row, which is the first: filling adds the others."""
        return self.first_row

    def position(self, key: str) -> int:
        """Give a field's worksheet column."""
        return self.column + [one.key for one in self.fields].index(key)

    def header(self, key: str) -> str:
        """Give a field's header."""
        return self.fields[self.position(key) - self.column].header

    def this_row(self, key: str) -> str:
        """Refer to a field of the same row, in the form that every spreadsheet program reads."""
        return this_row(self.name, _escaped(self.header(key)))

    def whole(self, key: str) -> str:
        """Refer to a field's whole body."""
        header = _escaped(self.header(key))
        plain = re.fullmatch(r"[\w \u200c]+", header)  # other signs, such as a comma, ask for a second pair of brackets
        return f"{self.name}[{header}]" if plain else f"{self.name}[[{header}]]"

    def body(self, key: str) -> tuple[int, int, int, int]:
        """Give a field's body as first row, first column, last row, last column."""
        column = self.position(key)
        return self.first_row, column, self.last_row, column

    def address(self, key: str) -> str:
        """Give a field's body as an absolute range with its sheet, for charts and drop-downs."""
        return f"={quote_sheetname(self.sheet)}!{xl_range_abs(*self.body(key))}"

    def cell(self, key: str) -> str:
        """Give a field's cell for a rule that moves with the row, such as ``$D9``."""
        return f"${xl_col_to_name(self.position(key))}{self.first_row + 1}"


def _escaped(header: str) -> str:
    return re.sub(r"(['\[\]#])", r"'\1", header)


def cell_on(sheet: str, row: int, column: int) -> str:
    """Give the absolute address of a cell with its sheet, for a name or a formula."""
    return f"{quote_sheetname(sheet)}!{xl_rowcol_to_cell(row, column, True, True)}"


def scaled(power: int, words: Texts, number: str = "#,##0.0") -> str:
    """Give the number format of numbers said by a power of ten, with its short sign in the workbook's language."""
    return f'{number}{"," * (power // 3)}"{cldr.magnitude(words.locale, power, "short")}"'


def small_columns(series: str, style: Style) -> dict[str, Any]:
    """Describe a sparkline: columns from zero, because LibreOffice draws no lines; the last stands out."""
    return {
        "range": series,
        "type": "column",
        "series_color": look.BLUES[2],
        "last_point": True,
        "last_color": look.ACCENT,
        "min": 0,
        "show_hidden": True,
        "reverse": style.texts.right_to_left,
    }


@dataclass(frozen=True)
class Page:
    """A worksheet being written, with what writing needs.

    Args:
        workbook: the workbook it belongs to.
        sheet: the worksheet.
        style: the workbook's formats.
    """

    workbook: Workbook
    sheet: Worksheet
    style: Style

    def rule_format(self, **properties: Any) -> Format:
        """Give the format of a conditional rule, which says only what it changes."""
        if "num_format" in properties:
            properties["num_format"] = self.style.number_format(properties["num_format"])
        return self.workbook.add_format(properties)

    def add_rule(self, table: TemplateTable, key: str, rule: Mapping[str, Any]) -> None:
        """Add a conditional rule to exactly one field's body, so that it follows the table."""
        self.sheet.conditional_format(*table.body(key), dict(rule))

    def add_formula_rule(self, table: TemplateTable, key: str, formula: str, **properties: Any) -> None:
        """Add a rule that applies where a formula holds."""
        stop = {"stop_if_true": True} if properties.pop("stop", False) else {}
        shown = self.rule_format(**properties)
        self.add_rule(table, key, {"type": "formula", "criteria": f"={formula}", "format": shown, **stop})

    def add_unit_rules(self, table: TemplateTable, key: str, unit: str) -> None:
        """Show a field's numbers in the format of the unit that a cell or name gives."""
        by_format: dict[str, list[str]] = {}
        for one, number_format in UNIT_FORMATS.items():
            by_format.setdefault(number_format, []).append(f'{unit}="{one}"')
        by_format.pop(DEFAULT_NUMBER)
        cell = table.cell(key)
        for test, number_format in self._sized_formats(cell, unit):
            self.add_formula_rule(table, key, f"IF(ISNUMBER({cell}),AND({test}),FALSE)", num_format=number_format)
        for number_format, tests in by_format.items():
            formula = f"OR({','.join(tests)})" if len(tests) > 1 else tests[0]
            self.add_formula_rule(table, key, formula, num_format=number_format)

    def _sized_formats(self, cell: str, unit: str) -> list[tuple[str, str]]:
        """Give what a unit's numbers of some sizes look like, the first that holds counts: test and number format."""
        money, percent = f'{unit}="{Unit.MONEY}"', f'{unit}="{Unit.PERCENT}"'
        return [
            (f"{money},ABS({cell})>={BILLIONS_FROM}", CURRENCY + scaled(9, self.style.texts)),
            (f"{money},ABS({cell})>={MILLIONS_FROM}", CURRENCY + scaled(6, self.style.texts)),
            (f"{money},ABS({cell})>={WHOLE_FROM}", WHOLE_MONEY),
            (f"{percent},{cell}<>0,ABS({cell})<0.01", SMALL_PERCENT),
        ]

    def grey_missing(self, table: TemplateTable, key: str) -> None:
        """Show #N/A, or the dash of a visible table, in a grey that does not ask for attention."""
        cell = table.cell(key)
        self.add_formula_rule(table, key, f'IF(ISERROR({cell}),TRUE,{cell}="{NO_VALUE}")', font_color=look.GREY)

    def write_table(self, table: TemplateTable, *, header_height: float = HEADER_HEIGHT, filtered: bool = True) -> None:
        """Write a table: headers, widths, and one body row, empty or with formulas."""
        columns = []
        for position, one in enumerate(table.fields, table.column):
            shape = self._body_format(one)
            header_format = self._header_format(one, filtered)
            self.sheet.set_column(position, position, one.width, None, {"hidden": one.hidden})
            options: dict[str, Any] = {"header": one.header, "header_format": header_format, "format": shape}
            columns.append(options | ({"formula": one.formula} if one.formula else {}))
        area = (table.row, table.column, table.last_row, table.column + len(columns) - 1)
        options = {"name": table.name, "columns": columns, "style": None, "autofilter": filtered}
        self.sheet.set_row(table.row, header_height)
        self.sheet.add_table(*area, options)
        for row in range(table.first_row, table.last_row + 1):
            for position, one in enumerate(table.fields, table.column):
                self._write_body_cell(row, position, one)

    def _write_body_cell(self, row: int, column: int, one: Field) -> None:
        if one.formula:
            self.sheet.write_formula(row, column, f"={one.formula}", self._body_format(one), one.shown)
        else:
            self.sheet.write_blank(row, column, None, self._body_format(one))

    def _body_format(self, one: Field) -> Format:
        base = {"align": "right", "num_format": DEFAULT_NUMBER} if one.number else {}
        return self.style.text(**{**LINE, **base, **one.look})

    def _header_format(self, one: Field, filtered: bool) -> Format:
        """Muted and bold over a thin line; over numbers on the right, clear of the filter button."""
        properties: dict[str, Any] = {
            "bold": True,
            "font_color": look.MUTED,
            "font_size": look.SIZE_NOTE,
            "text_wrap": True,
            "bottom": 1,
            "bottom_color": look.MUTED,
            "indent": one.look.get("indent", 0),
        }
        if one.number:
            properties["align"] = "right"
            if filtered and not self.style.texts.right_to_left:
                properties["indent"] = 2
        return self.style.text(**properties)
