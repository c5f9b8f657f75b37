"""The committed examples are what the code makes."""

import importlib.util
import zipfile
from pathlib import Path
from typing import Any

import pytest

from kpi_excel.model.settings import LANGUAGES

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


def parts(path: Path) -> dict[str, bytes]:
    """Give a workbook's parts: another zlib may compress the same parts into other bytes."""
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_committed_examples_are_what_the_code_makes(language: str, tmp_path: Path) -> None:
    for path in load_make().make_workbooks(tmp_path, language):
        made, committed = parts(path), parts(EXAMPLES / path.name)
        assert list(made) == list(committed)
        assert [name for name in made if made[name] != committed[name]] == [], "run python examples/make.py"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_committed_reference_is_what_the_code_writes(language: str, tmp_path: Path) -> None:
    for path in load_make().make_reference(tmp_path, language):
        committed = EXAMPLES / "reference" / path.name
        assert path.read_bytes() == committed.read_bytes(), "run python examples/make.py"


def load_make() -> Any:
    spec = importlib.util.spec_from_file_location("make", EXAMPLES / "make.py")
    assert spec is not None
    assert spec.loader is not None
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    return make
