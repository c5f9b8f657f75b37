"""Writing survives whatever goes wrong at any step: the earlier file stays whole."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kpi_excel.errors import FileError
from kpi_excel.workbook.atomic import write_atomically

STEPS = ("open", "write", "flush", "fsync", "copymode", "replace")

# Runs write_atomically with one step replaced: it raises, or the process kills itself before or after the step.
PROGRAM = """
import io, os, pathlib, shutil, signal, sys
from kpi_excel.errors import UsageError
from kpi_excel.workbook.atomic import write_atomically

step, how, path = sys.argv[1:]

str(UsageError("no-function", name=""))  # so that the texts are read before

def stop():
    if how == "raise":
        raise OSError(5, "Input/output error")
    os.kill(os.getpid(), signal.SIGKILL)

def faulty(function):
    def run(*arguments, **options):
        if how == "kill-after":
            function(*arguments, **options)
        stop()
    return run

class Stream(io.FileIO):
    def write(self, data):
        super().write(bytes(data)[: len(data) // 2])  # half of it gets to the disk
        stop()

if step == "write":
    pathlib.Path.open = lambda self, mode: Stream(str(self), mode)
elif step == "flush":
    class Flushing(io.FileIO):
        flush = faulty(io.FileIO.flush)
    pathlib.Path.open = lambda self, mode: Flushing(str(self), mode)
elif step == "open":
    pathlib.Path.open = faulty(pathlib.Path.open)
elif step == "fsync":
    os.fsync = faulty(os.fsync)
elif step == "copymode":
    shutil.copymode = faulty(shutil.copymode)
else:
    pathlib.Path.replace = faulty(pathlib.Path.replace)
write_atomically(path, b"new" * 1000)
"""


def run(step: str, how: str, path: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    command = [sys.executable, "-c", PROGRAM, step, how, str(path)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


@pytest.mark.parametrize("step", STEPS)
def test_an_error_at_any_step_keeps_the_old_file(tmp_path: Path, step: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    found = run(step, "raise", path)
    assert found.returncode == 1
    assert "FileError: a.xlsx could not be written: Input/output error." in found.stderr
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.xlsx"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("how", ["kill", "kill-after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_any_step_leaves_the_old_or_the_new_file(tmp_path: Path, step: str, how: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    assert run(step, how, path).returncode == -signal.SIGKILL
    assert path.read_bytes() in ((b"old", b"new" * 1000) if (step, how) == ("replace", "kill-after") else (b"old",))
    write_atomically(path, b"next")
    assert path.read_bytes() == b"next"
    assert os.listdir(tmp_path) == ["a.xlsx"]  # the killed program's temporary file is gone, too


def test_writing_replaces_whole_files_and_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_atomically(path, b"old")
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["a.xlsx"]


@pytest.mark.skipif(sys.platform == "win32", reason="modes and links are different there")
def test_the_old_files_mode_and_links_to_it_stay(tmp_path: Path) -> None:
    path, link = tmp_path / "a.xlsx", tmp_path / "link.xlsx"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link.symlink_to(path)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_running_programs_temporary_file_stays(tmp_path: Path) -> None:
    other = tmp_path / f".a.xlsx.{os.getppid()}.tmp"
    other.write_bytes(b"in the making")
    write_atomically(tmp_path / "a.xlsx", b"new")
    assert other.exists()


def refuse(error: OSError) -> Callable[..., Any]:
    def replace(_self: Path, _target: Path) -> None:
        raise error

    return replace


def test_what_stands_in_the_way_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileError, match="There is no folder"):
        write_atomically(tmp_path / "absent" / "a.xlsx", b"")
    with pytest.raises(FileError, match="is a folder"):
        write_atomically(tmp_path, b"")
    (tmp_path / "~$b.xlsx").touch()
    with pytest.raises(FileError, match=r"b\.xlsx is open in Excel"):
        write_atomically(tmp_path / "b.xlsx", b"")
    monkeypatch.setattr(Path, "replace", refuse(PermissionError(13, "Permission denied")))
    with pytest.raises(FileError, match=r"a\.xlsx may not be written"):
        write_atomically(tmp_path / "a.xlsx", b"new")
    assert os.listdir(tmp_path) == ["~$b.xlsx"]
