"""Several stories on one map: their articles one after another, the same place drawn once, all else side by side.

What the stories say stays as it is: no date is moved, no event is merged with another article's. Only places that are
the same gazetteer entry become one, with all their mentions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from geomap.errors import InputError
from geomap.model import (
    Article,
    Correction,
    Event,
    Evidence,
    Member,
    OtherName,
    Place,
    Provenance,
    Route,
    Spot,
    Story,
    Unresolved,
)
from geomap.wording import say

__all__ = ["gather", "members_of"]

BETWEEN = "\n\n"
KEPT = ("title", "source", "language", "published", "published_by", "author", "url", "part")
"""What a member keeps of its article."""
BEST_FIRST = ("applied", "already so", "ambiguous", "not applied")


NameT = TypeVar("NameT", Unresolved, OtherName)
MarkT = TypeVar("MarkT", Place, Route, Event)


def gather(stories: Sequence[Story], title: str | None = None) -> Story:
    """One story of several, in their order.

    The new article's text is all their texts; its ``members`` say which stretch is which article. ``title`` defaults to
    the first title and how many more there are. A day of publication is kept where all agree.

    :raises InputError: for no story at all.
    """
    if not stories:
        raise InputError("there is no story to gather; name at least one")
    shifted = [_shifted(story, start) for story, start in zip(stories, _starts(stories), strict=True)]
    places, renamed = _places(shifted)
    marks = _Ids(place.id for place in places)
    routes = [marks.anew(_linked_route(route, names)) for story, names in zip(shifted, renamed, strict=True)
              for route in story.routes]  # fmt: skip
    events = [marks.anew(_linked_event(event, names)) for story, names in zip(shifted, renamed, strict=True)
              for event in story.events]  # fmt: skip
    return Story(
        article=_article(stories, shifted, title),
        places=tuple(places),
        routes=tuple(routes),
        events=tuple(events),
        unresolved=_together((name for story in shifted for name in story.unresolved), lambda name: (name.name,)),
        others=_together((name for story in shifted for name in story.others), lambda name: (name.name, name.kind)),
        notes=tuple(
            say("note.of_article", title=story.article.title, note=note) for story in stories for note in story.notes
        ),
        corrections=_corrections(shifted),
        provenance=_provenance(stories),
    )


def members_of(article: Article) -> tuple[Article, ...]:
    """The articles that one was put together from, as they were; the article alone where it is one."""
    if not article.members:
        return (article,)
    return tuple(
        Article(
            text=article.text[member.start : member.end],
            blocks=tuple(
                replace(block, start=block.start - member.start, end=block.end - member.start)
                for block in article.blocks
                if member.start <= block.start and block.end <= member.end
            ),
            **{name: getattr(member, name) for name in KEPT},
        )
        for member in article.members
    )


def _corrections(stories: Sequence[Story]) -> tuple[Correction, ...]:
    """What people said, each once: of one file beside several articles an entry applies to one of them."""
    best: dict[tuple[object, ...], Correction] = {}
    for said in (said for story in stories for said in story.corrections):
        key = (said.target, said.action, said.about, said.comment, said.author, said.made_on)
        known = best.get(key)
        if known is None or BEST_FIRST.index(said.outcome) < BEST_FIRST.index(known.outcome):
            best[key] = said
    return tuple(best.values())


def _starts(stories: Sequence[Story]) -> list[int]:
    starts, end = [], 0
    for story in stories:
        starts.append(end)
        end += len(story.article.text) + len(BETWEEN)
    return starts


def _article(stories: Sequence[Story], shifted: Sequence[Story], title: str | None) -> Article:
    articles = [story.article for story in stories]
    days = {article.published for article in articles}
    languages = Counter(article.language for article in articles)
    agree, more = len(days) == 1, len(articles) - 1
    return Article(
        text=BETWEEN.join(article.text for article in articles),
        blocks=tuple(block for story in shifted for block in story.article.blocks),
        title=title or articles[0].title + (f" and {more} more" if more else ""),
        source="-",
        language=languages.most_common(1)[0][0],
        published=articles[0].published if agree else None,
        published_by=articles[0].published_by if agree else "unknown",
        members=tuple(member for story in shifted for member in story.article.members),
    )


def _provenance(stories: Sequence[Story]) -> Provenance:
    """The versions that made the stories; where they differ, all of them."""

    def all_of(values: Iterable[str]) -> str:
        return ", ".join(dict.fromkeys(values))

    kept = [story.provenance for story in stories]
    return Provenance(
        geomap=all_of(one.geomap for one in kept),
        model=all_of(one.model for one in kept),
        spacy=all_of(one.spacy for one in kept),
        gazetteer=all_of(one.gazetteer for one in kept),
        options=kept[0].options if len({one.options for one in kept}) == 1 else (),
        lock=all_of(one.lock for one in kept if one.lock),
    )


# offsets


def _shifted(story: Story, by: int) -> Story:
    """The story with every offset moved on, and its article as the only member."""
    article = story.article
    kept = {name: getattr(article, name) for name in KEPT}
    member = Member(start=by, end=by + len(article.text), **kept)
    inner = tuple(replace(one, start=one.start + by, end=one.end + by) for one in article.members)
    return replace(
        story,
        article=replace(
            article,
            blocks=tuple(replace(block, start=block.start + by, end=block.end + by) for block in article.blocks),
            members=inner or (member,),
        ),
        places=tuple(
            replace(
                place, mentions=_moved(place.mentions, by), spots=tuple(_moved_spot(spot, by) for spot in place.spots)
            )
            for place in story.places
        ),
        routes=tuple(replace(route, evidence=_moved(route.evidence, by)) for route in story.routes),
        events=tuple(
            replace(event, evidence=_moved(event.evidence, by), spot=event.spot and _moved_spot(event.spot, by))
            for event in story.events
        ),
        unresolved=tuple(replace(name, mentions=_moved(name.mentions, by)) for name in story.unresolved),
        others=tuple(replace(name, mentions=_moved(name.mentions, by)) for name in story.others),
    )


def _moved(quotations: tuple[Evidence, ...], by: int) -> tuple[Evidence, ...]:
    return tuple(replace(one, start=one.start + by, end=one.end + by) for one in quotations)


def _moved_spot(spot: Spot, by: int) -> Spot:
    return replace(spot, start=spot.start + by, end=spot.end + by)


# places


def _places(stories: Sequence[Story]) -> tuple[list[Place], list[dict[str, str]]]:
    """The places of all, each once; and for each story the new ids of its places."""
    merged: dict[object, Place] = {}
    keys: list[dict[str, object]] = []
    for number, story in enumerate(stories):
        keys.append({})
        for place in story.places:
            key: object = (number, place.id) if place.inferred or place.gazetteer_id is None else _identity(place)
            keys[-1][place.id] = key
            merged[key] = _merged(merged[key], place) if key in merged else place
    ids = _Ids(())
    new = {key: ids.anew(place) for key, place in merged.items()}
    return list(new.values()), [{old: new[key].id for old, key in names.items()} for names in keys]


def _identity(place: Place) -> tuple[object, ...]:
    """The same entry at the same position: one that a person moved in one article is another place."""
    return place.gazetteer_id, place.lat, place.lon


def _merged(first: Place, other: Place) -> Place:
    """Both as one: the surer one's reasons, all mentions."""
    surer = other if other.confidence > first.confidence else first
    return replace(
        surer,
        id=first.id,
        name=first.name,
        mentions=first.mentions + other.mentions,
        spots=first.spots + other.spots,
        corrected=first.corrected + other.corrected,
    )


@dataclass(slots=True)
class _Ids:
    """Gives out ids, a numbered one where an id is taken."""

    taken: set[str]

    def __init__(self, taken: Iterable[str]) -> None:
        self.taken = set(taken)

    def anew(self, mark: MarkT) -> MarkT:
        """The mark with an id of its own."""
        wanted, number = mark.id, 2
        while wanted in self.taken:
            wanted, number = f"{mark.id}-{number}", number + 1
        self.taken.add(wanted)
        return mark if wanted == mark.id else replace(mark, id=wanted)


# links and names


def _linked_route(route: Route, names: dict[str, str]) -> Route:
    return replace(
        route,
        origin=route.origin and names[route.origin],
        via=tuple(names[stop] for stop in route.via),
        destination=route.destination and names[route.destination],
    )


def _linked_event(event: Event, names: dict[str, str]) -> Event:
    return replace(event, place=event.place and names[event.place])


def _together(names: Iterable[NameT], key: Callable[[NameT], tuple[str, ...]]) -> tuple[NameT, ...]:
    """Names that are the same, once, with all their mentions."""
    merged: dict[tuple[str, ...], NameT] = {}
    for name in names:
        known = merged.get(key(name))
        merged[key(name)] = name if known is None else replace(known, mentions=known.mentions + name.mentions)
    return tuple(merged.values())
