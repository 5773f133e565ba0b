"""A merged corpus of any size, made up but shaped like a real one: places of the embedded gazetteer, sentences of words
in the frequencies of this repository's documentation. The same number gives the same Story.

Sentences are drawn word by word, so they compress no better than real ones do (real text repeats its phrases).
"""

from __future__ import annotations

import random
import re
from collections import Counter
from itertools import accumulate
from pathlib import Path
from typing import Any

from geomap.gazetteer.gazetteer import Gazetteer
from geomap.model import (
    Alternative,
    Article,
    Block,
    Event,
    Evidence,
    Member,
    Place,
    Provenance,
    Route,
    Story,
    When,
)

DOCUMENTATION = Path(__file__).resolve().parent.parent / "docs"
SENTENCES = 12  # of an article
REASONS = (
    "It is the only place called “{name}” in the gazetteer.",
    "It is by far the largest place called “{name}”.",
    "Other names in the article lie in the same country.",
    "The article names it beside its country.",
    "The article says that it lies near another place that it names.",
)
EVENTS = ("attack", "clash", "arrest", "rescue", "meeting", "visit", "protest", "agreement", "disaster", "election")
THEMES = ("people", "people", "people", "goods", "vessel", "force", "aircraft")
STATUSES = ("reported", "reported", "reported", "planned", "blocked", "attempted")


class Words:
    """Words as often as the documentation has them."""

    def __init__(self, chance: random.Random) -> None:
        text = " ".join(path.read_text(encoding="utf-8") for path in sorted(DOCUMENTATION.glob("*.md")))
        counts = Counter(re.findall(r"[a-z]{1,14}(?=[ ,.])", text))
        self.words = sorted(counts)
        self.weights = list(accumulate(counts[word] for word in self.words))
        self.chance = chance

    def some(self, number: int) -> str:
        """So many words."""
        return " ".join(self.chance.choices(self.words, cum_weights=self.weights, k=number))


def merged_corpus(number: int) -> Story:
    """A story of so many places (at most 60,000), a quarter as many events and a twentieth as many movements."""
    chance = random.Random(number)
    gazetteer = Gazetteer.open()
    features = _features(gazetteer, number, chance)
    names = [feature.name for feature in features]
    told = _told(number, chance)
    text, blocks, members, mentions = _articles(names, told, Words(chance), chance)
    places = tuple(_place(gazetteer, feature, tuple(mentions[index]), chance) for index, feature in enumerate(features))
    return Story(
        article=Article(
            text=text, blocks=tuple(blocks), title=f"A corpus of {number:,} places", source="-", members=tuple(members)
        ),
        places=places,
        routes=tuple(_route(nth, places, text, chance) for nth in range(number // 20)),
        events=tuple(_event(nth, places, text, chance) for nth in range(number // 4)),
        unresolved=(),
        provenance=Provenance(geomap="0", model="none", spacy="0", gazetteer="embedded", options=(("text", "quotes"),)),
    )


def _features(gazetteer: Gazetteer, number: int, chance: random.Random) -> list[Any]:
    """Features of the gazetteer, those that many know first: a corpus names towns and countries before districts."""
    weight = {"country": 16.0, "town": 12.0, "island": 4.0, "sea": 4.0}
    features = [gazetteer.feature(one) for one in gazetteer.ids()]

    def fame(feature: Any) -> float:
        people = float(getattr(feature, "population", 0) or 0)
        luck: float = chance.random() ** 2
        return weight.get(feature.kind, 1.0) * luck * float((1 + people) ** 0.1)

    return sorted(features, key=fame, reverse=True)[:number]


def _told(number: int, chance: random.Random) -> list[int]:
    """Which place each sentence names: all once, the first ones often (Zipf), in no order."""
    often = [index for index in range(number) for _ in range(min(60, max(1, round(400 / (index + 4)))))]
    chance.shuffle(often)
    return often


def _articles(
    names: list[str], told: list[int], words: Words, chance: random.Random
) -> tuple[str, list[Block], list[Member], list[list[Evidence]]]:
    pieces: list[str] = []
    blocks, members = [], []
    mentions: list[list[Evidence]] = [[] for _ in names]
    at = 0
    for first in range(0, len(told), SENTENCES):
        begins = at
        for index in told[first : first + SENTENCES]:
            head = words.some(chance.randint(4, 12)).capitalize() + " in "
            sentence = f"{head}{names[index]} {words.some(chance.randint(4, 12))}."
            start = at + len(head)
            mentions[index].append(Evidence(start=start, end=start + len(names[index]), text=names[index]))
            blocks.append(Block(kind="paragraph", start=at, end=at + len(sentence)))
            pieces.append(sentence)
            at += len(sentence) + 1
        title = words.some(6).capitalize()
        members.append(Member(start=begins, end=at - 1, title=title, source=f"{first // SENTENCES:06}.txt"))
    return "\n".join(pieces), blocks, members, mentions


def _place(gazetteer: Gazetteer, feature: Any, mentions: tuple[Evidence, ...], chance: random.Random) -> Place:
    others = [match.feature for match in gazetteer.lookup(feature.name)[:4] if match.feature.id != feature.id][:3]
    return Place(
        id=f"place-{feature.id.replace(':', '-')}",
        name=feature.name,
        kind=feature.kind,
        lat=feature.lat,
        lon=feature.lon,
        radius_km=feature.radius_km,
        confidence=round(0.3 + 0.7 * chance.random() ** 0.5, 3),
        mentions=mentions,
        gazetteer_id=feature.id,
        country=feature.country,
        admin1=feature.admin1_name,
        reasons=tuple(reason.format(name=feature.name) for reason in chance.sample(REASONS, chance.randint(1, 3))),
        alternatives=tuple(
            Alternative(
                gazetteer_id=other.id, name=other.name, kind=other.kind, country=other.country,
                admin1=other.admin1_name, lat=other.lat, lon=other.lon, confidence=round(chance.random() / 3, 3),
            )
            for other in others
        ),
        footprint=gazetteer.footprint(feature.id) if feature.kind != "town" else None,
    )  # fmt: skip


def _evidence(place: Place, text: str) -> tuple[Evidence, ...]:
    """The sentence of the place's first mention."""
    start = text.rfind("\n", 0, place.mentions[0].start) + 1
    end = text.find("\n", place.mentions[0].end)
    end = len(text) if end < 0 else end
    return (Evidence(start=start, end=end, text=text[start:end]),)


def _event(nth: int, places: tuple[Place, ...], text: str, chance: random.Random) -> Event:
    place = places[min(int(chance.expovariate(4) * len(places)), len(places) - 1)]
    day = f"{chance.randint(2015, 2025)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    dated = chance.random() < 0.8
    return Event(
        id=f"event-{nth:06x}",
        type=chance.choice(EVENTS),  # type: ignore[arg-type]
        certainty="happened",
        evidence=_evidence(place, text),
        frame="made-up",
        trigger="made",
        place=place.id,
        when=When(start=day, end=day, granularity="day", text=day, rule="day") if dated else None,
        stated=("place", "dates") if dated else ("place",),
    )


def _route(nth: int, places: tuple[Place, ...], text: str, chance: random.Random) -> Route:
    origin, destination = chance.sample(places[: max(40, len(places) // 5)], 2)
    return Route(
        id=f"route-{nth:06x}",
        theme=chance.choice(THEMES),  # type: ignore[arg-type]
        status=chance.choice(STATUSES),  # type: ignore[arg-type]
        evidence=_evidence(origin, text),
        frame="made-up",
        trigger="made",
        origin=origin.id,
        destination=destination.id,
        stated=("from", "to"),
        path=((origin.lon, origin.lat), (destination.lon, destination.lat)),
    )
