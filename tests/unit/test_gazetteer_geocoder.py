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


def test_several_country_codes_as_text(geocoder: EmbeddedGeocoder) -> None:
    assert geocoder.geocode("Paris", country_codes="de, us").raw["country"] == "US"


def test_a_viewbox_prefers_and_bounds(geocoder: EmbeddedGeocoder) -> None:
    texas = [(25.8, -106.7), (36.5, -93.5)]
    assert geocoder.geocode("Paris", viewbox=texas).raw["admin1"] == "US.TX"
    assert geocoder.geocode("Paris", viewbox=["36.5, -93.5", "25.8, -106.7"]).raw["admin1"] == "US.TX"
    everywhere = geocoder.geocode("Paris", viewbox=texas, exactly_one=False, limit=50)
    inside = geocoder.geocode("Paris", viewbox=texas, bounded=True, exactly_one=False, limit=50)
    assert {one.raw["country"] for one in everywhere} >= {"US", "FR"}
    assert 0 < len(inside) < len(everywhere)
    assert all(25.8 <= one.latitude <= 36.5 and -106.7 <= one.longitude <= -93.5 for one in inside)
    assert geocoder.geocode("Tripoli", viewbox=texas, bounded=True) is None
    with pytest.raises(GeocoderQueryError, match="needs a viewbox"):
        geocoder.geocode("Paris", bounded=True)
    with pytest.raises(GeocoderQueryError, match="two corners"):
        geocoder.geocode("Paris", viewbox=[(1, 2)])


@pytest.mark.parametrize(
    ("query", "id_start", "country"),
    [
        ({"city": "Paris", "state": "Texas"}, "gn:", "US"),
        ({"city": "Tripoli", "country": "Lebanon"}, "gn:", "LB"),
        ({"state": "Georgia", "country": "United States"}, "admin1:", "US"),
        ({"country": "Georgia"}, "country:GE", "GE"),
        ({"county": "Travis County", "state": "Texas"}, "admin2:", "US"),
    ],
)
def test_structured_queries(geocoder: EmbeddedGeocoder, query: dict[str, str], id_start: str, country: str) -> None:
    found = geocoder.geocode(query)
    assert found.raw["id"].startswith(id_start)
    assert found.raw["country"] == country


def test_structured_queries_that_ask_for_too_much(geocoder: EmbeddedGeocoder) -> None:
    assert geocoder.geocode({"city": "Nowhereville", "country": "Libya"}) is None
    assert geocoder.geocode({}) is None
    with pytest.raises(GeocoderQueryError, match="no 'contry', did you mean 'country'"):
        geocoder.geocode({"contry": "Libya"})
    with pytest.raises(GeocoderQueryError, match="no 'street'; it has city, county, state, country"):
        geocoder.geocode({"street": "Main Street 1"})


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
