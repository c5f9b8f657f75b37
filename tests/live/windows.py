"""A stand-in for Windows, so that xlwings' own unmodified code for worksheet functions runs here.

Only names that xlwings needs while it is imported are made up: pywin32's modules and three names of ctypes. What
then runs is xlwings' own: the decorators, the writing of VBA wrappers, the import into a workbook, the conversion of
arguments and results, and the call from a cell. Not covered: the argument ``caller``, ``expand``, asynchronous calls.

Run as a program it takes calls as JSON and gives what Excel would get; a process of its own, because xlwings looks only
once at what system it is on.
"""

import atexit
import ctypes
import json
import sys
import types
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

LEFT_OUT = -2147352572  # what an optional argument is that VBA was not given
ERRORS = {
    "#NULL!": -2146826288,
    "#DIV/0!": -2146826281,
    "#VALUE!": -2146826273,
    "#REF!": -2146826265,
    "#NAME?": -2146826259,
    "#NUM!": -2146826252,
    "#N/A": -2146826246,
}
RANGE_INTERFACE = "{00020846-0000-0000-C000-000000000046}"


class ComError(Exception):
    """Stands for pywintypes.com_error."""

    hresult = 0


class ComTime(datetime):
    """Stands for pywintypes.TimeType, which is a datetime too."""


def _module(name: str, **attributes: Any) -> types.ModuleType:
    module = types.ModuleType(name)
    module.__dict__.update(attributes, __path__=[])
    sys.modules[name] = module
    return module


def _class(name: str) -> type:
    return type(name, (), {})


def _not_ours(_: object) -> Any:
    raise ComError


def install() -> types.SimpleNamespace:
    """Put the stand-ins in place and import xlwings; give its parts."""
    _module("pywintypes", com_error=ComError, error=ComError, TimeType=ComTime, IID=str)
    interfaces = {"IID_IDispatch": "IID", "TypeIIDs": {"IID": _class("PyIDispatch")}}
    _module("pythoncom", CoInitialize=lambda: None, com_error=ComError, __file__="", **interfaces)
    _module("win32process", GetWindowThreadProcessId=lambda _: (0, 1))
    for name in ("win32api", "win32con", "win32gui", "win32event"):
        _module(name)
    _module("win32timezone", TimeZoneInfo=types.SimpleNamespace(utc=lambda: UTC))
    classes = {name: _class(name) for name in ("CDispatch", "CoClassBaseClass", "DispatchBaseClass")}
    client = _module("win32com.client", Dispatch=lambda one, **_: one, DispatchEx=None, **classes)
    util = _module("win32com.server.util", wrap=lambda one, *_, **__: one, unwrap=_not_ours)
    parts = {name: _module(f"win32com.server.{name}") for name in ("dispatcher", "policy")}
    _module("win32com", client=client, server=_module("win32com.server", util=util, **parts))

    import xlwings as xw  # noqa: PLC0415 - as on Linux: without an engine

    nothing = mock.MagicMock()
    with (
        mock.patch.multiple(ctypes, create=True, windll=nothing, oledll=nothing, PyDLL=nothing),
        mock.patch.object(atexit, "register", lambda function, *_, **__: function),
    ):
        from xlwings import _xlwindows  # noqa: PLC0415
    xw.engines.add(xw.Engine(impl=_xlwindows.engine))
    from xlwings import com_server, udfs  # noqa: PLC0415

    for name, own in (("func", udfs.xlfunc), ("arg", udfs.xlarg), ("ret", udfs.xlret), ("sub", udfs.xlsub)):
        setattr(xw, name, own)
    return types.SimpleNamespace(udfs=udfs, com_server=com_server, xw=xw)


class MacroWorkbook:
    """What importing functions needs of a workbook; keeps the module's text and what Excel is told of functions."""

    def __init__(self) -> None:
        self.Name = "kpis.xlsm"
        self.text = ""
        self.told: dict[str, Mapping[str, Any]] = {}
        self.VBProject = self.VBComponents = self
        self.Worksheets: tuple[Any, ...] = ()
        self.Application = types.SimpleNamespace(Version="16.0", MacroOptions=self._tell)

    def _tell(self, name: str, **options: Any) -> None:
        self.told[name.rpartition("!")[2]] = options

    def __call__(self, name: str) -> Any:
        raise ComError(name)  # there is no such module yet

    def Remove(self, _: Any) -> None:  # noqa: N802 - Excel's name
        raise AssertionError("nothing is there to be removed")

    def Import(self, path: str) -> None:  # noqa: N802 - Excel's name
        self.text = Path(path).read_text(encoding="utf-8")


class CellRange:
    """An Excel range as COM hands it over."""

    def __init__(self, rows: Sequence[Sequence[Any]]) -> None:
        values = tuple(map(tuple, rows))
        self.Value = values if len(values) * len(values[0]) > 1 else values[0][0]
        self._oleobj_ = self
        self.iid = RANGE_INTERFACE
        self.Row = self.Column = 1
        self.Rows, self.Columns = types.SimpleNamespace(Count=len(values)), types.SimpleNamespace(Count=len(values[0]))
        self.Count = len(values) * len(values[0])
        application = types.SimpleNamespace(Hwnd=1)
        book = types.SimpleNamespace(Application=application, Name="kpis.xlsm")
        self.Worksheet = types.SimpleNamespace(Parent=book, Name="Sheet1", Application=application)

    def GetTypeInfo(self) -> "CellRange":  # noqa: N802
        return self

    def GetTypeAttr(self) -> "CellRange":  # noqa: N802
        return self

    def GetAddress(self) -> str:  # noqa: N802
        return "$A$1"


class Excel:
    """Calls worksheet functions as a cell does."""

    def __init__(self, module: str) -> None:
        self.parts = install()
        self.module = module
        self.workbook = MacroWorkbook()
        self._server = self.parts.com_server.XLPython()
        self._cell = CellRange([[None]])

    def import_functions(self) -> None:
        self.parts.udfs.import_udfs(self.module, self.workbook)

    def call(self, function: str, *arguments: Any) -> Any:
        return self.call_in(self.module, function, *arguments)

    def call_in(self, module: str, function: str, *arguments: Any) -> Any:
        return self._server.CallUDF(module, function, arguments, None, self._cell)

    def declared(self, function: str) -> Any:
        return vars(sys.modules[self.module])[function].__xlfunc__


def argument(value: Any) -> Any:
    """Read an argument of a call as JSON gives it."""
    if isinstance(value, dict):
        if "range" in value:
            return CellRange([[argument(one) for one in row] for row in value["range"]])
        if "time" in value:
            return ComTime.fromisoformat(value["time"]).replace(tzinfo=UTC)
        return LEFT_OUT if "left_out" in value else ERRORS[value["error"]]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def main() -> None:
    asked = json.load(sys.stdin)
    excel = Excel(asked["module"])
    sys.stdout, real = sys.stderr, sys.stdout  # xlwings prints what it imported
    excel.import_functions()
    if asked.get("book"):
        from tests.live.calling import OpenBook  # noqa: PLC0415

        book = OpenBook(Path(asked["book"]))
        excel.parts.xw.Book.caller = classmethod(lambda _: book)
    results = [excel.call(one[0], *map(argument, one[1:])) for one in asked["calls"]]
    names = list(excel.workbook.told)
    answer = {
        "text": excel.workbook.text,
        "told": excel.workbook.told,
        "declared": {name: excel.declared(name) for name in names},
        "results": results,
    }
    json.dump(answer, real, default=str)


if __name__ == "__main__":
    main()
