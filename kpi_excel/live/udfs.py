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

from kpi_excel.live import kpi_functions, lookups

globals().update({**kpi_functions.kpi_functions(__name__), **lookups.functions(__name__)})
