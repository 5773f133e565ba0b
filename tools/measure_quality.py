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
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from error_classes import commonest_misses, error_rows, errors_of
from reliability import Judged, judged, reliability_rows

from geomap.article import read_article
from geomap.export.geojson import to_geojson
from geomap.pipeline import Tools, tell
from geomap.toponyms import annotate, read_documents

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"
TABLE = REPOSITORY / "docs" / "quality.md"
ROUNDS = REPOSITORY / "tests" / "data" / "rounds"

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


def measure_corpora(
    tools: Tools,
    folder: Path = SHARED / "corpora",
    sure: list[Judged] | None = None,
    errors: dict[str, Counter[str]] | None = None,
) -> dict[str, Scores]:
    """The scores of every corpus of place names by its name; as ``given`` those with the annotated names given.

    ``sure`` collects how sure each answer was and whether it was right, ``errors`` the classes of errors by corpus.
    """
    found = {}
    for gold in sorted(folder.glob("*.jsonl")):
        name = gold.name.partition(".")[0]
        adjectives = name not in CORPORA_WITHOUT_ADJECTIVES
        with gold.open(encoding="utf-8") as lines:
            documents = list(read_documents(lines, gold.name))
        answers = [annotate(document, tools) for document in documents]
        if sure is not None:
            for document, answer in zip(documents, answers, strict=True):
                sure.extend(judged(document["toponyms"], answer["toponyms"], adjectives=adjectives))
        if errors is not None:
            errors[name] = Counter(
                error
                for document, answer in zip(documents, answers, strict=True)
                for error in errors_of(document["toponyms"], answer["toponyms"], tools.gazetteer, adjectives=adjectives)
            )
        found[name] = _score_toponyms(gold, answers, adjectives)
        found[name]["given"] = _score_toponyms(gold, [annotate(_asked(one), tools) for one in documents], adjectives)
    return found


def _asked(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the annotated names as the spans to resolve."""
    return {**document, "spans": [[one["start"], one["end"]] for one in document["toponyms"]]}


def _score_toponyms(gold: Path, answers: list[dict[str, Any]], adjectives: bool) -> Scores:
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps(answer) + "\n" for answer in answers)
        stream.flush()
        options = ["--boot", "500", *([] if adjectives else ["--no-adjectives"])]
        scores: Scores = json.loads(_run("score_toponyms.py", gold, stream.name, *options))
    return scores


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

## Unseen stories

Beside each round of work, stories are written and annotated by somebody who does not do that work. They are scored
untouched, by totals only, and known to everybody afterwards. The first figure is the claim (precision / recall); the
stories and the whole first score lie in `tests/data/rounds`.

| round | layer | first, untouched | now |
|---|---|---|---|
{rounds}

What all these stories together miss, have too many of, or get wrong most often:

| how | what | marks |
|---|---|---|
{misses}

## Place names

Development halves of five public corpora. *Found*: F1 of the names, whatever their position. *Placed*: the share of
names within 161 km of the annotated point (a country is right when it is the same country) when the annotated names
are given. *Both*: F1 of names that are found and rightly placed, with the interval that holds 95 of 100 resamplings of
the documents (without the rule for countries). Adjectives (“Turkish”) count where the annotators marked them. The
weights of the ranking were trained on these documents but tud's; `tools/train_place_weights.py` tells the figures of
its cross-validation.

| corpus | found F1 | placed, names given | both F1 | interval |
|---|---|---|---|---|
{corpora}

How sure geomap is beside how often it is right, over all five (demonyms where they are marked):

| confidence | names | mean confidence | right |
|---|---|---|---|
{reliability}

What goes wrong, by class, as numbers of names:

| error | {corpus_names} | all | what it mostly is |
|---|{corpus_rules}---|---|
{errors}

Out of reach are names whose point no gazetteer of the registries has (farms, streets, single buildings); where the
annotations themselves slip, it counts as an error here.

## Seas, islands, ranges, deserts

Names of Natural Earth's physical regions that the gazetteer places inside their outline, among its first three
candidates:

{regions}
"""


def table(tools: Tools) -> str:
    """The document docs/quality.md: measures everything."""
    sure: list[Judged] = []
    errors: dict[str, Counter[str]] = {}
    stories, corpora = measure_stories(tools), measure_corpora(tools, sure=sure, errors=errors)
    regions = measure_regions(tools)
    known = [
        *stories.values(),
        *(score for folder in round_folders() for score in measure_stories(tools, folder).values()),
    ]
    return TEMPLATE.format(
        model=_model(tools),
        gazetteer=tools.gazetteer.version,
        stories="\n".join(_story_rows(stories)),
        layers="\n".join(_layer_row(layer, stories["TOTAL"][layer]) for layer in LAYERS),
        rounds=_rounds(tools),
        corpora="\n".join(_corpus_rows(corpora)),
        reliability="\n".join(reliability_rows(sure)),
        corpus_names=" | ".join(errors),
        corpus_rules="---|" * len(errors),
        errors="\n".join(error_rows(errors)),
        misses="\n".join(commonest_misses(known)),
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
        rates = (
            scores["recognition"]["overlap"]["f1"],
            scores["given"]["resolution"]["acc161_cc"],
            scores["end_to_end_cc"]["f1"],
        )
        low, high = scores["ci95"]["end_to_end_f1"]
        yield f"| {name} | {' | '.join(map(_rate, rates))} | {low:.2f} to {high:.2f} |"


def round_folders() -> list[Path]:
    """The folders of the rounds of unseen stories, the oldest first."""
    return sorted(path for path in ROUNDS.iterdir() if (path / "first.json").is_file())


def _rounds(tools: Tools) -> str:
    """What each round of unseen stories scored when it was first read, and what it scores now that it is known."""
    rows = []
    for folder in round_folders():
        now = measure_stories(tools, folder)["TOTAL"]
        first = json.loads((folder / "first.json").read_text(encoding="utf-8"))
        for layer in LAYERS:
            then, today = (
                f"{_rate(score[layer]['precision'])} / {_rate(score[layer]['recall'])}" for score in (first, now)
            )
            rows.append(f"| {folder.name} | {layer} | {then} | {today} |")
    return "\n".join(rows)


def _rate(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def main() -> None:
    """Measure everything and write the table, or print it with ``--print``."""
    if not SHARED.is_dir():
        sys.exit(f"the development data ({SHARED.name}/ beside the repository) is not here")
    tools = Tools.open()
    text = table(tools)
    if "--print" in sys.argv[1:]:
        print(text)
        return
    TABLE.write_text(text, encoding="utf-8")
    print(TABLE.relative_to(REPOSITORY))


if __name__ == "__main__":
    main()
