"""The watch command: each save builds, and what stops a build is said and waited for."""

from __future__ import annotations

from datetime import datetime
from itertools import chain
from pathlib import Path

from kpi_excel.api import build
from kpi_excel.cli import voice
from kpi_excel.cli.output import print_error, print_report, shown
from kpi_excel.cli.progress import progress
from kpi_excel.cli.terminal import echo, style
from kpi_excel.errors import KpiExcelError
from kpi_excel.errors.unforeseen import unforeseen
from kpi_excel.live.watch import saves
from kpi_excel.workbook.native import is_failure


def watch_and_build(path: Path, output: Path, template: Path | None, language: str | None, force: bool = False) -> int:
    """Build now and after each save, until Ctrl+C.

    Args:
        path: the input workbook.
        output: the dashboard.
        template: what is filled, the shipped dashboard unless given.
        language: of the dashboard, the workbook's setting unless given.
        force: whether the first build replaces a file that is no dashboard of ours.

    Returns:
        How many builds succeeded.

    Raises:
        FileError: if there is no folder to watch.
    """
    changes = saves(path)
    said = voice.speak_of(path, language).section("commands", "watch")
    echo(said["watching"].format(path=shown(path), output=shown(output)))
    built = 0
    try:
        for _ in chain([None], changes):
            built += _build_once(path, output, template, language, force and not built)
    except KeyboardInterrupt:
        echo()
    echo(said["stopped"].format(path=shown(path)))
    return built


def _build_once(path: Path, output: Path, template: Path | None, language: str | None, force: bool) -> bool:
    """Build, and say what came of it; whatever stops this build stops no later one."""
    echo(style(f"{datetime.now():%H:%M:%S}", dim=True))
    try:
        with progress() as step:
            report = build(path, output, template, language, step, force=force)
        print_report(report, path)
    except KpiExcelError as error:
        print_error(error, err=False)
    except BaseException as error:
        if not is_failure(error):
            raise
        print_error(unforeseen(error, "watch"), err=False)
    else:
        return True
    echo(voice.words().text("commands", "watch", "waiting"))
    return False
