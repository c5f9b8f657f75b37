"""What Unicode's locale data (CLDR) know of a language: its marks, months, magnitudes, plurals, lists and currencies.

The one module that meets Babel. It is imported when something is said, so that help appears at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

_LATIN = "latn"
_LITERAL = re.compile(r"'([^']+)'|([^\x00-\x7f]{2,})")  # in a pattern: quoted, or in letters that are no fields


@cache
def locale(name: str) -> Locale:
    """Give a locale's data."""
    from babel import Locale  # noqa: PLC0415 - takes as long as all of ``--help``

    return Locale.parse(name)


def right_to_left(name: str) -> bool:
    """Tell whether a language is written from right to left."""
    return locale(name).text_direction == "rtl"


@cache
def mark(name: str, sign: str, own_digits: bool) -> str:
    """Give a sign of numbers: ``decimal``, ``group`` or ``percentSign``.

    Args:
        name: the locale.
        sign: which.
        own_digits: whether numbers are written in the language's own digits, which may bring their own signs.

    Example:
        >>> mark("id", "decimal", False), mark("fa", "percentSign", True)
        (',', '٪')
    """
    data = locale(name)
    system = data.default_numbering_system if own_digits else _LATIN
    return str(data.number_symbols[system][sign])


@cache
def windows_number(name: str) -> int:
    """Give the number by which Windows and number formats know a language, in its main country.

    Example:
        >>> f"{windows_number('id'):x}", f"{windows_number('fa'):x}"
        ('421', '429')
    """
    from locale import windows_locale  # noqa: PLC0415 - as above

    return min(number for number, country in windows_locale.items() if country.startswith(f"{name}_"))


@cache
def percent(name: str, own_digits: bool) -> str:
    """Give how a percentage is written, with ``{}`` for its number.

    Example:
        >>> percent("id", False), percent("fa", True)
        ('{}%', '{}٪')
    """
    pattern = str(locale(name).percent_formats[None].pattern)
    return pattern.replace("#,##0", "{}").replace("%", mark(name, "percentSign", own_digits))


@cache
def months(name: str, width: str) -> tuple[str, ...]:
    """Give the months from January on; the width is ``wide`` or ``abbreviated``."""
    found = locale(name).months["format"][width]
    return tuple(found[number] for number in range(1, 13))


@cache
def magnitude(name: str, power: int, width: str) -> str:
    """Give what stands after a number for a power of ten, with the space before it if the language writes one.

    Args:
        name: the locale.
        power: 3, 6, 9 or 12.
        width: ``long`` for sentences, ``short`` for cards and axes.

    Example:
        >>> magnitude("id", 9, "long"), magnitude("id", 9, "short"), magnitude("en", 6, "short")
        (' miliar', ' M', 'M')
    """
    pattern = locale(name).compact_decimal_formats[width]["other"][f"1{'0' * power}"].pattern
    return str(pattern).strip("0").replace("\N{NO-BREAK SPACE}", " ")


def plural(name: str, said: str) -> str:
    """Give the plural form that a number takes as it is said: ``one``, ``other`` or what else the language has.

    Example:
        >>> plural("en", "1"), plural("en", "1.0"), plural("id", "1")
        ('one', 'other', 'other')
    """
    from decimal import Decimal  # noqa: PLC0415 - as above

    return str(locale(name).plural_form(Decimal(said)))


def listed(name: str, items: list[str]) -> str:
    """Write a list as it stands in a sentence.

    Example:
        >>> listed("id", ["X", "TikTok", "YouTube"])
        'X, TikTok, dan YouTube'
    """
    from babel.lists import format_list  # noqa: PLC0415 - as above

    return str(format_list(items, locale=locale(name)))


@cache
def comma(name: str) -> str:
    """Give what stands between the names of a bare list.

    Example:
        >>> comma("en"), comma("fa").strip()
        (', ', '،')
    """
    middle = str(locale(name).list_patterns["standard"]["middle"])
    return middle.replace("{0}", "").replace("{1}", "").replace("\N{RIGHT-TO-LEFT MARK}", "")


def currency(name: str, code: str) -> str:
    """Give a currency's name in the language; its code if it has none.

    Example:
        >>> currency("fa", "CHF"), currency("fa", "XQX")
        ('فرانک سوئیس', 'XQX')
    """
    return str(locale(name).currencies.get(code, code)).replace("\N{ARABIC HAMZA ABOVE}", "")


@cache
def currencies() -> tuple[str, ...]:
    """List the codes of all currencies."""
    return tuple(sorted(locale("en").currencies))


@cache
def whole(code: str) -> bool:
    """Tell whether a currency has no smaller unit."""
    from babel.numbers import get_currency_precision  # noqa: PLC0415 - as above

    return bool(get_currency_precision(code) == 0)


@dataclass(frozen=True)
class CalendarWords:
    """The words with which a language writes days and times.

    Args:
        months: every way in which each month is named, with its number.
        weekdays: every way in which the weekdays are named.
        before_noon: how hours before noon are marked.
        after_noon: how hours after noon are marked.
        between: words that stand between the parts of a written day, such as the Spanish ``de``.
    """

    months: tuple[tuple[str, int], ...]
    weekdays: tuple[str, ...]
    before_noon: tuple[str, ...]
    after_noon: tuple[str, ...]
    between: tuple[str, ...]


@cache
def calendar_words(name: str) -> CalendarWords:
    """Give a locale's names of months and weekdays, in and out of sentences, long and short.

    Example:
        >>> words = calendar_words("es")
        >>> ("marzo", 3) in words.months, "mar" in words.weekdays, words.between
        (True, True, ('de',))
    """
    data = locale(name)
    each = [(use, width) for use in ("format", "stand-alone") for width in ("wide", "abbreviated")]
    months = [(str(text), number) for use, width in each for number, text in data.months[use][width].items()]
    days = [str(text) for use, width in each for text in data.days[use][width].values()]
    halves = [data.day_periods.get(use, {}).get(width, {}) for use, width in each]
    return CalendarWords(
        tuple(dict.fromkeys(months)),
        tuple(dict.fromkeys(days)),
        tuple(dict.fromkeys(str(half["am"]) for half in halves if "am" in half)),
        tuple(dict.fromkeys(str(half["pm"]) for half in halves if "pm" in half)),
        tuple(dict.fromkeys(_between(data))),
    )


def _between(data: Locale) -> Iterator[str]:
    patterns = [str(one) for one in data.date_formats.values()]
    patterns += [str(getattr(one, "pattern", one)) for one in data.datetime_formats.values()]
    for pattern in patterns:
        for quoted, bare in _LITERAL.findall(pattern):
            yield from re.findall(r"[^\W\d_]+", quoted or bare)


@cache
def languages() -> tuple[str, ...]:
    """List the languages that are known, without their regions."""
    from babel.localedata import locale_identifiers  # noqa: PLC0415 - as above

    return tuple(sorted(name for name in locale_identifiers() if "_" not in name))
