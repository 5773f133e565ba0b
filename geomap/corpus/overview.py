"""A dataset as one story, for a map of it: what its articles tell most often, with some of the quotations that say so.

The dataset is read twice, some rows at a time: to count what is told how often (:mod:`geomap.corpus.counting`), and for
the rows of what is drawn. In memory are the marks that are drawn, however many articles there are. Nothing is added up
but tellings: a number of people, a mover, an actor stays where all tellings agree on it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from geomap.config import Bounds
from geomap.corpus.counting import Counts, Row, count_batch, counts_of, marks_of
from geomap.corpus.dataset import ARTICLES, Dataset
from geomap.errors import InputError
from geomap.export.extras import needed
from geomap.model import (
    Actor,
    Article,
    Block,
    Event,
    Evidence,
    Member,
    Place,
    Provenance,
    Quantity,
    Route,
    Spot,
    Story,
    Unresolved,
    When,
)  # fmt: skip
from geomap.wording import say

__all__ = ["Bounds", "overview"]

PURPOSE = "a corpus"
QUANTITY = ("quantity_least", "quantity_most", "quantity_qualifier", "quantity_unit", "quantity_text")
AGREED = ("mover", "actors", *QUANTITY)
"""Columns that are told of a mark only where all its tellings have the same in them."""


@dataclass(slots=True)
class _Tally:
    """One thing that is drawn: how often it is told, its surest row, and the first quotations with their rows.

    ``first`` and ``last`` are the rows with the earliest start and the latest end; ``agreed`` is what all rows say.
    """

    key: str
    times: int
    row: Row = field(default_factory=dict)
    first: Row | None = None
    last: Row | None = None
    agreed: Row | None = None
    quotes: list[tuple[str, Row]] = field(default_factory=list)

    def add(self, row: Row, most_quotes: int) -> None:
        if row.get("start") and (self.first is None or row["start"] < self.first["start"]):
            self.first = row
        if row.get("end") and (self.last is None or row["end"] > self.last["end"]):
            self.last = row
        if not self.row or row.get("confidence", 0) > self.row.get("confidence", 0):
            self.row = row
        if self.agreed is None:
            self.agreed = {name: row[name] for name in AGREED if name in row}
        else:
            self.agreed = {name: told for name, told in self.agreed.items() if row[name] == told}
        if len(self.quotes) < most_quotes and row["quote"] and all(row["quote"] != one for one, _ in self.quotes):
            self.quotes.append((row["quote"], row))

    @property
    def parts(self) -> list[Any]:
        """What the key was made of."""
        return list(json.loads(self.key))

    def told(self, name: str) -> Any:
        """What all tellings have in a column; None where they differ."""
        return (self.agreed or {}).get(name)


KINDS = ("places", "routes", "events", "unresolved")
Drawn = dict[str, dict[str, _Tally]]
"""What is drawn, by kind and key, the most told first."""


def overview(
    dataset: Dataset,
    *,
    title: str | None = None,
    bounds: Bounds | None = None,
    progress: Callable[[int], None] | None = None,
) -> Story:
    """The story of a whole dataset: its most told places, movements and events.

    Movements with two ends go before those with one. The article's text is the quotations that are kept, its
    ``members`` the articles that they come from; ``times`` says of each mark how often it is told in all, ``notes``
    what was left out, what failed, and whether the run that makes the dataset has not come to its end.

    :param progress: called with the number of articles read so far.
    :raises InputError: when there is no dataset, it is damaged, or no article of it is told yet.
    :raises OutputError: when there is no room to count in the folder for temporary files.
    :raises DataMissing: when the library that reads it is not installed.
    """
    bounds = bounds or Bounds()
    about = dataset.about()
    names = [path.name for path in dataset.files(ARTICLES)]
    with counts_of(dataset) as counts:
        for name in names:
            count_batch(dataset, name, counts)
            if progress is not None:
                progress(counts.articles)
        if not counts.articles:
            raise InputError(f"{dataset.folder} holds no article yet; run geomap corpus to the end of a batch first")
        drawn = _chosen(counts, bounds)
        notes = tuple(_notes(dataset, counts, drawn))
    for name in names:
        for kind, key, row in marks_of(dataset, name):
            if key in drawn[kind]:
                drawn[kind][key].add(row, bounds.quotes)
    return _story(drawn, title or _title(dataset, counts), notes, _provenance(about, counts.made_with))


def _chosen(counts: Counts, bounds: Bounds) -> Drawn:
    """What is told most often, with the places that the movements and events need besides."""
    most = {"places": bounds.places, "routes": bounds.routes, "events": bounds.events, "unresolved": bounds.places}
    drawn = {
        kind: {key: _Tally(key, times) for key, times in counts.strongest(kind, number).items()}
        for kind, number in most.items()
    }
    needed_besides = [stop for tally in drawn["routes"].values() for stop in tally.parts[0]]
    needed_besides += [tally.parts[0] for tally in drawn["events"].values()]
    for key in needed_besides:
        if key is not None and key not in drawn["places"]:
            drawn["places"][key] = _Tally(key, counts.times("places", key))
    return drawn


def _title(dataset: Dataset, counts: Counts) -> str:
    told = counts.articles - counts.failed
    number = f"{told:,} of {counts.articles:,}" if counts.failed else f"{told:,}"
    unfinished = "" if dataset.is_finished else " (unfinished)"
    return f"{number} articles of {dataset.folder.resolve().name}{unfinished}"


def _notes(dataset: Dataset, counts: Counts, drawn: Drawn) -> Iterator[str]:
    if not dataset.is_finished:
        yield say("note.dataset_unfinished", count=counts.articles)
    if counts.failed:
        told = counts.articles - counts.failed
        yield say("note.dataset_failed", told=told, all=counts.articles, failed=counts.failed, table=ARTICLES)
    for kind in KINDS:
        if len(drawn[kind]) < (all_of_them := counts.number(kind)):
            yield say(f"note.shown_{kind}", shown=len(drawn[kind]), all=all_of_them)


def _provenance(about: dict[str, Any], made_with: Iterable[str]) -> Provenance:
    """The versions that the rows name; of several makings all."""
    told = [part.partition(" ") for one in made_with for part in one.split("; ")]
    spacy, locks = (dict.fromkeys(what for name, _, what in told if name == wanted) for wanted in ("spacy", "lock"))
    return Provenance(
        geomap=about["geomap"],
        model=about["model"],
        spacy=", ".join(spacy) or "unknown",
        gazetteer=about["gazetteer"],
        lock=", ".join(locks) or about.get("lock", ""),
    )


# the story


def _story(drawn: Drawn, title: str, notes: tuple[str, ...], provenance: Provenance) -> Story:
    places, routes, events, unresolved = drawn.values()
    text = _Text([tally for kind in drawn.values() for tally in kind.values()])
    ids = {key: f"place-{number}" for number, key in enumerate(places, start=1)}
    routes = {f"route-{number}": tally for number, tally in enumerate(routes.values(), start=1)}
    events = {f"event-{number}": tally for number, tally in enumerate(events.values(), start=1)}
    happened = tuple(_event(name, tally, ids, text) for name, tally in events.items())
    spots: dict[str | None, list[Spot]] = {}
    for event in happened:
        if event.spot is not None:
            spots.setdefault(event.place, []).append(event.spot)
    times = [(ids[key], tally.times) for key, tally in places.items()]
    times += [(name, tally.times) for name, tally in (routes | events).items()]
    return Story(
        article=text.article(title),
        places=tuple(_place(ids[key], tally, text, spots.get(ids[key], [])) for key, tally in places.items()),
        routes=tuple(_route(name, tally, ids, text) for name, tally in routes.items()),
        events=happened,
        unresolved=tuple(
            Unresolved(name=name, mentions=text.evidence(tally, name), reason=tally.row["reason"])
            for name, tally in unresolved.items()
        ),
        provenance=provenance,
        notes=notes,
        times=tuple(times),
    )


class _Text:
    """The kept quotations as one text, those of an article together, and where each stands."""

    def __init__(self, tallies: Iterable[_Tally]) -> None:
        by_article: dict[str, tuple[Row, dict[str, None]]] = {}
        for quote, row in (kept for tally in tallies for kept in tally.quotes):
            by_article.setdefault(row["article_id"], (row, {}))[1][quote] = None
        self._starts: dict[tuple[str, str], int] = {}
        self._lines: list[str] = []
        self._blocks: list[Block] = []
        self._members: list[Member] = []
        end = 0
        for identity in sorted(by_article, key=_reading_order):
            row, quotes = by_article[identity]
            first = end
            for quote in quotes:
                self._starts[identity, quote] = end
                self._lines.append(quote)
                self._blocks.append(Block(kind="paragraph", start=end, end=end + len(quote)))
                end += len(quote) + 1
            self._members.append(
                Member(start=first, end=end - 1, title=row["article"], source=row["source"], published=row["published"])
            )

    def article(self, title: str) -> Article:
        days = {member.published for member in self._members}
        return Article(
            text="\n".join(self._lines),
            blocks=tuple(self._blocks),
            title=title,
            source="-",
            published=days.pop() if len(days) == 1 else None,
            members=tuple(self._members),
        )

    def evidence(self, tally: _Tally, name: str | None = None) -> tuple[Evidence, ...]:
        """The tally's quotations; of a place only its name, where the quotation writes it so."""
        found = []
        for quote, row in tally.quotes:
            at = quote.find(name) if name else -1
            words = name if name and at >= 0 else quote
            start = self._starts[row["article_id"], quote] + max(0, at)
            found.append(Evidence(start=start, end=start + len(words), text=words))
        return tuple(found)

    def spots(self, tally: _Tally) -> list[Spot]:
        """The positions described by a place, of those quotations that have the words."""
        return [
            self._spot(row["article_id"], quote, spot)
            for quote, row in tally.quotes
            for spot in json.loads(row["spots"] or "[]")
            if spot["text"] in quote
        ]

    def spot(self, tally: _Tally) -> Spot | None:
        """Where an event is told to be; its quotation stands for words that are not in it."""
        spot = json.loads(tally.row["spot"] or "null")
        if spot is None or not tally.quotes:
            return None
        quote, row = next((one for one in tally.quotes if spot["text"] in one[0]), tally.quotes[0])
        return self._spot(row["article_id"], quote, spot)

    def _spot(self, article: str, quote: str, spot: dict[str, Any]) -> Spot:
        words = spot["text"] if spot["text"] in quote else quote
        start = self._starts[article, quote] + quote.find(words)
        there = {name: spot[name] for name in ("relation", "lat", "lon", "radius_km")}
        return Spot(text=words, start=start, end=start + len(words), **there)


def _reading_order(identity: str) -> tuple[int, ...]:
    return tuple(int(part) for part in identity.split("-"))


def _place(identity: str, tally: _Tally, text: _Text, of_events: Iterable[Spot]) -> Place:
    row = tally.row
    spots = {(spot.text, spot.lon, spot.lat): spot for spot in (*of_events, *text.spots(tally))}
    lon, lat = _positions(row)[0]
    return Place(
        id=identity,
        name=row["name"],
        kind=row["kind"],
        lat=lat,
        lon=lon,
        radius_km=row["radius_km"],
        confidence=row["confidence"],
        mentions=text.evidence(tally, row["name"]),
        gazetteer_id=row["gazetteer_id"],
        country=row["country"],
        admin1=row["admin1"],
        inferred=row["inferred"],
        spots=tuple(sorted(spots.values(), key=lambda spot: (spot.start, spot.end))),
    )


def _route(identity: str, tally: _Tally, ids: Mapping[str, str], text: _Text) -> Route:
    row, (stops, theme, status) = tally.row, tally.parts
    origin, *via, destination = (ids[stop] if stop is not None else None for stop in stops)
    return Route(
        id=identity,
        theme=theme,
        status=status,
        evidence=text.evidence(tally),
        frame=row["frame"],
        trigger=row["trigger"],
        origin=origin,
        via=tuple(stop for stop in via if stop is not None),
        when=_when(tally),
        destination=destination,
        mover=tally.told("mover"),
        quantity=_quantity(tally),
        stated=_shared(row["stated_fields"], tally),
        inferred=_shared(row["inferred_fields"], tally),
        path=tuple(_continued(_positions(row))),
        length_km=row["length_km"],
        vague=row["vague"],
    )


def _event(identity: str, tally: _Tally, ids: Mapping[str, str], text: _Text) -> Event:
    row, (place, kind, _, _, certainty, _) = tally.row, tally.parts
    return Event(
        id=identity,
        type=kind,
        certainty=certainty,
        evidence=text.evidence(tally),
        frame=row["frame"],
        trigger=row["trigger"],
        place=ids[place] if place is not None else None,
        when=_when(tally),
        actors=tuple(Actor(**actor) for actor in json.loads(tally.told("actors") or "[]")),
        quantity=_quantity(tally),
        stated=_shared(row["stated_fields"], tally),
        inferred=_shared(row["inferred_fields"], tally),
        spot=text.spot(tally),
    )


def _when(tally: _Tally) -> When | None:
    """The date of a thing: of what is told on several dates, from the first of them to the last."""
    first, last = tally.first or tally.row, tally.last or tally.row
    if not first["granularity"]:
        return None
    if (first["start"], first["end"]) == (last["start"], last["end"]):
        return When(
            start=first["start"], end=first["end"], granularity=first["granularity"], text=first["date_text"],
            rule=first["date_rule"], anchor=first["date_anchor"],
        )  # fmt: skip
    text = f"{first['date_text']} … {last['date_text']}"
    return When(start=first["start"], end=last["end"], granularity="range", text=text, rule="several_tellings")


def _quantity(tally: _Tally) -> Quantity | None:
    """How many, where all tellings say the same number."""
    agreed = tally.agreed or {}
    if any(name not in agreed for name in QUANTITY) or agreed["quantity_qualifier"] is None:
        return None
    least, most, qualifier, unit, text = (agreed[name] for name in QUANTITY)
    return Quantity(
        value=least if most is None else (least, most), qualifier=qualifier, unit=unit or "", text=text or ""
    )


def _shared(fields: str, tally: _Tally) -> tuple[str, ...]:
    """The named fields, without those in which the tellings differ."""
    differ = {"quantity"} if _quantity(tally) is None else set()
    if tally.first is not None and tally.last is not None and _days(tally.first) != _days(tally.last):
        differ.add("dates")
    return tuple(name for name in fields.split() if name not in differ)


def _days(row: Row) -> tuple[str | None, str | None]:
    return row["start"], row["end"]


def _continued(path: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """A line that was cut at the 180th meridian as one again: its longitudes go on past it."""
    before: tuple[float, float] | None = None
    turn = 0.0
    for lon, lat in path:
        if before is not None and abs(lon + turn - before[0]) > 180:
            turn += 360.0 if lon + turn < before[0] else -360.0
        here = lon + turn, lat
        if here != before:
            yield here
        before = here


def _positions(row: Row) -> list[tuple[float, float]]:
    """The vertices of a row's point or line, lon/lat."""
    shapely = needed("shapely", PURPOSE)
    if row["geometry"] is None:
        return []
    return [(float(lon), float(lat)) for lon, lat in shapely.get_coordinates(shapely.from_wkb(row["geometry"]))]
