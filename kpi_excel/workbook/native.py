"""Native code: a fault inside a reader or calculator written in Rust, kept from ending the program.

Rust calls a fault of its own a panic. Python gets it as an exception that is no ``Exception``, so that ``except
Exception`` lets it through, and Rust writes a report of it to the terminal first. Here it becomes an ordinary
exception, and what it wrote is dropped. A fault that ends the process, such as a lack of memory, cannot be caught:
whatever can be made to want that is measured beforehand or runs in a process of its own.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
from collections.abc import Iterator
from typing import IO

_STDERR = 2  # the descriptor that native code writes to, whatever sys.stderr is


class PanicError(Exception):
    """Native code met what its authors did not foresee."""


def is_panic(error: BaseException) -> bool:
    """Tell whether an exception is a panic: each native package has a class of its own of that name."""
    return type(error).__name__ == "PanicException"


def is_failure(error: BaseException) -> bool:
    """Tell whether an exception means that something failed, not that the program is to end."""
    return isinstance(error, Exception) or is_panic(error)


@contextlib.contextmanager
def catching_panics() -> Iterator[None]:
    """Let native code run; a panic of it becomes an ordinary exception, and is not reported on the terminal.

    Raises:
        PanicError: if it panics; what it says about it stays untold, for it may quote a cell.
    """
    _QUIET.enter()
    panicked = False
    try:
        yield
    except BaseException as error:
        if not is_panic(error):
            raise
        panicked = True
        raise PanicError from None
    finally:
        _QUIET.leave(replay=not panicked)


class _Quiet:
    """Keeps what is written to the error stream's descriptor, as long as anybody wants it kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._replay = True
        self._kept: IO[bytes] | None = None
        self._stream = -1

    def enter(self) -> None:
        with self._lock:
            self._users += 1
            if self._users > 1:
                return
            self._replay = True
            with contextlib.suppress(OSError):  # a program without a terminal may have no such descriptor
                self._stream = os.dup(_STDERR)
                self._kept = tempfile.TemporaryFile()  # noqa: SIM115 - closed by whoever leaves last
                os.dup2(self._kept.fileno(), _STDERR)

    def leave(self, replay: bool) -> None:
        with self._lock:
            self._users -= 1
            self._replay &= replay
            if self._users or self._kept is None:
                return
            os.dup2(self._stream, _STDERR)
            os.close(self._stream)
            with self._kept as kept:
                kept.seek(0)
                said = kept.read() if self._replay else b""
            self._kept = None
            if said:
                with contextlib.suppress(OSError):
                    os.write(_STDERR, said)


_QUIET = _Quiet()
