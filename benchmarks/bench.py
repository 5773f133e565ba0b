#!/usr/bin/env python3
"""All benchmarks in one run: ``make bench``.

    python benchmarks/bench.py [quick|full] [--only PART ...]

Runs each part as a process of its own with ``--json``, one after the other, keeps the results in
benchmarks/results/speed.json and writes the figures of docs/performance.md and its picture from them. ``quick`` takes
some minutes; ``full`` builds the gazetteer of 13 million rows, too (about 10 GB of disk in the temporary folder). A
part that can't run says why and leaves a note; with ``--only`` the other parts keep what they had.
Exit status 1 when a limit is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

from measuring import REPOSITORY, RESULTS, Figure
from performance_page import write_page

KEPT = RESULTS / "speed.json"
MOST_SECONDS = {"quick": 400, "full": 3600}


@dataclass(frozen=True, slots=True)
class Part:
    """A script, its arguments in a quick and in a full run (None: not in that run), and what it is about."""

    script: str
    title: str
    quick: tuple[str, ...] | None = ()
    full: tuple[str, ...] | None = ()


PARTS = {
    "cold": Part("cold_map.py", "One map, one page", ("--rounds", "5"), ("--rounds", "11")),
    "pipeline": Part("pipeline.py", "Many articles", ("--articles", "60", "--rounds", "2"), ("--rounds", "5")),
    "counts": Part("counts.py", "Calls per stage, the same on every machine"),
    "corpus": Part("corpus_scale.py", "Several processes"),
    "regenerate": Part("regenerate.py", "Maps that are up to date", ("--maps", "300", "--rounds", "5"), ()),
    "gazetteer": Part("gazetteer_lookup.py", "The embedded gazetteer", ("--rounds", "3"), ()),
    "gazetteer build": Part(
        "gazetteer_build.py", "All of GeoNames", ("--rows", "1000000"), ("--rows", "13000000")
    ),
    "page": Part("page_scale.py", "Large pages", ("--places", "200", "1000", "10000", "--rounds", "1"), ()),
    "first marks": Part("first_marks.py", "First marks", ("--rounds", "5"), ()),
}  # fmt: skip


def main() -> int:
    """Run the parts, keep the results, write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("extent", nargs="?", choices=("quick", "full"), default="quick")
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help=f"of: {', '.join(PARTS)}")
    options = parser.parse_args()
    chosen = options.only or list(PARTS)
    before = json.loads(KEPT.read_text(encoding="utf-8"))["parts"] if KEPT.exists() else {}
    parts: dict[str, Any] = {name: before[name] for name in PARTS if name in before}
    for name in chosen:
        parts[name] = measure(name, options.extent)
        print(summary(parts[name]), flush=True)
    results = {"machine": machine(), "parts": {name: parts[name] for name in PARTS if name in parts}}
    RESULTS.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    write_page(results)
    print(f"kept in {KEPT.relative_to(REPOSITORY)}; docs/performance.md is written anew")
    return 0 if all(figure["holds"] for name in chosen for figure in parts[name]["figures"]) else 1


def measure(name: str, extent: str) -> dict[str, Any]:
    """Run one part; a note in the place of its figures where that fails."""
    part = PARTS[name]
    result: dict[str, Any] = {"title": part.title, "extent": extent, "figures": [], "details": {}}
    arguments = part.quick if extent == "quick" else part.full
    script = REPOSITORY / "benchmarks" / part.script
    if arguments is None or not script.exists():
        return {**result, "note": "not part of this run" if script.exists() else f"there is no {part.script}"}
    print(f"== {name}: {part.script} {' '.join(arguments)}", flush=True)
    start = time.perf_counter()
    command = [sys.executable, str(script), *arguments, "--json"]
    path = os.pathsep.join([str(REPOSITORY), os.environ.get("PYTHONPATH", "")])
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=MOST_SECONDS[extent],
            env={**os.environ, "PYTHONPATH": path},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {**result, "note": f"stopped after {MOST_SECONDS[extent]} s"}
    found = last_object(done.stdout)
    if found is None:
        why = (done.stderr.strip().splitlines() or ["it printed no result"])[-1]
        return {**result, "note": f"it did not run: {why[:200]}"}
    figures = [with_verdict(figure) for figure in found.get("figures", [])]
    took = round(time.perf_counter() - start)
    return {**result, "took": took, "figures": figures, "details": found.get("details", found)}


def last_object(text: str) -> dict[str, Any] | None:
    """The last JSON object of the output; None where there is none."""
    decoder = json.JSONDecoder()
    at = -1
    while (at := text.find("{", at + 1)) >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except ValueError:
            continue
        if isinstance(value, dict) and not text[end:].strip():
            return value
    return None


def with_verdict(given: dict[str, Any]) -> dict[str, Any]:
    """A figure with four digits and whether it lies on the right side of its limit."""
    figure = Figure(
        name=given["name"],
        value=float(f"{given['value']:.4g}"),
        limit=given.get("limit"),
        at_least=given.get("at_least", False),
    )
    return {
        "name": figure.name,
        "value": figure.value,
        "limit": figure.limit,
        "at_least": figure.at_least,
        "holds": figure.holds,
    }


def summary(part: dict[str, Any]) -> str:
    """A part's figures for the terminal."""
    lines = [f"   {part['note']}"] if "note" in part else []
    for figure in part["figures"]:
        side = "" if figure["limit"] is None else f" ({'>=' if figure['at_least'] else '<='} {figure['limit']:g})"
        lines.append(f"   {'ok    ' if figure['holds'] else 'MISSED'} {figure['name']}: {figure['value']:g}{side}")
    return "\n".join(lines)


def machine() -> dict[str, Any]:
    """On what the run was; no names and no times."""
    return {
        "processors": os.cpu_count(),
        "architecture": platform.machine(),
        "system": platform.system(),
        "Python": platform.python_version(),
    }


if __name__ == "__main__":
    sys.exit(main())
