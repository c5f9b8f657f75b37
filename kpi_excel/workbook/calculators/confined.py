"""Confined: another program at work, with an end to its time and its memory, whatever it is given.

A workbook can make a spreadsheet program recurse until it crashes, fill the memory or never end. In a process of its
own that is one more answer: the program failed. Unix ends a process that asks for too much memory or computes for too
long. Windows has no such limits for a program started this way, so there time alone is limited, and a crash confined.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MEMORY = 1_000_000_000  # bytes; the example's dashboard takes LibreOffice 250 MB, 100,000 formulas cellrune 900 MB
SECONDS = 15  # of computing, beside those for its formulas
FORMULAS_A_SECOND = 1_000
REFUSED = 3  # the exit code of a program that cannot read what it is given
_PATIENCE = 6  # as long a wait as computing may take: other programs want the processor, too
_LIMITED = 'ulimit -d {kilobytes} 2>/dev/null; ulimit -t {seconds} 2>/dev/null; exec "$@"'


class ConfinedError(Exception):
    """A confined program gave no answer; the message says why, as the end of a sentence about it."""


@dataclass(frozen=True)
class Limits:
    """What a program may use.

    Args:
        seconds: of computing.
        memory: bytes.
    """

    seconds: int
    memory: int = MEMORY

    @classmethod
    def for_formulas(cls, count: int) -> Limits:
        """Give what a workbook with so many formulas may take."""
        return cls(SECONDS + count // FORMULAS_A_SECOND)


def run(
    command: Sequence[str], limits: Limits, given: bytes = b"", environment: Mapping[str, str] | None = None
) -> bytes:
    """Run a program and give what it writes to its output.

    Args:
        command: the program and its arguments.
        limits: what it may use.
        given: what it reads.
        environment: variables; those of this process unless given.

    Raises:
        ConfinedError: if it cannot be started, takes too much, crashes or ends with an error.
    """
    group = {} if sys.platform == "win32" else {"start_new_session": True}
    try:
        process = subprocess.Popen(
            _limited(command, limits),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # it may quote cells
            env=environment,
            **group,  # type: ignore[call-overload]
        )
    except OSError as error:
        raise ConfinedError(f"could not be started ({error.strerror})") from error
    try:
        output, _ = process.communicate(given, timeout=limits.seconds * _PATIENCE)
    except BaseException as error:
        _end(process)
        if not isinstance(error, subprocess.TimeoutExpired):
            raise
        raise ConfinedError(f"took longer than {limits.seconds * _PATIENCE} seconds") from None
    if process.returncode:
        raise ConfinedError(_ended(process.returncode, limits))
    return bytes(output)


def _limited(command: Sequence[str], limits: Limits) -> list[str]:
    """Give a command that sets its own limits before it becomes the program."""
    if sys.platform == "win32":
        return list(command)
    script = _LIMITED.format(kilobytes=limits.memory // 1024, seconds=limits.seconds)
    return ["/bin/sh", "-c", script, "sh", *command]


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program and those that it started."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):  # gone, as it should be
            os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def _ended(code: int, limits: Limits) -> str:
    if code == REFUSED:
        return "could not read this workbook"
    if sys.platform != "win32" and code in (-signal.SIGXCPU, -signal.SIGKILL):
        return f"took longer than {limits.seconds} seconds"
    return f"crashed, or needed more than {limits.memory / 1e9:.0f} GB of memory"
