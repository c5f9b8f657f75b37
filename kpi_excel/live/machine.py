"""The machine: what the doctor asks this computer, in one place, so that a test can answer instead."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from kpi_excel.live import vba_projects
from kpi_excel.workbook.calculators.calculator import Calculator

_TIMEOUT = (
    120  # seconds for another Python to start and load the functions; virus scanners can make the first time slow
)


@dataclass(frozen=True)
class Machine:
    """This computer and the Python that runs.

    Args:
        platform: as ``sys.platform`` names it.
        prefix: the folder of this Python's environment.
        executable: this Python.
        home: the user's folder.
        environment: its variables.
    """

    platform: str = sys.platform
    prefix: Path = Path(sys.prefix)
    executable: Path = Path(sys.executable)
    home: Path = field(default_factory=Path.home)
    environment: dict[str, str] = field(default_factory=lambda: dict(os.environ))

    @property
    def is_windows(self) -> bool:
        """Tell whether this is Windows."""
        return self.platform == "win32"

    @property
    def is_mac(self) -> bool:
        """Tell whether this is a Mac."""
        return self.platform == "darwin"

    def version(self, package: str) -> str:
        """Give an installed package's version; empty if it is not installed."""
        try:
            return importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            return ""

    def has_module(self, name: str) -> bool:
        """Tell whether a module can be imported."""
        return importlib.util.find_spec(name) is not None

    def calculates_with(self, calculator: Calculator) -> bool:
        """Tell whether a calculator works here."""
        return calculator.is_at_hand()

    def writes_macros(self) -> bool:
        """Tell whether macros can be read and written here."""
        return vba_projects.is_at_hand()

    def registry(self, key: str, name: str = "") -> str | int | None:
        """Give a value of the current user's registry, or the machine's; None if there is none."""
        if sys.platform != "win32":
            return None
        import winreg  # noqa: PLC0415 - only Windows has it

        for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
            try:
                with winreg.OpenKey(root, key) as opened:
                    value = winreg.QueryValueEx(opened, name)[0]
                    return value if isinstance(value, int) else str(value)
            except OSError:
                continue
        return None

    def exists(self, path: Path) -> bool:
        """Tell whether a file or folder is there."""
        return path.exists()

    def marked_as_downloaded(self, path: Path) -> bool:
        """Tell whether Windows marked a file as coming from the internet."""
        if not self.is_windows:
            return False
        try:
            with open(f"{path}:Zone.Identifier", encoding="utf-8", errors="replace") as stream:
                text = stream.read()
        except OSError:
            return False
        return "ZoneId=3" in text or "ZoneId=4" in text  # internet, restricted

    def run(self, interpreter: str, code: str) -> str:
        """Run code with another Python, away from this folder, and give what it prints; empty if it fails."""
        try:
            done = subprocess.run(
                [interpreter, "-B", "-c", code],
                capture_output=True, text=True, timeout=_TIMEOUT, check=False, cwd=Path(interpreter).parent,
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError):
            return ""
        return done.stdout.strip() if done.returncode == 0 else ""
