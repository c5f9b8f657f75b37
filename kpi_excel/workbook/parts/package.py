"""The package: an .xlsx file as a zip of parts, opened with a clear sentence for everything that is not one."""

from __future__ import annotations

import copy
import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Any

from kpi_excel.errors import FileError, KpiExcelError, Phrase
from kpi_excel.errors.exceptions import alike
from kpi_excel.workbook.native import is_failure
from kpi_excel.workbook.xml import PACKAGE_RELATIONSHIPS, BrokenPartError, parse, tag

MAX_UNPACKED = 2_000_000_000  # bytes; Excel's own largest workbooks unpack to less
MAX_RATIO = 400  # unpacked to packed, over the whole file; spreadsheets reach about 60
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD_WORKBOOK = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_DOCUMENT_TYPES = tuple("<!DOCTYPE".encode(one) for one in ("utf-8", "utf-16-le", "utf-16-be"))
_HEAD = 2048  # bytes of a part in which a document type would stand
WORKBOOKS = (".xlsx", ".xlsm")
TEMPLATES = (".xltx", ".xltm")
_LAYER = "kpi_excel.workbook."  # what reads packages and writes them
_KINDS = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"{\\rtf", "text"),
    (b"<!DOCTYPE html", "web_page"),
    (b"<html", "web_page"),
)


@dataclass(frozen=True)
class Relationship:
    """A link from one part to another.

    Args:
        id: as the source part names it.
        type: last word of the relationship's type, such as ``table``.
        target: name of the part it leads to; the address itself if it leads outside.
        external: whether it leads outside the package.
    """

    id: str
    type: str
    target: str
    external: bool = False


class Package:
    """The parts of a workbook file, read when asked for.

    Args:
        data: the whole file.
        name: file name for messages.

    Attributes:
        in_hand: the part that was opened last, which is to blame if what reads it stumbles.

    Raises:
        zipfile.BadZipFile: if the file is no zip file.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.data = data
        self.name = name
        self.in_hand = ""
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
        except NotImplementedError as error:  # a version of the format that does not exist
            raise zipfile.BadZipFile(str(error)) from None
        self._by_fold = {info.filename.casefold(): info.filename for info in self.zip.infolist()}

    def __contains__(self, part: str) -> bool:
        return part.casefold() in self._by_fold

    def parts(self) -> list[str]:
        """List the parts in the order of the file."""
        return [info.filename for info in self.zip.infolist() if not info.is_dir()]

    def read(self, part: str) -> bytes:
        """Read one part.

        Raises:
            zipfile.BadZipFile: if it is longer than the file says.
        """
        with self.open(part) as stream:
            data = stream.read()
        self.refuse_longer(part, len(data))
        return data

    def refuse_longer(self, part: str, length: int) -> None:
        """Refuse a part of which more was read than it is long: other readers may unpack gigabytes of it.

        Raises:
            zipfile.BadZipFile: if that is so.
        """
        if length > self.size(part):
            raise zipfile.BadZipFile("a part is longer than it says")

    def size(self, part: str) -> int:
        """Give a part's size in bytes when unpacked."""
        return self.entry(part).file_size

    def entry(self, part: str) -> zipfile.ZipInfo:
        """Give what the zip file says of a part."""
        return self.zip.getinfo(self._by_fold[part.casefold()])

    @contextmanager
    def open(self, part: str) -> Iterator[IO[bytes]]:
        """Open one part as a stream, which gives a byte more than the part's size if there is one.

        Raises:
            BrokenPartError: if there is no such part.
        """
        self.in_hand = part
        if part not in self:
            raise BrokenPartError
        info = copy.copy(self.entry(part))
        info.file_size += 1
        try:
            stream = self.zip.open(info)
        except (ValueError, NotImplementedError) as error:  # an entry that begins before the file does
            raise zipfile.BadZipFile(str(error)) from None
        with stream:
            yield stream

    def relationships(self, part: str = "") -> list[Relationship]:
        """List the relationships of a part; without one, of the package."""
        path = PurePosixPath(part)
        name = str(path.parent / "_rels" / f"{path.name}.rels") if part else "_rels/.rels"
        if name not in self:
            return []
        links = []
        for node in parse(self.read(name)).iter(tag("Relationship", PACKAGE_RELATIONSHIPS)):
            target, external = node.get("Target", ""), node.get("TargetMode") == "External"
            if not external:
                target = _resolve(path.parent if part else PurePosixPath(""), target)
            links.append(Relationship(node.get("Id", ""), node.get("Type", "").rsplit("/", 1)[-1], target, external))
        return links

    @property
    def workbook_part(self) -> str:
        """Give the name of the main part."""
        return next(one.target for one in self.relationships() if one.type == "officeDocument")


def _resolve(folder: PurePosixPath, target: str) -> str:
    """Turn a relationship's target into a part name."""
    if target.startswith("/"):
        return target.lstrip("/")
    parts: list[str] = []
    for step in (*folder.parts, *PurePosixPath(target).parts):
        if step == "..":
            del parts[-1:]
        elif step != ".":
            parts.append(step)
    return "/".join(parts)


@contextmanager
def open_package(path: str | Path) -> Iterator[Package]:
    """Open a workbook file for reading; it is never changed.

    Raises:
        FileError: if there is no such file, or it is no .xlsx or .xlsm workbook; the message says what it is instead.
    """
    path = Path(path)
    data = _read_file(path)
    package = None
    try:
        package = Package(data, path.name)
        _refuse_other_kinds(package)
        yield package
    except KpiExcelError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise FileError("parts-missing", name=path.name) from error
    except BaseException as error:
        if package is None or not _stumbled_over_a_file(error):
            raise
        raise damaged(path.name, package.in_hand) from error


def damaged(name: str, part: str = "") -> FileError:
    """Give the exception for a workbook whose parts are there, but cannot be understood.

    Args:
        name: the file's name.
        part: the part that is to blame, if it is known.
    """
    return FileError("damaged-part", name=name, part=part) if part else FileError("damaged", name=name)


def _stumbled_over_a_file(error: BaseException) -> bool:
    """Tell whether it was this layer that met what it did not foresee.

    What handles packages trusts the format: that attributes are there, numbers are numbers and addresses addresses. In
    a file that Excel wrote they are; so where this trust is disappointed, the file is to blame. Above this layer
    nothing depends on a file any more, and what fails there is a fault of the program.
    """
    if isinstance(error, (MemoryError, OSError)) or not is_failure(error):
        return False
    return _innermost(error.__traceback__).startswith(_LAYER)


def _innermost(traceback: TracebackType | None) -> str:
    """Name the innermost module of ours in a traceback."""
    name = ""
    while traceback is not None:
        module = str(traceback.tb_frame.f_globals.get("__name__", ""))
        name = module if module.startswith("kpi_excel.") else name
        traceback = traceback.tb_next
    return name


def _read_file(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise FileError("read-is-folder", name=path.name)
        if not stat.S_ISREG(mode):  # opening a pipe waits for ever, and a device has no end
            raise FileError("read-is-device", name=path.name)
        data = path.read_bytes()
    except FileNotFoundError:
        folder = path.parent if path.parent.is_dir() else Path()
        names = [one.name for one in folder.iterdir() if one.suffix.lower() in WORKBOOKS + TEMPLATES and one.is_file()]
        raise FileError("no-file", alike(path.name, names), name=path.name, **_place_of(path.parent)) from None
    except PermissionError:
        raise FileError("may-not-be-read", name=path.name) from None
    except (OSError, ValueError) as error:  # a name may hold what no name can, such as a zero byte
        reason = error.strerror if isinstance(error, OSError) else Phrase("no_such_name")
        raise FileError("not-read", name=path.name, reason=reason) from None
    _refuse_other_files(path, data)
    return data


def _place_of(folder: Path) -> dict[str, Any]:
    if str(folder) in ("", "."):
        return {"place": Phrase("this_folder")}
    return {"place": Phrase("folder_named"), "folder": folder.name or folder}


def _refuse_other_files(path: Path, data: bytes) -> None:
    if not data:
        raise FileError("empty-file", name=path.name)
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise FileError("with-password", name=path.name)
        if not any(name in data for name in _OLD_WORKBOOK):
            raise FileError("old-office", name=path.name)
        raise FileError("old-workbook", name=path.name)
    if data.startswith(b"PK"):
        return
    for start, kind in _KINDS:
        if data[:64].lstrip().lower().startswith(start.lower()):
            raise FileError("other-kind", name=path.name, kind=Phrase(kind))
    raise FileError("not-a-workbook", name=path.name)


def _refuse_other_kinds(package: Package) -> None:
    unpacked = sum(info.file_size for info in package.zip.infolist())
    packed = sum(info.compress_size for info in package.zip.infolist())
    if unpacked > MAX_UNPACKED or (unpacked > 50_000_000 and unpacked > MAX_RATIO * max(packed, 1)):
        raise FileError("unpacks-too-large", name=package.name, size=round(unpacked / 1e6))
    if any(info.flag_bits & 1 for info in package.zip.infolist()):
        raise FileError("zip-with-password", name=package.name)
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in package.zip.infolist()):
        raise FileError("odd-packing", name=package.name)
    if "xl/workbook.bin" in package:
        raise FileError("binary-workbook", name=package.name)
    if "content.xml" in package:
        raise FileError("open-document", name=package.name)
    _refuse_document_types(package)
    if not any(one.type == "officeDocument" for one in package.relationships()):
        raise FileError("only-a-zip", name=package.name)
    if package.workbook_part not in package or "/xl/" not in f"/{package.workbook_part}":
        raise FileError("other-office", name=package.name)


def _refuse_document_types(package: Package) -> None:
    """Refuse parts that define entities: a few lines of them can unpack to gigabytes, and no workbook has them."""
    for part in package.parts():
        if part.lower().endswith((".xml", ".rels")):
            with package.open(part) as stream:
                head = stream.read(_HEAD)
            if any(mark in head for mark in _DOCUMENT_TYPES):
                raise FileError("document-type", name=package.name)
