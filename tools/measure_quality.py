#!/usr/bin/env python3
"""Measure how well geomap reads, and write the table docs/quality.md.

    python tools/measure_quality.py [--print]

Needs the development data beside the repository (../shared): annotated stories with their scorer, five corpora of place
names with theirs, and outlines of seas and regions. They are read, never copied. The texts were open while geomap was
made: these figures say where it stands and guard against a step back, they don't foretell how it does on unseen texts.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geomap.article import read_article
from geomap.export.geojson import to_geojson
from geomap.pipeline import Tools, tell
from geomap.toponyms import annotate, read_documents

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"
TABLE = REPOSITORY / "docs" / "quality.md"

LAYERS = ("places", "routes", "events")
CORPORA_WITHOUT_ADJECTIVES = ("geovirus", "tud")
"""Their annotators left "Turkish" and "Russians" unmarked, so those count on neither side."""

Scores = dict[str, Any]


def measure_stories(tools: Tools, folder: Path = SHARED / "stories") -> dict[str, Scores]:
    """The scores of every annotated story by its name, and of all together as ``TOTAL``."""
    with tempfile.TemporaryDirectory() as exports:
        for gold in sorted(folder.glob("*.gold.json")):
            name = gold.name.removesuffix(".gold.json")
            published = json.loads(gold.read_text(encoding="utf-8"))["published"]
            article = read_article(folder / f"{name}.txt", published=published)
            collection = to_geojson(tell(article, tools))
            (Path(exports) / f"{name}.geojson").write_text(json.dumps(collection), encoding="utf-8")
        scores = json.loads(_run("score_story.py", "--json", "--dir", folder, exports))
    return {story["story"]: story for story in [*scores["stories"], scores["total"]]}


def measure_corpora(tools: Tools, folder: Path = SHARED / "corpora") -> dict[str, Scores]:
    """The scores of every corpus of place names by its name."""
    found = {}
    for gold in sorted(folder.glob("*.jsonl")):
        name = gold.name.partition(".")[0]
        with gold.open(encoding="utf-8") as lines, tempfile.NamedTemporaryFile("w", encoding="utf-8") as answers:
            for document in read_documents(lines, gold.name):
                answers.write(json.dumps(annotate(document, tools)) + "\n")
            answers.flush()
            options = ["--no-adjectives"] if name in CORPORA_WITHOUT_ADJECTIVES else []
            found[name] = json.loads(_run("score_toponyms.py", gold, answers.name, *options))
    return found


def measure_regions(tools: Tools, checks: Path = SHARED / "checks" / "seas-and-regions.jsonl") -> list[str]:
    """The lines of the check of seas, islands, ranges and regions against outlines."""
    from geomap.gazetteer.locate import locate

    names = _run("check_regions.py", "--names", checks).splitlines()
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as answers:
        for name in names:
            features = [located.feature for located in locate(tools.gazetteer, name)]
            candidates = [{"name": one.name, "kind": one.kind, "lat": one.lat, "lon": one.lon} for one in features]
            answers.write(json.dumps({"query": name, "candidates": candidates}) + "\n")
        answers.flush()
        return _run("check_regions.py", checks, answers.name).splitlines()


def _run(scorer: str, *arguments: object) -> str:
    command = [sys.executable, str(SHARED / "tools" / scorer), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{scorer} can't score this: {done.stderr.strip()}")
    return done.stdout


TEMPLATE = """\
# Quality

Made by `make quality`; the floors that tests hold it to stand in `tests/quality/floors.toml`.
Model: {model}; gazetteer: {gazetteer}.

## Stories

News texts annotated by hand, scored over what an annotator holds to be required. The texts were open while geomap
was made, so unseen ones will do worse. Wrong dates are dates that contradict the annotation.

| story | places F1 | routes F1 | events F1 | traps hit | ends invented | wrong dates |
|---|---|---|---|---|---|---|
{stories}

Over all stories:

| | precision | recall | F1 |
|---|---|---|---|
{layers}

## Place names

Development halves of five public corpora. *Found*: F1 of the names, whatever their position. *Placed*: the share of
found names within 161 km of the annotated point (a country is right when it is the same country). *Both*: F1 of names
that are found and rightly placed. Adjectives (“Turkish”) count where the annotators marked them. The weights of the
ranking were trained on these documents; `tools/train_place_weights.py` tells the figures of its cross-validation.

| corpus | found F1 | placed | both F1 |
|---|---|---|---|
{corpora}

## Seas, islands, ranges, deserts

Names of Natural Earth's physical regions that the gazetteer places inside their outline, among its first three
candidates:

{regions}
"""


def table(stories: dict[str, Scores], corpora: dict[str, Scores], regions: list[str], tools: Tools) -> str:
    """The document docs/quality.md."""
    return TEMPLATE.format(
        model=_model(tools),
        gazetteer=tools.gazetteer.version,
        stories="\n".join(_story_rows(stories)),
        layers="\n".join(_layer_row(layer, stories["TOTAL"][layer]) for layer in LAYERS),
        corpora="\n".join(_corpus_rows(corpora)),
        regions="\n".join(f"- {line.partition('; missing')[0]}" for line in regions),
    )


def _model(tools: Tools) -> str:
    from geomap.language.model_loading import model_identity

    return model_identity(tools.model)


def _story_rows(stories: dict[str, Scores]) -> Iterator[str]:
    for name, scores in stories.items():
        places, routes, events = (scores[layer] for layer in LAYERS)
        wrong = routes["dates_silently_wrong"] + events["dates_silently_wrong"]
        rates = " | ".join(_rate(layer["f1"]) for layer in (places, routes, events))
        counts = f"{places['traps_hit']} of {places['traps']} | {routes['endpoints_invented']} | {wrong}"
        yield f"| {'**all**' if name == 'TOTAL' else name} | {rates} | {counts} |"


def _layer_row(layer: str, counts: Scores) -> str:
    precision = f"{_rate(counts['precision'])} ({counts['matched']} of {counts['predicted']})"
    recall = f"{_rate(counts['recall'])} ({counts['matched']} of {counts['gold']})"
    return f"| {layer} | {precision} | {recall} | {_rate(counts['f1'])} |"


def _corpus_rows(corpora: dict[str, Scores]) -> Iterator[str]:
    for name, scores in corpora.items():
        found, placed = scores["recognition"]["overlap"]["f1"], scores["resolution"]["acc161_cc"]
        yield f"| {name} | {_rate(found)} | {_rate(placed)} | {_rate(scores['end_to_end_cc']['f1'])} |"


def _rate(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def main() -> None:
    """Measure everything and write the table, or print it with ``--print``."""
    if not SHARED.is_dir():
        sys.exit(f"the development data ({SHARED.name}/ beside the repository) is not here")
    tools = Tools.open()
    text = table(measure_stories(tools), measure_corpora(tools), measure_regions(tools), tools)
    if "--print" in sys.argv[1:]:
        print(text)
        return
    TABLE.write_text(text, encoding="utf-8")
    print(TABLE.relative_to(REPOSITORY))


if __name__ == "__main__":
    main()
