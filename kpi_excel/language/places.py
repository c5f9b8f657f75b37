"""Places in words: the file, sheet and cell where something stands."""

from __future__ import annotations

from kpi_excel.errors import Place
from kpi_excel.errors.place import rows_in
from kpi_excel.language.names import joined
from kpi_excel.language.texts import Texts, texts

_ENGLISH = texts("en")


def place(where: Place, words: Texts = _ENGLISH) -> str:
    """Say where something stands; nothing if it has no place.

    Example:
        >>> place(Place("July.xlsx", "Posts", "F17")), place(Place(sheet="Posts", cell="A1:A9"), texts("id"))
        ("July.xlsx, sheet 'Posts', cell F17", "lembar 'Posts', sel A1:A9")
    """
    parts = [where.file] if where.file else []
    if where.sheet:
        parts.append(words.text("commands", "place", "sheet").format(sheet=where.sheet))
    if where.cell:
        parts.append(address(where.cell, words))
    return joined(parts, words)


def address(reference: str, words: Texts = _ENGLISH) -> str:
    """Name cells, or rows of what has none.

    Example:
        >>> address("F17"), address("5:7")
        ('cell F17', 'rows 5-7')
    """
    rows = rows_in(reference)
    if rows:
        return str(words.text("commands", "place", "rows" if "-" in rows else "row").format(rows=rows))
    return str(words.text("commands", "place", "cells" if ":" in reference else "cell").format(cell=reference))
