"""Reading cells: the values that the bytes of cells hold, shared strings included."""

from __future__ import annotations

import re
from datetime import datetime

from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.sheet.cell_xml import excel_date, text_inside
from kpi_excel.workbook.xml import Element, parse, xstring

_TYPE = re.compile(rb'\st="(\w+)"')
_TEXT = re.compile(rb"<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)</")
_PHONETIC = re.compile(rb"<((?:\w+:)?)rPh\b.*?</\1rPh>", re.DOTALL)


class CellReader:
    """Reads the values of cells from their bytes.

    Args:
        package: the workbook, whose shared strings are read when first needed.
    """

    def __init__(self, package: Package) -> None:
        self._package = package
        self._strings: list[str] | None = None

    def value(self, data: bytes) -> str | float | bool | None:
        """Read a cell's value; of a formula, the stored one. None if it holds nothing."""
        match = _TYPE.search(data, 0, data.find(b">"))
        kind = match[1] if match else b"n"
        if kind == b"inlineStr":
            texts = _TEXT.findall(_PHONETIC.sub(b"", data))
            return xstring("".join(text_inside(b"<t>" + text + b"</t>", "t") or "" for text in texts))
        text = text_inside(data, "v")
        if text is None:
            return None
        if kind == b"b":
            return text.strip() == "1"
        if kind == b"d":  # ISO dates, in workbooks saved as Strict Open XML
            return float(excel_date(datetime.fromisoformat(text.strip().removesuffix("Z"))))
        if kind in (b"str", b"e"):
            return xstring(text)
        try:
            number = float(text)
        except ValueError:
            return text
        return self._shared(int(number)) if kind == b"s" else number

    def _shared(self, index: int) -> str | None:
        if self._strings is None:
            part = next(
                (
                    link.target
                    for link in self._package.relationships(self._package.workbook_part)
                    if link.type == "sharedStrings" and link.target in self._package
                ),
                "",
            )
            self._strings = [_plain_text(node) for node in parse(self._package.read(part))] if part else []
        return self._strings[index] if 0 <= index < len(self._strings) else None


def _plain_text(item: Element) -> str:
    """Give the text of a shared string; what is there to pronounce it is no part of it."""
    texts = [node for node in item.iter("{*}t") if not node.getparent().tag.endswith("}rPh")]
    return xstring("".join(node.text or "" for node in texts))
