#!/usr/bin/env python3
"""How fast the embedded gazetteer answers, beside a plain indexed SQLite table of the same names.

    python benchmarks/gazetteer_lookup.py [--names N] [--rounds N]

In one process and in turn: N names that both have, and N that neither has. The gazetteer folds the name, finds it and
reads the position of the likeliest place; SQLite gets the folded name and joins names and places. The ratio of the
median times is the figure that counts (limit: twice as fast). Also printed: how long opening takes (a fresh Python, the
libraries loaded before) and what the opened, fully used file keeps resident. Kept in
benchmarks/results/gazetteer_lookup.json. Exit status 1 when a limit is missed.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from geomap.gazetteer import Gazetteer
from geomap.gazetteer.folding import fold

RESULTS = Path(__file__).resolve().parent / "results"
LEAST_RATIO = 2.0
MOST_OPENING_MS = 5.0
MOST_RESIDENT_MB = 40.0

OPENING = """
import time
import marisa_trie
from geomap.gazetteer import Gazetteer
resident = lambda: int(open("/proc/self/statm").read().split()[1]) * 4096 / 1e6
before, start = resident(), time.perf_counter()
gazetteer = Gazetteer.open()
gazetteer.lookup("Tripoli")[0].feature
milliseconds = (time.perf_counter() - start) * 1000
for name in open({names!r}, encoding="utf-8"):
    for match in gazetteer.lookup(name.rstrip("\\n")):
        match.feature
print(milliseconds, resident() - before)
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--names", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    gazetteer = Gazetteer.open()
    with tempfile.TemporaryDirectory() as folder:
        hits = sample_names(gazetteer, options.names)
        table = sqlite_of(gazetteer, Path(folder) / "names.sqlite")
        questions = {"hits": hits, "misses": [f"{name} qx" for name in hits]}
        result = {
            what: compare(gazetteer, table, names, options.rounds) | {"limit": LEAST_RATIO}
            for what, names in questions.items()
        }
        listed = Path(folder) / "names.txt"
        listed.write_text("\n".join(hits), encoding="utf-8")
        runs = [opening(listed) for _ in range(options.rounds)]
    result["opening"] = {"milliseconds": round(min(run[0] for run in runs), 2), "limit": MOST_OPENING_MS}
    result["resident"] = {"megabytes": round(statistics.median(run[1] for run in runs), 1), "limit": MOST_RESIDENT_MB}
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "gazetteer_lookup.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return report(result)


def sample_names(gazetteer: Gazetteer, count: int) -> list[str]:
    """Names of evenly drawn areas and towns, folded, as many as asked for; the same ones each time."""
    keys = sorted(key for key in gazetteer.keys() if key[:1].isalnum())  # noqa: SIM118 (a gazetteer is no mapping)
    return random.Random(1).sample(keys, min(count, len(keys)))


def sqlite_of(gazetteer: Gazetteer, path: Path) -> sqlite3.Connection:
    table = sqlite3.connect(path)
    table.execute("create table name (name text, id text)")
    table.execute("create table place (id text primary key, lat real, lon real, population integer, label text)")
    for key in gazetteer.keys():  # noqa: SIM118
        for match in gazetteer.lookup(key):
            found = match.feature
            table.execute("insert into name values (?, ?)", (key, found.id))
            row = (found.id, found.lat, found.lon, found.population, found.name)
            table.execute("insert or ignore into place values (?, ?, ?, ?, ?)", row)
    table.execute("create index name_index on name (name)")
    table.commit()
    return table


def compare(gazetteer: Gazetteer, table: sqlite3.Connection, names: Sequence[str], rounds: int) -> dict[str, float]:
    def embedded(name: str) -> object:
        matches = gazetteer.lookup(name)
        return matches and matches[0].feature.lat

    def sqlite(name: str) -> object:
        query = "select place.* from name join place using (id) where name.name = ?"
        return table.execute(query, (fold(name),)).fetchall()

    times: dict[str, list[float]] = {"embedded": [], "sqlite": []}
    for _ in range(rounds):
        for label, ask in (("embedded", embedded), ("sqlite", sqlite)):
            times[label].append(seconds(ask, names))
    medians = {label: statistics.median(values) for label, values in times.items()}
    per_second = {f"{label}_per_second": round(len(names) / value) for label, value in medians.items()}
    return {**per_second, "ratio": round(medians["sqlite"] / medians["embedded"], 2)}


def seconds(ask: Callable[[str], object], names: Sequence[str]) -> float:
    start = time.process_time()
    for name in names:
        ask(name)
    return time.process_time() - start


def opening(names: Path) -> tuple[float, float]:
    command = [sys.executable, "-c", OPENING.format(names=str(names))]
    milliseconds, megabytes = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(milliseconds), float(megabytes)


def report(result: dict[str, dict[str, float]]) -> int:
    for what in ("hits", "misses"):
        row = result[what]
        speeds = f"{row['embedded_per_second']:,} a second, SQLite {row['sqlite_per_second']:,}"
        print(f"{what}: {speeds}; ratio {row['ratio']} (limit {LEAST_RATIO})")
    print(f"opened and asked once in {result['opening']['milliseconds']} ms (limit {MOST_OPENING_MS})")
    print(f"resident after use {result['resident']['megabytes']} MB (limit {MOST_RESIDENT_MB})")
    fits = all(result[what]["ratio"] >= LEAST_RATIO for what in ("hits", "misses"))
    fits = fits and result["opening"]["milliseconds"] <= MOST_OPENING_MS
    return 0 if fits and result["resident"]["megabytes"] <= MOST_RESIDENT_MB else 1


if __name__ == "__main__":
    sys.exit(main())
