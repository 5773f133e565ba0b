"""Follow changes: look at the maps every second or so, and make anew what has changed once it has come to rest."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from geomap.regenerate.jobs import Job
from geomap.regenerate.outcome import Failure, Outcome
from geomap.regenerate.running import Run

__all__ = ["watch"]

LEAST_PAUSE = 1.0
"""Seconds between two looks; more where a look takes long, so that looking costs a twentieth of one processor."""
SHARE_OF_TIME = 20


def watch(
    run: Run, find_jobs: Callable[[], Sequence[Job]], *, pause: Callable[[float], None] = time.sleep
) -> Iterator[Outcome | Failure]:
    """What becomes of each map that changes, without end; stop by leaving the loop or with Ctrl-C.

    A map is made when two looks in a row have found it the same and out of date, so nobody reads a half-saved article.
    One that could not be made is tried again when something of it has changed.
    """
    waiting: dict[Path, object] = {}
    given_up: dict[Path, object] = {}
    while True:
        start, made = time.monotonic(), 0.0
        for job in find_jobs():
            if run.is_settled(job):
                waiting.pop(job.story, None)
                continue
            look = run.look(job)
            if given_up.get(job.story) == look:
                continue
            if waiting.get(job.story) != look:
                waiting[job.story] = look
                continue
            begun = time.monotonic()
            for outcome in run.go([job]):
                if isinstance(outcome, Failure):
                    given_up[job.story] = look
                yield outcome
            made += time.monotonic() - begun
        run.save()
        pause(max(LEAST_PAUSE, SHARE_OF_TIME * (time.monotonic() - start - made)))
