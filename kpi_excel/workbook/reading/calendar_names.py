"""Calendar names: which month or weekday a written word is, in any language.

Exports are written in the language of whoever downloaded them, whatever the workbook's. The languages of the platforms'
exports that people send are looked at first; only for a word of none of them are all others of CLDR.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from kpi_excel.language import cldr
from kpi_excel.language.texts import texts
from kpi_excel.model.calendar import JALALI
from kpi_excel.model.settings import LANGUAGES

_EXPORTS = (
    "es",
    "el",
    "de",
    "fr",
    "pt",
    "it",
    "nl",
    "tr",
    "ar",
    "pl",
    "sv",
    "vi",
    "ms",
    "fa_AF",
    "de_AT",
    "fr_CA",
    "pt_PT",
    "es_MX",
)
_SHORTEST = 3  # letters of a month's name that may stand for it
_LETTERS = str.maketrans("يك", "یک")
_BESIDE_JALALI = ("ماه", "سال", "هجری", "شمسی", "خورشیدی")
_BETWEEN = ("at", "um", "uhr", "à", "às", "a", "las", "del", "di", "pukul", "στις", "ساعت", "the", "of", "kl", "om")


@dataclass(frozen=True)
class CalendarNames:
    """What words mean in some languages; words that mean two months are left out.

    Args:
        months: the months' numbers by their names and by what names begin with.
        weekdays: names of weekdays, and what they begin with.
        between: words that mean nothing beside a day.
    """

    months: Mapping[str, int]
    weekdays: frozenset[str]
    between: frozenset[str]


def key(word: str) -> str:
    """Bring a word to the form in which names are compared: without case, accents, dots and invisible characters.

    Example:
        >>> key("Févr."), key("ΜΑΡΤΊΟΥ") == key("Μαρτίου")
        ('fevr', True)
    """
    plain = unicodedata.normalize("NFKD", word.translate(_LETTERS).casefold())
    return "".join(one for one in plain if one.isalpha() and unicodedata.category(one) not in ("Mn", "Cf"))


@cache
def usual_names() -> CalendarNames:
    """Give the words of the shipped languages and of those in which people send exports."""
    return _names(dict.fromkeys((*LANGUAGES, *_EXPORTS)))


@cache
def jalali_names() -> CalendarNames:
    """Give the months of the Jalali calendar in the shipped languages, among the usual other words."""
    usual = usual_names()
    every = [texts(language).months(calendar=JALALI) for language in LANGUAGES]
    months = _unambiguous((key(text), number) for names in every for number, text in enumerate(names, 1))
    begun = _unambiguous((start, number) for name, number in months.items() for start in _starts(name))
    return CalendarNames(begun | months, usual.weekdays, usual.between | frozenset(map(key, _BESIDE_JALALI)))


@cache
def all_names() -> CalendarNames:
    """Give the words of every language that is known."""
    return _names(cldr.languages())


@cache
def halves() -> Mapping[str, int]:
    """Give the hours to add by the marks of the halves of a day, such as ``pm`` and ``μ.μ.``."""
    found: dict[str, int] = {}
    for name in dict.fromkeys((*LANGUAGES, *_EXPORTS)):
        words = cldr.calendar_words(name)
        found |= {key(mark): 0 for mark in words.before_noon} | {key(mark): 12 for mark in words.after_noon}
    return found


def _names(languages: Iterable[str]) -> CalendarNames:
    words = [cldr.calendar_words(name) for name in languages]
    every = [(key(text), number) for one in words for text, number in one.months]
    months, known = _unambiguous(every), {name for name, _ in every}
    begun = _unambiguous((start, number) for name, number in every for start in _starts(name) if start not in known)
    days = {key(text) for one in words for text in one.weekdays}
    starts = {start for name in days for start in _starts(name)}
    return CalendarNames(
        begun | months,
        frozenset(days | starts),
        frozenset(map(key, _BETWEEN)) | {key(text) for one in words for text in one.between},
    )


def _starts(name: str) -> Iterator[str]:
    return (name[:end] for end in range(_SHORTEST, len(name)))


def _unambiguous(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, set[int]] = {}
    for name, number in pairs:
        found.setdefault(name, set()).add(number)
    return {name: next(iter(numbers)) for name, numbers in found.items() if len(numbers) == 1 and name}
