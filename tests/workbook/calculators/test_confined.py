"""Programs that take too much: each ends, with a reason, and leaves nothing running."""

import os
import sys
import time
from pathlib import Path

import pytest

from kpi_excel.workbook.calculators import confined
from kpi_excel.workbook.calculators.confined import ConfinedError, Limits, run

SMALL = Limits(seconds=2, memory=300_000_000)
UNIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits of memory for such a program")


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_what_a_program_writes_is_its_answer() -> None:
    echo = python("import sys; sys.stdout.write(sys.stdin.read().upper()); sys.stderr.write('noise')")
    assert run(echo, SMALL, b"a formula") == b"A FORMULA"


@UNIX
@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("while True: pass", "took longer than 2 seconds"),
        ("x = b'1' * 400_000_000", "crashed, or needed more than 0 GB of memory"),
        ("import os; os.abort()", "crashed, or needed more than 0 GB of memory"),
        ("import sys; sys.exit(1)", "crashed, or needed more than 0 GB of memory"),
        ("import sys; sys.exit(3)", "could not read this workbook"),
    ],
)
def test_a_program_that_takes_too_much_or_crashes(code: str, reason: str) -> None:
    with pytest.raises(ConfinedError) as caught:
        run(python(code), SMALL)
    assert str(caught.value) == reason


@UNIX
def test_a_program_that_waits_for_ever_ends_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confined, "_PATIENCE", 1)
    note = tmp_path / "process"
    child = f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(100)"
    code = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(100)"
    started = time.monotonic()
    with pytest.raises(ConfinedError, match="took longer than 2 seconds"):
        run(python(code), SMALL)
    assert time.monotonic() - started < 20
    number = int(note.read_text())
    for _ in range(100):  # the system needs a moment to bury it
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{number}/stat").exists() and " Z " in Path(f"/proc/{number}/stat").read_text():
            return
        time.sleep(0.05)
    pytest.fail("it still runs")


def test_a_program_that_is_not_there() -> None:
    with pytest.raises(ConfinedError, match=r"crashed|could not be started"):
        run(["/no/such/program"], SMALL)


def test_more_formulas_may_take_longer() -> None:
    assert [Limits.for_formulas(count).seconds for count in (0, 999, 5_000, 100_000)] == [15, 15, 20, 115]
