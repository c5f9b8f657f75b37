"""Number formats take the brand's currency and digits, and give them back."""

from pathlib import Path

from kpi_excel.model.settings import PERSIAN, WESTERN
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.number_formats import DIGITS, set_currency, set_digits
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.shipped import template_path
from tests.workbook.filling.odd import workbook

STYLES = "xl/styles.xml"


def test_the_currency_takes_the_place_of_none() -> None:
    with open_package(template_path("dashboard", "en")) as package:
        edit = Edit(package)
        assert b"[$XXX" in edit.read(STYLES)
        set_currency(edit, "IDR")
        assert b"[$XXX" not in edit.read(STYLES)
        assert b"[$IDR" in edit.read(STYLES)


def test_digits_change_and_change_back() -> None:
    with open_package(template_path("dashboard", "fa")) as package:
        edit = Edit(package)
        before = edit.read(STYLES)
        assert DIGITS[PERSIAN].encode() in before
        set_digits(edit, WESTERN)
        assert DIGITS[PERSIAN].encode() not in edit.read(STYLES)
        set_digits(edit, PERSIAN)
        assert edit.read(STYLES) == before


def test_a_workbook_without_formats_stays(tmp_path: Path) -> None:
    with open_package(workbook(tmp_path / "a.xlsx", "<sheetData/>")) as package:
        edit = Edit(package)
        set_currency(edit, "EUR")
        set_digits(edit, WESTERN)
        assert edit.changed() == []


def test_a_currency_may_have_any_name() -> None:
    with open_package(template_path("dashboard", "fa")) as package:
        edit = Edit(package)
        set_currency(edit, "تومان & ریال")
        assert "[$تومان &amp; ریال".encode() in edit.read(STYLES)
