"""Declaring: what Excel is told of a worksheet function, through decorators of xlwings that work on Windows alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from inspect import Parameter, Signature
from typing import Any

import xlwings as xw

from kpi_excel.live.arguments import used
from kpi_excel.live.wrappers import MAX_HELP
from kpi_excel.model.declaration import Argument, Declaration

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


def for_cells(declaration: Declaration, *sentences: str) -> Declaration:
    """Declare a function for cells: names that VBA takes, help that Excel shows, and every argument may be left out.

    Args:
        declaration: the function.
        sentences: what the function wizard says of it, as far as there is room.
    """
    arguments = tuple(
        Argument(vba_name(argument.name, declaration.name), fitting(argument.said), optional=True)
        for argument in declaration.arguments
    )
    return replace(declaration, arguments=arguments, help=fitting(sentences), category=f"KPI: {declaration.category}")


def worksheet_function(declaration: Declaration, compute: Callable[..., Any], module: str) -> Callable[..., Any]:
    """Make a worksheet function.

    Args:
        declaration: what `for_cells` gave.
        compute: takes the arguments by position: each the rows of a range, or None if it is left out.
        module: where it will be found.

    Returns:
        A function without type hints, which xlwings would take for converters.
    """
    name, arguments = declaration.name, declaration.arguments

    def function(*cells):  # type: ignore[no-untyped-def]
        return compute(*used(cells), *[None] * (len(arguments) - len(cells)))

    function.__name__ = function.__qualname__ = name
    function.__module__ = module
    function.__doc__ = declaration.help
    function.__signature__ = Signature(  # type: ignore[attr-defined]  # xlwings reads it
        [Parameter(one.name, Parameter.POSITIONAL_OR_KEYWORD, default=None) for one in arguments]
    )
    declared: Callable[..., Any] = function
    for argument in arguments:
        declared = xw.arg(argument.name, doc=argument.help, **_CELLS)(declared)
    made: Callable[..., Any] = xw.func(category=declaration.category, volatile=declaration.volatile)(declared)
    return made
