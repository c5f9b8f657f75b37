"""Kinds of file: workbooks and templates, with and without macros, which Excel tells apart by name and content type.

Excel refuses a file whose ending says another kind than its content. So what is written is of the kind that its name
says, whatever kind the template was: ``.xlsx`` has no macros, ``.xlsm`` has the template's if it has some. (An
``.xlsm`` without any is what Excel itself writes when a workbook without macros is saved under such a name.)
Templates (``.xltx``, ``.xltm``) are only read: Excel makes a new workbook of one each time it is opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kpi_excel.errors import Either, UsageError
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.links import TYPES
from kpi_excel.workbook.parts.macros import has_macros, leave_out_macros, refuse_macro_sheets
from kpi_excel.workbook.parts.package import WORKBOOKS
from kpi_excel.workbook.xml import CONTENT_TYPES, parse, serialize, tag

PLAIN, WITH_MACROS = WORKBOOKS
_MAIN_TYPES = {
    PLAIN: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    WITH_MACROS: "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
}


def refuse_other_endings(path: Path, endings: Sequence[str] = WORKBOOKS) -> None:
    """Refuse to write a file whose name says another kind.

    Raises:
        UsageError: if it has none of the endings.
    """
    if path.suffix.lower() in endings:
        return
    meant = WITH_MACROS if path.suffix.lower() == ".xltm" and WITH_MACROS in endings else endings[0]
    raise UsageError("other-ending", name=path.name, endings=Either(endings), other=path.with_suffix(meant).name)


def set_kind(edit: Edit, path: Path) -> bool:
    """Make a package the kind of workbook that a file's name says; without macros if it says so.

    Args:
        edit: the package to change.
        path: of the file that is written.

    Returns:
        Whether macros were left out.

    Raises:
        InputError: if a sheet is itself a macro, and the file cannot have it.
        UsageError: if the name says no workbook.
    """
    refuse_other_endings(path)
    ending = path.suffix.lower()
    left_out = ending == PLAIN and has_macros(edit.package)
    if ending == PLAIN:
        refuse_macro_sheets(edit.package, "macro-sheet-kept", other=path.with_suffix(WITH_MACROS).name)
    if left_out:
        leave_out_macros(edit)
    set_main_type(edit, ending)
    return left_out


def set_main_type(edit: Edit, ending: str = PLAIN) -> None:
    """Let a package say that it is a workbook of the kind that an ending says."""
    root, main = parse(edit.read(TYPES)), edit.package.workbook_part
    node = next((one for one in root if one.get("PartName", "").lstrip("/").casefold() == main.casefold()), None)
    if node is None:
        node = root.makeelement(tag("Override", CONTENT_TYPES), PartName=f"/{main}")
        root.append(node)
    if node.get("ContentType") != _MAIN_TYPES[ending]:
        node.set("ContentType", _MAIN_TYPES[ending])
        edit.write(TYPES, serialize(root))
