#!/usr/bin/env python3
"""What a map costs beside the spaCy run that it can't do without, and a page beside an empty folium map.

    python benchmarks/cold_map.py [ARTICLE] [--rounds N] [--json]

Each round starts fresh Pythons, in turn: ``geomap map ARTICLE`` and a bare spaCy run of the same text (import, load the
same pipeline, parse); ``geomap render STORY`` and folium saving an empty map, once as it is installed here and once
without pandas, which folium imports where it finds it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from functools import partial
from pathlib import Path

from measuring import REPOSITORY, Cost, Figure, in_turn, report, run, seconds

BARE_RUN = """
import sys
from pathlib import Path
import spacy
doc = spacy.load(sys.argv[1])(Path(sys.argv[2]).read_text(encoding="utf-8"))
assert len(doc)
"""
EMPTY_MAP = """
import sys
import folium
folium.Map().save(sys.argv[1])
"""
WITHOUT_PANDAS = "import sys; sys.modules['pandas'] = None\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("article", nargs="?", type=Path, default=REPOSITORY / "maps" / "central-mediterranean.md")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    from geomap.language.model_loading import installed_model

    model = str(installed_model())
    with tempfile.TemporaryDirectory() as folder:
        page, story, empty = (str(Path(folder) / name) for name in ("map.html", "map.story.json", "empty.html"))
        geomap = [sys.executable, "-m", "geomap"]
        commands = {
            "geomap map": [*geomap, "map", str(options.article), "-o", page],
            "spaCy": [sys.executable, "-c", BARE_RUN, model, str(options.article)],
            "geomap render": [*geomap, "render", story, "-o", page],
            "empty folium map": [sys.executable, "-c", EMPTY_MAP, empty],
            "empty folium map without pandas": [sys.executable, "-c", WITHOUT_PANDAS + EMPTY_MAP, empty],
        }
        costs = in_turn({name: partial(run, command) for name, command in commands.items()}, options.rounds)
    figures = [
        _ratio("geomap map, cold, beside a bare spaCy run", costs["geomap map"], costs["spaCy"], 1.25),
        _ratio(
            "geomap render beside saving an empty folium map", costs["geomap render"], costs["empty folium map"], 1.2
        ),
        _ratio(
            "the same where pandas is not installed",
            costs["geomap render"],
            costs["empty folium map without pandas"],
            1.2,
        ),
    ]
    return report("cold", figures, {"article": options.article.name, "model": model, "seconds": seconds(costs)})


def _ratio(name: str, ours: Cost, theirs: Cost, limit: float) -> Figure:
    return Figure(name=name, value=ours.processor / theirs.processor, limit=limit)


if __name__ == "__main__":
    sys.exit(main())
