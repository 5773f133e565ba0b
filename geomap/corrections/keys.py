"""The keys of a corrections file: which there are for each target and action, and what each may hold."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from geomap import model
from geomap.corrections.entries import Target
from geomap.corrections.when import when_of
from geomap.story_checks import is_date
from geomap.suggestions import did_you_mean

__all__ = ["ACTIONS", "ENTRY_KEYS", "HEAD_KEYS", "TARGETS", "Action", "checked"]

Check = Callable[[Any], Any]

LONGEST_TEXT = 20_000
"""Characters of a name, a quotation or a comment."""


@dataclass(frozen=True, slots=True)
class Action:
    """What may stand in an entry: ``required`` keys, ``optional`` ones, and groups of which one at least is needed."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys of the action itself."""
        return tuple(dict.fromkeys((*self.required, *self.optional, *(key for group in self.one_of for key in group))))


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be text in quotes that isn't empty")
    return _text_or_nothing(value)


def _text_or_nothing(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError('must be text in quotes ("" for: nobody knows)')
    if len(value) > LONGEST_TEXT:
        raise ValueError(f"is longer than {LONGEST_TEXT:,} characters")
    return value


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise ValueError('must be a list of texts: ["one", "two"]')
    return [_text(part) for part in value]


def _number_between(low: float, high: float, what: str) -> Check:
    def check(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise ValueError(f"must be a number without quotes: {what}")
        if not low <= value <= high:
            raise ValueError(f"is out of range: {what}")
        return value

    return check


def _choice(*choices: str) -> Check:
    def check(value: Any) -> str:
        if value not in choices:
            raise ValueError(f"is unknown{did_you_mean(str(value), choices) or '; there is ' + ', '.join(choices)}")
        return str(value)

    return check


def _day(value: Any) -> str:
    text = value.isoformat() if type(value) is datetime.date else value
    if not isinstance(text, str) or not is_date(text):
        raise ValueError("is no day; write it as YYYY-MM-DD, for example 2016-04-26")
    return text


def _when(value: Any) -> str:
    text = value.isoformat() if type(value) is datetime.date else value
    if not isinstance(text, str):
        raise ValueError('must be a date in quotes: "2016-04-26", "2016-04", "2016" or "2016-04-01/2016-04-19"')
    if text:
        when_of(text)
    return text


def _quantity(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError('must be a table: { value = 9000, unit = "people", qualifier = "about" }')
    given = dict(value)
    _only(given, ("value", "unit", "qualifier"))
    number: Any = given.get("value")
    numbers: list[Any] = number if isinstance(number, list) else [number]
    pair_or_one = len(numbers) == (2 if isinstance(number, list) else 1)
    if not pair_or_one or any(isinstance(n, bool) or not isinstance(n, int | float) for n in numbers):
        raise ValueError("needs value, a number or a pair of numbers: { value = [40, 60], ... }")
    if not all(math.isfinite(n) and n >= 0 for n in numbers) or numbers != sorted(numbers):
        raise ValueError("value must not be negative, and a pair goes from the lower to the higher number")
    default = "range" if isinstance(number, list) else "exact"
    qualifier = _named("qualifier", _choice(*get_args(model.Qualifier)), given.get("qualifier", default))
    if (qualifier == "range") != isinstance(number, list):
        raise ValueError('qualifier "range" goes with a pair of numbers, the others with one number')
    return {"value": number, "unit": _named("unit", _text, given.get("unit")), "qualifier": qualifier}


def _was(*keys: str) -> Check:
    def check(value: Any) -> dict[str, str]:
        if not isinstance(value, Mapping):
            raise ValueError(f"must be a table: {{ {', '.join(f'{key} = ...' for key in keys)} }}")
        _only(value, keys)
        return {key: _named(key, _text_or_nothing, part) for key, part in value.items()}

    return check


def _only(given: Mapping[str, Any], keys: Sequence[str]) -> None:
    for key in given:
        if key not in keys:
            raise ValueError(f"has no key {key!r}{did_you_mean(key, keys) or '; the keys are ' + ', '.join(keys)}")


def _named(key: str, check: Check, value: Any) -> Any:
    try:
        return check(value)
    except ValueError as error:
        raise ValueError(f"{key} {error}") from error


PLACE = ("name", "also", "id", "quote", "where")
MARK = ("id", "quote", "was")
ACTIONS: dict[str, dict[str, Action]] = {
    "place": {
        "choose": Action(("name", "candidate"), (*PLACE, "rename")),
        "locate": Action(("name", "lat", "lon"), (*PLACE, "radius_km", "kind", "rename")),
        "ignore": Action(("name",), PLACE),
        "rename": Action(("name", "rename"), PLACE),
    },
    "date": {
        "fix": Action(("text", "when"), ("quote",)),
        "add": Action(("text", "when"), ("quote",)),
        "drop": Action(("text",), ("quote",)),
        "published": Action(("when",)),
    },
    "route": {
        "fix": Action(
            (), MARK, (("id", "quote"), ("from", "via", "to", "theme", "status", "mover", "quantity", "when"))
        ),
        "drop": Action((), MARK, (("id", "quote"),)),
        "add": Action(("quote",), ("via", "theme", "status", "mover", "quantity", "when"), (("from", "to"),)),
    },
    "event": {
        "fix": Action((), MARK, (("id", "quote"), ("type", "place", "certainty", "quantity", "when"))),
        "drop": Action((), MARK, (("id", "quote"),)),
        "add": Action(("quote", "type"), ("place", "certainty", "quantity", "when")),
    },
}
TARGETS: tuple[Target, ...] = get_args(Target)
ENTRY_KEYS: dict[str, Check] = {"comment": _text, "author": _text, "made_on": _day}
"""Keys that every entry may have."""
HEAD_KEYS = ("format", "title", "author")

_CHECKS: dict[str, Check] = {
    "also": _texts,
    "lat": _number_between(-90, 90, "a latitude is -90 to 90 degrees, south negative"),
    "lon": _number_between(-180, 180, "a longitude is -180 to 180 degrees, west negative"),
    "radius_km": _number_between(0, 20_000, "kilometres, 0 to 20000"),
    "where": _choice("here", "everywhere"),
    "via": _texts,
    "status": _choice(*get_args(model.RouteStatus)),
    "theme": _choice(*get_args(model.Theme)),
    "certainty": _choice(*get_args(model.Certainty)),
    "type": _choice(*get_args(model.EventType)),
    "kind": _choice(*get_args(model.PlaceKind)),
    "quantity": _quantity,
    **dict.fromkeys(("from", "to", "place", "mover"), _text_or_nothing),
    **ENTRY_KEYS,
}


def checked(target: str, action: str, key: str, value: Any) -> Any:
    """The value of a key as it is kept.

    :raises ValueError: when it can't be that; the message goes on from the key's name ("must be text in quotes").
    """
    if key == "when":
        if not value and action == "add" and target == "date":
            raise ValueError("is empty; a date to add needs one")
        if not value and action == "published":
            raise ValueError("is empty; write the day as YYYY-MM-DD")
        return _day(value) if action == "published" else _when(value)
    if key == "was":
        keys = ("from", "to") if target == "route" else ("type", "place")
        return _was(*keys)(value)
    check: Check = _CHECKS.get(key, _text)
    return check(value)
