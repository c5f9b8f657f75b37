"""Words of a workbook become part of a file's name that every system takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_excel.model.file_name import as_file_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Senja: Kopi/Teh", "Senja- Kopi-Teh"),
        ("a\tb\n c", "a b c"),
        ("../../etc", "..-..-etc"),
        ("report\u202excod.exe", "reportxcod.exe"),  # a sign that turns what follows round
        ("داده\u200cها", "داده\u200cها"),  # Persian needs its half-space
    ],
)
def test_names(text: str, name: str) -> None:
    assert as_file_name(text) == name


@given(st.text())
def test_no_name_is_too_long_or_leads_elsewhere(text: str) -> None:
    name = as_file_name(text)
    assert len(name.encode()) <= 150
    assert not set(name) & set('<>:"/\\|?*\n\t\0')
