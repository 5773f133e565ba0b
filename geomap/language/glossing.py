"""A Doc of another language in the terms of the engine: its tree rebuilt, its words glossed, offsets kept.

The frames, noun classes and signs of assertion are written for English parses. What a French parse says is the same
in other words: each word gets the meaning that ``geomap/data/glosses`` gives it, each relation the engine's label, and
the tenses that French makes with endings get the auxiliaries that English makes them with ("partira": will leave).
Names stay as they are. The article's own words remain what is quoted: every glossed token knows its tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from geomap.language.gloss_prepositions import governed_objects, translate_preposition
from geomap.language.gloss_tree import engine_tree, words_of
from geomap.language.gloss_word import Word, cased, children, is_reflexive
from geomap.language.gloss_words import GlossWords, gloss_words

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

__all__ = ["Glossed", "gloss"]

ENTITIES = {"PER": "PERSON", "LOC": "GPE", "ORG": "ORG"}
"""The entity labels of spaCy's WikiNER pipelines as the recogniser knows them; MISC is none."""
BE_PAST, BE_PRESENT = "was", "is"


@dataclass(frozen=True, slots=True, eq=False)
class Glossed:
    """A Doc in the engine's terms; ``tokens`` gives for each of its tokens the first and last one of the parse."""

    doc: Doc
    tokens: Sequence[tuple[int, int]]


def gloss(doc: Doc, language: str) -> Glossed:
    """The parsed Doc in the engine's terms. Raises ConfigError for a language without glosses."""
    words = gloss_words(language)
    tree = engine_tree(words_of(doc), words)
    for word in tree:
        _name(word, words, tree)
    _names_begin(tree, words)
    for word in tree:
        if word.dep in ("prep", "agent") and word.pos == "ADP":
            translate_preposition(word, words, tree)
    tree = _with_auxiliaries(tree, words)
    governed_objects(tree)
    return Glossed(_doc(tree, doc), [(word.first, word.last) for word in tree])


def _name(word: Word, words: GlossWords, tree: Sequence[Word]) -> None:
    """Give a word its meaning, or leave it as it is."""
    form, meaning = word.original, word.meaning
    if meaning is None and word.pos in ("VERB", "AUX") and is_reflexive(word, tree):
        meaning = words.meaning("VERB", f"se_{word.source}")
    if meaning is None:
        by_form = word.pos not in ("VERB", "AUX")
        meaning = words.meaning(word.pos, *((form, word.source) if by_form else (word.source,)))
    if meaning is None and word.pos == "ADJ" and word.source.endswith("é"):
        meaning = words.meaning("VERB", f"{word.source[:-1]}er")
        word.tag = "VBN" if meaning else ""
    if meaning is None:
        word.lemma = word.source
        if word.pos in ("ADJ", "NOUN", "PROPN") and form in words.demonyms:
            word.form = word.form[:1].upper() + word.form[1:]
        return
    word.lemma = meaning
    word.meaning = meaning
    plural = word.pos == "NOUN" and word.features.get("Number") == "Plur"
    word.form = cased(f"{meaning}s" if plural else meaning, word.form)


def _names_begin(tree: Sequence[Word], words: GlossWords) -> None:
    """ "mer Noire", "golfe de Guinée": the common noun is written small in French, yet the name begins with it."""
    for number, word in enumerate(tree[:-1]):
        if word.pos not in ("NOUN", "PROPN") or word.original not in words.generic or word.form[:1].isupper():
            continue
        following = tree[number + 1 : number + 4]
        while following and following[0].original in words.lists["inner"]:
            following = following[1:]
        if following and following[0].form[:1].isupper() and following[0].original not in words.demonyms:
            word.form = word.form[:1].upper() + word.form[1:]


# verbs


def _with_auxiliaries(tree: list[Word], words: GlossWords) -> list[Word]:
    """The tree with tags, and with the auxiliaries and particles that the engine expects."""
    found: list[Word] = []
    for word in tree:
        _negate(word, words, tree)
    for word in tree:
        before: list[Word] = []
        after: list[Word] = []
        if word.pos in ("VERB", "AUX") and not word.dep.startswith("aux"):
            before = _auxiliaries(word, words, tree)
            verb, _, particle = word.lemma.partition("+")
            if particle:
                word.lemma = verb
                after = [_beside(word, particle, "prt", "ADP", "RP")]
            word.form = cased(_inflected(verb, word.tag), word.form)
        elif word.pos == "NOUN":
            word.tag = "NNS" if word.features.get("Number") == "Plur" else "NN"
        elif word.pos == "PROPN":
            word.tag = "NNP"
        found += [*before, word, *after]
    return found


def _auxiliaries(verb: Word, words: GlossWords, tree: Sequence[Word]) -> list[Word]:
    """Tag a verb by its tense, put its auxiliaries into English; returns those that have to be added before it."""
    below = list(children(verb, tree))
    modal = next((child for child in below if child.dep == "aux:modal"), None)
    tense = next((child for child in below if child.dep == "aux"), None)
    passive = next((child for child in below if child.dep == "auxpass"), None)
    if passive is not None and verb.source in words.lists["with_be"]:
        tense, passive = passive, None
        tense.dep = "aux"
    if modal is not None:
        _modal(modal, words)
        verb.tag = "VBN" if passive else "VB"
    added: list[Word] = []
    if passive is not None:
        verb.tag = "VBN"
        passive.lemma, passive.tag = "be", "VBD"
        added = _of_tense(passive, tense, verb)
    elif tense is None and modal is None and _shares_perfect(verb, tree):
        verb.tag = "VBD"
    elif tense is not None and verb.verb_form == "Part":
        verb.tag = "VBD"
        added = _perfect(tense, verb)
    elif modal is None:
        added = _simple(verb, tree)
    return added


def _shares_perfect(verb: Word, tree: Sequence[Word]) -> bool:
    """ "a quitté X et gagné Y": the second participle shares the auxiliary of the first."""
    first = verb.head
    if verb.dep != "conj" or not verb.is_past_participle or first is None or first.pos != "VERB":
        return False
    auxiliaries = {child.dep for child in children(first, tree)}
    return "aux" in auxiliaries and "auxpass" not in auxiliaries


def _of_tense(passive: Word, tense: Word | None, verb: Word) -> list[Word]:
    """ "est attendu", "a été arrêté", "seront déployés", "aurait été tué"."""
    finite = tense if tense is not None else passive
    mood, time = finite.features.get("Mood"), finite.features.get("Tense")
    if tense is not None:
        tense.form, tense.lemma, tense.tag = ("may", "may", "MD") if mood == "Cnd" else ("did", "do", "VBD")
        if time == "Fut":
            tense.form, tense.lemma, tense.tag = "will", "will", "MD"
        passive.form = BE_PAST
        return []
    if time == "Fut" or mood == "Cnd":
        passive.form, passive.tag = "be", "VB"
        return [_beside(verb, "will" if time == "Fut" else "would", "aux", "AUX", "MD")]
    if passive.verb_form == "Inf":
        passive.form, passive.tag = "be", "VB"
        return _infinitive(verb)
    present = time == "Pres" and passive.verb_form == "Fin"
    passive.form, passive.tag = (BE_PRESENT, "VBZ") if present else (BE_PAST, "VBD")
    return []


def _perfect(tense: Word, verb: Word) -> list[Word]:
    mood, time = tense.features.get("Mood"), tense.features.get("Tense")
    if mood == "Cnd":
        tense.form, tense.lemma, tense.tag = "may", "may", "MD"
    elif time == "Fut":
        tense.form, tense.lemma, tense.tag = "will", "will", "MD"
    elif time == "Imp":
        tense.form, tense.lemma, tense.tag = "had", "have", "VBD"
    elif tense.verb_form == "Inf":
        tense.form, tense.lemma, tense.tag, verb.tag = "having", "have", "VBG", "VBN"
    else:
        tense.form, tense.lemma, tense.tag = "did", "do", "VBD"
    return []


def _simple(verb: Word, tree: Sequence[Word]) -> list[Word]:
    """A verb without auxiliaries: finite, infinitive or participle."""
    mood, time = verb.features.get("Mood"), verb.features.get("Tense")
    if verb.verb_form == "Inf":
        return _infinitive_of(verb, tree)
    if verb.verb_form == "Part":
        verb.tag = "VBN" if time == "Past" else "VBG"
        return []
    if mood == "Cnd" or time == "Fut":
        verb.tag = "VB"
        return [_beside(verb, "will" if time == "Fut" else "would", "aux", "AUX", "MD")]
    verb.tag = "VBD" if time in ("Past", "Imp") else "VBP" if verb.features.get("Number") == "Plur" else "VBZ"
    return []


def _infinitive_of(verb: Word, tree: Sequence[Word]) -> list[Word]:
    """ "d'envoyer", "pour acheminer": to send; "sans quitter", "avant de partir": a gerund under its preposition."""
    verb.tag = "VB"
    mark = next((c for c in children(verb, tree) if c.dep in ("mark", "case") and c.pos in ("ADP", "SCONJ")), None)
    if mark is None:
        return _infinitive(verb) if verb.dep in ("xcomp", "ccomp", "advcl", "acl") else []
    if mark.lemma in ("without", "before", "after") and verb.head is not None:
        mark.head, mark.dep, mark.pos = verb.head, "prep", "ADP"
        verb.head, verb.dep, verb.tag = mark, "pcomp", "VBG"
        return []
    mark.form, mark.lemma, mark.dep, mark.pos, mark.tag = "to", "to", "aux", "PART", "TO"
    return []


def _infinitive(verb: Word) -> list[Word]:
    return [_beside(verb, "to", "aux", "PART", "TO")]


def _modal(modal: Word, words: GlossWords) -> None:
    mood, time = modal.features.get("Mood"), modal.features.get("Tense")
    conditional = mood == "Cnd"
    if modal.source in words.lists["future"]:
        form = "will"
    elif modal.source in words.lists["modal_must"]:
        form = "should" if conditional or time in ("Pres", "Imp", "Fut") else "had"
    else:
        form = "could" if conditional else "will" if time == "Fut" else "can"
    modal.form, modal.lemma, modal.tag, modal.dep = form, form, "MD" if form != "had" else "VBD", "aux"


def _negate(word: Word, words: GlossWords, tree: Sequence[Word]) -> None:
    if word.original not in ("ne", "n'"):
        return
    verb = word.head
    word.dep = "dep"
    if verb is None:
        return
    negations = [c for c in children(verb, tree) if c.original in words.lists["negation"] and c.pos == "ADV"]
    for negation in negations[:1]:
        negation.dep = "neg"
        if negation.original == "plus":
            word.form = word.lemma = "anymore"
        negation.form = negation.lemma = "not"
        negation.meaning = "not"


def _beside(verb: Word, form: str, dep: str, pos: str, tag: str) -> Word:
    return Word(form=form, lemma=form, pos=pos, dep=dep, first=verb.first, last=verb.last, source=form, tag=tag,
                entity="O", meaning=form, head=verb)  # fmt: skip


def _inflected(verb: str, tag: str) -> str:
    """A regular English form: enough for word lists that name participles."""
    stem = verb[:-1] if verb.endswith("e") else verb
    return {"VBN": f"{stem}ed", "VBD": f"{stem}ed", "VBG": f"{stem}ing", "VBZ": f"{verb}s"}.get(tag, verb)


# the Doc


@cache
def _vocabulary() -> Vocab:
    import spacy

    return spacy.blank("en").vocab


def _doc(tree: Sequence[Word], source: Doc) -> Doc:
    from spacy.tokens import Doc

    numbers = {id(word): number for number, word in enumerate(tree)}
    for word in tree:
        if word.dep == "aux:modal":
            word.dep = "aux"
    return Doc(
        _vocabulary(),
        words=[word.form for word in tree],
        spaces=[True] * len(tree),
        tags=[word.tag for word in tree],
        pos=[word.pos for word in tree],
        lemmas=[word.lemma for word in tree],
        heads=[numbers.get(id(word.head), number) for number, word in enumerate(tree)],
        deps=[word.dep for word in tree],
        ents=_entities(tree),
    )


def _entities(tree: Sequence[Word]) -> list[str]:
    found: list[str] = []
    for word in tree:
        iob, _, label = word.entity.partition("-")
        known = ENTITIES.get(label)
        continues = bool(found) and found[-1] != "O"
        found.append(f"{'I' if iob == 'I' and continues else 'B'}-{known}" if known else "O")
    return found
