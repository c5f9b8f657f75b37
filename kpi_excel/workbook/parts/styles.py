"""Styles: those of one workbook, taken over into another one."""

from __future__ import annotations

import copy
from functools import cached_property

from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.xml import Element, parse, serialize, tag

_FIRST_OWN_FORMAT = 164  # numbers of number formats below are Excel's own
_LISTS = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}


class TakenStyles:
    """Styles of cells that a workbook takes over from another one; each is added once, and its own stay as they are.

    Args:
        edit: the package that takes them; `write` puts them into it.
        source: the workbook that has them.
    """

    def __init__(self, edit: Edit, source: Package) -> None:
        self._edit, self._source = edit, source
        self._part = _part(edit.package)
        self._taken: dict[str, str] = {}

    def take(self, style: str) -> str:
        """Give the number that a style of the other workbook has here; an empty one stays empty."""
        if not style or not self._part:
            return ""
        if style not in self._taken:
            self._taken[style] = str(self._add(self._theirs("cellXfs")[int(style)]))
        return self._taken[style]

    def write(self) -> None:
        """Put the styles into the package."""
        if self._taken:
            self._edit.write(self._part, serialize(self._root))

    @cached_property
    def _root(self) -> Element:
        return parse(self._edit.read(self._part))

    @cached_property
    def _other(self) -> Element:
        return parse(self._source.read(_part(self._source)))

    def _theirs(self, name: str) -> Element:
        return self._other.find(f"{{*}}{name}")

    def _add(self, style: Element) -> int:
        node = self._own(style)
        node.set("xfId", "0")
        node.set("numFmtId", self._format(node.get("numFmtId", "0")))
        for attribute, name in _LISTS.items():
            element = self._theirs(name)[int(node.get(attribute, 0))]
            node.set(attribute, str(self._position(self._list(name), self._own(element))))
        return self._position(self._list("cellXfs"), node)

    def _list(self, name: str) -> Element:
        found = self._root.find(f"{{*}}{name}")
        if found is None:
            found = self._root.makeelement(self._tag(name))
            self._root.append(found)
        return found

    def _format(self, number: str) -> str:
        """Give the number that a number format has here."""
        theirs = {one.get("numFmtId"): one.get("formatCode") for one in self._other.iter("{*}numFmt")}
        code = theirs.get(number)
        if not code or int(number) < _FIRST_OWN_FORMAT:
            return number
        formats = self._root.find("{*}numFmts")
        if formats is None:
            formats = self._root.makeelement(self._tag("numFmts"))
            self._root.insert(0, formats)
        known: dict[str, str] = {one.get("formatCode"): one.get("numFmtId", "") for one in formats}
        if code not in known:
            known[code] = str(max([_FIRST_OWN_FORMAT - 1, *(int(one) for one in known.values() if one)]) + 1)
            formats.append(formats.makeelement(self._tag("numFmt"), numFmtId=known[code], formatCode=code))
            formats.set("count", str(len(formats)))
        return known[code]

    def _own(self, node: Element) -> Element:
        """Give a copy of an element in the namespace of this workbook, which is another one in Strict Open XML."""
        own = copy.deepcopy(node)
        for one in own.iter("{*}*"):
            one.tag = self._tag(one.tag.rpartition("}")[2])
        return own

    def _tag(self, name: str) -> str:
        return tag(name, self._root.tag.partition("}")[0][1:])

    def _position(self, elements: Element, node: Element) -> int:
        """Give an element's place among others, at their end unless the same one is there already."""
        text = _canonical(node)
        for number, other in enumerate(elements):
            if _canonical(other) == text:
                return number
        elements.append(node)
        elements.set("count", str(len(elements)))
        return len(elements) - 1


def _canonical(node: Element) -> object:
    return node.tag, sorted(node.attrib.items()), [_canonical(child) for child in node]


def _part(package: Package) -> str:
    links = package.relationships(package.workbook_part)
    return next((one.target for one in links if one.type == "styles" and one.target in package), "")
