"""Writing files: whole or not at all."""

import contextlib
import errno
import os
import re
import shutil
import stat
import sys
from pathlib import Path

from kpi_excel.errors import FileError, Phrase

_MAY_WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def write_atomically(path: str | Path, data: bytes) -> None:
    """Write a file whole or not at all: a temporary file beside it takes its place once everything is on the disk.

    Whatever fails or kills the program, an earlier file of that name is the old one or the new one. A temporary file
    that a killed program left behind is removed by the next one.

    Raises:
        FileError: if the file cannot be written, is read-only or is open in Excel; an earlier file of that name
            survives.
    """
    path = Path(os.path.realpath(path))
    _refuse_unwritable(path)
    if path.with_name(f"~${path.name}").exists():
        raise FileError("open-in-excel", name=path.name)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        _remove_leftovers(path)
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            shutil.copymode(path, temporary)
        temporary.replace(path)
    except FileNotFoundError:
        raise FileError("no-folder-to-write", folder=path.parent, name=path.name) from None
    except PermissionError:
        raise FileError("may-not-be-written", name=path.name) from None
    except (OSError, ValueError) as error:  # a name may hold what no name can, such as a zero byte
        reason = error.strerror if isinstance(error, OSError) else Phrase("no_such_name")
        raise FileError("not-written", name=path.name, reason=reason) from None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _refuse_unwritable(path: Path) -> None:
    """Refuse what is no file, and a file that its owner has protected: replacing it would take the protection off."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:  # nothing there; or what writing will name
        if isinstance(error, OSError) and error.errno == errno.ELOOP:
            raise FileError("link-to-itself", name=path.name) from None
        return
    if stat.S_ISDIR(mode):
        raise FileError("written-is-folder", name=path.name)
    if not stat.S_ISREG(mode):
        raise FileError("written-is-device", name=path.name)
    if not mode & _MAY_WRITE:
        raise FileError("read-only", name=path.name)


def _remove_leftovers(path: Path) -> None:
    """Remove the temporary files of programs that no longer run."""
    pattern = re.compile(rf"\.{re.escape(path.name)}\.([0-9]+)\.tmp")
    for other in path.parent.iterdir():
        match = pattern.fullmatch(other.name)
        if match and not _is_running(int(match[1])):
            with contextlib.suppress(OSError):  # on Windows a file in use cannot be removed, which is as well
                other.unlink()


def _is_running(process: int) -> bool:
    if sys.platform == "win32":
        return False
    try:
        os.kill(process, 0)  # signal 0 only asks
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
