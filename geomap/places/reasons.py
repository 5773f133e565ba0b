"""Why a name was taken for that place, in words that a journalist understands, the deciding reason first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.gazetteer import Feature
from geomap.geodesy import distance_km
from geomap.places.candidates import within
from geomap.places.coherence import FEATURES
from geomap.places.weighing import Judgement
from geomap.places.weights import ranking
from geomap.wording import say

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["reasons_for"]

MOST_REASONS = 3
LEAST_CONTRIBUTION = 0.2
FAME = frozenset({
    "less prominent", "inhabitants", "country", "first division", "second division", "town", "capital", "region",
    "water", "other feature", "by-name", "division named like a town in it", "town named like its country's division",
    "same spelling",
})  # fmt: skip
LOCAL = frozenset({"less prominent, local words", "in the United States, local words"})
TOWNLIKE = frozenset({"no town, spoken of like one", "less prominent, spoken of like a town"})
NEARNESS = frozenset({"near 60 km", "near 200 km", "near 600 km", "next name is near", "may be near"})
COUNTRY = frozenset({"same country", "share of same country", "its country is named"})
DIVISION = frozenset({"same division", "its division is named", "its county is named"})
GROUPS = {
    "fame": FAME, "nearness": NEARNESS, "country": COUNTRY, "division": DIVISION, "local": LOCAL, "townlike": TOWNLIKE,
}  # fmt: skip


def reasons_for(judgement: Judgement, name: int) -> tuple[str, ...]:
    """Sentences for the chosen candidate of a name, the one that separates it most from the runner-up first."""
    row = judgement.best_row(name)
    if row is None:
        return ()
    hood = judgement.neighbourhood
    rivals = [other for other, group in enumerate(hood.group) if group == name and other != row]
    asked = judgement.names[name]
    text = judgement.mentions[asked.mentions[0]].text
    feature = hood.features[row]
    if not rivals:
        return (say("reason.only_one", name=text), *_supports(judgement, name, row, None)[:1])
    runner_up = max(rivals, key=lambda other: float(judgement.ranked.probability[other]))
    sentences = _supports(judgement, name, row, runner_up)
    return tuple(sentences[:MOST_REASONS]) or (
        say("reason.most_likely", count=len(rivals) + 1, name=text, sort=describe(feature)),
    )


def describe(feature: Feature) -> str:
    """ "Tripoli, town in Tripoli, LY"-like short description of a feature."""
    area = ", ".join(part for part in (feature.admin1_name, feature.country) if part and part != feature.name)
    return f"{feature.name} ({feature.kind}{', ' + area if area else ''})"


@dataclass(frozen=True, slots=True)
class _Reasoning:
    judgement: Judgement
    name: int
    row: int

    @property
    def feature(self) -> Feature:
        return self.judgement.neighbourhood.features[self.row]

    @property
    def text(self) -> str:
        return self.judgement.mentions[self.judgement.names[self.name].mentions[0]].text

    def fame(self) -> str:
        if not self.feature.population:
            return say("reason.best_known", name=self.text)
        return say("reason.best_known_people", name=self.text, people=_round_number(self.feature.population))

    def _others(self) -> list[tuple[str, Feature]]:
        """Names and chosen features of the article's other names."""
        found = []
        for index, name in enumerate(self.judgement.names):
            row = self.judgement.best_row(index)
            if row is not None and index != self.name:
                found.append(
                    (self.judgement.mentions[name.mentions[0]].text, self.judgement.neighbourhood.features[row])
                )
        return found

    def nearness(self) -> str | None:
        here = (self.feature.lon, self.feature.lat)
        distances = sorted(
            (distance_km(here, (other.lon, other.lat)), text)
            for text, other in self._others()
            if other.kind != "country" and other.id != self.feature.id
        )
        close = [f"{text} ({distance:.0f} km)" for distance, text in distances[:3] if distance < 400]
        return say("reason.near_others", near=", ".join(dict.fromkeys(close))) if close else None

    def holder(self) -> str | None:
        holders = [text for text, other in self._others() if within(self.feature, other)]
        return say("reason.holder", name=holders[0]) if holders else None

    def country(self) -> str | None:
        named = self.holder()
        if named:
            return named
        mates = [text for text, other in self._others() if other.country and other.country == self.feature.country]
        shown = ", ".join(dict.fromkeys(mates[:3]))
        return say("reason.same_country", names=shown) if mates else None

    def stated(self) -> str | None:
        qualifier = next(
            (
                self.judgement.mentions[m].qualifier
                for m in self.judgement.names[self.name].mentions
                if self.judgement.mentions[m].qualifier
            ),
            None,
        )
        return say("reason.stated", words=f"{self.text}, {qualifier}") if qualifier else None

    def kind(self) -> str:
        return say("reason.says_kind", kind=self.feature.kind)

    def local(self) -> str:
        return say("reason.local", name=self.text)

    def townlike(self) -> str:
        return say("reason.townlike", name=self.text)

    def synonym(self) -> str | None:
        same = [text for text, other in self._others() if other.id == self.feature.id and text != self.text]
        return say("reason.synonym", name=same[0]) if same else None


def _supports(judgement: Judgement, name: int, row: int, rival: int | None) -> list[str]:
    """Sentences in the order of how much each separates the row from the rival."""
    weights = ranking().weights
    table: NDArray[np.float32] = judgement.ranked.table
    gain: dict[str, float] = {}
    for column, number in enumerate(FEATURES):
        difference = float(table[row, column]) - (float(table[rival, column]) if rival is not None else 0.0)
        gain[_group_of(number)] = gain.get(_group_of(number), 0.0) + weights.get(number, 0.0) * difference
    reasoning = _Reasoning(judgement, name, row)
    tellers: dict[str, Callable[[], str | None]] = {
        "fame": reasoning.fame,
        "nearness": reasoning.nearness,
        "country": reasoning.country,
        "division": reasoning.holder,
        "in the stated division": reasoning.stated,
        "holds the name before it": reasoning.holder,
        "name says the kind": reasoning.kind,
        "local": reasoning.local,
        "townlike": reasoning.townlike,
        "same place by another name": reasoning.synonym,
    }
    ordered = sorted((group for group in gain if gain[group] >= LEAST_CONTRIBUTION), key=lambda group: -gain[group])
    sentences = [tellers[group]() for group in ordered if group in tellers and not (rival is None and group == "fame")]
    return list(dict.fromkeys(sentence for sentence in sentences if sentence))


def _group_of(number: str) -> str:
    for group, members in GROUPS.items():
        if number in members:
            return group
    return number


def _round_number(count: int) -> str:
    if count >= 1_000_000:
        return f"{count / 1_000_000:.1f} million"
    return f"{round(count, -3):,}" if count >= 10_000 else f"{count:,}"
