"""Formats: what a platform's export looks like and where its columns go, as data.

One TOML file in ``formats/`` declares one format. Its head says what it is::

    label = "Instagram posts (Meta Business Suite)"
    table = "posts"              # the input table that it fills
    platform = "Instagram"       # unless a column or the person says it
    grain = "lifetime"           # what a figure counts: lifetime, day, span

Under ``[columns]`` each column of the input table names the headers that give it, in every language of the export::

    published = "Publish time"
    post_id = ["Post ID", "ID"]
    account = { from = "Video link", match = "@([^/]+)" }      # a part of a cell
    shares = { sum = ["Reposts", "Shares"] }                    # figures added
    bounces = { from = "Sessions", minus = "Engaged sessions" }
    placement = { from = "Post type", words = { Organic = "organic", Sponsored = "paid" } }
    lost_followers = { from = "Lost", absolute = true }

``required`` names the columns without which a header row is another format's; ``[skip]`` which rows are none: a
header's name, and patterns of what stands in its cells, each with the reason; ``ignored`` which headers mean nothing
to us, and ``lost`` those that would mean something but have no column.
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


class Grain(StrEnum):
    """What a row's figures count."""

    LIFETIME = "lifetime"  # from the post's publishing to the day of the export
    DAY = "day"
    SPAN = "span"  # the days from one date to another
    EVENT = "event"


@dataclass(frozen=True)
class Mapped:
    """How an export gives one column of an input table.

    Args:
        headers: spellings of the header that gives it, folded; the first one that is there counts.
        match: of the cell only what this pattern's group matches.
        added: headers whose figures are added instead, each by its spellings.
        minus: the header whose figure is taken away.
        words: what the cells' words mean, by their folded spelling; a cell with another word is left as it is.
        absolute: whether a figure's sign is dropped.
    """

    headers: tuple[str, ...] = ()
    match: re.Pattern[str] | None = None
    added: tuple[tuple[str, ...], ...] = ()
    minus: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    absolute: bool = False

    @property
    def uses(self) -> Iterable[tuple[str, ...]]:
        """Give the spellings of each header that is used."""
        return (*((self.headers,) if self.headers else ()), *self.added, *((self.minus,) if self.minus else ()))


@dataclass(frozen=True)
class Skip:
    """Rows that are none.

    Args:
        headers: spellings of the header; empty means the row's first cell that is filled.
        pattern: what stands there.
        reason: code of the reason.
    """

    headers: tuple[str, ...]
    pattern: re.Pattern[str]
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
        titles: patterns of the line above the header; empty if there need be none.
        files: patterns of the file's name that do instead of the title.
        skips: rows that are none.
        ignored: headers that mean nothing to us.
        lost: headers that have no column in our tables.
        constants: columns that are the same in every row.
        zeros: whether days that are left out are zeros.
        order: whether day or month comes first in its dates, where one cannot tell: ``dmy``, ``mdy`` or empty.
        blanks: texts that stand for no figure.
    """

    name: str
    label: str
    table: str
    platform: str
    grain: Grain
    columns: Mapping[str, Mapped]
    required: tuple[str, ...]
    titles: tuple[re.Pattern[str], ...] = ()
    files: tuple[re.Pattern[str], ...] = ()
    skips: tuple[Skip, ...] = ()
    ignored: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()
    constants: Mapping[str, str] = field(default_factory=dict)
    zeros: bool = False
    order: str = ""
    blanks: frozenset[str] = frozenset()


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
        name: one for file in files for name, one in read_formats(tomllib.loads(file.read_text(encoding="utf-8"))).items()
    }


def read_formats(blocks: Mapping[str, Mapping[str, Any]]) -> dict[str, Format]:
    """Read formats from the blocks of a TOML file, each by its name."""
    return {name: _format(name, block) for name, block in blocks.items()}


def _format(name: str, block: Mapping[str, Any]) -> Format:
    columns = {column: _mapped(given) for column, given in block.get("columns", {}).items()}
    return Format(
        name,
        block["label"],
        block.get("table", ""),
        block.get("platform", ""),
        Grain(block.get("grain", "lifetime")),
        columns,
        tuple(block.get("required", ())),
        _patterns(block.get("titles", ())),
        _patterns(block.get("files", ())),
        tuple(_skip(given) for given in block.get("skip", ())),
        frozenset(map(header, block.get("ignored", ()))),
        frozenset(map(header, block.get("lost", ()))),
        block.get("constants", {}),
        block.get("zeros", False),
        block.get("order", ""),
        frozenset(map(header, block.get("blanks", ()))),
    )


def _mapped(given: Any) -> Mapped:
    if not isinstance(given, Mapping):
        return Mapped(_spellings(given))
    return Mapped(
        _spellings(given.get("from", ())),
        re.compile(given["match"]) if "match" in given else None,
        tuple(_spellings(one) for one in given.get("sum", ())),
        _spellings(given.get("minus", ())),
        {header(word): meaning for word, meaning in given.get("words", {}).items()},
        given.get("absolute", False),
    )


def _spellings(given: str | Sequence[str]) -> tuple[str, ...]:
    return tuple(map(header, [given] if isinstance(given, str) else given))


def _skip(given: Mapping[str, Any]) -> Skip:
    return Skip(_spellings(given.get("column", ())), re.compile(given["match"], re.IGNORECASE), given["reason"])


def _patterns(given: str | Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(one, re.IGNORECASE) for one in ([given] if isinstance(given, str) else given))
