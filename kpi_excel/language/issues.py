"""Issues in words: what is wrong, what to do about it, and where, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from kpi_excel.errors import Issue
from kpi_excel.errors.exceptions import BETWEEN
from kpi_excel.errors.place import rows_in
from kpi_excel.language import errors
from kpi_excel.language.names import joined, listed, platform
from kpi_excel.language.places import address
from kpi_excel.language.texts import Texts, texts
from kpi_excel.model.calendar import GREGORIAN, Calendar

_EDGES = " \u200e"  # what an empty hint leaves behind
_DAY = re.compile(r"\b(?:19|20)\d\d-\d\d-\d\d\b")
_TO_TYPE = ("ambiguous-date",)
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


def _said(issue: Issue, what: str, words: Texts) -> str:
    values = _dated(_named(issue, words), issue, words)
    text, phrases = words.text("messages", issue.code, what), _phrases(values, words)
    text = text if phrases["meant"] else text.replace("{meant} ", "")
    return text.format_map({**values, **phrases}).strip(_EDGES)


def _phrases(values: Mapping[str, str], words: Texts) -> dict[str, str]:
    phrases: Mapping[str, Any] = words.files["messages"]["phrases"]
    names, takes, days = (values.get(name, "") for name in ("meant", "takes", "days"))
    return {
        "meant": phrases["meant"].format(names=names.replace(BETWEEN, phrases["or"])) if names else "",
        "takes": phrases["takes"][takes].format_map(values) if takes else "",
        "of": phrases["of"].format_map(values) if values.get("platforms") else "",
        "span": phrases["day" if days == "1" else "days"].format_map(values) if days else "",
    }


def _dated(values: Mapping[str, str], issue: Issue, words: Texts) -> Mapping[str, str]:
    """Say days in the calendar of the words, but for what was typed and what is to be typed."""
    if words.calendar == GREGORIAN or issue.code in _TO_TYPE:
        return values
    return {name: text if name == "found" else _DAY.sub(partial(_day, words), text) for name, text in values.items()}


def _day(words: Texts, found: re.Match[str]) -> str:
    try:
        return Calendar(words.calendar).written(date.fromisoformat(found[0]))
    except ValueError:
        return found[0]


def _named(issue: Issue, words: Texts) -> dict[str, str]:
    """Put labels in the place of the keys of tables, columns, KPIs and measures."""
    values = dict(issue.values)
    table = values.get("table", "")
    if issue.code == "coverage":
        values |= {"kpi": words.label(values["kpi"]), "missing": words.measure(values["missing"])}
    if values.get("platforms"):
        values["platforms"] = listed([platform(one, words) for one in values["platforms"].split(", ")], words)
    for key in ("at", "there"):
        if rows_in(values.get(key, "")):
            values[key] = address(values[key], words)
    if issue.cause is not None:
        values |= {"found": errors.sentence(issue.cause, words), "hint": errors.fix(issue.cause, words)}
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
