"""What every test may use: markers that say what it needs from outside, and the real exports beside the checkout."""

from datetime import date
from pathlib import Path

import pytest

from tests import rings

_OTHER_PROGRAMS = ("libreoffice", "validator", "node", "excel")


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that starts another program as slow, so that one word leaves out what takes long."""
    for item in items:
        if any(item.get_closest_marker(name) for name in _OTHER_PROGRAMS):
            item.add_marker("slow")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a marked test whose tool or folder is absent; fail it when KPI_EXCEL_REQUIRE_RINGS=1 requires the tools."""
    if item.get_closest_marker("libreoffice"):
        rings.need(rings.libreoffice_absence())
    if item.get_closest_marker("validator"):
        rings.need(rings.validator_absence())
    if item.get_closest_marker("node"):
        rings.need(rings.node_absence())
    if item.get_closest_marker("excel"):
        rings.need(rings.excel_absence(), required=False)  # no machine has both LibreOffice's rings and Excel
    if item.get_closest_marker("shared_data"):
        rings.need(rings.shared_data_absence(), required=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests counted: how much a test peer could compare is no matter of passing alone."""
    for report in terminalreporter.getreports("passed"):
        for name, text in report.user_properties:
            if name == "told":
                terminalreporter.write_line(str(text))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Give the folder of real exports beside the checkout; the test is skipped where it is absent."""
    rings.need(rings.shared_data_absence(), required=False)
    return rings.SHARED_DATA


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be a day after all data of the tests, whatever the clock says; other processes have their own."""
    monkeypatch.setattr("kpi_excel.api.day_in", lambda _zone="": date(2027, 1, 1))
