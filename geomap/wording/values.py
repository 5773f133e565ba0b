"""What the slots of a template hold, read from the words that stand in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

__all__ = ["READERS", "Value"]

Value = str | int | list["Value"] | dict[str, "Value"]
"""Words, a number, a sentence within the sentence (a template's name and its values), or an object: ``name``, ``kind``,
``admin1``, ``country`` of a place; ``near``, a list of names with kilometres; ``quoted``, a list of quotations; or what
a person ``said`` and ``who`` it was."""

NUMBER = re.compile(r"\d{1,3}(?:,\d{3})*")
KIND = re.compile(r"[a-z]+")
COUNTRY = re.compile(r"[A-Z]{2}")


def _number(text: str) -> Value | None:
    return int(text.replace(",", "")) if NUMBER.fullmatch(text) else None


def _people(text: str) -> Value | None:
    """ "1.2 million" as a number."""
    millions, _, unit = text.partition(" ")
    if not unit:
        return _number(text)
    whole, _, tenth = millions.partition(".")
    if unit != "million" or not whole.isdecimal() or not tenth.isdecimal():
        return None
    return round(float(millions) * 1_000_000)


def _sort(text: str) -> Value | None:
    """ "Tripoli (town, Tripoli, LY)"."""
    name, _, about = text.removesuffix(")").rpartition(" (")
    kind, _, area = about.partition(", ")
    if not name or not text.endswith(")") or not KIND.fullmatch(kind):
        return None
    return {"name": name, "kind": kind, **_area(area)}


def _feature(text: str) -> Value:
    """ "Lampedusa in Sicily, IT", or a bare name."""
    name, _, area = text.partition(" in ")
    within = _area(area)
    return {"name": name, **within} if name and "country" in within else text


def _area(text: str) -> dict[str, Value]:
    """ "Sicily, IT", or one of both."""
    if COUNTRY.fullmatch(text):
        return {"country": text}
    admin1, comma, country = text.rpartition(", ")
    if comma and COUNTRY.fullmatch(country):
        return {"admin1": admin1, "country": country}
    return {"admin1": text} if text else {}


def _near(text: str) -> Value | None:
    """ "Sfax (120 km), Gabes (233 km)"."""
    found: list[Value] = []
    *items, rest = text.split(" km)")
    for number, item in enumerate(items):
        name, _, km = item.rpartition(" (")
        name, comma = (name.removeprefix(", "), name.startswith(", ") or not number)
        if not name or not comma or not NUMBER.fullmatch(km):
            return None
        found.append([name, int(km.replace(",", ""))])
    return {"near": found} if found and not rest else None


def _kind(text: str) -> Value | None:
    return {"kind": text} if KIND.fullmatch(text) else None


def _bare(text: str) -> Value | None:
    """A name, in or before quotation marks, which therefore holds none."""
    return None if "“" in text or "”" in text else text


def _quoted(text: str) -> Value:
    """ "“today”, “on Monday”", or plain words."""
    parts = text[1:-1].split("”, “") if text.startswith("“") and text.endswith("”") else []
    return {"quoted": list(parts)} if parts and all(_bare(part) for part in parts) else text


def _aside(text: str) -> Value | None:
    """What a person said and who it was: nothing, ": “…”", " (…)" or both."""
    rest, _, who = text.removesuffix(")").rpartition(" (") if text.endswith(")") else (text, "", "")
    said = rest.removeprefix(": “").removesuffix("”")
    if rest != (f": “{said}”" if said else "") or (text and not (said or who)):
        return None
    return {**({"said": said} if said else {}), **({"who": who} if who else {})}


READERS: Mapping[str, Callable[[str], Value | None]] = {
    "number": _number, "people": _people, "sort": _sort, "feature": _feature, "near": _near, "kind": _kind,
    "bare": _bare, "aside": _aside, "quoted": _quoted,
}  # fmt: skip
