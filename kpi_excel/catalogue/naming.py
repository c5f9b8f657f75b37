"""Naming: the keys that issues carry, in the words that users see."""

from kpi_excel.catalogue import TABLES
from kpi_excel.catalogue.texts import Texts
from kpi_excel.errors import Issue


def named(issue: Issue, words: Texts) -> Issue:
    """Put labels in the place of the keys of tables, columns, KPIs and measures.

    Example:
        >>> from kpi_excel.catalogue.texts import texts
        >>> from kpi_excel.errors import Severity
        >>> issue = Issue("empty-table", Severity.NOTE, values={"table": "custom_kpis"})
        >>> named(issue, texts("en")).values["table"]
        'Custom KPIs'
    """
    values = dict(issue.values)
    table = values.get("table", "")
    if issue.code == "coverage":
        values |= {"kpi": words.label(values["kpi"]), "missing": words.measure(values["missing"])}
    if issue.code.startswith("target-"):
        values["kpi"] = words.label(values["kpi"])
    if table in TABLES:
        values["table"] = words.text("tables", table, "label")
        if issue.code == "column-missing":
            values["column"] = words.text("tables", table, "columns", values["column"], "label")
        if issue.code == "header-missing":
            labels = (words.text("tables", table, "columns", key, "label") for key in values["columns"].split(", "))
            values["columns"] = ", ".join(labels)
    return Issue(issue.code, issue.severity, issue.place, values)
