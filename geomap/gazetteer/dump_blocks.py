"""The blocks of a dump read by as many processes as there are processors, and put together in their order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path

from geomap.errors import InputError
from geomap.gazetteer.dump_rows import Known, RowsOfBlock
from geomap.gazetteer.geonames_dump import FEATURES, Progress, columns_of, read_blocks

__all__ = ["rows_of_dump"]

SMALL_BYTES = 32_000_000
"""Up to this size of a file starting processes takes longer than they save."""
AHEAD = 2
"""How many blocks wait for each process."""

_known: Known | None = None
"""Of a process that reads blocks: what the file has anyway, given once."""


def rows_of_dump(path: Path, known: Known, progress: Progress, *, with_alternates: bool) -> Iterator[RowsOfBlock]:
    """The rows of GeoNames' dump, block by block in order; the same however many processes read them.

    :raises InputError: when the file is absent or damaged, or no dump; the message names the line.
    """
    blocks = read_blocks(path, FEATURES, progress, "reading the dump")
    processes = _processors()
    if processes == 1 or not path.exists() or path.stat().st_size < SMALL_BYTES:
        _learn(known)
        yield from (_rows(block, path, line, with_alternates) for line, block in blocks)
        return
    from multiprocessing import get_context

    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_learn, initargs=(known,))
    waiting: deque[Future[RowsOfBlock]] = deque()
    try:
        for line, block in blocks:
            waiting.append(pool.submit(_rows, block, path, line, with_alternates))
            if len(waiting) > processes * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


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
