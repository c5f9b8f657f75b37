"""The sheet behind changes: each KPI's values on both sides of a comparison, over the days that both sides know.

Where everything is known these are the slices of the whole periods. Where it is not, there are slices of the days that
count, under keys that name the other period and the tables of the KPI; a comparison that cannot be made has slices
without values.
"""

from functools import partial

from xlsxwriter import Workbook

from kpi_excel.authoring.dashboard.changes import change_formula
from kpi_excel.authoring.dashboard.hidden_sheet import add_hidden_page
from kpi_excel.authoring.dashboard.marks import joined, localized
from kpi_excel.authoring.dashboard.table_sheet import keyed_fields
from kpi_excel.authoring.dashboard.tables import Field, TemplateTable
from kpi_excel.authoring.style import Style
from kpi_excel.catalogue.datasets import DATASETS
from kpi_excel.engine.coverage.common import Extent
from kpi_excel.language.texts import Texts
from kpi_excel.workbook.formulas import this_row

COMPARED_SHEET = "calc compared"
VIEW_ROWS = {"previous": 2, "last_year": 3}  # of kpi_view, in which the periods compared with stand
CHANGES = {"previous": "change", "last_year": "change_last_year"}
_TABLE = "kpi_compared"
_this = partial(this_row, _TABLE)


def compared_table(words: Texts) -> TemplateTable:
    """Describe the table: what filling writes, the rows of the slices on both sides, and what follows from them."""
    fields = list(keyed_fields(DATASETS["compared"]))
    for name, row in VIEW_ROWS.items():
        for side, own, against in (("now", 1, row), ("then", row, 1)):
            fields.append(Field(f"{name}_{side}_row", f"{name}_{side}_row", _slice_row(own, against), "–"))
            fields.append(Field(f"{name}_{side}", f"{name}_{side}", number=True, look={"num_format": "General"}))
        sides = _this(f"{name}_now"), _this(f"{name}_then")
        change = change_formula(*sides, _this("change_unit"))
        fields.append(Field(CHANGES[name], CHANGES[name], change, "–"))
        fields.append(Field(f"{name}_extent", f"{name}_extent", _extent(name), "–"))
        fields.append(Field(f"{name}_note", f"{name}_note", _note(name, words), ""))
    return TemplateTable(_TABLE, COMPARED_SHEET, 1, 0, tuple(fields))


def _view(column: str, row: int) -> str:
    """Look up a column of the view: its 1st row is the selected period, the others are what it is compared with."""
    return f"INDEX(kpi_view[{column}],{row})"


def _slice_row(own: int, against: int) -> str:
    """Find one side's slice: of the days that count, else of the whole period."""
    place = '"|"&kpi_platform_key&"|"&kpi_placement_key&"|"'
    key = f'{_view("period", own)}&{place}&{_view("period", against)}&"|"&{_this("tables")}'
    return f"IFERROR(MATCH({key},kpi_slices[slice],0),IFERROR({_view('slice_row', own)},NA()))"


def _days(row: str) -> str:
    return f"INDEX(kpi_slices[days],{row})"


def _extent(name: str) -> str:
    """Tell whether everything is compared, a part, or nothing."""
    row = _this(f"{name}_now_row")
    part = f'IF({_days(row)}>0,"{Extent.CUT}","{Extent.NONE}")'
    return f'IFERROR(IF({row}={_view("slice_row", 1)},"{Extent.WHOLE}",{part}),"{Extent.WHOLE}")'


def _note(name: str, words: Texts) -> str:
    """Say on how many days a comparison rests and who is left out of it, or that it cannot be made."""
    row, extent = _this(f"{name}_now_row"), _this(f"{name}_extent")
    without = f"INDEX(kpi_slices[without],{row})"
    said = words.section("front", "compared")
    days = localized(joined(said["days"], lambda _: f'TEXT({_days(row)},"0")'), words)
    fewer = f'IF({_days(row)}<{_days(_view("slice_row", 1))},{days},"")'
    others = f'IF({without}="","",{joined(said["without"], lambda _: without)})'
    between = f'IF(AND({_days(row)}<{_days(_view("slice_row", 1))},{without}<>""),"{said["between"]}","")'
    cut = f"{fewer}&{between}&{others}"
    return f'IF({extent}="{Extent.CUT}",{cut},IF({extent}="{Extent.NONE}","{said["none"]}",""))'


def of_compared(column: str, kpi: str) -> str:
    """Look up what the table says of a KPI.

    Args:
        column: one of the table's columns.
        kpi: refers to the KPI's name.
    """
    return f"INDEX(kpi_compared[{column}],MATCH({kpi},kpi_compared[kpi],0))"


def selected(name: str, kpi: str) -> str:
    """Look up what the table says of a KPI for the comparison that is selected.

    Args:
        name: of the columns, such as ``extent``.
        kpi: refers to the KPI's name.
    """
    columns = CHANGES if name == "change" else {one: f"{one}_{name}" for one in VIEW_ROWS}
    other, first = (of_compared(columns[one], kpi) for one in ("last_year", "previous"))
    return f"IF(kpi_comparison_row={VIEW_ROWS['last_year']},{other},{first})"


def write_compared(workbook: Workbook, style: Style) -> None:
    """Add the hidden sheet."""
    page = add_hidden_page(workbook, style, COMPARED_SHEET)
    page.write_table(compared_table(style.texts), filtered=False)
