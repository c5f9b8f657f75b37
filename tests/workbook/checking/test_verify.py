"""Verifying: a wrong stored value, a wrong formula and a missing value are each named by their cell."""

import shutil
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from kpi_excel.workbook.calculators.at_hand import CALCULATORS
from kpi_excel.workbook.calculators.confined import ConfinedError
from kpi_excel.workbook.checking import verify as module
from kpi_excel.workbook.checking.verify import Difference, verify
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.marks import Kind, Maker, write_marks
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.sheet.stored import stored_value

DOUBLED = 'LEN(_xlfn.REDUCE("a",_xlfn.SEQUENCE(60),_xlfn.LAMBDA(_xlpm.a,_xlpm.b,_xlpm.a&_xlpm.a)))'
"""A text of one letter doubled sixty times: 2 to the power of 60 letters, for which no computer has room."""
DASHBOARD = Path(__file__).resolve().parents[3] / "examples" / "dashboard.en.xlsx"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do without LibreOffice, which has a ring of its own."""
    monkeypatch.setattr(shutil, "which", lambda _name: None)


def book(path: Path, *formulas: tuple[str, object]) -> Path:
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("My sheet")
        sheet.write_column("A1", [1, 2, 3])
        for row, (formula, value) in enumerate(formulas):
            sheet.write_formula(row, 1, formula, None, value)
    return path


@pytest.mark.usefixtures("quick")
def test_right_values_are_right(tmp_path: Path) -> None:
    found = verify(book(tmp_path / "a.xlsx", ("=SUM(A1:A3)", 6), ('="a"&A1', "a1"), ("=A1>0", True), ("=NA()", "#N/A")))
    assert found.right
    assert (found.formulas, found.compared) == (4, {"cellrune": 4, "IronCalc": 4})


@pytest.mark.usefixtures("quick")
def test_what_holds_for_a_day_is_compared_for_that_day(tmp_path: Path) -> None:
    day = date(2026, 9, 30)  # 46295 days after the last of 1899
    path = book(tmp_path / "a.xlsx", ("=TODAY()", 46295), ("=B1+A1", 46296), ("=SUM(A1:A3)", 6))
    found = verify(path, day)
    assert found.right
    assert found.compared == {"cellrune": 3, "IronCalc": 3}
    later = verify(path, date(2026, 10, 1))
    assert list(later.differences) == [
        Difference("My sheet", place, float(stored), stored + 1.0, name)
        for name in ("cellrune", "IronCalc")
        for place, stored in (("B1", 46295), ("B2", 46296))
    ]
    with open_package(path) as package:
        edit = Edit(package)
        write_marks(edit, Maker(Kind.DASHBOARD, "en", day=day), ())
        marked = tmp_path / "marked.xlsx"
        marked.write_bytes(edit.save())
    assert verify(marked).right  # it says itself for which day its values stand


@pytest.mark.usefixtures("quick")
def test_a_wrong_value_is_named_by_every_engine(tmp_path: Path) -> None:
    found = verify(book(tmp_path / "a.xlsx", ("=SUM(A1:A3)", 6), ("=A1/A2", 0.5000001)))
    assert list(found.differences) == [
        Difference("My sheet", "B2", 0.5000001, 0.5, name) for name in ("cellrune", "IronCalc")
    ]
    assert not found.right


@pytest.mark.usefixtures("quick")
def test_a_formula_without_a_value_is_named(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ("=SUM(A1:A3)", 6))
    target = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as file:
        for name in source.namelist():
            file.writestr(name, source.read(name).replace(b"</f><v>6</v>", b"</f>"))
    found = verify(target)
    assert found.without_value == (("My sheet", 1, 2),)
    assert not found.right


@pytest.mark.usefixtures("quick")
def test_a_wrong_formula_planted_in_the_dashboard_is_found(tmp_path: Path) -> None:
    target = tmp_path / "planted.xlsx"
    planted = 0
    with zipfile.ZipFile(DASHBOARD) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name in source.namelist():
            data = source.read(name)
            before = b"kpi_view[[#This Row],[net_new_followers]]/kpi_view[[#This Row],[followers]]"
            if b"<f>IFERROR(" + before in data:
                planted += 1
                data = data.replace(b"<f>IFERROR(" + before, b"<f>IFERROR(2*" + before, 1)
            file.writestr(name, data)
    assert planted == 1
    found = verify(target, date(2026, 9, 30))
    assert {one.calculator for one in found.differences} == {"cellrune", "IronCalc"}
    assert {one.sheet for one in found.differences} >= {"calc view"}


@pytest.mark.libreoffice
def test_the_committed_dashboard_is_right_by_three_engines() -> None:
    found = verify(DASHBOARD, date(2026, 9, 30))
    assert found.right, [str(one) for one in (*found.differences, *found.flaws)]
    assert set(found.compared) == {"cellrune", "IronCalc", "LibreOffice"}
    assert set(found.compared.values()) == {found.formulas}


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        (b'<c r="A1" t="str"><f>x</f><v>a &amp; b</v></c>', "a & b"),
        (b'<c r="A1" t="str"><f>x</f><v></v></c>', ""),
        (b'<c r="A1" t="str"><f>x</f><v/></c>', ""),
        (b'<c r="A1" t="b"><f>x</f><v>0</v></c>', False),
        (b'<c r="A1" t="e"><f>x</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        (b'<c s="3" r="A1"><f t="shared" si="0"/><v>1.5</v></c>', 1.5),
        (b'<c r="A1"><f>x</f></c>', None),
    ],
)
def test_stored_values_are_read(xml: bytes, value: object) -> None:
    assert stored_value(xml) == value


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits of memory for such a program")
@pytest.mark.usefixtures("quick")
def test_an_engine_that_fails_is_named_and_the_others_tell(tmp_path: Path) -> None:
    found = verify(book(tmp_path / "a.xlsx", (f"={DOUBLED}", 1), ("=A1", 1)))
    assert found.failed == {"IronCalc": "crashed, or needed more than 1 GB of memory"}
    assert found.compared == {"cellrune": 1}  # it says that it cannot compute the other
    assert found.right


@pytest.mark.usefixtures("quick")
def test_what_is_not_at_hand_is_named_with_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ironcalc", None)
    found = verify(book(tmp_path / "a.xlsx", ("=SUM(A1:A3)", 6)))
    assert found.right
    assert found.compared == {"cellrune": 1}
    assert list(found.absent) == ["IronCalc", "LibreOffice"]
    assert found.absent["IronCalc"] == "install_ironcalc"
    monkeypatch.setitem(sys.modules, "cellrune", None)
    none = verify(book(tmp_path / "a.xlsx", ("=SUM(A1:A3)", 6)))
    assert (none.right, none.compared, len(none.absent)) == (False, {}, 3)


def test_what_no_calculator_could_calculate_is_not_called_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_asked: object) -> object:
        raise ConfinedError("crashed")

    there = [one for one in CALCULATORS if one.name != "LibreOffice"]
    for one in there:
        monkeypatch.setattr(type(one), "values", fail)
    monkeypatch.setattr(module, "CALCULATORS", there)
    found = verify(book(tmp_path / "a.xlsx", ("=A1", 1)))
    assert found.failed == {"cellrune": "crashed", "IronCalc": "crashed"}
    assert (found.compared, found.right) == ({}, False)
