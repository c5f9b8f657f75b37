"""The reference of the input tables names every table, column and setting, in the words of the input workbook."""

import re

import pytest

from kpi_excel.catalogue import TABLES
from kpi_excel.catalogue.markdown import escaped
from kpi_excel.catalogue.table_reference import tables_as_markdown
from kpi_excel.errors import UsageError
from kpi_excel.language.texts import texts
from kpi_excel.model.settings import LANGUAGES, WAITING

EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


def sections(language: str) -> dict[str, str]:
    """Give each table's section under the name that stands at its beginning."""
    _, *found = tables_as_markdown(language).split("\n## ")
    return {section.split("\n")[2].split("`")[1]: section for section in found}


def test_a_column_word_for_word() -> None:
    assert (
        "| Placement | `placement` | optional | Organic, or paid if money promoted the post. Leave empty for organic. "
        "| organic, paid |\n" in sections("en")["posts"]
    )


@EACH_LANGUAGE
def test_every_table_is_a_section_with_a_row_per_column(language: str) -> None:
    words, found = texts(language), sections(language)
    assert list(found) == list(TABLES)
    for name, table in TABLES.items():
        section = found[name]
        assert section.startswith(escaped(words.text("tables", name, "label")))
        rows = [row for row in section.split("\n") if re.match(r"\|(?!---)", row)][1:]  # without the heads
        for column, row in zip(table.columns, rows, strict=name != "settings"):
            assert f"`{column.name}`" in row
            assert escaped(words.text("tables", name, "columns", column.name, "hint")) in row
            assert (words.text("start", "required") in row.split("|")[3]) == column.required


@EACH_LANGUAGE
def test_every_setting_is_a_row_of_the_settings(language: str) -> None:
    section = sections(language)["settings"]
    for name, block in texts(language).files["settings"].items():
        assert f"| {escaped(block['label'])} | `{name}` | {escaped(block['hint'])} " in section


@EACH_LANGUAGE
def test_what_nothing_follows_from_yet_says_so(language: str) -> None:
    waits = escaped(texts(language).text("reference", "notes", "waits"))
    found = sections(language)
    for name, table in TABLES.items():
        assert (waits in found[name].split("\n")[2]) == table.waits, name
        for column in table.columns:
            (row,) = [row for row in found[name].split("\n") if row.split("|")[2:3] == [f" `{column.name}` "]]
            assert (waits in row) == column.waits, (name, column.name)
    for name in texts(language).files["settings"]:
        assert any(f"`{name}`" in row and (waits in row) == (name in WAITING) for row in found["settings"].split("\n"))


def test_unknown_languages_are_refused() -> None:
    with pytest.raises(UsageError, match="There is no language “de”"):
        tables_as_markdown("de")
