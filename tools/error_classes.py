"""What kinds of errors a run over annotated place names makes, and what annotated stories miss most often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from reliability import NEAR_KM, is_right

from geomap.gazetteer import Gazetteer
from geomap.geodesy import distance_km

__all__ = ["CLASSES", "commonest_misses", "error_rows", "errors_of"]

Toponym = dict[str, Any]
CLASSES = {
    "not found, though the gazetteer has it there": "the recogniser's share: names in headlines and lists",
    "not found, and not in the gazetteer there": "small places, buildings, streets, fields",
    "demonym not found": "“Turkish”, “New Yorkers”",
    "found, another country's namesake taken": "the ranking's share",
    "found, another namesake of the country taken": "the ranking's share",
    "found, and not in the gazetteer there": "small places; or the annotators chose another point of a large one",
    "found without an answer": "left out as too doubtful a position",
    "not annotated": "organisations, persons, or places that the annotators left out",
}


def errors_of(
    gold: Sequence[Toponym], answers: Sequence[Toponym], gazetteer: Gazetteer, *, adjectives: bool
) -> Iterator[str]:
    """The class of each error in one document."""
    gold = [one for one in gold if adjectives or one.get("kind") != "adj"]
    answers = [one for one in answers if adjectives or one["kind"] != "adj"]
    for one in gold:
        rivals = [answer for answer in answers if one["start"] < answer["end"] and answer["start"] < one["end"]]
        if not rivals:
            known = _is_known(one, gazetteer)
            if one.get("kind") == "adj":
                yield "demonym not found"
            elif one.get("lat") is not None:
                yield f"not found, {'though the gazetteer has it there' if known else 'and not in the gazetteer there'}"
        elif one.get("lat") is not None:
            placed = [answer for answer in rivals if answer["lat"] is not None]
            if not placed:
                yield "found without an answer"
            elif not any(is_right(answer, one) for answer in placed):
                yield _misplaced(one, placed[0], gazetteer)
    for answer in answers:
        if not any(one["start"] < answer["end"] and answer["start"] < one["end"] for one in gold):
            yield "not annotated"


def _misplaced(gold: Toponym, answer: Toponym, gazetteer: Gazetteer) -> str:
    if not _is_known(gold, gazetteer):
        return "found, and not in the gazetteer there"
    if gold.get("cc") and gold.get("cc") == answer.get("cc"):
        return "found, another namesake of the country taken"
    return "found, another country's namesake taken"


def _is_known(gold: Toponym, gazetteer: Gazetteer) -> bool:
    """Whether some entry of the name lies where the annotators put it."""
    features = (match.feature for match in gazetteer.lookup(gold["name"]))
    here = (gold["lon"], gold["lat"]) if gold.get("lat") is not None else None
    return here is not None and any(distance_km((one.lon, one.lat), here) <= NEAR_KM for one in features)


def error_rows(counts: dict[str, Counter[str]]) -> Iterator[str]:
    """A table row for each class, the commonest first: its counts in each corpus, and what it is."""
    total: Counter[str] = sum(counts.values(), Counter())
    for name in sorted(CLASSES, key=lambda name: -total[name]):
        numbers = " | ".join(str(corpus[name]) for corpus in counts.values())
        yield f"| {name} | {numbers} | {total[name]} | {CLASSES[name]} |"


def commonest_misses(stories: Iterable[dict[str, Any]], most: int = 12) -> Iterator[str]:
    """The kinds of marks that annotated stories miss or have too many of: type of event, ends of route."""
    counts: Counter[tuple[str, str]] = Counter()
    for story in stories:
        details = story.get("details", {})
        for line in details.get("events", {}).get("missed", []):
            counts["missed", f"event: {line.split()[1]}"] += 1
        for line in details.get("events", {}).get("spurious", []):
            counts["too many", f"event: {line.split()[1]}"] += 1
        for line in details.get("routes", {}).get("missed", []):
            stops = [stop.strip() for stop in line.partition(" ")[2].split(">")]
            counts["missed", f"route with {_described(stops)}"] += 1
        for kind, words in (("spurious", "route"), ("fragments", "part of a longer route")):
            counts["too many", words] += len(details.get("routes", {}).get(kind, []))
        for line in details.get("routes", {}).get("wrong", []):
            counts["wrong", f"route: {line.split()[-1]}"] += 1
        for line in details.get("events", {}).get("wrong", []):
            counts["wrong", f"event: {line.split()[-1]}"] += 1
    for (kind, what), number in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most]:
        yield f"| {kind} | {what} | {number} |"


def _described(stops: list[str]) -> str:
    ends = sum(stop != "?" for stop in (stops[0], stops[-1]))
    inner = len(stops) > 2
    return f"{('no end', 'one end', 'both ends')[ends]}{' and stops' if inner else ''}"
