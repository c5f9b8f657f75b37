"""Numbers, dates and periods as sentences of each language say them; words.toml beside the templates holds the words.

What is said is a rounding of the number itself, precise enough to tell two near values apart.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from math import floor, isfinite, log10
from typing import Any

from kpi_excel.catalogue.texts import Texts, in_digits
from kpi_excel.engine.change import ChangeUnit
from kpi_excel.model.kpi import Unit
from kpi_excel.model.period import Grain, Period
from kpi_excel.workbook.shipped import text_folder

_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_WHOLE_CURRENCIES = ("IDR", "IRR", "IRT", "JPY", "KRW", "VND", "IQD")
_FEW = 2  # digits that a small number keeps
_SMALL = 0.1
_STEPS: Mapping[str, tuple[tuple[float, int], ...]] = {  # decimals from a size on, largest first
    Unit.COUNT: ((100, 0), (10, 1), (0, 2)),
    Unit.PERCENT: ((1000, 0), (10, 1), (0, 2)),
    Unit.MONEY: ((1000, 0), (0, 2)),
    Unit.POINTS: ((10, 1), (0, 2)),
    Unit.MINUTES: ((100, 0), (0, 1)),
    Unit.CHARACTERS: ((100, 0), (0, 1)),
    Unit.WORDS: ((100, 0), (0, 1)),
    Unit.RATIO: ((100, 0), (10, 1), (0, 2)),
    Unit.PER_DAY: ((100, 0), (10, 1), (0, 2)),
    Unit.PER_POST: ((100, 0), (10, 1), (0, 2)),
}
_CHANGE_STEPS: Mapping[str, tuple[tuple[float, int], ...]] = {
    ChangeUnit.PERCENT: ((100, 0), (0, 1)),
    ChangeUnit.PERCENTAGE_POINTS: ((10, 1), (0, 2)),
    ChangeUnit.POINTS: ((10, 1), (0, 2)),
}


def prose(words: Texts) -> Mapping[str, Any]:
    """Give the words that sentences of a language are made with."""
    return _prose(words.language, words.digits)


@cache
def _prose(language: str, digits: str) -> Mapping[str, Any]:
    return tomllib.loads(in_digits((text_folder(language) / "words.toml").read_text(encoding="utf-8"), digits))


def number(value: float, unit: str, words: Texts, currency: str = "") -> str:
    """Say a number in its unit.

    Args:
        value: the number; percent is a fraction. NaN is no value.
        unit: one of `Unit`; what the label says already (per post, per day, count) is not said again.
        words: the language.
        currency: ISO 4217 code of amounts of money.

    Example:
        >>> from kpi_excel.catalogue.texts import texts
        >>> number(0.034, "percent", texts("en")), number(42500, "money", texts("id"), "USD")
        ('3.4%', 'USD 42.500')
        >>> number(12345, "count", texts("fa"))
        '۱۲٬۳۴۵'
    """
    forms = prose(words)["forms"]
    if not isfinite(value):
        return str(forms["none"])
    if unit == Unit.PERCENT:
        return str(forms["percent"]).format(_plain(value * 100, _STEPS[unit], words))
    if unit == Unit.MONEY:
        return _money(value, words, currency)
    return _in_unit(_plain(value, _STEPS.get(unit, _STEPS[Unit.COUNT]), words), unit, words)


def change(value: float, unit: str, words: Texts) -> str:
    """Say the size of a change; the sentence says whether it rose or fell.

    Args:
        value: the change as the datasets hold it; NaN, which is no value, where there is nothing to compare.
        unit: one of `ChangeUnit`.
        words: the language.

    Example:
        >>> from kpi_excel.catalogue.texts import texts
        >>> change(-0.25, "percent", texts("en")), change(0.4, "percentage_points", texts("id"))
        ('25%', '0,4 poin persentase')
    """
    forms = prose(words)["forms"]
    if not isfinite(value):
        return str(forms["no_comparison"])
    if unit == ChangeUnit.PERCENT:
        return str(forms["percent"]).format(_plain(abs(value) * 100, _CHANGE_STEPS[unit], words))
    return _in_unit(_plain(abs(value), _CHANGE_STEPS[unit], words), unit, words)


def whole(value: float, words: Texts) -> str:
    """Say a number without separators, such as a year."""
    return f"{value:.0f}".translate(_digits(words))


def date_text(day: date, words: Texts) -> str:
    """Say a day.

    Example:
        >>> from kpi_excel.catalogue.texts import texts
        >>> date_text(date(2026, 9, 30), texts("fa"))
        '۳۰ سپتامبر ۲۰۲۶'
    """
    month = words.section("terms", "months")["long"][day.month - 1]
    form = str(prose(words)["dates"]["day"])
    return form.format(day=whole(day.day, words), month=month, year=whole(day.year, words))


def period_text(period: Period, words: Texts) -> str:
    """Say a period.

    Example:
        >>> from kpi_excel.catalogue.texts import texts
        >>> [period_text(Period.parse("2026-Q3"), texts(language)) for language in ("en", "id")]
        ['Q3 2026', 'kuartal III 2026']
    """
    language = prose(words)
    forms = language["periods"]
    if period.grain is Grain.CUSTOM:
        return _range(period.start, period.end, words)
    name, _, part = period.name.partition("-")
    year = whole(int(name), words)
    if period.fiscal_year_start != 1:
        year = str(forms["fiscal_year"]).format(year=year)
        if period.grain is Grain.YEAR:
            return year
    match period.grain:
        case Grain.WEEK:
            return str(forms["week"]).format(number=whole(int(part[1:]), words), year=year)
        case Grain.MONTH:
            month = words.section("terms", "months")["long"][period.start.month - 1]
            return str(forms["month"]).format(month=month, year=year)
        case Grain.QUARTER:
            return str(forms["quarter"]).format(number=forms["quarters"][int(part[1:]) - 1], year=year)
        case _:
            return str(forms["year"]).format(year=year)


def _range(start: date, end: date, words: Texts) -> str:
    """Say days from one to another, without repeating the month or year they share."""
    form = str(prose(words)["dates"]["range"])
    if start == end:
        return date_text(end, words)
    if (start.year, start.month) == (end.year, end.month):
        return form.format(start=whole(start.day, words), end=date_text(end, words))
    form = str(prose(words)["dates"]["long_range"])
    first = date_text(start, words)
    if start.year == end.year:
        first = first.removesuffix(f" {whole(start.year, words)}")
    return form.format(start=first, end=date_text(end, words))


def _money(value: float, words: Texts, currency: str) -> str:
    steps = _STEPS[Unit.MONEY]
    if currency in _WHOLE_CURRENCIES:
        steps = ((100, 0), (0, 2))
    amount = _plain(value, steps, words, keep_zeros=True)
    if not currency:
        return amount
    own = prose(words)["currencies"].get(currency)
    if own:
        return str(own).format(amount)
    shown = embedded(currency, words)
    return str(prose(words)["forms"]["money"]).format(amount, currency=shown)


def _in_unit(text: str, unit: str, words: Texts) -> str:
    forms = prose(words)["units"].get(unit)
    if not forms:
        return text
    return str(forms["one"] if text == "1" and "one" in forms else forms["other"]).format(text)


def _plain(value: float, steps: tuple[tuple[float, int], ...], words: Texts, keep_zeros: bool = False) -> str:
    """Write a number with the language's marks and digits, large ones in millions."""
    for scale, name in _SCALES:
        if abs(value) >= scale:
            form = str(prose(words)["forms"][name])
            return form.format(_marked(value / scale, 2 if abs(value) < 100 * scale else 1, words, keep_zeros=False))
    return _marked(value, _decimals(value, steps), words, keep_zeros)


def _decimals(value: float, steps: tuple[tuple[float, int], ...]) -> int:
    size = abs(value)
    if size == 0:
        return 0
    decimals = next(decimals for least, decimals in steps if size >= least)
    return max(decimals, _FEW - 1 - floor(log10(size))) if size < _SMALL else decimals


def _marked(value: float, decimals: int, words: Texts, keep_zeros: bool) -> str:
    marks = prose(words)["marks"]
    text = f"{abs(value):,.{decimals}f}"
    if "." in text and (not keep_zeros or set(text.partition(".")[2]) == {"0"}):
        text = text.rstrip("0").rstrip(".")
    sign = str(marks["minus"]) if value < 0 and any(digit in "123456789" for digit in text) else ""
    exchanged = {",": str(marks["group"]), ".": str(marks["decimal"])}
    return sign + "".join(exchanged.get(one, one) for one in text).translate(_digits(words))


def _digits(words: Texts) -> dict[int, str]:
    return {ord(plain): own for plain, own in zip("0123456789", prose(words)["marks"]["digits"], strict=True)}


def embedded(name: str, words: Texts) -> str:
    """Set a name into running text so that Latin letters in Persian keep their place and order.

    Right-to-left marks keep it apart from numbers beside it, left-to-right marks hold its own signs together.

    Example:
        >>> from kpi_excel.catalogue.texts import texts
        >>> embedded("USD", texts("fa")) == "\u200f\u200eUSD\u200e\u200f", embedded("USD", texts("en"))
        (True, 'USD')
    """
    latin = any(one.isascii() and one.isalpha() for one in name)
    if not words.right_to_left or not latin or any("\u0600" <= one <= "\u06ff" for one in name):
        return name
    return f"\u200f\u200e{name}\u200e\u200f"
