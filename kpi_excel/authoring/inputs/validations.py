"""Validations: what Excel says when a cell of the input workbook is selected, and what it refuses."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kpi_excel.authoring.inputs.lists import NAMES, list_of
from kpi_excel.language.texts import Texts
from kpi_excel.model.calendar import JALALI
from kpi_excel.model.table import Column, ColumnType, Table

FIRST_DAY = date(1990, 1, 1)
LAST_DAY = date(2100, 12, 31)

_DATES = {"validate": "date", "criteria": "between", "minimum": FIRST_DAY, "maximum": LAST_DAY}
_FROM_0 = {"validate": "decimal", "criteria": ">=", "value": 0}  # platforms report fractions of conversions
_ABOVE_0 = {"validate": "decimal", "criteria": ">", "value": 0}
_ANY_NUMBER = {"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15}
_YEARS = {
    "validate": "integer",
    "criteria": "between",
    "minimum": FIRST_DAY.year,
    "maximum": LAST_DAY.year,
}
_RULES: Mapping[ColumnType, tuple[Mapping[str, Any], str]] = {
    ColumnType.DATE: (_DATES, "error_date"),
    ColumnType.TIME: (_DATES, "error_date"),
    ColumnType.COUNT: (_FROM_0, "error_count"),
    ColumnType.SIGNED_COUNT: (_ANY_NUMBER, "error_number"),
    ColumnType.AMOUNT: (_FROM_0, "error_amount"),
    ColumnType.SIGNED_AMOUNT: (_ANY_NUMBER, "error_number"),
    ColumnType.NUMBER: (_FROM_0, "error_number"),
    ColumnType.YEAR: (_YEARS, "error_year"),
}
_SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "trend_length": {"validate": "integer", "criteria": ">=", "value": 1},
    "currency": {"validate": "length", "criteria": "between", "minimum": 3, "maximum": 12},  # a code, or toman
    "fiscal_year_start": {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 12},
    "csat_scale": _ABOVE_0,
    "csat_satisfied_from": _ABOVE_0,
    "review_scale": _ABOVE_0,
    "customer_lifespan_years": _ABOVE_0,
    "response_within": _ABOVE_0,
    "smallest_base": {"validate": "integer", "criteria": ">=", "value": 1},
    "as_of": _DATES,
}


def column_validation(table: Table, column: Column, texts: Texts) -> dict[str, Any]:
    """Give XlsxWriter's options for the cells of a column: what they take, and the hint.

    Options are strict; platforms and other suggestions allow any text; a KPI that is not in the list is asked about
    and may stay, because custom KPIs have targets too. So is a date, because Excel takes one of the Jalali calendar for
    a text; where people write in that calendar, nothing stands in their way.
    """
    section = texts.section("tables", table.name)["columns"][column.name]
    options = {"input_title": section["label"], "input_message": section["hint"]}
    rule, error = _RULES.get(column.type, ({"validate": "any"}, ""))
    if name := list_of(column):
        rule = {"validate": "list", "source": "=" + NAMES.format(name)}
        if column.type in (ColumnType.OPTION, ColumnType.YES_NO, ColumnType.KPI, ColumnType.TABLE):
            error = "error_option"
        else:
            options["show_error"] = False
        if column.type is ColumnType.KPI:
            options["error_type"] = "warning"
    options |= _lenience(rule, texts)
    if error:
        options["error_title"] = texts.text("start", "error_title")
        options["error_message"] = texts.text("start", error).format(column=section["label"])
    return {**rule, **options}


def setting_validation(setting: str, listed: bool, texts: Texts) -> dict[str, Any]:
    """Give XlsxWriter's options for a setting's value; its hint says what is allowed, so it is the error too.

    Args:
        setting: the setting's name.
        listed: whether there is a list of that name.
        texts: the texts of the workbook's language.
    """
    section = texts.section("settings", setting)
    rule = _SETTINGS.get(setting, {"validate": "any"})
    if listed:
        rule = {"validate": "list", "source": "=" + NAMES.format(setting)}
    return {
        **rule,
        **_lenience(rule, texts),
        "input_title": section["label"],
        "input_message": section["hint"],
        "error_title": texts.text("start", "error_title"),
        "error_message": section["hint"],
    }


def _lenience(rule: Mapping[str, Any], texts: Texts) -> dict[str, Any]:
    """Let dates of the Jalali calendar be typed, which Excel takes for texts: see `column_validation`."""
    if rule is not _DATES:
        return {}
    usual = texts.text("words", "language", "calendar") == JALALI
    return {"show_error": False} if usual else {"error_type": "warning"}
