"""How sure a choice is, what local news means by a famous name, and names given from outside."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.article import article_from_text
from geomap.gazetteer import Gazetteer
from geomap.language.mention import Mention
from geomap.model import Span
from geomap.pipeline import Tools, tell
from geomap.places import toponyms
from geomap.places.batch import mentions_at
from geomap.places.certainty import certainties, probability_of
from geomap.places.weighing import Judgement, weigh
from geomap.places.weights import ranking

LOCAL = (
    "Lebanon man charged. A Lebanon man was arrested on Main Street, Myerstown, the sheriff's deputies said. The "
    "county school board and the Lebanon City Council meet on Tuesday at the high school with residents of Lebanon, "
    "Myerstown and Palmyra."
)
ABROAD = "Lebanon said on Tuesday that talks with Syria had failed, a minister told reporters in Beirut and Damascus."


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


@cache
def tools() -> Tools:
    return Tools.open()


def judged(text: str, *names: str, **cues: tuple[str, ...]) -> Judgement:
    mentions = []
    for name in names:
        start = text.index(name)
        mentions.append(
            Mention(start=start, end=start + len(name), text=name, kind="place", label="GPE", cues=cues.get(name, ()))
        )
    spans = [(mention.start, mention.end) for mention in mentions]
    return weigh(mentions, text, gazetteer(), certain=spans)


def records(text: str, spans: list[Span] | None = None) -> dict[str, dict[str, Any]]:
    found = toponyms(article_from_text(text), tools().model, gazetteer(), spans)
    return {record["name"]: record for record in found}


def span_of(text: str, name: str) -> Span:
    start = text.index(name)
    return start, start + len(name)


@given(st.dictionaries(st.sampled_from(["a", "b", "always"]), st.floats(-1e6, 1e6), max_size=3))
def test_a_probability_is_one(signs: dict[str, float]) -> None:
    assert 0 <= probability_of(signs, {"a": 3.0, "b": -2.0}) <= 1


def test_a_place_among_its_neighbours_is_surer_than_one_of_many_namesakes() -> None:
    near = judged("Between Springfield, Chicopee, Holyoke and Northampton.", "Springfield", "Chicopee", "Holyoke")
    alone = judged("Something happened in Springfield.", "Springfield")
    assert near.certainty[0] > alone.certainty[0] + 0.2
    assert alone.certainty[0] < 0.5


def test_every_name_has_a_certainty_and_one_without_candidates_none() -> None:
    judgement = judged("From Xyzzyville to Paris.", "Xyzzyville", "Paris")
    trust = np.ones(len(judgement.names), dtype=np.float32)
    found = certainties(judgement.neighbourhood, judgement.ranked, trust, ranking().certainty)
    assert dict(zip((name.text for name in judgement.names), found, strict=True))["Xyzzyville"] == 0.0
    assert judgement.best_row(0) is None


@pytest.mark.model
def test_a_local_paper_means_the_next_town() -> None:
    assert records(LOCAL)["Lebanon"]["gazetteer_id"].startswith("gn:")
    assert records(LOCAL)["Lebanon"]["cc"] == "US"
    assert records(ABROAD)["Lebanon"]["cc"] == "LB"


@pytest.mark.model
def test_a_given_name_that_the_gazetteer_lacks_lies_by_the_next_one() -> None:
    text = "They met at Qrtzwabad Hall in Ljubljana, then in Vienna."
    found = records(text, [span_of(text, "Qrtzwabad Hall"), span_of(text, "Ljubljana"), span_of(text, "Vienna")])
    hall = found["Qrtzwabad Hall"]
    assert (hall["lat"], hall["lon"]) == (found["Ljubljana"]["lat"], found["Ljubljana"]["lon"])
    assert hall["gazetteer_id"] is None
    assert hall["confidence"] < found["Ljubljana"]["confidence"]


@pytest.mark.model
def test_only_the_given_names_are_told_and_the_others_are_their_context() -> None:
    text = "From Windsor and Toronto in Canada to London."
    assert list(records(text, [span_of(text, "London")])) == ["London"]
    alone = records("To London.", [(3, 9)])["London"]
    assert alone["cc"] == "GB"


def test_given_names_take_the_place_of_what_was_found_there() -> None:
    text = "In New York City today, and in Rome."
    found = (
        Mention(start=3, end=16, text="New York City", kind="place", label="GPE", cues=("source:entity",)),
        Mention(start=31, end=35, text="Rome", kind="place", label="GPE"),
    )
    first, second = mentions_at([(3, 11)], found, text, gazetteer())
    assert (first.text, first.label, first.cues) == ("New York", "GPE", ("source:entity",))
    assert second.text == "Rome"


@pytest.mark.model
def test_a_name_too_doubtful_for_a_pin_keeps_its_id() -> None:
    doubtful = [
        record
        for text in ("Decatur lights up. The aldermen met.", "Springfield nurses vote. Springfield drivers do, too.")
        for record in records(text).values()
        if record["gazetteer_id"] and record["lat"] is None
    ]
    assert doubtful
    assert all(record["confidence"] < 0.4 for record in doubtful)


@pytest.mark.model
def test_a_team_has_a_position_among_toponyms_and_none_on_the_map() -> None:
    text = (
        "Leeds lost 2-1 to Hull on Saturday after a late goal. The striker scored a penalty, and the goalkeeper was "
        "sent off. The manager said that Leeds deserved a point in the league. Hull play their next match in Derby."
    )
    story = tell(article_from_text(text), tools())
    assert "Leeds" not in {place.name for place in story.places}
    assert records(text)["Leeds"]["cc"] == "GB"
