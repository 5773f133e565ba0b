"""The words of the domain: what an article is, and what a map of it shows.

Plain frozen values on the standard library only. Everything that geomap hands from one stage to the next, writes to a
story file or draws on a page is made of these.

* Offsets are Unicode code points into :attr:`Article.text`, end exclusive.
* Angles are degrees, WGS 84. A ``position`` or a vertex is always ``(lon, lat)``; single values are named ``lat`` and
  ``lon``.
* Lengths are kilometres, and their names end in ``_km``.
* Dates are ISO 8601 strings: ``YYYY-MM-DD``, also for years before 1 (``-0217`` is 218 BCE), which :mod:`datetime`
  lacks.
* Ids are derived from content (kind, names, offsets): the same article gives the same ids on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from geomap.views import StoryViews

__all__ = [
    "SCHEMA_VERSION",
    "Actor",
    "Alternative",
    "Article",
    "Block",
    "BlockKind",
    "Certainty",
    "Correction",
    "CorrectionOutcome",
    "Event",
    "EventType",
    "Evidence",
    "Footprint",
    "Granularity",
    "OtherName",
    "Place",
    "PlaceKind",
    "Provenance",
    "PublishedBy",
    "Qualifier",
    "Quantity",
    "Route",
    "RouteStatus",
    "Span",
    "Spot",
    "SpotRelation",
    "Story",
    "Theme",
    "Unresolved",
    "When",
]

SCHEMA_VERSION = 1

Span = tuple[int, int]
"""Start and end of a stretch of the article's text, end exclusive."""

LonLat = tuple[float, float]
Footprint = tuple[tuple[LonLat, ...], ...]
"""Outer rings of a place's outline, each closed (first vertex repeated last), simplified for drawing."""

BlockKind = Literal[
    "headline", "heading", "dateline", "byline", "caption", "paragraph", "list_item", "furniture", "repeat"
]
PublishedBy = Literal["option", "metadata", "dateline", "byline", "unknown", "correction"]
CorrectionOutcome = Literal["applied", "already so", "not applied", "ambiguous"]
PlaceKind = Literal[
    "country", "region", "town", "island", "sea", "strait", "canal", "river", "lake", "coast", "mountain", "desert",
    "camp", "crossing", "road", "facility",
]  # fmt: skip
SpotRelation = Literal["offset", "away", "off", "near", "between", "border", "part", "coast", "travel"]
Theme = Literal["people", "goods", "vessel", "vehicle", "aircraft", "force", "other"]
RouteStatus = Literal["reported", "attempted", "blocked", "planned", "feared", "ended", "ruled_out"]
Qualifier = Literal["exact", "about", "more_than", "less_than", "up_to", "range"]
Certainty = Literal["happened", "ongoing", "planned", "possible", "refused", "denied"]
Granularity = Literal["day", "night", "week", "month", "season", "quarter", "year", "decade", "range", "open"]
EventType = Literal[
    "attack", "clash", "arrest", "rescue", "casualties", "accident", "disaster", "arrival", "departure", "border",
    "protest", "visit", "meeting", "agreement", "deployment", "aid", "trade", "ruling", "decision", "election",
    "outbreak",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One piece of an article's layout. ``repeat`` is a cut-off copy of the line that follows it.

    A dateline block is only the place-and-date prefix of a paragraph ("LONDON - "); the rest is the paragraph block.
    """

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person said about the story, and what became of it.

    ``target`` and ``action`` are those of the entry in the corrections file, ``about`` the words that it speaks of (a
    name, a date, a quotation). ``fields`` are those that the person set: they are neither stated by the article nor
    inferred. ``mark`` is the id of the place, route or event that was changed or made. ``reason`` says why an entry
    does not apply, or is "". ``made_on`` is an ISO date that the person gave.
    """

    target: Literal["place", "date", "route", "event"]
    action: str
    about: str
    outcome: CorrectionOutcome = "applied"
    reason: str = ""
    fields: tuple[str, ...] = ()
    comment: str | None = None
    author: str | None = None
    made_on: str | None = None
    mark: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of several articles that were put together in one text, at ``start`` to ``end`` of it.

    The other fields are those of the article as it was.
    """

    start: int
    end: int
    title: str
    source: str
    language: str = "en"
    published: str | None = None
    published_by: PublishedBy = "unknown"
    author: str | None = None
    url: str | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A source as one text with stable offsets, and what is known about it.

    ``published`` is an ISO date or None where it is unknown (it is never guessed from the dates in the text);
    ``published_by`` says where it comes from: ``option``, ``metadata``, ``dateline``, ``byline``, ``correction`` (a
    person's, in the corrections file) or ``unknown``. ``source`` is a file name without folders, a URL, or ``-``;
    ``part`` names the article within a source that holds several (the entry of a feed, the record of a WARC file).
    Blocks are in order and don't overlap. ``members`` are the articles that it was put together from, in order; none
    where it is one.
    """

    text: str
    blocks: tuple[Block, ...]
    title: str
    source: str
    language: str = "en"
    published: str | None = None
    published_by: PublishedBy = "unknown"
    author: str | None = None
    url: str | None = None
    part: str | None = None
    members: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A quotation: where it stands in the article, and its words."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Another place of the same name that was weighed and not chosen, with its score (0 to 1)."""

    gazetteer_id: str
    name: str
    kind: PlaceKind
    country: str | None
    admin1: str | None
    lat: float
    lon: float
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A position that the article describes by a place it names: "90 km west of Crete", "off Libya", "near Sarmin".

    ``lat``, ``lon`` are computed, never exact: the position is somewhere within ``radius_km`` of it, and within the
    ``footprint`` where there is one. ``text`` is the phrase as written, at ``start`` to ``end`` of the article's text.
    """

    text: str
    start: int
    end: int
    relation: SpotRelation
    lat: float
    lon: float
    radius_km: float
    footprint: Footprint | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place that the article names, and where geomap thinks it is.

    ``country`` is ISO 3166-1 alpha-2. ``radius_km`` is the extent of the place itself, or of the uncertainty of its
    position where ``inferred`` is true (a place by description: "90 km west of Crete"). ``reasons`` are sentences that
    a journalist understands, the deciding one first. ``footprint`` is None for towns and other points. ``spots`` are
    the positions that the article describes by this place. ``corrected`` is what a person said about it.
    """

    id: str
    name: str
    kind: PlaceKind
    lat: float
    lon: float
    radius_km: float
    confidence: float
    mentions: tuple[Evidence, ...]
    gazetteer_id: str | None = None
    country: str | None = None
    admin1: str | None = None
    inferred: bool = False
    reasons: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    footprint: Footprint | None = None
    spots: tuple[Spot, ...] = ()
    corrected: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A date expression as an interval, both ends inclusive; a None end is open, both None means unresolved.

    ``rule`` names the grammar rule that gave the interval; ``anchor`` says what a relative expression was measured from
    (``published``, ``caption``, ``dateline``, ``text``), None for absolute ones.
    """

    start: str | None
    end: str | None
    granularity: Granularity
    text: str
    rule: str
    anchor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """How many or how much: ``value`` (a pair for a range; the least possible number for "dozens"), in ``unit``."""

    value: float | tuple[float, float]
    qualifier: Qualifier
    unit: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts or is acted on, as the text says it; ``country`` (ISO alpha-2) where a demonym or a name gives it."""

    text: str
    role: Literal["agent", "patient", "other"]
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A movement, or the way itself, as the text states it. An end that the text does not state is None.

    ``origin``, ``via`` and ``destination`` are place ids. ``path`` is the drawn line, lon/lat in travel order; one
    vertex for a one-ended movement, none where no end has a position; past the 180th meridian its longitudes go on
    (190 is -170). ``vague`` marks a path between areas rather than points. ``stated`` and ``inferred`` name the fields
    (``from``, ``via``, ``to``, ``theme``, ``quantity``, ``dates``, ``status``).
    ``frame`` is the id of the frame in ``geomap/data/frames`` that found it.
    """

    id: str
    theme: Theme
    status: RouteStatus
    evidence: tuple[Evidence, ...]
    frame: str
    trigger: str
    origin: str | None = None
    via: tuple[str, ...] = ()
    destination: str | None = None
    mover: str | None = None
    quantity: Quantity | None = None
    when: When | None = None
    stated: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()
    path: tuple[LonLat, ...] = ()
    length_km: float | None = None
    vague: bool = False
    corrected: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that the article says happened, happens, will, may or did not happen at a place or on a date.

    ``spot`` is one of the place's spots where the evidence's sentence gives the position that way ("off Libya").
    """

    id: str
    type: EventType
    certainty: Certainty
    evidence: tuple[Evidence, ...]
    frame: str
    trigger: str
    place: str | None = None
    when: When | None = None
    actors: tuple[Actor, ...] = ()
    quantity: Quantity | None = None
    stated: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()
    spot: Spot | None = None
    corrected: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    """A name that reads like a place and got no position, with the reason."""

    name: str
    mentions: tuple[Evidence, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherName:
    """A name that looks like a place and was left off the map: a demonym, a ship, a person, a team, a government."""

    name: str
    kind: Literal["demonym", "person", "organisation", "vessel", "government", "other"]
    mentions: tuple[Evidence, ...]
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What made the story, enough to make it again. No clock, no absolute path.

    ``lock`` is what :func:`geomap.lock.lock_identity` says; "" in stories of before it was told.
    """

    geomap: str
    model: str
    spacy: str
    gazetteer: str
    options: tuple[tuple[str, str], ...] = ()
    lock: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story(StoryViews):
    """Everything that a map of the article shows. ``notes`` are remarks for the reader ("The date is unknown ...").

    ``corrections`` are all that people said about it, in the order of their file, also what no longer applies.
    ``times`` says of marks, by id, how often they are told in all, where the story keeps only some of the quotations
    (the overview of a dataset); other marks are told as often as they have evidence.
    """

    article: Article
    places: tuple[Place, ...]
    routes: tuple[Route, ...]
    events: tuple[Event, ...]
    unresolved: tuple[Unresolved, ...]
    provenance: Provenance
    others: tuple[OtherName, ...] = ()
    notes: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    times: tuple[tuple[str, int], ...] = ()
    schema_version: int = field(default=SCHEMA_VERSION)
