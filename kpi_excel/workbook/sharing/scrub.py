"""Scrubbing: what a workbook carries besides its cells and must not leave the house with it.

Macros, notes and threaded comments with their authors, document properties, printer settings, paths of the machine it
was made on, connections and queries, custom XML, views and revisions of named users, and texts that no cell shows any
more. What cannot be taken out without changing what the workbook shows is refused with its place: links to other files
above all, whose values would stay behind as numbers that nobody can check.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote

from kpi_excel.errors import InputError, Phrase
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.kinds import set_main_type
from kpi_excel.workbook.parts.links import TYPES, cut_links, leave_out, reached
from kpi_excel.workbook.parts.macros import leave_out_macros, refuse_macro_sheets
from kpi_excel.workbook.parts.package import Package, Relationship
from kpi_excel.workbook.parts.structure import Structure
from kpi_excel.workbook.sharing.shown import SHARED, shared_strings_part, shared_texts
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.xml import Element, escape, parse, serialize

_PACKAGE_LINKS = ("officeDocument", "core-properties", "extended-properties")
_DROPPED = frozenset(
    (
        "comments", "threadedComment", "person", "printerSettings", "customProperty",
        "customXml", "connections", "queryTable", "xmlMaps", "tableSingleCells", "usernames", "revisionHeaders",
        "externalLink", "volatileDependencies", "namedSheetView", "documenttask", "documenttasks", "webextension",
    )
)  # fmt: skip
_REFUSED = {
    "powerPivotData": "data_model",
    "customDataProps": "data_model",  # of Excel 2010
    "control": "activex",
    "oleObject": "embedded",
    "package": "embedded",
}
_REFUSED_PLACES = {"control": ("activeX",)}  # form controls have the same kind of link, and are no macros
_WEB = re.compile(r"(?:https?|mailto):", re.IGNORECASE)

_CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
    b'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    b'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>%b</dc:title></cp:coreProperties>'
)
_EXTENDED = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">%b</Properties>'
)
_PROGRAM = ("Application", "AppVersion")
"""What properties say of the program, and nothing of people: by it LibreOffice decides how charts are read."""

_PATH = re.compile(
    rb"""(?: (?<![A-Za-z])file:/+
       | (?<![\w\\])\\\\[\w.$-]+\\                                  # a server's share
       | (?<![A-Za-z0-9])[A-Za-z]:\\(?=[\w$.~\x80-\xff -]+(?:\\|\.\w))  # a drive of Windows, not h:\mm
       | (?<![A-Za-z0-9])[A-Za-z]:/(?=[\w$.~\x80-\xff -]+/)
       | (?<![\w.:/~-])/(?:Users|home|Volumes)/(?=[^/\s"<>]+/)
     ) [^"<>|*?\r\n]*""",
    re.VERBOSE,
)
_SIGNS = (b"\\", b"file:/", b"/Users/", b"/home/", b"/Volumes/")  # looked for first: that is much faster
_SLASH = re.compile(rb":/(?!/)")
_LINKING = re.compile(rb'\bHYPERLINK\(\s*(?:"|&quot;)(?!\#|https?:|mailto:|"|&quot;)', re.IGNORECASE)
_OTHER_BOOK = re.compile(rb"\[[0-9]+\]")
_CUBE = re.compile(rb"\bCUBE(?:VALUE|MEMBER|MEMBERPROPERTY|RANKEDMEMBER|SET|SETCOUNT|KPIMEMBER)\(", re.IGNORECASE)
_FORMULA = re.compile(rb"<(?:\w+:)?f(?=[\s>])[^>]*>[^<]*")
_CELL = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]+[0-9]+)"')

_SHAPE = re.compile(rb"<v:shape(?=[\s>]).*?</v:shape>\s*", re.DOTALL)
_NOTE = re.compile(rb"ObjectType=[\"']Note[\"']")
_WORKBOOK_DROPPED = (
    "fileSharing", "customWorkbookViews", "webPublishing", "webPublishObjects", "revisionPtr", "externalReferences",
)  # fmt: skip
_SHEET_DROPPED = ("customSheetViews", "scenarios", "webPublishItems", "singleXmlCells")
_NAME_NOTES = ("comment", "description", "help", "statusBar", "customMenu", "shortcutKey")
_CONTAINERS = ("hyperlinks", "customProperties", "controls")


def refuse_what_cannot_go(package: Package, structure: Structure, name: str) -> None:
    """Refuse a workbook with something that cannot be taken out without changing what it shows.

    Raises:
        InputError: naming what it is and where.
    """
    refuse_macro_sheets(package, "macro-sheet")
    unused = _unused_links(package)
    for part in ("", *package.parts()):
        if part.endswith(".rels") or part in unused:
            continue
        for link in package.relationships(part):
            if link.target not in unused:
                _refuse_link(package, part, link, name)
    _refuse_sources(package, structure, name)
    _refuse_paths(package, structure, name)


def _unused_links(package: Package) -> set[str]:
    """List the links to other workbooks if nothing looks through any of them; Excel often keeps such ones."""
    links = {one.target for one in package.relationships(package.workbook_part) if one.type == "externalLink"}
    looking = (part for part in package.parts() if part.startswith("xl/") and part.endswith(".xml"))
    used = any(_OTHER_BOOK.search(package.read(part)) for part in looking if part not in links) if links else False
    return set() if used else links


def _refuse_link(package: Package, part: str, link: Relationship, name: str) -> None:
    if link.type == "externalLink":
        files = sorted({_file_name(one.target) for one in package.relationships(link.target) if one.external})
        raise InputError("formulas-to-named-files" if files else "formulas-to-files", name=name, files=files)
    if link.external and link.type not in ("hyperlink", "externalLinkPath", "image"):
        raise InputError("linked-to-file", name=name, file=_file_name(link.target))
    places = _REFUSED_PLACES.get(link.type, ("",))
    if link.type in _REFUSED and any(place in link.target for place in places):
        raise InputError("holds", name=name, what=Phrase(_REFUSED[link.type]), part=part)


def _refuse_sources(package: Package, structure: Structure, name: str) -> None:
    """Refuse pivot tables, slicers and formulas over data that are not in the workbook."""
    for part in package.parts():
        if re.fullmatch(r"xl/pivotCache/pivotCacheDefinition[^/]*\.xml", part):
            source = parse(package.read(part)).find("{*}cacheSource")
            if source is not None and source.get("type") == "external":
                raise InputError("pivot-of-others", name=name)
    for link in package.relationships(package.workbook_part):
        if link.type == "slicerCache" and next(parse(package.read(link.target)).iter("{*}olap"), None) is not None:
            raise InputError("slicer-of-others", name=name)
    for sheet in structure.sheets:
        asking = next((one for one in _FORMULA.finditer(package.read(sheet.part)) if _CUBE.search(one[0])), None)
        if asking is not None:
            raise InputError("cube-formulas", name=name, sheet=sheet.name)


def _refuse_paths(package: Package, structure: Structure, name: str) -> None:
    """Refuse cells that name a place on a machine or link to a file there."""
    shared = [bool(_find_path(text.encode())) for text in shared_texts(package)]
    for sheet in structure.sheets:
        xml = package.read(sheet.part)
        data = SheetData(xml)
        rows = data.serialize()[len(data.before) : len(xml) - len(data.after)]
        path = _find_path(rows) or next((one for one in _FORMULA.finditer(rows) if _LINKING.search(one[0])), None)
        if path is None and any(shared):
            path = next(
                (one for one in SHARED.finditer(rows) if int(one[1]) < len(shared) and shared[int(one[1])]), None
            )
        if path is not None:
            before = _CELL.findall(rows[: path.start() + 1 + rows[path.start() :].index(b">")])
            cell = before[-1].decode() if before else ""
            raise InputError("path-in-cell" if cell else "path-on-sheet", name=name, sheet=sheet.name, cell=cell)


def _find_path(data: bytes) -> re.Match[bytes] | None:
    return _PATH.search(data) if any(sign in data for sign in _SIGNS) or _SLASH.search(data) else None


def _file_name(target: str) -> str:
    return re.split(r"[\\/]", unquote(target))[-1] or "without a name"


def scrub(edit: Edit, title: str) -> Mapping[str, Container[str]]:
    """Take out of a package what must not leave the house, all but what stands in its sheets; see `scrub_sheet`.

    Args:
        edit: the package to change.
        title: what the document's properties say it is.

    Returns:
        By part, the ids of the relationships that are gone.
    """
    leave_out_macros(edit)
    cut = {part: _cut_links(edit, part) for part in ("", *edit.package.parts()) if not part.endswith(".rels")}
    cut = {part: ids for part, ids in cut.items() if ids}
    _blank_unused_strings(edit)
    for part in edit.package.parts():
        change = _CHANGES.get(PurePosixPath(part).parent.name)
        if change:
            edit.write(part, change(edit.read(part)))
        if part.startswith("xl/drawings/") and cut.get(part):
            edit.write(part, _without_links(edit.read(part), cut[part]))
    _write_properties(edit, title)
    left = reached(edit) | {TYPES.casefold()}
    leave_out(edit, {part.casefold() for part in edit.package.parts()} - left)
    set_main_type(edit)
    for part in edit.package.parts():
        if part.endswith((".xml", ".vml")) and not part.startswith(("xl/worksheets/", "xl/sharedStrings")):
            edit.write(part, without_paths(edit.read(part)))
    return cut


def _cut_links(edit: Edit, part: str) -> set[str]:
    """Cut a part's links to what goes; tell their ids."""
    empty = {link.target for link in edit.package.relationships(part) if _is_emptied(edit, link)}

    def is_cut(link: Relationship) -> bool:
        return link.type not in _PACKAGE_LINKS if not part else _is_cut(link) or link.target in empty

    return cut_links(edit, part, is_cut)


def _is_emptied(edit: Edit, link: Relationship) -> bool:
    """Take the notes' boxes out of a legacy drawing; tell whether nothing is left in it."""
    if link.type != "vmlDrawing" or link.target not in edit.package:
        return False
    left = _without_notes(edit.read(link.target))
    edit.write(link.target, left)
    return not _SHAPE.search(left)


def _is_cut(link: Relationship) -> bool:
    if link.external:
        return not (link.type == "hyperlink" and _WEB.match(link.target))
    return link.type in _DROPPED


def _without_notes(vml: bytes) -> bytes:
    """Take the notes' boxes out of a legacy drawing."""
    return _SHAPE.sub(lambda found: b"" if _NOTE.search(found[0]) else found[0], vml)


def _without_links(xml: bytes, cut: Container[str]) -> bytes:
    """Take links out of a drawing: of shapes to files, and of pictures to the files they were taken from."""
    root = parse(xml)
    for node in list(root.iter("{*}hlinkClick", "{*}hlinkHover", "{*}blip")):
        for key in [key for key, value in node.attrib.items() if _is_link(key) and value in cut]:
            if node.tag.endswith("}blip"):
                del node.attrib[key]
            elif node.getparent() is not None:
                node.getparent().remove(node)
    return serialize(root)


def _is_link(key: str) -> bool:
    return key.startswith("{") and "relationships" in key


def _without_query(xml: bytes) -> bytes:
    """Let a table be an ordinary one, whatever query or XML file had filled it."""
    root = parse(xml)
    for name in ("tableType", "connectionId", "comment"):
        root.attrib.pop(name, None)
    for node in root.iter("{*}tableColumn"):
        node.attrib.pop("queryTableFieldId", None)
        for mapped in list(node.iterchildren("{*}xmlColumnPr")):
            node.remove(mapped)
    return serialize(root)


_CHANGES: Mapping[str, Callable[[bytes], bytes]] = {
    "tables": lambda xml: _without_query(xml) if re.search(rb"tableType|xmlColumnPr|\scomment=", xml) else xml,
}


def _blank_unused_strings(edit: Edit) -> None:
    """Empty the shared texts that no cell shows any more: filling leaves what stood in the cells before it."""
    part = shared_strings_part(edit.package)
    if not part:
        return
    used: set[int] = set()
    for link in edit.package.relationships(edit.package.workbook_part):
        if link.type == "worksheet":
            used.update(int(number) for number in SHARED.findall(SheetData(edit.read(link.target)).serialize()))
    root = parse(edit.read(part))
    changed = False
    for number, item in enumerate(root.iterchildren("{*}si")):
        if number not in used and "".join(item.itertext()):
            for child in list(item):
                item.remove(child)
            item.append(item.makeelement(f"{item.tag.rpartition('}')[0]}}}t"))
            changed = True
    if changed:
        edit.write(part, serialize(root))


def _write_properties(edit: Edit, title: str) -> None:
    for link in edit.package.relationships():
        if link.target not in edit.package:
            continue
        if link.type == "core-properties":
            edit.write(link.target, _CORE % escape(title).encode())
        elif link.type == "extended-properties":
            edit.write(link.target, _EXTENDED % _program(edit.read(link.target)))


def _program(properties: bytes) -> bytes:
    """Give the elements that say by which program and version a workbook was written."""
    root = parse(properties)
    facts = {name: root.findtext(f"{{*}}{name}") for name in _PROGRAM}
    return "".join(f"<{name}>{escape(text)}</{name}>" for name, text in facts.items() if text).encode()


def scrub_sheet(root: Element, cut: Container[str]) -> None:
    """Take out of a worksheet's shell, or a chart sheet, what names people, files and parts that are gone.

    Args:
        root: the shell; it is changed.
        cut: ids of the relationships that are gone.
    """
    _remove_children(root, _SHEET_DROPPED)
    for node in [one for one in root.iter() if isinstance(one.tag, str)]:
        node.attrib.pop("codeName", None)
        for key in [key for key, value in node.attrib.items() if _is_link(key) and value in cut]:
            if node.tag.endswith("}pageSetup"):
                del node.attrib[key]
            elif node.getparent() is not None:
                node.getparent().remove(node)
    for node in list(root.iter(*(f"{{*}}{name}" for name in _CONTAINERS))):
        if len(node) == 0:
            node.getparent().remove(node)


def scrub_workbook(root: Element) -> None:
    """Take out of the workbook part what names people and files."""
    _remove_children(root, _WORKBOOK_DROPPED)
    for node in [one for one in root if isinstance(one.tag, str)]:
        node.attrib.pop("codeName", None)
        if node.tag.endswith("}AlternateContent") and next(node.iter("{*}absPath"), None) is not None:
            root.remove(node)
    for node in list(root.iter("{*}definedName")):
        for name in _NAME_NOTES:
            node.attrib.pop(name, None)


def _remove_children(root: Element, names: Iterable[str]) -> None:
    for node in [one for one in root if isinstance(one.tag, str) and one.tag.rpartition("}")[2] in names]:
        root.remove(node)


def without_paths(xml: bytes) -> bytes:
    r"""Leave of each path in a part only the file's name: old versions of Excel put one into a picture's description.

    Example:
        >>> without_paths(rb'<xdr:cNvPr id="2" descr="C:\Users\sari\logo.png"/>')
        b'<xdr:cNvPr id="2" descr="logo.png"/>'
    """
    return _PATH.sub(lambda found: re.split(rb"[\\/]", found[0])[-1], xml) if _find_path(xml) else xml


def plain_entries(package: Package) -> None:
    """Let the parts that are copied carry no time, remark or owner in the zip file."""
    for info in package.zip.infolist():
        info.date_time, info.extra, info.comment = (1980, 1, 1, 0, 0, 0), b"", b""
        info.create_system, info.external_attr, info.internal_attr = 0, 0, 0
