"""One file that holds named sections, so that it can be mapped into memory at once and replaced at once.

Layout: 8 bytes of magic, the header's length (unsigned 64 bit), the header (JSON, UTF-8), then the sections, each on a
multiple of 8 bytes. All numbers are little-endian.
"""

from __future__ import annotations

import json
import mmap
import struct
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from geomap.errors import GazetteerMissing

__all__ = ["FORMAT", "open_container", "pack_container", "write_container"]

MAGIC = b"GEOMAPGZ"
FORMAT = 1
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
    text = json.dumps({**header, "format": FORMAT, "sections": places}, sort_keys=True, ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    yield MAGIC + struct.pack("<Q", len(text)) + text
    for name in sorted(sections):
        yield sections[name]
        yield bytes(-sections[name].nbytes % 8)


def open_container(path: Path) -> tuple[dict[str, Any], dict[str, memoryview]]:
    """The header and the sections of a container, mapped, not read.

    :raises GazetteerMissing: when the file is absent, is no container, is cut off, or has another format version.
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
        sections = header["sections"]
    except (ValueError, KeyError, TypeError) as error:
        raise GazetteerMissing(f"the gazetteer {path} is damaged. {REBUILD}") from error
    if header.get("format") != FORMAT:
        raise GazetteerMissing(f"the gazetteer {path} has format {header.get('format')}, not {FORMAT}. {REBUILD}")
    if any(start + offset + length > len(view) for offset, length in sections.values()):
        raise GazetteerMissing(f"the gazetteer {path} is cut off. {REBUILD}")
    return header, {name: view[start + at : start + at + length] for name, (at, length) in sections.items()}
