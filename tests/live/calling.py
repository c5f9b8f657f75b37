"""A workbook open in Excel, as xlwings shows it to a function that is called from a cell; read from a file."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
from xlwings import XlwingsError


def tables_of(sheet: Any) -> list[tuple[str, str]]:
    return [(table.name, table.ref) for table in sheet.tables.values()]


class Cells:
    """A range: its values can be taken raw or converted, and changed."""

    def __init__(self, book: "OpenBook", sheet: Any, area: str) -> None:
        self._book, self._sheet, self._area = book, sheet, area

    def options(self, **_: Any) -> "Cells":
        return self

    @property
    def raw_value(self) -> Any:
        self._book.looks += 1
        found = self._sheet[self._area]
        rows = found if isinstance(found, tuple) else ((found,),)
        return tuple(tuple(cell.value for cell in row) for row in rows)

    @property
    def value(self) -> Any:
        rows = [[None if self._is_error(one) else one for one in row] for row in self.raw_value]
        return rows if len(rows) * len(rows[0]) > 1 else rows[0][0]

    @value.setter
    def value(self, value: Any) -> None:
        self._sheet[self._area].value = value

    @staticmethod
    def _is_error(value: Any) -> bool:
        return value == "" or (isinstance(value, str) and value.startswith("#") and value.endswith(("!", "?", "/A")))


class OpenBook:
    """An open workbook.

    Its path is that of a workbook on OneDrive whose folder is not found.

    Attributes:
        looks: how many ranges have been read.
    """

    @property
    def fullname(self) -> str:
        raise XlwingsError("Couldn't find your local OneDrive file, see: xlwings.org/error")

    def __init__(self, path: Path) -> None:
        self._workbook = openpyxl.load_workbook(path, data_only=True)
        self.name, self.looks = path.name, 0
        self.names: dict[str, Any] = {}
        for name, defined in self._workbook.defined_names.items():
            for sheet, area in list(defined.destinations)[:1]:  # neither functions nor marks lead anywhere
                cells = Cells(self, self._workbook[sheet], area.replace("$", ""))
                self.names[name] = SimpleNamespace(refers_to_range=cells)
        caller = SimpleNamespace(Worksheet=SimpleNamespace(Parent=SimpleNamespace(Name=path.name)))
        self.app = SimpleNamespace(api=SimpleNamespace(Caller=caller), books={path.name: self})

    @property
    def sheets(self) -> Iterator[Any]:
        for sheet in self._workbook:
            tables = [SimpleNamespace(name=name, range=Cells(self, sheet, area)) for name, area in tables_of(sheet)]
            yield SimpleNamespace(name=sheet.title, tables=tables)

    def select(self, **choices: Any) -> None:
        for name, value in choices.items():
            self.names[f"kpi_{name}"].refers_to_range.value = value

    def table(self, name: str) -> Any:
        return next(table for sheet in self.sheets for table in sheet.tables if table.name == name)

    def put(self, sheet: str, cell: str, value: float | str | date | None) -> None:
        self._workbook[sheet][cell] = value
