#!/usr/bin/env python3
"""What finding and resolving place names costs on top of the bare spaCy run over the same texts.

    python benchmarks/places_overhead.py [CORPUS.jsonl] [--rounds N]

CORPUS holds lines of ``{"text": ...}``; without one, the annotated stories in tests/data are read. In one process and
in turn, document by document, each round runs ``nlp.pipe`` over the text as it is, and everything that
``geomap places --jsonl`` does with it: layout, the same pipeline over its blocks, recognition, resolution. The ratio of
the processor times of the quickest rounds is the figure that counts (limit 1.15). Kept in
benchmarks/results/places_overhead.json. Exit status 1 when it is over the limit.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
RESULTS = REPOSITORY / "benchmarks" / "results"
LIMIT = 1.15


def main() -> int:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()

    from geomap.pipeline import Tools
    from geomap.toponyms import annotate

    tools = Tools.open()
    texts = texts_of(options.corpus)
    runs: dict[str, Callable[[str], object]] = {
        "spacy": lambda text: list(tools.model.pipe([text])),
        "geomap": lambda text: annotate({"id": "", "text": text}, tools),
    }
    rounds = [measured(runs, texts) for _ in range(options.rounds + 1)][1:]  # the first one warms up
    quickest = {name: min(seconds[name] for seconds in rounds) for name in runs}
    ratio = quickest["geomap"] / quickest["spacy"]
    result = {
        "corpus": options.corpus.name if options.corpus else "tests/data",
        "documents": len(texts),
        "rounds": options.rounds,
        "processor_seconds": {name: round(seconds, 3) for name, seconds in quickest.items()},
        "ratio": round(ratio, 3),
        "limit": LIMIT,
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "places_overhead.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"place names of {len(texts)} documents: {quickest['geomap']:.2f} s of processor time")
    print(f"bare nlp.pipe over the same texts: {quickest['spacy']:.2f} s; ratio {ratio:.3f} (limit {LIMIT})")
    return 0 if ratio <= LIMIT else 1


def texts_of(corpus: Path | None) -> list[str]:
    """The documents to read."""
    if corpus is None:
        return [path.read_text(encoding="utf-8") for path in sorted((REPOSITORY / "tests" / "data").rglob("*.txt"))]
    return [json.loads(line)["text"] for line in corpus.read_text(encoding="utf-8").split("\n") if line.strip()]


def measured(runs: dict[str, Callable[[str], object]], texts: list[str]) -> dict[str, float]:
    """Processor seconds of each run over all texts, in turn for each text."""
    seconds = dict.fromkeys(runs, 0.0)
    for text in texts:
        for name, run in runs.items():
            start = time.process_time()
            run(text)
            seconds[name] += time.process_time() - start
    return seconds


if __name__ == "__main__":
    sys.exit(main())
