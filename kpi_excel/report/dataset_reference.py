"""The reference of the datasets: what a template's tables may be named, and which columns each is filled with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from kpi_excel.catalogue import BASE_MEASURES, KPIS, measures_of
from kpi_excel.catalogue.datasets import DATASETS
from kpi_excel.catalogue.markdown import code, escaped, table
from kpi_excel.catalogue.reference import padded, shown_width
from kpi_excel.language.names import joined
from kpi_excel.language.numbers import whole
from kpi_excel.language.texts import Texts, texts
from kpi_excel.model.dataset import DeclaredDataset, Every
from kpi_excel.report.declared import columns_of

_NOTED = {Every.MEASURES: "measures", Every.KPIS: "kpis"}  # so many that a note stands for them


def datasets_as_markdown(language: str = "en") -> str:
    """Write the reference of the datasets in Markdown: a section per dataset, a row per column. No final line break.

    Raises:
        UsageError: if the language is not one of those shipped.
    """
    words = texts(language)
    heads = words.columns("reference")
    title, note = words.text("reference", "titles", "datasets"), words.text("reference", "notes", "datasets")
    blocks = [f"# {title}", escaped(note)]
    for name, dataset in DATASETS.items():
        blocks += [
            f"## `{dataset.table}`",
            escaped(words.text("reference", "datasets", name)),
            words.text("reference", "notes", "typed").format(keys=code(dataset.key)),
            table(
                [heads["name"], heads["header"], heads["holds"]],
                [
                    [code([name]) if name else "", escaped(header), escaped(held)]
                    for name, header, held in _columns(dataset, words)
                ],
            ),
        ]
    return "\n\n".join(blocks)


def list_datasets(language: str = "en") -> str:
    """List the tables that can be filled, each with what it is filled with. Plain text, no final line break.

    Raises:
        UsageError: if the language is not one of those shipped.
    """
    words = texts(language)
    width = max(len(dataset.table) for dataset in DATASETS.values())
    lines = [
        f"{dataset.table:<{width}}  {words.text('reference', 'datasets', name)}" for name, dataset in DATASETS.items()
    ]
    return "\n".join([*lines, "", words.text("commands", "datasets", "more")])


def explain_dataset(dataset: DeclaredDataset, language: str = "en") -> str:
    """Explain one dataset: what it is, where it is shown, how many rows it has in which order, and its columns.

    Returns:
        Plain text without a final line break.

    Raises:
        UsageError: if the language is not one of those shipped.
    """
    words = texts(language)
    columns = list(_columns(dataset, words))
    widths = [max(shown_width(cells[place]) for cells in columns) for place in range(2)]
    rows = [
        f"{padded(name, widths[0])}  {padded(header, widths[1])}  {held}".rstrip() if name else held
        for name, header, held in columns
    ]
    return "\n".join(
        [dataset.table, words.text("reference", "datasets", dataset.name), *_facts(dataset, words), "", *rows]
    )


def datasets_as_json(datasets: Iterable[DeclaredDataset], language: str = "en") -> str:
    """Write datasets with all their columns as a JSON list of objects; only texts depend on the language.

    Raises:
        UsageError: if the language is not one of those shipped.
    """
    words = texts(language)
    facts = [
        {
            "name": dataset.name,
            "table": dataset.table,
            "holds": words.text("reference", "datasets", dataset.name),
            "sheet": words.text("dashboard", "sheets", dataset.sheet) if dataset.sheet else None,
            "key": list(dataset.key),
            "sort": list(dataset.sort),
            "most": dataset.most or None,
            "columns": [
                {
                    "name": name,
                    "header": _header(name, dataset, words) or None,
                    "holds": _held(name, words) or None,
                    "typed": name in dataset.typed,
                }
                for name in _names(dataset)
            ],
        }
        for dataset in datasets
    ]
    return json.dumps(facts, ensure_ascii=False, indent=2)


def _facts(dataset: DeclaredDataset, words: Texts) -> Iterator[str]:
    """Say in sentences what else is declared of a dataset."""
    said = words.section("commands", "datasets")
    if dataset.sheet:
        yield said["sheet"].format(sheet=words.text("dashboard", "sheets", dataset.sheet))
    if dataset.sort:
        order = zip(*dataset.order, strict=True)
        names = (name if ascending else said["highest_first"].format(column=name) for name, ascending in order)
        yield said["sort"].format(columns=joined(names, words))
    if dataset.most:
        yield said["most"].format(number=whole(dataset.most, words))
    yield words.text("reference", "notes", "typed").format(keys=joined(dataset.key, words))
    if dataset.typed:
        yield said["typed"].format(columns=joined(dataset.typed, words))


def _names(dataset: DeclaredDataset) -> tuple[str, ...]:
    return columns_of(dataset, KPIS, measures_of(KPIS.values()))


def _columns(dataset: DeclaredDataset, words: Texts) -> Iterator[tuple[str, str, str]]:
    """Give the name, the header and the meaning of each column; all measures and all KPIs are a note each."""
    noted = [one for one in dataset.every if one in _NOTED]
    every = {Every.MEASURES: measures_of(KPIS.values()).keys(), Every.KPIS: KPIS.keys()}
    inside = {name for one in noted for name in every[one]} - set(dataset.names)
    for name in _names(dataset):
        if name not in inside:
            yield name, _header(name, dataset, words), _held(name, words)
    for one in noted:
        yield "", "", words.text("reference", "notes", _NOTED[one])


def _header(name: str, dataset: DeclaredDataset, words: Texts) -> str:
    return words.headers.get(dataset.label_keys.get(name, name), "")


def _held(name: str, words: Texts) -> str:
    """Name the KPI or the measure that a column holds; empty if it holds neither."""
    return words.label(name) if name in KPIS else words.measure(name) if name in BASE_MEASURES else ""
