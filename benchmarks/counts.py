#!/usr/bin/env python3
"""A figure per stage that no machine and no other program changes: calls of functions, per word of text.

    python benchmarks/counts.py [--keep] [--json]

Counts, with ``sys.setprofile``, what each stage of the pipeline and the page calls (Python and built-in functions) for
our own annotated stories, after a first run that fills the caches. The figures are compared with those kept in
benchmarks/results/counts.json; ``--keep`` writes them there. They hold for one minor version of Python, one model and
one spaCy. Work inside native code (the model's own layers) is one call, however long it takes.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from importlib import import_module
from importlib.metadata import version
from typing import Any

from measuring import RESULTS, STORIES, Figure, report

KEPT = RESULTS / "counts.json"
MOST_CREEP = 1.25
"""How much more than what is kept a stage may call before somebody should look why."""
MOST_STORIES = 6
STAGES = {
    "reading": ("geomap.language.reading", "read"),
    "finding names": ("geomap.language.mentions", "find_mentions"),
    "resolving places": ("geomap.places", "resolve"),
    "dates": ("geomap.language.dates", "find_dates"),
    "quantities": ("geomap.language.quantities", "find_quantities"),
    "routes and events": ("geomap.narrative", "narrate"),
}


class Counting:
    """Counts calls by the stage in which they happen."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        for stage, home in STAGES.items():
            self._watch(stage, *home)

    def _watch(self, stage: str, module: str, name: str) -> None:
        home = import_module(module)
        function = getattr(home, name)
        setattr(home, name, lambda *arguments, **options: self.of(stage, function, *arguments, **options))

    def of(self, stage: str, function: Any, *arguments: Any, **options: Any) -> Any:
        """Call the function and count what it calls."""
        count = 0

        def note(_frame: Any, event: str, _argument: Any) -> None:
            nonlocal count
            if event in ("call", "c_call"):
                count += 1

        sys.setprofile(note)
        try:
            return function(*arguments, **options)
        finally:
            sys.setprofile(None)
            self.calls[stage] += count


def main() -> int:
    """Count, compare, report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if os.environ.get("PYTHONHASHSEED") != "0":  # the order of sets changes a few of the counts
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})
    found = counted()
    if options.keep:
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else None
    comparable = kept is not None and kept["with"] == found["with"]
    figures = [
        Figure(name=f"calls per word: {stage}, beside what is kept", limit=MOST_CREEP,
               value=calls / kept["calls per word"][stage])
        for stage, calls in found["calls per word"].items()
        if comparable and stage in kept["calls per word"]
    ]  # fmt: skip
    if not comparable:
        print(f"nothing is kept for {found['with']}; keep it with --keep", file=sys.stderr)
    return report("counts", figures, found)


def counted() -> dict[str, Any]:
    """What each stage calls per word of the stories."""
    from geomap.article import article_from_text
    from geomap.language.model_loading import model_identity
    from geomap.page import render
    from geomap.pipeline import Tools, tell

    tools = Tools.open()
    paths = sorted(STORIES.glob("*.txt"))[:MOST_STORIES]
    articles = [
        article_from_text(path.read_text(encoding="utf-8"), source=path.name, published="2024-05-15") for path in paths
    ]
    for article in articles:
        render(tell(article, tools))
    counting = Counting()
    for article in articles:
        counting.of("page", render, tell(article, tools))
    words = sum(len(article.text.split()) for article in articles)
    return {
        "with": [f"Python {sys.version_info[0]}.{sys.version_info[1]}", f"spaCy {version('spacy')}",
                 model_identity(tools.model)],
        "words": words,
        "calls per word": {stage: round(calls / words, 1) for stage, calls in sorted(counting.calls.items())},
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
