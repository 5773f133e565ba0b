#!/usr/bin/env python3
"""What routes, events, dates and quantities cost on top of the spaCy run that reads an article.

    python benchmarks/narrative_overhead.py [--articles N] [--rounds N]

In one process, article by article and in turn: reading alone (``nlp.pipe`` over the blocks), then dates, quantities and
narrative of what was read. The second, masked parse of the sentences that need it is timed apart. The articles are
those of the development corpora where they lie beside the repository, else the stories of the tests. The ratio to the
bare run is the figure that counts; it is kept in benchmarks/results/narrative_overhead.json. Exit status 1 when it is
over the limit.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from geomap import Tools
from geomap.article import article_from_text
from geomap.language import masking
from geomap.language.dates import find_dates
from geomap.language.mentions import find_mentions
from geomap.language.quantities import find_quantities
from geomap.language.reading import Reading, read
from geomap.model import Article, Place
from geomap.narrative import narrate
from geomap.places import resolve

REPOSITORY = Path(__file__).resolve().parent.parent
RESULTS = REPOSITORY / "benchmarks" / "results"
CORPORA = REPOSITORY.parent / "shared" / "corpora"
STORIES = REPOSITORY / "tests" / "data" / "stories"
LIMIT = 0.60
"""Of all: rules, dates, quantities and the masked parse, on top of the bare run (1.0)."""


class Cost(NamedTuple):
    """Seconds of processor time."""

    bare: float
    narrative: float
    second_parse: float


class _Parse:
    """The masked parse, timed."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._parse = masking._parse

    def __call__(self, *arguments: Any) -> Any:
        start = time.process_time()
        docs = self._parse(*arguments)
        self.seconds += time.process_time() - start
        return docs


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    tools = Tools.open()
    articles = list(_articles(options.articles))
    parse = _Parse()
    masking._parse = parse
    rounds = [_round(articles, tools, parse) for _ in range(options.rounds + 1)][1:]  # the first one warms up
    bare = statistics.median(cost.bare for cost in rounds)
    total = statistics.median(cost.narrative / cost.bare for cost in rounds)
    second = statistics.median(cost.second_parse / cost.bare for cost in rounds)
    words = sum(len(article.text.split()) for article in articles)
    print(f"{len(articles)} articles, {words} words, bare run {bare:.2f} s (1.00)")
    print(f"on top of it {total:.2f} (limit {LIMIT:.2f}): masked parse {second:.2f}, all rules {total - second:.2f}")
    RESULTS.mkdir(parents=True, exist_ok=True)
    result = {"articles": len(articles), "words": words, "total": total, "second_parse": second}
    (RESULTS / "narrative_overhead.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return int(total > LIMIT)


def _articles(count: int) -> Iterator[Article]:
    """News of the corpora, the same ones on every machine, else our own stories."""
    if not CORPORA.is_dir():
        for path in sorted(STORIES.glob("*.txt")):
            yield article_from_text(path.read_text(encoding="utf-8"), source=path.name, published="2024-05-15")
        return
    texts = []
    for path in sorted(CORPORA.glob("*.jsonl")):
        texts += [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").split("\n") if line]
    random.Random(4).shuffle(texts)
    for number, text in enumerate(texts[:count]):
        yield article_from_text(text, source=f"{number}.txt", published="2015-06-10")


def _round(articles: list[Article], tools: Tools, parse: _Parse) -> Cost:
    bare = narrative = 0.0
    parse.seconds = 0.0
    for article in articles:
        gc.collect()
        start = time.process_time()
        reading = read(article, tools.model)
        bare += time.process_time() - start
        places = _places(reading, tools)
        start = time.process_time()
        narrate(reading, places, find_dates(article), find_quantities(article.text), tools.gazetteer)
        narrative += time.process_time() - start
    return Cost(bare, narrative, parse.seconds)


def _places(reading: Reading, tools: Tools) -> tuple[Place, ...]:
    return resolve(find_mentions(reading, tools.gazetteer), reading, tools.gazetteer).places


if __name__ == "__main__":
    sys.exit(main())
