"""Every regular expression of geomap, and texts that would make a careless one run away.

    python tools/regular_expressions.py

Collected are those that any module compiles, at import or while an article is read, and those in the sources as text.
From the tree of each, texts are made that go round one of its repetitions and then fail to match, which is what makes
a backtracking matcher run away (Davis et al. 2018, "The impact of regular expression denial of service in practice").
Texts grow until one takes long, so that even an exponential expression ends the search at once: the whole takes less
than a minute. An expression fails when twice the text takes about four times as long, or more.
"""

from __future__ import annotations

import ast
import gc
import importlib
import pkgutil
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from re import _constants as constants  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import geomap

__all__ = ["expressions", "runs_away"]

SOURCES = Path(geomap.__file__).parent
CALLS = frozenset({"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"})
ANCHORED = frozenset({"match", "fullmatch"})
SHORT = (12, 16, 20, 24, 28)
"""Rounds at which an exponential expression shows itself before it takes for ever."""
LENGTHS = (1_000, 4_000, 16_000)
TOO_LONG = 0.02
"""Seconds; what is linear needs about a millisecond for the longest text."""
GROWTH = 2.9
RUNS = ("a", " ", "1", "\n", "A ", "a, ", "-", ".", "(", "<a ", "\"a'")
SAMPLES = {
    constants.CATEGORY_DIGIT: "1", constants.CATEGORY_SPACE: " ", constants.CATEGORY_WORD: "a",
    constants.CATEGORY_NOT_DIGIT: "a", constants.CATEGORY_NOT_SPACE: "a", constants.CATEGORY_NOT_WORD: "-",
}  # fmt: skip
REPEATS = (constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT)

Key = tuple[str | bytes, int]


def expressions(work: Callable[[], None] = lambda: None) -> dict[Key, frozenset[str]]:
    """Pattern and flags of all expressions, and how the sources use those that have a name there ("match", "sub" ...).

    ``work`` is done while compilations are watched, for expressions that are built of data.
    """
    found: dict[Key, set[str]] = {}
    compile_ = re._compile  # type: ignore[attr-defined]

    def watched(pattern: Any, flags: Any) -> Any:
        compiled = compile_(pattern, flags)
        if _is_ours(sys._getframe(2).f_code.co_filename):
            found.setdefault((compiled.pattern, compiled.flags), set())
        return compiled

    re._compile = watched  # type: ignore[attr-defined]
    try:
        modules = [importlib.import_module(name) for name in _module_names()]
        work()
    finally:
        re._compile = compile_  # type: ignore[attr-defined]
    used, written = _uses()
    for name, value in [*(item for module in modules for item in vars(module).items()), *_kept_in_objects()]:
        for pattern in _patterns(value):
            uses = used.get(name, {"finditer"}) if isinstance(value, re.Pattern) else {"finditer"}
            found.setdefault((pattern.pattern, pattern.flags), set()).update(uses)
    for text, use in written:
        compiled = compile_(text, 0)
        found.setdefault((compiled.pattern, compiled.flags), set()).add(use)
    return {key: frozenset(uses or {"finditer"}) for key, uses in found.items()}


def _kept_in_objects() -> Iterator[tuple[str, Any]]:
    """The fields of geomap's own dataclasses, wherever one is alive."""
    for one in gc.get_objects():
        if is_dataclass(one) and not isinstance(one, type) and type(one).__module__.startswith("geomap."):
            yield from ((field.name, getattr(one, field.name, None)) for field in fields(one))


def _is_ours(file: str) -> bool:
    return Path(file).is_relative_to(SOURCES)


def _module_names() -> Iterator[str]:
    for module in pkgutil.walk_packages(geomap.__path__, "geomap."):
        if not module.name.endswith("__main__"):
            yield module.name


def _patterns(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 3 and isinstance(value, dict | tuple | list | frozenset):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _patterns(one, depth + 1)


def _uses() -> tuple[dict[str, set[str]], list[tuple[str | bytes, str]]]:
    """For each name the methods that the sources call on it, and the patterns given as text where they are used."""
    used: dict[str, set[str]] = {}
    written: list[tuple[str | bytes, str]] = []
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Attribute) or node.attr not in CALLS - {"compile"}:
                continue
            holder = node.value
            name = (
                holder.id if isinstance(holder, ast.Name) else holder.attr if isinstance(holder, ast.Attribute) else ""
            )
            if name not in ("", "re"):
                used.setdefault(name, set()).add(node.attr)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
                continue
            first, module = node.args[0], node.func.value
            is_text = isinstance(first, ast.Constant) and isinstance(first.value, str | bytes)
            if is_text and isinstance(module, ast.Name) and module.id == "re" and node.func.attr in CALLS - {"compile"}:
                written.append((first.value, node.func.attr))  # type: ignore[attr-defined]
    return used, written


def runs_away(pattern: str | bytes, flags: int, uses: frozenset[str]) -> str | None:
    """What shows that the expression takes more than linear time, or None."""
    compiled = re.compile(pattern, flags)
    text = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
    pumps = {(before, body) for before, body in _pumps(parser.parse(text, flags & ~re.UNICODE), "") if body}
    for before, body in sorted(pumps | {("", run) for run in RUNS}):
        for use in ("match", "fullmatch") if uses <= ANCHORED else ("finditer",):
            told = _growth(compiled, before, body, use)
            if told:
                return f"{told} on {before + body * 2 + '...'!r} ({use})"
    return None


def _growth(compiled: re.Pattern[Any], before: str, body: str, use: str) -> str | None:
    for size in (*(rounds * len(body) for rounds in SHORT), *LENGTHS):
        if _seconds(compiled, _case(compiled, before, body, size), use) < TOO_LONG:
            continue
        once, twice = (
            min(_seconds(compiled, _case(compiled, before, body, length), use) for _ in range(3))
            for length in (size // 2, size)
        )
        if twice >= TOO_LONG and twice > GROWTH * once:
            return f"{1000 * once:.0f} ms, then {1000 * twice:.0f} ms for {size:,} characters"
        if twice > 20 * TOO_LONG:
            return f"{1000 * twice:.0f} ms for {size:,} characters"
    return None


def _case(compiled: re.Pattern[Any], before: str, body: str, size: int) -> Any:
    """Many rounds, and a character that nothing matches."""
    text = before + body * (size // len(body)) + "\0"
    return text if isinstance(compiled.pattern, str) else text.encode("latin-1", "replace")


def _seconds(compiled: re.Pattern[Any], case: Any, use: str) -> float:
    start = time.process_time()
    if use == "finditer":
        for _ in compiled.finditer(case):
            pass
    else:
        getattr(compiled, use)(case)
    return time.process_time() - start


def _pumps(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """What comes before each long repetition, and one round of it."""
    for kind, value in tree:
        for below in _below(kind, value):
            yield from _pumps(below, before)
        if kind in REPEATS and value[1] > 8:
            for choice in range(3):
                yield before, _sample(value[2], choice)
        before = (before + _sample([(kind, value)], 0))[-200:]


def _below(kind: Any, value: Any) -> list[Any]:
    if kind is constants.BRANCH:
        return list(value[1])
    if kind is constants.SUBPATTERN:
        return [value[3]]
    if kind in REPEATS:
        return [value[2]]
    if kind in (constants.ASSERT, constants.ASSERT_NOT):
        return [value[1]]
    return [value] if kind is constants.ATOMIC_GROUP else []


def _sample(tree: Any, choice: int) -> str:
    """A short text that the tree matches, roughly; ``choice`` picks another one."""
    text = ""
    for kind, value in tree:
        if kind is constants.LITERAL:
            text += chr(value)
        elif kind is constants.NOT_LITERAL:
            text += "a" if chr(value) != "a" else "b"
        elif kind is constants.ANY:
            text += "a1 "[choice]
        elif kind is constants.IN:
            text += _member(value, choice)
        elif kind is constants.BRANCH:
            text += _sample(value[1][choice % len(value[1])], choice)
        elif kind in REPEATS:
            text += _sample(value[2], choice) * max(1, min(value[0], 20))
        elif kind in (constants.SUBPATTERN, constants.ATOMIC_GROUP):
            text += _sample(value[3] if kind is constants.SUBPATTERN else value, choice)
    return text


def _member(members: Any, choice: int) -> str:
    """A character of a set; for a negated one a usual character that isn't refused."""
    if members[0][0] is constants.NEGATE:
        usual = [character for character in "a1 -.(<\n\x01é" if not _holds(members[1:], character)]
        return usual[choice % len(usual)] if usual else "a"
    kind, value = members[choice % len(members)]
    if kind is constants.CATEGORY:
        return SAMPLES.get(value, "a")
    return chr(value[0]) if kind is constants.RANGE else chr(value)


def _holds(members: Any, character: str) -> bool:
    for kind, value in members:
        if kind is constants.LITERAL and chr(value) == character:
            return True
        if kind is constants.RANGE and value[0] <= ord(character) <= value[1]:
            return True
        if kind is constants.CATEGORY and SAMPLES.get(value) == ("1" if character.isdigit() else character):
            return True
    return False


def main() -> int:
    """Test all and print those that run away."""
    started = time.monotonic()
    found = expressions()
    bad = 0
    for (pattern, flags), uses in found.items():
        told = runs_away(pattern, flags, uses)
        if told:
            bad += 1
            print(f"{pattern[:160]!r}\n    {told}")
    print(f"{len(found)} expressions, {bad} of them not linear, {time.monotonic() - started:.0f} s")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
