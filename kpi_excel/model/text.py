"""Texts as people see them: their lengths, which no data frame library counts so, and without what nobody sees."""

from collections.abc import Sequence

import regex

_GRAPHEME = regex.compile(r"\X")
_HALF_SPACE = "\u200c"
_INVISIBLE = regex.compile(rf"[\p{{Cf}}--{_HALF_SPACE}]", regex.V1)
_ODD = regex.compile(rf"[[\p{{Cf}}\p{{Zs}}]--[{_HALF_SPACE} ]]", regex.V1)
_EMPTY = regex.compile(r"[\p{Cf}\s]*")


def is_empty(text: str) -> bool:
    r"""Tell whether there is nothing to see in a text.

    Example:
        >>> is_empty(" \u200b"), is_empty("0")
        (True, False)
    """
    return _EMPTY.fullmatch(text) is not None


def is_odd(text: str) -> bool:
    r"""Tell whether a text has characters that nobody sees, or spaces that are no plain ones.

    Example:
        >>> is_odd("Reach\u200b"), is_odd("Coffee\u00a0House"), is_odd("Coffee House")
        (True, True, False)
    """
    return not text.isascii() and _ODD.search(text) is not None


def visible(text: str) -> str:
    """Give a text without invisible characters, with plain spaces; the half-space, which separates, stays.

    Example:
        >>> visible("Re\u200bach\ufeff"), visible("Coffee\u00a0 House")
        ('Reach', 'Coffee House')
    """
    return " ".join((text if text.isascii() else _INVISIBLE.sub("", text)).split())


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
