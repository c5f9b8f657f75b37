"""Macros: whether a workbook has any, and how it does without them.

What calls a macro stays as it looks: buttons and pictures keep their place and do nothing when clicked.
"""

from __future__ import annotations

import re

from kpi_excel.errors import InputError, Phrase
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.links import TYPES, cut_links, leave_out, reached
from kpi_excel.workbook.parts.package import Package, Relationship
from kpi_excel.workbook.xml import Element, parse, serialize

_LINKS = frozenset(("vbaProject", "attachedToolbars", "extensibility", "userCustomization"))
"""Links to the macros, and to ribbons and toolbars of the workbook's own, whose buttons call them."""
_ONLY_MACROS = {
    "xlMacrosheet": "excel4",
    "xlIntlMacrosheet": "excel4",
    "dialogsheet": "dialog",
}
_PROJECT_TYPE = "application/vnd.ms-office.vbaProject"
_OF_CONTROL = re.compile(rb"(<(?:\w+:)?controlPr\b[^>]*?)\smacro=([\"'])[^\"']*\2")
_CALLING = {
    "drawing": (re.compile(rb"(\smacro=)([\"'])[^\"']*\2"), rb"\1\2\2"),
    "vmlDrawing": (re.compile(rb"<x:FmlaMacro>.*?</x:FmlaMacro>\s*", re.DOTALL), b""),
}
"""What calls a macro in the parts that a sheet leads to, and what takes its place."""
_NAME_KINDS = ("vbProcedure", "xlm", "function")


def has_macros(package: Package) -> bool:
    """Tell whether a workbook has macros, or buttons on the ribbon that call some."""
    return any(_is_macro(link) for part in ("", package.workbook_part) for link in package.relationships(part))


def refuse_macro_sheets(package: Package, code: str, **values: str) -> None:
    """Refuse a workbook with a sheet that is itself a macro, without which its formulas would lead nowhere.

    Args:
        package: the workbook.
        code: of the error, which says what to do instead.
        **values: what its sentences name besides.

    Raises:
        InputError: if it has one.
    """
    for link in package.relationships(package.workbook_part):
        if link.type in _ONLY_MACROS:
            raise InputError(code, name=package.name, what=Phrase(_ONLY_MACROS[link.type]), **values)


def leave_out_macros(edit: Edit) -> None:
    """Take macros out of a workbook, and what calls them; all else stays, other parts as the same bytes."""
    before = reached(edit)
    cut = [cut_links(edit, part, _is_macro) for part in ("", edit.package.workbook_part)]
    if any(cut):
        leave_out(edit, before - reached(edit))
        _forget_type(edit)
    for sheet in {link.target for link in edit.package.relationships(edit.package.workbook_part)} & _parts(edit):
        _forget_calls(edit, sheet, _OF_CONTROL, rb"\1")
        for link in edit.package.relationships(sheet):
            if link.type in _CALLING and link.target in edit.package:
                _forget_calls(edit, link.target, *_CALLING[link.type])
    _forget_names(edit)


def _parts(edit: Edit) -> set[str]:
    return {part for part in edit.package.parts() if part.endswith(".xml")}


def _forget_calls(edit: Edit, part: str, pattern: re.Pattern[bytes], by: bytes) -> None:
    xml = edit.read(part)
    if b"acro" in xml:
        edit.write(part, pattern.sub(by, xml))


def is_macro_name(node: Element) -> bool:
    """Tell whether a defined name is a macro's, and no cell's or formula's."""
    return bool({node.get(kind, "0") for kind in _NAME_KINDS} & {"1", "true"})


def _is_macro(link: Relationship) -> bool:
    return link.type in _LINKS


def _forget_type(edit: Edit) -> None:
    """Let no part be a VBA project by its ending alone: old versions of Excel say so of every ``.bin``."""
    root = parse(edit.read(TYPES))
    for node in [one for one in root if one.get("ContentType") == _PROJECT_TYPE]:
        root.remove(node)
    edit.write(TYPES, serialize(root))


def _forget_names(edit: Edit) -> None:
    """Take out the defined names that are macros."""
    part = edit.package.workbook_part
    root = parse(edit.read(part))
    names = [node for node in root.iter("{*}definedName") if is_macro_name(node)]
    for node in names:
        node.getparent().remove(node)
    if names:
        edit.write(part, serialize(root))
