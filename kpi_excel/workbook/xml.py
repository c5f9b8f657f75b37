"""XML: the namespaces of the format, and a parser that cannot be made to read other files or to blow up."""

import codecs
import re
import sys
from typing import Any

from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"


class BrokenPartError(Exception):
    """A part of the package that is cut off or lacks what it must have."""


_OTHER_ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"'](?!utf-8|us-ascii)", re.IGNORECASE)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TO_ESCAPE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_CHARACTER = re.compile(r"&#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}));")

Element = Any  # lxml's element type is not generic enough to help here


def parser() -> etree.XMLParser:
    """Give a parser without entities, network or document types."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)


def parse(data: bytes) -> Element:
    """Parse one part and give its root element.

    Raises:
        lxml.etree.XMLSyntaxError: if the part is no XML.
    """
    return etree.fromstring(data, parser())


def serialize(root: Element) -> bytes:
    """Write a root element as a part, with the declaration that Excel writes."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def in_utf_8(data: bytes) -> bytes:
    """Give a part in UTF-8, which patterns expect; one that is written in it stays as it is."""
    wide = data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    return serialize(parse(data)) if wide or _OTHER_ENCODING.match(data[:200]) else data


def escape(text: str) -> str:
    """Write a text as an element's content; what XML cannot hold becomes the replacement character."""
    if _IMPOSSIBLE.search(text):
        text = _IMPOSSIBLE.sub("\ufffd", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_xstring(text: str) -> str:
    r"""Write the characters that XML cannot hold or would change as ``_xHHHH_``, as cells and charts take them.

    Half a surrogate pair, which stands for nothing, becomes the replacement character.

    Example:
        >>> as_xstring("bell\a, line\n, _x0007_"), as_xstring("half \ud800")
        ('bell_x0007_, line\n, _x005F_x0007_', 'half �')
    """
    return _TO_ESCAPE.sub(_as_escape, text)


def _as_escape(match: re.Match[str]) -> str:
    return "\ufffd" if "\ud800" <= match[0] <= "\udfff" else f"_x{ord(match[0]):04X}_"


def unescape(text: str) -> str:
    """Read a text from an element's or an attribute's content."""
    if "&" not in text:
        return text
    if "&#" in text:  # what programs write that save in ASCII, such as openpyxl
        text = _CHARACTER.sub(_character, text)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


def _character(match: re.Match[str]) -> str:
    number = int(match[1], 16) if match[1] else int(match[2])
    if number > sys.maxunicode or 0xD800 <= number <= 0xDFFF:  # no character
        return "\ufffd"
    return "&amp;" if number == ord("&") else chr(number)


def xstring(text: str) -> str:
    r"""Read the characters that a file writes as ``_xHHHH_``, which XML cannot hold or would change.

    Example:
        >>> xstring("Reach_x000d__x000A_people"), xstring("_x005F_x000a_"), xstring("_xD83D__xDE00_")
        ('Reach\r\npeople', '_x000a_', '😀')
    """
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")  # pairs are one character


def tag(name: str, namespace: str = MAIN) -> str:
    """Give an element's qualified name."""
    return f"{{{namespace}}}{name}"
