"""Stories for tests: one made by hand, and a hypothesis strategy for any story that holds together."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from hypothesis import strategies as st

from geomap import model
from geomap.model import (
    Actor,
    Alternative,
    Article,
    Block,
    Event,
    Evidence,
    OtherName,
    Place,
    Provenance,
    Quantity,
    Route,
    Spot,
    Story,
    Unresolved,
    When,
)

TEXT = (
    "Ferry leaves Harwich\n\nA ferry with about 40 people left Harwich for Ostend on Tuesday. "
    "Dutch police said two men were arrested in Ostend. Nobody knows where Zzyzx is."
)


def quote(text: str, words: str, occurrence: int = 0) -> Evidence:
    start = -1
    for _ in range(occurrence + 1):
        start = text.index(words, start + 1)
    return Evidence(start=start, end=start + len(words), text=words)


def sample_story() -> Story:
    """Two places, a route, an event, an unresolved name and a demonym."""
    article = Article(
        text=TEXT,
        blocks=(Block(kind="headline", start=0, end=20), Block(kind="paragraph", start=22, end=len(TEXT))),
        title="Ferry leaves Harwich",
        source="ferry.txt",
        published="2016-04-27",
        published_by="option",
    )
    tuesday = When(start="2016-04-26", end="2016-04-26", granularity="day", text="Tuesday", rule="weekday")
    harwich = Place(
        id="place:harwich", name="Harwich", kind="town", lat=51.93, lon=1.26, radius_km=5.0, confidence=0.9,
        mentions=(quote(TEXT, "Harwich"), quote(TEXT, "Harwich", 1)), gazetteer_id="gn:2647400", country="GB",
        admin1="England", reasons=("It is the only large town of that name.",),
        alternatives=(
            Alternative(
                gazetteer_id="gn:4939085", name="Harwich", kind="town", country="US", admin1="Massachusetts",
                lat=41.686, lon=-70.076, confidence=0.1,
            ),
        ),
    )  # fmt: skip
    ostend = Place(
        id="place:ostend", name="Ostend", kind="town", lat=51.23, lon=2.92, radius_km=7.5, confidence=0.8,
        mentions=(quote(TEXT, "Ostend"), quote(TEXT, "Ostend", 1)), gazetteer_id="gn:2789786", country="BE",
        footprint=(((2.8, 51.2), (3.0, 51.2), (3.0, 51.3), (2.8, 51.2)),),
    )  # fmt: skip
    route = Route(
        id="route:1", theme="vessel", status="reported", frame="leave", trigger="left",
        evidence=(quote(TEXT, "A ferry with about 40 people left Harwich for Ostend on Tuesday."),),
        origin="place:harwich", destination="place:ostend", mover="A ferry", when=tuesday, length_km=139.0,
        quantity=Quantity(value=40.0, qualifier="about", unit="people", text="about 40 people"),
        stated=("from", "to"), inferred=("theme",), path=((1.26, 51.93), (2.92, 51.23)),
    )  # fmt: skip
    event = Event(
        id="event:1", type="arrest", certainty="happened", frame="arrest", trigger="arrested", place="place:ostend",
        evidence=(quote(TEXT, "Dutch police said two men were arrested in Ostend."),),
        actors=(Actor(text="Dutch police", role="agent", country="NL"),), stated=("place",),
    )  # fmt: skip
    return Story(
        article=article,
        places=(harwich, ostend),
        routes=(route,),
        events=(event,),
        unresolved=(Unresolved(name="Zzyzx", mentions=(quote(TEXT, "Zzyzx"),), reason="the gazetteer has no Zzyzx"),),
        others=(OtherName(name="Dutch", kind="demonym", mentions=(quote(TEXT, "Dutch"),), country="NL"),),
        provenance=Provenance(
            geomap="0.1.0",
            model="en_core_web_sm 3.8.0",
            spacy="3.8.18",
            gazetteer="1",
            options=(("date", "2016-04-27"),),
        ),
        notes=("A note for the reader.",),
    )


WORDS = st.text(max_size=20)
SHARES = st.floats(0, 1)
LENGTHS = st.floats(0, 20_000)
LONS, LATS = st.floats(-180, 180), st.floats(-90, 90)
POSITIONS = st.tuples(LONS, LATS)
DAYS = st.dates().map(lambda day: day.isoformat()) | st.just("-0217-05-03")
FIELDS = st.lists(st.sampled_from(["from", "to", "dates"]), unique=True, max_size=2).map(tuple)


def one_of(literal: object) -> st.SearchStrategy[str]:
    return st.sampled_from(get_args(literal))


def _evidence(text: str) -> st.SearchStrategy[tuple[Evidence, ...]]:
    spans = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 12))
    quotes = spans.map(lambda span: (span[0], min(len(text), span[0] + span[1])))
    made = quotes.map(lambda span: Evidence(start=span[0], end=span[1], text=text[span[0] : span[1]]))
    return st.lists(made, min_size=1, max_size=3).map(tuple)


WHENS = st.none() | st.builds(
    When,
    start=st.none() | DAYS,
    end=st.none() | DAYS,
    granularity=one_of(model.Granularity),
    text=WORDS,
    rule=WORDS,
    anchor=st.none() | WORDS,
)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
QUANTITIES = st.none() | st.builds(
    Quantity, value=NUMBERS | st.tuples(NUMBERS, NUMBERS), qualifier=one_of(model.Qualifier), unit=WORDS, text=WORDS
)
RINGS = st.lists(POSITIONS, min_size=3, max_size=6).map(lambda ring: (*ring, ring[0]))


def _spots(text: str) -> st.SearchStrategy[Spot]:
    relations, rings = one_of(model.SpotRelation), st.none() | st.lists(RINGS, min_size=1, max_size=2).map(tuple)
    quotes = _evidence(text).map(lambda some: some[0])
    return st.builds(
        lambda quote, **fields: Spot(start=quote.start, end=quote.end, text=quote.text, **fields),
        quotes, relation=relations, lat=LATS, lon=LONS, radius_km=LENGTHS, footprint=rings,
    )  # fmt: skip


def _places(text: str) -> st.SearchStrategy[tuple[Place, ...]]:
    alternatives = st.builds(
        Alternative,
        gazetteer_id=WORDS, name=WORDS, kind=one_of(model.PlaceKind), country=st.none() | st.just("GB"),
        admin1=st.none() | WORDS, lat=LATS, lon=LONS, confidence=SHARES,
    )  # fmt: skip
    places = st.builds(
        Place,
        id=WORDS, name=WORDS, kind=one_of(model.PlaceKind), lat=LATS, lon=LONS, radius_km=LENGTHS, confidence=SHARES,
        mentions=_evidence(text), gazetteer_id=st.none() | WORDS, inferred=st.booleans(),
        reasons=st.lists(WORDS, max_size=2).map(tuple), alternatives=st.lists(alternatives, max_size=2).map(tuple),
        footprint=st.none() | st.lists(RINGS, min_size=1, max_size=2).map(tuple),
        spots=st.lists(_spots(text), max_size=2).map(tuple),
    )  # fmt: skip
    numbered = st.lists(places, max_size=3)
    return numbered.map(lambda some: tuple(replace(place, id=f"place:{n}") for n, place in enumerate(some)))


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Any story that holds together: any text, any number of marks, every kind of field."""
    text = draw(st.text(min_size=1, max_size=80))
    places = draw(_places(text))
    ids = st.none() | st.sampled_from([place.id for place in places]) if places else st.none()
    routes = st.builds(
        Route,
        id=WORDS, theme=one_of(model.Theme), status=one_of(model.RouteStatus), evidence=_evidence(text), frame=WORDS,
        trigger=WORDS, origin=ids, destination=ids, quantity=QUANTITIES, when=WHENS, stated=FIELDS, inferred=FIELDS,
        via=st.lists(ids, max_size=2).map(lambda some: tuple(one for one in some if one is not None)),
        path=st.lists(st.tuples(st.floats(-540, 540), LATS), max_size=5).map(tuple),
        length_km=st.none() | LENGTHS, vague=st.booleans(),
    )  # fmt: skip
    actors = st.builds(Actor, text=WORDS, role=st.sampled_from(["agent", "patient", "other"]))
    events = st.builds(
        Event,
        id=WORDS, type=one_of(model.EventType), certainty=one_of(model.Certainty), evidence=_evidence(text),
        frame=WORDS, trigger=WORDS, place=ids, when=WHENS, quantity=QUANTITIES,
        actors=st.lists(actors, max_size=2).map(tuple), spot=st.none() | _spots(text),
    )  # fmt: skip
    some_routes, some_events = draw(st.lists(routes, max_size=2)), draw(st.lists(events, max_size=2))
    names = st.builds(Unresolved, name=WORDS, mentions=_evidence(text), reason=WORDS)
    return Story(
        article=Article(
            text=text, blocks=(Block(kind="paragraph", start=0, end=len(text)),), title="T", source="t.txt"
        ),
        places=places,
        routes=tuple(replace(route, id=f"route:{n}") for n, route in enumerate(some_routes)),
        events=tuple(replace(event, id=f"event:{n}") for n, event in enumerate(some_events)),
        unresolved=tuple(draw(st.lists(names, max_size=2))),
        provenance=Provenance(geomap="0", model="m", spacy="3", gazetteer="g"),
    )
