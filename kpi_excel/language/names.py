"""Names as they stand within a sentence: of KPIs, platforms, and whatever people typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kpi_excel.language import cldr
from kpi_excel.language.texts import Texts


def label(kpi: str, words: Texts, own: str = "") -> str:
    """Name a KPI within a sentence.

    Args:
        kpi: its name; empty gives an empty label.
        words: the language.
        own: the label of a custom KPI.

    Example:
        >>> from kpi_excel.language.texts import texts
        >>> [label(name, texts("en")) for name in ("click_through_rate", "net_promoter_score")]
        ['click-through rate (CTR)', 'Net Promoter Score (NPS)']
    """
    special = words.section("words", "labels").get(kpi)
    if special:
        return str(special)
    shown = own or words.label(kpi)
    return embedded(lowered(shown, words), words) if own else lowered(shown, words)


def lowered(text: str, words: Texts) -> str:
    """Write a label in lower case for the middle of a sentence; acronyms and names keep their capitals.

    Example:
        >>> from kpi_excel.language.texts import texts
        >>> [lowered(text, texts("en")) for text in ("Link clicks", "CPM on weekends", "E-mail clicks", "Net Score")]
        ['link clicks', 'CPM on weekends', 'E-mail clicks', 'Net Score']
    """
    acronym = text[1:2].isupper() or text[1:2] in "-/"
    name = any(word[:1].isupper() for word in text.split()[1:])
    return text if words.right_to_left or acronym or name else text[:1].lower() + text[1:]


def listed(names: Sequence[str], words: Texts) -> str:
    """Write names as a list in a sentence.

    Example:
        >>> from kpi_excel.language.texts import texts
        >>> listed(["X", "TikTok", "YouTube"], texts("id"))
        'X, TikTok, dan YouTube'
    """
    return cldr.listed(words.locale, list(names))


def joined(names: Iterable[str], words: Texts) -> str:
    """Write names one after the other, as in a cell or behind a colon.

    Example:
        >>> from kpi_excel.language.texts import texts
        >>> joined(["X", "TikTok", "YouTube"], texts("id"))
        'X, TikTok, YouTube'
    """
    return cldr.comma(words.locale).join(names)


def platform(name: str, words: Texts) -> str:
    """Name a platform within a sentence.

    Example:
        >>> from kpi_excel.language.texts import texts
        >>> platform("TikTok", texts("en")), platform("TikTok", texts("fa"))
        ('TikTok', 'تیک‌تاک')
    """
    own: Mapping[str, str] = words.section("words", "platforms")
    return own.get(name) or embedded(words.platform(name), words)


def embedded(name: str, words: Texts) -> str:
    """Set a name into running text so that Latin letters in Persian keep their place and order.

    Right-to-left marks keep it apart from numbers beside it, left-to-right marks hold its own signs together.

    Example:
        >>> from kpi_excel.language.texts import texts
        >>> embedded("USD", texts("fa")) == "\u200f\u200eUSD\u200e\u200f", embedded("USD", texts("en"))
        (True, 'USD')
    """
    latin = any(one.isascii() and one.isalpha() for one in name)
    if not words.right_to_left or not latin or any("\u0600" <= one <= "\u06ff" for one in name):
        return name
    return f"\u200f\u200e{name}\u200e\u200f"
