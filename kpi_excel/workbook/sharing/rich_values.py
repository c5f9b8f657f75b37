"""Rich values: what stands behind cells that show a place, a share, a picture or a card, and what stood behind others.

A workbook keeps the value behind a cell after the cell is overwritten. Those that no cell leads to any more are emptied
in their place, because the others are counted by their order.

Source: [MS-XLSX] 2.6.175 (CT_RichValue) and 2.6.180 (CT_RichValueStructure); cells lead to values through
the metadata part, ECMA-376 part 1, 18.9.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.structure import Structure
from kpi_excel.workbook.xml import Element, parse, serialize

_LINKS = ("rdRichValue", "rdRichValueStructure", "rdArray", "sheetMetadata")
_OF_CELL = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?vm="([0-9]+)"')
_EMPTY = {"s": "", "d": "0", "i": "0", "n": "0"}
"""What takes the place of texts and numbers; other kinds of values say nothing by themselves."""


def scrub_rich_values(edit: Edit, structure: Structure) -> None:
    """Empty the rich values that no cell leads to."""
    parts = {
        link.type: link.target
        for link in edit.package.relationships(edit.package.workbook_part)
        if link.type in _LINKS and link.target in edit.package
    }
    if "rdRichValue" not in parts:
        return
    roots = {kind: parse(edit.read(part)) for kind, part in parts.items()}
    values = _children(roots.get("rdRichValue"), "rv")
    arrays = _children(roots.get("rdArray"), "a")
    kinds = [
        [key.get("t", "d") for key in link.iterchildren("{*}k")]
        for link in _children(roots.get("rdRichValueStructure"), "s")
    ]
    kept, kept_arrays = _followed(set(_led_to(edit, structure, roots.get("sheetMetadata"))), values, arrays, kinds)
    for number, value in enumerate(values):
        if number not in kept:
            _empty(zip(value.iterchildren("{*}v"), _kinds_of(value, kinds), strict=False))
            _empty((node, node.get("t", "n")) for node in value.iterchildren("{*}fb"))
    for number, array in enumerate(arrays):
        if number not in kept_arrays:
            _empty((node, node.get("t", "")) for node in array.iterchildren("{*}v"))
    for kind in ("rdRichValue", "rdArray"):
        if kind in parts:
            edit.write(parts[kind], serialize(roots[kind]))


def _children(root: Element | None, name: str) -> list[Element]:
    return [] if root is None else list(root.iterchildren(f"{{*}}{name}"))


def _led_to(edit: Edit, structure: Structure, metadata: Element | None) -> Iterator[int]:
    """Give the numbers of the rich values that cells lead to."""
    if metadata is None:
        return
    names = [node.get("name") for node in metadata.iter("{*}metadataType")]
    future = {node.get("name"): _children(node, "bk") for node in metadata.iter("{*}futureMetadata")}
    blocks = _children(metadata.find("{*}valueMetadata"), "bk")
    used = {int(one) for sheet in structure.sheets for one in _OF_CELL.findall(edit.read(sheet.part))}
    for block in (blocks[one - 1] for one in sorted(used) if 0 < one <= len(blocks)):
        for record in block.iterchildren("{*}rc"):
            of_type = future.get(names[int(record.get("t")) - 1], [])
            for block_of_value in of_type[int(record.get("v")) : int(record.get("v")) + 1]:
                yield from (int(one.get("i")) for one in block_of_value.iter("{*}rvb"))


def _followed(
    start: set[int], values: Sequence[Element], arrays: Sequence[Element], kinds: Sequence[Sequence[str]]
) -> tuple[set[int], set[int]]:
    """Follow rich values to those that they hold; give the numbers of all, and of the arrays among them."""
    reached: set[int] = set()
    found_arrays: set[int] = set()
    waiting = sorted(start)
    while waiting:
        number = waiting.pop()
        if number in reached or number >= len(values):
            continue
        reached.add(number)
        for node, kind in zip(values[number].iterchildren("{*}v"), _kinds_of(values[number], kinds), strict=False):
            if kind == "r":
                waiting.append(int(node.text))
            elif kind == "a" and int(node.text) < len(arrays):
                found_arrays.add(int(node.text))
                inside = arrays[int(node.text)].iterchildren("{*}v")
                waiting += [int(one.text) for one in inside if one.get("t") == "r"]
    return reached, found_arrays


def _kinds_of(value: Element, kinds: Sequence[Sequence[str]]) -> Sequence[str]:
    number = int(value.get("s", 0))
    return kinds[number] if number < len(kinds) else ()


def _empty(nodes: Iterable[tuple[Element, str]]) -> None:
    for node, kind in nodes:
        node.text = _EMPTY.get(kind, node.text)
