"""Errors in words: what stopped the work and what to do about it, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from kpi_excel.errors import Either, KpiExcelError, Phrase, Place
from kpi_excel.errors.exceptions import BETWEEN
from kpi_excel.language.names import embedded, joined
from kpi_excel.language.numbers import number
from kpi_excel.language.places import place
from kpi_excel.language.texts import Texts, texts
from kpi_excel.model.kpi import Unit

_ENGLISH = texts("en")


def message(error: KpiExcelError, words: Texts = _ENGLISH) -> str:
    """Say what is wrong, and in what.

    Example:
        >>> from kpi_excel.errors import FileError
        >>> message(FileError("read-only", name="July.xlsx"), texts("id"))
        'July.xlsx hanya bisa dibaca.'
    """
    said = sentence(error, words)
    where = place(error.where, words) if isinstance(error.where, Place) else error.where
    return _form("placed", words).format(where=where, message=said) if where else said


def sentence(error: KpiExcelError, words: Texts = _ENGLISH) -> str:
    """Say what is wrong, where it is known in what."""
    return _text(error, "message", words)


def fix(error: KpiExcelError, words: Texts = _ENGLISH) -> str:
    """Say what to do about it, or ask whether a name that looks like one was meant.

    Example:
        >>> from kpi_excel.errors import UsageError
        >>> fix(UsageError("no-kpi", "reach / speech", name="reech"))
        'Did you mean reach or speech?'
    """
    if error.meant:
        return asked(error.meant, words)
    return _text(error, "fix", words)


def asked(meant: str, words: Texts = _ENGLISH) -> str:
    """Ask whether names were meant, as `errors.exceptions.alike` gives them; nothing if there are none."""
    if not meant:
        return ""
    names = meant.split(BETWEEN)
    last = _form("or", words).join(names[-2:])
    return _form("meant", words).format(names=joined([*names[:-2], last], words))


def _form(name: str, words: Texts) -> str:
    return words.text("errors", "said", name)


def spoken(file: str, code: str, part: str, values: Mapping[str, object], words: Texts) -> str:
    """Write a sentence with its values in the language.

    Args:
        file: of the language's texts.
        code: the key of the block in it.
        part: of the block.
        values: what the sentence names: texts, numbers, paths and lists, a `Phrase` or an `Either`.
        words: the language.
    """
    said = {name: _value(value, words) for name, value in values.items()}
    phrases: Mapping[str, str] = words.section("errors", "phrases")
    for name, value in values.items():
        if isinstance(value, Phrase):
            said[name] = phrases[value].format_map(said)
    return words.text(file, code, part).format_map(said)


def _text(error: KpiExcelError, part: str, words: Texts) -> str:
    """Write an error's sentence; an issue that stops the work keeps those that it has among issues."""
    file = "errors" if error.code in words.files["errors"] else "messages"
    return spoken(file, error.code, part, error.values, words)


def _value(value: object, words: Texts) -> str:
    match value:
        case Either():
            return _form("or", words).join(embedded(one, words) for one in value)
        case list() | tuple():
            return joined((embedded(str(one), words) for one in value), words)
        case int():
            return number(value, Unit.COUNT, words)
        case _:
            return embedded(str(value), words)
