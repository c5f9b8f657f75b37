"""The reference of the datasets: what a template's tables may be named, and which columns each is filled with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kpi_excel.catalogue import KPIS, measures_of
from kpi_excel.catalogue.markdown import code, escaped, table
from kpi_excel.language.texts import Texts, texts
from kpi_excel.report.datasets import HEADER_FILES, KEYS
from kpi_excel.report.template import dataset_columns
from kpi_excel.workbook.filling.asked import PREFIX


def datasets_as_markdown(language: str = "en") -> str:
    """Write the reference of the datasets in Markdown: a section per dataset, a row per column. No final line break.

    Raises:
        UsageError: if the language is not one of those shipped.
    """
    words = texts(language)
    heads = words.columns("reference")
    title, note = words.text("reference", "titles", "datasets"), words.text("reference", "notes", "datasets")
    blocks = [f"# {title}", escaped(note)]
    for name, columns in dataset_columns().items():
        blocks += [
            f"## `{PREFIX}{name}`",
            escaped(words.text("reference", "datasets", name)),
            words.text("reference", "notes", "typed").format(keys=code(KEYS[name])),
            table([heads["name"], heads["header"], heads["holds"]], _rows(columns, words)),
        ]
    return "\n\n".join(blocks)


def _rows(columns: Iterable[str], words: Texts) -> Iterator[list[str]]:
    """Give a row per column; all measures and all KPIs, where a dataset has them, are a row each."""
    columns, measures = list(columns), measures_of(KPIS.values())
    every = {"measures": measures.keys(), "kpis": KPIS.keys()}
    whole = {kind: names for kind, names in every.items() if names <= set(columns)}
    inside = {name for names in whole.values() for name in names}
    for name in columns:
        if name not in inside:
            held = words.label(name) if name in KPIS else words.measure(name) if name in measures else ""
            yield [code([name]), escaped(_headers(name, words)), escaped(held)]
    for kind in whole:
        yield ["", "", escaped(words.text("reference", "notes", kind))]


def _headers(column: str, words: Texts) -> str:
    """Name the headers under which a column is found; files may label it differently."""
    labels = [words.columns(file).get(column) for file in HEADER_FILES]
    return ", ".join(dict.fromkeys(label for label in labels if label))
