from __future__ import annotations

import pytest
from geopy.exc import GeocoderQueryError
from geopy.geocoders.base import Geocoder

from geomap.gazetteer import Gazetteer
from geomap.gazetteer.geocoder import EmbeddedGeocoder
from geomap.gazetteer.locate import address_of, locate


@pytest.fixture(scope="module")
def geocoder() -> EmbeddedGeocoder:
    return EmbeddedGeocoder(Gazetteer.open())


def test_it_is_a_geopy_geocoder(geocoder: EmbeddedGeocoder) -> None:
    assert isinstance(geocoder, Geocoder)


@pytest.mark.parametrize(
    ("query", "country", "admin1"),
    [
        ("Paris", "FR", "FR.11"),
        ("Paris, Texas", "US", "US.TX"),
        ("Paris, TX", "US", "US.TX"),
        ("Springfield, Ill.", "US", "US.IL"),
        ("Tripoli, Lebanon", "LB", "LB.09"),
        ("London, Ontario, Canada", "CA", "CA.08"),
    ],
)
def test_containers_after_a_comma(geocoder: EmbeddedGeocoder, query: str, country: str, admin1: str) -> None:
    location = geocoder.geocode(query)
    assert (location.raw["country"], location.raw["admin1"]) == (country, admin1)
    assert location.raw["reasons"]


def test_nothing_found_is_none(geocoder: EmbeddedGeocoder) -> None:
    assert geocoder.geocode("Nowhereville") is None
    assert geocoder.geocode("Nowhereville", exactly_one=False) is None
    assert geocoder.geocode("") is None


def test_several_and_limits(geocoder: EmbeddedGeocoder) -> None:
    assert len(geocoder.geocode("Springfield", exactly_one=False, limit=3)) == 3
    assert len(geocoder.geocode("Springfield", exactly_one=False)) == 10
    with pytest.raises(GeocoderQueryError):
        geocoder.geocode("Springfield", limit=0)


def test_country_codes(geocoder: EmbeddedGeocoder) -> None:
    assert geocoder.geocode("Paris", country_codes="us").raw["country"] == "US"
    assert geocoder.geocode("Paris", country_codes=["de", "us"]).raw["country"] == "US"
    assert geocoder.geocode("Paris", country_codes="LY") is None


def test_reverse(geocoder: EmbeddedGeocoder) -> None:
    assert geocoder.reverse((32.9, 13.2)).raw["name"] == "Tripoli"
    assert geocoder.reverse("32.9, 13.2", exactly_one=False)[0].address == "Tripoli, Libya"
    assert geocoder.reverse((0, -30)) is None


def test_scores_are_shares_and_reasons_are_words(geocoder: EmbeddedGeocoder) -> None:
    candidates = locate(geocoder.gazetteer, "Tripoli", 50)
    assert sum(candidate.score for candidate in candidates) == pytest.approx(1, abs=0.01)
    assert [candidate.score for candidate in candidates] == sorted((c.score for c in candidates), reverse=True)
    assert "it is the usual name of Tripoli" in candidates[0].reasons
    assert candidates[0].reasons[-1].startswith("capital in ") or "capital" in candidates[0].reasons[-1]


def test_another_spelling_is_said_to_be_one(geocoder: EmbeddedGeocoder) -> None:
    reasons = locate(geocoder.gazetteer, "Lofoten Is.")[0].reasons
    assert any("read as" in reason for reason in reasons)


def test_an_address_names_what_holds_the_place(geocoder: EmbeddedGeocoder) -> None:
    gazetteer = geocoder.gazetteer
    assert address_of(gazetteer, gazetteer.feature("gn:4717560")) == "Paris, Texas, United States"
    assert address_of(gazetteer, gazetteer.feature("country:LY")) == "Libya"
