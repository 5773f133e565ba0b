"""Any number of articles in the same memory."""

from __future__ import annotations

import pytest

from geomap.article import article_from_text
from geomap.pipeline import Tools, tell

TEXTS = [
    f"A boat left Tripoli{word} for Malta on Monday. The {word}ing crew was in Valletta." for word in ("", "xqz", "zqx")
]


@pytest.mark.model
def test_words_of_articles_go_again_and_nothing_else_changes() -> None:
    tools = Tools.open()
    plain = [tell(article_from_text(text), tools) for text in TEXTS[:1]]
    before = len(tools.model.vocab.strings)
    with tools.forgetting_words():
        told = [tell(article_from_text(text), tools) for text in TEXTS]
        assert len(tools.model.vocab.strings) > before
    assert len(tools.model.vocab.strings) == before
    assert told[0] == plain[0]
    assert tell(article_from_text(TEXTS[1]), tools) == told[1]


@pytest.mark.model
def test_the_words_stay_until_the_last_one_is_out() -> None:
    tools = Tools.open()
    before = len(tools.model.vocab.strings)

    def told(text: str) -> object:
        with tools.forgetting_words():
            return tell(article_from_text(text), tools)

    with tools.forgetting_words():
        for text in TEXTS:
            told(text)
        assert len(tools.model.vocab.strings) > before
    assert len(tools.model.vocab.strings) == before
