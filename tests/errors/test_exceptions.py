import pytest

import kpi_excel.errors
from kpi_excel.errors import (
    CatalogueError,
    FileError,
    FormulaError,
    InputError,
    KpiExcelError,
    NothingToComputeError,
    UsageError,
)
from kpi_excel.errors import exceptions as module
from kpi_excel.errors.exceptions import alike

EXIT_CODES = {  # as `kpi-excel --help` tells them: 1 faults in the input, 2 wrong usage, 3 a file
    KpiExcelError: 1,
    InputError: 1,
    NothingToComputeError: 1,
    FormulaError: 1,
    CatalogueError: 1,
    UsageError: 2,
    FileError: 3,
}


@pytest.mark.parametrize(("kind", "code"), EXIT_CODES.items())
def test_exit_codes(kind: type[KpiExcelError], code: int) -> None:
    assert kind.exit_code == code


def test_every_exception_has_its_exit_code_here() -> None:
    found = {one for one in vars(module).values() if isinstance(one, type) and issubclass(one, Exception)}
    assert found == set(EXIT_CODES)
    assert {one.__name__ for one in found} <= set(kpi_excel.errors.__all__)


@pytest.mark.parametrize("kind", EXIT_CODES)
def test_one_except_clause_catches_them_all(kind: type[KpiExcelError]) -> None:
    assert issubclass(kind, KpiExcelError)
    with pytest.raises(KpiExcelError) as caught:
        raise kind("same-name-open", name="July.xlsx")
    expected = ("Another workbook named July.xlsx is open.", "Close it, and try again.")
    assert (caught.value.message, caught.value.fix) == expected


def test_a_faulty_formula_or_catalogue_is_faulty_input() -> None:
    assert issubclass(FormulaError, InputError)
    assert issubclass(CatalogueError, InputError)


def test_an_exception_prints_its_message_and_fix() -> None:
    damaged = FileError("parts-missing", name="July.xlsx")
    assert str(damaged) == "July.xlsx is damaged: parts of the file are missing.\nFix: Use a backup copy."
    without = UsageError("no-function", name="CRT")
    assert (str(without), without.fix) == ("There is no function named CRT.", "")


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("engagment_rate", ["reach", "engagement_rate"], "engagement_rate"),
        ("Instagramm", ["Instagram", "X"], "Instagram"),
        ("INSTAGRAM", ["Instagram"], "Instagram"),
        ("rate", ["rated", "rates"], "rates / rated"),
        ("rate", ["rat", "rated", "rates", "rater"], "rates / rater / rated"),
        ("xyz", ["reach"], ""),
        ("", ["reach"], ""),
        ("reach", [], ""),
        ("منشن", ["منشن‌ها", "ریچ"], "منشن‌ها"),
    ],
)
def test_names_that_look_alike(name: str, known: list[str], expected: str) -> None:
    assert alike(name, known) == expected


def test_all_names_exist() -> None:
    for name in kpi_excel.errors.__all__:
        assert hasattr(kpi_excel.errors, name), name
