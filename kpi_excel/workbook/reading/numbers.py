"""Numbers written as text: read where there is one reading, refused where there are two.

"1,234" is one thousand in English and one and a bit in Indonesian. As a count it can only be the former; as an amount
nobody can tell. Persian and Arabic digits are digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import regex

from kpi_excel.language import cldr
from kpi_excel.language.texts import texts
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.model.text import visible

BLANKS = frozenset(
    {"-", "–", "—", "--", "---", "n/a", "na", "n.a.", "#n/a", "null", "none", "nan", "undefined", "…", "...", "?"}
)
_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_SPACES = re.compile("[\\s\u200c'’]+")
_SIGNS = r"(?i:[A-Z]{0,2}[\p{Sc}﷼]|rp|idr|usd|eur|gbp|irr|irt|ریال|تومان)"  # US$ and R$, too
_LONGEST = 40  # characters; no number in a spreadsheet is longer
_OF_EXPORTS = "en"
_PLAIN = re.compile(r"[+-]?\d+")
_DECIMAL = {mark: re.compile(rf"[+-]?\d*\{mark}\d+") for mark in ".,"}
_GROUPED = {mark: re.compile(rf"[+-]?\d{{1,3}}(\{mark}\d{{3}})+") for mark in ".,"}
_BOTH = {
    ".": re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+"),
    ",": re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d+"),
}


@dataclass(frozen=True)
class ParsedNumber:
    """How a text was read.

    Args:
        values: the possible values: none, one, or several for an ambiguous text.
        percent: whether the text carried a percent sign; the values are fractions then.
    """

    values: tuple[float, ...]
    percent: bool = False


@cache
def _currency() -> regex.Pattern[str]:
    """Match a currency before or behind a number: its sign, or its three letters as they stand in exports."""
    money = f"(?:{_SIGNS}|{'|'.join(cldr.currencies())})"
    return regex.compile(rf"^{money}\.?|{money}$")


@cache
def _factors(language: str) -> Mapping[str, tuple[float, ...]]:
    """Give what the words and signs for powers of ten may multiply by, the smallest first.

    A word means what the workbook's language says, and what English does, in which platforms export: M is a billion in
    Indonesian (miliar) and a million in English. Only a word of neither is read in other languages.
    """
    found: dict[str, set[float]] = {}
    for spoken in (language, _OF_EXPORTS):
        for word, factor in _words(spoken):
            found.setdefault(word, set()).add(factor)
    for other in LANGUAGES:
        for word, factor in _words(other):
            found.setdefault(word, {factor})
    return {word: tuple(sorted(factors)) for word, factors in found.items()}


def _words(language: str) -> Iterator[tuple[str, float]]:
    locale = texts(language).locale
    for power in (3, 6, 9, 12):
        for width in ("long", "short"):
            yield _SPACES.sub("", cldr.magnitude(locale, power, width)).casefold(), 10.0**power
    if language == _OF_EXPORTS:
        yield "mio", 1e6


@cache
def _scaled(language: str) -> re.Pattern[str]:
    words = sorted(map(re.escape, _factors(language)), key=len, reverse=True)
    return re.compile(rf"^(.*\d)({'|'.join(words)})$", re.IGNORECASE)


def read_number(text: str, whole: bool = False, language: str = _OF_EXPORTS) -> ParsedNumber:
    """Read a number from text.

    Args:
        text: what the cell holds.
        whole: whether only whole numbers make sense, which decides between a thousands and a decimal mark.
        language: of the workbook, in which words for powers of ten are read.

    Example:
        >>> read_number("1,234", whole=True).values, read_number("1,234").values
        ((1234.0,), (1234.0, 1.234))
        >>> read_number("۱۲٫۵ ٪")
        ParsedNumber(values=(0.125,), percent=True)
        >>> read_number("1.5 M").values, read_number("1.5 M", language="id").values
        ((1500000.0,), (1500000.0, 1500000000.0))
        >>> read_number("many").values
        ()
    """
    if len(text) > _LONGEST:
        return ParsedNumber(())
    text = visible(text).translate(_DIGITS).replace("٬", "'").replace("−", "-")
    decimal = "٫" in text
    text = _SPACES.sub("", text.replace("٫", "."))
    percent = text.endswith(("%", "٪"))
    text = _currency().sub("", text.rstrip("%٪"))
    factors: tuple[float, ...] = (1.0,)
    if found := _scaled(language).match(text):
        text, factors = found[1], _factors(language)[found[2].casefold()]
        whole = False
    readings = _readings(text)
    if decimal:
        readings = [float(text)] if _DECIMAL["."].fullmatch(text) else []
    if whole and not percent and len(readings) > 1:
        readings = readings[:1]  # the one with thousands: "1,000" is no count of 1
    scaled = (value * factor for value in readings for factor in factors)
    values = tuple(dict.fromkeys(value / 100 if percent else value for value in scaled))
    return ParsedNumber(values, percent)


def _readings(text: str) -> list[float]:
    """Give every value that English and continental marks allow."""
    if _PLAIN.fullmatch(text):
        return [float(text)]
    for decimal_mark, pattern in _BOTH.items():
        if pattern.fullmatch(text):
            other = "," if decimal_mark == "." else "."
            return [float(text.replace(other, "").replace(decimal_mark, "."))]
    readings = []
    for mark in ",.":
        if _GROUPED[mark].fullmatch(text):
            readings.append(float(text.replace(mark, "")))
        if _DECIMAL[mark].fullmatch(text) and not text.lstrip("+-").startswith("00"):
            readings.append(float(text.replace(mark, ".")))
    if re.fullmatch(r"[+-]?0[.,]\d{3}", text):  # 0.125 has no thousands
        return [float(text.replace(",", "."))]
    return readings
