"""Cells as XML: the bytes of one ``c`` element written, read and changed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date, datetime

from kpi_excel.workbook.cells import column_letters
from kpi_excel.workbook.xml import as_xstring, escape, unescape

Value = float | int | str | bool | date | datetime | None
"""What a cell can hold. None is an empty cell, NaN is #N/A."""

_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*"([^"]*)"')
_STYLE = re.compile(rb'\ss\s*=\s*"([^"]*)"')
_TYPE = re.compile(rb'\st\s*=\s*"[^"]*"')
ERRORS = ("#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
_EPOCH = datetime(1899, 12, 30)
_DAYS_1904 = 1_462  # by which dates count less in a workbook that counts from 1904
MAX_TEXT = 32_767


def without_attributes(data: bytes, *names: bytes) -> bytes:
    """Give an element's attributes without some of them."""
    kept = [(key, value) for key, value in _ATTRIBUTE.findall(data) if key not in names]
    return b"".join(b' %b="%b"' % pair for pair in kept)


def style_of(data: bytes) -> str:
    """Give the style number of a cell's bytes; empty for the default."""
    match = _STYLE.search(data, 0, data.find(b">") + 1)
    return match[1].decode() if match else ""


def text_inside(data: bytes, element: str) -> str | None:
    """Give the text of a cell's ``f`` or ``v`` element; None if it has none."""
    match = re.search(rb"<(?:\w+:)?%b(?:\s[^>]*)?>([^<]*)</" % element.encode(), data)
    return unescape(match[1].decode()) if match else None


def write_cell(
    row: int,
    column: int,
    value: Value,
    style: str = "",
    formula: str = "",
    prefix: bytes = b"",
    is_array: bool = False,
) -> bytes:
    """Write a cell.

    Args:
        row: row number.
        column: column number.
        value: what it holds, or for a formula its cached value; text is always text, never a formula.
        style: style number; empty for the default.
        formula: without ``=``; empty for a constant.
        prefix: namespace prefix with its colon, for parts that use one.
        is_array: whether the formula is an array formula of this one cell.
    """
    p = prefix.decode()
    address = f"{column_letters(column)}{row}"
    start = f'<{p}c r="{address}"{style_attribute(style)}'
    end = formula_end(value, formula, p, address if is_array else "") if formula else constant_end(value, p)
    return (start + end).encode()


def write_value(row: int, column: int, value: Value, style: str = "", prefix: bytes = b"") -> bytes:
    """Write a cell that carries what a formula elsewhere gives it, as Excel stores what an array spills."""
    p = prefix.decode()
    kind, content = ("e", value) if value in ERRORS else cached(value)
    start = f'<{p}c r="{column_letters(column)}{row}"{style_attribute(style)}'
    if content is None:
        return f"{start}/>".encode()
    kind = f' t="{kind}"' if kind else ""
    return f"{start}{kind}><{p}v>{escape(str(content))}</{p}v></{p}c>".encode()


def style_attribute(style: str) -> str:
    """Write a cell's style; nothing for the default."""
    return f' s="{style}"' if style else ""


def constant_end(value: Value, p: str = "") -> str:
    """Write a constant cell from behind its style to its end.

    Args:
        value: what it holds.
        p: namespace prefix with its colon.
    """
    kind, content = cached(value)
    if content is None:
        return "/>"
    if not kind:
        return f"><{p}v>{content}</{p}v></{p}c>"
    content = escape(content)
    if kind == "str":
        space = ' xml:space="preserve"' if content != content.strip() or "\n" in content else ""
        return f' t="inlineStr"><{p}is><{p}t{space}>{content}</{p}t></{p}is></{p}c>'
    return f' t="{kind}"><{p}v>{content}</{p}v></{p}c>'


def constant_ends(values: Iterable[Value], p: str = "") -> list[str]:
    """Write many constant cells from behind their styles to their ends; each value once, because values repeat."""
    start, end, nothing = f"><{p}v>", f"</{p}v></{p}c>", constant_end(math.nan, p)
    others: dict[tuple[type, Value], str] = {}
    numbers: dict[float, str] = {}  # most cells by far
    ends = []
    for value in values:
        if type(value) is not float:
            key = (type(value), value)  # 1 is True
            if key not in others:
                others[key] = constant_end(value, p)
            ends.append(others[key])
        elif value - value != 0:  # neither NaN nor infinite numbers have a difference of 0
            ends.append(nothing)
        else:
            if value not in numbers:
                number = int(value) if -1e15 < value < 1e15 and value.is_integer() else value
                numbers[value] = f"{start}{number!r}{end}"
            ends.append(numbers[value])
    return ends


def formula_end(value: Value, formula: str, p: str = "", array: str = "") -> str:
    """Write a formula cell from behind its style to its end.

    Args:
        value: the cached value.
        formula: without ``=``.
        p: namespace prefix with its colon.
        array: the cell's address if the formula is an array formula of this one cell.
    """
    inside = f'<{p}f t="array" ref="{array}">' if array else f"<{p}f>"
    inside = f"{inside}{escape(formula)}</{p}f>"
    kind, content = cached(value)
    if content is None:
        return f">{inside}</{p}c>"
    kind = f' t="{kind}"' if kind else ""
    return f"{kind}>{inside}<{p}v>{escape(content)}</{p}v></{p}c>"


def cached(value: Value) -> tuple[str, str | None]:
    """Give the type attribute and the text of a value; no text for an empty cell."""
    if value is None:
        return "", None
    if isinstance(value, str):
        return "str", clean_text(value)
    if isinstance(value, bool):
        return "b", "1" if value else "0"
    if isinstance(value, (int, float)):
        if value != value or value in (math.inf, -math.inf):  # noqa: PLR0124 - NaN
            return "e", "#N/A"
        return "", repr(int(value)) if value == int(value) and -1e15 < value < 1e15 else repr(float(value))
    return "", repr(excel_date(value))


def excel_date(value: date | datetime, date_1904: bool = False) -> float | int:
    """Count a date's days as Excel does, with the time as fraction.

    Args:
        value: the date.
        date_1904: whether the workbook counts from 1904.

    Example:
        >>> excel_date(date(2026, 9, 30)), excel_date(datetime(2026, 9, 30, 12)), excel_date(date(2026, 9, 30), True)
        (46295, 46295.5, 44833)
    """
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    days = (value.replace(tzinfo=None) - _EPOCH).total_seconds() / 86_400 - (_DAYS_1904 if date_1904 else 0)
    return int(days) if days.is_integer() else days


def clean_text(text: str) -> str:
    """Make a text fit into a cell: at most 32,767 UTF-16 units, as Excel counts; what XML cannot hold is escaped."""
    if len(text) > MAX_TEXT // 2:
        text = text.encode("utf-16-le", "surrogatepass")[: 2 * MAX_TEXT].decode("utf-16-le", "ignore")
    return as_xstring(text)


def with_cached_value(data: bytes, value: Value, prefix: bytes = b"") -> bytes:
    """Give a formula cell with another cached value; its formula, style and other attributes stay.

    Args:
        data: the cell's bytes.
        value: the value; an error text such as ``#DIV/0!`` becomes an error; None removes the cached value.
        prefix: namespace prefix with its colon.
    """
    start, formula_end = data.index(b">"), _after_formula(data, prefix)
    kind, content = ("e", value) if isinstance(value, str) and value in ERRORS else cached(value)
    tag, formula = _TYPE.sub(b"", data[:start]), data[start + 1 : formula_end].strip()
    if content is None:
        return b"%b>%b</%bc>" % (tag, formula, prefix)
    kind_text = f' t="{kind}"'.encode() if kind else b""
    return b"%b%b>%b<%bv>%b</%bv></%bc>" % (tag, kind_text, formula, prefix, escape(content).encode(), prefix, prefix)


def _after_formula(data: bytes, prefix: bytes) -> int:
    """Give the place behind a cell's formula, which is the first element inside it."""
    end_tag = b"</%bf>" % prefix
    end = data.find(end_tag)
    if end >= 0:
        return end + len(end_tag)
    return data.index(b"/>", data.index(b"<%bf" % prefix)) + 2  # a shared formula that is written in another cell


def moved(data: bytes, row: int, column: int) -> bytes:
    """Give a cell's bytes at another address; the range of an array formula, which is its own cell, moves along."""
    address = b"%b%d" % (column_letters(column).encode(), row)
    data = re.sub(rb'(\sr=")[A-Z]+[0-9]+"', rb'\g<1>%b"' % address, data, count=1)
    return re.sub(
        rb'(<(?:\w+:)?f\s[^>]*?\bref=")[A-Z]+[0-9]+(?::[A-Z]+[0-9]+)?"', rb'\g<1>%b"' % address, data, count=1
    )
