"""What a bare name may mean, with reasons in words: for ``geomap locate`` and the geopy geocoder."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from geomap.gazetteer.feature import Feature, Match
from geomap.gazetteer.folding import fold
from geomap.gazetteer.gazetteer import Gazetteer
from geomap.gazetteer.spelling import other_spellings

__all__ = ["Located", "address_of", "locate"]

CLASS_WORDS = {
    "P.PPLC": "capital", "P.PPLA": "capital of a first-level division", "P.PPLX": "part of a town",
    "A.ADM1": "first-level division", "A.ADM2": "second-level division", "L.CONT": "continent", "H.OCN": "ocean",
    "H.GULF": "gulf", "H.BAY": "bay", "H.SD": "sound", "H.FJD": "fjord", "H.LGN": "lagoon", "H.CHN": "channel",
    "T.ISLS": "group of islands", "T.MTS": "mountain range", "T.PEN": "peninsula", "T.CAPE": "cape",
    "T.PLAT": "plateau", "T.PLN": "plain", "T.VAL": "valley", "T.PASS": "pass", "T.ISTH": "isthmus",
    "S.AIRP": "airport", "H.RSV": "reservoir", "H.DLTA": "delta", "T.ATOL": "atoll",
}  # fmt: skip
QUALITY_WORDS = {
    "primary": "it is the usual name of {name}",
    "alternate": "it is another name of {name}",
    "abbreviation": "it is short for {name}",
    "historic": "it is a former name of {name}",
}


BRACKETED = re.compile(r"([^(]+?) ?\((.+)\)")


@dataclass(frozen=True, slots=True)
class Located:
    """A candidate: the feature, its share among the candidates (0 to 1), and why it ranks so."""

    feature: Feature
    score: float
    reasons: tuple[str, ...]


def locate(
    gazetteer: Gazetteer, name: str, limit: int = 10, country_codes: Collection[str] = ()
) -> tuple[Located, ...]:
    """The places that ``name`` may mean, the likeliest first.

    After a comma the name may say where it lies ("Paris, Texas", "Springfield, Ill."): then only places in there count.
    ``country_codes`` (ISO 3166-1 alpha-2) keep places of these countries.
    """
    wanted = {code.upper() for code in country_codes}
    found = [
        (match, reasons)
        for match, reasons in _matches(gazetteer, name)
        if not wanted or match.feature.country in wanted
    ]
    found.sort(key=lambda candidate: -candidate[0].prominence)
    total = sum(10.0**match.prominence for match, _ in found)
    return tuple(
        Located(match.feature, round(10.0**match.prominence / total, 4), (*reasons, *_about(gazetteer, match)))
        for match, reasons in found[: max(0, limit)]
    )


def _matches(gazetteer: Gazetteer, name: str) -> list[tuple[Match, tuple[str, ...]]]:
    head, *containers = [part.strip() for part in name.split(",") if part.strip()] or [""]
    if not containers:
        return _named(gazetteer, name)
    inside = [
        (match, container)
        for match in gazetteer.lookup(head)
        if (container := _holder(gazetteer, match.feature, containers))
    ]
    if not inside:
        return _named(gazetteer, name)
    return [(match, (f"it lies in {container}",)) for match, container in inside]


def _named(gazetteer: Gazetteer, name: str) -> list[tuple[Match, tuple[str, ...]]]:
    """The bearers of the name; where there is none, those of the nearest other spelling that has some."""
    if matches := gazetteer.lookup(name):
        return [(match, ()) for match in matches]
    bracketed = BRACKETED.fullmatch(name)
    spellings = [*bracketed.groups()] if bracketed else []
    for other in (*spellings, *other_spellings(fold(name))):
        if matches := gazetteer.lookup(other):
            return [(match, (f'nothing has this name; it was read as "{other}"',)) for match in matches]
    return []


def _holder(gazetteer: Gazetteer, feature: Feature, containers: Iterable[str]) -> str | None:
    """The name of the innermost container, when every container named holds the feature."""
    held_by = {f"country:{feature.country}", f"admin1:{feature.admin1}", f"admin2:{feature.admin2}"} - {feature.id}
    innermost: str | None = None
    for container in containers:
        holders = [match.feature for match in gazetteer.lookup(container) if match.feature.id in held_by]
        if not holders:
            return None
        innermost = innermost or holders[0].name
    return innermost


def _about(gazetteer: Gazetteer, match: Match) -> tuple[str, ...]:
    feature = match.feature
    words = CLASS_WORDS.get(feature.feature_class, feature.kind)
    where = address_of(gazetteer, feature).split(", ", 1)[1:]
    about = f"{words} in {where[0]}" if where else words
    if feature.population:
        about += f", {feature.population:,} people"
    return QUALITY_WORDS[match.quality].format(name=feature.name), about


def address_of(gazetteer: Gazetteer, feature: Feature) -> str:
    """The name with what holds it: "Paris, Texas, United States"."""
    parts = [feature.name]
    if feature.admin1_name and feature.id != f"admin1:{feature.admin1}":
        parts.append(feature.admin1_name)
    if feature.country and feature.id != f"country:{feature.country}":
        parts.append(gazetteer.feature(f"country:{feature.country}").name)
    return ", ".join(part for number, part in enumerate(parts) if number == 0 or part != parts[number - 1])
