"""Values: what the reader of values (calamine) gives for a sheet, and what it must not be asked."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from python_calamine import CalamineWorkbook

from kpi_excel.workbook.native import PanicError, catching_panics
from kpi_excel.workbook.parts.edit import copy_entry
from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.parts.structure import Sheet
from kpi_excel.workbook.xml import MAIN, PACKAGE_RELATIONSHIPS, RELATIONSHIPS, BrokenPartError, parse, serialize

_COUNT = re.compile(rb"uniqueCount\s*=\s*[\"']\s*([0-9]+)")
_WORKBOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}"><workbookPr date1904="{{}}"/><sheets>{{}}</sheets></workbook>'
)
_LINKS = f'<Relationships xmlns="{PACKAGE_RELATIONSHIPS}">{{}}</Relationships>'
_LINK = f'<Relationship Id="r{{}}" Type="{RELATIONSHIPS}/{{}}" Target="{{}}"/>'
_STYLES = "xl/styles.xml"
_NO_STYLES = f'<styleSheet xmlns="{MAIN}"/>'.encode()
_LAST_DAY = 2_958_465  # 9999-12-31, beyond which Excel has no dates


class DatedNumber(float):
    """A number that its sheet shows as a date, a time or a duration.

    Args:
        number: what is stored.
        shown: the date, time or duration.
    """

    def __new__(cls, number: float, shown: object) -> DatedNumber:
        """Make the number."""
        found = super().__new__(cls, number)
        found.shown = shown
        return found

    shown: object


class ValueReader:
    """Reads the values of a workbook's sheets.

    The reader finds sheets and their parts by ways of its own, which odd names and relationships can lead elsewhere. So
    it gets a plain workbook of the parts that were measured, under plain names.

    Args:
        package: the workbook; nothing of it is read from the disk again.
        sheets: those whose extent was measured and is not too large.
        date_1904: whether the workbook counts days from 1904.

    Raises:
        BrokenPartError: if it says impossible things about its texts.
        CalamineError: if the reader does not understand it.
    """

    def __init__(self, package: Package, sheets: Sequence[Sheet], date_1904: bool) -> None:
        self._package, self._sheets, self._date_1904 = package, sheets, date_1904
        self._beside = _parts_beside(package)
        self._workbook = self._open({})

    def rows(self, sheet: Sheet) -> list[list[Any]]:
        """Read the values of one of the sheets from its first cell on.

        A number that no date can be ends the reader where the cell's format is a date's; such a sheet is read again
        with those numbers as texts, so that their column names the cell as for any other text that is no date.

        Raises:
            CalamineError: if the reader does not understand the sheet.
            PanicError: if it stumbles over it.
        """
        name = str(self._sheets.index(sheet))
        try:
            return _rows(self._workbook, name)
        except PanicError:
            return _rows(self._open({sheet.part: _without_far_days(self._package.read(sheet.part))}), name)

    def numbers(self, sheet: Sheet) -> list[list[Any]]:
        """Read a sheet's values as they are stored: dates and durations are the numbers behind them.

        Raises:
            CalamineError: if the reader does not understand the sheet.
            PanicError: if it stumbles over it.
        """
        return _rows(self._open({_STYLES: _NO_STYLES}), str(self._sheets.index(sheet)))

    def _open(self, instead: Mapping[str, bytes]) -> CalamineWorkbook:
        with catching_panics():
            return CalamineWorkbook.from_filelike(io.BytesIO(self._plain(instead)))

    def _plain(self, instead: Mapping[str, bytes]) -> bytes:
        """Write the plain workbook, with some parts, by their own or their plain names, otherwise."""
        numbers = range(len(self._sheets))
        parts = {f"xl/worksheets/sheet{number}.xml": self._sheets[number].part for number in numbers} | self._beside
        sheets = "".join(f'<sheet name="{one}" sheetId="{one + 1}" r:id="r{one}"/>' for one in numbers)
        links = "".join(_LINK.format(one, "worksheet", f"worksheets/sheet{one}.xml") for one in numbers)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as target:
            target.writestr("_rels/.rels", _LINKS.format(_LINK.format(0, "officeDocument", "xl/workbook.xml")))
            target.writestr("xl/workbook.xml", _WORKBOOK.format(int(self._date_1904), sheets))
            target.writestr("xl/_rels/workbook.xml.rels", _LINKS.format(links))
            for name, part in parts.items():
                if part in instead or name in instead:
                    target.writestr(name, instead.get(part) or instead[name])
                else:
                    copy_entry(self._package.data, self._package.entry(part), target, name)
        return stream.getvalue()


def _rows(workbook: CalamineWorkbook, name: str) -> list[list[Any]]:
    with catching_panics():
        return workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _parts_beside(package: Package) -> dict[str, str]:
    """Find the parts that sheets share, texts and formats, by the names under which the reader looks for them.

    They are read once here, because the reader does not heed how long a part says that it is; and it makes room for as
    many texts as their part promises, so that must not be more than the part has bytes.
    """
    targets = {one.type: one.target for one in package.relationships(package.workbook_part)}
    found = {
        f"xl/{kind}.xml": targets[kind] for kind in ("sharedStrings", "styles") if targets.get(kind, "") in package
    }
    for part in found.values():
        text = package.read(part).replace(b"\0", b"")  # in UTF-16 every other byte is a zero
        if any(int(number) > len(text) for number in _COUNT.findall(text)):
            raise BrokenPartError
    return found


def _without_far_days(xml: bytes) -> bytes:
    """Give a sheet with the numbers that are no days written as texts."""
    root = parse(xml)
    for cell in root.iter("{*}c"):
        value = cell.find("{*}v")
        if value is not None and cell.get("t", "n") == "n" and _is_far(value.text):
            cell.set("t", "str")
    return serialize(root)


def _is_far(text: str | None) -> bool:
    try:
        return not abs(float(text or 0)) <= _LAST_DAY
    except ValueError:
        return False
