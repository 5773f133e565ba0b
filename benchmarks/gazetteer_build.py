#!/usr/bin/env python3
"""What it costs to build a gazetteer of all of GeoNames, beside a plain `sqlite3 .import` of the same rows.

    python benchmarks/gazetteer_build.py [--rows 1000000] [--rounds 1] [--folder DIR] [--json]

Makes a synthetic dump (13,000,000 rows are the real thing: 2 GB, some minutes), imports it with the sqlite3 command and
one index, builds the gazetteer of it, in turn, and asks the built and the embedded gazetteer for names.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measuring import REPOSITORY, Cost, Figure, report, run, seconds

ASKED = 100_000

IMPORT = """
CREATE TABLE geoname (geonameid INTEGER PRIMARY KEY, name, asciiname, alternatenames, latitude REAL, longitude REAL,
  class, code, country, cc2, admin1, admin2, admin3, admin4, population INTEGER, elevation, dem, timezone, modified);
.mode ascii
.separator "\\t" "\\n"
.import {dump} geoname
CREATE INDEX geoname_name ON geoname (name);
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--folder", type=Path, help="where a dump of that many rows may be kept and found again")
    options = parser.parse_args()
    if not shutil.which("sqlite3"):
        sys.exit("this needs the command sqlite3")
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        dump = folder / f"allCountries-{options.rows}.txt"
        if not dump.exists():
            tool = REPOSITORY / "tools" / "make_synthetic_geonames.py"
            subprocess.run([sys.executable, str(tool), str(dump), "--rows", str(options.rows)], check=True)
        return measure(dump, Path(temporary), options.rows, options.rounds)


def measure(dump: Path, folder: Path, rows: int, rounds: int) -> int:
    """Build and import in turn, ask, report."""
    gazetteer, table = folder / "full.gazetteer", folder / "plain.db"
    build = [sys.executable, "-m", "geomap", "gazetteer", "build", "--geonames", str(dump), "-o", str(gazetteer)]
    costs: dict[str, list[Cost]] = {"build": [], "import": []}
    for _ in range(rounds):
        costs["build"].append(run(build))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        table.unlink(missing_ok=True)
        costs["import"].append(run(["sqlite3", str(table)], IMPORT.format(dump=dump)))
    quickest = {name: Cost(*map(min, zip(*some, strict=True))) for name, some in costs.items()}
    rates = {"full": answers_a_second(gazetteer, dump), "embedded": answers_a_second(None, None)}
    speed = quickest["import"].wall / quickest["build"].wall
    effort = quickest["import"].processor / quickest["build"].processor
    figures = [
        Figure(name=f"gazetteer of {rows:,} rows: speed beside sqlite3 .import", value=speed, limit=0.5, at_least=True),
        Figure(name="the same by processor time (the build takes all processors)", value=effort),
        Figure(name="its largest process, in GiB", value=peak / 1024, limit=4.0),
        Figure(name="its answers a second beside the embedded one's", value=rates["full"] / rates["embedded"],
               limit=0.1, at_least=True),
    ]  # fmt: skip
    details = {
        "rows": rows,
        "seconds": seconds(quickest),
        "bytes": {"gazetteer": gazetteer.stat().st_size, "SQLite": table.stat().st_size},
        "answers a second": rates,
    }
    return report("gazetteer build", figures, details)


def answers_a_second(path: Path | None, dump: Path | None) -> int:
    """Look-ups of names that are there, spread over all of them; the matches are made, the features are not."""
    from geomap.gazetteer import Gazetteer

    gazetteer = Gazetteer.open(path)
    if dump is None:
        labels = [gazetteer.feature(id_).name for id_ in gazetteer.ids()]
        names = (labels * (ASKED // len(labels) + 1))[:ASKED]
    else:
        with dump.open(encoding="utf-8") as lines:
            step = max(1, dump.stat().st_size // 150 // ASKED)
            names = [line.split("\t")[1] for number, line in enumerate(lines) if number % step == 0][:ASKED]
    start = time.perf_counter()
    found = sum(1 for name in names if gazetteer.lookup(name))
    seconds = time.perf_counter() - start
    assert found >= 0.99 * len(names), (found, len(names))
    return round(len(names) / seconds)


if __name__ == "__main__":
    sys.exit(main())
