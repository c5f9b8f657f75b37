"""The demo: the example brand's input workbook and the dashboard built from it."""

from __future__ import annotations

from pathlib import Path

from kpi_excel.api import build
from kpi_excel.authoring.inputs.example import example_tables
from kpi_excel.errors import FileError
from kpi_excel.report.build import Progress, Report, no_progress
from kpi_excel.workbook.filling.write_input import write_input


def write_demo(folder: str | Path, language: str, progress: Progress = no_progress) -> tuple[Path, Report]:
    """Write ``example.xlsx`` and ``example-dashboard.xlsx`` into a folder, which is made if needed.

    Returns:
        The path of the example, and what was built.
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"The folder {folder} could not be made: {error.strerror}.", "Choose another one.") from None
    progress("example")
    example = write_input(example_tables(language), folder / "example.xlsx", language)
    return example, build(example, folder / "example-dashboard.xlsx", progress=progress)
