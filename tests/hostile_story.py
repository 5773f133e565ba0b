"""Stories whose every text field is a string that has broken into pages, and their harmless twins."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_type_hints

from page_stories import PROVENANCE

from geomap.model import (
    Actor,
    Alternative,
    Article,
    Block,
    Correction,
    Event,
    Evidence,
    Member,
    OtherName,
    Place,
    Quantity,
    Route,
    Spot,
    Story,
    Unresolved,
    When,
)

__all__ = ["STRINGS", "harmless", "story_of"]

ESCAPE = re.compile(r"\\(\\|n|t|r|u[0-9a-f]{4})")
NAMED = {"\\": "\\", "n": "\n", "t": "\t", "r": "\r"}
TEXT = (str, str | None, tuple[str, ...])
FIXED = {
    When: {"start", "end"},
    Correction: {"mark"},
    Article: {"text", "published"},
    Member: {"published"},
    Evidence: {"text"},
    Place: {"id"},
    Route: {"id", "origin", "via", "destination"},
    Event: {"id", "place"},
}
"""What is not free text: dates, quotations (words of the article), ids and what leads to them (they are set apart)."""


def _read() -> tuple[str, ...]:
    lines = (Path(__file__).parent / "data" / "page" / "hostile.txt").read_text(encoding="utf-8").split("\n")
    kept = [line for line in lines if line and not line.startswith(("# ", "## "))]
    return tuple(ESCAPE.sub(lambda found: NAMED.get(found[1]) or chr(int(found[1][1:], 16)), line) for line in kept)


STRINGS = _read()


def harmless(count: int) -> tuple[str, ...]:
    return tuple(f"plain words {number}" for number in range(count))


def story_of(strings: tuple[str, ...]) -> Story:
    """A place, a movement, an event, an article and so on for each string, and that string in each of their texts."""
    text, blocks, members = "", [], []
    for string in strings:
        line = f"Here stands {string} in the article."
        blocks.append(Block(kind="paragraph", start=len(text), end=len(text) + len(line)))
        members.append(
            Member(start=len(text), end=len(text) + len(line), title="", source="", url="", author="", part="")
        )
        text += line + "\n\n"
    evidence = tuple(_quotation(text, block.start, block.end) for block in blocks)
    marks = [
        _marks(number, string, piece) for number, (string, piece) in enumerate(zip(strings, evidence, strict=True))
    ]
    corrections = tuple(_correction(string) for string in strings)
    article = Article(
        text=text,
        blocks=tuple(blocks),
        title="",
        source="",
        url="",
        author="",
        part="",
        language="",
        published="2026-01-01",
        members=tuple(_filled(member, string) for member, string in zip(members, strings, strict=True)),
    )
    everything = " ".join(strings)
    return Story(
        article=replace(_filled(article, everything), members=article.members),
        places=tuple(place for place, _, _ in marks),
        routes=tuple(route for _, route, _ in marks),
        events=tuple(event for _, _, event in marks),
        unresolved=tuple(_filled(Unresolved(name="", mentions=(), reason=""), string) for string in strings),
        others=tuple(_filled(OtherName(name="", kind="other", mentions=(), country=""), one) for one in strings),
        notes=strings,
        corrections=corrections,
        provenance=replace(_filled(PROVENANCE, everything), options=tuple((one, one) for one in strings)),
    )


def _quotation(text: str, start: int, end: int) -> Evidence:
    return Evidence(start=start, end=end, text=text[start:end])


def _marks(number: int, string: str, evidence: Evidence) -> tuple[Place, Route, Event]:
    lat, lon = -40.0 + number % 12 * 7, -150.0 + number // 12 * 30
    ids = [f"{kind}{number} {string}" for kind in "pre"]
    spot = Spot(text="", start=evidence.start, end=evidence.end, relation="near", lat=lat, lon=lon, radius_km=20)
    spot = replace(spot, text=evidence.text)
    other = Alternative(gazetteer_id="", name="", kind="town", country="", admin1="", lat=1, lon=1, confidence=0.1)
    when = When(start=f"2025-{number % 12 + 1:02d}-01", end=None, granularity="open", text="", rule="", anchor="")
    quantity = Quantity(value=5, qualifier="about", unit="", text="")
    both: dict[str, Any] = {
        "evidence": (evidence,),
        "frame": "",
        "trigger": "",
        "when": when,
        "quantity": quantity,
        "stated": ("",),
        "inferred": ("",),
        "corrected": (_correction(string),),
    }
    place = Place(
        id=ids[0], name="", kind="town", lat=lat, lon=lon, radius_km=5, confidence=0.4, mentions=(evidence,),
        gazetteer_id="", country="", admin1="", inferred=True, reasons=("",), alternatives=(other,), spots=(spot,),
        corrected=(_correction(string),),
    )  # fmt: skip
    route = Route(
        id=ids[1], theme="people", status="reported", origin=ids[0], destination=ids[0], via=(ids[0],), mover="",
        path=((lon, lat), (lon + 3, lat + 3)), **both,
    )  # fmt: skip
    actor = Actor(text="", role="agent", country="")
    event = Event(id=ids[2], type="attack", certainty="happened", place=ids[0], actors=(actor,), spot=spot, **both)
    return _filled(place, string), _filled(route, string), _filled(event, string)


def _correction(string: str) -> Correction:
    made = Correction(
        target="place", action="", about="", outcome="not applied", reason="", fields=("",), comment="", author="",
        made_on="",
    )  # fmt: skip
    return _filled(made, string)


def _filled(value: Any, string: str) -> Any:
    """The dataclass with the string in every field of free text, and in what it holds."""
    hints = get_type_hints(type(value))
    changes: dict[str, Any] = {}
    for field in fields(value):
        now = getattr(value, field.name)
        if field.name in FIXED.get(type(value), ()) or isinstance(value, Spot | Evidence):
            continue
        if hints[field.name] in TEXT:
            changes[field.name] = (string,) if hints[field.name] == tuple[str, ...] else string
        elif is_dataclass(now):
            changes[field.name] = _filled(now, string)
        elif isinstance(now, tuple):
            changes[field.name] = tuple(_filled(one, string) if is_dataclass(one) else one for one in now)
    return replace(value, **changes)
