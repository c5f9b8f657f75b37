"""The last handler: what nobody thought of is a sentence, a report and exit code 4, in every command."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import kpi_excel as kx
from kpi_excel.cli import watching
from kpi_excel.cli.watching import watch_and_build
from kpi_excel.errors import KpiExcelError
from kpi_excel.live.doctor import State, examine
from tests.live.test_doctor import Patient

pytestmark = pytest.mark.slow

SECRET = "Rahasia Sari"
POSTS = [{"published": "2026-07-01", "platform": "X", "likes": 3, "impressions": 10}]
# what a fault of the program would be: the engine meets what it was not made for
BREAK = """
import kpi_excel.api, kpi_excel.engine.compute
def broken(*_):
    raise {error}
kpi_excel.api.compute_results = broken
from kpi_excel.cli.main import main
main()
"""
PANIC = f"type('PanicException', (BaseException,), {{}})({SECRET!r})"


def run(folder: Path, error: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TMPDIR": str(folder), "PYTHONPATH": str(Path(kx.__file__).parent.parent)}
    return subprocess.run(
        [sys.executable, "-c", BREAK.format(error=error), *arguments],
        cwd=folder, capture_output=True, text=True, encoding="utf-8", env=environment, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("error", [f"ZeroDivisionError({SECRET!r})", f"RecursionError({SECRET!r})", PANIC])
@pytest.mark.parametrize("command", ["check", "build", "targets"])
def test_a_fault_of_the_program_is_a_sentence_and_a_report(tmp_path: Path, command: str, error: str) -> None:
    kx.write_input({"posts": POSTS}, tmp_path / "kpis.xlsx")
    done = run(tmp_path, error, command, "kpis.xlsx")
    assert done.returncode == 4
    assert done.stderr.startswith("Error: Something happened that kpi-excel was not made for, and it stopped.\nFix: ")
    assert "Traceback" not in done.stdout + done.stderr
    assert SECRET not in done.stdout + done.stderr
    (report,) = tmp_path.glob("kpi-excel-*.txt")
    text = report.read_text(encoding="utf-8")
    assert text.startswith(f"kpi-excel stopped: {command}\n")
    assert "  kpi_excel.api:compute:" in text
    assert SECRET not in text
    assert "kpis.xlsx" not in text


@pytest.mark.parametrize("arguments", [("--debug", "check", "kpis.xlsx"), ("check", "kpis.xlsx", "--debug")])
def test_debug_shows_the_traceback(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    kx.write_input({"posts": POSTS}, tmp_path / "kpis.xlsx")
    done = run(tmp_path, f"ValueError({SECRET!r})", *arguments)
    assert done.returncode == 4
    assert "Traceback" in done.stderr
    assert f"ValueError: {SECRET}" in done.stderr


def test_debug_shows_what_is_behind_a_damaged_file(tmp_path: Path) -> None:
    (tmp_path / "kpis.xlsx").write_bytes(b"PK\x03\x04")
    done = run(tmp_path, "ValueError", "check", "kpis.xlsx", "--debug")
    assert done.returncode == 3
    assert "BadZipFile" in done.stderr
    assert done.stderr.count("Error: kpis.xlsx is damaged") == 2  # the traceback's end, and the sentence


def test_watch_survives_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    errors: list[BaseException] = [
        ZeroDivisionError(SECRET), type("PanicException", (BaseException,), {})(SECRET), MemoryError(),
        KpiExcelError("never-saved", name="July.xlsx"),
    ]  # fmt: skip
    raised = iter(errors)

    def build(*_: object, **__: object) -> object:
        raise next(raised)

    def saves(_path: Path) -> Iterator[None]:
        yield from [None] * (len(errors) - 1)

    monkeypatch.setattr(watching, "build", build)
    monkeypatch.setattr(watching, "saves", saves)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert watch_and_build(tmp_path / "kpis.xlsx", tmp_path / "out.xlsx", None, None) == 0
    said = capsys.readouterr().out
    assert said.count("Waiting for the next save.") == len(errors)
    assert said.count("was not made for") == 3
    assert "July.xlsx has never been saved." in said
    assert SECRET not in said


def test_a_check_of_the_doctor_that_fails_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_machine: object) -> Iterator[object]:
        yield from ()
        raise ZeroDivisionError(SECRET)

    monkeypatch.setattr("kpi_excel.live.doctor._python", broken)
    found = {one.subject: one for one in examine(machine=Patient())}
    assert found["Python"].state is State.UNKNOWN
    assert SECRET not in found["Python"].found + found["Python"].fix
    assert "Excel" in found
