"""Whatever a person says, the story holds together, and each entry gets its answer."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any, get_args

from helpers.stories import TEXT, sample_story
from hypothesis import given
from hypothesis import strategies as st

from geomap import model
from geomap.codec import dumps, loads
from geomap.corrections import Application, Corrections, Entry, read_corrections
from geomap.corrections import dumps as as_file
from geomap.corrections.keys import ACTIONS
from geomap.corrections.quoting import find_quote, occurrences
from geomap.gazetteer import Gazetteer
from geomap.language.dates import find_dates
from geomap.places import Resolution

WORDS = TEXT.split()


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


@st.composite
def stretches(draw: st.DrawFn) -> str:
    """Words of the article in a row, sometimes with a strange one among them."""
    first = draw(st.integers(0, len(WORDS) - 1))
    words = WORDS[first : first + draw(st.integers(1, 12))]
    if draw(st.booleans()):
        words.insert(draw(st.integers(0, len(words))), draw(st.text(max_size=8)))
    return " ".join(words) if " ".join(words).strip() else "x"


NAMES = st.sampled_from(["Harwich", "Ostend", "HARWICH", "Zzyzx", "Dutch", "Tuesday", "ferry", "Rome", "place:ostend"])
KEYS: dict[str, st.SearchStrategy[Any]] = {
    "name": NAMES | stretches(),
    "also": st.lists(NAMES, min_size=1, max_size=2),
    "text": st.sampled_from(["Tuesday", "on", "men"]) | stretches(),
    "id": st.sampled_from([mark.id for s in [sample_story()] for mark in (*s.places, *s.routes, *s.events)] + ["x"]),
    "candidate": st.sampled_from(["gn:4939085", "gn:2647400", "country:NL", "sea:north-sea", "gn:0"]),
    "lat": st.floats(-90, 90),
    "lon": st.floats(-180, 180),
    "radius_km": st.floats(0, 20_000),
    "where": st.sampled_from(["everywhere"]),
    "via": st.lists(NAMES, max_size=2),
    "status": st.sampled_from(get_args(model.RouteStatus)),
    "theme": st.sampled_from(get_args(model.Theme)),
    "certainty": st.sampled_from(get_args(model.Certainty)),
    "type": st.sampled_from(get_args(model.EventType)),
    "kind": st.sampled_from(get_args(model.PlaceKind)),
    "when": st.sampled_from(["2016-04-19", "-0217-05-01"]),
    "quantity": st.just({"value": [4, 6], "unit": "men", "qualifier": "range"}),
    **dict.fromkeys(("from", "to", "place"), NAMES | st.just("")),
    **dict.fromkeys(("quote", "rename", "mover"), stretches()),
}


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    target = draw(st.sampled_from(sorted(ACTIONS)))
    action = draw(st.sampled_from(sorted(ACTIONS[target])))
    shape = ACTIONS[target][action]
    keys = [*shape.required, *(draw(st.sampled_from(group)) for group in shape.one_of)]
    keys += draw(st.lists(st.sampled_from(shape.keys), unique=True))
    was = st.fixed_dictionaries({"from": NAMES} if target == "route" else {"place": NAMES})
    values = {key: draw(was if key == "was" else KEYS[key]) for key in dict.fromkeys(keys)}
    if "quote" in values and draw(st.booleans()) and target == "place":
        values["where"] = "here"
    return Entry(target=target, action=action, values=values, author=draw(st.none() | st.just("Ada")))  # type: ignore[arg-type]


def applied(corrections: Corrections) -> model.Story:
    story = sample_story()
    said = Application(corrections)
    article = said.article(story.article)
    resolution = Resolution(places=story.places, unresolved=story.unresolved, others=story.others)
    resolution = said.described(said.named(resolution, article, gazetteer()))
    said.dates(find_dates(article), article)
    known = {place.id for place in resolution.places}
    routes = [replace(r, origin=r.origin if r.origin in known else None, destination=None) for r in story.routes]
    events = [replace(event, place=event.place if event.place in known else None) for event in story.events]
    routes_after, events_after = said.marks(routes, events, resolution.places, article)
    return replace(
        story,
        article=article,
        places=resolution.places,
        unresolved=resolution.unresolved,
        others=resolution.others,
        routes=routes_after,
        events=events_after,
        corrections=said.report(),
    )


@given(st.lists(entries(), max_size=5))
def test_the_story_holds_together_and_every_entry_is_answered(some: list[Entry]) -> None:
    corrections = read_corrections(as_file(Corrections(entries=tuple(some))))
    story = applied(corrections)
    assert loads(dumps(story)) == story
    assert story == applied(corrections)
    assert [(said.target, said.action) for said in story.corrections] == [(e.target, e.action) for e in some]
    assert all(said.reason for said in story.corrections if said.outcome != "applied")
    spans = [(m.start, m.end) for place in story.places for m in place.mentions]
    assert len(spans) == len(set(spans))


@given(st.text(max_size=200), st.text(max_size=60))
def test_any_quotation_is_found_or_not(text: str, quote: str) -> None:
    for start, end in (*find_quote(text, quote), *occurrences(text, quote)):
        assert 0 <= start < end <= len(text)


@given(stretches())
def test_words_of_the_article_are_found(quote: str) -> None:
    if " ".join(quote.split()) in " ".join(TEXT.split()):
        assert find_quote(TEXT, quote) or "\n" in TEXT
