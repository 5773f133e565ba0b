"""Reads GeoNames' own dump files (allCountries, alternateNamesV2; .txt or .zip) block by block, in constant memory.

The format is that of the dump's readme: UTF-8, one row a line, columns separated by tabs, no quotes, no header.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from geomap.errors import InputError

__all__ = ["ALTERNATE_NAMES", "FEATURES", "Columns", "Progress", "Table", "columns_of", "read_blocks", "read_columns"]

BLOCK_BYTES = 4 << 20
LONGEST_LINE = 1 << 20
TAB, NEWLINE = 9, 10

Columns = tuple[list[str], ...]
"""A block of rows, as one list a column."""

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is behind us, and how much there is in all."""


@dataclass(frozen=True, slots=True)
class Table:
    """One of the dump's files: its usual name, and its columns in order."""

    name: str
    columns: tuple[str, ...]


FEATURES = Table(
    "allCountries.txt",
    (
        "geonameid", "name", "asciiname", "alternatenames", "latitude", "longitude", "feature class", "feature code",
        "country code", "cc2", "admin1 code", "admin2 code", "admin3 code", "admin4 code", "population", "elevation",
        "dem", "timezone", "modification date",
    ),
)  # fmt: skip
ALTERNATE_NAMES = Table(
    "alternateNamesV2.txt",
    (
        "alternateNameId", "geonameid", "isolanguage", "alternate name", "isPreferredName", "isShortName",
        "isColloquial", "isHistoric", "from", "to",
    ),
)  # fmt: skip


def read_columns(path: Path, table: Table, progress: Progress, doing: str) -> Iterator[tuple[int, Columns]]:
    """The rows of a dump file, some ten thousand at a time: the number of the first one (from 1), and the columns.

    :raises InputError: when the file is absent, a damaged or cut-off zip, no UTF-8, or has other columns; the message
        names the line.
    """
    for line, block in read_blocks(path, table, progress, doing):
        yield line, columns_of(block, path, table, line)


def read_blocks(path: Path, table: Table, progress: Progress, doing: str) -> Iterator[tuple[int, bytes]]:
    """The same as bytes: whole lines, which :func:`columns_of` takes apart.

    :raises InputError: when the file is absent or empty, or a damaged or cut-off zip.
    """
    line = 1
    with _opened(path, table) as (stream, total):
        for block in _blocks(stream, path, doing, total, progress):
            yield line, block
            line += block.count(b"\n")
    if line == 1:
        raise InputError(f"{path} is empty. {_advice(table)}")


@contextmanager
def _opened(path: Path, table: Table) -> Iterator[tuple[IO[bytes], int]]:
    try:
        if not zipfile.is_zipfile(path):
            if path.suffix.lower() == ".zip":
                raise InputError(f"{path} is no zip file, or its end is missing: download it again.")
            with path.open("rb") as stream:
                yield stream, path.stat().st_size
            return
        with zipfile.ZipFile(path) as archive:
            member = _member(archive, path, table)
            with archive.open(member) as packed:
                yield packed, member.file_size
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(f"{path} is damaged ({error}): download it again.") from error
    except OSError as error:
        raise InputError(f"can't read {path}: {error.strerror or error}") from error


def _member(archive: zipfile.ZipFile, path: Path, table: Table) -> zipfile.ZipInfo:
    """The file in the zip that holds the rows; GeoNames puts a readme and a list of languages beside it."""
    texts = [entry for entry in archive.infolist() if entry.filename.lower().endswith(".txt")]
    named = [entry for entry in texts if Path(entry.filename).name == table.name]
    rest = [entry for entry in texts if "readme" not in entry.filename.lower() and "iso-lang" not in entry.filename]
    if len(named or rest) != 1:
        raise InputError(f"{path} holds no {table.name}. {_advice(table)}")
    return (named or rest)[0]


def _blocks(stream: IO[bytes], path: Path, doing: str, total: int, progress: Progress) -> Iterator[bytes]:
    """Pieces of the file that end with a line's end."""
    rest, done = b"", 0
    while piece := stream.read(BLOCK_BYTES):
        done += len(piece)
        progress(doing, done, total)
        end = piece.rfind(b"\n") + 1
        if end == 0:
            rest += piece
            if len(rest) > BLOCK_BYTES + LONGEST_LINE:
                raise InputError(f"{path} has a line of more than {len(rest) // 1_000_000} MB: it is no GeoNames dump.")
            continue
        yield rest + piece[:end]
        rest = piece[end:]
    if rest:
        yield rest + b"\n"


def columns_of(block: bytes, path: Path, table: Table, line: int) -> Columns:
    """All cells of a block in one go: a list a column, sliced out of one list of cells.

    :raises InputError: when it is no UTF-8 or has other columns; ``path`` and ``line``, of its first row, are for that.
    """
    import numpy as np

    width = len(table.columns)
    codes = np.frombuffer(block, np.uint8)
    ends = codes[(codes == TAB) | (codes == NEWLINE)]
    whole = len(ends) % width == 0
    if not whole or (ends.reshape(-1, width) != [TAB] * (width - 1) + [NEWLINE]).any():
        _blame_line(block, path, table, line)
    try:
        text = block.decode("utf-8")
    except UnicodeDecodeError as error:
        where = line + block.count(b"\n", 0, error.start)
        raise InputError(f"{path}, line {where}: it is not UTF-8. {_advice(table)}") from error
    cells = text.replace("\n", "\t").split("\t")
    cells.pop()
    return tuple(cells[number::width] for number in range(width))


def _blame_line(block: bytes, path: Path, table: Table, first: int) -> None:
    for number, row in enumerate(block.split(b"\n"), start=first):
        found = row.count(b"\t") + 1
        if found != len(table.columns):
            raise InputError(
                f"{path}, line {number}: {found} columns where {table.name} has {len(table.columns)}. {_advice(table)}"
            )


def _advice(table: Table) -> str:
    return f"Give GeoNames' {table.name.replace('.txt', '.zip')} as it is downloaded, or the .txt in it."
