"""Keys: which old row of a table each new row continues, so that what its owner typed stays beside its own row."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Sequence
from datetime import date, datetime

from kpi_excel.workbook.sheet.cell_xml import Value, excel_date

Key = tuple[Hashable, ...]


def key_part(value: Value, date_1904: bool = False) -> Hashable:
    """Bring a value to the form in which keys are compared; texts compare without case and outer spaces.

    Example:
        >>> key_part(" Reach") == key_part("reach"), key_part(3) == key_part(3.0), key_part("") is None
        (True, True, True)
    """
    if isinstance(value, (date, datetime)):
        value = excel_date(value, date_1904)
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value).strip().casefold() or None
    return round(float(value), 9)


def match_rows(old: Sequence[Key], new: Sequence[Key]) -> list[int | None]:
    """Give for each new row the old row it continues; None for a row that was not there.

    Rows that share a key are matched in their order. An old row without a key, such as a template's empty one, is
    continued by whichever row comes to stand in its place.

    Example:
        >>> match_rows([("reach",), ("likes",), (None,)], [("likes",), ("x",), ("y",)])
        [1, None, 2]
    """
    places: dict[tuple[Key, int], int] = {}
    counts: Counter[Key] = Counter()
    for index, key in enumerate(old):
        if not _is_empty(key):
            places[key, counts[key]] = index
            counts[key] += 1
    seen: Counter[Key] = Counter()
    matched: list[int | None] = []
    for index, key in enumerate(new):
        place = places.get((key, seen[key]))
        seen[key] += 1
        if place is None and index < len(old) and _is_empty(old[index]):
            place = index
        matched.append(place)
    return matched


def _is_empty(key: Key) -> bool:
    return all(part is None for part in key)
