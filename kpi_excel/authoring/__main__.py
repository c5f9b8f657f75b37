"""Builds the shipped templates again: ``python -m kpi_excel.authoring workbook_templates``."""

import sys
from pathlib import Path

from kpi_excel.authoring.dashboard.workbook import write_dashboards
from kpi_excel.authoring.inputs.workbook import write_templates

folder = Path(sys.argv[1] if len(sys.argv) > 1 else "workbook_templates")
for path in (*write_templates(folder), *write_dashboards(folder)):
    sys.stdout.write(f"{path}\n")
