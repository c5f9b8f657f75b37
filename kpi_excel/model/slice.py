"""Slices: what a number is about."""

from __future__ import annotations

from dataclasses import dataclass

from kpi_excel.model.settings import ALL_PLACEMENTS, ALL_PLATFORMS


@dataclass(frozen=True, slots=True)
class Slice:
    """A period, a platform and a placement, by their names."""

    period: str
    platform: str = ALL_PLATFORMS
    placement: str = ALL_PLACEMENTS

    @property
    def key(self) -> str:
        """Give the text that names it in every dataset and in the dashboard's look-ups.

        Example:
            >>> Slice("2026-Q3", placement="organic").key
            '2026-Q3|All|organic'
        """
        return f"{self.period}|{self.platform}|{self.placement}"
