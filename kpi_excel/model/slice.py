"""Slices: what a number is about."""

from __future__ import annotations

from dataclasses import dataclass

from kpi_excel.model.settings import ALL_PLACEMENTS, ALL_PLATFORMS


@dataclass(frozen=True, slots=True)
class Slice:
    """A period, a platform and a placement, by their names.

    Args:
        period: the period.
        platform: the platform, or All.
        placement: organic, paid or all.
        against: the period that it is compared with, where only days that both cover count.
        basis: the tables that then decide which days these are.
    """

    period: str
    platform: str = ALL_PLATFORMS
    placement: str = ALL_PLACEMENTS
    against: str = ""
    basis: str = ""

    @property
    def key(self) -> str:
        """Give the text that names it in every dataset and in the dashboard's look-ups.

        Example:
            >>> Slice("2026-Q3", placement="organic").key
            '2026-Q3|All|organic'
            >>> Slice("2026-Q3", against="2026-Q2", basis="orders").key
            '2026-Q3|All|all|2026-Q2|orders'
        """
        compared = f"|{self.against}|{self.basis}" if self.against else ""
        return f"{self.period}|{self.platform}|{self.placement}{compared}"
