"""Editing a package: parts are replaced, everything else is copied as the same compressed bytes."""

from __future__ import annotations

import copy
import io
import re
import struct
import zipfile
import zlib

from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.xml import in_utf_8

_LOCAL_HEADER = 30
_DATA_DESCRIPTOR = 0x08


class Edit:
    """Changes to a package, kept until they are saved.

    Args:
        package: what is changed; it stays open and untouched.
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        self._names = {part.casefold(): part for part in package.parts()}
        self._read: dict[str, bytes] = {}  # parts as they were
        self._changed: dict[str, bytes] = {}  # by folded name: relationships need not spell parts as the zip does
        self._added: dict[str, str] = {}  # names of new parts, by folded name
        self._removed: set[str] = set()

    def read(self, part: str) -> bytes:
        """Read a part as it is now, in UTF-8."""
        self.package.in_hand = part
        folded = part.casefold()
        if folded in self._changed:
            return self._changed[folded]
        if folded not in self._read:
            self._read[folded] = in_utf_8(self.package.read(part))
        return self._read[folded]

    def write(self, part: str, data: bytes) -> None:
        """Replace a part; the bytes it has are no change."""
        if data != self.read(part):
            self._changed[part.casefold()] = data

    def add_part(self, part: str, data: bytes) -> None:
        """Add a part; whoever does that adds what leads to it, and says what it is."""
        self._added[part.casefold()] = part
        self._changed[part.casefold()] = data

    def __contains__(self, part: str) -> bool:
        """Tell whether a part is there now."""
        folded = part.casefold()
        return folded not in self._removed and (folded in self._names or folded in self._added)

    def remove(self, part: str) -> None:
        """Leave a part out; whoever does that takes out what leads to it, too."""
        self._removed.add(part.casefold())

    def changed(self) -> list[str]:
        """List the changed parts."""
        return sorted((self._names | self._added)[part] for part in self._changed)

    def recalculate_on_load(self) -> None:
        """Ask Excel to recalculate when it opens the file, and drop the calculation chain, which may be stale."""
        part = self.package.workbook_part
        self.write(part, _full_calculation(self.read(part)))
        chain = next((one.target for one in self.package.relationships(part) if one.type == "calcChain"), "")
        if not chain or chain not in self.package:
            return
        self._removed.add(chain.casefold())
        folder, _, name = part.rpartition("/")
        relationships = f"{folder}/_rels/{name}.rels"
        self.write(relationships, re.sub(_element_with(b"Relationship", b"calcChain"), b"", self.read(relationships)))
        types = "[Content_Types].xml"
        self.write(types, re.sub(_element_with(b"Override", b"calcChain"), b"", self.read(types)))

    def save(self, compress: bool = True) -> bytes:
        """Write the package with its changes.

        Args:
            compress: whether changed parts are compressed; not worth it for a file that is only calculated.
        """
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as target:
            for info in self.package.zip.infolist():
                if info.filename.casefold() in self._removed:
                    continue
                changed = self._changed.get(info.filename.casefold())
                if changed is None:
                    copy_entry(self.package.data, info, target)
                    continue
                new = zipfile.ZipInfo(info.filename, info.date_time)
                new.external_attr = info.external_attr
                _write_part(target, new, changed, compress)
            for folded, name in self._added.items():
                _write_part(target, zipfile.ZipInfo(name), self._changed[folded], compress)
        return stream.getvalue()


def _write_part(target: zipfile.ZipFile, new: zipfile.ZipInfo, data: bytes, compress: bool) -> None:
    new.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    packed = _deflated(data) if compress else data
    new.CRC, new.file_size, new.compress_size = zlib.crc32(data), len(data), len(packed)
    _write(target, new, packed)


def _deflated(data: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(data) + compressor.flush()


def copy_entry(data: bytes, info: zipfile.ZipInfo, target: zipfile.ZipFile, name: str = "") -> None:
    """Copy an entry's compressed bytes from a zip file to another, under its own name unless another one is given."""
    name_length, extra_length = struct.unpack_from("<HH", data, info.header_offset + 26)
    start = info.header_offset + _LOCAL_HEADER + name_length + extra_length
    new = copy.copy(info)
    new.flag_bits &= ~_DATA_DESCRIPTOR
    new.filename = name or info.filename
    _write(target, new, data[start : start + info.compress_size])


def _write(target: zipfile.ZipFile, new: zipfile.ZipInfo, packed: bytes) -> None:
    """Write an entry whose bytes are compressed already."""
    stream = target.fp
    if stream is None:
        raise ValueError("the target is closed")
    new.header_offset = stream.tell()
    stream.write(new.FileHeader(zip64=False))
    stream.write(packed)
    target.filelist.append(new)
    target.NameToInfo[new.filename] = new
    target.start_dir = stream.tell()


def _element_with(name: bytes, text: bytes) -> re.Pattern[bytes]:
    """Find an empty element that has a text in its attributes, whatever its prefix and way of closing."""
    return re.compile(rb"<((?:\w+:)?)%b\s[^>]*%b[^>]*(?:/>|>\s*</\1%b>)" % (name, text, name))


_CALCULATION = re.compile(rb"<(\w+:)?calcPr\b([^>]*?)(?:/>|>\s*</(?:\w+:)?calcPr>)")
_ON_LOAD = re.compile(rb'\sfullCalcOnLoad="(?:1|true)"')
# what stands before calcPr in a workbook; every workbook has sheets
_BEFORE_CALCULATION = re.compile(
    rb"(?:</|<(?=[^<>]*/>))((?:\w+:)?)(?:sheets|functionGroups|externalReferences|definedNames)\b[^<>]*>"
)


def calculates_on_load(workbook: bytes) -> bool:
    """Tell whether a workbook part asks programs that open it to calculate.

    Programs that write formulas without calculating them ask for that, and some store 0 as every formula's value.
    """
    match = _CALCULATION.search(workbook)
    return match is not None and _ON_LOAD.search(match[0]) is not None


def _full_calculation(workbook: bytes) -> bytes:
    match = _CALCULATION.search(workbook)
    if match is None:
        anchor = list(_BEFORE_CALCULATION.finditer(workbook))[-1]
        element = b'<%bcalcPr fullCalcOnLoad="1"/>' % anchor[1]
        return workbook[: anchor.end()] + element + workbook[anchor.end() :]
    attributes = re.sub(rb'\s+fullCalcOnLoad="[^"]*"', b"", match[2]).rstrip()
    element = b'<%bcalcPr%b fullCalcOnLoad="1"/>' % (match[1] or b"", attributes)
    return workbook[: match.start()] + element + workbook[match.end() :]
