"""What every test of Excel needs: xlwings as it was, once a test has put another engine into it."""

from collections.abc import Iterator

import pytest
import xlwings as xw


@pytest.fixture(autouse=True)
def xlwings_as_it_was() -> Iterator[None]:
    before, names, active = list(xw.engines.engines), dict(xw.engines.engines_by_name), xw.engines.active
    yield
    xw.engines.engines[:], xw.engines.active = before, active
    xw.engines.engines_by_name.clear()
    xw.engines.engines_by_name.update(names)
