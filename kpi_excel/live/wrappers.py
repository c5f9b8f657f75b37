"""Wrappers: the VBA functions that hand a cell's call to Python, written from the functions' own declarations.

xlwings writes such wrappers too, but only inside Excel and only with access to the VBA project. These stand in the
file, and carry the functions' descriptions. In two lines they differ from xlwings':

- A call without arguments has no precedents, so Excel would calculate it once and never again. Such a call, and no
  other, makes its cell volatile. A call of ranges is calculated when they change, and stays cheap.
- Where Python does not answer, the cell says first what to do, and then what went wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kpi_excel import __version__
from kpi_excel.model.declaration import Declaration
from kpi_excel.workbook.shipped import macro_folder

UDF_MODULE = "kpi_excel.live.udfs"
BUTTONS: Mapping[str, str] = {"RefreshDashboard": "refresh", "CheckWorkbook": "check"}
"""Function of `live.entry` by the macro that runs it."""

MAX_HELP = 255  # characters; longer help makes Excel refuse all of it
MAX_STATUS = 255  # characters of Excel's status bar
UNANSWERED = "Python did not answer: kpi-excel doctor finds out why. "
_PART = 20  # functions described by one procedure: VBA limits how long a procedure is


def wrapper_module(functions: Iterable[Declaration]) -> str:
    """Write the module of wrappers, under the name that xlwings' own import would replace.

    Args:
        functions: declared for cells.
    """
    return _write("xlwings_udfs", functions=list(functions), module=UDF_MODULE, unanswered=UNANSWERED)


def button_module(functions: Iterable[Declaration], xlwings_version: str) -> str:
    """Write the module of the buttons' macros, with the help texts that Excel is told on opening."""
    described = list(functions)
    parts = [described[start : start + _PART] for start in range(0, len(described), _PART)]
    numbers = ", ".join(map(str, version_numbers(xlwings_version)))
    return _write(
        "KpiExcel",
        buttons=BUTTONS,
        parts=parts,
        version=__version__,
        xlwings_version=xlwings_version,
        numbers=numbers,
    )


def version_numbers(version: str) -> tuple[int, ...]:
    """Give the numbers of a version, which a macro's command can hold: a text would need quotes.

    Example:
        >>> version_numbers("0.37.8")
        (0, 37, 8)
    """
    return tuple(map(int, re.findall(r"\d+", version)))


def _write(name: str, **values: object) -> str:
    text = _environment().get_template(f"{name}.bas.j2").render(values)
    return "\r\n".join(text.splitlines()) + "\r\n"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(macro_folder()),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # VBA, not HTML
    )
    environment.filters["quoted"] = quoted
    return environment


def quoted(text: str) -> str:
    r"""Write a text as it stands between quotes in VBA: one line, no longer than Excel takes, in VBA's own letters.

    Example:
        >>> quoted('Takes "views"\n or – if unknown – reach.')
        'Takes ""views"" or - if unknown - reach.'
    """
    line = " ".join(text.translate(_PLAIN).split())
    if len(line) > MAX_HELP:
        line = line[: MAX_HELP - 3].rsplit(" ", 1)[0] + "..."
    return line.encode("ascii", "replace").decode().replace('"', '""')


_PLAIN = str.maketrans(
    {"–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "×": "x", "÷": "/", "−": "-", "…": "..."}
)
