"""Watching: saves of every kind are seen once, and nothing else is taken for one."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kpi_excel.errors import FileError
from kpi_excel.live.watch import saves, wait_until_saved

pytestmark = pytest.mark.slow

PATIENCE = 15.0
QUIET = 0.25


@contextmanager
def watched(path: Path) -> Iterator[list[bytes]]:
    """Note the file's content at each save that is seen."""
    seen: list[bytes] = []
    stop = threading.Event()
    changes = saves(path, stop, QUIET)

    def note() -> None:
        seen.extend(path.read_bytes() for _ in changes)

    thread = threading.Thread(target=note)
    thread.start()
    time.sleep(0.3)
    try:
        yield seen
    finally:
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not done() and time.monotonic() < end:
        time.sleep(0.05)
    assert done()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "kpis.xlsx"
    path.write_bytes(b"first")
    return path


def by_rename(path: Path, data: bytes) -> None:
    """Save as Excel does: write another file, move the old one away, rename, delete."""
    other = path.with_name("A1B2C3D4")
    other.write_bytes(data)
    path.rename(path.with_name("E5F6.tmp"))
    time.sleep(0.1)
    other.rename(path)
    path.with_name("E5F6.tmp").unlink()


def in_place(path: Path, data: bytes) -> None:
    """Save as LibreOffice does, slowly."""
    with path.open("wb") as stream:
        for byte in data:
            stream.write(bytes([byte]))
            stream.flush()
            time.sleep(0.05)


@pytest.mark.parametrize("save", [by_rename, in_place])
def test_a_save_is_seen_once_and_whole(path: Path, save: Callable[[Path, bytes], None]) -> None:
    with watched(path) as seen:
        save(path, b"second one")
        until(lambda: len(seen) == 1)
        save(path, b"the third")
        until(lambda: len(seen) == 2)
        time.sleep(1.5)
    assert seen == [b"second one", b"the third"]


def test_lock_files_and_other_files_are_none(path: Path) -> None:
    with watched(path) as seen:
        for name in ("~$kpis.xlsx", ".~lock.kpis.xlsx#", "kpis-dashboard.xlsx"):
            path.with_name(name).write_bytes(b"x")
        path.read_bytes()
        time.sleep(1.5)
    assert seen == []


def test_a_save_before_watching_began_is_not_missed(path: Path) -> None:
    stop = threading.Event()
    changes = saves(path, stop, QUIET)
    path.write_bytes(b"while the first dashboard was built")
    next(changes)
    stop.set()
    assert list(changes) == []


def test_a_file_that_goes_away_comes_back(path: Path) -> None:
    with watched(path) as seen:
        path.unlink()
        time.sleep(0.6)
        path.write_bytes(b"back")
        until(lambda: seen == [b"back"])


def test_waiting_ends_when_told(tmp_path: Path) -> None:
    stop = threading.Event()
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            stop.set()

    assert wait_until_saved(tmp_path / "absent.xlsx", stop, QUIET, sleep) is None
    assert len(waits) == 3


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="There is no folder"):
        saves(tmp_path / "no" / "kpis.xlsx")
