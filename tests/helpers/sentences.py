"""Every sentence that geomap says of its findings, with values for its slots."""

from __future__ import annotations

import re
from typing import Any

from geomap.wording.templates import sections, slot_kinds

SAMPLES: dict[str, tuple[Any, Any]] = {
    "number": (1234, 1234),
    "people": ("1.2 million", 1_200_000),
    "kind": ("town", {"kind": "town"}),
    "sort": (
        "Tripoli (town, Tripoli District, LY)",
        {"name": "Tripoli", "kind": "town", "admin1": "Tripoli District", "country": "LY"},
    ),
    "feature": ("Lampedusa in Sicily, IT", {"name": "Lampedusa", "admin1": "Sicily", "country": "IT"}),
    "near": ("Sfax (120 km), Gabès (1,233 km)", {"near": [["Sfax", 120], ["Gabès", 1233]]}),
    "aside": (
        ": “from the captain” (Ada Example, 2026-11-23)",
        {"said": "from the captain", "who": "Ada Example, 2026-11-23"},
    ),
    "quoted": ("“today”, “on Monday”", {"quoted": ["today", "on Monday"]}),
    "note": (
        "The publication date is unknown. Give it with --date YYYY-MM-DD if dates in the text need it.",
        ["note.undated", {}],
    ),
    "rule": ("month", ["rule.month", {}]),
}


def slots(template: Any) -> list[str]:
    return re.findall(r"\{(\w+)\}", template)


def values(template: str, *, words_are: str = "Example") -> tuple[dict[str, Any], dict[str, Any]]:
    """A value for each slot as a producer gives it, and as it is heard."""
    given_values, expected = {}, {}
    for slot in slots(template):
        plain = f"{words_are} {slot}"
        given_values[slot], expected[slot] = SAMPLES.get(slot_kinds().get(slot, ""), (plain, plain))
    return given_values, expected


EVERY = [(f"{section}.{key}", text) for section, table in sections().items() for key, text in table.items()]
