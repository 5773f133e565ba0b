"""What the benchmarks share: processor time of commands and functions in turn, and figures with their limits.

Every figure is a ratio of two things that were measured in turn, in one run, on one machine; of each the quickest round
counts, because other programs only ever make it slower. A script prints its figures as text, or with ``--json`` as one
object ``{"part": ..., "figures": [...], "details": {...}}``, which ``benchmarks/bench.py`` collects.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

REPOSITORY = Path(__file__).resolve().parent.parent
RESULTS = REPOSITORY / "benchmarks" / "results"
CORPORA = REPOSITORY.parent / "shared" / "corpora"
STORIES = REPOSITORY / "tests" / "data" / "stories"
COMPLAINT = 2000
"""Characters of what a failed command said last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure. Without a limit it is told only; ``at_least`` says on which side of its limit it must lie."""

    name: str
    value: float
    limit: float | None = None
    at_least: bool = False

    @property
    def holds(self) -> bool:
        """Whether it lies on the right side of its limit."""
        if self.limit is None:
            return True
        return self.value >= self.limit if self.at_least else self.value <= self.limit


class Cost(NamedTuple):
    """Of one run: seconds on the clock, and seconds of processor time, which other programs disturb less."""

    wall: float
    processor: float


def report(part: str, figures: Sequence[Figure], details: Mapping[str, Any]) -> int:
    """Print the figures, as JSON with ``--json`` on the command line; the exit status: 1 when a limit is missed."""
    if "--json" in sys.argv:
        print(json.dumps({"part": part, "figures": [asdict(figure) for figure in figures], "details": dict(details)}))
    else:
        for figure in figures:
            print(f"{figure.name}: {figure.value:.3g}{_limit(figure)}")
        print(json.dumps(details, indent=1))
    return 0 if all(figure.holds for figure in figures) else 1


def _limit(figure: Figure) -> str:
    if figure.limit is None:
        return ""
    side = "at least" if figure.at_least else "at most"
    return f" ({side} {figure.limit:g}{'' if figure.holds else ': MISSED'})"


def run(command: Sequence[str], text: str | None = None, folder: Path | None = None) -> Cost:
    """Run a command to its end and measure it; what it prints is thrown away.

    :raises SystemExit: when it fails, with the end of what it complained of.
    """
    start = time.perf_counter()
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(REPOSITORY), os.environ.get("PYTHONPATH", "")])},
        ) as process,
    ):
        assert process.stdin is not None
        process.stdin.write((text or "").encode())
        process.stdin.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            complaints.seek(0)
            told = complaints.read().decode(errors="replace").strip()[-COMPLAINT:]
            sys.exit(f"failed with {process.returncode}: {' '.join(command)}\n{told}")
    return Cost(time.perf_counter() - start, usage.ru_utime + usage.ru_stime)


def in_turn(runs: Mapping[str, Callable[[], Cost]], rounds: int) -> dict[str, Cost]:
    """The quickest of so many rounds of each, after one round that doesn't count; clock and processor apart."""
    costs: dict[str, list[Cost]] = {name: [] for name in runs}
    for _ in range(rounds + 1):
        for name, measured in runs.items():
            costs[name].append(measured())
    return {
        name: Cost(min(cost.wall for cost in some[1:]), min(cost.processor for cost in some[1:]))
        for name, some in costs.items()
    }


def timed(work: Callable[[], object]) -> Cost:
    """Measure a function of this process."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return Cost(time.perf_counter() - wall, time.process_time() - processor)


def seconds(costs: Mapping[str, Cost]) -> dict[str, dict[str, float]]:
    """The costs for the details of a report."""
    return {name: {"wall": round(cost.wall, 3), "processor": round(cost.processor, 3)} for name, cost in costs.items()}


def texts(count: int) -> list[str]:
    """News: of the development corpora where they lie beside the repository, else our own annotated stories."""
    if not CORPORA.is_dir():
        return [path.read_text(encoding="utf-8") for path in sorted(STORIES.glob("*.txt"))]
    found = []
    for path in sorted(CORPORA.glob("*.jsonl")):
        found += [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").split("\n") if line]
    random.Random(4).shuffle(found)
    return found[:count]
