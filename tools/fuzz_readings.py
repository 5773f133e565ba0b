"""Tell stories of hostile text: with the real model, or with a parser that answers by chance.

The second reaches what the first never would: trees that no grammar allows, under which roles, assertion, masking,
merging and geometry must still come to an end and hold together. A thousand of its parses cost what ten real ones do.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

__all__ = ["read_by_a_model", "read_by_chance"]

TAGS = {
    "VBD": "VERB", "VBZ": "VERB", "VBN": "VERB", "VBG": "VERB", "VB": "VERB", "MD": "AUX", "NN": "NOUN", "NNS": "NOUN",
    "NNP": "PROPN", "IN": "ADP", "TO": "PART", "DT": "DET", "CD": "NUM", "PRP": "PRON", "JJ": "ADJ", "RB": "ADV",
    "CC": "CCONJ", ".": "PUNCT", "_SP": "SPACE",
}  # fmt: skip
DEPENDENCIES = (
    "nsubj", "nsubjpass", "dobj", "pobj", "prep", "pcomp", "conj", "cc", "advcl", "ccomp", "xcomp", "relcl", "acl",
    "agent", "aux", "auxpass", "neg", "amod", "nummod", "poss", "appos", "compound", "advmod", "npadvmod", "prt",
    "mark", "det", "punct", "attr", "parataxis", "dep", "nmod", "quantmod",
)  # fmt: skip
ENTITIES = ("GPE", "LOC", "PERSON", "ORG", "FAC", "NORP", "DATE", "PRODUCT", "")


def read_by_a_model() -> Callable[..., None]:
    """Stories with the best English model that is installed."""
    from geomap.pipeline import Tools

    return _teller(Tools.open())


def read_by_chance() -> Callable[..., None]:
    """Stories with a parser whose answers depend on the words by chance: the same for the same words."""
    import spacy
    from spacy.language import Language

    from geomap.gazetteer import Gazetteer
    from geomap.pipeline import Tools

    if not Language.has_factory("by_chance"):
        Language.component("by_chance", func=_parsed_by_chance)
    nlp = spacy.blank("en")
    nlp.add_pipe("by_chance")
    return _teller(Tools(model=nlp, gazetteer=Gazetteer.open()))


def _teller(tools: Any) -> Callable[..., None]:
    from geomap.article import article_from_text
    from geomap.codec import dumps, loads
    from geomap.export.geojson import to_geojson
    from geomap.pipeline import tell

    def run(data: bytes, corrections: Any = None) -> None:
        text = "It is said that the boats are there.\n" + data.decode("utf-8", "replace")
        published = "2016-04-27" if len(text) % 2 else None
        story = tell(article_from_text(text, published=published), tools, corrections=corrections)
        assert loads(dumps(story)) == story, "a story that reads back as another"
        to_geojson(story)

    return run


def _parsed_by_chance(doc: Any) -> Any:
    """Any tree, over the words as they stand; half of the tags and lemmas as a parser would say them."""
    from spacy.tokens import Doc, Span

    if not len(doc):
        return doc
    chance = random.Random(doc.text)
    size = len(doc)
    order = chance.sample(range(size), size)
    heads, labels = list(range(size)), ["ROOT"] * size
    for place, token in enumerate(order[1:], 1):
        if chance.random() < 0.9:
            near = [other for other in order[:place] if abs(other - token) < 8]
            heads[token] = chance.choice(near or order[:place])
            labels[token] = chance.choice(DEPENDENCIES)
    tags = [chance.choice(list(TAGS)) for _ in doc]
    lemmas = [
        chance.choice((token.lower_, token.lower_.removesuffix("ed"), token.lower_.removesuffix("s"))) for token in doc
    ]
    made = Doc(
        doc.vocab, words=[token.text for token in doc], spaces=[bool(token.whitespace_) for token in doc],
        tags=tags, pos=[TAGS[tag] for tag in tags], lemmas=lemmas, heads=heads, deps=labels,
    )  # fmt: skip
    spans, at = [], 0
    while at < size:
        end = min(size, at + chance.randint(1, 3))
        if label := chance.choice(ENTITIES):
            spans.append(Span(made, at, end, label=label))
        at = end + chance.randint(0, 4)
    made.ents = spans
    return made
