"""Marked sentences ("Hundreds fled [Aleppo] for [Turkey]. => Aleppo > Turkey") and what the program tells of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geomap.language.dates import find_dates
from geomap.language.quantities import find_quantities
from geomap.language.reading import read
from geomap.model import Article, Block, Event, Evidence, Place, PlaceKind, Route
from geomap.narrative import Narrative, narrate

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet
    from spacy.language import Language

PUBLISHED = "2024-05-15"
KINDS: dict[str, PlaceKind] = {
    "Strait": "strait",
    "Sea": "sea",
    "Gulf": "sea",
    "River": "river",
    "Balkan": "region",
    "Bosphorus": "strait",
}


def places_of(marked: str) -> tuple[str, tuple[Place, ...]]:
    """The plain text of a marked sentence, and its places; every name is a place of its own."""
    text, spans = "", {}
    for part in re.split(r"(\[[^\]]*\])", marked):
        if part.startswith("["):
            name = part[1:-1]
            spans.setdefault(name, []).append((len(text), len(text) + len(name)))
            text += name
        else:
            text += part
    return text, tuple(
        Place(
            id=name,
            name=name,
            kind=next((kind for word, kind in KINDS.items() if word in name), "town"),
            lat=10.0 + number,
            lon=20.0 + number,
            radius_km=10,
            confidence=1.0,
            mentions=tuple(Evidence(start=start, end=end, text=name) for start, end in found),
        )
        for number, (name, found) in enumerate(spans.items())
    )


def tell(marked: str, model: Language, *, published: str | None = PUBLISHED) -> Narrative:
    """Read the paragraphs of a marked text, one for each line, and narrate them."""
    text, places = places_of(marked)
    blocks, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append(Block(kind="paragraph", start=start, end=start + len(line)))
        start += len(line) + 1
    article = Article(text=text, blocks=tuple(blocks), title="", source="-", published=published)
    language = model.lang
    dates, quantities = find_dates(article, language=language), find_quantities(text, language=language)
    return narrate(read(article, model), places, dates, quantities, None)


def show_route(route: Route) -> str:
    via = f"{', '.join(route.via)} > " if route.via else ""
    return f"{route.origin or '?'} > {via}{route.destination or '?'}"


def motion_mismatch(marked: str, wanted: str, model: Language) -> str | None:
    """What was told instead of the wanted routes, or None when they agree."""
    routes = tell(marked, model).routes
    told = [f"{show_route(route)} {route.status} {route.theme}" for route in routes]
    if wanted == "-":
        return f"told {told}" if told else None
    expected = [part.strip() for part in wanted.split(";")]
    if len(expected) == len(routes) and all(any(_is_route(part, route) for route in routes) for part in expected):
        return None
    return f"wanted {expected}, told {told}"


def _is_route(wanted: str, route: Route) -> bool:
    ends = show_route(route)
    return wanted.startswith(ends) and set(wanted.removeprefix(ends).split()) <= {route.status, route.theme}


def show_event(event: Event) -> str:
    """Type, place, certainty and dates, as the sentence files write them (as much of it as they ask for)."""
    dates = "" if event.when is None else f" {event.when.start or ''}..{event.when.end or ''}"
    return f"{event.type} @ {event.place or '?'} {event.certainty}{dates}"


def event_mismatch(marked: str, wanted: str, model: Language) -> str | None:
    """What was told instead of the wanted events, or None when all of them are told."""
    told = [show_event(event) for event in tell(marked, model).events]
    if wanted == "-":
        return f"told {told}" if told else None
    missing = [part.strip() for part in wanted.split(";") if not any(t.startswith(part.strip()) for t in told)]
    return f"missing {missing}, told {told}" if missing else None


def marked_lines(path: Path) -> list[ParameterSet]:
    """The sentences of a TSV file with what they should tell; a third column, "miss", marks what goes wrong still.

    A miss that is told right fails its test, so that its mark is deleted and can't come back unseen.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_parameter(*line.split("\t"), path=path) for line in lines if line.strip() and not line.startswith("#")]


def known_misses(path: Path) -> int:
    """How many sentences of a TSV file are marked as misses."""
    return sum(bool(parameter.marks) for parameter in marked_lines(path))


def _parameter(marked: str, wanted: str, mark: str = "", *, path: Path) -> ParameterSet:
    if not mark:
        return pytest.param(marked, wanted)
    assert mark == "miss", f"{path.name}: the third column is empty or 'miss', not {mark!r}"
    reason = f"a known miss; when it is told right, delete its third column in {path.name}"
    return pytest.param(marked, wanted, marks=pytest.mark.xfail(raises=AssertionError, strict=True, reason=reason))
