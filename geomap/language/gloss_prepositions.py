"""What a preposition means by the word over it: "de" under a verb of motion is from, under most nouns of."""

from __future__ import annotations

from collections.abc import Sequence

from geomap.language.frames import load_noun_classes
from geomap.language.gloss_tree import CONTRACTED
from geomap.language.gloss_word import Word, cased, children, is_reflexive
from geomap.language.gloss_words import GlossWords

__all__ = ["governed_objects", "translate_preposition"]


def translate_preposition(word: Word, words: GlossWords, tree: Sequence[Word]) -> None:
    """Put a preposition into English by what governs it, and mark the agent of a passive."""
    above = word.head
    form = word.original
    if above is None or word.dep not in ("prep", "agent") or " " in word.source:
        return
    governed = _government(above, words, tree)
    plain = CONTRACTED.get(form, form)
    meaning = governed.get(plain)
    if plain == "par" and _is_agent(word, above, words, tree):
        word.dep = "agent"
    if meaning is None and word.dep == "agent":
        meaning = "by"
    if meaning is None and plain == "de" and _is_start_of_object(word, above, words, tree):
        word.head, meaning = above.head, "from"
    if meaning is None and plain == "en" and _is_means(word, tree):
        meaning = "by"
    if meaning is None and _moves(above, words, tree) and not _is_time(word, words, tree):
        meaning = words.tables["motion_prepositions"].get(form)
        if plain == "de" and above.pos == "NOUN" and not _leads_on(above, word, words, tree):
            meaning = "of"
    meaning = meaning or (word.meaning if word.meaning else words.tables["prepositions"].get(form))
    if meaning:
        word.lemma = meaning
        word.form = cased(meaning, word.form)


def _government(above: Word, words: GlossWords, tree: Sequence[Word]) -> dict[str, str]:
    reflexive = above.pos == "VERB" and is_reflexive(above, tree)
    found = words.government.get(f"se_{above.source}") if reflexive else None
    return dict(found or words.government.get(above.source, {}))


def _moves(word: Word, words: GlossWords, tree: Sequence[Word]) -> bool:
    if word.pos in ("VERB", "AUX"):
        verb = word.lemma.partition("+")[0]
        if verb in words.moving["verb"] or word.lemma == "take+off":
            return True
        carried = (c for c in children(word, tree) if c.dep in ("dobj", "nsubj") and c.pos == "NOUN")
        return any(child.lemma in words.moving["noun"] for child in carried)
    if word.pos == "NOUN" and word.lemma in words.moving["noun"]:
        return True
    return word.pos == "NOUN" and word.head is not None and word.dep == "dobj" and _moves_itself(word.head, words)


def _moves_itself(verb: Word, words: GlossWords) -> bool:
    return verb.pos == "VERB" and verb.lemma.partition("+")[0] in words.moving["verb"]


def _is_time(preposition: Word, words: GlossWords, tree: Sequence[Word]) -> bool:
    noun = next((child for child in children(preposition, tree) if child.dep == "pobj"), None)
    if noun is None:
        return False
    return bool({noun.source, noun.original} & words.lists["time_words"]) or (noun.pos == "NUM" and noun.form.isdigit())


def _is_start_of_object(preposition: Word, noun: Word, words: GlossWords, tree: Sequence[Word]) -> bool:
    """ "a acheminé des vivres de Goma à Bukavu": the object's "de" is where the movement starts."""
    verb = noun.head
    if noun.pos != "NOUN" or noun.dep != "dobj" or verb is None or not _moves_itself(verb, words):
        return False
    if not any(c.dep == "pobj" and c.pos == "PROPN" for c in children(preposition, tree)):
        return False
    beside = (*children(verb, tree), *children(noun, tree))
    return any(c.dep == "prep" and c.first > preposition.first and c.original in words.lists["towards"] for c in beside)


def _is_agent(preposition: Word, verb: Word, words: GlossWords, tree: Sequence[Word]) -> bool:
    """ "conduits à Sfax par la marine": who does it; but "transférés par Tripoli" is a way."""
    below = {child.dep for child in children(verb, tree)}
    passive = "auxpass" in below or (verb.is_past_participle and "aux" not in below)
    noun = any(c.dep == "pobj" and c.pos != "PROPN" for c in children(preposition, tree))
    return verb.pos == "VERB" and passive and (noun or not _moves(verb, words, tree))


def _is_means(preposition: Word, tree: Sequence[Word]) -> bool:
    """ "en pirogue", "en avion": by what, not where to."""
    nouns = (child for child in children(preposition, tree) if child.dep == "pobj" and child.pos == "NOUN")
    return any({"vessel", "vehicle", "aircraft"} & {*load_noun_classes().of(noun.lemma)} for noun in nouns)


def _leads_on(noun: Word, preposition: Word, words: GlossWords, tree: Sequence[Word]) -> bool:
    """Whether a noun of motion tells its other end as well ("le vol de Paris à Tunis"), or begins somewhere."""
    if noun.lemma in words.lists["beginnings"]:
        return True
    towards = words.lists["towards"]
    return any(c.dep == "prep" and c.first > preposition.first and c.original in towards for c in children(noun, tree))


def governed_objects(tree: Sequence[Word]) -> None:
    """ "S'emparer de X", "approcher de X": the noun is the object of the verb."""
    for word in tree:
        if word.dep != "prep" or word.lemma != "object":
            continue
        word.lemma = word.form = "of"
        for child in children(word, tree):
            if child.dep == "pobj":
                child.head, child.dep = word.head, "dobj"
        word.dep = "dep"
