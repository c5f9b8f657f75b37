"""What is drawn wrong is named by sheet, cell and remedy; what is right, as Excel saved it, is left in peace."""

import pytest

from tests.workbook.checking.drawings import FOLDER, SAVED, said


@pytest.mark.shared_data
@pytest.mark.parametrize("name", SAVED)
def test_what_excel_saved_is_right(name: str) -> None:
    assert said(FOLDER / name) == []
