"""Asking LibreOffice through its own Python; see `drive`."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.rings import LIBREOFFICE, need, profile_settings

HERE = Path(__file__).parent


def office_python() -> str:
    """Give a Python that can drive LibreOffice."""
    for name in ("/usr/bin/python3", "python3", "python"):
        found = shutil.which(name)
        if found and subprocess.run([found, "-c", "import uno"], capture_output=True, check=False).returncode == 0:
            return found
    need("no Python with LibreOffice's uno module (Debian: python3-uno)")
    raise AssertionError


def ask(job: Mapping[str, Any], folder: Path) -> Any:
    """Give LibreOffice a job, and its answer.

    Args:
        job: as `drive` takes it.
        folder: for the job's file.
    """
    path = folder / "job.json"
    path.write_text(json.dumps({**job, "profile": profile_settings()}), encoding="utf-8")
    command = [office_python(), str(HERE / "drive.py"), str(LIBREOFFICE), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.strip().splitlines()[-1])
