"""Numbers, amounts and changes as sentences of each language say them.

What is said is a rounding of the number itself, precise enough to tell two near values apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import floor, isfinite, log10

from kpi_excel.language import cldr
from kpi_excel.language.names import embedded
from kpi_excel.language.texts import Texts
from kpi_excel.model.kpi import ChangeUnit, Unit

_POWERS = (12, 9, 6)
_TOMAN = "IRT"  # which is no currency to ISO, and has no smaller unit either
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
    if unit == Unit.PERCENT:
        return cldr.percent(words.locale, words.own_digits).format(_plain(value * 100, _STEPS[unit], words))
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
        >>> from kpi_excel.language.texts import texts
        >>> change(-0.25, "percent", texts("en")), change(0.4, "percentage_points", texts("id"))
        ('25%', '0,4 poin persentase')
    """
    if not isfinite(value):
        return words.text("words", "forms", "no_comparison")
    if unit == ChangeUnit.PERCENT:
        return cldr.percent(words.locale, words.own_digits).format(_plain(abs(value) * 100, _CHANGE_STEPS[unit], words))
    return _in_unit(_plain(abs(value), _CHANGE_STEPS[unit], words), unit, words)


def whole(value: float, words: Texts) -> str:
    """Say a number without separators, such as a year."""
    return words.digital(f"{value:.0f}")


def _money(value: float, words: Texts, currency: str) -> str:
    steps = _STEPS[Unit.MONEY]
    if currency == _TOMAN or cldr.whole(currency):
        steps = ((100, 0), (0, 2))
    amount = _plain(value, steps, words, keep_zeros=True)
    if not currency:
        return amount
    own = words.section("words", "currencies").get(currency)
    if own:
        return str(own).format(amount)
    return words.text("words", "forms", "money").format(amount, currency=embedded(currency, words))


def _in_unit(text: str, unit: str, words: Texts) -> str:
    forms = words.section("words", "units").get(unit)
    if not forms:
        return text
    return str(forms["one"] if text == "1" and "one" in forms else forms["other"]).format(text)


def _plain(value: float, steps: tuple[tuple[float, int], ...], words: Texts, keep_zeros: bool = False) -> str:
    """Write a number with the language's marks and digits, large ones in millions."""
    for power in _POWERS:
        scale = 10.0**power
        if abs(value) >= scale:
            said = _marked(value / scale, 2 if abs(value) < 100 * scale else 1, words, keep_zeros=False)
            return f"{said} {cldr.magnitude(words.locale, power, 'long')}"
    return _marked(value, _decimals(value, steps), words, keep_zeros)


def _decimals(value: float, steps: tuple[tuple[float, int], ...]) -> int:
    size = abs(value)
    if size == 0:
        return 0
    decimals = next(decimals for least, decimals in steps if size >= least)
    return max(decimals, _FEW - 1 - floor(log10(size))) if size < _SMALL else decimals


def _marked(value: float, decimals: int, words: Texts, keep_zeros: bool) -> str:
    text = f"{abs(value):,.{decimals}f}"
    if "." in text and (not keep_zeros or set(text.partition(".")[2]) == {"0"}):
        text = text.rstrip("0").rstrip(".")
    minus = value < 0 and any(digit in "123456789" for digit in text)
    exchanged = {",": words.marks["group"], ".": words.marks["decimal"]}
    digits = words.digital("".join(exchanged.get(one, one) for one in text))
    return words.text("words", "forms", "minus") + digits if minus else digits
