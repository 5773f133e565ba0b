"""Writes a small file of OpenStreetMap XML: names are facts, shapes rough boxes, and nothing is from OpenStreetMap."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

STAMP = 'version="1" timestamp="2020-01-01T00:00:00Z"'
Points = Sequence[tuple[float, float]]

COUNTRIES = {
    "ly": ("ليبيا", "Libya", (20.0, 10.0, 33.2, 25.0)),
    "lb": ("لبنان", "Lebanon", (33.05, 35.1, 34.69, 36.6)),
    "td": ("Tchad", "Chad", (8.0, 14.0, 19.4, 23.9)),
}
PLACES = (
    (32.8872, 13.1913, {"place": "city", "name": "طرابلس", "name:en": "Tripoli", "population": "1150000"}),
    (34.4367, 35.8497, {"place": "city", "name": "طرابلس", "name:en": "Tripoli", "population": "229000"}),
    (32.0836, 23.9764, {"place": "city", "name": "طبرق", "name:en": "Tobruk", "population": "120000"}),
    (13.5950, 21.8200, {"place": "village", "name": "Qwxyzville", "alt_name": "Old Qwxyzville"}),
    (13.5900, 21.7000, {"amenity": "refugee_site", "name": "Camp Qwzara", "name:en": "Qwzara"}),
    (38.5000, 25.0000, {"place": "sea", "name": "Αιγαίο Πέλαγος", "name:en": "Aegean Sea"}),
)
"""Latitude, longitude, tags. Two names are in no gazetteer."""


class Osm:
    """Collects nodes, ways and relations with running numbers."""

    def __init__(self) -> None:
        self._nodes: list[str] = []
        self._ways: list[str] = []
        self._relations: list[str] = []

    def node(self, lat: float, lon: float, tags: dict[str, str]) -> int:
        number = len(self._nodes) + 1
        self._nodes.append(f'<node id="{number}" {STAMP} lat="{lat}" lon="{lon}">{_tags(tags)}</node>')
        return number

    def area(self, points: Points, tags: dict[str, str]) -> None:
        nodes = [self.node(lat, lon, {}) for lat, lon in points]
        way, relation = len(self._ways) + 1, len(self._relations) + 1
        refs = "".join(f'<nd ref="{node}"/>' for node in [*nodes, nodes[0]])
        self._ways.append(f'<way id="{way}" {STAMP}>{refs}</way>')
        member = f'<member type="way" ref="{way}" role="outer"/>'
        self._relations.append(f'<relation id="{relation}" {STAMP}>{member}{_tags(tags)}</relation>')

    def text(self) -> str:
        parts = "\n".join([*self._nodes, *self._ways, *self._relations])
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="hand">\n{parts}\n</osm>\n'


def _tags(tags: dict[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())


def made_up() -> str:
    osm = Osm()
    for code, (name, english, (south, west, north, east)) in COUNTRIES.items():
        corners = ((south, west), (south, east), (north, east), (north, west))
        names = {"name": name, "name:en": english, "ISO3166-1": code.upper(), "ISO3166-1:alpha2": code.upper()}
        osm.area(corners, {"type": "boundary", "boundary": "administrative", "admin_level": "2", **names})
    for lat, lon, tags in PLACES:
        osm.node(lat, lon, tags)
    return osm.text()


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(made_up(), encoding="utf-8")
