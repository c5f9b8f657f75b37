"""Texts: every label, hint and sentence of one language, read from the language's folder."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from kpi_excel.errors import UsageError
from kpi_excel.language import cldr
from kpi_excel.model.calendar import GREGORIAN, JALALI, Calendar
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.measure import GIVEN, IN_A_YEAR
from kpi_excel.model.settings import LANGUAGES, PERSIAN, Settings

COLUMN_FILES = ("dashboard", "targets", "findings", "content")
"""Which files of texts label the columns of datasets."""
_WITH_OWN_DIGITS = "fa"
_SIGNS = {"decimal": "decimal", "group": "group", "percent": "percentSign"}
_TO_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_TO_WESTERN = str.maketrans("۰۱۲۳۴۵۶۷۸۹٫٬٪", "0123456789.,%")


@dataclass(frozen=True)
class Texts:
    """The texts of one language.

    Args:
        language: ``en``, ``id`` or ``fa``.
        files: each file's content under its stem, such as ``kpis`` or ``dashboard``.
        digits: ``persian`` or ``western``; what a language without digits of its own is told does not matter.
        calendar: in which days are said: ``gregorian`` or ``jalali``.
        currency_name: how the currency of amounts is called; empty for its usual name or code.

    Example:
        >>> texts("en").label("engagement_rate")
        'Engagement rate by followers'
    """

    language: str
    files: Mapping[str, Mapping[str, Any]]
    digits: str = PERSIAN
    calendar: str = GREGORIAN
    currency_name: str = ""

    @property
    def locale(self) -> str:
        """Give the name under which CLDR knows the language."""
        return str(self.files["words"]["language"]["locale"])

    @property
    def own_digits(self) -> bool:
        """Tell whether numbers are written in the language's own digits."""
        return self.locale == _WITH_OWN_DIGITS and self.digits == PERSIAN

    @property
    def right_to_left(self) -> bool:
        """Tell whether the language is written from right to left."""
        return cldr.right_to_left(self.locale)

    def section(self, file: str, name: str) -> Mapping[str, Any]:
        """Give one table of one file."""
        section: Mapping[str, Any] = self.files[file][name]
        return section

    def columns(self, *files: str) -> Mapping[str, str]:
        """Give the labels of columns by key, of one file or of several together."""
        return {key: str(label) for file in files for key, label in self.section(file, "columns").items()}

    @property
    def headers(self) -> Mapping[str, str]:
        """Give the labels of every dataset's columns by label key; no key is labelled twice."""
        return self.columns(*COLUMN_FILES)

    def text(self, file: str, *keys: str) -> str:
        """Give one text by its file and keys."""
        value: Any = self.files[file]
        for key in keys:
            value = value[key]
        return str(value)

    def label(self, kpi: Kpi | str) -> str:
        """Give a KPI's name for people; a custom KPI carries its own."""
        name = kpi if isinstance(kpi, str) else kpi.name
        block = self.files["kpis"].get(name)
        if block is None:
            return kpi.label or kpi.name if isinstance(kpi, Kpi) else name
        return str(block["label"])

    def meaning(self, kpi: Kpi) -> str:
        """Say what a KPI tells, with its caveat."""
        block = self.files["kpis"].get(kpi.name)
        if block is None:
            return kpi.meaning
        return " ".join(part for part in (block["meaning"], block["caveat"]) if part)

    def measure(self, name: str) -> str:
        """Give a measure's or a plain argument's label, restricted measures included."""
        labels = self.files["measures"]
        base, _, other = name.partition(GIVEN)
        plain = base.removesuffix(IN_A_YEAR)
        label = str(labels.get(plain, plain))
        if base != plain:
            label = str(labels[IN_A_YEAR]).format(measure=label)
        return str(labels["_given"]).format(measure=label, other=labels.get(other, other)) if other else label

    def formula(self, kpi: Kpi) -> str:
        """Write a KPI's formula in words, without the fine print of which rows are paired."""
        return kpi.plain_formula.words(self.measure)

    def origin(self, kpi: Kpi) -> str:
        """Say where a KPI's definition comes from."""
        origins = self.section("terms", "origins")
        origin = str(origins[kpi.origin])
        return origin + str(origins["item"]).format(number=self.digital(kpi.origin_item)) if kpi.origin_item else origin

    @property
    def marks(self) -> Mapping[str, str]:
        """Give the digits and signs of numbers in sentences: ``digit_0`` to ``digit_9``, ``decimal``, ``group`` ...

        Example:
            >>> texts("fa").marks["digit_7"], texts("fa", "western").marks["digit_7"], texts("en").marks["group"]
            ('۷', '7', ',')
        """
        digits = {f"digit_{digit}": self.digital(digit) for digit in range(10)}
        return digits | {sign: cldr.mark(self.locale, name, self.own_digits) for sign, name in _SIGNS.items()}

    def digital(self, shown: object) -> str:
        """Write a whole number, or a day of the calendar, in the digits of these texts, without separators.

        Example:
            >>> texts("fa").digital(2026), texts("fa", "western").digital(2026)
            ('۲۰۲۶', '2026')
            >>> texts("fa", calendar="jalali").digital(date(2026, 9, 15))
            '۱۴۰۵-۰۶-۲۴'
        """
        shown = Calendar(self.calendar).written(shown) if isinstance(shown, date) else shown
        return str(shown).translate(_TO_PERSIAN) if self.own_digits else str(shown)

    def months(self, width: str = "wide", calendar: str = GREGORIAN) -> tuple[str, ...]:
        """Give a calendar's months from the first on; the width is ``wide`` or ``abbreviated``."""
        if calendar == JALALI:  # which CLDR knows, but not the package that reads it for us
            return tuple(map(str, self.section("words", "calendars")[JALALI]))
        return cldr.months(self.locale, width)

    def platform(self, name: str) -> str:
        """Give a platform's name as shown: names stay as they are, All is translated."""
        return self.text("options", "platform", "all") if name == "All" else name

    def post_format(self, name: str) -> str:
        """Give a post format's name as shown; one that is not known stays as it was typed."""
        return str(self.section("options", "format").get(name, name))


@cache
def texts(language: str = "en", digits: str = PERSIAN, calendar: str = GREGORIAN, currency_name: str = "") -> Texts:
    """Read all texts of one language.

    Args:
        language: one of those shipped.
        digits: of Persian texts.
        calendar: in which days are said.
        currency_name: how the currency of amounts is called; empty for its usual name or code.

    Raises:
        UsageError: if the language is not one of those shipped.
    """
    if language not in LANGUAGES:
        raise UsageError("no-language", language=language, languages=LANGUAGES)
    return Texts(language, _Files(language, digits), digits, calendar, currency_name)


def texts_for(settings: Settings, language: str | None = None) -> Texts:
    """Read the texts as a brand's settings want them.

    Args:
        settings: for the digits, the calendar and the currency's name.
        language: another language than theirs.

    Raises:
        UsageError: if the language is not one of those shipped.
    """
    return texts(language or settings.language, settings.digits, settings.calendar, settings.currency_name)


def in_digits(text: str, digits: str) -> str:
    """Write a Persian text in some digits, with their marks for fractions, thousands and percent."""
    return text if digits == PERSIAN else text.translate(_TO_WESTERN)


def language_folder(language: str) -> Traversable:
    """Give the folder that holds all text of a language."""
    return resources.files("kpi_excel.language").joinpath(language)


class _Files(Mapping[str, Mapping[str, Any]]):
    """The files of one language, each read when it is first asked for."""

    def __init__(self, language: str, digits: str) -> None:
        self._digits = digits
        self._folder = language_folder(language)
        self._read: dict[str, Mapping[str, Any]] = {}

    def __getitem__(self, name: str) -> Mapping[str, Any]:
        if name not in self._read:
            text = self._folder.joinpath(f"{name}.toml").read_text(encoding="utf-8")
            self._read[name] = tomllib.loads(in_digits(text, self._digits))
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        names = (entry.name for entry in self._folder.iterdir())
        return iter(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))

    def __len__(self) -> int:
        return sum(1 for _ in self)
