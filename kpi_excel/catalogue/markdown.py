"""Markdown: plain text that stays plain, and tables."""

import re
from collections.abc import Iterable, Sequence

_MARKS = re.compile(r"([\\`*_<>\[\]|])")


def escaped(text: str) -> str:
    r"""Write a text so that Markdown takes none of it for a mark.

    Example:
        >>> print(escaped("a_b | c"))
        a\_b \| c
    """
    return _MARKS.sub(r"\\\1", text)


def code(names: Iterable[str]) -> str:
    """Write names as code, separated by commas.

    Example:
        >>> code(["kpi_trend", "period"])
        '`kpi_trend`, `period`'
    """
    return ", ".join(f"`{name}`" for name in names)


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table of cells that are Markdown already; no final line break.

    Example:
        >>> print(table(["a", "b"], [["1", ""]]))
        | a | b |
        |---|---|
        | 1 |  |
    """
    lines = [f"| {' | '.join(row)} |" for row in (headers, *rows)]
    return "\n".join([lines[0], "|---" * len(headers) + "|", *lines[1:]])
