"""Progress: a bar for work that takes over a second on a terminal, and silence everywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Timer

from kpi_excel.cli import voice

PATIENCE = 1.0  # seconds before anything is shown
STEPS = ("example", "read", "compute", "fill", "calculate", "write")


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Give a function to call with each step's name; the bar appears on standard error once it takes long."""
    if not sys.stderr.isatty():
        yield lambda _step: None
        return
    bar = _Bar()
    timer = Timer(PATIENCE, bar.show)
    timer.daemon = True
    timer.start()
    try:
        yield bar.step
    finally:
        timer.cancel()
        bar.hide()


class _Bar:
    """A bar that knows its step before it is shown."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._steps: list[str] = []
        self._rich: object = None
        self._hidden = False

    def step(self, name: str) -> None:
        with self._lock:
            self._steps.append(name)
            self._update()

    def show(self) -> None:
        from rich.console import Console  # noqa: PLC0415
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn  # noqa: PLC0415

        with self._lock:
            if self._hidden:
                return
            columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn())
            self._rich = Progress(*columns, transient=True, console=Console(stderr=True))
            self._task = self._rich.add_task("", total=len(STEPS))
            self._rich.start()
            self._update()

    def hide(self) -> None:
        with self._lock:
            self._hidden = True
            if self._rich is not None:
                self._rich.stop()  # type: ignore[attr-defined]

    def _update(self) -> None:
        if self._rich is not None and self._steps:
            name = self._steps[-1]
            done = STEPS.index(name)
            self._rich.update(self._task, description=voice.words().text("commands", "progress", name), completed=done)  # type: ignore[attr-defined]
