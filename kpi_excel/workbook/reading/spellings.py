"""Spellings: names that differ only in characters which nobody sees are one name, shown as it was met first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from kpi_excel.model.text import is_odd, visible


def one_spelling(texts: Iterable[str | None]) -> dict[str, str]:
    r"""Give the texts that another one stands for, each with that one.

    Example:
        >>> one_spelling(["Senja", "Senja\u200b", "Fajar"])
        {'Senja\u200b': 'Senja'}
    """
    different = dict.fromkeys(text for text in texts if text is not None)
    if not any(map(is_odd, different)):
        return {}
    first: dict[str, str] = {}
    found = {text: first.setdefault(visible(text), text) for text in different}
    return {text: name for text, name in found.items() if text != name}


def unify(tables: Mapping[str, pd.DataFrame], names: Sequence[str]) -> None:
    """Spell the names of some columns alike in all tables, since tables are joined by them."""
    for name in names:
        columns = [table for table in tables.values() if name in table]
        spelled = one_spelling(text for table in columns for text in table[name].dropna().unique())
        for table in columns if spelled else ():
            table[name] = table[name].replace(spelled)
