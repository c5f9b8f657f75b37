"""Runs the command line as ``python -m kpi_excel``."""

from kpi_excel.cli.main import main

main()
