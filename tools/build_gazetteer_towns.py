"""Towns of at least 500 people, with those of their other names that can be trusted."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from typing import Any

from build_gazetteer_areas import merge_names
from build_gazetteer_sources import Sources

from geomap.gazetteer.feature import CLASSES, Quality
from geomap.gazetteer.folding import fold
from geomap.gazetteer.writing import Record

BIG_TOWN = 100_000  # keeps names in other scripts, and may share its name with a country or a sea
BONUS = {"PPLC": 1.0, "PPLA": 0.4, "PPLA2": 0.1, "PPLX": -0.5, "PPLQ": -1.0, "PPLH": -1.0, "PPLW": -1.0}
LEAST_POPULATION = 300
ARTICLES = ("al-", "el-", "ad-", "an-", "ar-", "as-", "ash-", "at-", "az-", "'s-")
MODIFIERS = "ʻʼʽʾʿˈ"
ARABIC = {
    "AE", "BH", "DJ", "DZ", "EG", "EH", "ER", "IL", "IQ", "IR", "JO", "KM", "KW", "LB",
    "LY", "MA", "MR", "OM", "PS", "QA", "SA", "SD", "SO", "SS", "SY", "TD", "TN", "YE",
}  # fmt: skip
ARABIC_ARTICLE = re.compile(r"(?:al|el|ad|adh|an|ar|as|ash|at|ath|az)[ -](\w{4}.*)", re.IGNORECASE)


def town_records(
    sources: Sources,
    areas: Collection[str],
    reserved: Collection[str],
    facts: dict[str, Any],
    demonyms: Mapping[str, tuple[str, ...]],
) -> list[Record]:
    """One record per town. ``areas`` are the ids of the divisions; ``reserved`` folded names of larger things;
    ``facts`` the hand-written names by GeoNames id.
    """
    capitals = {code: fold(row["capital"]) for code, row in sources.countries.items() if row["capital"]}
    divisions = dict(sources.town_divisions())
    records = []
    for row in sources.towns:
        number, country, admin1 = int(row["geonameid"]), row["countrycode"], f"{row['countrycode']}.{row['admin1code']}"
        code, division = sources.feature_codes.get(number, ("PPL", ""))
        key = (country, row["name"], round(row["latitude"], 2), round(row["longitude"], 2))
        admin2 = divisions.get(key) or f"{admin1}.{division}"
        is_capital = code == "PPLC" and row["population"] > 0
        keep = _keeper(reserved, capitals.get(country, "") if is_capital else None, row["population"])
        records.append(
            Record(
                id=f"gn:{number}",
                name=row["name"],
                feature_class=f"P.{code}" if f"P.{code}" in CLASSES else "P.PPL",
                lat=row["latitude"],
                lon=row["longitude"],
                country=_known(f"country:{country}", areas),
                admin1=_known(f"admin1:{admin1}", areas),
                admin2=_known(f"admin2:{admin2}", areas),
                population=row["population"],
                prominence=math.log10(max(row["population"], LEAST_POPULATION)) + BONUS.get(code, 0.0),
                demonyms=demonyms.get(f"gn:{number}", ()),
                names=_names(
                    [row["name"], *row["alternatenames"]],
                    keep,
                    {sort: facts[sort].get(str(number), ()) for sort in facts},
                    is_arabic=country in ARABIC,
                ),
            )
        )
    return records


def _known(id_: str, areas: Collection[str]) -> str | None:
    return id_ if id_ in areas else None


def _names(
    own: list[str], keep: Callable[[str], bool], by_hand: dict[str, Collection[str]], *, is_arabic: bool
) -> tuple[tuple[str, Quality], ...]:
    """The names of a town; its own are given with the primary one first."""
    names: dict[str, Quality] = dict.fromkeys((own[0], *by_hand["names"]), "primary")
    names |= dict.fromkeys(by_hand["historic"], "historic")
    for other in own[1:]:
        if keep(other):
            names.setdefault(other, "alternate")
    if is_arabic:  # news writes Hodeidah and Qamishli for Al Hodeidah and Al Qamishli
        bare = [found[1] for name in names if (found := ARABIC_ARTICLE.fullmatch(name))]
        for name in bare:
            if keep(name):
                names.setdefault(name, "alternate")
    return merge_names(names, by_hand["abbreviations"])


def _keeper(reserved: Collection[str], capital: str | None, population: int) -> Callable[[str], bool]:
    """A test for alternate names of a town: airport codes, lower-case words and names of larger things are noise."""

    def keep(name: str) -> bool:
        if len(name) < 3 or name.isdigit() or "http" in name:
            return False
        if not _is_latin(name):
            return population >= BIG_TOWN
        if name.isupper() and len(name) <= 4:
            return False
        if name[0].islower() and not name.startswith(
            ("al-", "el-", "'s", "s-", "as-", "ash-", "ad-", "an-", "ar-", "at-", "az-")
        ):
            return False
        return capital is not None or fold(name) not in reserved

    return keep


def _is_latin(name: str) -> bool:
    return all(not letter.isalpha() or letter in MODIFIERS or _in_latin(letter) for letter in name)


def _in_latin(letter: str) -> bool:
    return letter.isascii() or "LATIN" in unicodedata.name(letter, "")
