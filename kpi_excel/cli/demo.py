"""The demo: the example brand's input workbook and the dashboard built from it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from kpi_excel.api import build
from kpi_excel.authoring.inputs.example import example_tables
from kpi_excel.errors import FileError
from kpi_excel.report.build import Progress, Report, no_progress
from kpi_excel.report.ownership import refuse_other_content, refuse_to_replace
from kpi_excel.workbook.atomic import write_atomically
from kpi_excel.workbook.filling.write_input import write_input


def write_demo(
    folder: str | Path, language: str, force: bool = False, progress: Progress = no_progress
) -> tuple[Path, Report]:
    """Write ``example.xlsx`` and ``example-dashboard.xlsx`` into a folder, which is made if needed.

    Args:
        folder: where to.
        language: of both.
        force: whether files of these names are replaced even if somebody changed the example or made the other.
        progress: told each step's name as it begins.

    Returns:
        The path of the example, and what was built.

    Raises:
        FileError: if the folder cannot be made, or a file cannot be written.
        UsageError: if another file would be replaced.
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError("folder-not-made", folder=folder, reason=error.strerror) from None
    progress("example")
    example, dashboard = folder / "example.xlsx", folder / "example-dashboard.xlsx"
    with tempfile.TemporaryDirectory() as place:
        data = write_input(example_tables(language), Path(place, example.name), language).read_bytes()
    if not force:
        refuse_other_content(example, data)
        refuse_to_replace(dashboard)
    write_atomically(example, data)
    return example, build(example, dashboard, progress=progress, force=force)
