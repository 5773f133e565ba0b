"""The English templates, by section and key, and sentences made of them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

__all__ = ["say", "sections", "slot_kinds"]


def say(template: str, /, **values: object) -> str:
    """The sentence of a template ("reason.holder") with its slots filled. Numbers have commas at the thousands.

    :raises KeyError: when there is no such template, or a slot gets no value.
    """
    section, _, key = template.partition(".")
    told = {slot: f"{value:,}" if isinstance(value, int) else value for slot, value in values.items()}
    return sections()[section][key].format(**told)


def sections() -> Mapping[str, Mapping[str, str]]:
    """All templates by section and key."""
    return {name: table for name, table in _read().items() if name != "slots"}


def slot_kinds() -> Mapping[str, str]:
    """What the values of slots are, by the slot's name, where they are not plain words."""
    return _read()["slots"]


@cache
def _read() -> dict[str, dict[str, str]]:
    text = (Path(__file__).parent / "english.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
