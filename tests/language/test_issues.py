import ast
import re
import string
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import kpi_excel
from kpi_excel.errors import Issue, Place, Severity
from kpi_excel.language.issues import fix, message
from kpi_excel.language.texts import texts
from kpi_excel.model.calendar import JALALI
from kpi_excel.model.settings import LANGUAGES

EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


def messages(language: str) -> dict[str, dict[str, str]]:
    return {code: block for code, block in texts(language).files["messages"].items() if code != "phrases"}


ENGLISH = messages("en")
SOURCE = Path(kpi_excel.__file__).parent
UNICODE_MARKS = {"\u200e", "\u200f", "\u200c"}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def sentences(language: str) -> Iterator[tuple[str, str]]:
    for code, block in messages(language).items():
        for part, text in block.items():
            yield f"{code}.{part}", text


# Every language says the same


@EACH_LANGUAGE
def test_every_code_has_a_message_and_a_fix(language: str) -> None:
    assert list(messages(language)) == list(ENGLISH)  # in one order, so that the files can be read side by side
    for code, block in messages(language).items():
        assert set(block) == {"message", "fix"}, code
        assert re.fullmatch("[a-z]+(-[a-z]+)*", code), code


@EACH_LANGUAGE
def test_placeholders_are_the_same(language: str) -> None:
    english = dict(sentences("en"))
    for name, text in sentences(language):
        assert placeholders(text) == placeholders(english[name]), name


@EACH_LANGUAGE
def test_every_text_is_a_sentence(language: str) -> None:
    for name, text in sentences(language):
        assert text == text.strip(), name
        assert "  " not in text, name
        # these bring their own full stop
        assert re.search(r"(\.|\{(hint|meant|takes|allowed|found)\}\u200e?)$", text), name


@EACH_LANGUAGE
def test_a_text_reads_well_without_a_hint(language: str) -> None:
    for name, text in sentences(language):
        for placeholder in ("{hint}", "{meant}"):
            before, found, after = text.replace("{meant} {takes}", "{meant}").partition(placeholder)
            assert not found or before.rstrip(" \u200e").endswith("."), name
            assert not found or after.strip("\u200e") == "", name


@EACH_LANGUAGE
def test_commands_are_never_translated(language: str) -> None:
    english = dict(sentences("en"))
    for name, text in sentences(language):
        assert re.findall("`[^`]*`", text) == re.findall("`[^`]*`", english[name]), name


@pytest.mark.parametrize("language", ["en", "id"])
def test_fixes_go_on_after_their_colon(language: str) -> None:
    for code, block in messages(language).items():
        assert block["fix"][0].islower(), code


def test_translations_differ_from_english() -> None:
    for language in ("id", "fa"):
        translated = dict(sentences(language))
        assert [name for name, text in sentences("en") if translated[name] == text] == []


# Persian spelling


def test_persian_begins_with_a_persian_letter() -> None:
    for name, text in sentences("fa"):  # else a Latin header put in first would turn the whole sentence round
        assert re.match("[آ-ی]", text), name


def test_persian_has_no_arabic_letters_or_latin_quotes() -> None:
    for name, text in sentences("fa"):
        assert not set(text) & set("يىكةۀ"), name
        assert not set(text) & set("“”‘’\"'"), name
        assert text.count("«") == text.count("»"), name
        assert not set(text) & set(",;?"), name  # Persian writes ، ؛ ؟


def test_persian_half_spaces_and_marks_stand_where_they_do_something() -> None:
    for name, text in sentences("fa"):
        assert not re.search("\u200c[^آ-ی]|[^آ-ی]\u200c", text), name
        assert not re.search(r"\b(ن?می) (?=[آ-ی])", text), name
        assert not re.search("[آ-ی] ها(ی|یی)?[ .،؛]", text), name
        assert {one for one in text if not one.isprintable()} <= UNICODE_MARKS, name


def test_persian_keeps_dates_and_english_sentences_from_left_to_right() -> None:
    for name, text in sentences("fa"):
        assert not re.search(r"(?<!\u200e)\b\d{4}-\d\d-\d\d", text), name
        for placeholder in ("hint", "limit", "first", "second", "value"):
            bare = re.search(r"(?<!\u200e)\{" + placeholder + r"\}", text)
            assert not bare or name == "duplicate-row.message", name  # a row number cannot be turned round


# The source and the files name the same codes


def codes(argument: ast.expr, path: Path) -> list[str]:
    """Give the codes that an argument may be: a text as written, or each of the table that it is looked up in."""
    if not isinstance(argument, ast.Subscript):
        return [ast.unparse(argument).strip("'")]
    table = ast.unparse(argument.value)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [
        node.value.values
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == table and isinstance(node.value, ast.Dict)
    ]
    assert len(found) == 1, f"{path}: no table {table}"
    return [ast.unparse(code).strip("'") for code in found[0]]


_REMARKS = {"add": 1, "warn_once": 1, "refuse_rows": 2}  # methods, and which argument is the code


def is_remark(call: ast.Call) -> bool:
    """Tell whether a call of such a method hands over a code: a text, or one of a table of texts."""
    place = _REMARKS[call.func.attr] if isinstance(call.func, ast.Attribute) else 0
    return len(call.args) > place and isinstance(call.args[place], ast.Constant | ast.Subscript)


def told(keyword: ast.keyword, tree: ast.Module) -> set[str]:
    """Give the names in the dictionaries of a module that bear the name which is handed over with two stars."""
    name = ast.unparse(keyword.value)
    values = [
        node.value
        for node in ast.walk(tree)
        if (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name)
        or (isinstance(node, ast.AugAssign) and ast.unparse(node.target) == name)
    ]
    return {ast.unparse(key).strip("'") for one in values if isinstance(one, ast.Dict) for key in one.keys if key}


def calls() -> Iterator[tuple[str, str, set[str]]]:
    """Yield each place that makes an issue or finding: where, its code as written, the values a finding names."""
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            where = f"{path.relative_to(SOURCE).as_posix()}:{node.lineno}"
            if isinstance(node.func, ast.Name) and node.func.id in ("Issue", "NothingToComputeError", "RefusedError"):
                for code in codes(node.args[0], path):
                    yield where, code, set()
            elif isinstance(node.func, ast.Attribute) and node.func.attr in _REMARKS and is_remark(node):
                once = any(isinstance(one, ast.Attribute) and one.attr == "NOTE" for one in node.args)
                once |= node.func.attr == "warn_once"
                names = {keyword.arg for keyword in node.keywords if keyword.arg is not None}
                names |= {name for keyword in node.keywords if keyword.arg is None for name in told(keyword, tree)}
                for code in codes(node.args[_REMARKS[node.func.attr]], path):
                    yield where, code, names | ({"count"} if once else set())


def test_every_code_of_the_source_is_in_the_files() -> None:
    unknown = [(where, code) for where, code, _ in calls() if code not in ENGLISH]
    assert [(where, code) for where, code in unknown if not code.endswith(".code")] == []  # a copy keeps its code


def test_every_code_of_the_files_is_used() -> None:
    assert set(ENGLISH) - {code for _, code, _ in calls()} == set()


def test_findings_name_what_their_sentences_need() -> None:
    found = [(where, code, names) for where, code, names in calls() if names]
    assert len(found) > 15  # else the search above has gone blind
    for where, code, names in found:
        needed = placeholders(ENGLISH[code]["message"]) | placeholders(ENGLISH[code]["fix"])
        assert needed <= names, where


# One issue

NEGATIVE = Issue(
    "negative-count", Severity.FAULT, Place("July.xlsx", "Posts", "F17"), {"column": "reach", "found": "-12"}
)


def test_keys_are_named_in_the_language() -> None:
    issue = Issue("empty-table", Severity.NOTE, values={"table": "posts"})
    assert message(issue) == "The table Posts has no rows, so nothing is computed from it."
    assert fix(issue) == "nothing, if you have no such data."
    assert "Postingan" in message(issue, texts("id"))


def test_an_issue_speaks_every_language() -> None:
    assert message(NEGATIVE, texts("id")) == "reach bernilai -12, padahal tidak boleh kurang dari 0."
    assert fix(NEGATIVE, texts("id")) == "perbaiki selnya, atau kosongkan jika platform tidak memberi angkanya."
    assert message(NEGATIVE, texts("fa")) == "در «reach» عدد \u200e-12 آمده، اما این عدد نباید کمتر از صفر باشد."
    assert fix(NEGATIVE, texts("fa")) == "سلول را اصلاح کنید یا اگر پلتفرم عددش را نمی‌دهد، آن را خالی بگذارید."


@EACH_LANGUAGE
def test_every_sentence_takes_its_values_as_they_are(language: str) -> None:
    awkward = "{x} 100% \\ “q”"
    for code in ENGLISH:
        needed = placeholders(ENGLISH[code]["message"]) | placeholders(ENGLISH[code]["fix"])
        phrases = {"takes": "one_of", "options": awkward} if "takes" in needed else {}
        phrases |= {"platforms": awkward} if "of" in needed else {}
        phrases |= {"days": awkward} if "span" in needed else {}
        issue = Issue(code, Severity.FAULT, values=dict.fromkeys(needed, awkward) | phrases)
        said = message(issue, texts(language)) + fix(issue, texts(language))
        assert said.count(awkward) >= len(needed), code
        assert not re.search(r"\{(?!x\})", said), code


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("en", "is not a setting. Did you mean brand or bonds?"),
        ("id", "bukan nama pengaturan. Mungkin maksudnya brand atau bonds?"),
        ("fa", "از تنظیم‌ها نیست. شاید منظور brand یا bonds بوده است."),
    ],
)
def test_names_that_may_be_meant_are_asked_for_in_the_language(language: str, asked: str) -> None:
    issue = Issue("unknown-setting", Severity.WARNING, values={"found": "brnd", "meant": "brand / bonds"})
    assert message(issue, texts(language)).endswith(asked)
    assert "meant" not in message(replace(issue, values={"found": "brnd", "meant": ""}), texts(language))


@EACH_LANGUAGE
def test_phrases_are_the_same_and_end_as_sentences(language: str) -> None:
    own, english = (texts(one).files["messages"]["phrases"] for one in (language, "en"))
    assert list(own) == list(english)
    assert list(own["takes"]) == list(english["takes"])
    for name, text in own["takes"].items():
        assert placeholders(text) == placeholders(english["takes"][name]), name
        assert text.endswith("."), name


def test_platforms_and_days_are_told_where_there_are_some() -> None:
    values = {"table": "orders", "platforms": "X, TikTok", "days": "51", "day": "2026-08-10"}
    issue = Issue("data-end-early", Severity.WARNING, values=values)
    assert message(issue) == "Orders of X and TikTok: the data end 51 days before the report does, on 2026-08-10."
    assert message(replace(issue, values={**values, "platforms": "", "days": "1"})) == (
        "Orders: the data end 1 day before the report does, on 2026-08-10."
    )


def test_what_a_setting_takes_is_said_in_the_language() -> None:
    values = {"setting": "trend_length", "found": "1", "takes": "whole_number", "low": "2", "high": "60"}
    issue = Issue("bad-setting", Severity.FAULT, values=values)
    assert fix(issue) == "correct the value, or empty the cell to use the default. Use a whole number from 2 to 60."
    assert fix(issue, texts("id")).endswith("memakai nilai bawaan. Isi bilangan bulat dari 2 sampai 60.")
    assert fix(issue, texts("fa")).endswith("خالی بگذارید. عدد صحیحی از \u200e2\u200e تا \u200e60\u200e بنویسید.")
    meant = replace(issue, values={**values, "takes": "kpis", "meant": "reach"})
    assert fix(meant, texts("id")).endswith("Mungkin maksudnya reach? Isi nama KPI atau kategori, dipisahkan koma.")


def test_days_are_said_in_the_calendar_of_the_texts() -> None:
    values = {"kpi": "reach", "platform": "X", "start": "2026-09-23", "due": "2026-09-15", "end": "None"}
    issue = Issue("target-dates", Severity.WARNING, values=values)
    jalali = texts("en", calendar=JALALI)
    assert "due on 1405-06-24, before it starts on 1405-07-01" in message(issue, jalali)
    assert "due on 2026-09-15, before it starts on 2026-09-23" in message(issue)
    typed = Issue("text-as-date", Severity.NOTE, values={"column": "Date", "found": "2026-9-15", "value": "2026-09-15"})
    counted = replace(typed, values={**typed.values, "count": "3"})
    assert "“2026-9-15” as 1405-06-24" in message(counted, jalali)
    asked = {"column": "Date", "found": "03/04/2026", "first": "2026-03-04", "second": "2026-04-03"}
    ambiguous = Issue("ambiguous-date", Severity.FAULT, values=asked)
    assert fix(ambiguous, jalali) == fix(ambiguous)  # what is to be typed
