#!/usr/bin/env python3
"""What it costs to build a gazetteer of all of GeoNames, beside a plain `sqlite3 .import` of the same rows.

    python benchmarks/gazetteer_build.py [--rows 1000000] [--folder DIR]

Makes a synthetic dump (13,000,000 rows are the real thing: 2 GB, some minutes), imports it with the sqlite3 command and
one index, builds the gazetteer of it, and asks both gazetteers for names. The ratios are what counts: they
are printed and kept in benchmarks/results/gazetteer_build.json.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
RESULTS = REPOSITORY / "benchmarks" / "results"
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
    parser.add_argument("--folder", type=Path, help="where a dump of that many rows may be kept and found again")
    options = parser.parse_args()
    if not shutil.which("sqlite3"):
        print("this needs the command sqlite3")
        return 1
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        dump = folder / f"allCountries-{options.rows}.txt"
        if not dump.exists():
            tool = REPOSITORY / "tools" / "make_synthetic_geonames.py"
            subprocess.run([sys.executable, str(tool), str(dump), "--rows", str(options.rows)], check=True)
        return measure(dump, Path(temporary), options.rows)


def measure(dump: Path, folder: Path, rows: int) -> int:
    gazetteer = folder / "full.gazetteer"
    build = [sys.executable, "-m", "geomap", "gazetteer", "build", "--geonames", str(dump), "-o", str(gazetteer)]
    built = run(build)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    imported = run(["sqlite3", str(folder / "plain.db")], IMPORT.format(dump=dump))
    rates = {"full": answers_a_second(gazetteer, dump), "embedded": answers_a_second(None, None)}
    result = {
        "rows": rows,
        "build_seconds": built,
        "import_seconds": imported,
        "speed_beside_import": {unit: round(imported[unit] / built[unit], 3) for unit in built},
        "build_peak_mib": round(peak),
        "answers_a_second": rates,
        "answers_beside_embedded": round(rates["full"] / rates["embedded"], 3),
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "gazetteer_build.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))
    return 0


def run(command: list[str], text: str | None = None) -> dict[str, float]:
    """Seconds on the clock and on the processors."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, input=text, text=True, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": round(wall, 1), "processor": round(processor, 1)}


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
