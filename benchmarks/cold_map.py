#!/usr/bin/env python3
"""What a map costs beside the spaCy run that it can't do without.

    python benchmarks/cold_map.py [ARTICLE] [--rounds N]

Each round starts two fresh Pythons, in turn: ``geomap map ARTICLE``, and a bare spaCy run of the same text (import,
load the same pipeline, parse). The ratio of the medians is the figure that counts; seconds depend on the machine, the
ratio hardly does. It is printed and kept in benchmarks/results/cold_map.json. Exit status 1 when it is over the limit.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

REPOSITORY = Path(__file__).resolve().parent.parent
RESULTS = REPOSITORY / "benchmarks" / "results"
LIMIT = 1.4

BARE_RUN = """
import sys
from pathlib import Path
from typing import NamedTuple
import spacy
doc = spacy.load(sys.argv[1])(Path(sys.argv[2]).read_text(encoding="utf-8"))
assert len(doc)
"""


class Cost(NamedTuple):
    """Of one run: seconds on the clock, and seconds of processor time, which other programs disturb less."""

    seconds: float
    processor: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("article", nargs="?", type=Path, default=REPOSITORY / "maps" / "central-mediterranean.md")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()

    from geomap.language.model_loading import installed_model

    model = installed_model()
    with tempfile.TemporaryDirectory() as folder:
        page = str(Path(folder) / "map.html")
        runs = {
            "geomap": [sys.executable, "-m", "geomap", "map", str(options.article), "-o", page],
            "spacy": [sys.executable, "-c", BARE_RUN, str(model), str(options.article)],
        }
        for command in runs.values():  # once for the page cache and the .pyc files
            cost(command)
        costs: dict[str, list[Cost]] = {name: [] for name in runs}
        for _ in range(options.rounds):
            for name, command in runs.items():
                costs[name].append(cost(command))
    return report(costs, str(model), options.article.name)


def cost(command: list[str]) -> Cost:
    """Run the command and measure it."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"failed: {' '.join(command)}")
    return Cost(time.perf_counter() - start, usage.ru_utime + usage.ru_stime)


def report(costs: dict[str, list[Cost]], model: str, article: str) -> int:
    seconds = {name: statistics.median(cost.seconds for cost in some) for name, some in costs.items()}
    processor = {name: statistics.median(cost.processor for cost in some) for name, some in costs.items()}
    ratio = seconds["geomap"] / seconds["spacy"]
    result = {
        "article": article,
        "model": model,
        "rounds": len(costs["geomap"]),
        "median_seconds": {name: round(value, 3) for name, value in seconds.items()},
        "median_processor_seconds": {name: round(value, 3) for name, value in processor.items()},
        "ratio": round(ratio, 3),
        "processor_ratio": round(processor["geomap"] / processor["spacy"], 3),
        "limit": LIMIT,
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "cold_map.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"geomap map {article}, cold: {seconds['geomap']:.2f} s")
    print(f"bare spaCy run of the same text ({model}): {seconds['spacy']:.2f} s")
    print(
        f"ratio {ratio:.2f} (limit {LIMIT}), of processor time {result['processor_ratio']}; {result['rounds']} rounds"
    )
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
