r"""Formats: what a platform's export looks like and where its columns go, as data.

A TOML file in ``formats/`` declares the formats of one platform, a block each. Its head says what it is::

    label = "Instagram posts (Meta Business Suite)"
    table = "posts"              # the input table that it fills; without one the format holds nothing for us
    platform = "Instagram"       # unless a column or the person says it
    grain = "lifetime"           # what a figure counts: lifetime, day, span
    required = ["published"]     # columns without which a header row is another format's
    needs = ["Campaign status"]  # headers of which one must be there, besides

Under ``columns`` each column of the input table names the headers that give it, in every language of the export::

    published = "Publish time"
    post_id = ["Post ID", "ID"]                             # the first that is filled counts
    account = { from = "Video link", match = "@([^/]+)" }   # a part of a cell
    shares = { sum = ["Reposts", "Shares"] }                # figures added; a list in it is one header's spellings
    bounces = { from = "Sessions", minus = "Engaged sessions" }
    watch_seconds = { from = "Watch time (hours)", times = 3600 }
    account = { join = ["Business name", "Address"] }       # texts in one
    placement = { from = "Post type", words = { Organic = "organic", Sponsored = "paid" } }
    platform = { from = "Source", words = { "t.co" = "X" }, others = "other-source" }  # else the row is left out
    spend = { header = "amount spent \(\w{3}\)" }          # a header that fits a pattern
    currency = { in_header = "amount spent \((\w{3})\)" }  # a part of such a header
    reach = { position = 2 }                                # whatever its header

``skip`` says which rows are none: what stands in the cell of ``column``, or else in the first cell that is filled, fits
``match``, or there is nothing; and the ``reason``. ``ignored`` are headers that mean nothing to us, ``lost`` those that
would mean something but have no column. ``also`` names the format by which the same rows fill another table, ``steps``
what only code can do; see `steps`. ``asks`` says that a person names the column of the score.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from kpi_excel.workbook.vocabulary import fold

_SOFT_HYPHEN = "\u00ad"
Spellings = tuple[str, ...]
"""Of one header, folded."""


class Grain(StrEnum):
    """What a row's figures count."""

    LIFETIME = "lifetime"  # from the post's publishing to the day of the export
    DAY = "day"
    SPAN = "span"  # the days from one date to another
    EVENT = "event"  # the row is one thing that happened


@dataclass(frozen=True)
class Mapped:
    """How an export gives one column of an input table.

    Args:
        headers: of the header that gives it; of several that are there, the first one whose cell is filled counts.
        header: a pattern of the header instead.
        position: the column's place from 1 instead; 0 if a header gives it.
        match: of the cell only what this pattern's group matches.
        added: headers whose figures are added instead.
        joined: headers whose texts are written after each other instead.
        between: what stands between such texts.
        in_header: the pattern of a header whose group is the value instead.
        minus: the header whose figure is taken away.
        times: what a figure is multiplied by.
        words: what the cells' words mean, by their folded spelling.
        others: why a row with another word is left out; empty if such a word is taken as it is.
    """

    headers: Spellings = ()
    header: re.Pattern[str] | None = None
    position: int = 0
    match: re.Pattern[str] | None = None
    added: tuple[Spellings, ...] = ()
    joined: tuple[Spellings, ...] = ()
    between: str = ", "
    in_header: re.Pattern[str] | None = None
    minus: Spellings = ()
    times: float = 1.0
    words: Mapping[str, str] = field(default_factory=dict)
    others: str = ""

    @property
    def calculates(self) -> bool:
        """Tell whether its value is worked out of figures."""
        return bool(self.added or self.minus) or self.times != 1

    @property
    def shown(self) -> str:
        """Give the first header that gives it, folded."""
        return next(iter((*self.headers, *(spellings[0] for spellings in (*self.added, *self.joined)))), "")


@dataclass(frozen=True)
class Skip:
    """Rows that are none.

    Args:
        headers: of the header; empty means the first cell of the row that is filled.
        pattern: what stands there; None if nothing does.
        reason: code of the reason.
    """

    headers: Spellings
    pattern: re.Pattern[str] | None
    reason: str


@dataclass(frozen=True)
class Format:
    """A platform's export.

    Args:
        name: the format's name.
        label: what people call it.
        table: the input table that it fills; empty for one that is known and holds nothing for us.
        platform: the platform of its rows; empty where a column gives it or nobody knows.
        grain: what its figures count.
        columns: how it gives the input table's columns.
        required: columns without which a header row is another format's.
        needs: headers of which one must be there, besides.
        headers: of a format that holds nothing for us, all headers that make it one.
        titles: patterns of the line above the header; empty if there need be none. A group ``platform`` names it.
        files: patterns of the file's name that do where there is no such line.
        skips: rows that are none.
        ignored: headers that mean nothing to us.
        lost: headers that have no column in our tables.
        constants: columns that are the same in every row.
        zeros: whether days that are left out are zeros.
        order: whether day or month comes first in its dates, where one cannot tell: ``dmy``, ``mdy`` or empty.
        decimal: the decimal mark of its figures.
        blanks: texts that stand for no figure.
        also: the format by which the same rows fill another table.
        steps: what only code can do, one after the other.
        asks: whether a person says which column is the score, and of what kind.
    """

    name: str
    label: str
    table: str = ""
    platform: str = ""
    grain: Grain = Grain.LIFETIME
    columns: Mapping[str, Mapped] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    needs: Spellings = ()
    headers: Spellings = ()
    titles: tuple[re.Pattern[str], ...] = ()
    files: tuple[re.Pattern[str], ...] = ()
    skips: tuple[Skip, ...] = ()
    ignored: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()
    constants: Mapping[str, str] = field(default_factory=dict)
    zeros: bool = False
    order: str = ""
    decimal: str = "."
    blanks: frozenset[str] = frozenset()
    also: str = ""
    steps: tuple[str, ...] = ()
    asks: bool = False

    @property
    def is_recognised(self) -> bool:
        """Tell whether tables are recognised as it; others are named by such a format."""
        return bool(self.required or self.headers or self.titles)


def header(text: object) -> str:
    """Bring an export's header to the form in which spellings are compared; soft hyphens do not count.

    Example:
        >>> header("Auf\u00adrufe "), header("Amount spent (UAH)")
        ('aufrufe', 'amount spent (uah)')
    """
    return fold(str(text).replace(_SOFT_HYPHEN, ""))


@cache
def formats() -> Mapping[str, Format]:
    """Give the shipped formats by their names."""
    folder = resources.files(__package__) / "formats"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return {
        name: declared
        for file in files
        for name, declared in read_formats(tomllib.loads(file.read_text(encoding="utf-8"))).items()
    }


def read_formats(blocks: Mapping[str, Mapping[str, Any]]) -> dict[str, Format]:
    """Read formats from the blocks of a TOML file, each by its name."""
    return {name: _format(name, block) for name, block in blocks.items()}


def _format(name: str, block: Mapping[str, Any]) -> Format:
    return Format(
        name=name,
        label=block["label"],
        table=block.get("table", ""),
        platform=block.get("platform", ""),
        grain=Grain(block.get("grain", "lifetime")),
        columns={column: _mapped(given) for column, given in block.get("columns", {}).items()},
        required=tuple(block.get("required", ())),
        needs=_spellings(block.get("needs", ())),
        headers=_spellings(block.get("headers", ())),
        titles=_patterns(block.get("titles", ())),
        files=_patterns(block.get("files", ())),
        skips=tuple(_skip(given) for given in block.get("skip", ())),
        ignored=frozenset(map(header, block.get("ignored", ()))),
        lost=frozenset(map(header, block.get("lost", ()))),
        constants=block.get("constants", {}),
        zeros=block.get("zeros", False),
        order=block.get("order", ""),
        decimal=block.get("decimal", "."),
        blanks=frozenset(map(header, block.get("blanks", ()))),
        also=block.get("also", ""),
        steps=tuple(block.get("steps", ())),
        asks=block.get("asks", False),
    )


def _mapped(given: Any) -> Mapped:
    if not isinstance(given, Mapping):
        return Mapped(_spellings(given))
    return Mapped(
        headers=_spellings(given.get("from", ())),
        header=_pattern(given.get("header")),
        position=given.get("position", 0),
        match=_pattern(given.get("match")),
        added=tuple(map(_spellings, given.get("sum", ()))),
        joined=tuple(map(_spellings, given.get("join", ()))),
        between=given.get("between", ", "),
        in_header=_pattern(given.get("in_header")),
        minus=_spellings(given.get("minus", ())),
        times=given.get("times", 1.0),
        words={header(word): meaning for word, meaning in given.get("words", {}).items()},
        others=given.get("others", ""),
    )


def _spellings(given: str | Sequence[str]) -> Spellings:
    return tuple(map(header, [given] if isinstance(given, str) else given))


def _skip(given: Mapping[str, Any]) -> Skip:
    return Skip(_spellings(given.get("column", ())), _pattern(given.get("match")), given["reason"])


def _pattern(given: str | None) -> re.Pattern[str] | None:
    return re.compile(given, re.IGNORECASE) if given else None


def _patterns(given: str | Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(text, re.IGNORECASE) for text in ([given] if isinstance(given, str) else given))
