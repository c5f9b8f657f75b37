"""What numbers a sentence says, in any of the three languages, and whether they are roundings of known ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from kpi_excel.language.texts import texts
from kpi_excel.model.settings import LANGUAGES

_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٫٬", "0123456789.,")
_SCALES = {
    **dict.fromkeys(("million", "juta", "میلیون"), 1e6),
    **dict.fromkeys(("billion", "miliar", "میلیارد"), 1e9),
    **dict.fromkeys(("trillion", "triliun", "هزارمیلیارد"), 1e12),
}
_QUOTED = re.compile("“[^”]*”|«[^»]*»")  # captions and names of formats
_NUMBER = re.compile(rf"(?<![\w.,])(−?)(\d[\d.,]*\d|\d)(?:\s({'|'.join(_SCALES)})\b)?")
_INDONESIAN = re.compile(r"\b(?:dari|menjadi|pada|tidak|di|untuk|dan|baris|dengan|dalam)\b")
_PERIODS = re.compile(
    r"\bweek \d+ of \d{4}|minggu ke-\d+ tahun \d{4}|هفته \d+ سال (?:مالی )?\d{4}"
    r"|\bQ\d (?:FY)?\d{4}|\bkuartal [IV]+ (?:tahun fiskal )?\d{4}|سه‌ماهه \S+ (?:سال مالی )?\d{4}|(?:سال|سال مالی) \d{4}"
)


@dataclass(frozen=True)
class Said:
    """A number that a text says.

    Args:
        text: as the text writes it.
        value: without its sign: a fall by 12 % is said without one.
        half_step: half of its last digit's worth, the farthest a number may be away that it is a rounding of.
    """

    text: str
    value: float
    half_step: float

    def rounds(self, known: NDArray[np.float64]) -> bool:
        """Tell whether it is a rounding of one of the numbers, or of a hundred times one, as percent are."""
        near = [np.abs(np.abs(known) * scale - self.value) for scale in (1, 100)]
        return any(bool((distance <= self.half_step * (1 + 1e-9) + 1e-9).any()) for distance in near)


def numbers_in(text: str, language: str = "") -> list[Said]:
    """Give the numbers that a text says, without days, periods, quotations and KPI names with digits in them.

    Args:
        text: one or more sentences.
        language: decides what a comma means; told from the text's own words unless given.
    """
    plain = _QUOTED.sub(" ", text)
    for label in _labels_with_digits():
        plain = re.sub(re.escape(label), " ", plain, flags=re.IGNORECASE)
    comma_decimal = language == "id" if language else bool(_INDONESIAN.search(plain))
    plain = re.sub("[\u200e\u200f]", "", plain.translate(_DIGITS))
    plain = _PERIODS.sub(" ", _dates().sub(" ", plain))
    return [_said(*found.groups(), comma_decimal=comma_decimal) for found in _NUMBER.finditer(plain)]


def unknown_numbers(text: str, known: Iterable[float], language: str = "") -> list[str]:
    """Give the numbers of a text that are no rounding of a known one."""
    numbers = np.asarray([number for number in known if isfinite(number)], float)
    return [said.text for said in numbers_in(text, language) if not said.rounds(numbers)]


def _said(sign: str, digits: str, scale: str | None, *, comma_decimal: bool) -> Said:
    factor = _SCALES.get(scale or "", 1.0)
    group, decimal = (".", ",") if comma_decimal else (",", ".")
    plain = digits.replace(group, "").replace(decimal, ".")
    decimals = len(plain.partition(".")[2])
    return Said(f"{sign}{digits} {scale or ''}".strip(), float(plain) * factor, 0.5 * 10.0**-decimals * factor)


@cache
def _dates() -> re.Pattern[str]:
    months = {month for language in LANGUAGES for month in texts(language).months()}
    month = rf"(?:{'|'.join(sorted(months, key=len, reverse=True))})"
    return re.compile(rf"(?:\b\d{{1,2}}(?: {month})? ?(?:–|تا) ?)?(?:\b\d{{1,2}} )?{month} \d{{4}}")


@cache
def _labels_with_digits() -> tuple[str, ...]:
    labels = [texts(language).label(name) for language in LANGUAGES for name in texts(language).files["kpis"]]
    special = [label for language in LANGUAGES for label in texts(language).section("words", "labels").values()]
    return tuple(label for label in (*labels, *special) if any(one.isdigit() for one in label))
