"""Coverage-guided fuzzing, where atheris is installed: ``python -m tests.fuzz.guided CORPUS -max_total_time=600``.

atheris (``python -m pip install atheris``) watches which lines a changed file reaches, and changes those files further
that reach new ones. The changes are those of `mutate`. It runs everything in one process, so that it finds what leaks;
what crashes or takes too much is for ``python -m tests.fuzz``.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from kpi_excel.errors import KpiExcelError
from kpi_excel.report.template import report_template
from kpi_excel.workbook.checking.lint import lint
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.reading.read import read
from tests.fuzz.mutate import mutate
from tests.fuzz.subjects import make_input, make_template


def look_at(data: bytes, path: Path) -> None:
    """Read a file as input, as template and as `verify` does; whatever is no sentence is raised."""
    path.write_bytes(data)
    for look in (read, report_template, _lint):
        try:
            look(path)
        except KpiExcelError:
            continue


def _lint(path: Path) -> None:
    with open_package(path) as package:
        lint(package)


def change(data: bytes, max_size: int, seed: int) -> bytes:
    """Change a file for atheris; what is no package any more stays as it is."""
    try:
        changed, _ = mutate(data, str(seed))
    except Exception:  # zipfile has several for what is no zip file
        return data
    return changed if len(changed) <= max_size else data


def main() -> None:
    """Run until atheris is told to stop, or something is found."""
    import atheris  # noqa: PLC0415 - not needed to look at one file, as a test does

    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(next((one for one in sys.argv[1:] if not one.startswith("-")), folder))
        corpus.mkdir(exist_ok=True)
        for make in (make_input, make_template):
            data = make(Path(folder))
            (corpus / make.__name__).write_bytes(data)
        atheris.instrument_all()
        atheris.Setup(sys.argv, lambda data: look_at(data, Path(folder, "f.xlsx")), custom_mutator=change)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
