"""Mutations of a package: its zip file, the bytes of its parts, their XML and what leads from one to another.

A case is a seed: the same seed changes the same file in the same way on every machine.
"""

from __future__ import annotations

import copy
import io
import random
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from lxml import etree

Parts = dict[str, bytes]
Random = random.Random
VALUES = (
    *("", " ", "-1", "0", "1", "2", "99999999999", "4294967297", "-2147483649", "1e309", "-1e400", "NaN", "INF"),
    *("0x10", "1,5", "A0", "A1", "ZZZZ9", "XFD1048576", "A1:XFD1048576", "B2:A1", "A1:", ":A1", "1:1048576", "$A$1"),
    *("A1 B2", "A1#", "é", "#REF!", "#N/A", "true", "FALSE", "null", "..", "../../../x", "/", "//", "%00", "=1+1"),
    *("'", '"', "<", "&", "\u202e", "s", "str", "b", "e", "d", "n", "inlineStr", "shared", "array", "dataTable"),
    *("rId1", "rId999", "kpi_slices", "posts", "9" * 400, "x" * 40_000, "_x0000_", "_xD800_", "_x202E_"),
    *("2026-13-45", "IF(" * 200, "(" * 3_000, "[" * 99),
)
_XML = (".xml", ".rels", ".vml")


def mutate(data: bytes, seed: str) -> tuple[bytes, list[str]]:
    """Change a package.

    Returns:
        The changed file, and what was done to it.
    """
    chance = random.Random(seed)
    done: list[str] = []
    parts = _unpack(data)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        change = chance.choices([one for one, _ in PART_CHANGES], [weight for _, weight in PART_CHANGES])[0]
        done.append(f"{change.__name__} {change(parts, chance)}")
    if chance.random() < 0.12:
        damage = chance.choice(ZIP_CHANGES)
        changed = damage(_pack(parts), chance)
        done.append(damage.__name__)
        return changed, done
    return _pack(parts), done


def _unpack(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {info.filename: file.read(info) for info in file.infolist()}


def _pack(parts: Parts) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _any_part(parts: Parts, chance: Random) -> str:
    """Choose a part; sheets and pictures of much the same do not crowd out those of which there is one."""
    kinds: dict[str, list[str]] = {}
    for name in parts:
        kinds.setdefault(re.sub(r"[0-9]+", "", name), []).append(name)
    return chance.choice(kinds[chance.choice(sorted(kinds))]) if kinds else ""


def _xml_part(parts: Parts, chance: Random) -> str:
    return _any_part({name: data for name, data in parts.items() if name.lower().endswith(_XML)}, chance)


# The bytes of a part.


def flip_bytes(parts: Parts, chance: Random) -> str:
    name = _any_part(parts, chance)
    data = bytearray(parts.get(name, b""))
    for _ in range(chance.choice((1, 1, 3, 20)) if data else 0):
        data[chance.randrange(len(data))] = chance.randrange(256)
    parts[name] = bytes(data)
    return name


def cut_part(parts: Parts, chance: Random) -> str:
    name = _any_part(parts, chance)
    parts[name] = parts[name][: chance.randrange(len(parts[name]) + 1)]
    return name


def cut_out(parts: Parts, chance: Random) -> str:
    name = _any_part(parts, chance)
    start = chance.randrange(len(parts[name]) + 1)
    parts[name] = parts[name][:start] + parts[name][start + chance.randrange(1, 200) :]
    return name


def repeat_bytes(parts: Parts, chance: Random) -> str:
    name = _any_part(parts, chance)
    start = chance.randrange(len(parts[name]) + 1)
    piece = parts[name][start : start + chance.randrange(1, 400)]
    parts[name] = parts[name][:start] + piece * chance.choice((2, 3, 200)) + parts[name][start:]
    return name


def insert_bytes(parts: Parts, chance: Random) -> str:
    name = _any_part(parts, chance)
    start = chance.randrange(len(parts[name]) + 1)
    piece = chance.choice(
        (b"\0", b"\xff\xfe", b"<", b">", b"&#0;", b"&#x110000;", b"&x;", b"]]>", b"<!--", b"\xc3\x28")
    )
    parts[name] = parts[name][:start] + piece + parts[name][start:]
    return name


def other_encoding(parts: Parts, chance: Random) -> str:
    name = _xml_part(parts, chance)
    text = re.sub(r"<\?xml[^>]*\?>", "", parts[name].decode("utf-8", "replace"))
    said, real = (chance.choice(("utf-8", "utf-16", "utf-32", "latin-1", "cp1256", "ascii", "x")) for _ in range(2))
    declared = f'<?xml version="1.0" encoding="{said}"?>{text}'
    parts[name] = declared.encode("utf-8" if real == "x" else real, "xmlcharrefreplace")
    return f"{name} {said} {real}"


def define_entities(parts: Parts, chance: Random) -> str:
    name = _xml_part(parts, chance)
    text = re.sub(rb"<\?xml[^>]*\?>", b"", parts[name])
    filler = b"<!--" + b"x" * chance.choice((0, 5_000)) + b"-->"
    parts[name] = filler + b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + text
    return name


# The package.


def drop_part(parts: Parts, chance: Random) -> str:
    name = _any_part(parts, chance)
    parts.pop(name, None)
    return name


def empty_part(parts: Parts, chance: Random) -> str:
    name = _any_part(parts, chance)
    parts[name] = b""
    return name


def swap_parts(parts: Parts, chance: Random) -> str:
    one, other = _any_part(parts, chance), _any_part(parts, chance)
    parts[one], parts[other] = parts[other], parts[one]
    return f"{one} {other}"


def rename_part(parts: Parts, chance: Random) -> str:
    name = _any_part(parts, chance)
    other = chance.choice(
        (name.upper(), f"x/{name}", f"/{name}", name.replace("/", "\\"), f"../{name}", f"{name}\0x", "")
    )
    parts[other] = parts.pop(name, b"")
    return f"{name} {other!r}"


def lead_elsewhere(parts: Parts, chance: Random) -> str:
    """Let a relationship lead to nowhere, to its own source, to another part or outside."""
    name = _any_part({one: data for one, data in parts.items() if one.endswith(".rels")}, chance)
    targets = re.findall(rb'Target="[^"]*"', parts.get(name, b""))
    if not targets:
        return ""
    source = re.sub(r"(.*?)_rels/(.*)\.rels", r"/\1\2", name)
    other = chance.choice(("nowhere.xml", source, "/" + _any_part(parts, chance), "http://x", "..", "", "\u202e", "#x"))
    extra = chance.choice(("", "", ' TargetMode="External"'))
    parts[name] = parts[name].replace(chance.choice(targets), f'Target="{other}"{extra}'.encode(), 1)
    return f"{name} {other}"


# XML.


def _in_xml(parts: Parts, chance: Random, change: Callable[[Any, Random], str]) -> str:
    """Change an element, which every kind of element in the part is as likely to be."""
    name = _xml_part(parts, chance)
    try:
        root = etree.fromstring(parts[name], etree.XMLParser(resolve_entities=False, huge_tree=True))
    except (etree.XMLSyntaxError, KeyError):
        return name
    kinds: dict[str, list[Any]] = {}
    for node in root.iter(etree.Element):
        kinds.setdefault(node.tag, []).append(node)
    node = chance.choice(kinds[chance.choice(sorted(kinds))])
    done = f"{name} <{etree.QName(node).localname}> {change(node, chance)}"
    parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return done[:200]


def _attribute(node: Any, chance: Random) -> str:
    return str(chance.choice(sorted(node.attrib))) if node.attrib else ""


def change_attribute(parts: Parts, chance: Random) -> str:
    def change(node: Any, chance: Random) -> str:
        name, value = _attribute(node, chance), chance.choice(VALUES)
        if name:
            node.set(name, value)
        return f"{name}={value}"

    return _in_xml(parts, chance, change)


def remove_attribute(parts: Parts, chance: Random) -> str:
    def change(node: Any, chance: Random) -> str:
        name = _attribute(node, chance)
        if name:
            del node.attrib[name]
        return name

    return _in_xml(parts, chance, change)


def change_text(parts: Parts, chance: Random) -> str:
    def change(node: Any, chance: Random) -> str:
        node.text = chance.choice(VALUES)
        return str(node.text)

    return _in_xml(parts, chance, change)


def remove_element(parts: Parts, chance: Random) -> str:
    def change(node: Any, _chance: Random) -> str:
        if node.getparent() is not None:
            node.getparent().remove(node)
        return ""

    return _in_xml(parts, chance, change)


def repeat_element(parts: Parts, chance: Random) -> str:
    def change(node: Any, chance: Random) -> str:
        times = chance.choice((1, 1, 2, 300))
        for _ in range(times if node.getparent() is not None else 0):
            node.addnext(copy.deepcopy(node))
        return str(times)

    return _in_xml(parts, chance, change)


def nest_element(parts: Parts, chance: Random) -> str:
    def change(node: Any, chance: Random) -> str:
        depth = chance.choice((1, 2, 200, 3_000))
        for _ in range(depth if node.getparent() is not None else 0):
            around = node.makeelement(node.tag, dict(node.attrib))
            node.getparent().replace(node, around)
            around.append(node)
        return str(depth)

    return _in_xml(parts, chance, change)


def rename_element(parts: Parts, chance: Random) -> str:
    def change(node: Any, chance: Random) -> str:
        other = chance.choice(("x", "row", "c", "v", "f", "sheet", "table", "worksheet", "{urn:x}c"))
        node.tag = other if other.startswith("{") else f"{{{etree.QName(node).namespace or ''}}}{other}"
        return other

    return _in_xml(parts, chance, change)


def move_element(parts: Parts, chance: Random) -> str:
    def change(node: Any, chance: Random) -> str:
        places = [
            one for one in node.getroottree().getroot().iter(etree.Element) if node not in (one, *one.iterancestors())
        ]
        if places and node.getparent() is not None:
            chance.choice(places).append(node)
        return ""

    return _in_xml(parts, chance, change)


PART_CHANGES: Sequence[tuple[Callable[[Parts, Random], str], int]] = (
    *((one, 4) for one in (change_attribute, remove_attribute, change_text, remove_element)),
    *((one, 2) for one in (repeat_element, nest_element, rename_element, move_element, lead_elsewhere, drop_part)),
    *((one, 1) for one in (flip_bytes, cut_part, cut_out, repeat_bytes, insert_bytes, other_encoding)),
    *((one, 1) for one in (define_entities, empty_part, swap_parts, rename_part)),
)  # fmt: skip


# The zip file.


def flip_anywhere(data: bytes, chance: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 4, 40))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut_file(data: bytes, chance: Random) -> bytes:
    return data[: chance.randrange(len(data))]


def fault_header(data: bytes, chance: Random) -> bytes:
    """Write something into a header: sizes, methods, flags, offsets."""
    signature = chance.choice((b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"))
    places = [found.start() for found in re.finditer(re.escape(signature), data)]
    changed = bytearray(data)
    at = chance.choice(places) + 4 + 2 * chance.randrange(20)
    piece = chance.choice(
        (b"\0\0", b"\xff\xff", b"\xff\xff\xff\xff", b"\1\0", b"\x09\0", b"\x63\0", chance.randbytes(2))
    )
    changed[at : at + len(piece)] = piece
    return bytes(changed)


def repeat_file(data: bytes, _chance: Random) -> bytes:
    return data + data


def put_before(data: bytes, chance: Random) -> bytes:
    return chance.choice((b"PK\x03\x04", b"MZ", b"\0" * 1000)) + data


ZIP_CHANGES = (flip_anywhere, cut_file, fault_header, fault_header, repeat_file, put_before)
