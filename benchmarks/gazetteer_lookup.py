#!/usr/bin/env python3
"""How fast the embedded gazetteer answers, beside a plain indexed SQLite table of the same names.

    python benchmarks/gazetteer_lookup.py [--names N] [--rounds N] [--json]

In one process and in turn: N names that both have, and N that neither has. The gazetteer folds the name, finds it and
reads the position of the likeliest place; SQLite gets the folded name and joins names and places. The ratio of the
median times is the figure that counts (limit: twice as fast). Also printed: how long opening takes (a fresh Python, the
libraries loaded before) and what the opened, fully used file keeps resident.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from measuring import Figure, report

from geomap.gazetteer import Gazetteer
from geomap.gazetteer.folding import fold

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
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    gazetteer = Gazetteer.open()
    with tempfile.TemporaryDirectory() as folder:
        hits = sample_names(gazetteer, options.names)
        table = sqlite_of(gazetteer, Path(folder) / "names.sqlite")
        questions = {"hits": hits, "misses": [f"{name} qx" for name in hits]}
        rates = {what: compare(gazetteer, table, names, options.rounds) for what, names in questions.items()}
        listed = Path(folder) / "names.txt"
        listed.write_text("\n".join(hits), encoding="utf-8")
        runs = [opening(listed) for _ in range(options.rounds)]
    milliseconds, resident = min(run[0] for run in runs), statistics.median(run[1] for run in runs)
    figures = [
        *(
            Figure(name=f"answers a second beside an indexed SQLite table ({what})", value=row["ratio"],
                   limit=LEAST_RATIO, at_least=True)
            for what, row in rates.items()
        ),
        Figure(name="opening the embedded gazetteer, in milliseconds", value=milliseconds, limit=MOST_OPENING_MS),
        Figure(name="its memory after use, in MB", value=resident, limit=MOST_RESIDENT_MB),
    ]  # fmt: skip
    return report("gazetteer", figures, {"a second": rates})


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


if __name__ == "__main__":
    sys.exit(main())
