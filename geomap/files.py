"""Writing files so that nobody ever meets half of one.

Everything goes to a temporary file in the same folder first and is renamed when it is whole. A full disk, a lost
permission or Ctrl-C leaves what was there before, and no litter. After kill -9 the next writer in that folder removes
the temporary file.
"""

from __future__ import annotations

import io
import os
import platform
import re
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO

from geomap.errors import OutputError

__all__ = [
    "clear_left_overs",
    "holds",
    "open_atomically",
    "open_bytes_atomically",
    "write_all",
    "write_atomically",
    "write_where_different",
]


LEFT_OVER = re.compile(r"\..+\.(?P<machine>[0-9a-f]{8})-(?P<process>[0-9]+)\.part")
ABANDONED_SECONDS = 24 * 60 * 60.0
"""After so long a temporary file of another machine or container, whose processes can't be seen, is nobody's."""


def write_atomically(path: str | Path, data: str | bytes) -> None:
    """Write ``data`` (text as UTF-8) to ``path``, whole or not at all; missing folders are made.

    :raises OutputError: when the file can't be written; the old one is untouched.
    """
    write_all({Path(path): data})


def write_all(files: Mapping[Path, str | bytes]) -> None:
    """Write several files that belong together: none is replaced before every one is complete on disk.

    :raises OutputError: when one of them can't be written; the old ones are untouched.
    """
    waiting: list[tuple[Path, Path]] = []
    path = Path()
    try:
        for path, data in files.items():
            target = _target(path)
            if _is_device(target):
                _write_into(target, data)
                continue
            waiting.append((_temporary(target), target))
            _write_into(waiting[-1][0], data)
        for temporary, target in waiting:
            path = target
            temporary.replace(target)
    except OSError as error:
        raise _output_error(error, path) from error
    finally:
        for temporary, _ in waiting:
            _discard(temporary)


def write_where_different(files: Mapping[Path, str | bytes]) -> tuple[Path, ...]:
    """Write those files whose bytes differ from what is on disk, and return their paths.

    :raises OutputError: when one of them can't be written; the old ones are untouched.
    """
    different = {path: data for path, data in files.items() if not holds(path, data)}
    write_all(different)
    return tuple(different)


def holds(path: Path, data: str | bytes) -> bool:
    """Whether the file is there and has exactly this content."""
    content = data.encode("utf-8") if isinstance(data, str) else data
    try:
        return path.read_bytes() == content
    except OSError:
        return False


@contextmanager
def open_atomically(path: str | Path) -> Iterator[IO[str]]:
    """A text file to write line by line; it appears under its name when the block ends without an exception.

    :raises OutputError: when the file can't be written; the old one is untouched.
    """
    with open_bytes_atomically(path) as raw:
        text = io.TextIOWrapper(raw, encoding="utf-8", newline="\n")
        yield text
        text.flush()
        text.detach()


@contextmanager
def open_bytes_atomically(path: str | Path) -> Iterator[IO[bytes]]:
    """The same for bytes.

    :raises OutputError: when the file can't be written; the old one is untouched.
    """
    try:
        target = _target(Path(path))
        if _is_device(target):
            with target.open("wb") as device:
                yield device
            return
        temporary = _temporary(target)
        try:
            with temporary.open("wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(target)
        finally:
            _discard(temporary)
    except OSError as error:
        raise _output_error(error, Path(path)) from error


def _target(path: Path) -> Path:
    """The file behind a link, in a folder that exists."""
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise IsADirectoryError(0, "it is a folder", str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _is_device(path: Path) -> bool:
    """Whether the path is something that can't be renamed over: a terminal, a pipe, /dev/null."""
    return path.exists() and not path.is_file()


def _temporary(target: Path) -> Path:
    """A name beside the target that no other process uses, on this machine or another one that shares the folder."""
    _cleared_once(target.parent, os.getpid())
    return target.with_name(f".{target.name}.{_machine()}-{os.getpid()}.part")


@cache
def _machine() -> str:
    """This machine or container, in eight digits."""
    return f"{zlib.crc32(platform.node().encode('utf-8', 'replace')):08x}"


@cache
def _cleared_once(folder: Path, process: int) -> None:
    """Clear a folder when a process first writes there; ``process`` makes a forked one look for itself."""
    clear_left_overs(folder)


def clear_left_overs(folder: Path) -> None:
    """Remove the temporary files that writers that were killed have left in a folder."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            found = LEFT_OVER.fullmatch(entry.name)
            if found is not None:
                with suppress(OSError):
                    if _is_abandoned(entry, found["machine"], int(found["process"])):
                        Path(entry.path).unlink()


def _is_abandoned(entry: os.DirEntry[str], machine: str, process: int) -> bool:
    """Whether its writer is gone."""
    if machine == _machine():
        return not _is_running(process)
    return abs(time.time() - entry.stat().st_mtime) > ABANDONED_SECONDS


def _is_running(process: int) -> bool:
    if os.name == "nt":  # there, signal 0 is no question
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _discard(temporary: Path) -> None:
    with suppress(OSError):
        temporary.unlink()


def _write_into(path: Path, data: str | bytes) -> None:
    content = data.encode("utf-8") if isinstance(data, str) else data
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        if path.is_file():
            os.fsync(stream.fileno())


def _output_error(error: OSError, path: Path) -> OutputError:
    if isinstance(error, OutputError):
        return error
    reason = error.strerror or str(error)
    return OutputError(f"can't write {path}: {reason}; nothing was changed. Choose another file or folder.")
