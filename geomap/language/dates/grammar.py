"""Patterns of the date vocabulary, compiled into a trie of token classes, and the expressions they find.

Reading is linear: at every token the trie is walked at most as deep as the longest pattern, modifiers nest at most
``MAXIMUM_DEPTH`` deep, and nothing repeats without bound.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from geomap.language.dates.lexer import Token, Value
from geomap.language.dates.words import Vocabulary, vocabulary

__all__ = ["Expression", "Grammar", "Joined", "Modified", "Plain", "grammar"]

MAXIMUM_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Plain:
    """An expression of one rule; ``slots`` are the values of its classes. ``end`` is a token index, exclusive."""

    rule: str
    slots: Mapping[str, Value]
    end: int


@dataclass(frozen=True, slots=True)
class Modified:
    """An expression with something before it: "since", "late", "the first three months of"."""

    modifier: str
    slots: Mapping[str, Value]
    inner: Expression
    end: int


@dataclass(frozen=True, slots=True)
class Joined:
    """Two expressions as first and last of a stretch: "Monday to Friday"."""

    first: Expression
    last: Expression
    end: int


Expression = Plain | Modified | Joined


@dataclass(slots=True)
class _Node:
    children: dict[str, list[tuple[str, _Node]]] = field(default_factory=dict)
    rule: int | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    constants: Mapping[str, Value]
    after: frozenset[str]
    not_after: frozenset[str]
    not_before: frozenset[str]
    inside: bool


class _Patterns:
    """A trie of the patterns of some rules; where two rules have a pattern of one length, the earlier wins."""

    def __init__(self, tables: Sequence[Mapping[str, Any]], name: str | None = None) -> None:
        self.root = _Node()
        self.rules = tuple(_rule(table, name) for table in tables)
        for index, table in enumerate(tables):
            for pattern in table["patterns"]:
                for row in _rows(pattern):
                    self._add(row, index)

    def _add(self, row: tuple[str, ...], index: int) -> None:
        node = self.root
        for element in row:
            symbol, _, slot = element.strip("{}").partition(":")
            symbol = f"{{{symbol}}}" if element[0] == "{" else symbol
            children = node.children.setdefault(symbol, [])
            for known, child in children:
                if known == slot:
                    node = child
                    break
            else:
                children.append((slot, _Node()))
                node = children[-1][1]
        if node.rule is None:
            node.rule = index

    def matches(self, tokens: Sequence[Token], start: int) -> Iterator[tuple[int, _Rule, dict[str, Value]]]:
        """All ends at which a rule matches from ``start``, longest first, the earlier rule first."""
        found: list[tuple[int, int, dict[str, Value]]] = []
        front: list[tuple[_Node, dict[str, Value]]] = [(self.root, {})]
        position = start
        while front and position < len(tokens):
            token = tokens[position]
            if position > start and token.new_paragraph:
                break
            front = list(_step(front, token))
            position += 1
            found.extend((position, node.rule, slots) for node, slots in front if node.rule is not None)
        found.sort(key=lambda match: (-match[0], match[1]))
        for end, index, slots in found:
            rule = self.rules[index]
            yield end, rule, {**rule.constants, **slots}


def _step(front: list[tuple[_Node, dict[str, Value]]], token: Token) -> Iterator[tuple[_Node, dict[str, Value]]]:
    for node, slots in front:
        for _, child in node.children.get(token.word, ()):
            yield child, slots
        for name, value in token.values.items():
            for slot, child in node.children.get(f"{{{name}}}", ()):
                yield child, {**slots, slot or name: value}


def _rule(table: Mapping[str, Any], name: str | None) -> _Rule:
    constants = {key: table[key] for key in ("month", "day", "weekday", "nth", "easter") if key in table}
    return _Rule(
        name=name or table["name"],
        constants=constants,
        after=frozenset(table.get("after", ())),
        not_after=frozenset(table.get("not_after", ())),
        not_before=frozenset(table.get("not_before", ())),
        inside=table.get("inside", False),
    )


def _with_year(feast: Mapping[str, Any], year: str) -> Mapping[str, Any]:
    return {**feast, "patterns": [f"{pattern} [{year}]" for pattern in feast["patterns"]]}


def _rows(pattern: str) -> list[tuple[str, ...]]:
    """Every row of elements that a pattern with options and choices stands for."""
    symbols = (
        pattern.replace("(", " ( ").replace(")", " ) ").replace("[", " [ ").replace("]", " ] ").replace("|", " | ")
    )
    rows, rest = _choice(symbols.split())
    if rest:
        raise ValueError(f"unbalanced date pattern: {pattern}")
    return [row for row in rows if row]


def _choice(symbols: list[str]) -> tuple[list[tuple[str, ...]], list[str]]:
    alternatives: list[tuple[str, ...]] = []
    rows: list[tuple[str, ...]] = [()]
    while symbols:
        symbol, symbols = symbols[0], symbols[1:]
        if symbol in ")]":
            break
        if symbol == "|":
            alternatives, rows = alternatives + rows, [()]
        elif symbol in "([":
            inner, symbols = _choice(symbols)
            optional: list[tuple[str, ...]] = [()] if symbol == "[" else []
            rows = [row + tail for row in rows for tail in inner + optional]
        else:
            rows = [(*row, symbol) for row in rows]
    return alternatives + rows, symbols


class Grammar:
    """Finds the date expressions of a row of tokens."""

    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self._plain = _Patterns(words.rules)
        self._feasts = _Patterns([_with_year(feast, words.feast_year) for feast in words.feasts], name="feast")
        self._modifiers = _Patterns(words.modifiers)
        self._joins = {
            kind: _Patterns([{"name": kind, "patterns": patterns}]) for kind, patterns in words.joins.items()
        }

    def find(self, tokens: Sequence[Token], persons: frozenset[str]) -> Iterator[tuple[int, Expression]]:
        """Expressions from left to right, none overlapping, each with its first token's index.

        ``persons``: month names that are people in this article; alone they aren't dates.
        """
        index = 0
        while index < len(tokens):
            expression = self._read(tokens, index, persons) if tokens[index].begins else None
            if expression is None:
                index += 1
                continue
            yield index, expression
            index = expression.end

    def _read(
        self, tokens: Sequence[Token], start: int, persons: frozenset[str], depth: int = 0, inside: bool = False
    ) -> Expression | None:
        if start >= len(tokens):
            return None
        best: Expression | None = self._read_plain(tokens, start, persons, inside)
        if best and depth < MAXIMUM_DEPTH:
            best = self._join(tokens, best, "range", persons, depth)
        if depth == MAXIMUM_DEPTH:
            return best
        for end, rule, slots in self._modifiers.matches(tokens, start):
            inner = self._read(tokens, end, persons, depth + 1, inside=True)
            if inner and rule.name == "between":
                inner = self._join(tokens, inner, "between", persons, depth + 1)
            if inner and (best is None or inner.end > best.end):
                best = Modified(rule.name, slots, inner, inner.end)
        return best

    def _join(
        self, tokens: Sequence[Token], first: Expression, kind: str, persons: frozenset[str], depth: int
    ) -> Expression:
        for end, _, _ in self._joins[kind].matches(tokens, first.end):
            last = self._read(tokens, end, persons, depth + 2, inside=True) if depth + 2 <= MAXIMUM_DEPTH else None
            if last:
                return Joined(first, last, last.end)
        return first

    def _read_plain(self, tokens: Sequence[Token], start: int, persons: frozenset[str], inside: bool) -> Plain | None:
        previous = tokens[start - 1].word if start and not tokens[start].new_paragraph else ""
        for patterns in (self._feasts, self._plain):
            for end, rule, slots in patterns.matches(tokens, start):
                following = tokens[end] if end < len(tokens) and not tokens[end].new_paragraph else None
                if not tokens[end - 1].ends or (rule.inside and not inside):
                    continue
                if previous in rule.not_after or (following and following.word in rule.not_before):
                    continue
                if (
                    rule.after
                    and not inside
                    and previous not in rule.after
                    and not _heads_line(tokens, start, following)
                ):
                    continue
                if (
                    rule.name in ("month", "year")
                    and end == start + 1
                    and self._is_no_date(tokens, start, previous, following, persons)
                ):
                    continue
                return Plain(rule.name, slots, end)
        return None

    def _is_no_date(
        self, tokens: Sequence[Token], start: int, previous: str, following: Token | None, persons: frozenset[str]
    ) -> bool:
        """Whether a lone month name or number is rather a person ("for May") or a count ("of 2000 people")."""
        token = tokens[start]
        if "month" in token.values:
            return token.word in persons or (
                token.word in self.words.lists["need_capital"] and previous in ("for", "of", "to")
            )
        uncertain = "short" in token.values or previous in ("of", "to", "from", "between", "and")
        lower_case_noun = following is not None and following.word.isalpha() and not following.capital
        return (
            uncertain
            and lower_case_noun
            and following is not None
            and following.word not in self.words.lists["year_before_words"]
        )


def _heads_line(tokens: Sequence[Token], start: int, following: Token | None) -> bool:
    return start == 0 and following is not None and following.word in (":", "–", "—")


@cache
def grammar(language: str = "en") -> Grammar:
    """The compiled grammar of a language (ISO 639-1), built once. Raises ConfigError for a language without one."""
    return Grammar(vocabulary(language))
