"""VBA projects: what is written is read again, and what is damaged, locked or missing is said."""

import sys
from pathlib import Path

import pytest
import xlwings

from kpi_excel.live import vba_projects
from kpi_excel.live.macros import STANDALONE, macro_workbook
from kpi_excel.live.vba_projects import MacrosUnavailableError, ProjectError

BELL = "Sub Bell()\r\n    Beep\r\nEnd Sub\r\n"
BOOK = Path(xlwings.__file__).parent / STANDALONE


def text_of(source: str) -> list[str]:
    """Leave out what is the same in every module: its attributes and empty lines."""
    return [line for line in source.splitlines() if line and not line.startswith("Attribute ")]


def test_modules_are_written_and_read() -> None:
    project = vba_projects.new_project(2, {"Bells": BELL, "Box": "Public Count As Long\r\n"}, ["Box"])
    found = vba_projects.modules_of(project)
    assert text_of(found["Bells"]) == ["Sub Bell()", "    Beep", "End Sub"]
    assert text_of(found["Box"]) == ["Public Count As Long"]
    assert project == vba_projects.new_project(2, {"Bells": BELL, "Box": "Public Count As Long\r\n"}, ["Box"])


def test_a_module_is_replaced_and_others_stay() -> None:
    project = vba_projects.new_project(1, {"Bells": BELL, "Other": BELL.replace("Bell", "Other")}, [])
    again = vba_projects.modules_of(
        vba_projects.with_modules(project, {"bells": BELL.replace("Beep", "Beep: Beep"), "More": BELL}, [])
    )
    assert text_of(again["Bells"]) == ["Sub Bell()", "    Beep: Beep", "End Sub"]
    assert text_of(again["Other"]) == ["Sub Other()", "    Beep", "End Sub"]
    assert text_of(again["More"]) == ["Sub Bell()", "    Beep", "End Sub"]


def test_one_module_of_a_workbook_is_read() -> None:
    assert "Class_Initialize" in vba_projects.module_of(BOOK, "Dictionary")
    with pytest.raises(ProjectError):
        vba_projects.module_of(BOOK, "NoSuchModule")


def test_what_is_no_project_is_no_crash() -> None:
    with pytest.raises(ProjectError):
        vba_projects.modules_of(b"not a project")


def test_without_the_package_what_needs_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyopenvba", None)
    assert not vba_projects.is_at_hand()
    with pytest.raises(MacrosUnavailableError, match="reads and writes macros") as caught:
        macro_workbook("en", {})
    assert caught.value.exit_code == 3
    assert "pip install --force-reinstall pyOpenVBA" in caught.value.fix
    assert ".xlsx" in caught.value.fix
