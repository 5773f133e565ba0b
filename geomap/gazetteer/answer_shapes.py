"""Answers of geocoders in one shape: that of Nominatim, to which those of Photon and GeoNames are brought.

What a service says about kind, country and extent decides how well its answer can be weighed. Other services of geopy
keep their position and the first words of their address.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["in_one_shape"]

OSM_TYPES = {"N": "node", "W": "way", "R": "relation"}


def in_one_shape(raw: object) -> dict[str, Any]:
    """The raw answer with Nominatim's keys; empty for what is no mapping.

    Photon answers GeoJSON features (https://github.com/komoot/photon), GeoNames rows with ``fcl`` and ``fcode``
    (https://www.geonames.org/export/geonames-search.html), which give ``feature_class`` at once.
    """
    if not isinstance(raw, Mapping):
        return {}
    properties = raw.get("properties")
    if isinstance(properties, Mapping) and "osm_key" in properties:
        return _of_photon(properties)
    if "geonameId" in raw:
        return _of_geonames(raw)
    return dict(raw)


def _of_photon(properties: Mapping[str, Any]) -> dict[str, Any]:
    shaped: dict[str, Any] = {
        "osm_type": OSM_TYPES.get(str(properties.get("osm_type"))),
        "osm_id": properties.get("osm_id"),
        "class": properties.get("osm_key"),
        "type": properties.get("osm_value"),
        "addresstype": properties.get("type"),
        "name": properties.get("name"),
        "address": {"country_code": properties.get("countrycode"), "state": properties.get("state")},
    }
    extent = properties.get("extent")
    if isinstance(extent, list) and len(extent) == 4:
        west, north, east, south = extent
        shaped["boundingbox"] = [south, north, west, east]
    return shaped


def _of_geonames(row: Mapping[str, Any]) -> dict[str, Any]:
    name, spelled = row.get("name"), row.get("toponymName")
    return {
        "geoname_id": row["geonameId"],
        "feature_class": f"{row.get('fcl')}.{row.get('fcode')}",
        "name": name,
        "namedetails": {"name:en": name, "name": spelled},
        "address": {"country_code": row.get("countryCode"), "state": row.get("adminName1")},
    }
