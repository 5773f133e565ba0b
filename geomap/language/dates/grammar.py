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

__all__ = ["Expression", "Grammar", "Joined", "Modified", "Plain", "grammar", "innermost"]

MAXIMUM_DEPTH = 4
FEAST = "feast"
FIRST_LIKELY_YEAR, LAST_LIKELY_YEAR = 1500, 2100


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


def innermost(expression: Expression) -> Plain:
    """The plain expression inside modifiers; the last one of a stretch."""
    while not isinstance(expression, Plain):
        expression = expression.last if isinstance(expression, Joined) else expression.inner
    return expression


@dataclass(slots=True)
class _Node:
    children: dict[str, list[tuple[str, _Node]]] = field(default_factory=dict)
    rules: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    constants: Mapping[str, Value]
    after: frozenset[str]
    not_after: frozenset[str]
    not_before: frozenset[str]
    inside: bool
    no_possessor: bool
    alone: bool


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
        if index not in node.rules:
            node.rules.append(index)

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
            found.extend((position, rule, slots) for node, slots in front for rule in node.rules)
        found.sort(key=lambda match: (-match[0], match[1]))
        for end, index, slots in found:
            rule = self.rules[index]
            yield end, rule, {**rule.constants, **slots}


def _symbols(token: Token) -> Iterator[str]:
    yield token.word
    for name in token.values:
        yield f"{{{name}}}"


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
        no_possessor=table.get("no_possessor", False),
        alone=table.get("alone", False),
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
        self._feasts = _Patterns([_with_year(feast, words.feast_year) for feast in words.feasts], name=FEAST)
        self._modifiers = _Patterns(words.modifiers)
        self._starters = frozenset().union(
            *(patterns.root.children for patterns in (self._feasts, self._plain, self._modifiers))
        )
        self.openers = frozenset().union(*(rule.after for rule in self._plain.rules))
        self._joins = {
            kind: _Patterns([{"name": kind, "patterns": patterns}]) for kind, patterns in words.joins.items()
        }

    def find(self, tokens: Sequence[Token], persons: frozenset[str]) -> Iterator[tuple[int, Expression]]:
        """Expressions from left to right, none overlapping, each with its first token's index.

        ``persons``: month names that are people in this article; alone they aren't dates.
        """
        index = 0
        while index < len(tokens):
            may_begin = tokens[index].begins and not self._starters.isdisjoint(_symbols(tokens[index]))
            expression = self._read(tokens, index, persons) if may_begin else None
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
            best = self._with_next_weekday(tokens, best, persons, depth)
        if depth == MAXIMUM_DEPTH:
            return best
        previous = _Place(tokens, start, start, inside).previous
        for end, rule, slots in self._modifiers.matches(tokens, start):
            if previous in rule.not_after:
                continue
            inner = self._read(tokens, end, persons, depth + 1, inside=True)
            if inner and rule.name == "between":
                inner = self._join(tokens, inner, "between", persons, depth + 1)
            if inner and (best is None or inner.end > best.end):
                best = Modified(rule.name, slots, inner, inner.end)
        return best

    def _join(
        self, tokens: Sequence[Token], first: Expression, kind: str, persons: frozenset[str], depth: int
    ) -> Expression:
        if depth + 2 > MAXIMUM_DEPTH or not self._may_end_stretch(first):
            return first
        for end, _, _ in self._joins[kind].matches(tokens, first.end):
            last = self._read(tokens, end, persons, depth + 2, inside=True)
            if last and self._may_end_stretch(last):
                return Joined(first, last, last.end)
        return first

    def _with_next_weekday(
        self, tokens: Sequence[Token], first: Expression, persons: frozenset[str], depth: int
    ) -> Expression:
        """ "On Thursday and Friday": two days in a row; "and Friday's vote" is something else."""
        if not isinstance(first, Plain) or first.rule != "weekday" or depth + 2 > MAXIMUM_DEPTH:
            return first
        pair = self._join(tokens, first, "between", persons, depth)
        if not isinstance(pair, Joined) or not isinstance(pair.last, Plain) or set(pair.last.slots) != {"weekday"}:
            return first
        possessor = pair.end < len(tokens) and tokens[pair.end].word in ("'", "’")
        in_a_row = (int(pair.last.slots["weekday"]) - int(first.slots["weekday"])) % 7 == 1
        return pair if in_a_row and not possessor else first

    def _may_end_stretch(self, expression: Expression) -> bool:
        return innermost(expression).rule in self.words.lists["stretch_ends"]

    def _read_plain(self, tokens: Sequence[Token], start: int, persons: frozenset[str], inside: bool) -> Plain | None:
        for patterns in (self._feasts, self._plain):
            for end, rule, slots in patterns.matches(tokens, start):
                if self._stands(rule, _Place(tokens, start, end, inside), persons):
                    return Plain(rule.name, slots, end)
        return None

    def _stands(self, rule: _Rule, place: _Place, persons: frozenset[str]) -> bool:
        """Whether the words around let the rule hold."""
        previous, following = place.previous, place.following
        if rule.name == FEAST:
            is_name = place.tokens[place.start].capital and previous not in self.words.lists["feast_not_after"]
            if not is_name:
                return False
        if not place.tokens[place.end - 1].ends or (rule.inside and not place.inside):
            return False
        if previous in rule.not_after or (following and following.word in rule.not_before):
            return False
        if rule.no_possessor and place.possesses_a_name:
            return False
        if rule.alone and following and following.word.isalpha() and not self._is_function_word(following):
            return False  # "on the 14th floor"
        if rule.after and not place.inside and previous not in rule.after:
            in_row = rule.name == "year" and previous in self.words.lists["row_words"] and place.follows_year
            if not in_row and not place.heads_line:
                return False
        if place.end > place.start + 1 or rule.name not in ("month", "year"):
            return True
        return self._is_month(place, persons) if rule.name == "month" else self._is_year(place)

    def _is_function_word(self, token: Token) -> bool:
        return token.word in self.words.lists["year_before_words"]

    def _is_month(self, place: _Place, persons: frozenset[str]) -> bool:
        """Whether a lone month name is no person's ("a defeat for May")."""
        word, lists = place.tokens[place.start].word, self.words.lists
        doubtful = word in lists["need_capital"] and place.previous in lists["doubtful_before_month"]
        return word not in persons and (place.inside or not doubtful)

    def _is_year(self, place: _Place) -> bool:
        """Whether a lone number is no count ("a crowd of 2000 people")."""
        following, lists = place.following, self.words.lists
        token, doubtful = place.tokens[place.start], place.previous in lists["doubtful_before_year"]
        is_short = "short" in token.values
        if not token.word.isdigit():
            return True
        if doubtful and not is_short and not FIRST_LIKELY_YEAR <= int(token.word) <= LAST_LIKELY_YEAR:
            return False
        if following is None or not following.word.isalpha():
            return True
        if following.capital:
            return place.previous not in lists["doubtful_before_house_number"]
        if following.word in lists["year_before_words"]:
            return True
        counted = following.word in lists["counted"] or following.word.endswith("s")
        return not is_short and not (counted and doubtful)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a rule matched: token indexes, and whether a modifier or a join stands before."""

    tokens: Sequence[Token]
    start: int
    end: int
    inside: bool

    @property
    def previous(self) -> str:
        """The word before, empty at the beginning of a paragraph."""
        return self.tokens[self.start - 1].word if self.start and not self.tokens[self.start].new_paragraph else ""

    @property
    def following(self) -> Token | None:
        """The token behind, if it is in the paragraph."""
        if self.end >= len(self.tokens) or self.tokens[self.end].new_paragraph:
            return None
        return self.tokens[self.end]

    @property
    def follows_year(self) -> bool:
        """Whether a year stands before the previous word: "in 2013 and 2014"."""
        return self.start >= 2 and "year" in self.tokens[self.start - 2].values

    @property
    def heads_line(self) -> bool:
        """Whether it heads its line or list item: "* 2011: ..."."""
        bullets = all(not token.word.isalnum() for token in self.tokens[: self.start]) if self.start <= 2 else False
        return bullets and self.following is not None and self.following.word in (":", "–", "—")

    @property
    def possesses_a_name(self) -> bool:
        """ "Today’s Spain" is no day."""
        behind = self.tokens[self.end : self.end + 3]
        return len(behind) == 3 and behind[0].word in "’'" and behind[1].word == "s" and behind[2].capital


@cache
def grammar(language: str = "en") -> Grammar:
    """The compiled grammar of a language (ISO 639-1), built once. Raises ConfigError for a language without one."""
    return Grammar(vocabulary(language))
