"""A word on its way from a parse in Universal Dependencies to the engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

__all__ = ["Word", "cased", "children", "is_reflexive"]


@dataclass(slots=True, eq=False)
class Word:
    """A word on its way to the engine. ``first`` to ``last`` are the tokens that it stands for, both included.

    ``form`` and ``lemma`` are what the engine sees; ``source`` is the lemma in the article's language.
    """

    form: str
    lemma: str
    pos: str
    dep: str
    first: int
    last: int
    source: str
    original: str = ""
    features: dict[str, str] = field(default_factory=dict)
    tag: str = ""
    entity: str = ""
    starts_sentence: bool = False
    meaning: str | None = None
    head: Word | None = None

    @property
    def verb_form(self) -> str:
        """``Fin``, ``Inf``, ``Part`` or ""."""
        return self.features.get("VerbForm", "")

    @property
    def is_past_participle(self) -> bool:
        """Whether it is one ("parti"), with or without an auxiliary."""
        return self.verb_form == "Part" and self.features.get("Tense") == "Past"


def children(word: Word, words: Sequence[Word]) -> Iterator[Word]:
    """The words that hang on a word, in the order of the text."""
    return (child for child in words if child.head is word)


def is_reflexive(verb: Word, tree: Sequence[Word]) -> bool:
    """Whether a verb has "se" beside it."""
    return any(c.original in ("se", "s'") for c in children(verb, tree))


def cased(meaning: str, like: str) -> str:
    """The meaning with a capital where the word has one."""
    return meaning[:1].upper() + meaning[1:] if like[:1].isupper() else meaning
