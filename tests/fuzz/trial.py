"""Trials: a command on a changed file, in a process of its own, and what came of it."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kpi_excel.cli.main import main
from tests.fuzz.mutate import mutate
from tests.fuzz.subjects import Subject

SECONDS, MEMORY = 25, 1_000_000_000
_KILLED_AFTER = 300  # seconds, of which a busy machine may give it few
_ESCAPED = 70  # what even the last handler did not catch
EXPECTED = (0, 1, 2, 3)  # the documented exit codes, without that of the unforeseen


@dataclass(frozen=True)
class Outcome:
    """What came of one command.

    Args:
        case: the seed, from which everything can be made again.
        command: what was run.
        changes: what was done to the file.
        code: the exit code; of a process that a signal ended, minus its number.
        seconds: of computing that it and the programs it started took; others may keep the machine busy.
        memory: bytes that it or a program it started took at most.
        said: what it printed.
    """

    case: str
    command: tuple[str, ...]
    changes: tuple[str, ...]
    code: int
    seconds: float
    memory: int
    said: str

    @property
    def fault(self) -> str:
        """Name what is wrong; empty if nothing is."""
        if self.code < 0:
            return "crashed"
        if self.code not in EXPECTED or "panicked" in self.said:
            return "leaked"
        if self.code and not any(word in self.said for word in ("Error: ", "Fault", "Flaw", "would stop", "not ")):
            return "silent"
        if any(mark in self.said for mark in "\x1b\x07\u202e"):
            return "not gated"
        return "slow" if self.seconds > SECONDS else "large" if self.memory > MEMORY else ""


def cases(subject: Subject, sound: bytes, numbers: Sequence[int], folder: Path) -> Iterator[Outcome]:
    """Try a subject's commands, one per case, on its file changed by each number as seed."""
    for number in numbers:
        case = f"{subject.name} {number}"
        data, changes = mutate(sound, case)
        command = subject.commands[number % len(subject.commands)]
        yield trial(case, data, subject.name, command, changes, folder)


def trial(case: str, data: bytes, name: str, command: Sequence[str], changes: Sequence[str], folder: Path) -> Outcome:
    """Run a command on a file, in a fork of this process, which has everything loaded already."""
    place = folder / "trial"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    (place / name).write_bytes(data)
    words = tuple(one.format(file=name, input="../sound-input.xlsx") for one in command)
    process = os.fork()
    if not process:
        _run(words, place)
    code, seconds, memory = _wait(process)
    said = (place / "said.txt").read_text(encoding="utf-8", errors="replace")
    return Outcome(case, words, tuple(changes), code, seconds, memory, said)


def _run(words: Sequence[str], place: Path) -> None:
    """Be the command; never come back."""
    code = _ESCAPED
    try:
        os.chdir(place)
        output = os.open("said.txt", os.O_WRONLY | os.O_CREAT)
        os.dup2(output, 1)
        os.dup2(output, 2)
        sys.stdout, sys.stderr = (open(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))  # noqa: SIM115
        sys.argv = ["kpi-excel", *words]
        os.environ["TMPDIR"] = "."
        shutil.which = lambda *_: None  # LibreOffice takes seconds each time
        main()
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
    except BaseException:
        code = _ESCAPED
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _wait(process: int) -> tuple[int, float, int]:
    """Wait for a process; give its exit code, its time of computing and its memory."""
    deadline = time.monotonic() + _KILLED_AFTER
    while True:
        found, status, usage = os.wait4(process, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024
        if time.monotonic() > deadline:
            os.kill(process, signal.SIGKILL)
            deadline += _KILLED_AFTER
        time.sleep(0.002)
