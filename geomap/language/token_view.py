"""What recognition reads of a passage: its tokens as plain lists, the names in it, and the gazetteer with a memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from geomap.language.mention import NamedFeature, NamedMatch, NameIndex
from geomap.language.reading import Passage

__all__ = ["KnownNames", "NameSpan", "TokenView", "is_division"]


class KnownNames:
    """The gazetteer with a memory, for one article: its names recur."""

    def __init__(self, index: NameIndex) -> None:
        self._index = index
        self._matches: dict[str, tuple[NamedMatch, ...]] = {}
        self._demonyms: dict[str, tuple[NamedFeature, ...]] = {}

    def matches(self, name: str) -> tuple[NamedMatch, ...]:
        """Gazetteer entries of that name, the most prominent first."""
        found = self._matches.get(name)
        if found is None:
            found = self._matches[name] = self._index.lookup(name)
        return found

    def abbreviates(self, name: str) -> bool:
        """Whether a name that ends with a full stop is an abbreviation that the gazetteer has ("Ont.", "W.Va.")."""
        return any(match.quality == "abbreviation" for match in self.matches(name))

    def demonym(self, word: str) -> tuple[NamedFeature, ...]:
        """Countries and regions whose people are called that, unless the word is their very name too."""
        found = self._demonyms.get(word)
        if found is None:
            found = self._index.demonym(word)
            if found and any(is_division(match) for match in self.matches(word)):
                found = ()
            self._demonyms[word] = found
        return found


@dataclass(slots=True)
class NameSpan:
    """Tokens ``first`` to ``end`` of a passage, and who proposed them."""

    first: int
    end: int
    source: str
    label: str
    qualifier: str | None = None


@dataclass(slots=True)
class TokenView:
    """A passage's tokens as plain lists, which are many times quicker to walk than spaCy tokens."""

    passage: Passage
    content: str
    offsets: list[int]
    ends: list[int]
    texts: list[str]
    lowers: list[str]
    pos: list[str]
    deps: list[str]
    labels: list[str]
    iob: list[str]
    heads: list[int]
    lemmas: list[str]
    starts: list[bool]
    capital: list[bool]
    taken: list[bool] = field(repr=False)

    @classmethod
    def of(cls, passage: Passage) -> TokenView:
        """Copy out what recognition needs of the passage's Doc."""
        tokens = list(passage.doc)
        texts = [token.text for token in tokens]
        places = [passage.offsets(token.i, token.i + 1) for token in tokens]
        return cls(
            passage=passage,
            content=passage.written.doc.text,
            offsets=[start - passage.start for start, _ in places],
            ends=[end - passage.start for _, end in places],
            texts=texts,
            lowers=[text.lower() for text in texts],
            pos=[token.pos_ for token in tokens],
            deps=[token.dep_ for token in tokens],
            labels=[token.ent_type_ for token in tokens],
            iob=[token.ent_iob_ for token in tokens],
            heads=[token.head.i for token in tokens],
            lemmas=[token.lemma_ for token in tokens],
            starts=[bool(token.is_sent_start) for token in tokens],
            capital=[text[0].isupper() for text in texts],
            taken=[False] * len(tokens),
        )

    def __len__(self) -> int:
        return len(self.texts)

    def text(self, first: int, end: int) -> str:
        """The passage's words from token ``first`` to ``end``, as written."""
        return self.content[self.offsets[first] : self.ends[end - 1]]

    def lower(self, index: int) -> str:
        """The token in lower case without a final full stop; "" outside the passage."""
        return self.lowers[index].rstrip(".") if 0 <= index < len(self.lowers) else ""

    def is_written_large(self, index: int) -> bool:
        """Whether the article writes the token with a capital ("libyenne" counts as one elsewhere: it is a demonym)."""
        return self.capital[index] and self.content[self.offsets[index]].isupper()

    def is_free(self, first: int, end: int) -> bool:
        """Whether no span has claimed any of these tokens."""
        return not any(self.taken[first:end])

    def claim(self, first: int, end: int) -> None:
        """Mark the tokens as belonging to a span."""
        self.taken[first:end] = [True] * (end - first)

    def entities(self) -> Iterator[tuple[int, int, str]]:
        """The recogniser's entities as (first, end, label)."""
        first = None
        for index, iob in enumerate([*self.iob, "O"]):
            if first is not None and iob != "I":
                yield first, index, self.labels[first]
                first = None
            if iob == "B":
                first = index


def is_division(match: NamedMatch) -> bool:
    """Whether a match is a country or a first-level division."""
    feature = match.feature
    return feature.kind == "country" or feature.feature_class.startswith("A.ADM1")
