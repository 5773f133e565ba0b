#!/usr/bin/env python3
"""What ``geomap regenerate`` costs where nothing is to be done, beside ``git status`` of the same folder.

    python benchmarks/regenerate.py [--maps N] [--rounds N]

Makes one map, copies it N times (default 1000), lets ``geomap regenerate`` go through them once and commits the folder
to a git repository. Each round then runs ``geomap regenerate`` and ``git status`` in turn. The limit is half of (the
median of git status + 1 s). The result is printed and kept in benchmarks/results/regenerate.json. Exit status 1 when it
is over the limit, or when a file was touched.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
RESULTS = REPOSITORY / "benchmarks" / "results"
SHARE = 0.5
ALLOWANCE_SECONDS = 1.0
ARTICLE = (
    "Ferry turned back\n\nLONDON, April 27, 2016 - A boat with about 40 people left Harwich for Ostend on Tuesday. "
    "Police arrested two men in Ostend on Wednesday.\n"
)
GEOMAP = [sys.executable, "-m", "geomap"]
GIT = ["git", "-c", "user.name=bench", "-c", "user.email=bench@example.org", "-c", "core.fsmonitor=false"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--maps", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        first = prepare(work, options.maps)
        time.sleep(2.5)  # files younger than this are compared by content
        timed([*GEOMAP, "regenerate"], work)
        before = {path.name: path.stat().st_mtime_ns for path in (work / "maps").iterdir()}
        runs = {"geomap regenerate": [*GEOMAP, "regenerate"], "git status": [*GIT, "status", "--porcelain"]}
        seconds: dict[str, list[float]] = {name: [] for name in runs}
        for _ in range(options.rounds):
            for name, command in runs.items():
                seconds[name].append(timed(command, work))
        untouched = before == {path.name: path.stat().st_mtime_ns for path in (work / "maps").iterdir()}
    return report(seconds, options.maps, first, untouched)


def prepare(work: Path, maps: int) -> float:
    """The folder with its maps and its repository; the seconds of the first, full run."""
    (work / "geomap.toml").write_text('cache = "cache"\n', encoding="utf-8")
    (work / "ferry.txt").write_text(ARTICLE, encoding="utf-8")
    timed([*GEOMAP, "map", "ferry.txt"], work)
    for number in range(1, maps):
        for ending in (".html", ".story.json"):
            shutil.copyfile(work / "maps" / f"ferry{ending}", work / "maps" / f"ferry-{number:04}{ending}")
    first = timed([*GEOMAP, "regenerate"], work)
    for command in ([*GIT, "init", "-q"], [*GIT, "add", "maps"], [*GIT, "commit", "-q", "-m", "maps"]):
        timed(command, work)
    return first


def timed(command: list[str], work: Path) -> float:
    """The seconds that a command takes."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False, env={**os.environ, "CI": ""})
    if done.returncode:
        sys.exit(f"failed: {' '.join(command)}\n{done.stderr}")
    return time.perf_counter() - start


def report(seconds: dict[str, list[float]], maps: int, first: float, untouched: bool) -> int:
    median = {name: statistics.median(some) for name, some in seconds.items()}
    limit = SHARE * (median["git status"] + ALLOWANCE_SECONDS)
    result = {
        "maps": maps,
        "rounds": len(seconds["git status"]),
        "median_seconds": {name: round(value, 3) for name, value in median.items()},
        "limit_seconds": round(limit, 3),
        "ratio": round(median["geomap regenerate"] / limit, 3),
        "first_run_seconds": round(first, 1),
        "untouched": untouched,
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "regenerate.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"geomap regenerate, nothing to do over {maps} maps: {median['geomap regenerate']:.3f} s")
    print(f"git status of the same folder: {median['git status']:.3f} s; limit {SHARE} x (that + 1 s) = {limit:.3f} s")
    print(f"ratio to the limit {result['ratio']:.2f}; the first run, all made and compared, took {first:.1f} s")
    if not untouched:
        print("a file was touched")
    return 0 if untouched and result["ratio"] <= 1 else 1


if __name__ == "__main__":
    sys.exit(main())
