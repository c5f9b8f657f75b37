"""What is drawn wrong in a workbook."""

from dataclasses import dataclass

Fault = tuple[str, str]
"""What is wrong with a chart and what to do, a sentence each."""


@dataclass(frozen=True)
class Misdrawn:
    """A picture of numbers that does not show what it stands for.

    Args:
        sheet: the sheet's name.
        place: the cells of sparklines, or which chart.
        message: what is wrong, a sentence.
        fix: what to do, a sentence.
    """

    sheet: str
    place: str
    message: str
    fix: str

    def __str__(self) -> str:
        return f"Sheet '{self.sheet}', {self.place}: {self.message}"
