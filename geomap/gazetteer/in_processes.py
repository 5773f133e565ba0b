"""A function of many blocks in as many processes as there are processors, its results in the order of the blocks."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any, TypeVar

__all__ = ["in_processes", "processors"]

Result = TypeVar("Result")

AHEAD = 2
"""How many blocks wait for each process."""


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_processes(
    function: Callable[..., Result],
    blocks: Iterable[tuple[Any, ...]],
    *,
    how: str,
    prepare: Callable[[Any], None],
    given: Any,
) -> Iterator[Result]:
    """``function(*block)`` of each block. Each process begins with ``prepare(given)``; ``how`` is its start method."""
    from multiprocessing import get_context

    number = processors()
    pool = ProcessPoolExecutor(number, mp_context=get_context(how), initializer=prepare, initargs=(given,))
    waiting: deque[Future[Result]] = deque()
    try:
        for block in blocks:
            waiting.append(pool.submit(function, *block))
            if len(waiting) > number * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
