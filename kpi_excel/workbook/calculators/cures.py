"""Cures: formulas in words in which a calculator gives what Excel gives, and those for which there are none.

Each was found by comparing the engine with Excel's own values, or with other programs and Excel's documentation. Where
neither a cure is known nor the formula safe, no value is better than a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from kpi_excel.workbook.parts.structure import ExcelTable

_BRACKETED = r"\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]"
# a text, another workbook or a sheet in apostrophes, a qualified reference, or brackets that stand alone
_REFERENCES = re.compile(
    rf"""(?P<other>"(?:[^"]|"")*"|'(?:[^']|'')*'!|\[[0-9]+\][^\[\](),;+\-*/&<>=^ ]*!|[\w.\\]+{_BRACKETED})
      | (?P<bare>{_BRACKETED})""",
    re.VERBOSE,
)
_TOKEN = re.compile(rf""""(?:[^"]|"")*"|'(?:[^']|'')*'|{_BRACKETED}|[(){{}},]|[^"'\[(){{}},]+""")
_SHEET = r"(?:'(?:[^']|'')+'!|[\w.]+!)?"
_CELL = re.compile(
    rf"{_SHEET}\$?[A-Z]{{1,3}}\$?[0-9]{{1,7}}|[\w.\\]*\[(?:\[#This Row\],\s*\[[^\[\]]+\]|@[^\[\]]+)\]", re.IGNORECASE
)
_RANGE = re.compile(rf"{_SHEET}\$?[A-Z]{{1,3}}\$?[0-9]{{1,7}}:\$?[A-Z]{{1,3}}\$?[0-9]{{1,7}}", re.IGNORECASE)
_COLUMNS = re.compile(rf"[\w.\\]+{_BRACKETED}")
_ONE_ROW = re.compile(r"\[#(?:This Row|Headers|Totals)\]|\[@", re.IGNORECASE)

_NOBODY_KNOWS = "_no_value"  # a function that there is not

Arguments = Sequence[str]
Cure = Callable[[str, Arguments], str]
"""Writes a call in other words, from the function's name and its arguments; an empty text where the call is safe."""


def qualified(text: str, table: ExcelTable | None) -> str:
    """Write a formula with the name of its own table before references that lack one, as Excel 2007 stored them.

    Example:
        >>> from kpi_excel.workbook.cells import Area
        >>> table = ExcelTable("Mine", "", Area(1, 1, 3, 2), ("Cost",), ("",))
        >>> qualified('SUBTOTAL(109,[Cost])+Other[x]&"[y]"', table)
        'SUBTOTAL(109,Mine[Cost])+Other[x]&"[y]"'
    """
    if table is None or "[" not in text:
        return text
    return _REFERENCES.sub(lambda found: f"{table.name}{found[0]}" if found["bare"] else found[0], text)


class Cures:
    """The cures that a calculator needs.

    Args:
        calls: by a function's name, how a call of it is written.
        spills_ordinary: whether formulas that spill must stand as ordinary ones.

    Example:
        >>> CELLRUNE_CURES.written("MATCH(A1,B1:B9)+MATCH(A1,B1:B9,0)")
        'LOOKUP(A1,B1:B9,_xlfn.SEQUENCE(ROWS(B1:B9),COLUMNS(B1:B9)))+MATCH(A1,B1:B9,0)'
        >>> CELLRUNE_CURES.written("SUMIFS(t[cost],t[kind],$B$2)")
        'SUMIFS(t[cost],t[kind],IF(ISBLANK($B$2),0,$B$2))'
    """

    def __init__(self, calls: Mapping[str, Cure], spills_ordinary: bool = False) -> None:
        self.spills_ordinary = spills_ordinary
        self._cures = calls
        self._pattern = _calls(calls)
        self._glance = re.compile(  # most calls of MATCH look for the same value
            rb"(?<![\w.])(?:%b)\(|(?<![\w.])MATCH\((?![^()]*,0\))"
            % b"|".join(name.encode() for name in calls if name != "MATCH"),
            re.IGNORECASE,
        )

    def may_need(self, text: bytes) -> bool:
        """Tell at a glance whether a formula, escaped as it stands in a file, may need one."""
        return self._glance.search(text) is not None

    def written(self, text: str) -> str:
        """Write a formula in words in which the calculator gives what Excel gives."""
        done, end = [], 0
        for match in self._pattern.finditer(text):
            call = _call(text, match.end()) if match[1] and match.start() >= end else None
            if call is None:
                continue
            given, stop = call
            arguments = [self.written(one) for one in given]
            written = self._cures[match[1].upper()](match[1], arguments) or f"{match[1]}({','.join(arguments)})"
            done += [text[end : match.start()], written]
            end = stop
        return "".join([*done, text[end:]])


def _next_smaller(name: str, arguments: Arguments) -> str:
    """Write a look-up of the next smaller value with LOOKUP.

    The engine compares a text with the numbers among which MATCH and VLOOKUP look for it; Excel passes over them.
    """
    kind = name.upper()
    count = 3 if kind == "MATCH" else 4
    how = arguments[count - 1].strip().upper() if len(arguments) == count else "1"
    if how not in ("1", "TRUE", "TRUE()") or not count - 1 <= len(arguments) <= count:
        return ""
    value, cells = arguments[0], arguments[1]
    if kind == "MATCH":
        return f"LOOKUP({value},{cells},_xlfn.SEQUENCE(ROWS({cells}),COLUMNS({cells})))"
    which = arguments[2].strip()
    if "{" in which or ":" in which:  # several columns at once
        return ""
    if kind == "VLOOKUP":
        return f"LOOKUP({value},INDEX({cells},0,1),INDEX({cells},0,{which}))"
    return f"LOOKUP({value},INDEX({cells},1,0),INDEX({cells},{which},0))"


def _unless_text(name: str, arguments: Arguments) -> str:
    """Give a look-up of the next smaller value no value for a text: IronCalc compares it with numbers.

    Excel passes over them. IronCalc shows a function that nobody knows as an error of its own.
    """
    if name.upper() != "LOOKUP" and not _next_smaller(name, arguments):
        return ""
    return f"IF(ISTEXT({arguments[0]}),{_NOBODY_KNOWS}(),{name}({','.join(arguments)}))"


def _criteria(first: int, step: int = 1_000) -> Cure:
    """Say that an empty cell as criterion means 0, as in Excel; the engine looks for blanks."""

    def written(name: str, arguments: Arguments) -> str:
        given = [
            f"IF(ISBLANK({argument}),0,{argument})"
            if index >= first and (index - first) % step == 0 and _CELL.fullmatch(argument)
            else argument
            for index, argument in enumerate(map(str.strip, arguments))
        ]
        return f"{name}({','.join(given)})"

    return written


def _numbers(name: str, arguments: Arguments) -> str:
    """Write the numbers of several rows or columns one by one; the engine gives the first."""
    cells = arguments[0].strip()
    if len(arguments) != 1 or not _is_several(cells):
        return ""
    size = f"ROWS({cells}),1" if name.upper() == "ROW" else f"1,COLUMNS({cells})"
    return f"_xlfn.SEQUENCE({size},{name}({cells}))"


def _is_several(cells: str) -> bool:
    """Tell whether an argument is a range or a column of a table, more than one of its cells."""
    return bool(_RANGE.fullmatch(cells) or (_COLUMNS.fullmatch(cells) and not _ONE_ROW.search(cells)))


def _year_fraction(name: str, arguments: Arguments) -> str:
    """Put the earlier day first, as Excel does by itself; a range of days has no value, in Excel either."""
    if len(arguments) < 2 or any(_is_several(one.strip()) for one in arguments):
        return ""
    start, end, *basis = arguments
    days = (f"IF({start}>{end},{end},{start})", f"IF({start}>{end},{start},{end})")
    return f"{name}({','.join([*days, *basis])})"


_OF_CELLRUNE: Mapping[str, Cure] = {
    **dict.fromkeys(("MATCH", "VLOOKUP", "HLOOKUP"), _next_smaller),
    **dict.fromkeys(("COUNTIF", "SUMIF", "AVERAGEIF"), _criteria(1)),
    "COUNTIFS": _criteria(1, 2),
    **dict.fromkeys(("SUMIFS", "AVERAGEIFS", "_XLFN.MAXIFS", "_XLFN.MINIFS"), _criteria(2, 2)),
    **dict.fromkeys(("ROW", "COLUMN"), _numbers),
    "YEARFRAC": _year_fraction,
}


def _has(arguments: Arguments, index: int, *values: str) -> bool:
    return len(arguments) > index and arguments[index].strip() in values


class Doubts:
    """Formulas for which a calculator is known to give another value than Excel, and nothing cures that.

    Args:
        calls: by a function's name, whether a call with some arguments is one.

    Example:
        >>> CELLRUNE_DOUBTS.hold("SUM(OFFSET(A9,0,0,-7))"), CELLRUNE_DOUBTS.hold("SUM(OFFSET(A9,0,0,7))")
        (True, False)
    """

    def __init__(self, calls: Mapping[str, Callable[[Arguments], bool]]) -> None:
        self._doubts = calls
        self._pattern = _calls(calls)

    def hold(self, text: str) -> bool:
        """Tell whether a formula has such a call."""
        for found in self._pattern.finditer(text):
            call = _call(text, found.end()) if found[1] else None
            if call is not None and self._doubts[found[1].upper()](call[0]):
                return True
        return False


def _calls(names: Mapping[str, object]) -> re.Pattern[str]:
    """Find calls of functions, and texts, in which there are none."""
    return re.compile(rf'"(?:[^"]|"")*"|(?<![\w.])({"|".join(map(re.escape, names))})\(', re.IGNORECASE)


# with a negative size Excel counts upwards or to the left; neither calculator does
_NEGATIVE_SIZE = {"OFFSET": lambda arguments: any(one.strip().startswith("-") for one in arguments[3:5])}
CELLRUNE_DOUBTS = Doubts(
    {
        **_NEGATIVE_SIZE,
        # looking for a number with wildcards, Excel finds it; cellrune does not
        "_XLFN.XLOOKUP": lambda arguments: _has(arguments, 4, "2"),
        "_XLFN.XMATCH": lambda arguments: _has(arguments, 2, "2"),
    }
)
IRONCALC_DOUBTS = Doubts(_NEGATIVE_SIZE)

CELLRUNE_CURES = Cures(_OF_CELLRUNE, spills_ordinary=True)
IRONCALC_CURES = Cures(dict.fromkeys(("MATCH", "VLOOKUP", "HLOOKUP", "LOOKUP"), _unless_text))


def _call(text: str, start: int) -> tuple[list[str], int] | None:
    """Give a call's arguments and the place behind its end, from behind its opening parenthesis."""
    arguments, depth, begin = [], 0, start
    for match in _TOKEN.finditer(text, start):
        token, at = match[0], match.start()
        if token in "({":
            depth += 1
        elif token in ")}" and depth:
            depth -= 1
        elif token == ")" or (token == "," and not depth):
            arguments.append(text[begin:at])
            begin = at + 1
            if token == ")":
                return arguments, begin
    return None
