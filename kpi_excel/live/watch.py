"""Watching: the dashboard rebuilt each time the input workbook is saved, for spreadsheet programs without the buttons.

Excel saves by writing another file and renaming it, LibreOffice by writing the file in place. So the folder is watched,
and a save counts as finished once the file has stayed as it is for a moment.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from watchfiles import Change, watch

from kpi_excel.errors import FileError

QUIET = 0.4  # seconds without a change after which a save has finished
_POLL = 0.1
_STEP, _LOOK = 200, 1000  # milliseconds


def saves(path: Path, stop: threading.Event | None = None, quiet: float = QUIET) -> Iterator[None]:
    """Wait for saves of a file, one after another, until the event is set or Ctrl+C is pressed.

    Files beside it count for nothing, such as the lock files of Excel and LibreOffice or the dashboard itself. A save
    counts from the moment this is called. Where a folder tells nothing, as some network folders do, the file's time is
    looked at once a second.

    Args:
        path: the file; it may be away for a moment.
        stop: set to end.
        quiet: seconds that it must stay as it is.

    Raises:
        FileError: if there is no such folder.
    """
    if not path.resolve().parent.is_dir():
        raise FileError("no-folder", folder=path.parent)
    return _saves(path.resolve(), _state(path), stop, quiet)


def _saves(path: Path, seen: tuple[int, int] | None, stop: threading.Event | None, quiet: float) -> Iterator[None]:
    with contextlib.suppress(KeyboardInterrupt):
        for _ in _looks(path, stop):
            if _state(path) in (seen, None):  # reading a file may be reported, too
                continue
            state = wait_until_saved(path, stop, quiet)
            if state not in (seen, None):
                seen = state
                yield


def _looks(path: Path, stop: threading.Event | None) -> Iterator[None]:
    """Say when to look at a file: when something happened to it, and once a second.

    The folder may go away and come back, as one on a network does; and a system may allow no more watching. Then the
    file is looked at once a second all the same.
    """

    def is_it(_change: Change, changed: str) -> bool:
        return Path(changed).name == path.name

    while stop is None or not stop.is_set():
        changes = watch(
            path.parent,
            watch_filter=is_it,
            stop_event=stop,
            debounce=_STEP,
            step=_STEP // 4,
            rust_timeout=_LOOK,
            yield_on_timeout=True,
            recursive=False,
        )
        with contextlib.suppress(OSError, RuntimeError):  # what watchfiles has for everything that stops it
            for _ in changes:
                yield
        if stop is None or not stop.is_set():
            time.sleep(_LOOK / 1000)
            yield


def wait_until_saved(
    path: Path,
    stop: threading.Event | None = None,
    quiet: float = QUIET,
    sleep: Callable[[float], None] = time.sleep,
) -> tuple[int, int] | None:
    """Wait until a file is there, has stayed as it is for a while and may be read; None if told to stop before."""
    last, since = _state(path), 0.0
    while since < quiet or last is None or not _may_be_read(path):
        if stop is not None and stop.is_set():
            return None
        sleep(_POLL)
        now = _state(path)
        since = since + _POLL if now == last else 0.0
        last = now
    return last


def _state(path: Path) -> tuple[int, int] | None:
    """Give a file's size and time; None if it is not there."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


def _may_be_read(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return bool(stream.read(1))
    except OSError:
        return False
