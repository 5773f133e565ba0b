"""Learn the weights of ranking and acceptance from annotated corpora, and report them by cross-validation.

    python tools/train_place_weights.py CORPORA_DIR [--write] [--leave-out tud] [--threshold 0.45]

CORPORA_DIR holds ``NAME.dev.jsonl`` files: lines of ``{"id", "text", "toponyms": [{"start", "end", "lat", "lon",
"kind", "cc"?, "level"?}]}``. Without ``--write`` only the figures are printed: five-fold cross-validation over the
documents, every document judged by weights that never saw it. With ``--write`` the weights of all documents go to
``geomap/data/ranking.toml`` and ``geomap/data/recognition.toml``. A corpus that is left out of training is still
reported on. The weights in the repository come from ``--leave-out tud --write``.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geomap.files import write_all
from geomap.gazetteer import Feature, Gazetteer
from geomap.language.mention import Mention
from geomap.places.acceptance import first_signs, second_signs
from geomap.places.batch import found_records, given_records, mentions_at
from geomap.places.candidates import Name, names_of
from geomap.places.certainty import certainties, certainty_signs, probability_of
from geomap.places.coherence import FEATURES, Neighbourhood
from geomap.places.ranking import rank
from geomap.places.weighing import WEIGHED_KINDS, Judgement
from geomap.places.weights import Ranking

Numbers = NDArray[np.float64]
Weights = dict[str, float]
Signs = dict[str, float]

FOLDS = 5
ROUNDS = 3
RADIUS_KM = 161.0
CEILING = 0.98
"""Share of right ones among the names given a confidence near 1, out of fold on the five development halves."""
WITHOUT_ADJECTIVES = frozenset({"geovirus", "tud"})
"""Corpora whose annotators left demonyms unmarked: demonyms are neither trained on nor scored there."""
DATA = Path(__file__).parent.parent / "geomap" / "data"


@dataclass(slots=True)
class Document:
    """An annotated text, what recognition proposed in it, and the tables of the proposed and of the annotated names."""

    corpus: str
    gold: list[dict[str, Any]]
    mentions: tuple[Mention, ...]
    names: tuple[Name, ...]
    hood: Neighbourhood
    first: list[Signs]
    labels: list[bool | None]
    gold_names: tuple[Name, ...]
    gold_hood: Neighbourhood
    gold_at: tuple[int | None, ...]
    gold_first: list[Signs]
    right_rows: NDArray[np.bool_]
    gold_mentions: tuple[Mention, ...]
    second: list[Signs] = field(default_factory=list)
    found: list[dict[str, Any]] = field(default_factory=list)
    given: list[dict[str, Any]] = field(default_factory=list)


def prepare(corpus: str, record: Mapping[str, Any], nlp: Any, gazetteer: Gazetteer) -> Document:
    """Read one annotated text and mark which proposals and which candidates are right."""
    from geomap.article import article_from_text
    from geomap.language.mentions import find_mentions
    from geomap.language.reading import read

    article = article_from_text(record["text"], source=record["id"])
    mentions = find_mentions(read(article, nlp), gazetteer)
    weighed = tuple(mention for mention in mentions if mention.kind in WEIGHED_KINDS)
    names = names_of(weighed, gazetteer)
    gold = [t for t in record["toponyms"] if corpus not in WITHOUT_ADJECTIVES or t["kind"] != "adj"]
    spans = {(toponym["start"], toponym["end"]): index for index, toponym in enumerate(gold)}
    given = tuple(m for m in mentions_at(spans, mentions, article.text, gazetteer) if m.kind in WEIGHED_KINDS)
    gold_names = names_of(given, gazetteer)
    gold_hood = Neighbourhood(gold_names, given, article.text)
    gold_at = tuple(spans.get((mention.start, mention.end)) for mention in given)
    return Document(
        corpus=corpus,
        gold=gold,
        mentions=weighed,
        names=names,
        hood=Neighbourhood(names, weighed, article.text),
        first=first_signs(names, weighed),
        labels=_labels(corpus, weighed, record["toponyms"]),
        gold_names=gold_names,
        gold_hood=gold_hood,
        gold_at=gold_at,
        gold_first=first_signs(gold_names, given),
        gold_mentions=given,
        right_rows=_right_rows(gold_hood, gold, gold_at),
    )


def _labels(corpus: str, mentions: Sequence[Mention], gold: Sequence[Mapping[str, Any]]) -> list[bool | None]:
    """Whether each proposal overlaps an annotated name of its own; None where the corpus can't tell."""
    used: set[int] = set()
    labels: list[bool | None] = []
    for mention in mentions:
        if corpus in WITHOUT_ADJECTIVES and mention.kind == "demonym":
            labels.append(None)
            continue
        overlapping = [
            index
            for index, toponym in enumerate(gold)
            if toponym["start"] < mention.end and mention.start < toponym["end"] and index not in used
        ]
        used.update(overlapping[:1])
        labels.append(bool(overlapping))
    return labels


def _right_rows(
    hood: Neighbourhood, gold: Sequence[Mapping[str, Any]], gold_at: Sequence[int | None]
) -> NDArray[np.bool_]:
    right = np.zeros(hood.size, dtype=bool)
    for row, feature in enumerate(hood.features):
        annotated = (gold_at[member] for member in hood.names[hood.group[row]].mentions)
        right[row] = any(is_right(gold[index], feature) for index in annotated if index is not None)
    return right


def is_right(toponym: Mapping[str, Any], feature: Feature) -> bool:
    """Within 161 km, or the same country where the annotation is a country."""
    if toponym["lat"] is None:
        return False
    if toponym.get("level") == "country" and feature.kind == "country" and feature.country == toponym.get("cc"):
        return True
    return _distance_km(toponym["lat"], toponym["lon"], feature.lat, feature.lon) <= RADIUS_KM


def _distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    a, b = math.radians(lat1), math.radians(lat2)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(h)))


EXPECTED = {
    "less prominent": 1.5,
    "by-name": -0.5,
    "country": 2.0,
    "first division": 0.5,
    "capital": 0.5,
    "region": 1.0,
    "water": 0.5,
    "name says the kind": 2.0,
    "near 60 km": 1.0,
    "near 200 km": 1.0,
    "near 600 km": 0.5,
    "same division": 0.5,
    "same country": 0.5,
    "its division is named": 1.5,
    "its country is named": 1.0,
    "its county is named": 1.5,
    "in the stated division": 5.0,
    "holds the name before it": 2.0,
    "next name is near": 0.5,
    "share of same country": 1.0,
    "same spelling": 0.5,
    "division named like a town in it": -2.0,
    "town named like its country's division": -1.0,
    "less prominent, local words": -1.0,
    "in the United States, local words": 0.5,
    "no town, spoken of like one": -1.0,
    "less prominent, spoken of like a town": -0.5,
    "may be near": 0.5,
}
"""What the weights of the ranking are drawn to: a judgement by hand, which the corpora have to argue against."""


def gold_trust(document: Document, first: Weights) -> NDArray[np.float32]:
    """How much each name counts for the others: the annotated ones in full, the others by the first judgement."""
    chances = [
        1.0 if at is not None else probability_of(signs, first)
        for signs, at in zip(document.gold_first, document.gold_at, strict=True)
    ]
    return np.array([max(chances[index] for index in name.mentions) for name in document.gold_names], dtype=np.float32)


def train_ranking(documents: Sequence[Document], first: Weights, penalty: float = 0.005) -> Weights:
    """Conditional logit over the candidates of each annotated name; the context numbers are refreshed every round."""
    usable = [document for document in documents if document.gold_hood.size]
    probabilities = [document.gold_hood.start() for document in usable]
    trusts = [gold_trust(document, first) for document in usable]
    weights = np.array([EXPECTED.get(name, 0.0) for name in FEATURES])
    for _ in range(ROUNDS):
        tables = [
            document.gold_hood.table(chance, trust)
            for document, chance, trust in zip(usable, probabilities, trusts, strict=True)
        ]
        weights = _fit_choice(tables, usable, weights, penalty)
        probabilities = [
            document.gold_hood.softmax((table @ weights).astype(np.float32))
            for document, table in zip(usable, tables, strict=True)
        ]
    return {name: round(float(value), 2) for name, value in zip(FEATURES, weights, strict=True)}


def _fit_choice(tables: Sequence[Any], documents: Sequence[Document], start: Numbers, penalty: float) -> Numbers:
    rows, groups, right = [], [], []
    corpora: list[str] = []
    for table, document in zip(tables, documents, strict=True):
        rows.append(table)
        groups.append(document.gold_hood.group + len(corpora))
        right.append(document.right_rows)
        corpora += [document.corpus] * len(document.gold_names)
    x, group, y = np.concatenate(rows).astype(float), np.concatenate(groups), np.concatenate(right)
    total = np.bincount(group, minlength=len(corpora))
    good = np.bincount(group, y, minlength=len(corpora))
    kept = ((good > 0) & (good < total))[group]
    x, y = x[kept], y[kept]
    names, group = np.unique(group[kept], return_inverse=True)
    chosen = [corpora[name] for name in names]
    importance = np.array([1 / chosen.count(corpus) for corpus in chosen])
    return _ascend(x, y, group, importance, start, penalty)


def _ascend(
    x: Numbers, y: NDArray[np.bool_], group: NDArray[np.intp], importance: Numbers, start: Numbers, penalty: float
) -> Numbers:
    """Adam on the likelihood that one of the right candidates is chosen; all corpora count alike."""
    share = (importance / importance.sum())[group]
    starts = np.r_[0, np.flatnonzero(np.diff(group)) + 1]
    expected = np.array([EXPECTED.get(name, 0.0) for name in FEATURES])
    weights, mean, square = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step in range(1, 301):
        score = x @ weights
        chance = np.exp(score - np.maximum.reduceat(score, starts)[group])
        chance /= np.add.reduceat(chance, starts)[group]
        target = chance * y
        target /= np.maximum(np.add.reduceat(target, starts), 1e-12)[group]
        gradient = x.T @ ((target - chance) * share) - penalty * (weights - expected)
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.99 * square + 0.01 * gradient**2
        rate = 0.15 if step < 200 else 0.05
        weights = weights + rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return weights


def train_logistic(rows: Sequence[Signs], labels: Sequence[bool], penalty: float = 2.0, least: int = 15) -> Weights:
    """Ridge logistic regression by Newton steps; signs seen fewer than ``least`` times get no weight."""
    counts: dict[str, int] = {}
    for signs in rows:
        for sign, value in signs.items():
            if value:
                counts[sign] = counts.get(sign, 0) + 1
    columns = sorted(sign for sign, count in counts.items() if count >= least)
    position = {sign: index for index, sign in enumerate(columns)}
    x = np.zeros((len(rows), len(columns) + 1))
    x[:, -1] = 1
    for row, signs in enumerate(rows):
        for sign, value in signs.items():
            if sign in position:
                x[row, position[sign]] = value
    y = np.array(labels, dtype=float)
    weights = np.zeros(x.shape[1])
    ridge = np.full(x.shape[1], penalty)
    ridge[-1] = 1e-6
    for _ in range(12):
        chance = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        gradient = x.T @ (chance - y) + ridge * weights
        hessian = (x * (chance * (1 - chance))[:, None]).T @ x + np.diag(ridge)
        step = np.linalg.solve(hessian, gradient)
        weights -= step
        if np.abs(step).max() < 1e-4:
            break
    learned = {sign: round(float(value), 2) for sign, value in zip(columns, weights[:-1], strict=True)}
    return {"always": round(float(weights[-1]), 2)} | {sign: value for sign, value in learned.items() if value}


@dataclass(frozen=True, slots=True)
class Learned:
    """The weights of ranking, of its certainty, and of the first and second judgement of acceptance."""

    ranking: Weights
    certainty: Weights
    first: Weights
    second: Weights


def train(documents: Sequence[Document]) -> Learned:
    """Learn all weights."""
    first = train_logistic(*_rows(documents, lambda document: document.first))
    ranking = train_ranking(documents, first)
    certainty = train_logistic(*_chosen(documents, ranking, first))
    # The second stage must see the first impression as it is on texts that the first stage was not trained on.
    for part in range(FOLDS):
        others = [document for index, document in enumerate(documents) if index % FOLDS != part]
        held_out = train_logistic(*_rows(others, lambda document: document.first))
        for document in documents[part::FOLDS]:
            judge(document, Learned(ranking, certainty, held_out, {}))
    second = train_logistic(*_rows(documents, lambda document: document.second))
    return Learned(ranking, certainty, first, second)


def _chosen(documents: Sequence[Document], ranking: Weights, first: Weights) -> tuple[list[Signs], list[bool]]:
    """The signs of the candidates chosen for annotated names, and whether they are right."""
    rows, labels = [], []
    for document in documents:
        hood, trust = document.gold_hood, gold_trust(document, first)
        ranked = rank(hood, trust, Ranking(ROUNDS, ranking, {}))
        for index, name in enumerate(document.gold_names):
            annotated = [at for member in name.mentions if (at := document.gold_at[member]) is not None]
            row = ranked.best[index]
            if row >= 0 and annotated and document.gold[annotated[0]]["lat"] is not None:
                rows.append(certainty_signs(hood, ranked, row, float(trust.sum() - trust[index])))
                labels.append(is_right(document.gold[annotated[0]], hood.features[row]))
    return rows, labels


def _rows(documents: Sequence[Document], signs_of: Any) -> tuple[list[Signs], list[bool]]:
    rows, labels = [], []
    for document in documents:
        for signs, label in zip(signs_of(document), document.labels, strict=True):
            if label is not None:
                rows.append(signs)
                labels.append(label)
    return rows, labels


def judge(document: Document, learned: Learned) -> None:
    """Apply weights to a document and keep its second signs, and its records once there are weights for these."""
    chances = [probability_of(signs, learned.first) for signs in document.first]
    trust = np.array([max(chances[index] for index in name.mentions) for name in document.names], dtype=np.float32)
    hood = document.hood
    ranked = rank(hood, trust, Ranking(ROUNDS, learned.ranking, learned.certainty))
    certainty = certainties(hood, ranked, trust, learned.certainty)
    document.second = second_signs(document.first, document.mentions, hood, ranked, certainty)
    if learned.second:
        likely = tuple(probability_of(signs, learned.second) for signs in document.second)
        document.found = found_records(
            Judgement(document.mentions, (), document.names, hood, ranked, likely, certainty)
        )


def judge_given(document: Document, learned: Learned) -> None:
    """Choose the candidates of the annotated names, and keep the records."""
    hood, trust = document.gold_hood, gold_trust(document, learned.first)
    ranked = rank(hood, trust, Ranking(ROUNDS, learned.ranking, learned.certainty))
    certainty = certainties(hood, ranked, trust, learned.certainty)
    sure = (1.0,) * len(document.gold_mentions)
    judgement = Judgement(document.gold_mentions, (), document.gold_names, hood, ranked, sure, certainty)
    document.given = given_records(judgement, {(toponym["start"], toponym["end"]) for toponym in document.gold})


def cross_validate(documents: Sequence[Document], left_out: frozenset[str]) -> None:
    """Judge every document by weights that were learned without its fold (and without the corpora left out)."""
    for part in range(FOLDS):
        learned = train([d for i, d in enumerate(documents) if i % FOLDS != part and d.corpus not in left_out])
        for document in list(documents)[part::FOLDS]:
            judge(document, learned)
            judge_given(document, learned)


@dataclass(slots=True)
class Tally:
    """Counts of one corpus."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    recognised: int = 0
    proposed: int = 0
    annotated: int = 0
    gold_right: int = 0
    gold_total: int = 0


def f1(right: int, predicted: int, wanted: int) -> float:
    """Harmonic mean of precision and recall."""
    return 2 * right / (predicted + wanted) if predicted + wanted else 0.0


def ratio(part: int, whole: int) -> str:
    """Share with three decimals; 0 of 0 is 0."""
    return f"{part / whole:.3f}" if whole else "0.000"


def report(documents: Iterable[Document]) -> dict[str, Tally]:
    """Print recognition and end-to-end figures and accuracy on annotated spans for every corpus."""
    tallies: dict[str, Tally] = {}
    for document in documents:
        _count(document, tallies.setdefault(document.corpus, Tally()))
    for corpus, tally in tallies.items():
        recognition = f1(tally.recognised, tally.proposed, tally.annotated)
        end_to_end = f1(tally.right, tally.right + tally.wrong, tally.right + tally.missed)
        print(
            f"{corpus:9s} recognition F1 {recognition:.3f}  end to end F1 {end_to_end:.3f} "
            f"(P {ratio(tally.right, tally.right + tally.wrong)} R {ratio(tally.right, tally.right + tally.missed)})  "
            f"annotated spans {ratio(tally.gold_right, tally.gold_total)}"
        )
    return tallies


def _count(document: Document, tally: Tally) -> None:
    skipped = document.corpus in WITHOUT_ADJECTIVES
    used: set[int] = set()
    tally.annotated += len(document.gold)
    for record in document.found:
        if skipped and record["kind"] == "adj":
            continue
        tally.proposed += 1
        hit = _match(record, document.gold, used)
        if hit is None:
            tally.wrong += record["lat"] is not None
            continue
        used.add(hit)
        tally.recognised += 1
        if record["lat"] is not None and document.gold[hit]["lat"] is not None:
            right = _is_placed(document.gold[hit], record)
            tally.right += right
            tally.wrong += not right
    located = {(one["start"], one["end"]): one for one in document.gold if one["lat"] is not None}
    tally.gold_total += sum(one["lat"] is not None for one in document.gold)
    tally.missed = tally.gold_total - tally.right
    for record in document.given:
        toponym = located.get((record["start"], record["end"]))
        tally.gold_right += toponym is not None and _is_placed(toponym, record)


def _is_placed(toponym: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    """The country rule, or the distance of :func:`is_right`, for a record."""
    if record["lat"] is None or toponym["lat"] is None:
        return False
    if toponym.get("level") == record["level"] == "country" and toponym.get("cc") == record["cc"]:
        return True
    return _distance_km(toponym["lat"], toponym["lon"], record["lat"], record["lon"]) <= RADIUS_KM


def _match(record: Mapping[str, Any], gold: Sequence[Mapping[str, Any]], used: set[int]) -> int | None:
    overlaps = [
        (min(toponym["end"], record["end"]) - max(toponym["start"], record["start"]), -index)
        for index, toponym in enumerate(gold)
        if index not in used
    ]
    best = max(overlaps, default=(0, 0))
    return -best[1] if best[0] > 0 else None


RANKING_HEAD = """\
# Weights of the candidates of a place name: their sum is the score, its softmax the probability of the candidate.
# Learned by tools/train_place_weights.py (conditional logit) from {corpora}; see there.
rounds = {rounds}

[weights]
"""
CERTAINTY_HEAD = """\
# Logistic weights of how likely the best candidate is right, if the name is a place's.
[certainty]
"""
RECOGNITION_HEAD = """\
# Logistic weights that tell a place name from another capitalised word: "first" from the text and the gazetteer alone,
# "second" also from where the article's other names lie. Learned by tools/train_place_weights.py from {corpora}.
threshold = {threshold}
ceiling = {ceiling}

"""


def write(learned: Learned, corpora: str, threshold: float) -> None:
    """Write both weight files, a line for each weight: both or none, as one was learned with the other."""
    lines = [RANKING_HEAD.format(corpora=corpora, rounds=ROUNDS), *_toml(learned.ranking, FEATURES)]
    lines += ["\n", CERTAINTY_HEAD, *_toml(learned.certainty, sorted(learned.certainty))]
    parts = [RECOGNITION_HEAD.format(corpora=corpora, threshold=threshold, ceiling=CEILING)]
    parts += ["[first]\n", *_toml(learned.first, sorted(learned.first))]
    parts += ["\n[second]\n", *_toml(learned.second, sorted(learned.second))]
    write_all({DATA / "ranking.toml": "".join(lines), DATA / "recognition.toml": "".join(parts)})


def _toml(weights: Mapping[str, float], order: Iterable[str]) -> list[str]:
    return [f"{json.dumps(name, ensure_ascii=False)} = {weights[name]}\n" for name in order]


def main() -> None:
    """Read the corpora, report by cross-validation, and write the weights when asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--leave-out", action="append", default=[])
    parser.add_argument("--threshold", type=float, default=0.4)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    from geomap.language.model_loading import load_model

    nlp, gazetteer = load_model(), Gazetteer.open()
    run(options, lambda _: nlp, gazetteer)


def run(options: argparse.Namespace, nlp_for: Any, gazetteer: Gazetteer) -> list[Document]:
    """Train and report; ``nlp_for`` gives the pipeline for a corpus."""
    documents = []
    for path in sorted(options.corpora.glob("*.dev.jsonl")):
        corpus = path.name.split(".")[0]
        nlp = nlp_for(corpus)
        lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
        documents += [prepare(corpus, json.loads(line), nlp, gazetteer) for line in lines]
    left_out = frozenset(options.leave_out)
    cross_validate(documents, left_out)
    report(documents)
    if options.write:
        training = [document for document in documents if document.corpus not in left_out]
        learned = train(training)
        names = ", ".join(sorted({document.corpus for document in training}))
        write(learned, f"the development halves of {names}", options.threshold)
    return documents


if __name__ == "__main__":
    main()
