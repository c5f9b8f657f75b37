"""Errors in words: every code that is raised has its sentences in every language, from the same values."""

import ast
import re
import string
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import kpi_excel
from kpi_excel.errors import Either, FileError, InputError, KpiExcelError, Phrase, Place, UsageError
from kpi_excel.language.errors import asked, fix, message
from kpi_excel.language.texts import texts
from kpi_excel.model.settings import LANGUAGES

SOURCE = Path(kpi_excel.__file__).parent
EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
SECTIONS = ("said", "phrases")
NOT_VALUES = {"where", "about"}


def blocks(language: str) -> Mapping[str, Mapping[str, str]]:
    return {code: block for code, block in texts(language).files["errors"].items() if code not in SECTIONS}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def subclasses(kind: type[Any]) -> set[str]:
    return {kind.__name__}.union(*(subclasses(one) for one in kind.__subclasses__()))


def raised() -> Iterator[tuple[str, set[str] | None]]:
    """Give the codes that the program writes down for errors, and the names of their values if all are written."""
    kinds = subclasses(KpiExcelError)
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds:
                names = {one.arg for one in node.keywords}
                known = None if None in names else {str(name) for name in names} - NOT_VALUES
                for part in ast.walk(node.args[0]):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield part.value, known


def test_every_code_that_is_raised_has_sentences_and_gives_their_values() -> None:
    known = {**texts("en").files["messages"], **blocks("en")}  # an issue that stops the work is said as an issue is
    found = dict.fromkeys(code for code, _ in raised())
    assert len(found) > 90
    for code, values in raised():
        assert code in known, code
        needed = placeholders(known[code]["message"]) | placeholders(known[code]["fix"])
        assert values is None or needed <= values, code


def test_every_code_stands_in_the_program() -> None:
    words = {
        node.value
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(blocks("en")) - words == set()
    assert set(texts("en").section("errors", "phrases")) - words == set()


@EACH_LANGUAGE
def test_every_language_says_the_same(language: str) -> None:
    english, here = texts("en").files["errors"], texts(language).files["errors"]
    assert list(here) == list(english)  # in one order, so that the files can be read side by side
    for code, block in english.items():
        assert list(here[code]) == list(block), code
        for part, text in block.items():
            assert placeholders(here[code][part]) == placeholders(text), (code, part)
            assert here[code][part] == here[code][part].strip() or code in SECTIONS, (code, part)


@EACH_LANGUAGE
def test_a_sentence_names_its_values(language: str) -> None:
    words = texts(language)
    error = FileError("not-written", name="July.xlsx", reason=Phrase("no_such_name"))
    said = message(error, words)
    assert "July.xlsx" in said
    assert words.text("errors", "phrases", "no_such_name") in said
    assert fix(error, words)


def test_phrases_lists_and_numbers_are_the_language_s() -> None:
    place = {"place": Phrase("folder_named"), "folder": "reports"}
    assert (
        message(FileError("no-file", name="July.xlsx", **place)) == "There is no file July.xlsx in the folder reports."
    )
    ending = UsageError("other-ending", name="a.txt", endings=Either((".xlsx", ".xlsm")), other="a.xlsx")
    assert message(ending, texts("id")) == "Nama a.txt tidak berakhiran .xlsx atau .xlsm."
    large = FileError("unpacks-too-large", name="a.xlsx", size=1234)
    assert "1,234 MB" in message(large)
    assert "1.234 MB" in message(large, texts("id"))
    unknown = UsageError("no-language", language="de", languages=LANGUAGES)
    assert fix(unknown) == "Use one of: en, id, fa."


def test_a_fault_says_in_what_it_stands() -> None:
    missing = InputError("key-missing", where="mine.toml, saves", key="unit")
    assert message(missing) == "mine.toml, saves: unit is missing."
    placed = InputError("table-deleted", where=Place("a.xlsx", "Trends"), table="kpi_trend", other="Trends")
    assert message(placed, texts("id")).startswith("a.xlsx, lembar 'Trends': ")
    assert re.search("kpi_trend", message(placed))


def test_names_that_may_have_been_meant_are_asked_about() -> None:
    assert fix(UsageError("no-kpi", "reach", name="reech")) == "Did you mean reach?"
    assert asked("a / b / c") == "Did you mean a, b or c?"
    assert asked("a / b", texts("id")) == "Mungkin maksudnya a atau b?"
    assert asked("") == ""
