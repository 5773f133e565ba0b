"""Why a name is where it is on a map, out of the story alone."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from geomap.errors import InputError
from geomap.model import Evidence, Place, Story
from geomap.suggestions import did_you_mean

__all__ = ["explanation", "in_words"]

WORDS_AROUND = 80
"""Characters of the line that are shown on each side of a mention."""


def explanation(story: Story, name: str) -> dict[str, Any]:
    """What the story knows about a name: a place on the map, an unresolved name, or a name left off the map.

    ``name`` is a place's name or id, or the words of a mention, in any case.

    :raises InputError: when the story has no such name; the message names the nearest one.
    """
    wanted = name.casefold()
    for place in story.places:
        if wanted in {place.id.casefold(), *_names(place.name, place.mentions)}:
            return _of_place(place, story)
    for unresolved in story.unresolved:
        if wanted in _names(unresolved.name, unresolved.mentions):
            answer = {"name": unresolved.name, "status": "unresolved", "reasons": [unresolved.reason]}
            said = _said_of(unresolved.name, unresolved.mentions, story)
            return {**answer, "mentions": _sentences(unresolved.mentions, story), "corrections": said}
    for other in story.others:
        if wanted in _names(other.name, other.mentions):
            reason = f"it is the name of a {other.kind}" if other.kind != "other" else "it is not used as a place here"
            answer = {"name": other.name, "status": "left off the map", "reasons": [reason]}
            said = _said_of(other.name, other.mentions, story)
            return {**answer, "mentions": _sentences(other.mentions, story), "corrections": said}
    known = [place.name for place in story.places] + [unresolved.name for unresolved in story.unresolved]
    known += [other.name for other in story.others]
    raise InputError(f"this story has no place {name!r}{did_you_mean(name, known)}")


def in_words(answer: dict[str, Any]) -> str:
    """The explanation as lines for people."""
    lines = [f"{answer['name']}: {answer['status']}"]
    if "lat" in answer:
        area = ", ".join(part for part in (answer["admin1"], answer["country"]) if part)
        lines.append(f"  {answer['kind']}{f' in {area}' if area else ''}, {answer['gazetteer_id'] or 'by description'}")
        lines.append(f"  {answer['lat']:.4f}, {answer['lon']:.4f} (lat, lon) +- {answer['radius_km']:g} km")
        lines.append(f"  confidence {answer['confidence']:.2f}")
    lines += ["why:", *(f"  - {reason}" for reason in answer["reasons"])]
    lines += [f"a person said: {_in_short(said)}" for said in answer.get("corrections", ())]
    lines += ["where the article says it:", *(f"  - {mention['sentence']}" for mention in answer["mentions"])]
    if answer.get("alternatives"):
        lines.append("weighed and not chosen:")
    for other in answer.get("alternatives", ()):
        area = ", ".join(part for part in (other["admin1"], other["country"]) if part)
        lines.append(f"  - {other['name']} ({area}), {other['kind']}, {other['lat']:.2f}, {other['lon']:.2f}")
    return "\n".join(lines)


def _in_short(said: dict[str, Any]) -> str:
    """A correction: what was done, the person's comment, who, when, and why it does not apply."""
    who = ", ".join(part for part in (said["author"], said["made_on"]) if part)
    comment = f" “{said['comment']}”" if said["comment"] else ""
    fate = "" if said["outcome"] == "applied" else f"; {said['outcome']}: {said['reason']}"
    return f"{said['action']}{comment}{f' ({who})' if who else ''}{fate}"


def _names(name: str, mentions: tuple[Evidence, ...]) -> set[str]:
    return {name.casefold(), *(mention.text.casefold() for mention in mentions)}


def _of_place(place: Place, story: Story) -> dict[str, Any]:
    shown = ("kind", "lat", "lon", "radius_km", "confidence", "gazetteer_id", "country", "admin1")
    others = ("name", "kind", "lat", "lon", "country", "admin1", "gazetteer_id", "confidence")
    return {
        "name": place.name,
        "status": "on the map, by inference" if place.inferred else "on the map",
        **{field: getattr(place, field) for field in shown},
        "reasons": list(place.reasons),
        "mentions": _sentences(place.mentions, story),
        "alternatives": [{field: getattr(other, field) for field in others} for other in place.alternatives],
        "corrections": [asdict(correction) for correction in place.corrected],
    }


def _said_of(name: str, mentions: tuple[Evidence, ...], story: Story) -> list[dict[str, Any]]:
    """What people said about a name that is not on the map, whether it applies or not."""
    names = _names(name, mentions)
    return [asdict(said) for said in story.corrections if said.target == "place" and said.about.casefold() in names]


def _sentences(mentions: tuple[Evidence, ...], story: Story) -> list[dict[str, Any]]:
    """Each mention with the words around it, on one line, the mention itself in brackets."""
    text = story.article.text
    found = []
    for mention in mentions:
        line_start = text.rfind("\n", 0, mention.start) + 1
        line_end = text.find("\n", mention.end)
        before = _cut(text[line_start : mention.start][::-1])[::-1]
        after = _cut(text[mention.end : line_end if line_end >= 0 else len(text)])
        found.append({"start": mention.start, "end": mention.end, "sentence": f"{before}[{mention.text}]{after}"})
    return found


def _cut(words: str) -> str:
    """The beginning of the words, cut at a space."""
    if len(words) <= WORDS_AROUND:
        return words
    return words[:WORDS_AROUND].rpartition(" ")[0] + " …"
