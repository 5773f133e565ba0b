"""Names to candidates, and what the names of one article say about each other."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.gazetteer import Feature, Gazetteer
from geomap.language.mention import Mention
from geomap.places.candidates import candidates_of, names_of, within
from geomap.places.coherence import FEATURES, Neighbourhood
from geomap.places.ranking import rank
from geomap.places.weights import ranking

TOWNS = [
    "Paris",
    "London",
    "Tripoli",
    "Springfield",
    "Beirut",
    "Alexandria",
    "Boston",
    "Cambridge",
    "Georgia",
    "Memphis",
]


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


def mentions_in(text: str, *names: str) -> tuple[Mention, ...]:
    """Bare mentions of the names in the text; "Paris|Texas" is Paris with its qualifier."""
    found = []
    for entry in names:
        name, _, qualifier = entry.partition("|")
        for match in re.finditer(rf"\b{re.escape(name)}\b", text):
            found.append(
                Mention(start=match.start(), end=match.end(), text=name, kind="place", qualifier=qualifier or None)
            )
    return tuple(sorted(found, key=lambda mention: mention.start))


def chosen(text: str, *names: str) -> dict[str, Feature]:
    mentions = mentions_in(text, *names)
    grouped = names_of(mentions, gazetteer())
    hood = Neighbourhood(grouped, mentions, text)
    ranked = rank(hood, np.ones(len(grouped), dtype=np.float32), ranking())
    return {name.text: hood.features[row] for name, row in zip(grouped, ranked.best, strict=True) if row >= 0}


def test_alone_the_best_known_bearer_of_a_name_is_chosen() -> None:
    assert chosen("Protests in Paris.", "Paris")["Paris"].country == "FR"
    assert chosen("Fighting in Tripoli.", "Tripoli")["Tripoli"].country == "LY"


@pytest.mark.parametrize(
    ("text", "names", "name", "country"),
    [
        (
            "From Tripoli to Beirut and Sidon along the Lebanon coast.",
            ("Tripoli", "Beirut", "Sidon", "Lebanon"),
            "Tripoli",
            "LB",
        ),
        ("From Tripoli to Misrata and Zawiya.", ("Tripoli", "Misrata", "Zawiya"), "Tripoli", "LY"),
        (
            "In London, Windsor and Toronto, Ontario.",
            ("London", "Windsor", "Toronto|Ontario", "Ontario"),
            "London",
            "CA",
        ),
        ("Trains from Valencia to Maracay and Caracas.", ("Valencia", "Maracay", "Caracas"), "Valencia", "VE"),
        ("Trains from Valencia to Alicante and Madrid.", ("Valencia", "Alicante", "Madrid"), "Valencia", "ES"),
    ],
)
def test_the_other_names_decide(text: str, names: tuple[str, ...], name: str, country: str) -> None:
    assert chosen(text, *names)[name].country == country


def test_a_stated_division_decides_against_fame() -> None:
    found = chosen("She left Paris, Texas, for Moscow, Idaho.", "Paris|Texas", "Texas", "Moscow|Idaho", "Idaho")
    assert found["Paris"].admin1 == "US.TX"
    assert found["Moscow"].admin1 == "US.ID"


def test_a_state_beside_its_town_is_the_state() -> None:
    found = chosen("Atlanta, Georgia, and Savannah, Georgia.", "Atlanta|Georgia", "Georgia", "Savannah|Georgia")
    assert found["Georgia"].id == "admin1:US.GA"
    assert chosen("Tbilisi is the capital of Georgia.", "Tbilisi", "Georgia")["Georgia"].id == "country:GE"


def test_one_sense_for_all_mentions_of_a_name() -> None:
    mentions = mentions_in("Paris here, Paris there, Paris everywhere.", "Paris")
    (name,) = names_of(mentions, gazetteer())
    assert name.mentions == (0, 1, 2)


def test_a_name_that_is_qualified_twice_has_two_senses() -> None:
    text = (
        "They left Paris, Texas. "
        + "x" * 200
        + " Paris, Kentucky, is smaller. "
        + "x" * 200
        + " Back to Paris at last."
    )
    first, second, third = mentions_in(text, "Paris")
    mentions = (
        Mention(start=first.start, end=first.end, text="Paris", kind="place", qualifier="Texas"),
        Mention(start=second.start, end=second.end, text="Paris", kind="place", qualifier="Kentucky"),
        third,
    )
    names = {name.qualifier: name.mentions for name in names_of(mentions, gazetteer())}
    assert names == {"Texas": (0, 2), "Kentucky": (1,)}


def test_spellings_of_one_name_are_one_name() -> None:
    text = "From San José to San Jose."
    names = names_of(mentions_in(text, "San José", "San Jose"), gazetteer())
    assert len(names) == 1


@pytest.mark.parametrize("name", ["northern Nigeria", "south-eastern Turkey", "downtown Chicago", "city of Lyon"])
def test_a_modified_name_is_found_in_part(name: str) -> None:
    matches, partial = candidates_of(name, gazetteer())
    assert matches
    assert partial


def test_an_unknown_name_has_no_candidates() -> None:
    assert candidates_of("Xyzzyville", gazetteer()) == ((), False)


def test_containment_follows_the_divisions() -> None:
    paris = next(m.feature for m in gazetteer().lookup("Paris") if m.feature.admin1 == "US.TX")
    texas, france = gazetteer().feature("admin1:US.TX"), gazetteer().feature("country:FR")
    assert within(paris, texas)
    assert within(paris, gazetteer().feature("country:US"))
    assert within(texas, gazetteer().feature("country:US"))
    assert not within(paris, france)
    assert not within(texas, texas)


@given(st.lists(st.sampled_from(TOWNS), min_size=1, max_size=6, unique=True))
def test_the_probabilities_of_each_name_add_up_to_one(names: list[str]) -> None:
    text = ", ".join(names)
    mentions = mentions_in(text, *names)
    grouped = names_of(mentions, gazetteer())
    hood = Neighbourhood(grouped, mentions, text)
    ranked = rank(hood, np.ones(len(grouped), dtype=np.float32), ranking())
    totals = np.bincount(hood.group, ranked.probability, minlength=len(grouped))
    assert np.allclose(totals, 1, atol=1e-3)
    assert ranked.table.shape == (hood.size, len(FEATURES))
    assert np.isfinite(ranked.table).all()


def test_every_weight_belongs_to_a_number() -> None:
    assert set(ranking().weights) <= set(FEATURES)


def test_without_candidates_nothing_is_chosen() -> None:
    assert chosen("Xyzzyville and Plughton.", "Xyzzyville", "Plughton") == {}
