"""Makes the examples again: the made-up brand's input workbook, its dashboard, and a picture of the first page.

Run it as ``python examples/make.py`` where kpi_excel is installed. The workbooks are the same bytes every time; the
pictures need LibreOffice 25.2 and pdftoppm and are left alone where these are missing.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import kpi_excel as kx
from kpi_excel.authoring.example import example_tables
from kpi_excel.model.settings import LANGUAGES

HERE = Path(__file__).resolve().parent
DOTS_PER_INCH = 110


def make_workbooks(folder: Path, language: str) -> tuple[Path, Path]:
    """Write the input workbook and the dashboard of one language."""
    example = kx.write_input(example_tables(language), folder / f"example.{language}.xlsx", language)
    return example, kx.build(example, folder / f"dashboard.{language}.xlsx").path


def make_picture(dashboard: Path, picture: Path) -> bool:
    """Render the first page; tell whether the programs for it are there."""
    office, renderer = shutil.which("soffice"), shutil.which("pdftoppm")
    if not office or not renderer:
        return False
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        convert = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(dashboard)]
        subprocess.run(convert, check=True, capture_output=True)
        page = [renderer, "-png", "-r", str(DOTS_PER_INCH), "-f", "1", "-l", "1", "-singlefile"]
        subprocess.run([*page, str(Path(folder, f"{dashboard.stem}.pdf")), str(picture.with_suffix(""))], check=True)
    return True


def main() -> None:
    """Make everything."""
    for language in LANGUAGES:
        _, dashboard = make_workbooks(HERE, language)
        drawn = make_picture(dashboard, HERE / f"scorecard.{language}.png")
        sys.stdout.write(f"{dashboard.name}{'' if drawn else ' (no picture: LibreOffice or pdftoppm is missing)'}\n")


if __name__ == "__main__":
    main()
