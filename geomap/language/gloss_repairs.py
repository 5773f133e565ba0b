"""Repairs of French parses that can't be right: what a small model gets wrong often, mended first of all."""

from __future__ import annotations

from collections.abc import Sequence

from geomap.language.gloss_word import Word, children
from geomap.language.gloss_words import GlossWords

__all__ = ["mend"]

PARTICIPLE = ("é", "ée", "és", "ées")
BARE = frozenset({"obl:mod", "obl:arg", "obl", "xcomp", "dep", "punct", "advmod", "parataxis"})


def mend(words: Sequence[Word], language: GlossWords) -> None:
    """Mend the tree in place; each step says what it mends."""
    for step in (
        _participle_of_perfect, _finite_modifier, _finite_root, _subject_with_its_name, _bare_object,
        _agent_of_passive, _futures,
    ):  # fmt: skip
        step(words, language)


def _participle_of_perfect(words: Sequence[Word], language: GlossWords) -> None:
    """ "ont expulsé 40 migrants": a participle that the tagger took for an adverb or adjective is the verb."""
    for number, have in enumerate(words[:-1]):
        if have.source != "avoir" or have.dep.startswith("aux") or have.verb_form != "Fin":
            continue
        following = [word for word in words[number + 1 : number + 4] if word.original not in language.lists["negation"]]
        verb = following[0] if following else have
        infinitive = f"{verb.original.rstrip('es').removesuffix('é')}er"
        if verb.pos not in ("ADV", "ADJ", "NOUN") or not verb.original.endswith(PARTICIPLE):
            continue
        if infinitive not in language.tables["verbs"]:
            continue
        verb.pos, verb.source, verb.features = "VERB", infinitive, {"VerbForm": "Part", "Tense": "Past"}
        verb.head, verb.dep = have.head, have.dep
        for child in [child for child in words if child.head is have and child is not verb]:
            child.head = verb
        have.head, have.dep, have.pos = verb, "aux:tense", "AUX"


def _finite_modifier(words: Sequence[Word], language: GlossWords) -> None:
    """ "Des familles fuient X": a finite verb that was hung on its own subject as a modifier."""
    for verb in words:
        noun = verb.head
        if verb.pos != "VERB" or verb.verb_form != "Fin" or verb.dep not in ("amod", "acl", "dep") or noun is None:
            continue
        if noun.pos not in ("NOUN", "PROPN") or noun.first > verb.first or noun.head is not None:
            continue
        verb.head, verb.dep = None, "ROOT"
        noun.head, noun.dep = verb, "nsubj"
        for child in [child for child in words if child.head is noun and child.first > verb.first]:
            child.head = verb
            child.dep = "obl:mod" if child.dep == "nmod" else child.dep


def _agent_of_passive(words: Sequence[Word], language: GlossWords) -> None:
    """ "conduits à Sfax par la marine": who did it hangs on the verb, not on the place."""
    for word in words:
        verb = word.head.head if word.dep == "nmod" and word.head is not None else None
        if verb is None or verb.pos != "VERB" or not any(c.original == "par" for c in children(word, words)):
            continue
        if any(child.dep == "aux:pass" for child in children(verb, words)):
            word.head, word.dep = verb, "obl:agent"


def _futures(words: Sequence[Word], language: GlossWords) -> None:
    """ "enverra": read as a past; but "montra" is one."""
    for verb in words:
        if verb.verb_form != "Fin" or verb.features.get("Tense") == "Fut" or verb.pos not in ("VERB", "AUX"):
            continue
        if verb.original.endswith(("ra", "ront")) and verb.original != f"{verb.source[:-2]}a":
            verb.features = {**verb.features, "Tense": "Fut", "Mood": "Ind"}


def _finite_root(words: Sequence[Word], language: GlossWords) -> None:
    """ "Le bateau, parti de Sfax, a chaviré": a bare participle gives the sentence back to the finite verb."""
    for root in [word for word in words if word.head is None and word.is_past_participle and word.pos == "VERB"]:
        below = list(children(root, words))
        if any(child.dep.startswith(("aux", "cop")) for child in below):
            continue
        subject = next((c for c in below if c.dep.startswith("nsubj") and c.first < root.first), None)
        verb = next((c for c in below if c.dep in ("conj", "parataxis", "ccomp", "advcl", "dep") and c.pos == "VERB"
                     and c.first > root.first and _is_finite(c, words)
                     and not any(s.dep.startswith("nsubj") for s in children(c, words))), None)  # fmt: skip
        if subject is None or verb is None:
            continue
        verb.head, verb.dep = None, "ROOT"
        subject.head, subject.dep = verb, "nsubj"
        root.head, root.dep = subject, "acl"
        for child in below:
            if child.dep in ("punct", "parataxis") and child.first > verb.first:
                child.head = verb


def _subject_with_its_name(words: Sequence[Word], language: GlossWords) -> None:
    """ "Un navire, le Nivôse, a quitté X": the parser takes the name for the subject and loses the noun."""
    for name in [word for word in words if word.dep.startswith("nsubj") and word.pos == "PROPN"]:
        verb = name.head
        if verb is None:
            continue
        noun = next((c for c in children(verb, words) if c.pos == "NOUN" and c.first < name.first
                     and c.dep in ("advcl", "dislocated", "obl:mod", "dep", "parataxis")
                     and not any(case.dep == "case" for case in children(c, words))), None)  # fmt: skip
        if noun is not None and noun.source not in language.lists["time_words"]:
            noun.dep, name.head, name.dep = name.dep, noun, "appos"


def _bare_object(words: Sequence[Word], language: GlossWords) -> None:
    """ "a quitté Paris": a name without a preposition right behind its verb is the object, no time of day."""
    for word in words:
        if word.dep not in BARE or word.pos != "PROPN" or word.head is None:
            continue
        close = word.head.pos == "VERB" and 0 < word.first - word.head.last <= 2
        if close and not any(c.dep in ("case", "obj") for c in (*children(word, words), *children(word.head, words))):
            word.dep = "obj"


def _is_finite(verb: Word, words: Sequence[Word]) -> bool:
    if verb.verb_form == "Fin":
        return True
    return any(c.verb_form == "Fin" and c.dep.startswith(("aux", "cop")) for c in children(verb, words))
