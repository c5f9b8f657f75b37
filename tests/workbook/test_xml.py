"""What is written into XML: whatever the text, the part can be read, and says the same."""

import re

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from kpi_excel.workbook.xml import as_xstring, escape, parse, unescape

ANY = st.text(st.characters())  # halves of surrogate pairs and control characters, too
HOSTILE = st.text(st.sampled_from("\x00\x07\x0b\x1f\ud800\ufffe\uffff_x000A&<>\"']]>\r\n\tش😀"))


@given(ANY | HOSTILE)
def test_any_text_can_stand_in_xml(text: str) -> None:
    root = parse(f"<a>{escape(text)}</a>".encode())
    assert root.getchildren() == []
    seen = root.text or ""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")  # as XML reads them
    assert len(seen) == len(lines)
    assert all(other in (one, "\ufffd") for one, other in zip(lines, seen, strict=True))


@given(ANY | HOSTILE)
def test_the_text_of_a_cell_is_read_again_as_it_was(text: str) -> None:
    written = as_xstring(text)
    etree.Element("a").text = written  # lxml refuses what XML cannot hold
    read = re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), written)
    assert read == "".join("\ufffd" if "\ud800" <= one <= "\udfff" else one for one in text)


def test_references_to_characters_that_do_not_exist() -> None:
    assert unescape("&#x110000;&#xD800;&#99999999;&#65;&#x26;lt;") == "��&#99999999;A&lt;"
