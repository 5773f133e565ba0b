"""Settlements that GeoNames' towns of 500 people lack: those of the hand-written table, American post offices, ports
and border crossings of the UN's list, places that an airfield is named after.

A settlement is left out where a town of the same name lies within ``SAME_KM`` of it: the list of towns knows it.
"""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from build_gazetteer_areas import merge_names
from build_gazetteer_sources import Sources

from geomap.gazetteer.folding import fold
from geomap.gazetteer.writing import Record
from geomap.geodesy import distance_km

SAME_KM = 60.0
HAND_SAME_KM = 25.0
PROMINENCE = 2.2
"""Somewhat less than a town of 300 people: known to be there, hardly ever meant."""
RADIUS_KM = 1.5
LISTED_FROM_NAME_LENGTH = 4
BRACKET = re.compile(r"\s*[(/].*$")
NO_TOWN = re.compile(
    r"\b(?:apt|airport|airfield|port|harbou?r|terminal|pier|offshore|platform|field|fpso|oil|anchorage|industrial|freight|"
    r"station|base|zone|heliport|yard|depot|refinery|marina|wharf|point|island|islands|bay)\b",
    re.IGNORECASE,
)  # fmt: skip


NO_POST_TOWN = re.compile(
    r"\b(?:corp|inc|co|company|bank|insurance|univ|university|college|dept|department|services?|assoc\w*|cent(?:er|re)|ctr|"
    r"magazine|mail|life|trust|brm|bldg|hospital|irs|gov\w*|fpo|apo|payment|reply|electric|telephone|publish\w*|club|card|"
    r"federal|express|office|fund|sales|products|industries|society|group|systems?|school|data|credit|admin\w*)\b",
    re.IGNORECASE,
)  # fmt: skip
"""Large receivers of mail have ZIP codes of their own."""
WELL_KNOWN = frozenset({"US", "GB", "DE", "FR", "NL", "BE", "EE", "NO", "SE", "DK", "ES", "IT", "JP"})
"""Countries whose list of towns needs no ports from another list."""


@dataclass(frozen=True)
class Settlement:
    """A settlement of a list: ``place`` tells it from others of its name in the country."""

    id: str
    name: str
    country: str
    lat: float
    lon: float
    names: tuple[str, ...] = ()
    by_hand: bool = False


def small_records(
    folder: Path,
    sources: Sources,
    towns: Iterable[Record],
    outlines: Mapping[str, Any],
    areas: Collection[str],
    reserved: Collection[str],
) -> list[Record]:
    """One record per settlement. ``outlines`` are shapely shapes by the id of the country or division, ``areas`` the
    ids that are known, ``reserved`` folded names of larger things, which no settlement gets but those of the table in
    ``folder``.
    """
    known: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for town in towns:
        for name, _ in town.names:
            known.setdefault((town.country or "", fold(name)), []).append((town.lon, town.lat))
    divisions = _Divisions(outlines)
    records = []
    lists = (settlements(folder), post_offices(sources), listed_places(sources), airfield_places(sources))
    for one in itertools.chain.from_iterable(lists):
        key, point = (one.country, fold(one.name)), (one.lon, one.lat)
        if one.country not in areas or (key[1] in reserved and not one.by_hand):
            continue
        apart = HAND_SAME_KM if one.by_hand else SAME_KM
        if any(distance_km(point, other) < apart for other in known.get(key, ())):
            continue
        known.setdefault(key, []).append(point)
        admin1 = divisions.around(point, one.country)
        records.append(
            Record(
                id=one.id,
                name=one.name,
                feature_class="P.PPL",
                lat=round(one.lat, 5),
                lon=round(one.lon, 5),
                country=one.country,
                admin1=admin1 if admin1 in areas else None,
                radius_km=RADIUS_KM,
                prominence=PROMINENCE,
                names=merge_names(dict.fromkeys((one.name, *one.names), "primary")),
            )
        )
    return records


def settlements(folder: Path) -> Iterator[Settlement]:
    """The rows ``name|others|country|lat|lon`` of settlements.csv."""
    with (folder / "settlements.csv").open(encoding="utf-8", newline="") as rows:
        for cells in csv.DictReader(rows, delimiter="|", quoting=csv.QUOTE_NONE):
            country, name = cells["country"], cells["name"]
            lat, lon = float(cells["lat"]), float(cells["lon"])
            id_ = f"town:{country.lower()}-{fold(name).replace(' ', '-')}-{lat:.0f}{lon:.0f}"
            others = tuple(other for other in cells["others"].split(";") if other)
            yield Settlement(id_, name, f"country:{country}", lat, lon, names=others, by_hand=True)


def post_offices(sources: Sources) -> Iterator[Settlement]:
    """American places with a post office of their own, at the middle of their ZIP codes."""
    places: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for row in sources.zip_codes():
        if row["state"] in sources.states and row["latitude"] and row["longitude"]:
            places.setdefault((row["state"], row["city"]), []).append((row["longitude"], row["latitude"]))
    seen = set()
    for (state, city), points in sorted(places.items()):
        if not city.replace(" ", "").replace("-", "").replace("'", "").replace(
            ".", ""
        ).isalpha() or NO_POST_TOWN.search(city):
            continue
        id_ = f"post:us-{state.lower()}-{fold(city).replace(' ', '-')}"
        if id_ in seen:
            continue  # "Saint Marys" beside "St Marys"
        seen.add(id_)
        lon, lat = (sum(point[side] for point in points) / len(points) for side in (0, 1))
        yield Settlement(id_, city, "country:US", lat, lon)


def listed_places(sources: Sources) -> Iterator[Settlement]:
    """Ports, airfields and border crossings of UN/LOCODE, in countries that the towns cover less well."""
    for code, name, lat, lon in sources.locodes():
        bare = BRACKET.sub("", name).strip()
        if (
            len(bare) < LISTED_FROM_NAME_LENGTH
            or NO_TOWN.search(bare)
            or not bare[0].isupper()
            or code[:2] in WELL_KNOWN
        ):
            continue
        yield Settlement(f"locode:{code.lower()}", bare, f"country:{code[:2]}", lat, lon)


def airfield_places(sources: Sources) -> Iterator[Settlement]:
    """The places that airfields with a passenger code serve, at the airfield."""
    for cells in sources.airports():
        city = BRACKET.sub("", cells["city"]).strip()
        if cells["country"] == "US":
            continue  # the post offices are there
        if cells["iata"] and len(city) >= LISTED_FROM_NAME_LENGTH and city[0].isupper() and not NO_TOWN.search(city):
            here = float(cells["lat"]), float(cells["lon"])
            yield Settlement(f"airfield:{cells['iata'].lower()}", city, f"country:{cells['country']}", *here)


class _Divisions:
    """In which first-level division of a country a point lies."""

    def __init__(self, outlines: Mapping[str, Any]) -> None:
        self._ids = [id_ for id_ in outlines if id_.startswith("admin1:")]
        self._tree = shapely.STRtree([outlines[id_] for id_ in self._ids])

    def around(self, point: tuple[float, float], country: str) -> str | None:
        found = (self._ids[index] for index in self._tree.query(shapely.Point(point), predicate="intersects"))
        code = country.partition(":")[2]
        return next((id_ for id_ in found if id_.startswith(f"admin1:{code}.")), None)
