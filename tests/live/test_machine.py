"""What the doctor asks a computer."""

import sys
from pathlib import Path

import pytest
import xlwings

from kpi_excel.live.machine import Machine


@pytest.mark.parametrize(
    ("platform", "windows", "mac"), [("win32", True, False), ("darwin", False, True), ("linux", False, False)]
)
def test_systems(platform: str, windows: bool, mac: bool) -> None:
    machine = Machine(platform=platform)
    assert (machine.is_windows, machine.is_mac) == (windows, mac)


def test_packages_and_modules() -> None:
    machine = Machine()
    assert machine.version("xlwings") == xlwings.__version__
    assert machine.version("no-such-package") == ""
    assert machine.has_module("json")
    assert not machine.has_module("no_such_module")


def test_files(tmp_path: Path) -> None:
    machine = Machine(home=tmp_path)
    assert machine.exists(tmp_path)
    assert not machine.exists(tmp_path / "nothing")
    assert not machine.marked_as_downloaded(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has a registry")
def test_only_windows_has_a_registry() -> None:
    assert Machine().registry(r"Software\Microsoft\Office", "x") is None
