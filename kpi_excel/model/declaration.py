"""Declarations: a function's name, arguments and help, of which Python, cells, VBA and LAMBDA names make their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a function.

    Args:
        name: as it is written in a call.
        help: what it is.
        optional: whether a call may leave it out; only the last ones are.
        default: what then holds; None is nothing in particular, said in the help.
    """

    name: str
    help: str
    optional: bool = False
    default: float | None = None

    @property
    def said(self) -> tuple[str, ...]:
        """Say in sentences what it is, and what holds where it is left out."""
        return (self.help,) if self.default is None else (self.help, f"Default: {self.default:g}.")


@dataclass(frozen=True, slots=True)
class Declaration:
    """A function, whatever runs it.

    Args:
        name: as it is typed in a cell.
        arguments: in order.
        help: what it gives.
        category: under which it is listed.
        volatile: whether it depends on more than its arguments, so that a cell is calculated after every change.
    """

    name: str
    arguments: tuple[Argument, ...]
    help: str
    category: str
    volatile: bool = False

    @property
    def defaults(self) -> Mapping[str, float | None]:
        """Give what holds for each argument that may be left out."""
        return {one.name: one.default for one in self.arguments if one.optional}

    @property
    def call(self) -> str:
        """Write the function with its arguments, optional ones in square brackets.

        Example:
            >>> given = (Argument("scores", "Answers."), Argument("scale", "The highest score.", optional=True))
            >>> Declaration("CSAT", given, "Satisfaction.", "Service").call
            '=CSAT(scores, [scale])'
        """
        shown = (f"[{one.name}]" if one.optional else one.name for one in self.arguments)
        return f"={self.name}({', '.join(shown)})"
