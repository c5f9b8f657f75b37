"""Asked: which dataset a table asks for by its name, its owner's or the one Excel gives to the table of a copied sheet.

``kpi_<dataset>`` asks for a dataset, and so does ``kpi_<dataset>__<anything>``, where a workbook needs one twice. When
a sheet is copied, Excel names the copied table ``kpi_platforms3``: it is filled too if its columns are the dataset's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kpi_excel.model.dataset import PREFIX
from kpi_excel.workbook.filling.filled import Dataset
from kpi_excel.workbook.parts.structure import ExcelTable

_SEVERAL = "__"
_NUMBERED = re.compile(r"(.*[^0-9_])_?[0-9]+")


def dataset_of(table_name: str) -> str:
    """Give the dataset that a table's name asks for; empty if it asks for none.

    Example:
        >>> dataset_of("kpi_trend__chart"), dataset_of("Posts")
        ('trend', '')
    """
    folded = table_name.casefold()
    return folded.removeprefix(PREFIX).split(_SEVERAL)[0] if folded.startswith(PREFIX) else ""


def copied_dataset_of(table_name: str) -> str:
    """Give the dataset of the table from which Excel may have copied one; empty if its name does not end in a number.

    Example:
        >>> copied_dataset_of("kpi_platforms3"), copied_dataset_of("kpi_platforms")
        ('platforms', '')
    """
    match = _NUMBERED.fullmatch(dataset_of(table_name))
    return match[1] if match else ""


def asked(table: ExcelTable, datasets: Mapping[str, Dataset]) -> str:
    """Give the dataset that fills a table; empty if none does, as of every table whose name does not begin so.

    Args:
        table: the table.
        datasets: rows by dataset.
    """
    name, copied = dataset_of(table.name), copied_dataset_of(table.name)
    if name in datasets:
        return name
    return copied if copied in datasets and _is_like(table, datasets[copied]) else ""


def _is_like(table: ExcelTable, dataset: Dataset) -> bool:
    """Tell whether a table holds a dataset's rows: it tells them apart, and most of its values are the dataset's."""
    keys = [key for key, formula in zip(dataset.keys_of(table.columns), table.formulas, strict=True) if not formula]
    known = [key for key in keys if key]
    return 2 * len(known) > len(keys) and not {*dataset.key_columns}.isdisjoint(known)
