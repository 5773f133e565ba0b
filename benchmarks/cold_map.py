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

REPOSITORY = Path(__file__).resolve().parent.parent
RESULTS = REPOSITORY / "benchmarks" / "results"
LIMIT = 1.4

BARE_RUN = """
import sys
from pathlib import Path
import spacy
doc = spacy.load(sys.argv[1])(Path(sys.argv[2]).read_text(encoding="utf-8"))
assert len(doc)
"""


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
            seconds(command)
        times = {name: [] for name in runs}
        for _ in range(options.rounds):
            for name, command in runs.items():
                times[name].append(seconds(command))
    return report(times, str(model), options.article.name)


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ})
    return time.perf_counter() - start


def report(times: dict[str, list[float]], model: str, article: str) -> int:
    medians = {name: statistics.median(values) for name, values in times.items()}
    ratio = medians["geomap"] / medians["spacy"]
    result = {
        "article": article,
        "model": model,
        "rounds": len(times["geomap"]),
        "median_seconds": {name: round(value, 3) for name, value in medians.items()},
        "fastest_seconds": {name: round(min(values), 3) for name, values in times.items()},
        "ratio": round(ratio, 3),
        "limit": LIMIT,
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "cold_map.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"geomap map {article}, cold: {medians['geomap']:.2f} s")
    print(f"bare spaCy run of the same text ({model}): {medians['spacy']:.2f} s")
    print(f"ratio {ratio:.2f} (limit {LIMIT}), over {result['rounds']} rounds")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
