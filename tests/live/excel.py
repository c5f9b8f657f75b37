"""Excel in memory: an engine for xlwings whose workbooks are openpyxl's, under xlwings' own unmodified objects.

It behaves like Excel where that matters to whoever writes: a text that looks like a number, a date or a formula becomes
one unless it is guarded or its cell is formatted as text; resizing a table moves nothing, fills nothing in and names
new columns itself; one formula entered into many cells moves its references along; two workbooks of one name cannot be
open; each call may fail.
"""

import math
import re
from collections.abc import Callable, Iterator
from copy import copy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import xlwings as xw
from openpyxl.cell import Cell
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import TableColumn

from kpi_excel.workbook.cells import Area

ERRORS = ("#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!")
_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(\.[0-9]*)?([eE][+-]?[0-9]+)?%?")
_DATE = re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}([-/.][0-9]{1,4})?( [0-9:]+)?|[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?")
ENTERED_DATE = 45_000.0  # what becomes of a text that Excel takes for a date


class ExcelError(Exception):
    """What Excel refuses."""


class Excel:
    """An Excel with its workbooks, to be used as xlwings' engine.

    Args:
        before_call: told the name of each call before it is done; may raise.
    """

    name, type = "excel", "desktop"

    def __init__(self, before_call: Callable[[str], None] = lambda _name: None) -> None:
        self.before_call = before_call
        self.calls: list[str] = []
        self.app = AppImpl(self)
        self.apps = AppsImpl(self.app)

    def call(self, name: str) -> None:
        self.calls.append(name)
        self.before_call(name)

    def open(self, path: Path) -> xw.Book:
        return xw.Book(impl=self.app.books.open(str(path)))

    @staticmethod
    def prepare_xl_data_element(value: Any, _options: Any) -> Any:
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return ""
        return float(value) if type(value) is int else value

    @staticmethod
    def clean_value_data(data: Any, *_how: Any) -> Any:
        return data


class AppsImpl:
    def __init__(self, app: "AppImpl") -> None:
        self._app = app

    def keys(self) -> list[int]:
        return [self._app.pid]

    def __iter__(self) -> Iterator["AppImpl"]:
        yield self._app

    def __len__(self) -> int:
        return 1

    def __getitem__(self, _pid: int) -> "AppImpl":
        return self._app


def _setting(name: str) -> Any:
    """Make a property of the application that is told of each use."""

    def get(self: "AppImpl") -> Any:
        self.engine.call(f"get {name}")
        return self.state[name]

    def put(self: "AppImpl", value: Any) -> None:
        self.engine.call(f"set {name}")
        self.state[name] = value

    return property(get, put)


class AppImpl:
    screen_updating, calculation = _setting("screen_updating"), _setting("calculation")
    enable_events, status_bar = _setting("enable_events"), _setting("status_bar")
    version, pid, hwnd = "16.0", 4711, 815

    def __init__(self, engine: Excel) -> None:
        self.engine = engine
        self.api = self
        self.state: dict[str, Any] = {
            "screen_updating": True, "calculation": "automatic", "enable_events": True, "status_bar": "Running...",
        }  # fmt: skip
        self.books = BooksImpl(self)

    def calculate(self) -> None:
        self.engine.call("calculate")

    def activate(self, _steal_focus: bool = False) -> None: ...


class BooksImpl:
    def __init__(self, app: AppImpl) -> None:
        self.app = self.api = app
        self.books: list[BookImpl] = []

    def __iter__(self) -> Iterator["BookImpl"]:
        return iter(self.books)

    def __len__(self) -> int:
        return len(self.books)

    def __call__(self, name: str | int) -> "BookImpl":
        for number, book in enumerate(self.books, 1):
            if name == number or (isinstance(name, str) and book.name.casefold() == name.casefold()):
                return book
        raise KeyError(name)

    @property
    def active(self) -> "BookImpl":
        return self.books[0]

    def open(self, path: str, *_options: Any) -> "BookImpl":
        self.app.engine.call("open")
        if any(book.name.casefold() == Path(path).name.casefold() for book in self.books):
            raise ExcelError("two workbooks of one name")
        self.books.append(BookImpl(self.app, path))
        return self.books[-1]


class BookImpl:
    def __init__(self, app: AppImpl, path: str) -> None:
        self.app, self.fullname = app, path
        self.model = openpyxl.load_workbook(path, keep_vba=path.endswith(".xlsm"))
        self.api = SimpleNamespace(SaveCopyAs=self._save_copy, FullName=path)
        self.sheets = SheetsImpl(self)
        self.activated = 0

    @property
    def name(self) -> str:
        return self.fullname.rsplit("/", 1)[-1]

    @property
    def names(self) -> "NamesImpl":
        return NamesImpl(self)

    def _save_copy(self, path: str) -> None:
        self.app.engine.call("SaveCopyAs")
        self.model.save(path)

    def save(self, path: str | None = None, _password: str | None = None) -> None:
        self.app.engine.call("save")
        self.model.save(path or self.fullname)

    def activate(self) -> None:
        self.app.engine.call("activate book")
        self.activated += 1


class NamesImpl:
    def __init__(self, book: BookImpl) -> None:
        self.book = book

    def __call__(self, name: str) -> "NameImpl":
        return NameImpl(self.book, name)

    def contains(self, name: str) -> bool:
        return name in self.book.model.defined_names

    def add(self, name: str, refers_to: str) -> "NameImpl":
        self.book.app.engine.call("add name")
        text = refers_to.removeprefix("=")
        self.book.model.defined_names[name] = DefinedName(name, attr_text=text)
        return NameImpl(self.book, name)


class NameImpl:
    def __init__(self, book: BookImpl, name: str) -> None:
        self.book, self.name = book, name

    @property
    def api(self) -> "NameImpl":
        return self

    @property
    def Visible(self) -> bool:  # noqa: N802 - as Excel calls it
        return not self.book.model.defined_names[self.name].hidden

    @Visible.setter
    def Visible(self, value: bool) -> None:  # noqa: N802 - as Excel calls it
        self.book.model.defined_names[self.name].hidden = not value

    def delete(self) -> None:
        self.book.app.engine.call("delete name")
        del self.book.model.defined_names[self.name]

    @property
    def refers_to(self) -> str:
        return f"={self.book.model.defined_names[self.name].attr_text}"

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.book.app.engine.call("set refers_to")
        self.book.model.defined_names[self.name].attr_text = value.removeprefix("=")


class SheetsImpl:
    def __init__(self, book: BookImpl) -> None:
        self.book = self.api = book

    def __iter__(self) -> Iterator["SheetImpl"]:
        return (SheetImpl(self.book, name) for name in self.book.model.sheetnames)

    def __len__(self) -> int:
        return len(self.book.model.sheetnames)

    def __call__(self, key: str | int) -> "SheetImpl":
        names = self.book.model.sheetnames
        if isinstance(key, int):
            return SheetImpl(self.book, names[key - 1])
        if key not in names:
            raise KeyError(key)
        return SheetImpl(self.book, key)


class SheetImpl:
    def __init__(self, book: BookImpl, name: str) -> None:
        self.book, self.name = book, name
        self.model: Any = book.model[name]
        self.api = self
        self.tables = TablesImpl(self)

    def range(self, one: Any, other: Any = None) -> "RangeImpl":
        if isinstance(one, str):
            left, top, right, bottom = boundaries(one.replace("$", ""))
            return RangeImpl(self, top, left, bottom, right)
        last = other or one
        if isinstance(one, RangeImpl):
            return RangeImpl(self, one.row, one.column, last.bottom, last.right)
        return RangeImpl(self, one[0], one[1], last[0], last[1])

    def activate(self) -> None:
        self.book.app.engine.call("activate sheet")
        self.book.model.active = self.book.model.sheetnames.index(self.name)

    @property
    def page_setup(self) -> "PageSetupImpl":
        return PageSetupImpl(self)


class PageSetupImpl:
    def __init__(self, sheet: SheetImpl) -> None:
        self.sheet = sheet

    @property
    def print_area(self) -> str:
        return str(self.sheet.model.print_area)

    @print_area.setter
    def print_area(self, value: str) -> None:
        self.sheet.book.app.engine.call("set print_area")
        self.sheet.model.print_area = value


class RangeImpl:
    max_cells_per_read = max_cells_per_write = None
    options: Any = None

    def __init__(self, sheet: SheetImpl, row: int, column: int, bottom: int, right: int) -> None:
        self.sheet, self.row, self.column, self.bottom, self.right = sheet, row, column, bottom, right
        self.engine = sheet.book.app.engine
        self.api = self

    @property
    def shape(self) -> tuple[int, int]:
        return self.bottom - self.row + 1, self.right - self.column + 1

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __bool__(self) -> bool:
        return True

    def __call__(self, one: int, other: int | None = None) -> "RangeImpl":
        if other is None:
            one, other = (one - 1) // self.shape[1] + 1, (one - 1) % self.shape[1] + 1
        row, column = self.row + one - 1, self.column + other - 1
        return RangeImpl(self.sheet, row, column, row, column)

    def cells(self) -> list[list[Any]]:
        rows = range(self.row, self.bottom + 1)
        return [[self.sheet.model.cell(row, column) for column in range(self.column, self.right + 1)] for row in rows]

    @property
    def raw_value(self) -> Any:
        self.engine.call("get value")
        return [[one.value for one in row] for row in self.cells()]

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        self.engine.call("set value")
        for row, cells in enumerate(self.cells()):
            for column, one in enumerate(cells):
                self._enter(one, value[row][column] if isinstance(value, list) else value)

    @property
    def formula(self) -> Any:
        self.engine.call("get formula")
        return [[one.value for one in row] for row in self.cells()]

    @formula.setter
    def formula(self, value: Any) -> None:
        self.engine.call("set formula")
        first = self.cells()[0][0].coordinate
        for row, cells in enumerate(self.cells()):
            for column, one in enumerate(cells):
                if isinstance(value, list):
                    self._enter(one, value[row][column])
                else:
                    self._enter(one, Translator(value, origin=first).translate_formula(one.coordinate))

    def _enter(self, one: Cell, value: Any) -> None:
        """Enter a value as somebody typing would."""
        entered, kind = entered_value(value, str(one.number_format))
        one.value = entered
        if kind:
            one.data_type = kind
        for table in self.sheet.model.tables.values():
            left, top, right, _ = boundaries(table.ref)
            if one.row == top and left <= one.column <= right:
                table.tableColumns[one.column - left].name = str(entered)

    @property
    def number_format(self) -> str | None:
        self.engine.call("get number_format")
        found = {one.number_format for row in self.cells() for one in row}
        return found.pop() if len(found) == 1 else None

    @property
    def row_height(self) -> float | None:
        self.engine.call("get row_height")
        return self.sheet.model.row_dimensions[self.row].height or 15.0

    @row_height.setter
    def row_height(self, value: float) -> None:
        self.engine.call("set row_height")
        for row in range(self.row, self.bottom + 1):
            self.sheet.model.row_dimensions[row].height = value
            self.sheet.model.row_dimensions[row].hidden = value == 0  # as in Excel

    def copy(self, destination: Any) -> None:
        self.engine.call("copy")
        source, target = self.cells(), destination.impl.cells()
        for row, cells in enumerate(target):
            for column, one in enumerate(cells):
                other = source[row % len(source)][column % len(source[0])]
                one.value, one._style = other.value, copy(other._style)
                if isinstance(other.value, str) and other.data_type == "f":
                    one.value = Translator(other.value, origin=other.coordinate).translate_formula(one.coordinate)

    def clear(self) -> None:
        self.engine.call("clear")
        for row in self.cells():
            for one in row:
                one.value, one.style = None, "Normal"


def boundaries(reference: str) -> tuple[int, int, int, int]:
    """Give a reference's left, top, right and bottom."""
    left, top, right, bottom = (int(one or 0) for one in range_boundaries(reference))
    return left, top, right, bottom


def entered_value(value: Any, number_format: str) -> tuple[Any, str]:
    """Give what Excel makes of something that is entered, and openpyxl's type of it if that must be set."""
    if value is None or value == "":
        return None, ""
    if not isinstance(value, str):
        return value, ""
    if number_format == "@":
        return value, "s"
    if value.startswith("'"):
        return value[1:], "s"
    if value in ERRORS:
        return value, "e"
    if value.startswith("="):
        return value, "f"
    if _DATE.fullmatch(value):
        return ENTERED_DATE, ""
    if _NUMBER.fullmatch(value):
        return float(value.replace(",", "").replace("%", "e-2")), ""
    if value.upper() in ("TRUE", "FALSE"):
        return value.upper() == "TRUE", ""
    if value[0] in "+-@":
        raise ExcelError(f"there is a problem with this formula: {value}")
    return value, "s"


class TablesImpl:
    def __init__(self, sheet: SheetImpl) -> None:
        self.sheet = self.api = sheet

    def __iter__(self) -> Iterator["TableImpl"]:
        return (TableImpl(self.sheet, name) for name in self.sheet.model.tables)

    def __len__(self) -> int:
        return len(self.sheet.model.tables)

    def __call__(self, key: str | int) -> "TableImpl":
        name = list(self.sheet.model.tables)[key - 1] if isinstance(key, int) else key
        if name not in self.sheet.model.tables:
            raise KeyError(name)
        return TableImpl(self.sheet, name)

    def __contains__(self, name: str) -> bool:
        return name in self.sheet.model.tables


class TableImpl:
    def __init__(self, sheet: SheetImpl, name: str) -> None:
        self.sheet, self.name = sheet, name
        self.model = sheet.model.tables[name]
        self.engine = sheet.book.app.engine

    @property
    def range(self) -> RangeImpl:
        return self.sheet.range(self.model.ref)

    def resize(self, target: Any) -> None:
        self.engine.call("resize")
        new, old = target.impl, self.range
        if (new.row, new.column) != (old.row, old.column) or new.bottom <= new.row:
            raise ExcelError("the header must stay in the same row")
        for other in self.sheet.model.tables.values():
            left, top, right, bottom = boundaries(other.ref)
            apart = new.bottom < top or bottom < new.row or new.right < left or right < new.column
            if other is not self.model and not apart:
                raise ExcelError("tables cannot overlap")
        for number in range(old.right + 1, new.right + 1):
            name = f"Column{number - old.column + 1}"
            self.model.tableColumns.append(TableColumn(id=len(self.model.tableColumns) + 1, name=name))
            self.sheet.model.cell(old.row, number).value = name
        self.model.ref = f"{get_column_letter(new.column)}{new.row}:{get_column_letter(new.right)}{new.bottom}"
        if self.model.autoFilter is not None:
            self.model.autoFilter.ref = self.model.ref

    @property
    def show_totals(self) -> bool:
        return bool(self.model.totalsRowCount)

    @show_totals.setter
    def show_totals(self, value: bool) -> None:
        """Take the row of totals away, or put it below the body, where nothing may stand."""
        self.engine.call("set show_totals")
        own, sheet = self.range, self.sheet.model
        if not value and self.show_totals:
            self.totals = [one.value for one in self.sheet.range(self.model.ref).cells()[-1]]
            for column in range(own.column, own.right + 1):
                sheet.cell(own.bottom, column).value = None
            self.model.totalsRowCount = None
            self.model.ref = str(Area(own.row, own.column, own.bottom - 1, own.right))
        elif value and not self.show_totals:
            for column, one in enumerate(self.totals, own.column):
                if sheet.cell(own.bottom + 1, column).value is not None:
                    raise ExcelError("totals would stand over something")
                sheet.cell(own.bottom + 1, column).value = one
            self.model.totalsRowCount = 1
            self.model.ref = str(Area(own.row, own.column, own.bottom + 1, own.right))

    @property
    def show_autofilter(self) -> bool:
        return self.model.autoFilter is not None

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        self.engine.call("set show_autofilter")
        if value:
            self.model.autoFilter = AutoFilter(ref=self.model.ref)
            return
        self.model.autoFilter = None
        own = self.range
        for row in range(own.row, own.bottom + 1):
            self.sheet.model.row_dimensions[row].hidden = False


def install(before_call: Callable[[str], None] = lambda _name: None) -> Excel:
    """Let xlwings work with a new Excel in memory."""
    excel = Excel(before_call)
    engine = xw.Engine(impl=excel)
    xw.engines.engines[:] = [engine]
    xw.engines.engines_by_name.clear()
    xw.engines.engines_by_name["excel"] = engine
    engine.activate()
    return excel
