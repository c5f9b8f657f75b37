"""Numbers, amounts and changes as sentences of each language say them, in Python and as facts for worksheet formulas.

What is said is a rounding of the number itself, precise enough to tell two near values apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import floor, inf, isfinite, log10

from kpi_excel.language import cldr
from kpi_excel.language.names import embedded
from kpi_excel.language.texts import Texts
from kpi_excel.model.kpi import ChangeUnit, Unit

POWERS = (12, 9, 6)
"""Of ten, the largest first, from which on a number is said with the power's word: 1.23 million."""
SMALL = 0.1
"""Below which a number keeps two digits that are not zero, however many decimals they take."""
_TOMAN = "IRT"  # which is no currency to ISO, and has no smaller unit either
_PLACE = "{}"


@dataclass(frozen=True)
class Rounding:
    """With how many decimals a unit's numbers are said: none, one or two by their size.

    Args:
        whole_from: the size, in percent for percentages, from which on there are none.
        tenths_from: the size from which on there is one.
        cents: whether there are two or none, as of amounts of money: 0.60, not 0.6.
    """

    whole_from: float
    tenths_from: float
    cents: bool = False


@dataclass(frozen=True)
class Affixes:
    """What stands around a number.

    Args:
        before: such as the code of a currency.
        after: such as a unit.
        after_one: the same after the number 1.
    """

    before: str = ""
    after: str = ""
    after_one: str = ""


_COUNT = Rounding(100, 10)
_ROUNDINGS: Mapping[str, Rounding] = {
    Unit.PERCENT: Rounding(1000, 10),
    Unit.MONEY: Rounding(1000, 1000, cents=True),
    Unit.POINTS: Rounding(inf, 10),
    Unit.MINUTES: Rounding(100, 0),
    Unit.CHARACTERS: Rounding(100, 0),
    Unit.WORDS: Rounding(100, 0),
}
_CHANGE_ROUNDINGS: Mapping[str, Rounding] = {
    ChangeUnit.PERCENT: Rounding(100, 0),
    ChangeUnit.PERCENTAGE_POINTS: _ROUNDINGS[Unit.PERCENT],
    ChangeUnit.POINTS: _ROUNDINGS[Unit.POINTS],
}
_WHOLE_MONEY = Rounding(100, 100, cents=True)


def rounding(unit: str, currency: str = "") -> Rounding:
    """Tell how a unit's numbers are rounded."""
    if unit == Unit.MONEY and (currency == _TOMAN or cldr.whole(currency)):
        return _WHOLE_MONEY
    return _ROUNDINGS.get(unit, _COUNT)


def change_rounding(unit: str) -> Rounding:
    """Tell how changes are rounded."""
    return _CHANGE_ROUNDINGS[unit]


def scale(unit: str) -> int:
    """Give by what a value is multiplied to be said: percentages are kept as fractions."""
    return 100 if unit == Unit.PERCENT else 1


def affixes(unit: str, words: Texts, currency: str = "") -> Affixes:
    """Give what stands around a number of a unit; nothing where the label says it already (per post, per day, count).

    Args:
        unit: one of `Unit` or of `ChangeUnit`.
        words: the language.
        currency: ISO 4217 code of amounts of money; a name that the words give takes its place.

    Example:
        >>> from kpi_excel.language.texts import texts
        >>> affixes("minutes", texts("en")), affixes("money", texts("id"), "IDR").before
        (Affixes(before='', after=' minutes', after_one=' minute'), 'Rp')
    """
    if unit == Unit.PERCENT:
        return _around(cldr.percent(words.locale, words.own_digits))
    if unit == Unit.MONEY:
        return _around(_money(currency, words)) if currency or words.currency_name else Affixes()
    forms = words.section("words", "units").get(unit)
    if not forms:
        return Affixes()
    return _around(forms["other"], forms.get(cldr.plural(words.locale, "1"), forms["other"]))


def _around(form: str, one: str = "") -> Affixes:
    before, _, after = form.partition(_PLACE)
    return Affixes(before, after, (one or form).partition(_PLACE)[2])


def _money(currency: str, words: Texts) -> str:
    called = words.currency_name
    own = words.section("words", "currencies").get(currency)
    if own and not called:
        return str(own)
    form = words.text("words", "forms", "money").replace("{currency}", embedded(called or currency, words))
    return form.replace("{name}", embedded(called or cldr.currency(words.locale, currency), words))


def number(value: float, unit: str, words: Texts, currency: str = "") -> str:
    """Say a number in its unit.

    Args:
        value: the number; percent is a fraction. NaN is no value.
        unit: one of `Unit`; what the label says already (per post, per day, count) is not said again.
        words: the language.
        currency: ISO 4217 code of amounts of money.

    Example:
        >>> from kpi_excel.language.texts import texts
        >>> number(0.034, "percent", texts("en")), number(42500, "money", texts("id"), "USD")
        ('3.4%', 'USD 42.500')
        >>> number(12345, "count", texts("fa"))
        '۱۲٬۳۴۵'
    """
    if not isfinite(value):
        return words.text("words", "forms", "none")
    around = affixes(unit, words, currency)
    return _said(value * scale(unit), rounding(unit, currency), around, words)


def difference(value: float, unit: str, words: Texts, currency: str = "") -> str:
    """Say the size of the difference of two numbers of a unit: of percentages in percentage points.

    Example:
        >>> from kpi_excel.language.texts import texts
        >>> difference(-0.0539, "percent", texts("en")), difference(1200, "money", texts("en"), "USD")
        ('5.39 percentage points', 'USD 1,200')
    """
    around = difference_affixes(unit, words, currency)
    return _said(abs(value) * scale(unit), rounding(unit, currency), around, words)


def difference_affixes(unit: str, words: Texts, currency: str = "") -> Affixes:
    """Give what stands around the difference of two numbers of a unit."""
    return affixes(ChangeUnit.PERCENTAGE_POINTS if unit == Unit.PERCENT else unit, words, currency)


def change(value: float, unit: str, words: Texts) -> str:
    """Say the size of a change; the sentence says whether it rose or fell.

    Args:
        value: the change as the datasets hold it; NaN, which is no value, where there is nothing to compare.
        unit: one of `ChangeUnit`.
        words: the language.

    Example:
        >>> from kpi_excel.language.texts import texts
        >>> change(-0.25, "percent", texts("en")), change(0.4, "percentage_points", texts("id"))
        ('25%', '0,4 poin persentase')
    """
    if not isfinite(value):
        return words.text("words", "forms", "no_comparison")
    return _said(abs(value) * scale(unit), change_rounding(unit), affixes(unit, words), words)


def counted(count: int, noun: str, words: Texts, **values: str) -> str:
    """Say how many there are of something.

    Args:
        count: how many.
        noun: what is counted, as the language's words call it.
        words: the language.
        **values: what else the sentence names, where it is one.

    Example:
        >>> from kpi_excel.language.texts import texts
        >>> counted(1, "fault", texts("en")), counted(1200, "row", texts("en")), counted(3, "row", texts("id"))
        ('1 fault', '1,200 rows', '3 baris')
    """
    forms = words.section("words", "counts")[noun]
    form = str(forms.get(cldr.plural(words.locale, str(count)), forms["other"]))
    return form.format(number(count, Unit.COUNT, words), **values)


def whole(value: float, words: Texts) -> str:
    """Say a number without separators, such as a year."""
    return words.digital(f"{value:.0f}")


def _said(size: float, rounded: Rounding, around: Affixes, words: Texts) -> str:
    text = _digits(abs(size), rounded, words)
    after = around.after_one if text == words.digital(1) else around.after
    minus = words.text("words", "forms", "minus") if size < 0 and text != words.digital(0) else ""
    return f"{around.before}{minus}{text}{after}"


def _digits(size: float, rounded: Rounding, words: Texts) -> str:
    """Write a number with the language's marks and digits, a large one in millions.

    Halves are rounded up, as worksheets do, on the fifteen digits that they keep.
    """
    power = next((power for power in POWERS if size >= 10**power), 0)
    size /= 10**power
    places = _places(size, rounded, power)
    text = f"{Decimal(f'{size:.15g}').quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"
    number, _, fraction = text.partition(".")
    if set(fraction) <= {"0"} or not (rounded.cents and places == 2 and not power):
        fraction = fraction.rstrip("0")
    number = number.replace(",", words.marks["group"])
    said = words.digital(f"{number}{words.marks['decimal']}{fraction}" if fraction else number)
    return f"{said}{cldr.magnitude(words.locale, power, 'long')}" if power else said


def _places(size: float, rounded: Rounding, power: int) -> int:
    if power:
        return 2 if size < 100 else 1
    if size == 0 or size >= rounded.whole_from:
        return 0
    if round(size, 12) < SMALL:  # a difference of 0.1 may be off by a last bit
        return 1 - floor(round(log10(size), 9))
    return 1 if size >= rounded.tenths_from else 2
