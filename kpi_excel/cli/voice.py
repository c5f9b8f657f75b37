"""The voice: in which language the command line speaks.

It is what ``--language`` asks for, else the language of the workbook that the command works on, else that of the user's
system if it is one of ours, else English.
"""

from __future__ import annotations

import locale
import os
from collections.abc import Mapping
from contextvars import ContextVar
from pathlib import Path

from kpi_excel.errors import KpiExcelError
from kpi_excel.language.texts import Texts, texts
from kpi_excel.model.settings import LANGUAGES

ENGLISH = "en"
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # as POSIX ranks them
_SPOKEN: ContextVar[Texts | None] = ContextVar("spoken", default=None)


def words() -> Texts:
    """Give the texts of the language that is spoken now."""
    return _SPOKEN.get() or texts(system_language())


def speak_in(chosen: Texts) -> Texts:
    """Speak with some texts from now on."""
    _ = [chosen.files[file] for file in ("commands", "errors")]  # read while all is well
    _SPOKEN.set(chosen)
    return chosen


def speak(language: str | None) -> Texts:
    """Speak a language from now on, the system's if none is given; give its texts."""
    return speak_in(texts(language or system_language()))


def speak_of(path: Path | None, language: str | None = None) -> Texts:
    """Speak the language that is asked for, else that of the workbook, which says in what language it was made."""
    return speak(language or (_language_of(path) if path else None))


def system_language(environment: Mapping[str, str] = os.environ, region: str | None = None) -> str:
    """Give the language of the user's system if it is one of ours, else English.

    Args:
        environment: its variables.
        region: what the system calls its region where no variable says it, as on Windows; asked unless given.

    Example:
        >>> system_language({"LANG": "id_ID.UTF-8"}), system_language({"LC_ALL": "C", "LANG": "id_ID"})
        ('id', 'en')
        >>> system_language({}, "Persian_Iran"), system_language({}, "de_DE")
        ('fa', 'en')
    """
    named = next((environment[one] for one in _VARIABLES if environment.get(one)), None)
    said = named or region or locale.getlocale()[0] or ""
    name = said.partition(".")[0].partition("_")[0].partition("-")[0].casefold()
    return next((one for one in LANGUAGES if name in (one, *_names(one))), ENGLISH)


def _names(language: str) -> tuple[str, ...]:
    """Give the names by which Windows calls a language."""
    own = texts(language)
    return (own.locale, own.text("words", "language", "name").casefold())


def _language_of(path: Path) -> str | None:
    from kpi_excel.workbook.parts.marks import read_maker  # noqa: PLC0415 - as the commands do
    from kpi_excel.workbook.parts.package import open_package  # noqa: PLC0415
    from kpi_excel.workbook.parts.structure import read_structure  # noqa: PLC0415

    try:
        with open_package(path) as package:
            maker, sheets = read_maker(package), {one.name for one in read_structure(package).sheets}
    except KpiExcelError:  # the command itself will say so
        return None
    if maker and maker.language in LANGUAGES:
        return maker.language
    return next((one for one in LANGUAGES if texts(one).text("tables", "settings", "label") in sheets), None)
