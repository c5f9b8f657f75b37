"""Number formats: what templates leave open in them, and filling sets as the settings say."""

from xml.sax.saxutils import escape

from kpi_excel.model.settings import PERSIAN, WESTERN
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.structure import chart_parts

NO_CURRENCY = "[$XXX"  # ISO 4217's code for none: the brand's currency takes its place
DIGITS = {PERSIAN: "[$-3000429]", WESTERN: "[$-1000409]"}
"""What formats begin with: the digits' shape, and the language from which some programs take the separators."""
_STYLES = "xl/styles.xml"


def set_currency(edit: Edit, currency: str) -> None:
    """Let number formats that show XXX show the brand's currency."""
    if _STYLES in edit.package:
        edit.write(_STYLES, edit.read(_STYLES).replace(NO_CURRENCY.encode(), b"[$" + escape(currency).encode()))


def set_digits(edit: Edit, digits: str) -> None:
    """Let number formats that show Persian digits show those, or western ones; back again, too."""
    shown, other = DIGITS[digits].encode(), DIGITS[WESTERN if digits == PERSIAN else PERSIAN].encode()
    for part in (_STYLES, *chart_parts(edit.package)):
        if part in edit.package:
            edit.write(part, edit.read(part).replace(other, shown))
