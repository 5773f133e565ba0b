"""The blocks of a dump read by as many processes as there are processors, and put together in their order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from geomap.errors import InputError
from geomap.gazetteer.dump_rows import Known, RowsOfBlock
from geomap.gazetteer.geonames_dump import FEATURES, Progress, columns_of, read_blocks
from geomap.gazetteer.in_processes import in_processes, processors

__all__ = ["rows_of_dump"]

SMALL_BYTES = 32_000_000
"""Up to this size of a file starting processes takes longer than they save."""

_known: Known | None = None
"""Of a process that reads blocks: what the file has anyway, given once."""


def rows_of_dump(path: Path, known: Known, progress: Progress, *, with_alternates: bool) -> Iterator[RowsOfBlock]:
    """The rows of GeoNames' dump, block by block in order; the same however many processes read them.

    :raises InputError: when the file is absent or damaged, or no dump; the message names the line.
    """
    blocks = read_blocks(path, FEATURES, progress, "reading the dump")
    if processors() == 1 or not path.exists() or path.stat().st_size < SMALL_BYTES:
        _learn(known)
        yield from (_rows(block, path, line, with_alternates) for line, block in blocks)
        return
    tasks = ((block, path, line, with_alternates) for line, block in blocks)
    yield from in_processes(_rows, tasks, how="spawn", prepare=_learn, given=known)


def _learn(known: Known) -> None:
    global _known
    _known = known


def _rows(block: bytes, path: Path, line: int, with_alternates: bool) -> RowsOfBlock:
    assert _known is not None

    def blame(at: int, what: str) -> InputError:
        return InputError(f"{path}, line {line + at}: the {what} is no such number; is this GeoNames' {FEATURES.name}?")

    rows = RowsOfBlock(_known)
    rows.add(columns_of(block, path, FEATURES, line), with_alternates, blame)
    return rows
