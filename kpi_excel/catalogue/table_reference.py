"""The reference of the input tables: every sheet, column and setting, with what to enter."""

from kpi_excel.catalogue import TABLES
from kpi_excel.catalogue.markdown import escaped, table
from kpi_excel.language.texts import Texts, texts
from kpi_excel.model.settings import WAITING
from kpi_excel.model.table import Column, Table

_SETTINGS = "settings"


def tables_as_markdown(language: str = "en") -> str:
    """Write the reference of the input tables in Markdown: a section per table, a row per column. No final line break.

    Raises:
        UsageError: if the language is not one of those shipped.
    """
    words = texts(language)
    heads = words.columns("reference")
    blocks = [f"# {words.text('reference', 'titles', 'tables')}", escaped(words.text("reference", "notes", "tables"))]
    for one in TABLES.values():
        blocks += [
            f"## {escaped(words.text('tables', one.name, 'label'))}",
            f"`{one.name}` · {_said(words.text('tables', one.name, 'purpose'), one.waits, words)}",
            table(
                [heads["header"], heads["name"], heads["required"], heads["enter"], heads["choices"]],
                [_row(one, column, words) for column in one.columns],
            ),
        ]
        if one.name == _SETTINGS:
            blocks.append(_settings(words))
    return "\n\n".join(blocks)


def _row(table: Table, column: Column, words: Texts) -> list[str]:
    block = words.files["tables"][table.name]["columns"][column.name]
    required = words.text("start", "required" if column.required else "optional")
    shown = words.files["options"].get(column.words, {})
    choices = ", ".join(str(shown.get(choice, choice)) for choice in (*column.options, *column.suggestions))
    enter = _said(block["hint"], column.waits, words)
    return [escaped(block["label"]), f"`{column.name}`", required, enter, escaped(choices)]


def _said(text: str, waits: bool, words: Texts) -> str:
    """Add to a text that nothing follows from its subject yet, if that is so."""
    return escaped(f"{text} {words.text('reference', 'notes', 'waits')}" if waits else text)


def _settings(words: Texts) -> str:
    """List the settings, which are rows of their table."""
    heads = words.columns("reference")
    rows = [
        [escaped(block["label"]), f"`{name}`", _said(block["hint"], name in WAITING, words)]
        for name, block in words.files[_SETTINGS].items()
    ]
    return table([words.text("reference", "titles", "settings"), heads["name"], heads["enter"]], rows)
