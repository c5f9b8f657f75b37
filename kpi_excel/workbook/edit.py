"""Editing a package: parts are replaced, everything else is copied as the same compressed bytes."""

from __future__ import annotations

import copy
import io
import re
import struct
import zipfile

from kpi_excel.workbook.package import Package

_LOCAL_HEADER = 30
_DATA_DESCRIPTOR = 0x08


class Edit:
    """Changes to a package, kept until they are saved.

    Args:
        package: what is changed; it stays open and untouched.
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        self._changed: dict[str, bytes] = {}
        self._removed: set[str] = set()

    def read(self, part: str) -> bytes:
        """Read a part as it is now."""
        return self._changed.get(part) or self.package.read(part)

    def write(self, part: str, data: bytes) -> None:
        """Replace a part; the same bytes are no change."""
        if data != self.read(part):
            self._changed[part] = data

    def changed(self) -> list[str]:
        """List the changed parts."""
        return sorted(self._changed)

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
        self.write(relationships, re.sub(rb"<Relationship\b[^>]*calcChain[^>]*/>", b"", self.read(relationships)))
        types = "[Content_Types].xml"
        self.write(types, re.sub(rb"<Override\b[^>]*calcChain[^>]*/>", b"", self.read(types)))

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
                if info.filename in self._changed:
                    new = zipfile.ZipInfo(info.filename, info.date_time)
                    new.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
                    new.external_attr = info.external_attr
                    target.writestr(new, self._changed[info.filename])
                else:
                    _copy_raw(self.package.data, info, target)
        return stream.getvalue()


def _copy_raw(data: bytes, info: zipfile.ZipInfo, target: zipfile.ZipFile) -> None:
    """Copy an entry's compressed bytes."""
    name_length, extra_length = struct.unpack_from("<HH", data, info.header_offset + 26)
    start = info.header_offset + _LOCAL_HEADER + name_length + extra_length
    new = copy.copy(info)
    new.flag_bits &= ~_DATA_DESCRIPTOR
    stream = target.fp
    if stream is None:
        raise ValueError("the target is closed")
    new.header_offset = stream.tell()
    stream.write(new.FileHeader(zip64=False))
    stream.write(data[start : start + info.compress_size])
    target.filelist.append(new)
    target.NameToInfo[new.filename] = new
    target.start_dir = stream.tell()


def _full_calculation(workbook: bytes) -> bytes:
    found = re.search(rb"<(\w+:)?calcPr\b[^>]*/>", workbook)
    if found is None:
        # calcPr stands after definedNames (or sheets), which every workbook has
        anchor = list(re.finditer(rb"</(\w+:)?(?:definedNames|sheets)>", workbook))[-1]
        prefix = anchor[1] or b""
        element = b'<%bcalcPr fullCalcOnLoad="1"/>' % prefix
        return workbook[: anchor.end()] + element + workbook[anchor.end() :]
    element = re.sub(rb'\s+fullCalcOnLoad="[^"]*"', b"", found[0])
    element = element[:-2].rstrip() + b' fullCalcOnLoad="1"/>'
    return workbook[: found.start()] + element + workbook[found.end() :]
