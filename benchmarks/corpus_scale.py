#!/usr/bin/env python3
"""``geomap corpus``: two processes beside one, two Dask workers beside one, and memory when the input doubles.

    python benchmarks/corpus_scale.py [--articles N] [--rounds N] [--json]

Each run is a process of its own. Its rate is that of the steady middle: from the first batch that is done, so that
opening the model, which every worker does once, weighs nothing, to the last that others wait behind. The clock is what
two processes save, so a busy machine spoils these figures: the load is told with them, and the processor time an
article. The limit of both ratios is two: what is lacking is the writing, and the reading of sources, which one process
does. Memory goes by the longest article, so the input that is doubled holds the longest ones, and what is added are
other, shorter ones: what grows then is what is kept of each.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from measuring import REPOSITORY, Figure, report, texts

BATCH = 5
MOST_GROWTH = 1.1
RUN = """
import json, resource, sys, time
from geomap.corpus import make_dataset

def main():
    source, folder, workers, batch, scheduler = sys.argv[1:]
    seen = []
    done = make_dataset([source], folder, workers=int(workers), scheduler=scheduler or None, batch_size=int(batch),
                        report=lambda progress: seen.append((time.perf_counter(), progress.articles)))
    if done.failed:
        sys.exit(f"{done.failed} articles failed")
    (start, first), (end, last) = seen[0], seen[-2 * int(workers)]
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    processor = sum(one.ru_utime + one.ru_stime for one in (own, others))
    rate = (last - first) / (end - start)
    print(json.dumps({"rate": rate, "processor": processor / seen[-1][1], "peak": own.ru_maxrss}))

if __name__ == "__main__":
    main()
"""


def main() -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=120)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "run.py").write_text(RUN, encoding="utf-8")
        source = written(folder / "articles.jsonl", options.articles, texts(options.articles))
        longest_first = sorted(texts(2 * options.articles), key=len, reverse=True)
        single = written(folder / "single.jsonl", options.articles, longest_first)
        double = written(folder / "double.jsonl", 2 * options.articles, longest_first)
        runs: dict[str, list[dict[str, float]]] = {"one": [], "two": [], "one dask": [], "two dask": []}
        for _ in range(options.rounds):
            for workers, said in ((1, "one"), (2, "two")):
                runs[said].append(corpus_run(folder, source, workers))
                with cluster(folder, workers) as address:
                    runs[f"{said} dask"].append(corpus_run(folder, source, workers, address))
        alone, doubled = corpus_run(folder, single, 1), corpus_run(folder, double, 1)
    best = {said: max(run["rate"] for run in some) for said, some in runs.items()}
    growth = doubled["peak"] / alone["peak"]
    figures = [
        Figure(name="two processes beside one", value=best["two"] / best["one"], limit=1.8, at_least=True),
        Figure(name="two Dask workers beside one", value=best["two dask"] / best["one dask"], limit=1.7, at_least=True),
        Figure(name="peak memory when the input doubles", value=growth, limit=MOST_GROWTH),
    ]
    details = {
        "articles": options.articles,
        "articles a second": {said: round(rate, 2) for said, rate in best.items()},
        "processor seconds an article": {
            said: round(min(run["processor"] for run in runs[said]), 3) for said in ("one", "two")
        },
        "peak, MB": round(doubled["peak"] / 1024),
        "load before": round(load, 2),
        "processors": os.cpu_count(),
    }
    return report("corpus", figures, details)


def written(path: Path, number: int, found: Sequence[str]) -> Path:
    """So many articles as JSON lines; where there are fewer texts they come again."""
    lines = (json.dumps({"id": str(at), "text": found[at % len(found)]}) for at in range(number))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def corpus_run(folder: Path, source: Path, workers: int, scheduler: str = "") -> dict[str, float]:
    """One run from nothing.

    :raises SystemExit: when it fails.
    """
    with tempfile.TemporaryDirectory(dir=folder) as dataset:
        command = [
            sys.executable,
            str(folder / "run.py"),
            str(source),
            f"{dataset}/new",
            str(workers),
            str(BATCH),
            scheduler,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment())
    if done.returncode:
        sys.exit((done.stderr.strip().splitlines() or ["the run failed"])[-1])
    result: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def environment() -> dict[str, str]:
    """One thread a process: what is measured is processes."""
    path = os.pathsep.join([str(REPOSITORY), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[str]:
    """The address of a Dask scheduler with so many workers, processes of this machine."""
    told = folder / "scheduler.json"
    told.unlink(missing_ok=True)
    started = [start(folder, "scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(told))]
    try:
        address = json.loads(when_there(told))["address"]
        started += [start(folder, "worker", address, "--nthreads", "1", "--no-nanny") for _ in range(workers)]
        wait_for(address, workers)
        yield address
    finally:
        for process in started:
            process.kill()
            process.wait()


def start(folder: Path, what: str, *arguments: str) -> subprocess.Popen[bytes]:
    """A process of the cluster."""
    command: Sequence[str] = [sys.executable, "-m", f"distributed.cli.dask_{what}", *arguments, "--no-dashboard"]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, env=environment()
    )


def when_there(path: Path, seconds: float = 60) -> str:
    """The text of a file that another process writes.

    :raises SystemExit: when it does not come.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if path.exists() and (text := path.read_text(encoding="utf-8")).rstrip().endswith("}"):
            return text
        time.sleep(0.2)
    return sys.exit(f"{path.name} did not come: is distributed installed?")


def wait_for(address: str, workers: int) -> None:
    """Wait until the workers have come."""
    import distributed

    open_client: Any = distributed.Client
    with open_client(address, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=60)


if __name__ == "__main__":
    sys.exit(main())
