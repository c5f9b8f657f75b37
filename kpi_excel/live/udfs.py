"""Worksheet functions: one per KPI, generated from the catalogue, and some that look up a workbook's figures.

This is the module that xlwings imports into a macro workbook. It holds each function once, under the name that it has
in cells, and no other function. Ranges go in, arrays come out; without arguments a KPI's function gives the value for
the calling workbook's selection.

Example:
    >>> CTR([[120.0], [None]], [[2000.0]])
    [[0.06], [nan]]
    >>> CTR([["many"]], [[2000.0]])
    [['clicks: “many” is not a number.']]
    >>> CTR([[120.0]])
    'impressions is missing: =CTR(clicks, impressions)'
"""

from kpi_excel.live.declare import worksheet_function
from kpi_excel.live.kpi_functions import kpi_functions
from kpi_excel.live.lookups import lookups

_COMPUTED = {**kpi_functions(), **lookups()}
DECLARATIONS = tuple(sorted(_COMPUTED, key=lambda one: one.name))
"""What the functions are called and take, in the order in which xlwings finds them."""

globals().update({one.name: worksheet_function(one, compute, __name__) for one, compute in _COMPUTED.items()})
