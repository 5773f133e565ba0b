"""Mentions become places: accepted names with their position, unresolved ones with a reason, look-alikes left aside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from geomap.gazetteer import Feature, Gazetteer
from geomap.language.mention import PLACE_LABELS, Mention
from geomap.language.reading import Reading
from geomap.model import Alternative, Evidence, OtherName, Place, Span, Unresolved
from geomap.places.described import with_descriptions
from geomap.places.inferred import Anchor, infer_place, tie_of
from geomap.places.reasons import reasons_for
from geomap.places.weighing import Judgement, weigh
from geomap.places.weights import acceptance
from geomap.wording import say

__all__ = ["Resolution", "resolve"]

MOST_ALTERNATIVES = 5
LEAST_ALTERNATIVE = 0.005
LEAST_LISTED = 0.2
"""Probability from which a name that the gazetteer lacks is listed as unresolved."""
JOURNEY_CUES = frozenset({"before:journey preposition", "before:motion verb"})
LEAST_DOUBT = 0.15
"""How likely a name must be a place to be told although it is below the threshold: on the map, as uncertain, where
something moves to, from or through it (a missing end misleads more than a doubtful one, and the corpora behind the
weights have few journeys), else among the unresolved."""
OTHER_LABELS = {"PERSON": "person", "ORG": "organisation"}


@dataclass(frozen=True, slots=True)
class Resolution:
    """The article's places in the order of their first mention, the names without a position, and the look-alikes."""

    places: tuple[Place, ...]
    unresolved: tuple[Unresolved, ...]
    others: tuple[OtherName, ...]


def resolve(
    mentions: Sequence[Mention],
    reading: Reading,
    gazetteer: Gazetteer,
    *,
    revise: Callable[[Resolution], Resolution] | None = None,
) -> Resolution:
    """Decide which mentions are places, and which place each name means in this article.

    A place appears once, with all its mentions. Names in page furniture and names that are only a part of another name
    ("Chicago" in "University of Chicago") are left off the map. ``revise`` (a person's corrections) changes the named
    places before others are described by them ("90 km west of Crete").
    """
    judgement = weigh(mentions, reading.article.text, gazetteer)
    sorting = _Sorting(judgement, reading, acceptance().threshold)
    known = tuple(_places(sorting, gazetteer))
    inferred, unresolved = _without_candidates(sorting, known, gazetteer)
    named = sorted((*known, *inferred), key=lambda place: place.mentions[0].start)
    found = Resolution(places=tuple(named), unresolved=unresolved, others=tuple(_others(sorting, gazetteer)))
    if revise is not None:
        found = revise(found)
    places = with_descriptions(
        found.places, sorting.adjectives(), reading.article.text, gazetteer, language=reading.language
    )
    return replace(found, places=places)


@dataclass(frozen=True, slots=True)
class _Sorting:
    """Which mention goes where."""

    judgement: Judgement
    reading: Reading
    threshold: float

    def on_map(self, member: int) -> bool:
        mention = self.judgement.mentions[member]
        return (
            mention.kind == "place"
            and not self.is_inside(mention)
            and not self.is_furniture(mention)
            and self.accepted(member)
        )

    def is_listed(self, member: int) -> bool:
        """Whether a name that the gazetteer lacks reads enough like a place to be listed."""
        mention = self.judgement.mentions[member]
        reads_so = mention.label in PLACE_LABELS and self.judgement.probabilities[member] >= LEAST_LISTED
        is_literal = mention.kind == "place" and not self.is_inside(mention) and not self.is_furniture(mention)
        return self.on_map(member) or (reads_so and is_literal)

    def may_be_place(self, member: int) -> bool:
        """Whether nothing but the doubt about it keeps the mention off the map."""
        mention = self.judgement.mentions[member]
        is_other = mention.label in OTHER_LABELS or self.is_inside(mention) or self.is_furniture(mention)
        return mention.kind == "place" and not is_other

    def accepted(self, member: int) -> bool:
        on_a_journey = not JOURNEY_CUES.isdisjoint(self.judgement.mentions[member].cues)
        return self.judgement.probabilities[member] >= (LEAST_DOUBT if on_a_journey else self.threshold)

    def adjectives(self) -> Iterator[Span]:
        """Where the article's own text has a demonym."""
        for mention in self.judgement.mentions:
            if mention.kind == "demonym" and not self.is_furniture(mention) and not self.is_inside(mention):
                yield mention.start, mention.end

    def is_furniture(self, mention: Mention) -> bool:
        return "block:furniture" in mention.cues or "block:byline" in mention.cues

    def is_inside(self, mention: Mention) -> bool:
        return "source:inside" in mention.cues

    def evidence(self, members: Iterable[int]) -> tuple[Evidence, ...]:
        spans = sorted(
            (self.judgement.mentions[member].start, self.judgement.mentions[member].end) for member in members
        )
        return tuple(Evidence(start=start, end=end, text=self.reading.article.text[start:end]) for start, end in spans)


def _places(sorting: _Sorting, gazetteer: Gazetteer) -> Iterator[Place]:
    judgement = sorting.judgement
    by_feature: dict[str, list[tuple[int, list[int]]]] = {}
    for index, name in enumerate(judgement.names):
        row = judgement.best_row(index)
        members = [member for member in name.mentions if sorting.on_map(member)]
        if row is not None and members:
            by_feature.setdefault(judgement.neighbourhood.features[row].id, []).append((index, members))
    for parts in by_feature.values():
        yield _place(parts, sorting, gazetteer)


def _place(parts: Sequence[tuple[int, list[int]]], sorting: _Sorting, gazetteer: Gazetteer) -> Place:
    judgement = sorting.judgement
    main, _ = max(parts, key=lambda part: len(part[1]))
    row = judgement.ranked.best[main]
    feature = judgement.neighbourhood.features[row]
    members = [member for _, found in parts for member in found]
    return Place(
        id=place_id(feature),
        name=_display_name(judgement, main, row),
        kind=feature.kind,
        lat=feature.lat,
        lon=feature.lon,
        radius_km=feature.radius_km,
        confidence=round(judgement.confidence(members, row), 3),
        mentions=sorting.evidence(members),
        gazetteer_id=feature.id,
        country=feature.country,
        admin1=feature.admin1_name,
        reasons=reasons_for(judgement, main),
        alternatives=tuple(_alternatives(judgement, main, row)),
        footprint=None if feature.kind == "town" else gazetteer.footprint(feature.id),
    )


def place_id(feature: Feature) -> str:
    """The id of a place in a story: the same feature has the same one everywhere."""
    return "place-" + feature.id.replace(":", "-").replace(".", "-").lower()


def _display_name(judgement: Judgement, name: int, row: int) -> str:
    """The name as the article writes it, unless that is in capitals, abbreviated or a partial match."""
    matched = judgement.neighbourhood.matches[row]
    text = judgement.mentions[judgement.names[name].mentions[0]].text
    if matched.quality == "abbreviation" or text.isupper() or judgement.names[name].partial:
        return matched.feature.name
    return " ".join(text.split())


def _alternatives(judgement: Judgement, name: int, chosen: int) -> Iterator[Alternative]:
    hood, ranked = judgement.neighbourhood, judgement.ranked
    rows = [row for row, group in enumerate(hood.group) if group == name and row != chosen]
    rows.sort(key=lambda row: (-float(ranked.probability[row]), hood.features[row].id))
    for row in rows[:MOST_ALTERNATIVES]:
        feature, chance = hood.features[row], float(ranked.probability[row])
        if chance < LEAST_ALTERNATIVE:
            return
        yield Alternative(
            gazetteer_id=feature.id,
            name=feature.name,
            kind=feature.kind,
            country=feature.country,
            admin1=feature.admin1_name,
            lat=feature.lat,
            lon=feature.lon,
            confidence=round(chance, 3),
        )


def _without_candidates(
    sorting: _Sorting, known: Sequence[Place], gazetteer: Gazetteer
) -> tuple[list[Place], tuple[Unresolved, ...]]:
    """Names that the gazetteer lacks: placed where the text ties them to a known place, else unresolved."""
    anchors = _anchors(sorting, known)
    inferred: list[Place] = []
    unresolved: list[Unresolved] = []
    for index, name in enumerate(sorting.judgement.names):
        members = [member for member in name.mentions if sorting.is_listed(member)]
        if not members:
            unresolved += _doubtful(sorting, index)
        if not members or sorting.judgement.best_row(index) is not None:
            continue
        mentions = [sorting.judgement.mentions[member] for member in members]
        text = " ".join(mentions[0].text.split())
        ties = (tie_of(mention, anchors, sorting.reading, gazetteer) for mention in mentions)
        tie = next((tie for tie in ties if tie is not None), None)
        if tie is not None:
            chance = max(sorting.judgement.probabilities[member] for member in members)
            inferred.append(infer_place(text, mentions, tie, chance, sorting.reading))
            continue
        reason = _why_unresolved(sorting.judgement, index, text)
        unresolved.append(Unresolved(name=text, mentions=sorting.evidence(members), reason=reason))
    return inferred, tuple(unresolved)


def _why_unresolved(judgement: Judgement, index: int, name: str) -> str:
    row = judgement.ranked_row(index)
    if row is None:
        return say("unresolved.not_in_gazetteer", name=name)
    return say("unresolved.far_off", name=name, place=_described(judgement.neighbourhood.features[row]))


def _doubtful(sorting: _Sorting, index: int) -> Iterator[Unresolved]:
    """A name that may be a place and is too uncertain for the map: it is told, not dropped in silence."""
    judgement = sorting.judgement
    members = [member for member in judgement.names[index].mentions if sorting.may_be_place(member)]
    chance = max((judgement.probabilities[member] for member in members), default=0.0)
    if chance < LEAST_DOUBT:
        return
    row = judgement.best_row(index)
    name = " ".join(judgement.mentions[members[0]].text.split())
    percent = f"{100 * chance:.0f}"
    if row is None:
        reason = say("unresolved.doubtful_if_new", name=name, percent=percent)
    else:
        feature = judgement.neighbourhood.features[row]
        reason = say("unresolved.doubtful", name=name, place=_described(feature), percent=percent)
    yield Unresolved(name=name, mentions=sorting.evidence(members), reason=reason)


def _described(feature: Feature) -> str:
    """The feature with what tells it from its namesakes: "Lampedusa in Sicily, IT"."""
    about = [part for part in (feature.admin1_name, feature.country) if part and part != feature.name]
    return f"{feature.name} in {', '.join(about)}" if about else feature.name


def _anchors(sorting: _Sorting, known: Sequence[Place]) -> tuple[Anchor, ...]:
    """The mentions of the places on the map, in text order."""
    place_at = {evidence.start: place for place in known for evidence in place.mentions}
    mentions = (sorting.judgement.mentions[m] for m in range(len(sorting.judgement.mentions)) if sorting.on_map(m))
    found = [Anchor(mention, place_at[mention.start]) for mention in mentions if mention.start in place_at]
    return tuple(sorted(found, key=lambda anchor: anchor.mention.start))


def _others(sorting: _Sorting, gazetteer: Gazetteer) -> Iterator[OtherName]:
    judgement = sorting.judgement
    grouped: dict[tuple[str, str], list[Mention]] = {}
    for mention in judgement.settled:
        grouped.setdefault((mention.text, mention.kind), []).append(mention)
    for member, mention in enumerate(judgement.mentions):
        kind = _other_kind(sorting, member)
        if kind is not None:
            grouped.setdefault((mention.text, kind), []).append(mention)
    for (text, kind), found in sorted(grouped.items(), key=lambda item: item[1][0].start):
        written = sorting.reading.article.text  # with line breaks, where the name has spaces
        evidence = tuple(Evidence(start=one.start, end=one.end, text=written[one.start : one.end]) for one in found)
        country = _country(text, gazetteer) if kind in ("demonym", "government") else None
        yield OtherName(name=text, kind=kind, mentions=evidence, country=country)  # type: ignore[arg-type]


def _other_kind(sorting: _Sorting, member: int) -> str | None:
    """What a weighed mention is when it isn't on the map; None when it is, or when nothing suggests a name."""
    mention = sorting.judgement.mentions[member]
    if mention.kind != "place":
        return mention.kind
    if sorting.on_map(member):
        return None
    if sorting.is_inside(mention) and mention.label in OTHER_LABELS:
        return OTHER_LABELS[mention.label]
    if sorting.accepted(member):
        return "other"
    return OTHER_LABELS.get(mention.label)


def _country(text: str, gazetteer: Gazetteer) -> str | None:
    features = gazetteer.demonym(text) or tuple(match.feature for match in gazetteer.lookup(text)[:1])
    return features[0].country if features else None
