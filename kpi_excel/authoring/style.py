"""Style: the colours, type sizes, fonts and number formats that every shipped workbook shares."""

import io
import math
import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_pixel_width
from xlsxwriter.worksheet import Worksheet

from kpi_excel.authoring.charts import say_everything
from kpi_excel.language import cldr
from kpi_excel.language.dates import day_format
from kpi_excel.language.texts import Texts
from kpi_excel.model.settings import PERSIAN
from kpi_excel.model.table import ColumnType
from kpi_excel.workbook.parts.number_formats import DIGITS

CREATED = datetime(2026, 1, 1)  # written into every workbook, so that each build gives the same bytes

INK = "#1F2937"
MUTED = "#6B7280"
LINE = "#E5E7EB"
SURFACE = "#FFFFFF"
PAGE = "#F8FAFC"
ACCENT = "#1D4ED8"
SOFT_ACCENT = "#DBEAFE"
NAVY = "#1E3A8A"
GREY = "#9CA3AF"  # of what repeats, is missing or stands back
BLUES = ("#EFF6FF", SOFT_ACCENT, "#BFDBFE", "#93C5FD", "#60A5FA")  # light to dark, for shades, bars and columns
AMBER, TEAL, LIGHT_TEAL, VIOLET = "#B45309", "#0F766E", "#99F6E4", "#7C3AED"
BETTER, WORSE, RISK = "#15803D", "#B91C1C", AMBER  # always with a sign or a word beside them
REACHED, LOST = "#047857", "#7F1D1D"  # better and worse for good

SIZE_BRAND = 22
SIZE_SECTION = 14
SIZE_TEXT = 11
SIZE_NOTE = 9

LATIN_FONT = "Calibri"
PERSIAN_FONT = "Tahoma"

TEXT_FORMAT = "@"  # keeps @names, =signs and long numbers as they were typed
DAY = "yyyy-mm-dd"
"""The number format of days, which a dashboard shows in its language's order."""
NUMBER_FORMATS: Mapping[ColumnType, str] = {
    ColumnType.TEXT: TEXT_FORMAT,
    ColumnType.DATE: DAY,
    ColumnType.TIME: f"{DAY} hh:mm",
    ColumnType.COUNT: "#,##0",
    ColumnType.SIGNED_COUNT: "#,##0",
    ColumnType.AMOUNT: "#,##0.00",
    ColumnType.SIGNED_AMOUNT: "#,##0.00",
    ColumnType.NUMBER: "General",
    ColumnType.YEAR: "0",
    ColumnType.YES_NO: TEXT_FORMAT,
    ColumnType.OPTION: TEXT_FORMAT,
    ColumnType.PLATFORM: TEXT_FORMAT,
    ColumnType.KPI: TEXT_FORMAT,
    ColumnType.TABLE: TEXT_FORMAT,
    ColumnType.CURRENCY: TEXT_FORMAT,
    ColumnType.FORMULA: TEXT_FORMAT,
    ColumnType.ANY: "General",
}
NUMERIC = (
    ColumnType.COUNT,
    ColumnType.SIGNED_COUNT,
    ColumnType.AMOUNT,
    ColumnType.SIGNED_AMOUNT,
    ColumnType.NUMBER,
    ColumnType.YEAR,
)

_DIGIT, _PERSIAN_DIGIT = 7, 8  # pixels of a digit in 11-point Calibri and Tahoma, the unit of column widths
_SECTION = re.compile(r"(\[[<>=][^\]]*\])?(.*)")
_ARABIC = re.compile("[\u0600-\u06ff]")
_MARGIN = 0.4  # inches
_PRINTED_WIDTH = (11 - 2 * _MARGIN) * 96  # pixels of Letter in landscape
_INVISIBLE = dict.fromkeys(map(ord, "\u200c\u200e\u200f"))


class Style:
    """One workbook's formats in one language, each made once.

    Args:
        workbook: the XlsxWriter workbook that owns the formats.
        texts: the texts of its language, which decides font and direction.
        own_digits: whether numbers are shown in the language's own digits if it has some.
    """

    def __init__(self, workbook: Workbook, texts: Texts, own_digits: bool = False) -> None:
        self.texts = texts
        self._own_digits = own_digits
        self.start = "right" if texts.right_to_left else "left"
        self._workbook = workbook
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def format(self, **properties: Any) -> Format:
        """Give the format with these XlsxWriter properties over the base: text size, ink, middle of the row."""
        base = {"font_size": SIZE_TEXT, "font_color": INK, "valign": "vcenter"}
        if "num_format" in properties:
            properties["num_format"] = self.number_format(properties["num_format"])
        key = tuple(sorted((base | properties).items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(dict(key))
        return self._formats[key]

    def number_format(self, code: str) -> str:
        """Give a number format as this workbook shows it."""
        if not self._own_digits:
            return code
        return number_format(day_format(self.texts) if code == DAY else code, self.texts)

    def text(self, **properties: Any) -> Format:
        """Give the format of a text of ours, which begins at the side where its language begins."""
        direction = {"align": self.start, "reading_order": 2 if self.texts.right_to_left else 1}
        return self.format(**{**direction, **properties})

    def link(self, **properties: Any) -> Format:
        """Give the format of a link."""
        return self.text(**{"font_color": ACCENT, "underline": 1, **properties})


def workbook_options(texts: Texts) -> dict[str, Any]:
    """Give the XlsxWriter options that make the language's font the workbook's own."""
    options: dict[str, Any] = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    if texts.right_to_left:
        font = {"font_name": PERSIAN_FONT, "font_size": SIZE_TEXT, "font_scheme": "none"}
        options |= {"default_format_properties": font, "default_column_width": 72}  # a digit of Tahoma has 8 pixels
    return options


def text_width(text: str, size: int = SIZE_TEXT, *, bold: bool = False) -> float:
    """Estimate the column width that a line of text needs, in Excel's unit: one digit of the workbook's font."""
    visible = text.translate(_INVISIBLE)
    pixels: int = xl_pixel_width(visible) - sum("\u0600" <= character <= "\u06ff" for character in visible)
    return pixels / _DIGIT * size / SIZE_TEXT * (1.08 if bold else 1)


def row_height(text: str, width: float, size: int = SIZE_TEXT) -> float:
    """Estimate the height in points of a row whose text wraps in a column of that width."""
    lines = math.ceil(text_width(text, size) / width)
    return 8 + lines * (size + 4)


def number_format(code: str, words: Texts) -> str:
    """Let a number format show the language's own digits, and its marks in programs that take these from formats.

    Filling changes the digits where settings ask for western ones. LibreOffice takes the marks from a format's
    language; Excel from its region, whatever the format says.

    Example:
        >>> from kpi_excel.language.texts import texts
        >>> number_format('[>=100]#,##0;"▼ "0.0%', texts("fa"))
        '[>=100][$-3000429]#,##0;[$-3000429]"▼ "0.0%'
        >>> number_format("#,##0", texts("id")), number_format("#,##0", texts("en"))
        ('[$-421]#,##0', '#,##0')
    """
    language = _language_of_numbers(words)
    if not language or code == TEXT_FORMAT:
        return code
    with_language = partial(_with_language, language)
    return ";".join(_SECTION.sub(with_language, section, count=1) for section in code.split(";"))


def _language_of_numbers(words: Texts) -> str:
    """Give what number formats begin with; nothing where marks are those that programs show without it."""
    if words.own_digits:
        return DIGITS[PERSIAN]
    if (words.marks["decimal"], words.marks["group"]) == (".", ","):
        return ""
    return f"[$-{cldr.windows_number(words.locale):x}]"


def _with_language(language: str, section: re.Match[str]) -> str:
    condition, rest = section.groups(default="")
    mark = '"\u200f"' if _ARABIC.search(rest) else ""  # a number alone would have its words on the wrong side
    return f"{condition}{language}{mark}{rest}" if rest else condition


def column_pixels(width: float, words: Texts) -> int:
    """Give the pixels of a column: Excel counts in digits, and those of Tahoma are wider than those of Calibri."""
    return round(width * (_PERSIAN_DIGIT if words.right_to_left else _DIGIT)) + 5


def print_scale(widths: Iterable[float], words: Texts) -> int:
    """Give the scale in percent at which columns are as wide as a page of Letter, which is narrower than A4.

    For sheets with breaks of their own: where pages are made to fit, Excel ignores breaks.
    """
    return int(100 * _PRINTED_WIDTH / sum(column_pixels(width, words) for width in widths))


def set_up_page(sheet: Worksheet, words: Texts) -> None:
    """Set a sheet's direction, paper and footer."""
    if words.right_to_left:
        sheet.right_to_left()
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=_MARGIN, right=_MARGIN, top=0.5, bottom=0.6)
    sheet.set_footer(f"&L&{SIZE_NOTE}&A&R&{SIZE_NOTE}&P / &N")
    sheet.fit_to_pages(1, 0)


def workbook_bytes(
    words: Texts, title: str, write: Callable[[Workbook, Style], None], own_digits: bool = False
) -> bytes:
    """Write a workbook, the same bytes on every run.

    Args:
        words: its language.
        title: of the document.
        write: adds the sheets.
        own_digits: whether numbers are shown in the language's own digits if it has some.

    Raises:
        UserWarning: if XlsxWriter skips something that it was told to write.
    """
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with Workbook(buffer, workbook_options(words)) as workbook:
            workbook.set_properties({"title": title, "created": CREATED})
            write(workbook, Style(workbook, words, own_digits))
    return say_everything(buffer.getvalue())
