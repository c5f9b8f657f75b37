"""The datasets that ship, as datasets.toml declares them."""

from __future__ import annotations

from collections.abc import Mapping

from kpi_excel.catalogue.dataset_loader import load_datasets
from kpi_excel.catalogue.loader import read_toml
from kpi_excel.errors import UsageError
from kpi_excel.errors.exceptions import alike
from kpi_excel.model.dataset import PREFIX, DeclaredDataset

DATASETS: Mapping[str, DeclaredDataset] = load_datasets(read_toml("datasets.toml"))


def dataset(name: str) -> DeclaredDataset:
    """Give the dataset of a name, in any case, with or without what tables have before it.

    Raises:
        UsageError: if there is none; the message lists close matches.
    """
    key = name.strip().casefold().removeprefix(PREFIX)
    if key not in DATASETS:
        raise UsageError("no-dataset", alike(key, DATASETS), name=name)
    return DATASETS[key]
