"""Links: which parts lead to which, how a link is cut, and how parts are left out that nothing leads to any more."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import count
from pathlib import PurePosixPath

from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import Relationship
from kpi_excel.workbook.xml import CONTENT_TYPES, PACKAGE_RELATIONSHIPS, RELATIONSHIPS, parse, serialize, tag

TYPES = "[Content_Types].xml"


def cut_links(edit: Edit, part: str, is_cut: Callable[[Relationship], bool]) -> set[str]:
    """Cut some of a part's links, or of the package's if the part has no name; tell their ids."""
    cut = {link.id for link in edit.package.relationships(part) if is_cut(link)}
    if cut:
        name = links_of(part)
        root = parse(edit.read(name))
        for node in [one for one in root if one.get("Id") in cut]:
            root.remove(node)
        edit.write(name, serialize(root))
    return cut


def links_of(part: str) -> str:
    """Name the part that holds a part's links; without one, the package's.

    Example:
        >>> links_of("xl/workbook.xml"), links_of("")
        ('xl/_rels/workbook.xml.rels', '_rels/.rels')
    """
    path = PurePosixPath(part)
    return str(path.parent / "_rels" / f"{path.name}.rels") if part else "_rels/.rels"


def link_to(edit: Edit, part: str, kind: str, target: str) -> str:
    """Let a part lead to another one; tell the link's id.

    Args:
        edit: the package.
        part: the part, which holds links already unless it is new.
        kind: the last word of the link's type, such as ``worksheet``.
        target: the part that it leads to.
    """
    name = links_of(part)
    if name not in edit:
        edit.add_part(name, f'<Relationships xmlns="{PACKAGE_RELATIONSHIPS}"/>'.encode())
    root = parse(edit.read(name))
    taken = {node.get("Id") for node in root}
    identifier = next(f"rId{number}" for number in count(1) if f"rId{number}" not in taken)
    family = next((node.get("Type", "").rpartition("/")[0] for node in root), "") or RELATIONSHIPS
    values = {"Id": identifier, "Type": f"{family}/{kind}", "Target": f"/{target}"}
    root.append(root.makeelement(tag("Relationship", PACKAGE_RELATIONSHIPS), values))
    edit.write(name, serialize(root))
    return identifier


def say_type(edit: Edit, part: str, content_type: str) -> None:
    """Let the package say what a new part is."""
    root = parse(edit.read(TYPES))
    values = {"PartName": f"/{part}", "ContentType": content_type}
    root.append(root.makeelement(tag("Override", CONTENT_TYPES), values))
    edit.write(TYPES, serialize(root))


def reached(edit: Edit) -> set[str]:
    """List the parts, in small letters, that the links as they are now lead to, and what holds their links."""
    seen = {links_of("")}
    waiting = [""]
    while waiting:
        for target in _targets(edit, waiting.pop()):
            if target.casefold() not in seen:
                seen |= {target.casefold(), links_of(target).casefold()}
                waiting.append(target)
    return seen


def _targets(edit: Edit, part: str) -> Iterator[str]:
    name = links_of(part)
    if name not in edit.package:
        return
    left = {node.get("Id") for node in parse(edit.read(name))}
    for link in edit.package.relationships(part):
        if link.id in left and not link.external:
            yield link.target


def leave_out(edit: Edit, gone: Collection[str]) -> None:
    """Leave parts out, and what the package says of their types.

    Args:
        edit: the package to change; whoever leaves parts out has cut the links to them.
        gone: the parts, in small letters.
    """
    parts = {part.casefold() for part in edit.package.parts()}
    left = parts - set(gone)
    for part in parts & set(gone):
        edit.remove(part)
    root = parse(edit.read(TYPES))
    for node in list(root):
        if node.tag.endswith("}Override"):
            is_left = node.get("PartName", "").lstrip("/").casefold() in left
        else:
            is_left = any(part.endswith(f".{node.get('Extension', '').casefold()}") for part in left)
        if not is_left:
            root.remove(node)
    edit.write(TYPES, serialize(root))
