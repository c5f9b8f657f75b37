"""What the verify command prints: each difference and flaw, and the verdict."""

from __future__ import annotations

import math
from pathlib import Path

from kpi_excel.cli.output import shown
from kpi_excel.cli.terminal import echo, style
from kpi_excel.errors import Place
from kpi_excel.language.names import joined, listed
from kpi_excel.language.numbers import counted, number
from kpi_excel.language.places import place
from kpi_excel.language.texts import Texts
from kpi_excel.model.kpi import Unit
from kpi_excel.workbook.calculators.calculation import Calculated
from kpi_excel.workbook.cells import cell
from kpi_excel.workbook.checking.verify import Verification


def print_verification(found: Verification, path: Path, words: Texts, verbose: bool = False) -> None:
    """Print what is wrong, and the verdict; with `verbose`, how much was compared."""
    said = words.section("commands", "verify")
    for one in found.differences:
        stored = said["no_value"] if one.stored is None else _value(one.stored, words)
        where, calculated = place(Place(sheet=one.sheet, cell=one.cell), words), _value(one.calculated, words)
        differs = said["differs"].format(place=where, stored=stored, calculator=one.calculator, calculated=calculated)
        _wrong("different", differs, words)
    for sheet, row, column in found.without_value:
        where = place(Place(sheet=sheet, cell=cell(row, column)), words)
        _wrong("empty", said["no_stored_value"].format(place=where), words)
    for flaw in found.flaws:
        _wrong("flaw", str(flaw), words)
    for wrong in found.drawn.wrong:
        _wrong("drawn_wrong", str(wrong), words)
        echo(f"  {words.text('commands', 'error', 'fix')} {wrong.fix}")
    if verbose:
        _print_compared(found, words)
    for name, reason in found.failed.items():
        echo(said["failed"].format(calculator=name, reason=reason))
    for name, remedy in found.absent.items():
        echo(said["absent"].format(calculator=name, remedy=words.text("errors", "phrases", remedy)))
    if verbose and (found.drawn.sparklines or found.drawn.series):
        sparklines = counted(found.drawn.sparklines, "sparkline", words)
        series = counted(found.drawn.series, "series", words)
        misdrawn = number(len(found.drawn.wrong), Unit.COUNT, words)
        echo(said["drawn"].format(sparklines=sparklines, series=series, wrong=misdrawn))
    echo(said["verdict"].format(path=shown(path), verdict=_verdict(found, words)))


def _wrong(kind: str, text: str, words: Texts) -> None:
    echo(f"{style(words.text('commands', 'verify', kind), fg='red', bold=True)} {text}")


def _print_compared(found: Verification, words: Texts) -> None:
    formulas = counted(found.formulas, "formula", words)
    for name, compared in found.compared.items():
        differing = sum(1 for one in found.differences if one.calculator == name)
        counts = {"compared": compared, "different": differing}
        said = {key: number(value, Unit.COUNT, words) for key, value in counts.items()}
        echo(words.text("commands", "verify", "calculated").format(calculator=name, formulas=formulas, **said))


def _value(value: Calculated, words: Texts) -> str:
    if isinstance(value, float):
        return "#N/A" if math.isnan(value) else f"{value:.15g}"
    return words.text("commands", "verify", "nothing") if value in (None, "") else repr(value)


def _verdict(found: Verification, words: Texts) -> str:
    said = words.section("commands", "verify")
    calculators = [name for name, compared in found.compared.items() if compared]
    if found.formulas and not calculators:
        return str(said["not_compared"])
    if not found.right:
        counts = {
            "differing": len({(one.sheet, one.cell) for one in found.differences}),
            "valueless": len(found.without_value),
            "misdrawn": len(found.drawn.wrong),
            "flaw": len(found.flaws),
        }
        wrong = joined((counted(many, noun, words) for noun, many in counts.items() if many), words)
        return str(said["not_right"].format(wrong=wrong))
    if not found.formulas:
        return str(said["no_formulas"])
    return str(said["right"].format(calculators=listed(calculators, words)))
