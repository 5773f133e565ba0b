"""JSON for people: stable, and laid out so that a change of one value is a change of one line.

``json.dumps(indent=2)`` gives every coordinate a line of its own; here whatever fits on a line stays on it, and long
runs of positions fill their lines.
"""

from __future__ import annotations

import json
from typing import Any

__all__ = ["pretty"]

WIDTH = 120


def pretty(value: Any) -> str:
    """The value as JSON text that ends with a newline. Keys keep their order; numbers and text are exact.

    Whole numbers lose their ".0": 5 and 5.0 are equal, and give the same bytes.

    :raises ValueError: for NaN and the infinities, which JSON lacks.
    """
    return _lay_out(_plain(value), "", 0) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def _lay_out(value: Any, indent: str, used: int) -> str:
    """The value as text whose further lines begin with ``indent``; ``used`` characters stand before it on its line."""
    if not isinstance(value, (dict, list)) or not value:
        return _compact(value)
    if not _is_deep(value):
        line = _compact(value)
        if len(indent) + used + len(line) < WIDTH:
            return line
    deeper = indent + " "
    if isinstance(value, dict):
        keys = {key: _compact(key) + ": " for key in value}
        items = [keys[key] + _lay_out(item, deeper, len(keys[key])) for key, item in value.items()]
        return "{\n" + ",\n".join(deeper + item for item in items) + "\n" + indent + "}"
    if all(_is_numbers(item) for item in value):
        return "[\n" + _filled([_compact(item) for item in value], deeper) + "\n" + indent + "]"
    return "[\n" + ",\n".join(deeper + _lay_out(item, deeper, 0) for item in value) + "\n" + indent + "]"


def _is_deep(value: Any) -> bool:
    """Whether there are three levels of containers or more, or much in it: such a value is never on one line."""
    if len(value) > WIDTH // 2:
        return True
    items = value.values() if isinstance(value, dict) else value
    inner = [item for item in items if isinstance(item, (dict, list))]
    return any(isinstance(part, (dict, list)) and part for item in inner for part in _parts(item))


def _parts(container: Any) -> Any:
    return container.values() if isinstance(container, dict) else container


def _is_numbers(value: Any) -> bool:
    """Whether this is a number or a position."""
    if isinstance(value, list):
        return len(value) <= 4 and all(isinstance(number, (int, float)) for number in value)
    return isinstance(value, (int, float))


def _filled(items: list[str], indent: str) -> str:
    lines, line = [], indent
    for number, item in enumerate(items):
        piece = item + ("," if number < len(items) - 1 else "")
        if len(line) + len(piece) >= WIDTH and line != indent:
            lines.append(line.rstrip())
            line = indent
        line += piece + " "
    return "\n".join([*lines, line.rstrip()])


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
