"""Stored values: what a formula cell carries in the file."""

import math
import re

from kpi_excel.workbook.sheet.sheet_data import Value, text_inside

_TYPE = re.compile(rb'^<(?:\w+:)?c\b[^>]*?\st="(\w+)"')


def stored_value(content: bytes) -> Value:
    """Read a formula cell's cached value.

    Args:
        content: the bytes of its ``c`` element.

    Returns:
        A float, text or truth value; NaN for #N/A, another error as its text; None if the cell carries no value.

    Example:
        >>> stored_value(b'<c r="A1"><f>1+1</f><v>2</v></c>'), stored_value(b'<c r="A1"><f>1+1</f></c>')
        (2.0, None)
    """
    match = _TYPE.match(content)
    kind = match[1].decode() if match else "n"
    text = text_inside(content, "v")
    if kind == "str":
        return text or ""
    if not text:
        return None
    if kind == "b":
        return text == "1"
    if kind == "e":
        return math.nan if text == "#N/A" else text
    return float(text)
