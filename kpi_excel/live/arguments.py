"""Arguments: cells to numbers and back, element by element, as a worksheet function gets and gives them.

A blank, an empty text and an error all come from xlwings as None, and give an empty cell. What is no number gives, in
its own cell of the result, a sentence that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kpi_excel.functions.call import ShapesDifferError, call
from kpi_excel.functions.values import number, numbers
from kpi_excel.model.declaration import Declaration
from kpi_excel.model.kpi import Kpi
from kpi_excel.workbook.cells import MAX_COLUMN, MAX_ROW

Cells: TypeAlias = Sequence[Sequence[Any]]
Result: TypeAlias = list[list[Any]] | str

_PLAIN = {float, int, bool, type(None)}
_LONGEST = 40  # characters of a wrong value that are shown


def compute_kpi(kpi: Kpi, declaration: Declaration, given: Mapping[str, Cells | None]) -> Result:
    """Compute a KPI's worksheet function.

    Args:
        kpi: the KPI.
        declaration: its function.
        given: the rows of each argument's cells by the argument's name; None if it is left out.

    Returns:
        Rows of numbers, NaN or an empty text where there is no value; or a sentence that says what is wrong.
    """
    present = {name: cells for name, cells in given.items() if cells is not None}
    try:
        return _of_answers(kpi, declaration, present) if kpi.answers else _of_numbers(kpi, declaration, present)
    except ShapesDifferError as error:
        return unfit({name: error.shapes[name] for name in present})
    except (TypeError, ValueError) as error:
        return str(error)


def _of_numbers(kpi: Kpi, declaration: Declaration, present: Mapping[str, Cells]) -> Result:
    wrong: dict[str, NDArray[Any]] = {}

    def read(value: Any, name: str) -> NDArray[np.float64]:
        if name not in present:
            return numbers(value, name)
        cells_read, texts = read_numbers(value, name)
        if texts is not None:
            wrong[name] = texts
        return cells_read

    result = np.asarray(call(kpi, declaration, present, read), float)
    if not wrong:
        return _rows(result)
    mixed = result.astype(object)
    for texts in reversed(wrong.values()):  # the first wrong argument is the one that is named
        spread = np.broadcast_to(texts, result.shape)
        mixed = np.where(spread == "", mixed, spread)
    return _rows(mixed)


def _of_answers(kpi: Kpi, declaration: Declaration, present: Mapping[str, Cells]) -> Result:
    given: dict[str, Any] = dict(present)
    for argument in declaration.arguments:
        if argument.optional and argument.name in present:  # what answers are judged by, not answers
            cells = present[argument.name]
            if len(cells) * len(cells[0]) != 1:
                return f"{argument.name}: give one cell, not {size((len(cells), len(cells[0])))}."
            given[argument.name] = cells[0][0]
    return [[call(kpi, declaration, given)]]


def read_numbers(cells: Cells, name: str) -> tuple[NDArray[np.float64], NDArray[Any] | None]:
    """Read cells as numbers.

    Returns:
        An array of the cells' shape, NaN where there is no number; and, unless all is well, an array of the same shape
        with a sentence where something else stands.
    """
    if set(map(type, chain.from_iterable(cells))) <= _PLAIN:
        read = np.array(cells, dtype=float)
        return np.where(np.isfinite(read), read, np.nan), None
    rows = [list(row) for row in cells]
    texts = np.full((len(rows), len(rows[0])), "", dtype=object)
    known: dict[Any, float | str] = {}  # a column mostly says the same where it says no number
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            if type(cell) not in _PLAIN:
                if cell not in known:
                    known[cell] = _number_or_sentence(cell, name)
                if isinstance(known[cell], str):
                    row[x], texts[y, x] = None, known[cell]
                else:
                    row[x] = known[cell]
    numbers = np.array(rows, dtype=float)
    return np.where(np.isfinite(numbers), numbers, np.nan), texts if (texts != "").any() else None


def _number_or_sentence(value: object, name: str) -> float | str:
    try:
        return number(value, name)
    except TypeError:
        return f"{name}: {shown(value)} is not a number."


def each(compute: Callable[..., Any], *arguments: Cells | None) -> Result:
    """Call a function for each cell of ranges that fit together; an argument left out is None for every one.

    Args:
        compute: takes one value of each argument, and gives a number, a text or None.
        arguments: the rows of each argument's cells.
    """
    arrays = [_objects(cells if cells is not None else [[None]]) for cells in arguments]
    try:
        spread = np.broadcast_arrays(*arrays)
    except ValueError:
        return unfit({str(position): array.shape for position, array in enumerate(arrays, 1)})
    flat = zip(*(array.ravel().tolist() for array in spread), strict=True)
    results = _objects([[compute(*one) for one in flat]])
    return _rows(results.reshape(spread[0].shape))


def used(arguments: Sequence[Cells | None]) -> list[Cells | None]:
    """Cut whole columns and whole rows, such as ``B:B``, behind the last one in which any of them holds something.

    All are cut alike, so that they still fit together; other ranges stay as they are.

    Args:
        arguments: the rows of each argument's cells; None if it is left out.
    """
    columns = [one for one in arguments if one is not None and len(one) == MAX_ROW]
    rows = [one for one in arguments if one is not None and len(one[0]) == MAX_COLUMN]
    height = max((_last(one) for one in columns), default=0) or 1
    width = max((_last(list(zip(*one, strict=True))) for one in rows), default=0) or 1
    return [
        argument
        and [
            row[: width if len(row) == MAX_COLUMN else None]
            for row in argument[: height if len(argument) == MAX_ROW else None]
        ]
        for argument in arguments
    ]


def _last(lines: Cells) -> int:
    """Count the lines up to the last one that holds something."""
    filled = (number for number in range(len(lines), 0, -1) if any(one is not None for one in lines[number - 1]))
    return next(filled, 0)


def one_value(cells: Cells | None) -> Any:
    """Give the value of the first cell; None if the argument is left out."""
    return None if cells is None else cells[0][0]


def flat_values(cells: Cells | None) -> list[Any]:
    """Give the values that are not blank, row by row."""
    return [] if cells is None else [one for row in cells for one in row if one is not None]


def unfit(shapes: Mapping[str, tuple[int, ...]]) -> str:
    """Say that ranges do not fit together."""
    sizes = ", ".join(f"{name} {size(shape)}" for name, shape in shapes.items())
    return f"The ranges do not fit together ({sizes}): use ranges of one size, or single rows, columns or cells."


def size(shape: tuple[int, ...]) -> str:
    """Write a range's size, rows first, as Excel does."""
    return f"{shape[0]}R x {shape[1]}C"


def shown(value: object) -> str:
    """Write a wrong value for a sentence."""
    if isinstance(value, datetime) and (value.hour or value.minute or value.second):
        return f"the time {value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"the date {value:%Y-%m-%d}"
    text = str(value)
    return f"“{text if len(text) <= _LONGEST else text[: _LONGEST - 1] + '…'}”"


def _rows(array: NDArray[Any]) -> list[list[Any]]:
    rows: list[list[Any]] = array.tolist()
    return rows


def _objects(cells: Cells) -> NDArray[Any]:
    """Build an array of objects that never takes texts or dates for anything else."""
    array = np.empty((len(cells), len(cells[0])), dtype=object)
    for row, values in enumerate(cells):
        array[row, :] = values
    return array
