#!/usr/bin/env python3
"""Words a second of the whole way from article to Story, beside bare ``nlp.pipe`` with the same model.

    python benchmarks/pipeline.py [--articles N] [--rounds N] [--json]

In one process and in turn, a few articles at a time: ``nlp.pipe`` over their texts as they are, and ``tell`` of each
article with everything that it does. What each stage takes is measured by the way.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections import defaultdict
from importlib import import_module
from typing import Any

from measuring import CORPORA, Figure, report, texts, timed

from geomap.article import article_from_text
from geomap.pipeline import Tools, tell

AT_ONCE = 10
STAGES = {
    "reading (spaCy)": ("geomap.language.reading", "read"),
    "finding names": ("geomap.language.mentions", "find_mentions"),
    "resolving places": ("geomap.places", "resolve"),
    "dates": ("geomap.language.dates", "find_dates"),
    "quantities": ("geomap.language.quantities", "find_quantities"),
    "routes and events": ("geomap.narrative", "narrate"),
}
MASKED = ("geomap.language.masking", "_parse")


class Stages:
    """Measures the stages of ``tell`` while it runs: each is one function that tell looks up where it lives."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        for stage, home in {**STAGES, "masked second parse (spaCy)": MASKED}.items():
            self._watch(stage, *home)

    def _watch(self, stage: str, module: str, name: str) -> None:
        home = import_module(module)
        function = getattr(home, name)

        def watched(*arguments: Any, **options: Any) -> Any:
            results = []
            cost = timed(lambda: results.append(function(*arguments, **options)))
            self.seconds[stage] += cost.processor
            return results[0]

        setattr(home, name, watched)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    tools = Tools.open()
    plain = texts(options.articles)
    articles = [
        article_from_text(text, source=f"{number}.txt", published="2015-06-10") for number, text in enumerate(plain)
    ]
    stages = Stages()
    rounds = [_round(plain, articles, tools, stages) for _ in range(options.rounds + 1)][1:]
    bare, whole = min(one["bare"] for one in rounds), min(one["whole"] for one in rounds)
    words = sum(len(text.split()) for text in plain)
    least = {stage: min(one[stage] for one in rounds) for stage in rounds[0] if stage not in ("bare", "whole")}
    least["routes and events"] -= least["masked second parse (spaCy)"]
    least["the rest"] = whole - sum(least.values())
    figures = [
        Figure(name="words a second of the whole pipeline beside bare nlp.pipe", value=bare / whole, limit=0.6,
               at_least=True),
        Figure(name="the same without the masked second parse", at_least=True, limit=0.75,
               value=bare / (whole - least["masked second parse (spaCy)"])),
    ]  # fmt: skip
    details = {
        "corpus": "development corpora" if CORPORA.is_dir() else "our own stories",
        "articles": len(articles),
        "words": words,
        "words a second": {"bare": round(words / bare), "whole": round(words / whole)},
        "stages beside bare nlp.pipe": {stage: round(seconds / bare, 3) for stage, seconds in least.items()},
    }
    return report("pipeline", figures, details)


def _round(plain: list[str], articles: list[Any], tools: Tools, stages: Stages) -> dict[str, float]:
    stages.seconds.clear()
    bare = whole = 0.0
    for first in range(0, len(articles), AT_ONCE):
        some, read = articles[first : first + AT_ONCE], plain[first : first + AT_ONCE]
        gc.collect()
        bare += timed(lambda read=read: list(tools.model.pipe(read))).processor  # type: ignore[misc]
        whole += timed(lambda some=some: [tell(article, tools) for article in some]).processor  # type: ignore[misc]
    return {"bare": bare, "whole": whole, **stages.seconds}


if __name__ == "__main__":
    sys.exit(main())
