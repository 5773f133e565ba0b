"""Corrections of routes and events: fixed, added, dropped, bound to their ids and to the words that tell them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Generic, TypeVar

from geomap.corrections.entries import Entry
from geomap.corrections.outcomes import Inapplicable, Outcomes
from geomap.corrections.placing import place_called
from geomap.corrections.quoting import find_quote, overlap
from geomap.corrections.when import when_of
from geomap.gazetteer.folding import fold
from geomap.model import Article, Correction, Event, Evidence, Place, Quantity, Route, Span, When
from geomap.narrative.geometry import Stop, line_through
from geomap.narrative.means import OF_THEME, OPEN_WATERS, Means
from geomap.wording import say

__all__ = ["BY_A_PERSON", "EventCorrections", "RouteCorrections"]

BY_A_PERSON = "person"
"""The ``frame`` of a mark that a person added."""
LEAST_OVERLAP = 0.5
"""Share of the shorter of quotation and evidence that both must have in common."""

Mark = TypeVar("Mark", bound=Route | Event)


class _MarkCorrections(Generic[Mark]):
    """What routes and events have in common: which mark an entry means, and what is noted on it."""

    target = ""
    fields: ClassVar[Mapping[str, str]] = {}
    """The key of the file, and the field that the story's ``stated``, ``inferred`` and ``fields`` call it."""

    def __init__(self, outcomes: Outcomes, article: Article, places: Sequence[Place]) -> None:
        self._outcomes = outcomes
        self._article = article
        self._places: dict[str, Place] = {place.id: place for place in places}

    def apply(self, marks: Sequence[Mark], dates: Mapping[When, Correction]) -> tuple[Mark, ...]:
        """The marks as the entries leave them; ``dates`` are the corrected dates, which marks say that they have."""
        found = [_dated(mark, dates) for mark in marks]
        for number, entry in self._outcomes.of(self.target):
            try:
                self._carry_out(number, entry, found)
            except Inapplicable as why:
                self._outcomes.refused(number, why)
        return tuple(found)

    def _carry_out(self, number: int, entry: Entry, marks: list[Mark]) -> None:
        if entry.action == "add":
            self._add(number, entry, marks)
            return
        index = self._index(entry, marks)
        if entry.action == "drop":
            del marks[index]
            self._outcomes.applied(number, ("mentions",), None)
            return
        fixed = self._changed(marks[index], entry)
        marks[index] = self._noted(fixed, number, entry)

    def _add(self, number: int, entry: Entry, marks: list[Mark]) -> None:
        stretches = find_quote(self._article.text, entry.values["quote"])
        if not stretches:
            raise Inapplicable(say("refusal.quote_gone"))
        if len(stretches) > 1:
            raise Inapplicable(say("refusal.quote_several", count=len(stretches)), "ambiguous")
        new = self._noted(self._changed(self._blank(stretches[0], entry), entry), number, entry)
        if any(mark.id == new.id for mark in marks):
            raise Inapplicable(say(f"refusal.{self.target}_there"), "already so")
        after = next((n for n, mark in enumerate(marks) if _start(mark) > _start(new)), len(marks))
        marks.insert(after, new)

    def _noted(self, mark: Mark, number: int, entry: Entry) -> Mark:
        fields = tuple(name for key, name in self.fields.items() if key in entry.values)
        correction = self._outcomes.applied(number, fields, mark.id)
        return replace(
            mark,
            stated=tuple(name for name in mark.stated if name not in fields),
            inferred=tuple(name for name in mark.inferred if name not in fields),
            corrected=(*mark.corrected, correction),
        )

    def _index(self, entry: Entry, marks: Sequence[Mark]) -> int:
        """Which mark the entry means: the one with the id whose words it quotes, else the one told by these words."""
        quote = entry.values.get("quote")
        stretches = find_quote(self._article.text, quote) if quote else ()
        told = [n for n, mark in enumerate(marks) if any(_tells(mark, stretch) for stretch in stretches)]
        same = [n for n, mark in enumerate(marks) if mark.id == entry.values.get("id")]
        if same and (quote is None or same[0] in told):
            return same[0]
        was = entry.values.get("was")
        alike = [n for n in told if was and self._is_alike(marks[n], was)]
        chosen = alike or told
        if len(chosen) == 1:
            return chosen[0]
        if chosen:
            ids = ", ".join(marks[n].id for n in chosen)
            raise Inapplicable(say(f"refusal.several_{self.target}s", count=len(chosen), ids=ids), "ambiguous")
        if stretches:
            raise Inapplicable(
                say(f"refusal.no_{self.target}_told"), "already so" if entry.action == "drop" else "not applied"
            )
        raise Inapplicable(say("refusal.quote_gone" if quote else f"refusal.no_{self.target}_of_id"))

    def _is_called(self, identity: str | None, name: str) -> bool:
        place = self._places.get(identity or "")
        if place is None or not name:
            return place is None and not name
        names = {place.id, fold(place.name), *(fold(mention.text) for mention in place.mentions)}
        return name in names or fold(name) in names

    def _place(self, name: str) -> Place | None:
        return place_called(name, tuple(self._places.values())) if name else None

    def _identity(self, span: Span, entry: Entry) -> str:
        names = [str(entry.values.get(key, "")) for key in ("from", "via", "to", "type", "place")]
        content = "\x1f".join((self.target, BY_A_PERSON, f"{span[0]}-{span[1]}", *names))
        return f"{self.target}-{hashlib.sha256(content.encode()).hexdigest()[:10]}"

    def _evidence(self, span: Span) -> tuple[Evidence, ...]:
        return (Evidence(start=span[0], end=span[1], text=self._article.text[slice(*span)]),)

    def _changed(self, mark: Mark, entry: Entry) -> Mark:
        raise NotImplementedError

    def _blank(self, span: Span, entry: Entry) -> Mark:
        raise NotImplementedError

    def _is_alike(self, mark: Mark, was: Mapping[str, str]) -> bool:
        raise NotImplementedError


class RouteCorrections(_MarkCorrections[Route]):
    """The entries about routes."""

    target = "route"
    fields: ClassVar = {
        "from": "from", "via": "via", "to": "to", "theme": "theme", "status": "status", "mover": "mover",
        "quantity": "quantity", "when": "dates",
    }  # fmt: skip

    def _changed(self, mark: Route, entry: Entry) -> Route:
        values = entry.values
        changed = replace(
            mark,
            theme=values.get("theme", mark.theme),
            status=values.get("status", mark.status),
            mover=(values["mover"] or None) if "mover" in values else mark.mover,
            quantity=_quantity(values["quantity"]) if "quantity" in values else mark.quantity,
            when=_when(values["when"]) if "when" in values else mark.when,
        )
        if not {"from", "via", "to"} & values.keys():
            return changed
        origin = self._place(values["from"]) if "from" in values else self._places.get(mark.origin or "")
        stops = (
            [stop for name in values["via"] if (stop := self._place(name))]
            if "via" in values
            else [self._places[identity] for identity in mark.via]
        )
        destination = self._place(values["to"]) if "to" in values else self._places.get(mark.destination or "")
        ends = [place for place in (origin, *stops, destination) if place is not None]
        if not ends:
            raise Inapplicable(say("refusal.no_end"))
        path, length, vague = line_through([Stop(end) for end in ends], _means(changed.theme, ends))
        return replace(
            changed,
            origin=origin.id if origin else None,
            via=tuple(stop.id for stop in stops),
            destination=destination.id if destination else None,
            path=path,
            length_km=length,
            vague=vague,
        )

    def _blank(self, span: Span, entry: Entry) -> Route:
        return Route(
            id=self._identity(span, entry),
            theme="other",
            status="reported",
            evidence=self._evidence(span),
            frame=BY_A_PERSON,
            trigger="",
        )

    def _is_alike(self, mark: Route, was: Mapping[str, str]) -> bool:
        ends = {"from": mark.origin, "to": mark.destination}
        return all(self._is_called(ends[key], name) for key, name in was.items())


class EventCorrections(_MarkCorrections[Event]):
    """The entries about events."""

    target = "event"
    fields: ClassVar = {
        "type": "type", "place": "place", "certainty": "certainty", "quantity": "quantity", "when": "dates",
    }  # fmt: skip

    def _changed(self, mark: Event, entry: Entry) -> Event:
        values = entry.values
        changed = replace(
            mark,
            type=values.get("type", mark.type),
            certainty=values.get("certainty", mark.certainty),
            quantity=_quantity(values["quantity"]) if "quantity" in values else mark.quantity,
            when=_when(values["when"]) if "when" in values else mark.when,
        )
        if "place" not in values:
            return changed
        place = self._place(values["place"])
        return replace(changed, place=place.id if place else None, spot=None)

    def _blank(self, span: Span, entry: Entry) -> Event:
        return Event(
            id=self._identity(span, entry),
            type=entry.values["type"],
            certainty="happened",
            evidence=self._evidence(span),
            frame=BY_A_PERSON,
            trigger="",
        )

    def _is_alike(self, mark: Event, was: Mapping[str, str]) -> bool:
        return was.get("type", mark.type) == mark.type and (
            "place" not in was or self._is_called(mark.place, was["place"])
        )


def _dated(mark: Mark, dates: Mapping[When, Correction]) -> Mark:
    correction = dates.get(mark.when) if mark.when is not None else None
    if correction is None:
        return mark
    return replace(
        mark,
        stated=tuple(name for name in mark.stated if name != "dates"),
        inferred=tuple(name for name in mark.inferred if name != "dates"),
        corrected=(*mark.corrected, replace(correction, mark=mark.id)),
    )


def _tells(mark: Route | Event, stretch: Span) -> bool:
    shortest = stretch[1] - stretch[0]
    return any(
        overlap((quote.start, quote.end), stretch) >= LEAST_OVERLAP * min(shortest, quote.end - quote.start)
        for quote in mark.evidence
    )


def _start(mark: Route | Event) -> int:
    return mark.evidence[0].start if mark.evidence else 0


def _means(theme: str, ends: Sequence[Place]) -> Means | None:
    """By what means the way is made, as far as its theme and its places tell; the words that told more are not here."""
    if any(place.kind in OPEN_WATERS for place in ends) and theme != "aircraft":
        return "sea"
    return OF_THEME.get(theme)


def _when(text: str) -> When | None:
    return when_of(text) if text else None


def _quantity(values: Mapping[str, Any]) -> Quantity:
    number = values["value"]
    pair = isinstance(number, list | tuple)
    shown = " to ".join(f"{n:g}" for n in number) if pair else f"{number:g}"
    return Quantity(
        value=(number[0], number[1]) if pair else number,
        qualifier=values["qualifier"],
        unit=values["unit"],
        text=f"{shown} {values['unit']}",
    )
