"""An online service adds what the gazetteer lacks; its failures leave the map whole. All answers here are made up."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
import spacy
from geopy.exc import GeocoderQuotaExceeded, GeocoderTimedOut
from helpers.services import service

import geomap
from geomap.article import article_from_text
from geomap.errors import ConfigError
from geomap.gazetteer import Gazetteer
from geomap.gazetteer.online import GazetteerWithAnswers, OnlineGeocoder
from geomap.gazetteer.replay import AnswerCache

CAMP = {
    "osm_type": "way", "osm_id": 77, "lat": "13.6", "lon": "21.9", "class": "amenity", "type": "refugee_site",
    "name": "Qwxyz", "display_name": "Qwxyz, Ouaddaï, Chad", "importance": 0.3,
    "boundingbox": ["13.5", "13.7", "21.8", "22.0"], "address": {"country_code": "td", "state": "Ouaddaï"},
    "namedetails": {"name": "Qwxyz", "alt_name": "Camp de Qwxyz"},
}  # fmt: skip
"""A made-up camp, as Nominatim answers."""


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


@pytest.fixture
def online(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(AnswerCache, "take_turn", lambda self, url: 0.0)
    return partial(OnlineGeocoder, cache=AnswerCache(tmp_path / "answers.sqlite"))


def test_an_answer_becomes_a_match_with_its_source(online: Any, gazetteer: Gazetteer) -> None:
    answers = online(adapter=service(Qwxyz=[CAMP])).ask(["Qwxyz"])
    joined = GazetteerWithAnswers(gazetteer, answers)
    (match,) = joined.lookup("qwxyz")
    feature = match.feature
    assert (feature.id, feature.kind, feature.country, feature.admin1_name) == (
        "nominatim:way.77",
        "camp",
        "TD",
        "Ouaddaï",
    )
    assert (feature.lat, feature.lon) == (13.6, 21.9)
    assert feature.radius_km == pytest.approx(10.96, abs=0.1)
    assert match.quality == "primary"
    assert joined.feature("nominatim:way.77") == feature
    assert joined.footprint("nominatim:way.77") is None
    assert "Qwxyz" in joined
    assert "Qwxyz" not in gazetteer
    assert joined.lookup("Tripoli") == gazetteer.lookup("Tripoli")
    assert joined.country_at(32.9, 13.2) == "LY"


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"class": "place", "type": "village"}, "town"),
        ({"class": "boundary", "type": "administrative", "addresstype": "county"}, "region"),
        ({"class": "natural", "type": "strait"}, "strait"),
        ({"class": "waterway", "type": "river"}, "river"),
        ({"category": "place", "class": None, "type": "island"}, "island"),
        ({"class": "shop", "type": "bakery"}, None),
        ({"name": "Elsewhere", "namedetails": {}}, None),
    ],
)
def test_kinds_come_from_the_table_and_what_is_no_place_is_left_out(
    online: Any, changes: Any, kind: str | None
) -> None:
    answer = {name: value for name, value in {**CAMP, **changes}.items() if value is not None}
    answers = online(adapter=service(Qwxyz=[answer])).ask(["Qwxyz"])
    assert [match.feature.kind for match in answers.matches["qwxyz"]] == ([kind] if kind else [])


def test_answers_are_ranked_together_with_the_gazetteers(online: Any, gazetteer: Gazetteer) -> None:
    great = {**CAMP, "name": "Tripoli", "namedetails": {}, "importance": 1.0}
    small = {**CAMP, "name": "Tripoli", "namedetails": {}, "importance": 0.0, "osm_id": 78}
    answers = online(adapter=service(Tripoli=[small, great])).ask(["Tripoli"])
    found = GazetteerWithAnswers(gazetteer, answers).lookup("Tripoli")
    ids = [match.feature.id for match in found]
    assert ids.index("nominatim:way.77") == 0
    assert ids.index("nominatim:way.78") > 0
    assert [match.prominence for match in found] == sorted((match.prominence for match in found), reverse=True)
    assert {match.feature.id for match in gazetteer.lookup("Tripoli")} <= set(ids)


@pytest.mark.parametrize("error", [GeocoderTimedOut("late"), GeocoderQuotaExceeded("enough")])
def test_a_service_that_fails_is_a_note_and_is_not_asked_for_ever(online: Any, error: Exception) -> None:
    failing = service(search=error)
    answers = online(adapter=failing).ask(["A", "B", "C", "D"])
    assert not answers.matches
    assert len(failing.asked) == 2
    (note,) = answers.notes
    assert "nominatim could not be asked about 4 name(s)" in note
    assert str(error) in note


@pytest.mark.parametrize(
    "answer", [{"error": "down"}, [{"lat": "x"}], "text", [{**CAMP, "boundingbox": ["a", "b", "c", "d"]}]]
)
def test_answers_that_make_no_sense_are_notes(online: Any, answer: Any) -> None:
    answers = online(adapter=service(Qwxyz=answer)).ask(["Qwxyz"])
    assert len(answers.notes) == 1


def test_offline_only_kept_answers_are_replayed(online: Any) -> None:
    online(adapter=service(Qwxyz=[CAMP])).ask(["Qwxyz", "Nowhere"])
    answers = online(connect=False).ask(["Qwxyz", "Nowhere", "Other"])
    assert [match.feature.id for match in answers.matches["qwxyz"]] == ["nominatim:way.77"]
    assert answers.matches["nowhere"] == ()
    assert answers.notes == (
        "No answer of nominatim is kept for 1 name(s) (“Other”); make the map again with --online.",
    )


def test_the_user_agent_names_geomap_and_the_contact(online: Any) -> None:
    heard: list[str] = []

    class Listening(service()):  # type: ignore[misc]
        def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> Any:
            heard.append(headers["User-Agent"])
            return []

    online(adapter=Listening, contact="desk@news.example").ask(["Qwxyz"])
    assert heard == [f"geomap/{geomap.__version__} (+desk@news.example)"]


def test_any_geopy_service_works(online: Any) -> None:
    photon = {"features": [{"geometry": {"coordinates": [21.9, 13.6]}, "properties": {"name": "Qwxyz"}}]}
    answers = online("photon", adapter=service(Qwxyz=photon)).ask(["Qwxyz"])
    (match,) = answers.matches["qwxyz"]
    assert match.feature.id.startswith("photon:")
    assert (match.feature.lat, match.feature.kind) == (13.6, "town")


def test_wrong_services_and_settings_are_clear_errors(online: Any) -> None:
    with pytest.raises(ConfigError, match="did you mean 'nominatim'"):
        online("nominatm")
    with pytest.raises(ConfigError, match="can't be used with these settings"):
        online("nominatim", {"colour": "red"})
    with pytest.raises(ConfigError, match="can't be used with these settings"):
        online("opencage")


def test_a_story_has_the_place_that_only_the_service_knows(online: Any, gazetteer: Gazetteer) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "GPE", "pattern": "Qwxyz"}, {"label": "GPE", "pattern": "Chad"}])
    ruler.add_patterns([{"label": "GPE", "pattern": "Sudan"}])
    asked = service(Qwxyz=[CAMP])
    article = article_from_text(
        "Families from Sudan live in Qwxyz, Chad, and in the camp of Qwxyz. Qwxyz is full.\n", published="2024-05-01"
    )
    told = _tell(article, nlp, gazetteer, online(adapter=asked))
    assert "nominatim:way.77" in told.places
    assert len(asked.asked) == 1
    assert "nominatim:way.77" not in told.places_without
    failed = _tell(article, nlp, gazetteer, online(adapter=service(search=GeocoderTimedOut("late")), connect=True))
    assert failed.places


class _Told:
    def __init__(self, places: list[str], places_without: list[str]) -> None:
        self.places, self.places_without = places, places_without


def _tell(article: Any, nlp: Any, gazetteer: Gazetteer, service: OnlineGeocoder) -> _Told:
    from geomap.language.mentions import find_mentions
    from geomap.language.reading import read
    from geomap.places import resolve
    from geomap.places.asking import names_to_ask

    reading = read(article, nlp)
    mentions = find_mentions(reading, gazetteer)
    answers = service.ask(names_to_ask(mentions, gazetteer))
    resolution = resolve(mentions, reading, GazetteerWithAnswers(gazetteer, answers))
    without = resolve(mentions, reading, gazetteer)
    return _Told(
        [str(place.gazetteer_id) for place in resolution.places], [str(place.gazetteer_id) for place in without.places]
    )


PHOTON = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [21.9, 13.6]},
    "properties": {
        "osm_type": "W", "osm_id": 77, "osm_key": "amenity", "osm_value": "refugee_site", "type": "other",
        "name": "Qwxyz", "countrycode": "TD", "country": "Chad", "state": "Ouaddaï",
        "extent": [21.8, 13.7, 22.0, 13.5],
    },
}  # fmt: skip
"""The same camp, as Photon answers."""
GEONAMES = {
    "geonameId": 4242, "name": "Qwxyz", "toponymName": "Qwxyz-le-Grand", "lat": "13.6", "lng": "21.9", "fcl": "P",
    "fcode": "PPL", "countryCode": "TD", "countryName": "Chad", "adminName1": "Ouaddaï", "population": 900,
}  # fmt: skip


def test_photon_says_as_much_as_nominatim(online: Any) -> None:
    (ours,) = online(adapter=service(Qwxyz=[CAMP])).ask(["Qwxyz"]).matches["qwxyz"]
    asked = online("photon", adapter=service(Qwxyz={"type": "FeatureCollection", "features": [PHOTON]}))
    (match,) = asked.ask(["Qwxyz"]).matches["qwxyz"]
    assert match.feature.id == "photon:way.77"
    assert match.feature._replace(id="") == ours.feature._replace(id="")


def test_geonames_says_its_own_class(online: Any) -> None:
    user = {"username": "desk"}
    asked = online("geonames", user, adapter=service(Qwxyz={"geonames": [GEONAMES]}))
    (match,) = asked.ask(["Qwxyz"]).matches["qwxyz"]
    feature = match.feature
    assert (feature.id, feature.feature_class, feature.kind) == ("geonames:4242", "P.PPL", "town")
    assert (feature.country, feature.admin1_name, feature.lat, feature.lon) == ("TD", "Ouaddaï", 13.6, 21.9)
    no_place = online("geonames", user, adapter=service(Zwxyz={"geonames": [GEONAMES | {"fcl": "S", "fcode": "XX"}]}))
    assert no_place.ask(["Zwxyz"]).matches["zwxyz"] == ()
