"""Own process: a library calculates where a crash or a lack of memory ends that process and no other.

Run as a program, this module is that process: it reads which module is asked and what, as JSON, lets its ``answer``
work, and writes what that gives as JSON.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kpi_excel.workbook.calculators.calculation import UNAVAILABLE, Calculated, Place, Values
from kpi_excel.workbook.calculators.confined import REFUSED, ConfinedError, Limits, run

_UNAVAILABLE: list[str] = []  # stands for that value in JSON, which has none of its kind


def ask(module: str, asked: Mapping[str, Any], limits: Limits) -> Any:
    """Let a module's ``answer`` work in a process of its own.

    Args:
        module: its full name.
        asked: what it is given, as JSON can write it.
        limits: what the process may use.

    Raises:
        ConfinedError: if it fails.
    """
    command = [sys.executable, "-P", "-m", __name__]  # -P: what lies in the working folder is no module
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    output = run(command, limits, json.dumps([module, asked]).encode(), environment)
    try:
        return json.loads(output)
    except ValueError:
        raise ConfinedError("gave no answer that can be read") from None


def values_of(module: str, path: Path, places: Sequence[Place], today: date) -> Values:
    """Let a module's ``answer`` give the values of some cells of a workbook; arguments and errors as for `ask`.

    Args:
        module: its full name.
        path: the workbook.
        places: the cells.
        today: the day that TODAY and NOW mean.
    """
    asked = {"path": str(path.resolve()), "today": today.isoformat(), "places": places}
    given = ask(module, asked, Limits.for_formulas(len(places)))
    return {place: calculated(value) for place, value in zip(places, given, strict=True)}


def told(value: Calculated) -> Any:
    """Write a value for the process that asked."""
    return _UNAVAILABLE if value is UNAVAILABLE else value


def calculated(value: Any) -> Calculated:
    """Read a value that another process wrote."""
    return UNAVAILABLE if value == _UNAVAILABLE else value


def main() -> None:
    """Answer in this process; what the library writes itself does not come between."""
    module, asked = json.load(sys.stdin)
    with os.fdopen(os.dup(1), "w") as output:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        try:
            json.dump(importlib.import_module(module).answer(asked), output)
        except Exception:  # what each library raises for a workbook that it does not understand
            sys.exit(REFUSED)


if __name__ == "__main__":
    main()
