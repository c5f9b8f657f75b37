"""Subjects: what is changed at random, and the commands that get it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

import kpi_excel as kx
from tests.live.books import input_book
from tests.workbook.rich import add_table, rich

DAY = datetime(2026, 7, 1, 8, 30)
TABLES: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "posts": [
        {"published": DAY, "platform": name, "likes": 3, "impressions": 40, "caption": f"caption {name}"}
        for name in ("X", "Instagram", "TikTok")
    ],
    "accounts": [{"date": date(2026, 7, day), "platform": "X", "followers": 100 + day} for day in (1, 9)],
    "targets": [
        {"kpi": "likes", "goal_kind": "value", "goal": 100, "start": date(2026, 7, 1), "due": date(2026, 9, 30)},
    ],
}  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """A file and what is done with it.

    Args:
        name: of the changed file.
        make: writes the sound file into a folder and gives its bytes.
        commands: arguments; ``{file}`` is the changed file, ``{input}`` a sound input workbook.
        share: of all cases.
    """

    name: str
    make: Callable[[Path], bytes]
    commands: Sequence[tuple[str, ...]]
    share: int


def make_input(folder: Path) -> bytes:
    return kx.write_input(TABLES, folder / "sound-input.xlsx").read_bytes()


def make_template(folder: Path) -> bytes:
    """Make a workbook with everything that Excel knows and a table to fill."""
    return add_table(rich(folder / "rich.xlsx"), folder / "template.xlsx").read_bytes()


def make_dashboard(folder: Path) -> bytes:
    path = kx.write_input(TABLES, folder / "for-dashboard.xlsx")
    kx.build(path, folder / "dashboard.xlsx")
    return (folder / "dashboard.xlsx").read_bytes()


def make_macros(folder: Path) -> bytes:
    return input_book(folder).read_bytes()


def make_formulas(folder: Path) -> bytes:
    """Make a workbook of formulas with their values, for `verify`."""
    path = folder / "formulas.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, other = book.add_worksheet("One"), book.add_worksheet("Two's")
        for row in range(6):
            sheet.write_row(row, 0, (row, row / 4, f"text {row}"))
        sheet.add_table("E1:F4", {"name": "Numbers", "columns": [{"header": "a"}, {"header": "b"}]})
        other.merge_range("D1:E2", "merged")
        book.define_name("Rate", "='One'!$B$2")
        formulas = {
            "=SUM(One!A1:A6)": 15, "=AVERAGE(One!B1:B6)*Rate": 0.15625, '=IF(One!A2>0,"yes","no")': "yes",
            "=IFERROR(1/0,NA())": "#N/A", "=INDEX(One!C1:C6,MATCH(3,One!A1:A6,0))": "text 3", "=SUM(Numbers[b])": 0,
        }  # fmt: skip
        for row, (formula, value) in enumerate(formulas.items()):
            other.write_formula(row, 0, formula, None, value)
        other.write_array_formula("B1:B3", "{=One!A1:A3*2}", None, 0)
    return path.read_bytes()


CHECK = ("check", "{file}")
BUILD = ("build", "{input}", "-o", "out.xlsx", "--template", "{file}")
SUBJECTS: Mapping[str, Subject] = {
    one.name: one
    for one in (
        Subject("input.xlsx", make_input, (*([CHECK] * 3), ("build", "{file}", "-o", "out.xlsx")), 40),
        Subject("template.xlsx", make_template, (BUILD, (*BUILD, "--share"), ("template", "{file}")), 28),
        Subject("dashboard.xlsx", make_dashboard, (BUILD, ("build", "{input}", "--into", "{file}")), 5),
        Subject("macros.xlsm", make_macros, (("doctor", "{file}"), ("upgrade-macros", "{file}")), 15),
        Subject("formulas.xlsx", make_formulas, (("verify", "{file}"),), 12),
    )
}
