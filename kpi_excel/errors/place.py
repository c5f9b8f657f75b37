"""Places: the file, sheet and cell where something stands."""

from dataclasses import dataclass


def rows_reference(first: int, last: int) -> str:
    """Write the reference of whole rows, for what has no cells, such as a data frame.

    Example:
        >>> rows_reference(5, 7), rows_in("5:7"), rows_in("5:5"), rows_in("F5:F7")
        ('5:7', '5-7', '5', '')
    """
    return f"{first}:{last}"


def rows_in(reference: str) -> str:
    """Read the reference of whole rows: the number of one, or the first and last; empty for any other reference."""
    first, _, last = reference.partition(":")
    if not (first.isdecimal() and last.isdecimal()):
        return ""
    return first if first == last else f"{first}-{last}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an issue stands. Every part may be empty.

    Args:
        file: file name without folders.
        sheet: sheet name as the workbook shows it.
        cell: A1 reference of a cell or range; of what has no cells, of whole rows, such as ``5:5``.
    """

    file: str = ""
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        parts = [self.file] if self.file else []
        if self.sheet:
            parts.append(f"sheet '{self.sheet}'")
        if self.rows:
            parts.append(f"row {self.rows}" if "-" not in self.rows else f"rows {self.rows}")
        elif self.cell:
            parts.append(f"cell {self.cell}" if ":" not in self.cell else f"cells {self.cell}")
        return ", ".join(parts)

    @property
    def rows(self) -> str:
        """Give the number of the row, or the first and last one, of a place without cells; empty for any other.

        Example:
            >>> Place(cell="5:5").rows, Place(cell="5:7").rows, Place(cell="F17").rows
            ('5', '5-7', '')
        """
        return rows_in(self.cell)
