"""One file that holds named sections, so that it can be mapped into memory at once and replaced at once.

Layout: 8 bytes of magic, the header's length (unsigned 64 bit), the header (JSON, UTF-8), then the sections, each on a
multiple of 8 bytes. All numbers are little-endian.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import struct
import sys
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from geomap.errors import GazetteerMissing

__all__ = ["FORMAT", "digest_of", "open_container", "pack_container", "write_container"]

MAGIC = b"GEOMAPGZ"
FORMAT = 1
CHECKS, HEADER = "checks", "(header)"
"""The header's entry with the CRC-32 of each section, and in it the name of that of the header itself without it."""
NATIVE = ("names",)
"""The sections that are walked by native code, which a damaged one may crash."""
CHECKED_WHOLE = 100_000_000
"""Bytes up to which a file is checked whole when it is opened; it takes a few milliseconds."""
REBUILD = "Install geomap again, or rebuild the file with `python tools/build_gazetteer.py`."


def pack_container(header: Mapping[str, Any], sections: Mapping[str, bytes]) -> bytes:
    """The bytes of a container. The same header and sections give the same bytes."""
    return b"".join(_pieces(header, {name: memoryview(section) for name, section in sections.items()}))


def write_container(stream: IO[bytes], header: Mapping[str, Any], sections: Mapping[str, memoryview]) -> None:
    """Write a container that is larger than one wants twice in memory."""
    for piece in _pieces(header, sections):
        stream.write(piece)


def _pieces(header: Mapping[str, Any], sections: Mapping[str, memoryview]) -> Iterator[bytes | memoryview]:
    places: dict[str, list[int]] = {}
    end = 0
    for name in sorted(sections):
        length = sections[name].nbytes
        places[name] = [end, length]
        end += length + -length % 8
    checks = {name: zlib.crc32(section) for name, section in sections.items()}
    whole = {**header, "format": FORMAT, "sections": places, CHECKS: checks}
    text = _text({**whole, CHECKS: {**checks, HEADER: zlib.crc32(_text(whole))}})
    text += b" " * (-len(text) % 8)
    yield MAGIC + struct.pack("<Q", len(text)) + text
    for name in sorted(sections):
        yield sections[name]
        yield bytes(-sections[name].nbytes % 8)


def _text(header: Mapping[str, Any]) -> bytes:
    return json.dumps(header, sort_keys=True, ensure_ascii=False).encode()


def open_container(path: Path, *, check: bool = True) -> tuple[dict[str, Any], dict[str, memoryview]]:
    """The header and the sections of a container, mapped; with ``check`` all but very large files are read through.

    :raises GazetteerMissing: when the file is absent, is no container, is cut off, is damaged, or has another format
        version.
    """
    if sys.byteorder != "little":
        raise GazetteerMissing(f"{path} can only be read on a little-endian machine.")
    try:
        with path.open("rb") as stream:
            view = memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError) as error:
        raise GazetteerMissing(f"can't open the gazetteer {path}: {error}. {REBUILD}") from error
    if bytes(view[:8]) != MAGIC or len(view) < 16:
        raise GazetteerMissing(f"{path} is not a geomap gazetteer. {REBUILD}")
    start = 16 + struct.unpack("<Q", view[8:16])[0]
    try:
        header = json.loads(bytes(view[16:start]))
        sections = {name: view[start + at : start + at + length] for name, (at, length) in header["sections"].items()}
        is_whole = all(
            at >= 0 <= length and start + at + length <= len(view) for at, length in header["sections"].values()
        )
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise GazetteerMissing(f"the gazetteer {path} is damaged. {REBUILD}") from error
    if header.get("format") != FORMAT:
        raise GazetteerMissing(f"the gazetteer {path} has format {header.get('format')}, not {FORMAT}. {REBUILD}")
    if not is_whole:
        raise GazetteerMissing(f"the gazetteer {path} is cut off. {REBUILD}")
    if check and not _is_sound(header, sections):
        raise GazetteerMissing(f"the gazetteer {path} is damaged: its bytes are not those that were written. {REBUILD}")
    return header, sections


def _is_sound(header: Mapping[str, Any], sections: Mapping[str, memoryview]) -> bool:
    """Whether the bytes are those that were written. Of a very large file only what native code walks is read.

    Files of before there were checks are held against their digest.
    """
    is_large = sum(section.nbytes for section in sections.values()) > CHECKED_WHOLE
    checks = header.get(CHECKS)
    if not isinstance(checks, dict):
        return is_large or header.get("digest") == digest_of(sections)[:12]
    plain = {**header, CHECKS: {name: check for name, check in checks.items() if name != HEADER}}
    looked_at = {name: section for name, section in sections.items() if name in NATIVE or not is_large}
    return checks.get(HEADER) == zlib.crc32(_text(plain)) and all(
        checks.get(name) == zlib.crc32(section) for name, section in looked_at.items()
    )


def digest_of(sections: Mapping[str, bytes | memoryview]) -> str:
    """SHA-256 of the sections with their names, in hexadecimal: the identity of what a gazetteer holds."""
    digest = hashlib.sha256()
    for name in sorted(sections):
        digest.update(name.encode())
        digest.update(sections[name])
    return digest.hexdigest()
