"""spaCy imported and loaded without work that reading an article never uses: a third of both.

Each of these context managers changes a module of others for a moment and puts it back; what is loaded is the same.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

__all__ = ["with_rules_of_the_model", "without_command_line"]


@contextmanager
def without_command_line() -> Iterator[None]:
    """Keep the first ``import spacy`` from loading spaCy's own command line, a third of the time that it takes.

    spaCy imports it (and with it typer, weasel and an HTTP client) only to offer :func:`spacy.info`. Stand-ins take its
    place meanwhile; afterwards ``spacy.cli`` can be imported as ever, and ``spacy.info`` loads it when it is called.
    """
    if "spacy" in sys.modules:
        yield
        return

    def info(*arguments: Any, **options: Any) -> Any:
        from spacy.cli.info import info as real

        return real(*arguments, **options)

    stand_ins = {name: ModuleType(name) for name in ("spacy.cli", "spacy.cli.info")}
    vars(stand_ins["spacy.cli"])["__path__"] = []
    vars(stand_ins["spacy.cli.info"])["info"] = info
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name in stand_ins:
            sys.modules.pop(name, None)


@contextmanager
def with_rules_of_the_model(language: str) -> Iterator[None]:
    """Load a pipeline with its own tokenizer rules only, and look each group of entry points up once.

    spaCy makes a tokenizer of the language's own exceptions (1,300 for English, 16,000 for French) and then replaces
    them all by those that the pipeline was saved with; and it goes through the entry points of all installed packages
    for every name that a pipeline's configuration mentions.
    """
    import catalogue  # type: ignore[import-untyped]
    from spacy.util import get_lang_class

    defaults, every = get_lang_class(language).Defaults, catalogue.AVAILABLE_ENTRY_POINTS
    exceptions = defaults.tokenizer_exceptions
    defaults.tokenizer_exceptions = {}
    catalogue.AVAILABLE_ENTRY_POINTS = _EntryPoints(every)
    try:
        yield
    finally:
        defaults.tokenizer_exceptions, catalogue.AVAILABLE_ENTRY_POINTS = exceptions, every


class _EntryPoints:
    """Entry points by group, each group sought once."""

    def __init__(self, every: Any) -> None:
        self._every = every
        self._groups: dict[str, Any] = {}

    def select(self, *, group: str) -> Any:
        if group not in self._groups:
            self._groups[group] = self._every.select(group=group)
        return self._groups[group]
