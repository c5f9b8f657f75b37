"""Makes the examples again: a made-up brand's input workbook, its dashboard and a picture of it; and the reference.

Run it as ``python examples/make.py`` where kpi_excel is installed. The workbooks are the same bytes every time; the
pictures need LibreOffice 25.2 and pdftoppm and are left alone where these are missing.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from xlsxwriter import Workbook

import kpi_excel as kx
from kpi_excel.authoring.inputs.example import example_tables
from kpi_excel.catalogue import KPIS
from kpi_excel.catalogue.reference import as_markdown
from kpi_excel.catalogue.table_reference import tables_as_markdown
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.report.dataset_reference import datasets_as_markdown

HERE = Path(__file__).resolve().parent
DOTS_PER_INCH = 110
FONTS = """<?xml version="1.0"?>
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <!-- Persian dashboards are in Tahoma; where it is missing, this font has all its letters and digits -->
  <alias binding="same"><family>Tahoma</family><accept><family>DejaVu Sans</family></accept></alias>
</fontconfig>
"""


def make_workbooks(folder: Path, language: str) -> tuple[Path, Path]:
    """Write the input workbook and the dashboard of one language."""
    example = kx.write_input(example_tables(language), folder / f"example.{language}.xlsx", language)
    return example, kx.build(example, folder / f"dashboard.{language}.xlsx").path


def make_reference(folder: Path, language: str) -> list[Path]:
    """Write the reference of KPIs, datasets and input tables of one language."""
    texts = {
        "kpis": as_markdown(KPIS.values(), language),
        "datasets": datasets_as_markdown(language),
        "tables": tables_as_markdown(language),
    }
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.{language}.md").write_text(f"{text}\n", encoding="utf-8", newline="\n")
    return [folder / f"{name}.{language}.md" for name in texts]


def make_picture(dashboard: Path, picture: Path, box: tuple[int, int, int, int] | None = None) -> bool:
    """Render the first page, or a part of it in pixels; tell whether the programs for it are there."""
    office, renderer = shutil.which("soffice"), shutil.which("pdftoppm")
    if not office or not renderer:
        return False
    with tempfile.TemporaryDirectory() as folder:
        fonts = Path(folder, "fonts.conf")
        fonts.write_text(FONTS, encoding="utf-8")
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        convert = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(dashboard)]
        subprocess.run(convert, check=True, capture_output=True, env=os.environ | {"FONTCONFIG_FILE": str(fonts)})
        page = [renderer, "-png", "-r", str(DOTS_PER_INCH), "-f", "1", "-l", "1", "-singlefile"]
        if box:
            page += [word for option, value in zip("xyWH", box, strict=True) for word in (f"-{option}", str(value))]
        subprocess.run([*page, str(Path(folder, f"{dashboard.stem}.pdf")), str(picture.with_suffix(""))], check=True)
    return True


def own_template(path: Path) -> Path:
    """Write a template as somebody might design one: a title, one table and one chart."""
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet("Our platforms")
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 2)
        sheet.set_column(1, 4, 16)
        sheet.write_string(
            0, 1, "Our platforms", book.add_format({"bold": True, "font_size": 18, "font_color": "#7C2D12"})
        )
        head = book.add_format({"bold": True, "bottom": 2, "bottom_color": "#C2410C"})
        text, count = book.add_format({"bottom": 4}), book.add_format({"num_format": "#,##0", "bottom": 4})
        percent = book.add_format({"num_format": "0.0%", "bottom": 4})
        looks = {"platform": text, "posts": count, "engagements": count, "engagement_rate": percent}
        for column, look in enumerate(looks.values(), 1):
            sheet.write_blank(3, column, None, look)
        columns = [{"header": name, "header_format": head, "format": look} for name, look in looks.items()]
        sheet.add_table(
            2, 1, 3, 4, {"name": "kpi_each_platform", "columns": columns, "style": None, "autofilter": False}
        )
        chart = book.add_chart({"type": "column"})
        chart.add_series(
            {
                "categories": "='Our platforms'!$B$4",
                "values": "='Our platforms'!$E$4",
                "fill": {"color": "#C2410C"},
                "data_labels": {"value": True, "num_format": "0.0%"},
            }
        )
        chart.set_title({"name": "Engagement rate", "name_font": {"size": 12}})
        chart.set_legend({"none": True})
        chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}})
        chart.set_size({"width": 520, "height": 260})
        sheet.insert_chart(2, 6, chart)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 1)
    return path


def make_own_picture(example: Path, picture: Path) -> bool:
    """Fill the template above and draw it."""
    with tempfile.TemporaryDirectory() as folder:
        template = own_template(Path(folder, "mine.xlsx"))
        filled = kx.build(example, Path(folder, "template.xlsx"), template).path
        return make_picture(filled, picture, (0, 0, 1287, 420))


def main() -> None:
    """Make everything."""
    for language in LANGUAGES:
        make_reference(HERE / "reference", language)
        _, dashboard = make_workbooks(HERE, language)
        drawn = make_picture(dashboard, HERE / f"dashboard.{language}.png")
        sys.stdout.write(f"{dashboard.name}{'' if drawn else ' (no picture: LibreOffice or pdftoppm is missing)'}\n")
    make_own_picture(HERE / "example.en.xlsx", HERE / "template.png")


if __name__ == "__main__":
    main()
