"""Corrections of places: another candidate, own coordinates, another label, or no place at all.

They take part before routes and events are told, so that these follow: a name that a person ignores can be no end of
a route, and a place that a person moves takes its routes along.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geomap.corrections.entries import Entry
from geomap.corrections.outcomes import Inapplicable, Outcomes, sentence
from geomap.corrections.quoting import find_quote, occurrences, overlap
from geomap.gazetteer.folding import fold
from geomap.model import Alternative, Article, Correction, Evidence, OtherName, Place, Span
from geomap.places import Resolution, place_id
from geomap.wording import say

if TYPE_CHECKING:
    from geomap.gazetteer import Feature, Gazetteer

__all__ = ["PlaceCorrections", "place_called"]

SURE = 1.0
CHOSEN, LOCATED, RENAMED = "chose", "located", "renamed"


@dataclass(frozen=True, slots=True)
class _Bound:
    """The mentions that an entry speaks of, and the place on the map whose they are, if any."""

    spans: tuple[Span, ...]
    place: Place | None


class PlaceCorrections:
    """The entries about places, applied in two steps: to the named places, then to those told by description."""

    def __init__(self, outcomes: Outcomes, article: Article, gazetteer: Gazetteer) -> None:
        self._outcomes = outcomes
        self._article = article
        self._gazetteer = gazetteer
        self._waiting = outcomes.of("place")
        self._found = Resolution(places=(), unresolved=(), others=())

    def named(self, resolution: Resolution) -> Resolution:
        """The resolution as the entries leave it; entries about something else wait for the described places."""
        return self._apply(resolution, last=False)

    def described(self, resolution: Resolution) -> Resolution:
        """The same with places by description among the places: what has waited is applied or refused."""
        return self._apply(resolution, last=True)

    def _apply(self, resolution: Resolution, *, last: bool) -> Resolution:
        if not self._waiting:
            return resolution
        self._found = resolution
        waiting = []
        for number, entry in self._waiting:
            try:
                bound = self._bind(entry, last=last)
                if bound is None:
                    waiting.append((number, entry))
                    continue
                self._carry_out(number, entry, bound)
            except Inapplicable as why:
                self._outcomes.refused(number, why)
        self._waiting = waiting
        places = sorted(self._found.places, key=lambda place: (place.mentions[0].start, place.id))
        return replace(self._found, places=tuple(places))

    # which mentions

    def _bind(self, entry: Entry, *, last: bool) -> _Bound | None:
        """The mentions that the entry means; None where they may be a place that is not there yet."""
        words = frozenset(fold(word) for word in (entry.values["name"], *entry.values.get("also", ())))
        if entry.values.get("where") == "here":
            return self._here(entry)
        named = [place for place in self._found.places if any(fold(m.text) in words for m in place.mentions)]
        if entry.values.get("where") == "everywhere":
            named_spans = {span for place in named for span in _spans(place, words)}
            spans = tuple(sorted(named_spans | set(self._aside(words))))
            if spans or last:
                return _Bound(spans or self._in_text(entry), named[0] if named else None)
            return None
        place = self._the_one(entry, named, words)
        if place is not None:
            return _Bound(_spans(place, words), place)
        spans = self._aside(words)
        if spans:
            return _Bound(spans, None)
        spans = self._in_text(entry)
        if not last and self._taken(spans):
            return None
        return _Bound(spans, None)

    def _the_one(self, entry: Entry, named: Sequence[Place], words: frozenset[str]) -> Place | None:
        """The place with that name: the only one, the one with that id, or the one that the quotation holds."""
        if len(named) < 2:
            return named[0] if named else None
        same = [place for place in named if place.id == entry.values.get("id")]
        if not same and entry.values.get("quote"):
            stretches = find_quote(self._article.text, entry.values["quote"])
            same = [p for p in named if any(overlap(s, quote) for s in _spans(p, words) for quote in stretches)]
        if len(same) == 1:
            return same[0]
        which = ", ".join(f"{place.name} ({place.id})" for place in named)
        raise Inapplicable(say("refusal.several_places", name=entry.values["name"], places=which), "ambiguous")

    def _here(self, entry: Entry) -> _Bound:
        text, name = self._article.text, entry.values["name"]
        stretches = find_quote(text, entry.values["quote"])
        inside = {
            (quote[0] + start, quote[0] + end)
            for quote in stretches
            for start, end in occurrences(text[quote[0] : quote[1]], name)
        }
        if not inside:
            raise Inapplicable(say("refusal.words_gone_there", words=name) if stretches else say("refusal.quote_gone"))
        if len(inside) > 1:
            raise Inapplicable(say("refusal.quote_fits", count=len(inside), name=name), "ambiguous")
        span = inside.pop()
        owner = next((p for p in self._found.places if any(overlap(span, (m.start, m.end)) for m in p.mentions)), None)
        return _Bound((span,), owner)

    def _aside(self, words: frozenset[str]) -> tuple[Span, ...]:
        """Where names with these words stand that are not on the map: unresolved ones, else those taken for others."""
        for names in (self._found.unresolved, self._found.others):
            spans = [(m.start, m.end) for name in names for m in name.mentions if fold(m.text) in words]
            if spans:
                return tuple(sorted(spans))
        return ()

    def _in_text(self, entry: Entry) -> tuple[Span, ...]:
        """Where the article has the words at all, as they are written."""
        spans = occurrences(self._article.text, entry.values["name"], exact_case=True)
        if not spans:
            raise Inapplicable(say("refusal.words_gone", words=entry.values["name"]))
        return spans

    def _taken(self, spans: Iterable[Span]) -> bool:
        taken = [(m.start, m.end) for place in self._found.places for m in place.mentions]
        return any(overlap(span, other) for span in spans for other in taken)

    # what to do with them

    def _carry_out(self, number: int, entry: Entry, bound: _Bound) -> None:
        if entry.action == "ignore":
            self._ignore(number, bound)
        elif entry.action == "rename":
            self._rename(number, entry, bound)
        elif entry.action == "choose":
            self._choose(number, entry, bound)
        else:
            self._locate(number, entry, bound)

    def _ignore(self, number: int, bound: _Bound) -> None:
        touched = {m for p in self._found.places for m in p.mentions if _touches(m, bound.spans)}
        listed = {m for name in self._found.unresolved for m in name.mentions if _touches(m, bound.spans)}
        if not touched and not listed:
            raise Inapplicable(say("refusal.not_on_map"), "already so")
        mentions = tuple(sorted(touched | listed, key=lambda mention: mention.start))
        self._take(bound.spans)
        name = OtherName(name=" ".join(mentions[0].text.split()), kind="other", mentions=mentions)
        others = sorted((*self._found.others, name), key=lambda other: other.mentions[0].start)
        self._found = replace(self._found, others=tuple(others))
        self._outcomes.applied(number, ("mentions",), None)

    def _rename(self, number: int, entry: Entry, bound: _Bound) -> None:
        if bound.place is None:
            raise Inapplicable(say("refusal.rename_needs_place", name=entry.values["name"]))
        correction = self._outcomes.applied(number, ("name",), bound.place.id)
        named = replace(bound.place, name=entry.values["rename"])
        self._replace(bound.place, _said(named, RENAMED, correction))

    def _choose(self, number: int, entry: Entry, bound: _Bound) -> None:
        wanted = entry.values["candidate"]
        try:
            feature = self._gazetteer.feature(wanted)
        except KeyError as error:
            raise Inapplicable(say("refusal.no_candidate", candidate=repr(wanted))) from error
        place = Place(
            id=place_id(feature),
            name=self._label(entry, bound, feature),
            kind=feature.kind,
            lat=feature.lat,
            lon=feature.lon,
            radius_km=feature.radius_km,
            confidence=SURE,
            mentions=self._evidence(bound.spans),
            gazetteer_id=feature.id,
            country=feature.country,
            admin1=feature.admin1_name,
            alternatives=_not_chosen(bound.place, feature.id),
            footprint=None if feature.kind == "town" else self._gazetteer.footprint(feature.id),
        )
        self._put(number, entry, bound, place, CHOSEN)

    def _locate(self, number: int, entry: Entry, bound: _Bound) -> None:
        lat, lon = entry.values["lat"], entry.values["lon"]
        old = bound.place
        place = Place(
            id=_given_id(entry.values["name"], lat, lon),
            name=self._label(entry, bound, None),
            kind=entry.values.get("kind") or (old.kind if old else "town"),
            lat=lat,
            lon=lon,
            radius_km=entry.values.get("radius_km", 0),
            confidence=SURE,
            mentions=self._evidence(bound.spans),
            country=self._gazetteer.country_at(lat, lon),
            alternatives=_not_chosen(old, None),
        )
        self._put(number, entry, bound, place, LOCATED)

    def _put(self, number: int, entry: Entry, bound: _Bound, place: Place, act: str) -> None:
        """Give the mentions to the place; one of that id that is there already takes them in."""
        self._take(bound.spans)
        fields = ("position", "name") if "rename" in entry.values else ("position",)
        correction = self._outcomes.applied(number, fields, place.id)
        earlier = bound.place.corrected if bound.place and bound.place.id == place.id else ()
        twin = next((other for other in self._found.places if other.id == place.id), None)
        if twin is not None:
            mentions = sorted({*twin.mentions, *place.mentions}, key=lambda mention: mention.start)
            name = place.name if "rename" in entry.values else twin.name
            merged = replace(twin, mentions=tuple(mentions), confidence=SURE, name=name)
            self._replace(twin, _said(merged, act, correction))
            return
        new = _said(replace(place, corrected=earlier), act, correction)
        self._found = replace(self._found, places=(*self._found.places, new))

    def _take(self, spans: Sequence[Span]) -> None:
        """Take the mentions at these stretches from whatever has them; what has none left is gone."""

        def left(mentions: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
            return tuple(mention for mention in mentions if not _touches(mention, spans))

        found = self._found
        self._found = Resolution(
            places=tuple(replace(p, mentions=kept) for p in found.places if (kept := left(p.mentions))),
            unresolved=tuple(replace(u, mentions=kept) for u in found.unresolved if (kept := left(u.mentions))),
            others=tuple(replace(o, mentions=kept) for o in found.others if (kept := left(o.mentions))),
        )

    def _replace(self, old: Place, new: Place) -> None:
        self._found = replace(
            self._found, places=tuple(new if place.id == old.id else place for place in self._found.places)
        )

    def _label(self, entry: Entry, bound: _Bound, feature: Feature | None) -> str:
        start, end = bound.spans[0]
        written = " ".join(self._article.text[start:end].split())
        if written.isupper() and feature is not None and len(written) > 3:
            written = feature.name
        whole = bound.place is not None and len(bound.place.mentions) == len(bound.spans)
        return str(entry.values.get("rename") or (bound.place.name if bound.place and whole else written))

    def _evidence(self, spans: Sequence[Span]) -> tuple[Evidence, ...]:
        return tuple(Evidence(start=start, end=end, text=self._article.text[start:end]) for start, end in spans)


def place_called(name: str, places: Sequence[Place]) -> Place:
    """The place of that id or name, or whose mentions have these words.

    :raises Inapplicable: when there is none, or more than one.
    """
    wanted = fold(name)
    for matches in (
        [place for place in places if place.id == name],
        [place for place in places if fold(place.name) == wanted],
        [place for place in places if any(fold(mention.text) == wanted for mention in place.mentions)],
    ):
        if len(matches) == 1:
            return matches[0]
        if matches:
            which = ", ".join(place.id for place in matches)
            raise Inapplicable(say("refusal.several_called", name=name, ids=which), "ambiguous")
    raise Inapplicable(say("refusal.none_called", name=name))


def _spans(place: Place, words: frozenset[str]) -> tuple[Span, ...]:
    return tuple((mention.start, mention.end) for mention in place.mentions if fold(mention.text) in words)


def _touches(mention: Evidence, spans: Iterable[Span]) -> bool:
    return any(overlap((mention.start, mention.end), span) for span in spans)


def _said(place: Place, act: str, correction: Correction) -> Place:
    """The place with what a person said about it, which is the first reason of all."""
    reasons = (sentence(act, correction), *place.reasons)
    return replace(place, corrected=(*place.corrected, correction), reasons=reasons)


def _given_id(name: str, lat: float, lon: float) -> str:
    content = "\x1f".join((fold(name), f"{lat:.6f}", f"{lon:.6f}"))
    return f"place-given-{hashlib.sha256(content.encode()).hexdigest()[:10]}"


def _not_chosen(old: Place | None, chosen: str | None) -> tuple[Alternative, ...]:
    """What geomap would have taken, and what else it had weighed."""
    if old is None:
        return ()
    before = (
        [Alternative(
            gazetteer_id=old.gazetteer_id, name=old.name, kind=old.kind, country=old.country, admin1=old.admin1,
            lat=old.lat, lon=old.lon, confidence=old.confidence,
        )]
        if old.gazetteer_id and not old.corrected else []
    )  # fmt: skip
    return tuple(other for other in (*before, *old.alternatives) if other.gazetteer_id != chosen)
