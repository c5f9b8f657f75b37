"""Issues in words: what is wrong, what to do about it, and where, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kpi_excel.errors import Issue, Place
from kpi_excel.errors.exceptions import BETWEEN
from kpi_excel.language.names import joined, listed, platform
from kpi_excel.language.texts import Texts, texts

_EDGES = " \u200e"  # what an empty hint leaves behind
_ENGLISH = texts("en")


def message(issue: Issue, words: Texts = _ENGLISH) -> str:
    """Say what is wrong.

    Example:
        >>> from kpi_excel.errors import Severity
        >>> issue = Issue("unknown-column", Severity.NOTE, values={"found": "Raech", "meant": "reach"})
        >>> message(issue, texts("id"))
        'Kolom “Raech” tidak dikenal dan tidak dibaca. Mungkin maksudnya reach?'
    """
    return _said(issue, "message", words)


def fix(issue: Issue, words: Texts = _ENGLISH) -> str:
    """Say what to do about it.

    Example:
        >>> from kpi_excel.errors import Severity
        >>> fix(Issue("negative-count", Severity.FAULT, values={"column": "reach", "found": "-12"}))
        'correct the cell, or empty it if the platform gave no number.'
    """
    return _said(issue, "fix", words)


def place(where: Place, words: Texts = _ENGLISH) -> str:
    """Say where something stands; nothing if it has no place.

    Example:
        >>> place(Place("July.xlsx", "Posts", "F17")), place(Place(sheet="Posts", cell="A1:A9"), texts("id"))
        ("July.xlsx, sheet 'Posts', cell F17", "lembar 'Posts', sel A1:A9")
    """
    parts = [where.file] if where.file else []
    if where.sheet:
        parts.append(words.text("commands", "place", "sheet").format(sheet=where.sheet))
    if where.cell:
        kind = "cells" if ":" in where.cell else "cell"
        parts.append(words.text("commands", "place", kind).format(cell=where.cell))
    return joined(parts, words)


def _said(issue: Issue, what: str, words: Texts) -> str:
    values = _named(issue, words)
    text, phrases = words.text("messages", issue.code, what), _phrases(values, words)
    text = text if phrases["meant"] else text.replace("{meant} ", "")
    return text.format_map({**values, **phrases}).strip(_EDGES)


def _phrases(values: Mapping[str, str], words: Texts) -> dict[str, str]:
    phrases: Mapping[str, Any] = words.files["messages"]["phrases"]
    names, takes = values.get("meant", ""), values.get("takes", "")
    return {
        "meant": phrases["meant"].format(names=names.replace(BETWEEN, phrases["or"])) if names else "",
        "takes": phrases["takes"][takes].format_map(values) if takes else "",
    }


def _named(issue: Issue, words: Texts) -> dict[str, str]:
    """Put labels in the place of the keys of tables, columns, KPIs and measures."""
    values = dict(issue.values)
    table = values.get("table", "")
    if issue.code == "coverage":
        values |= {"kpi": words.label(values["kpi"]), "missing": words.measure(values["missing"])}
        values["platforms"] = listed([platform(one, words) for one in values["platforms"].split(", ")], words)
    if "vocabulary" in values:
        labels = words.files["options"].get(values["vocabulary"], {})
        values["options"] = joined((labels.get(one, one) for one in values["options"].split(", ")), words)
    if issue.code.startswith("target-"):
        values["kpi"] = words.label(values["kpi"])
    if table in words.files["tables"]:
        values["table"] = words.text("tables", table, "label")
        if issue.code == "column-missing":
            values["column"] = words.text("tables", table, "columns", values["column"], "label")
        if issue.code == "header-missing":
            labels = (words.text("tables", table, "columns", key, "label") for key in values["columns"].split(", "))
            values["columns"] = joined(labels, words)
    return values
