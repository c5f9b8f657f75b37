"""The shipped templates are found, in every language."""

import pytest

from kpi_excel.errors import FileError
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.workbook.shipped import macro_folder, template_path


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["input", "dashboard"])
def test_templates(kind: str, language: str) -> None:
    assert template_path(kind, language).name == f"{kind}.{language}.xlsx"


def test_macros() -> None:
    assert any(macro_folder().iterdir())


def test_an_installation_that_lacks_one_says_so() -> None:
    with pytest.raises(FileError, match=r"dashboard\.xx\.xlsx is missing") as stopped:
        template_path("dashboard", "xx")
    assert stopped.value.fix == "Install kpi-excel again."
