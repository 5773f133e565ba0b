"""A dataset as one story, for a map of it: what its articles tell most often, with some of the quotations that say so.

Places are counted by gazetteer entry, movements by their ends, stops, theme and status, events by type, place, days
and certainty. Nothing is added up but how often a thing is told: numbers of people, say, stay where they were said.
The dataset is read batch by batch; what is held is one entry for each different place, movement and event.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from geomap.corpus.dataset import ARTICLES, Dataset
from geomap.errors import InputError
from geomap.export.extras import needed
from geomap.model import Article, Block, Event, Evidence, Member, Place, Provenance, Route, Story, Unresolved, When

__all__ = ["Bounds", "overview"]

Row = dict[str, Any]
Key = TypeVar("Key", bound=Hashable)
PURPOSE = "a corpus"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a dataset a map shows: at most so many marks of a kind, and quotations of a mark."""

    places: int = 5000
    routes: int = 400
    events: int = 2000
    quotes: int = 3


@dataclass(slots=True)
class _Tally(Generic[Key]):
    """One thing and how often it was told: its surest row, and the first quotations, each with its article's row.

    ``first`` and ``last`` are the rows with the earliest start and the latest end.
    """

    key: Key
    row: Row
    times: int = 0
    first: Row | None = None
    last: Row | None = None
    quotes: list[tuple[str, Row]] = field(default_factory=list)

    def add(self, row: Row, times: int, most_quotes: int) -> None:
        self.times += times
        if row.get("start") and (self.first is None or row["start"] < self.first["start"]):
            self.first = row
        if row.get("end") and (self.last is None or row["end"] > self.last["end"]):
            self.last = row
        if row.get("confidence", 0) > self.row.get("confidence", 0):
            self.row = row
        if len(self.quotes) < most_quotes and row["quote"] and all(row["quote"] != one for one, _ in self.quotes):
            self.quotes.append((row["quote"], row))


@dataclass(slots=True)
class _Tallies:
    places: dict[Hashable, _Tally[Hashable]] = field(default_factory=dict)
    routes: dict[Hashable, _Tally[tuple[Any, ...]]] = field(default_factory=dict)
    events: dict[Hashable, _Tally[tuple[Any, ...]]] = field(default_factory=dict)
    unresolved: dict[Hashable, _Tally[str]] = field(default_factory=dict)
    articles: int = 0
    failed: int = 0
    made_with: dict[str, None] = field(default_factory=dict)


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
    what was left out.

    :param progress: called with the number of articles read so far.
    :raises InputError: when there is no dataset, it is damaged, or no article of it is told yet.
    :raises DataMissing: when the library that reads it is not installed.
    """
    bounds = bounds or Bounds()
    about = dataset.about()
    tallies = _counted(dataset, bounds, progress)
    if not tallies.articles:
        raise InputError(f"{dataset.folder} holds no article yet; run geomap corpus to the end of a batch first")
    routes = _strongest(tallies.routes, bounds.routes, first=lambda tally: None not in tally.key[0])
    events = _strongest(tallies.events, bounds.events)
    places = _with_ends(tallies.places, _strongest(tallies.places, bounds.places), routes, events)
    unresolved = _strongest(tallies.unresolved, bounds.places)
    text = _Text([tally for kind in (places, routes, events, unresolved) for tally in kind])
    ids = {tally.key: f"place-{number}" for number, tally in enumerate(places, start=1)}
    drawn = {f"route-{number}": tally for number, tally in enumerate(routes, start=1)}
    happened = {f"event-{number}": tally for number, tally in enumerate(events, start=1)}
    times = [(ids[tally.key], tally.times) for tally in places]
    times += [(name, tally.times) for name, tally in (drawn | happened).items()]
    return Story(
        article=text.article(title or f"{tallies.articles:,} articles of {dataset.folder.resolve().name}"),
        places=tuple(_place(ids[tally.key], tally, text) for tally in places),
        routes=tuple(_route(name, tally, ids, text) for name, tally in drawn.items()),
        events=tuple(_event(name, tally, ids, text) for name, tally in happened.items()),
        unresolved=tuple(
            Unresolved(name=tally.key, mentions=text.evidence(tally, tally.key), reason=tally.row["reason"])
            for tally in unresolved
        ),
        provenance=_provenance(about, tallies.made_with),
        notes=tuple(_notes(tallies, len(places), len(routes), len(events))),
        times=tuple(times),
    )


# counting


def _counted(dataset: Dataset, bounds: Bounds, progress: Callable[[int], None] | None) -> _Tallies:
    tallies = _Tallies()
    for path in dataset.files(ARTICLES):
        failed = [row["error"] is not None for row in _rows(dataset, ARTICLES, path.name)]
        tallies.articles += len(failed)
        tallies.failed += sum(failed)
        keys: dict[tuple[str, str], Hashable] = {}
        for row in _rows(dataset, "places", path.name):
            key = keys[row["article_id"], row["id"]] = _place_key(row)
            tallies.made_with[row["made_with"]] = None
            _tally(tallies.places, key, row, max(1, len(json.loads(row["mentions"]))), bounds.quotes)
        for row in _rows(dataset, "routes", path.name):
            ends = [row["from"], *json.loads(row["via"] or "[]"), row["to"]]
            stops = tuple(keys[row["article_id"], end] if end else None for end in ends)
            _tally(tallies.routes, (stops, row["theme"], row["status"]), row, 1, bounds.quotes)
        for row in _rows(dataset, "events", path.name):
            place = keys[row["article_id"], row["place"]] if row["place"] else None
            key = (place, row["type"], row["start"], row["end"], row["certainty"])
            _tally(tallies.events, key, row, 1, bounds.quotes)
        for row in _rows(dataset, "unresolved", path.name):
            _tally(tallies.unresolved, row["name"], row, 1, bounds.quotes)
        if progress is not None:
            progress(tallies.articles)
    return tallies


def _rows(dataset: Dataset, layer: str, name: str) -> Iterator[Row]:
    """The rows of one batch; none where it has no such file.

    :raises InputError: when the file is damaged.
    """
    path = dataset.folder / layer / name
    if not path.is_file():
        return
    parquet = needed("pyarrow.parquet", PURPOSE)
    try:
        rows = parquet.read_table(path).to_pylist()
    except (OSError, ValueError) as error:
        raise InputError(
            f"{path} is damaged ({error}); remove it and its namesake in {ARTICLES}/, and run geomap corpus again"
        ) from error
    yield from rows


def _place_key(row: Row) -> Hashable:
    return row["gazetteer_id"] if row["gazetteer_id"] and not row["inferred"] else (row["name"], row["geometry"])


def _tally(into: dict[Hashable, _Tally[Any]], key: Hashable, row: Row, times: int, most_quotes: int) -> None:
    if key not in into:
        into[key] = _Tally(key, row)
    into[key].add(row, times, most_quotes)


def _strongest(
    tallies: dict[Hashable, _Tally[Any]], most: int, first: Callable[[_Tally[Any]], bool] | None = None
) -> list[_Tally[Any]]:
    """The most told, the earlier told first among equals; those for which ``first`` holds before all others."""
    return sorted(tallies.values(), key=lambda tally: (first is not None and not first(tally), -tally.times))[:most]


def _with_ends(
    known: dict[Hashable, _Tally[Hashable]],
    places: list[_Tally[Hashable]],
    routes: Iterable[_Tally[tuple[Any, ...]]],
    events: Iterable[_Tally[tuple[Any, ...]]],
) -> list[_Tally[Hashable]]:
    """The places, and those that the drawn movements and events need besides."""
    wanted = dict.fromkeys(tally.key for tally in places)
    wanted.update(dict.fromkeys(stop for tally in routes for stop in tally.key[0] if stop is not None))
    wanted.update(dict.fromkeys(tally.key[0] for tally in events if tally.key[0] is not None))
    return [known[key] for key in wanted]


# the story


class _Text:
    """The kept quotations as one text, those of an article together, and where each stands."""

    def __init__(self, tallies: Iterable[_Tally[Any]]) -> None:
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

    def evidence(self, tally: _Tally[Any], name: str | None = None) -> tuple[Evidence, ...]:
        """The tally's quotations; of a place only its name, where the quotation writes it so."""
        found = []
        for quote, row in tally.quotes:
            at = quote.find(name) if name else -1
            words = name if name and at >= 0 else quote
            start = self._starts[row["article_id"], quote] + max(0, at)
            found.append(Evidence(start=start, end=start + len(words), text=words))
        return tuple(found)


def _reading_order(identity: str) -> tuple[int, ...]:
    return tuple(int(part) for part in identity.split("-"))


def _place(identity: str, tally: _Tally[Hashable], text: _Text) -> Place:
    row = tally.row
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
    )


def _route(identity: str, tally: _Tally[tuple[Any, ...]], ids: dict[Hashable, str], text: _Text) -> Route:
    row, (stops, theme, status) = tally.row, tally.key
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
        mover=row["mover"] if tally.times == 1 else None,
        stated=_shared(row["stated_fields"], tally),
        inferred=_shared(row["inferred_fields"], tally),
        path=tuple(_positions(row)),
        length_km=row["length_km"],
        vague=row["vague"],
    )


def _event(identity: str, tally: _Tally[tuple[Any, ...]], ids: dict[Hashable, str], text: _Text) -> Event:
    row, (place, kind, _, _, certainty) = tally.row, tally.key
    return Event(
        id=identity,
        type=kind,
        certainty=certainty,
        evidence=text.evidence(tally),
        frame=row["frame"],
        trigger=row["trigger"],
        place=ids[place] if place is not None else None,
        when=_when(tally),
        stated=tuple(row["stated_fields"].split()),
        inferred=tuple(row["inferred_fields"].split()),
    )


def _when(tally: _Tally[tuple[Any, ...]]) -> When | None:
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


def _shared(fields: str, tally: _Tally[tuple[Any, ...]]) -> tuple[str, ...]:
    """The named fields, of one telling all, of several those that all of them share."""
    return tuple(
        name for name in fields.split() if tally.times == 1 or name in ("from", "via", "to", "theme", "status")
    )


def _positions(row: Row) -> list[tuple[float, float]]:
    """The vertices of a row's point or line, lon/lat."""
    shapely = needed("shapely", PURPOSE)
    if row["geometry"] is None:
        return []
    return [(float(lon), float(lat)) for lon, lat in shapely.get_coordinates(shapely.from_wkb(row["geometry"]))]


def _notes(tallies: _Tallies, places: int, routes: int, events: int) -> Iterator[str]:
    drawn = (
        ("places", places, tallies.places),
        ("movements", routes, tallies.routes),
        ("events", events, tallies.events),
    )
    for name, shown, all_of_them in drawn:
        if shown < len(all_of_them):
            yield f"{shown:,} of {len(all_of_them):,} {name} are drawn: those told most often."
    if tallies.failed:
        yield f"{tallies.failed:,} of {tallies.articles:,} articles could not be read."


def _provenance(about: dict[str, Any], made_with: Iterable[str]) -> Provenance:
    """The versions that the rows name; of several makings all."""
    told = [dict(part.rsplit(" ", 1) for part in one.split("; ")) for one in made_with]
    spacy = dict.fromkeys(one["spacy"] for one in told if "spacy" in one)
    return Provenance(
        geomap=about["geomap"], model=about["model"], spacy=", ".join(spacy) or "unknown", gazetteer=about["gazetteer"]
    )
