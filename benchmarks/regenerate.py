#!/usr/bin/env python3
"""What ``geomap regenerate`` costs where nothing is to be done, beside ``git status`` of the same folder.

    python benchmarks/regenerate.py [--maps N] [--rounds N] [--json]

Makes one map, copies it N times (default 1000), lets ``geomap regenerate`` go through them once and commits the folder
to a git repository. Each round then runs ``geomap regenerate`` and ``git status`` in turn. The limit is half of
(git status + 1 s).
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from measuring import Figure, in_turn, report, run, seconds

SHARE = 0.5
ALLOWANCE_SECONDS = 1.0
ARTICLE = (
    "Ferry turned back\n\nLONDON, April 27, 2016 - A boat with about 40 people left Harwich for Ostend on Tuesday. "
    "Police arrested two men in Ostend on Wednesday.\n"
)
GEOMAP = [sys.executable, "-m", "geomap"]
GIT = ["git", "-c", "user.name=bench", "-c", "user.email=bench@example.org", "-c", "core.fsmonitor=false"]


def main() -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--maps", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        first = prepare(work, options.maps)
        time.sleep(2.5)  # files younger than this are compared by content
        run([*GEOMAP, "regenerate"], folder=work)
        before = {path.name: path.stat().st_mtime_ns for path in (work / "maps").iterdir()}
        commands = {"geomap regenerate": [*GEOMAP, "regenerate"], "git status": [*GIT, "status", "--porcelain"]}
        costs = in_turn(
            {name: partial(run, command, folder=work) for name, command in commands.items()}, options.rounds
        )
        untouched = before == {path.name: path.stat().st_mtime_ns for path in (work / "maps").iterdir()}
    if not untouched:
        sys.exit("a file was touched")
    limit = SHARE * (costs["git status"].wall + ALLOWANCE_SECONDS)
    figures = [
        Figure(name="geomap regenerate with nothing to do beside half of (git status + 1 s)", limit=1.0,
               value=costs["geomap regenerate"].wall / limit),
    ]  # fmt: skip
    details = {"maps": options.maps, "seconds": seconds(costs), "limit seconds": round(limit, 3), "first run": first}
    return report("regenerate", figures, details)


def prepare(work: Path, maps: int) -> float:
    """The folder with its maps and its repository; the seconds of the first, full run."""
    (work / "geomap.toml").write_text('cache = "cache"\n', encoding="utf-8")
    (work / "ferry.txt").write_text(ARTICLE, encoding="utf-8")
    run([*GEOMAP, "map", "ferry.txt"], folder=work)
    for number in range(1, maps):
        for ending in (".html", ".story.json"):
            shutil.copyfile(work / "maps" / f"ferry{ending}", work / "maps" / f"ferry-{number:04}{ending}")
    first = run([*GEOMAP, "regenerate"], folder=work).wall
    for command in ([*GIT, "init", "-q"], [*GIT, "add", "maps"], [*GIT, "commit", "-q", "-m", "maps"]):
        run(command, folder=work)
    return round(first, 1)


if __name__ == "__main__":
    sys.exit(main())
