"""The unforeseen: an error that nobody thought of, as one sentence and a report that quotes nothing.

The report says where it happened and with which versions, for whoever mends it. It holds no cell, no sheet's or file's
name and no message of an exception, which may quote them, so that it can be sent to anybody.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from types import TracebackType

from kpi_excel.errors.exceptions import KpiExcelError

PACKAGE = "kpi-excel"
_OURS = PACKAGE.replace("-", "_")


class UnforeseenError(KpiExcelError):
    """Something happened that the program was not made for."""

    exit_code = 4


def unforeseen(error: BaseException, doing: str) -> UnforeseenError:
    """Give the sentence for an error that nobody thought of, and write the report.

    Args:
        error: what was raised.
        doing: the command or the button, one word.
    """
    path = _write(report(error, doing))
    return UnforeseenError("unforeseen-reported", path=path) if path else UnforeseenError("unforeseen")


def report(error: BaseException, doing: str) -> str:
    """Say where an error happened, and with which versions."""
    return "\n".join([f"kpi-excel stopped: {doing}", *_versions(), *_chain(error), ""])


def _versions() -> Iterator[str]:
    yield f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    for name in (PACKAGE, *sorted(_dependencies())):
        try:
            yield f"{name} {metadata.version(name)}"
        except metadata.PackageNotFoundError:
            yield f"{name} is not installed"


def _dependencies() -> list[str]:
    """Name the packages that are needed, as the installed package declares them."""
    try:
        required = metadata.requires(PACKAGE) or []
    except metadata.PackageNotFoundError:
        return []
    names = [one for one in required if "extra ==" not in one]
    return [one[: next((i for i, c in enumerate(one) if c in " <>=!~;["), len(one))] for one in names]


def _chain(error: BaseException | None) -> Iterator[str]:
    """Name each error and its steps, the first cause last."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        kind = type(error)
        number = f" {error.errno}" if isinstance(error, OSError) and error.errno else ""
        yield f"{kind.__qualname__ if _is_known(kind.__module__) else 'an error of another program'}{number}"
        yield from (f"  {step}" for step in _steps(error.__traceback__))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _steps(traceback: TracebackType | None) -> Iterator[str]:
    while traceback is not None:
        module = str(traceback.tb_frame.f_globals.get("__name__", ""))
        if _is_known(module):
            yield f"{module}:{traceback.tb_frame.f_code.co_name}:{traceback.tb_lineno}"
        traceback = traceback.tb_next


def _is_known(module: str) -> bool:
    """Tell whether a module's name is public: ours, Python's or a dependency's, but not of a user's own program."""
    top = module.partition(".")[0]
    needed = {name.casefold().replace("-", "_") for name in _dependencies()} | {"python_calamine", "pyo3_runtime"}
    return top in sys.stdlib_module_names or top == _OURS or top.casefold() in needed


def _write(text: str) -> Path | None:
    """Write the report into the folder for temporary files; None if that is not possible."""
    path = Path(tempfile.gettempdir(), f"{PACKAGE}-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt")
    try:
        path.write_text(text, encoding="utf-8")
    except OSError:
        return None
    return path
