"""Digits and signs of numbers in sentences that formulas write.

A language with digits of its own keeps them in named cells, which filling sets as the settings say; formulas of other
languages have theirs written out.
"""

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from kpi_excel.authoring.dashboard.tables import cell_on
from kpi_excel.language.texts import Texts


def sign(name: str, words: Texts) -> str:
    """Refer to a sign: ``decimal``, ``group`` or ``percent``."""
    return f"kpi_{name}" if words.own_digits else f'"{words.marks[name]}"'


def percent_ending(words: Texts) -> str:
    """Write what ends the title of a chart in percent."""
    return f'"{words.text("dashboard", "charts", "unit_separator")}"&{sign("percent", words)}'


def localized(text: str, words: Texts) -> str:
    """Let a formula's text have the language's digits."""
    if words.own_digits:
        for digit in range(10):
            text = f'SUBSTITUTE({text},"{digit}",kpi_digit_{digit})'
    return text


def write_marks(workbook: Workbook, sheet: Worksheet, row: int, column: int, words: Texts) -> None:
    """Write the named cells, one below the other, if the language needs them."""
    if not words.own_digits:
        return
    for place, (name, text) in enumerate(words.marks.items(), row):
        sheet.write_string(place, column, text)
        workbook.define_name(f"kpi_{name}", f"={cell_on(sheet.get_name(), place, column)}")
