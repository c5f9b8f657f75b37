"""Vocabulary: headers, sheet names, options and platforms, in any shipped language and spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from kpi_excel.catalogue import KPIS, TABLES
from kpi_excel.errors import UsageError
from kpi_excel.errors.exceptions import alike
from kpi_excel.language.names import joined
from kpi_excel.language.texts import texts
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.model.table import TableKind
from kpi_excel.model.text import visible

PLATFORMS = ("Instagram", "Facebook", "X", "LinkedIn", "TikTok", "YouTube", "Pinterest", "Threads")
_MARKS = re.compile("[\u200c\\s_*]+")
_FORMATS = "format"
_LETTERS = str.maketrans("يكة", "یکه")


def fold(text: object) -> str:
    """Bring a header or option to the form in which spellings are compared.

    Case, outer and double spaces, underscores, half-spaces, invisible characters and stars do not count; Arabic
    letters count as their Persian twins.

    Example:
        >>> fold(" Post_ID * "), fold("دنبال‌كنندگان") == fold("دنبال کنندگان")
        ('post id', True)
    """
    return _folded(str(text))


@lru_cache(4096)
def _folded(text: str) -> str:
    return _MARKS.sub(" ", visible(text).translate(_LETTERS)).strip().casefold()


@cache
def aliases(*section: str) -> Mapping[str, str]:
    """Give what words mean that are shown nowhere, in every language: what people type, and what older workbooks say.

    Args:
        section: of the files of aliases, such as ``options`` and ``goal_kind``.

    Returns:
        Keys by folded word.
    """
    names: dict[str, str] = {}
    for language in LANGUAGES:
        block: Mapping[str, Any] = texts(language).files["aliases"]
        for name in section:
            block = block.get(name, {})
        names.update({fold(word): key for word, key in block.items()})
    return names


def kpis_called(kpis: Iterable[Kpi]) -> Mapping[str, str]:
    """Give KPI names by folded name, function name or label in any language, by what the field says, and by measure."""
    kpis = list(kpis)
    known = {kpi.name for kpi in kpis}
    names = {word: name for word, name in aliases("kpis").items() if name in known}
    for language in LANGUAGES:
        words = texts(language)
        names |= {fold(label): name for name, label in words.files["measures"].items() if name in known}
    for language in LANGUAGES:
        names |= {fold(texts(language).label(kpi)): kpi.name for kpi in kpis}
    return names | {fold(kpi.function): kpi.name for kpi in kpis} | {fold(kpi.name): kpi.name for kpi in kpis}


@cache
def header_names(table: str) -> Mapping[str, str]:
    """Give a table's column names by folded header, in every language."""
    names = dict(aliases("columns", table)) | {fold(column.name): column.name for column in TABLES[table].columns}
    for language in LANGUAGES:
        columns = texts(language).section("tables", table)["columns"]
        names.update({fold(block["label"]): name for name, block in columns.items()})
    return names


@cache
def dashboard_headers() -> Mapping[str, str]:
    """Give the label keys of datasets' columns by folded header, in every language."""
    names = dict(aliases("dashboard_columns"))
    for language in LANGUAGES:
        names.update({fold(label): key for key, label in texts(language).headers.items()})
    return names


@cache
def table_names() -> Mapping[str, str]:
    """Give the tables' names by folded table or sheet name, in every language."""
    names = dict(aliases("tables")) | {fold(name): name for name in TABLES}
    for language in LANGUAGES:
        names.update({fold(block["label"]): name for name, block in texts(language).files["tables"].items()})
    return names


def tables_called(names: Iterable[str]) -> list[str]:
    """Give the tables that people mean by some names.

    Raises:
        UsageError: if a name means none.
    """
    known, found = table_names(), []
    for name in names:
        table = known.get(fold(name))
        if table is None:
            raise UsageError("no-sheet", alike(fold(name), known), name=name, tables=[*TABLES])
        found.append(table)
    return found


@cache
def timed_tables() -> tuple[str, ...]:
    """Name the tables of events and of reports, of which it can be known from when until when they are whole."""
    return tuple(name for name, table in TABLES.items() if table.kind is not TableKind.PLAN)


def table_words(names: Iterable[str], language: str) -> str:
    """List tables as a user sees them."""
    words = texts(language)
    return joined((words.text("tables", name, "label") for name in names), words)


def currency_code(typed: str) -> str:
    """Give the three letters of a currency; empty if what was typed is none.

    Example:
        >>> currency_code(" idr "), currency_code("rupiahs")
        ('IDR', '')
    """
    code = aliases("currencies").get(fold(typed), typed.strip().upper())
    return code if len(code) == 3 and code.isascii() and code.isalpha() else ""


@cache
def other_sheets() -> frozenset[str]:
    """Give the folded names of the input workbook's sheets that hold no table."""
    keys = (("start", "start_sheet"), ("start", "lists_sheet"), ("dashboard", "sheets", "issues"))
    return frozenset(fold(texts(language).text(*key)) for language in LANGUAGES for key in keys)


@cache
def option_names(vocabulary: str) -> Mapping[str, str]:
    """Give the keys of an option list by folded word, in every language."""
    names = dict(aliases("options", vocabulary))
    for language in LANGUAGES:
        section = texts(language).files["options"].get(vocabulary, {})
        names.update({fold(key): key for key in section})
        names.update({fold(word): key for key, word in section.items()})
    return names


def suggested_name(text: str, vocabulary: str) -> str:
    """Give the key of a suggested word; the text itself if it is none.

    Exports put the platform before a post's format, such as ``IG reel``.

    Example:
        >>> [suggested_name(text, "format") for text in ("Reels", "IG image", "Instagram Carousel", "Zine")]
        ['reel', 'photo', 'carousel', 'Zine']
    """
    names, key = option_names(vocabulary), fold(text)
    first, _, rest = key.partition(" ")
    with_platform = vocabulary == _FORMATS and first in platform_names()
    return names.get(key) or (names.get(rest, "") if with_platform else "") or text


@cache
def setting_names() -> Mapping[str, str]:
    """Give the settings' names by folded name or label, in every language."""
    names = dict(aliases("settings"))
    for language in LANGUAGES:
        for name, block in texts(language).files["settings"].items():
            names[fold(name)] = name
            names[fold(block["label"])] = name
    return names


@cache
def kpi_names() -> Mapping[str, str]:
    """Give the KPIs' names by folded name or label, in every language."""
    names = {fold(name): name for name in KPIS}
    for language in LANGUAGES:
        names.update({fold(texts(language).label(name)): name for name in KPIS})
    return names


@cache
def platform_names() -> Mapping[str, str]:
    """Give the known platforms by folded spelling; All stands for every platform."""
    names = dict(aliases("platforms"))
    for language in LANGUAGES:
        names |= {fold(own): name for name, own in texts(language).section("words", "platforms").items()}
    return names | {fold(name): name for name in PLATFORMS}


@cache
def words_for_all() -> frozenset[str]:
    """Give the folded words that mean every platform or placement."""
    return frozenset({fold(texts(language).text("options", "platform", "all")) for language in LANGUAGES} | {"all"})


def allowed_words(vocabulary: str, keys: Iterable[str], language: str) -> str:
    """List options as a user sees them."""
    section = texts(language).files["options"].get(vocabulary, {})
    return joined((str(section.get(key, key)) for key in keys), texts(language))
