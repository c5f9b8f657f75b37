"""Loads the declarations of the datasets and refuses what contradicts itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any

from kpi_excel.catalogue.loader import choice
from kpi_excel.errors import CatalogueError
from kpi_excel.errors.exceptions import alike
from kpi_excel.model.dataset import (
    KPI_COLUMN,
    KPI_FACTS,
    Colour,
    DatasetColumn,
    DeclaredDataset,
    Every,
    Highlight,
    Look,
    Number,
)

_LIKE = "like"
_KEYS = frozenset(one.name for one in fields(DeclaredDataset)) - {"name"} | {_LIKE}
_READ = ("columns", "every", "look", _LIKE)  # the other keys are given as they stand
_COLUMN_KEYS = frozenset(one.name for one in fields(DatasetColumn)) - {"name"}
_HIGHLIGHT_KEYS = frozenset(one.name for one in fields(Highlight))


def load_datasets(data: Mapping[str, Any]) -> Mapping[str, DeclaredDataset]:
    """Build the datasets from datasets.toml.

    Raises:
        CatalogueError: if a block lacks its key, has an unknown one or an unknown choice, or names a column that it
            lacks or has twice.
    """
    return MappingProxyType({name: _dataset(name, _whole(name, data)) for name in data})


def _whole(name: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give a dataset's block over that of the dataset that it is like."""
    block = data[name]
    other = block.get(_LIKE, "")
    if other and _LIKE in data.get(other, {_LIKE: ""}):
        raise CatalogueError("dataset-like-none", where=f"datasets.toml, {name}", about=name, other=other)
    return {**(data[other] if other else {}), **block}


def _dataset(name: str, block: Mapping[str, Any]) -> DeclaredDataset:
    where = f"datasets.toml, {name}"
    _refuse_unknown(block, _KEYS, where)
    if not block.get("key"):
        raise CatalogueError("key-missing", where=where, about=name, key="key")
    given: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in block.items() if key not in _READ
    }
    found = DeclaredDataset(
        name,
        columns=tuple(_column(one, facts, f"{where}.{one}") for one, facts in block.get("columns", {}).items()),
        every=tuple(choice(Every, one, where) for one in block.get("every", ())),
        look=_looks(block, where),
        **given,
    )
    _check(found, where)
    return found


def _column(name: str, facts: Mapping[str, Any], where: str) -> DatasetColumn:
    _refuse_unknown(facts, _COLUMN_KEYS, where)
    return DatasetColumn(
        name,
        facts.get("label", ""),
        facts.get("width", 0),
        choice(Number, facts["number"], where) if "number" in facts else None,
        _looks(facts, where),
        tuple(_highlight(one, where) for one in facts.get("highlights", ())),
        facts.get("bars", False),
    )


def _highlight(facts: Mapping[str, Any], where: str) -> Highlight:
    _refuse_unknown(facts, _HIGHLIGHT_KEYS, where)
    colour = choice(Colour, facts["colour"], where) if "colour" in facts else None
    return Highlight(**{**facts, "colour": colour})


def _looks(facts: Mapping[str, Any], where: str) -> tuple[Look, ...]:
    return tuple(choice(Look, one, where) for one in facts.get("look", ()))


def _check(dataset: DeclaredDataset, where: str) -> None:
    """Refuse a dataset that names a column twice or one that it lacks, or a KPI without what must stand beside it."""
    names = dataset.names
    for name in names:
        if names.count(name) > 1:
            raise CatalogueError("same-column-twice", where=where, about=name, name=name)
    deciding = [one.by for column in dataset.columns for one in column.highlights if one.by]
    listed = {*dataset.key, *dataset.typed, *dataset.choices, *deciding}
    listed |= set() if dataset.every else set(dataset.order[0])
    if KPI_COLUMN in names:
        listed |= set(KPI_FACTS)
    for name in sorted(listed - set(names)):
        raise CatalogueError("no-such-column", alike(name, names), where=where, about=name, name=name)


def _refuse_unknown(block: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    for key in block:
        if key not in known:
            raise CatalogueError("unknown-key", alike(key, known), where=where, about=key, key=key)
