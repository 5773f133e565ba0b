"""Memory that stays the same over any number of articles: a pipeline otherwise keeps every word that it ever saw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["forgetting_words"]

_lock = Lock()
_zones: dict[int, ExitStack] = {}
_users: Counter[int] = Counter()
"""By pipeline: its zone, and how many are in it."""


@contextmanager
def forgetting_words(model: Language) -> Iterator[None]:
    """Words that come meanwhile go again (``spacy.vocab.Vocab.memory_zone``); nothing of spaCy may be kept of them.

    Several threads may be in it at once: the zone ends with the last of them.
    """
    _enter(model)
    try:
        yield
    finally:
        _leave(model)


def _enter(model: Language) -> None:
    with _lock:
        if not _users[id(model)]:
            _zones[id(model)] = ExitStack()
            _zones[id(model)].enter_context(model.vocab.memory_zone())
        _users[id(model)] += 1


def _leave(model: Language) -> None:
    with _lock:
        _users[id(model)] -= 1
        if _users[id(model)]:
            return
        _zones.pop(id(model)).close()
        for _, pipe in model.pipeline:
            lemmas = getattr(pipe, "cache", None)  # of the rule lemmatizer, by word
            if isinstance(lemmas, dict):
                lemmas.clear()
