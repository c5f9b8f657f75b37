"""Declaring: what Excel is told of a worksheet function, through xlwings' decorators.

On Windows xlwings keeps what its decorators say; elsewhere they do nothing, so the same is written down here: a macro
workbook can be made on any machine. Tests compare the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from inspect import Parameter, Signature
from typing import Any

import xlwings as xw

from kpi_excel.live.arguments import used

MAX_HELP = 255  # characters that Excel shows
MAX_CATEGORY = 255
_CELLS = {"ndim": 2}  # a range keeps its shape, and a single value comes as one too

VBA_WORDS = frozenset(
    """
    abs addressof and any array as attribute boolean byref byte byval call case cbool cbyte ccur cdate cdbl cdec cdecl
    cint circle clng clnglng clngptr close const csng cstr currency cvar cverr date debug decimal declare defbool
    defbyte defcur defdate defdbl defdec defint deflng deflnglng deflngptr defobj defsng defstr defvar dim do doevents
    double each else elseif empty end endif enum eqv erase event exit false fix for friend function get global gosub
    goto if imp implements in input inputb int integer is lbound len lenb let like lineinput lock long longlong longptr
    loop lset me mod new next not nothing null on open option optional or paramarray preserve print private pset public
    put raiseevent redim rem resume return rset scale seek select set sgn shared single spc static stop string sub tab
    then to true type typeof ubound unlock until variant wend while with withevents write xor
    """.split()  # noqa: SIM905 - as a list it would be a hundred lines
)
"""What VBA does not take as a name: its reserved identifiers, from the language's specification [MS-VBAL], 3.3.5.2."""


@dataclass(frozen=True)
class Argument:
    """An argument of a worksheet function; every one may be left out, and is then None.

    Args:
        name: as the catalogue calls it.
        help: what the function wizard says of it.
    """

    name: str
    help: str


def vba_name(argument: str, function: str) -> str:
    """Give the name that VBA takes for an argument: neither a reserved word nor the function's own name.

    Example:
        >>> vba_name("scale", "CSAT"), vba_name("reach", "REACH"), vba_name("reach", "CPM")
        ('scale_', 'reach_', 'reach')
    """
    return f"{argument}_" if argument in VBA_WORDS or argument == function.lower() else argument


def fitting(parts: Iterable[str], length: int = MAX_HELP) -> str:
    """Join as many sentences as Excel shows; the first is cut at a word if it is too long alone.

    Example:
        >>> fitting(["Clicks divided by views.", "Very long.", "Short."], 32)
        'Clicks divided by views. Short.'
    """
    text = ""
    for part in parts:
        longer = f"{text} {part}".strip()
        if len(longer) <= length:
            text = longer
        elif not text:
            text = part[: length - 1].rsplit(" ", 1)[0] + "…"
    return text


def worksheet_function(
    name: str,
    compute: Callable[..., Any],
    arguments: Iterable[Argument],
    description: str,
    category: str,
    module: str,
    *,
    volatile: bool = False,
) -> Callable[..., Any]:
    """Make a worksheet function.

    Args:
        name: as it is typed in a cell.
        compute: takes the arguments by position: each the rows of a range, or None if it is left out.
        arguments: in order.
        description: what the function wizard says of the function.
        category: under which it is listed.
        module: where it will be found.
        volatile: whether Excel calculates it again after every change: for what depends on more than its arguments.

    Returns:
        A function without type hints, which xlwings would take for converters.
    """
    given = list(arguments)
    names = [vba_name(one.name, name) for one in given]

    def function(*cells):  # type: ignore[no-untyped-def]
        return compute(*used(cells), *[None] * (len(given) - len(cells)))

    function.__name__ = function.__qualname__ = name
    function.__module__ = module
    function.__doc__ = description
    function.__signature__ = Signature(  # type: ignore[attr-defined]  # xlwings reads it
        [Parameter(one, Parameter.POSITIONAL_OR_KEYWORD, default=None) for one in names]
    )
    declared: Callable[..., Any] = function
    for one, argument in zip(names, given, strict=True):
        declared = xw.arg(one, doc=argument.help, **_CELLS)(declared)
    declared = xw.func(category=category, volatile=volatile)(declared)
    if not hasattr(declared, "__xlfunc__"):
        declared.__xlfunc__ = _declaration(name, names, given, description, category, volatile)  # type: ignore[attr-defined]
    return declared


def _declaration(
    name: str, names: list[str], arguments: list[Argument], description: str, category: str, volatile: bool
) -> Mapping[str, Any]:
    """Write down what xlwings' decorators do on Windows."""
    found = [
        {
            "name": one,
            "pos": position,
            "vba": None,
            "doc": argument.help,
            "vararg": False,
            "options": dict(_CELLS),
            "optional": None,
        }
        for position, (one, argument) in enumerate(zip(names, arguments, strict=True))
    ]
    return {
        "name": name,
        "sub": False,
        "args": found,
        "argmap": {one["name"]: one for one in found},
        "ret": {"doc": description, "options": {}},
        "category": category[:MAX_CATEGORY],
        "call_in_wizard": True,
        "volatile": volatile,
        "async_mode": None,
    }
