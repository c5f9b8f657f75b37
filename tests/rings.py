"""The outer rings of tests: programs that know .xlsx files and nothing of this project.

LibreOffice recalculates and renders, Microsoft's Open XML SDK and its Python port validate, HyperFormula calculates and
numfmt formats numbers, both in Node.js. What LibreOffice writes is to be read by a test and never shipped.
"""

import atexit
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import openxml_audit
import pytest

from kpi_excel.live.doctor import State, examine

LIBREOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
PDFTOPPM = shutil.which("pdftoppm")
VALIDATOR = os.environ.get("KPI_EXCEL_VALIDATOR") or shutil.which("ooxml-validator")
NODE = shutil.which("node")
NODE_MODULES = os.environ.get("KPI_EXCEL_NODE_MODULES")
NODE_PACKAGES = ("hyperformula", "numfmt")
REQUIRED = os.environ.get("KPI_EXCEL_REQUIRE_RINGS") == "1"
SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

OLDEST = (25, 2)
TIMEOUT = 120.0
DOTS_PER_INCH = 110
ENGLISH = "en-US"

# 0 means always: without it LibreOffice trusts the cached values. The locale is set because TEXT() follows it.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>LOCALE</value></prop></item>
</oor:items>
"""  # noqa: E501 - one setting a line


class RingError(Exception):
    """A program of a ring did not do its work; the tested file may or may not be at fault."""


class Decision(Enum):
    """What becomes of a test that needs something from outside."""

    RUN = "run"
    SKIP = "skip"
    FAIL = "fail"


def decide(absence: str | None, *, required: bool) -> Decision:
    """Decide what becomes of a test.

    Args:
        absence: Why what the test needs is not there, or None when it is.
        required: Whether an absence is a failure.
    """
    if absence is None:
        return Decision.RUN
    return Decision.FAIL if required else Decision.SKIP


def need(absence: str | None, *, required: bool = REQUIRED) -> None:
    """Skip or fail the running test when what it needs is absent."""
    match decide(absence, required=required):
        case Decision.SKIP:
            pytest.skip(str(absence))
        case Decision.FAIL:
            pytest.fail(f"{absence}, and KPI_EXCEL_REQUIRE_RINGS=1 forbids skipping", pytrace=False)


@cache
def libreoffice_absence() -> str | None:
    """Say why LibreOffice cannot be used, None when it can."""
    if LIBREOFFICE is None:
        return "LibreOffice is not installed"
    return version_absence(_run([LIBREOFFICE, "--version"]).stdout)


def version_absence(printed: str) -> str | None:
    """Say why a LibreOffice that prints this as its version cannot be used, None when it can."""
    found = re.search(r"LibreOffice (\d+)\.(\d+)", printed)
    if found is None:
        return f"LibreOffice gives no version: {printed.strip()!r}"
    if (int(found[1]), int(found[2])) < OLDEST:
        return f"LibreOffice {found[1]}.{found[2]} is older than {OLDEST[0]}.{OLDEST[1]}"
    return None


def validator_absence() -> str | None:
    """Say why Microsoft's validator cannot be used, None when it can."""
    if VALIDATOR is None:
        return "ooxml-validator is neither named by KPI_EXCEL_VALIDATOR nor on the path"
    return None if Path(VALIDATOR).is_file() else f"KPI_EXCEL_VALIDATOR names no file: {VALIDATOR}"


def node_absence() -> str | None:
    """Say why the packages for Node.js cannot be used, None when they can."""
    if NODE is None:
        return "Node.js is not installed"
    if NODE_MODULES is None:
        return "KPI_EXCEL_NODE_MODULES names no folder with packages for Node.js"
    absent = [name for name in NODE_PACKAGES if not Path(NODE_MODULES, name).is_dir()]
    return f"KPI_EXCEL_NODE_MODULES, {NODE_MODULES}, lacks {', '.join(absent)}" if absent else None


def excel_absence() -> str | None:
    """Say why there is no Excel to drive, None when there is one."""
    if sys.platform not in ("win32", "darwin"):
        return f"Excel does not run on this system ({sys.platform})"
    (excel,) = (one for one in examine() if one.subject == "Excel")
    return None if excel.state is State.GOOD else f"Excel: {excel.found}"


def shared_data_absence() -> str | None:
    """Say that there are no real exports beside the checkout, None when there are."""
    return None if SHARED_DATA.is_dir() else "there is no folder ../shared/data beside the checkout"


def recalculate(path: Path, into: Path, locale: str = ENGLISH) -> Path:
    """Let LibreOffice recalculate every formula of a workbook and save the result.

    Args:
        path: The workbook; it is not changed.
        into: The folder for the result, another one than the workbook's; made if absent.
        locale: The region that LibreOffice takes its marks of numbers from.

    Returns:
        The new .xlsx file, to be read for its values.

    Raises:
        RingError: LibreOffice failed, took too long or wrote no file.
    """
    return _convert(path, into, "xlsx", "Calc MS Excel 2007 XML", locale)


def profile_settings(locale: str = ENGLISH) -> str:
    """Write the settings of LibreOffice: the region that it takes its marks of numbers from, and that it calculates."""
    return _PROFILE.replace("LOCALE", locale)


def to_pdf(path: Path, into: Path) -> Path:
    """Let LibreOffice recalculate and print a workbook; arguments and errors as for `recalculate`."""
    return _convert(path, into, "pdf", "calc_pdf_Export")


def to_flat_xml(path: Path, into: Path) -> Path:
    """Let LibreOffice write all it knows of a workbook as one XML file; arguments and errors as for `recalculate`."""
    return _convert(path, into, "fods", "OpenDocument Spreadsheet Flat XML")


def to_png(path: Path, into: Path, last: int = 0) -> list[Path]:
    """Draw the pages of a workbook, or of a PDF, one picture each.

    The test is skipped (or fails, where the rings are required) when pdftoppm is absent.

    Args:
        path: A workbook or a PDF file.
        into: The folder for the pictures and the PDF, another one than the workbook's; made if absent.
        last: The last page to draw; all unless given.

    Returns:
        The pictures in the order of the pages.

    Raises:
        RingError: A program failed, took too long or drew nothing.
    """
    if PDFTOPPM is None:
        need("pdftoppm is not installed")
    pdf = path if path.suffix.lower() == ".pdf" else to_pdf(path, into)
    into.mkdir(parents=True, exist_ok=True)
    for old in _pages(into, path.stem):
        old.unlink()
    until = ["-l", str(last)] if last else []
    done = _run([str(PDFTOPPM), "-png", "-r", str(DOTS_PER_INCH), *until, str(pdf), str(into / path.stem)])
    pages = _pages(into, path.stem)
    if done.returncode or not pages:
        raise RingError(f"pdftoppm drew nothing of {pdf.name}: {done.stderr.strip()}")
    return pages


def validate(path: Path) -> list[str]:
    """List what Microsoft's Open XML SDK finds wrong with a file, a line each; a right file has none.

    Raises:
        FileNotFoundError: There is no such file.
        RingError: The validator itself failed.
    """
    if not path.is_file():
        raise FileNotFoundError(path)
    done = _run([str(VALIDATOR), str(path)])
    try:
        findings = json.loads(done.stdout)["errors"] if done.returncode in (0, 1) else None
    except (ValueError, KeyError):
        findings = None
    if findings is None or bool(findings) != bool(done.returncode):
        raise RingError(f"ooxml-validator failed on {path.name} ({done.returncode}): {done.stderr or done.stdout}")
    return [
        f"[{one['id'] or one['errorType']}] {one['path'] or ''}{one['xPath'] or ''}: {one['description']}"
        for one in findings
    ]


def audit(path: Path) -> list[str]:
    """List what openxml-audit finds wrong with a file, a line each; a right file has none.

    Raises:
        FileNotFoundError: There is no such file.
    """
    if not path.is_file():
        raise FileNotFoundError(path)
    validator = openxml_audit.OpenXmlValidator(file_format=openxml_audit.FileFormat.MICROSOFT_365, max_errors=0)
    return [str(error) for error in validator.validate(path).errors]


def ask_node(script: Path, job: Any) -> Any:
    """Give a script for Node.js a job, and its answer.

    Args:
        script: takes the folder of packages as its argument, reads the job as JSON and writes the answer as JSON.
        job: anything that JSON can hold.

    Raises:
        RingError: The script failed or took too long.
    """
    done = _run([str(NODE), str(script), f"{NODE_MODULES}{os.sep}"], sent=json.dumps(job))
    if done.returncode:
        raise RingError(f"{script.name} failed ({done.returncode}): {done.stderr.strip()[:2000]}")
    return json.loads(done.stdout)


def _convert(path: Path, into: Path, suffix: str, export: str, locale: str = ENGLISH) -> Path:
    if not path.is_file():
        raise FileNotFoundError(path)
    target = into / f"{path.stem}.{suffix}"
    if target.resolve() == path.resolve():
        raise ValueError(f"{path} would be overwritten: give another folder")
    into.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    profile = _profile(locale)
    arguments = ["--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation={profile.as_uri()}"]
    try:
        # LibreOffice reports a file that it could not load with exit code 0, so only the result counts.
        done = _run(
            [str(LIBREOFFICE), *arguments, "--convert-to", f"{suffix}:{export}", "--outdir", str(into), str(path)]
        )
    except RingError:
        _profile.cache_clear()  # what was killed may have left a lock or half a setting
        raise
    if not target.is_file():
        raise RingError(f"LibreOffice made no {suffix} of {path.name} ({done.returncode}): {done.stdout}{done.stderr}")
    return target


@cache
def _profile(locale: str) -> Path:
    """Make this process's own LibreOffice settings: parallel workers must not share them, later calls start faster."""
    folder = Path(tempfile.mkdtemp(prefix="kpi-excel-libreoffice-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "user").mkdir()
    (folder / "user" / "registrymodifications.xcu").write_text(profile_settings(locale), encoding="utf-8")
    return folder


def _pages(folder: Path, stem: str) -> list[Path]:
    """List the pictures of a PDF's pages, which pdftoppm numbers with as many digits as the last one needs."""
    pattern = re.compile(rf"{re.escape(stem)}-\d+\.png")
    return sorted(page for page in folder.iterdir() if pattern.fullmatch(page.name))


def _run(command: list[str], timeout: float = TIMEOUT, sent: str = "") -> subprocess.CompletedProcess[str]:
    """Run a program to its end.

    Args:
        command: The program and its arguments.
        timeout: Seconds until it is ended.
        sent: What it finds to read.

    Raises:
        RingError: It took longer than `timeout` seconds; it and what it started are ended.
    """
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            out, err = process.communicate(sent, timeout=timeout)
        except subprocess.TimeoutExpired:
            _end(process)
            raise RingError(f"no answer within {timeout:g} s from: {' '.join(command)}") from None
        except BaseException:
            _end(process)
            raise
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def _end(process: subprocess.Popen[str]) -> None:
    """End a program with its children: soffice is a script, and what it starts would hold the pipes open."""
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
