"""Panics of native code, made by a class as pyo3 makes it and by a reader of its own."""

import os

import pytest

from kpi_excel.workbook.native import PanicError, catching_panics

Panic = type("PanicException", (BaseException,), {})


def test_a_panic_is_an_ordinary_exception_and_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    def native() -> None:
        os.write(2, b"thread '<unnamed>' panicked at src/a.rs:1:\nsecret of a cell\n")
        raise Panic("secret of a cell")

    with pytest.raises(PanicError), catching_panics():
        native()
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "after\n"


def test_what_is_written_without_a_panic_is_kept(capfd: pytest.CaptureFixture[str]) -> None:
    with catching_panics():
        os.write(2, b"one\n")
        with catching_panics():
            os.write(2, b"two\n")
    assert capfd.readouterr().err == "one\ntwo\n"


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, ValueError])
def test_what_is_no_panic_passes(error: type[BaseException]) -> None:
    with pytest.raises(error), catching_panics():
        raise error


def test_a_program_without_an_error_stream() -> None:
    saved = os.dup(2)
    os.close(2)
    try:
        with pytest.raises(PanicError), catching_panics():
            raise Panic
    finally:
        os.dup2(saved, 2)
        os.close(saved)
