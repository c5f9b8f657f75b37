"""Files: what somebody downloaded, from files, folders and zip files, with what a file's name and folder say."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath

from kpi_excel.errors import FileError
from kpi_excel.importers.refusal import RefusedError

ENDINGS = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls"})
LARGEST = 1 << 30  # bytes of one file, unpacked: more than any platform gives, less than a machine has
_LIMIT = "1 GB"
_ZIP = ".zip"


@dataclass(frozen=True)
class ExportFile:
    """A file that somebody downloaded.

    Args:
        name: its name.
        folder: the names of the folder and of the zip file that it was found in, as far as there are any.
        data: its bytes; none of a file that is refused unread.
        refusal: why it is not read.
    """

    name: str
    folder: str
    data: bytes
    refusal: RefusedError | None = None

    @property
    def ending(self) -> str:
        """Give the name's ending in small letters, such as ``.csv``."""
        return PurePosixPath(self.name).suffix.casefold()

    @property
    def digest(self) -> str:
        """Give what tells this content from any other."""
        return hashlib.sha256(self.data).hexdigest()


def export_files(paths: Iterable[str | Path]) -> Iterator[ExportFile]:
    """Read files, those of folders, and those of zip files.

    Args:
        paths: a file that is named is given whatever it is called; of folders and zip files those that may be tables.

    Raises:
        FileError: if a path that was named cannot be read.
    """
    for path in map(Path, paths):
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file() and _may_be_table(one.name, with_zip=True))
            for file in inside:
                yield from _file(file, file.parent.name)
        else:
            yield from _file(path, path.absolute().parent.name)


def _file(path: Path, folder: str) -> Iterator[ExportFile]:
    try:
        if path.stat().st_size > LARGEST:
            yield ExportFile(path.name, folder, b"", RefusedError("too-large", limit=_LIMIT))
            return
        data = path.read_bytes()
    except OSError as error:
        raise FileError("not-read", name=path.name, reason=error.strerror) from None
    if path.suffix.casefold() == _ZIP:
        yield from _inside(path.name, data)
    else:
        yield ExportFile(path.name, folder, data)


def _inside(name: str, data: bytes) -> Iterator[ExportFile]:
    """Give the tables inside a zip file; a zip file within it is left alone."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for info in sorted(archive.infolist(), key=lambda info: info.filename):
                inner = PurePosixPath(info.filename)
                if info.is_dir() or not _may_be_table(inner.name):
                    continue
                folder = "/".join((name, *inner.parts[:-1]))
                if info.file_size > LARGEST:
                    yield ExportFile(inner.name, folder, b"", RefusedError("too-large", limit=_LIMIT))
                else:
                    yield ExportFile(inner.name, folder, archive.read(info))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        yield ExportFile(name, "", b"", RefusedError("damaged-zip"))


def _may_be_table(name: str, with_zip: bool = False) -> bool:
    ending = PurePosixPath(name).suffix.casefold()
    return not name.startswith((".", "~$", "__")) and (ending in ENDINGS or (with_zip and ending == _ZIP))
