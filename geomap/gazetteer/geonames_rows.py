"""What the rows of GeoNames' dump mean to geomap: class, prominence, and which of the other names can be trusted."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from geomap.gazetteer.feature import CLASSES

__all__ = ["KeptAs", "are_trusted", "is_trusted", "kept_as", "radius_of_division"]

TABLE = Path(__file__).parent.parent / "data" / "gazetteer" / "geonames.toml"
BIG_TOWN = 100_000
"""From so many people on a place keeps its names in other scripts."""

LONGEST_CODE = 4

OTHER_SCRIPT = re.compile(r"[^\W\d_\u0000-\u036f\u1d00-\u1eff\u2c60-\u2c7f\ua720-\ua7ff\ufb00-\ufb06]")
NOISE = re.compile(r"^.{0,2}$|^\d+$|http|^[A-Z0-9]{1,4}$|^(?!al-|el-|'s|s-|as-|ash-|ad-|an-|ar-|at-|az-)[a-zß-öø-ÿ]")
"""Airport codes, numbers, addresses, and words in small letters that are no name."""


@dataclass(frozen=True, slots=True)
class KeptAs:
    """The class that a feature code is kept under, its prominence without people, and the bonus on top of people."""

    feature_class: str
    least: float
    bonus: float


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


@cache
def kept_as(letter: str, code: str) -> KeptAs:
    """How a feature of that GeoNames class and code is kept; unknown codes go by their class."""
    table = _table()
    name = f"{letter}.{code}"
    general = table["classes"].get(letter, table["unclassified"])
    feature_class = name if name in CLASSES else table["codes"].get(name, general["class"])
    bonus = table["bonus"].get(name, 0.0)
    return KeptAs(feature_class, general["prominence"] + bonus, bonus)


def radius_of_division(level: str) -> float:
    """Half the extent in kilometres that a division ("admin1", "admin2") gets of which no outline is known."""
    return float(_table()["radius_km"][level])


def is_trusted(name: str, population: int) -> bool:
    """Whether another name of a feature is worth keeping."""
    if NOISE.search(name):
        return False
    return name.isascii() or population >= BIG_TOWN or not OTHER_SCRIPT.search(name)


def are_trusted(names: Sequence[str], populations: Sequence[int]) -> list[bool]:
    """:func:`is_trusted` of each, for very many: what begins with a capital and is no short code is no noise."""
    return [
        (name.isascii() or people >= BIG_TOWN or not OTHER_SCRIPT.search(name))
        if "A" <= name[:1] <= "Z" and len(name) > LONGEST_CODE and "http" not in name
        else is_trusted(name, people)
        for name, people in zip(names, populations, strict=True)
    ]
