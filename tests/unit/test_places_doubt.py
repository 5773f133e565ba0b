"""Doubtful names: shown as uncertain where something moves to them, else listed with what they could be; never lost."""

from __future__ import annotations

from functools import cache

import pytest

from geomap.article import article_from_text
from geomap.model import Story
from geomap.pipeline import Tools, tell

pytestmark = pytest.mark.model

JOURNEY = "On Tuesday night a fishing boat with 250 people on board left Sabratha for Lampedusa. The engine failed."


@cache
def tools() -> Tools:
    return Tools.open()


def story(text: str) -> Story:
    return tell(article_from_text(text), tools())


def test_the_end_of_a_journey_is_shown_as_uncertain_rather_than_left_out() -> None:
    place = next(place for place in story(JOURNEY).places if place.name == "Lampedusa")
    assert place.country == "IT"
    assert place.confidence < 0.6


@pytest.mark.parametrize(
    "text", [JOURNEY, "The refugees walked from Qrtzwabad to Egypt. Later they left Qrtzwabad again."]
)
def test_a_name_under_a_verb_of_motion_is_told_one_way_or_another(text: str) -> None:
    told = story(text)
    names = {place.name for place in told.places} | {name.name for name in told.unresolved}
    assert names >= {word for word in ("Lampedusa", "Qrtzwabad") if word in text}


def test_a_doubtful_name_says_what_it_could_be_and_how_sure_that_is() -> None:
    told = story("The Elbow Lake man was hurt, said Pawlenty in Goshen.")
    doubtful = {one.name: one.reason for one in told.unresolved}
    assert "could be Elbow Lake in Minnesota, US" in doubtful["Elbow Lake"]
    assert "% sure" in doubtful["Elbow Lake"]
