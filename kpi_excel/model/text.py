"""Text lengths, counted as people see them; no data frame library counts so."""

from collections.abc import Sequence

import regex

_GRAPHEME = regex.compile(r"\X")


def count_characters(texts: Sequence[object]) -> list[float | None]:
    """Count each text's user-perceived characters, outer white space left out; None where there is no text.

    Example:
        >>> count_characters(["سلام", "👍🏽", "  hi ", None])
        [4.0, 1.0, 2.0, None]
    """
    return [float(len(_GRAPHEME.findall(t.strip()))) if isinstance(t, str) and t.strip() else None for t in texts]


def count_words(texts: Sequence[object]) -> list[float | None]:
    """Count each text's words, split at white space; None where there is no text.

    Example:
        >>> count_words(["Well  done", " ", None])
        [2.0, None, None]
    """
    return [float(len(t.split())) if isinstance(t, str) and t.strip() else None for t in texts]
