"""A parse in Universal Dependencies as a tree that can be rebuilt in the terms of the frame engine.

The engine walks the labels of spaCy's English pipelines (ClearNLP style): prepositions stand over their nouns
(``prep``, ``pobj``), a copula over its predicate (``attr``, ``acomp``), modals are auxiliaries.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from geomap.language.gloss_repairs import mend
from geomap.language.gloss_word import Word, children
from geomap.language.gloss_words import GlossWords, Phrase

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["CONTRACTED", "engine_tree", "words_of"]

LABELS = {
    "nsubj": "nsubj", "nsubj:pass": "nsubjpass", "nsubj:caus": "nsubj", "csubj": "csubj", "csubj:pass": "csubjpass",
    "obj": "dobj", "obj:agent": "dobj", "obj:lvc": "dobj", "iobj": "dative", "iobj:agent": "dative", "obl": "npadvmod",
    "obl:mod": "npadvmod", "obl:arg": "npadvmod", "obl:agent": "npadvmod", "nmod": "nmod", "acl": "acl",
    "acl:relcl": "relcl", "advcl": "advcl", "advcl:cleft": "advcl", "aux:tense": "aux", "aux:pass": "auxpass",
    "aux:caus": "aux", "expl:subj": "expl", "expl:comp": "expl", "expl:pass": "expl", "flat:name": "flat",
    "flat:foreign": "flat", "det": "det", "dislocated": "dep", "vocative": "dep", "orphan": "dep", "goeswith": "dep",
    "fixed": "fixed",
}  # fmt: skip
NOMINAL = frozenset({"obl", "obl:mod", "obl:arg", "obl:agent", "nmod", "obj", "advcl", "acl", "xcomp", "dep", "advmod",
                     "iobj", "appos", "ccomp", "root", "ROOT"})  # fmt: skip
"""Relations of a word that a preposition may stand over."""
OF_THE_CLAUSE = frozenset({"nsubj", "nsubj:pass", "csubj", "aux:tense", "mark", "advmod", "advcl", "parataxis", "punct",
                           "expl:subj", "obl:mod", "obl:arg", "obl", "ccomp", "cc"})  # fmt: skip
"""Relations below a nominal predicate that belong to its copula."""


def words_of(doc: Doc) -> list[Word]:
    """The tokens of a parsed Doc as words, with the heads that the parser gave them."""
    words = [
        Word(
            form=token.text,
            lemma=token.lemma_.lower(),
            pos=token.pos_,
            dep="ROOT" if token.head.i == token.i else token.dep_,
            first=token.i,
            last=token.i,
            source=token.lemma_.lower(),
            original=token.lower_.replace("’", "'"),
            features=token.morph.to_dict(),
            entity=f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O",
            starts_sentence=bool(token.is_sent_start),
        )
        for token in doc
    ]
    for word, token in zip(words, doc, strict=True):
        word.head = None if token.head.i == token.i else words[token.head.i]
    return words


def engine_tree(words: list[Word], language: GlossWords) -> list[Word]:
    """The words with the engine's relations; expressions are one word each."""
    words = _with_phrases(words, language)
    mend(words, language)
    _raise_modals(words, language)
    _raise_copulas(words, language)
    _raise_prepositions(words, language)
    for word in words:
        word.dep = LABELS.get(word.dep, word.dep)
        if word.dep == "nsubjpass" and word.head is not None and not _is_passive(word.head, words):
            word.dep = "nsubj"
    return words


def _is_passive(verb: Word, words: Sequence[Word]) -> bool:
    return any(child.dep in ("aux:pass", "auxpass") for child in children(verb, words))


# expressions


def _with_phrases(words: list[Word], language: GlossWords) -> list[Word]:
    kept: list[Word] = []
    index = 0
    while index < len(words):
        end = _phrase_at(words, index, language)
        if end is None:
            kept.append(words[index])
            index += 1
        else:
            kept.append(_merged(words, index, *end, language))
            index = end[0]
    return kept


def _phrase_at(words: Sequence[Word], start: int, language: GlossWords) -> tuple[int, str, str] | None:
    """End, part of speech and meaning of the longest expression that begins at a word."""
    first = words[start]
    for key in dict.fromkeys((first.original, first.source, CONTRACTED.get(first.original, ""))):
        for phrase in language.phrases.get(key, ()):
            end = _end_of(phrase, words, start)
            if end is not None:
                return end, phrase.pos, phrase.meaning
    return None


def _end_of(phrase: Phrase, words: Sequence[Word], start: int) -> int | None:
    """Where the expression ends that begins at a word; an adverb may stand inside ("ont aussi lieu")."""
    at = start
    for number, wanted in enumerate(phrase.words):
        if number == 1 and phrase.pos == "VERB" and at < len(words) and words[at].pos == "ADV":
            at += not _is(words[at], wanted)
        if at >= len(words) or not _is(words[at], wanted):
            return None
        at += 1
    return at


CONTRACTED = {"du": "de", "des": "de", "d'": "de", "au": "à", "aux": "à"}


def _is(word: Word, wanted: str) -> bool:
    form = word.original
    return wanted in (form, word.source, CONTRACTED.get(form)) or form in (f"{wanted}s", f"{wanted}es")


def _merged(words: Sequence[Word], first: int, end: int, pos: str, meaning: str, language: GlossWords) -> Word:
    """One word for the expression, hung where it hung. A preposition becomes the case of what follows."""
    inside = words[first:end]
    top = next((w for w in inside if w.head is None or w.head not in inside), inside[0])
    carrier = next((w for w in inside if w.pos in ("VERB", "AUX")), top) if pos == "VERB" else top
    merged = Word(
        form=" ".join(word.form for word in inside), lemma=meaning, pos=pos, dep=top.dep, first=inside[0].first,
        last=inside[-1].last, source=" ".join(word.source for word in inside),
        original=" ".join(word.original for word in inside), features=dict(carrier.features),
        entity="O", starts_sentence=any(word.starts_sentence for word in inside), meaning=meaning, head=top.head,
    )  # fmt: skip
    below = [word for word in words if word not in inside and word.head in inside]
    for word in below:
        word.head = merged
    if pos != "ADP":
        return merged
    if end < len(words) and (words[end].pos == "NUM" or words[end].form[:1].isdigit()):  # "près de 800 camions"
        counted = next((w for w in words[end:] if w.pos == "NOUN"), None)
        merged.pos, merged.dep, merged.head = "ADV", "advmod", counted
        for word in below:
            word.head = top.head if word is counted and top.head is not counted else word.head
        return merged
    complement = next((word for word in below if word.first > merged.last and word.dep not in ("punct", "cc")), None)
    if complement is None:
        following = next((w for w in words[end:] if w.pos in ("NOUN", "PROPN", "PRON", "NUM", "VERB")), None)
        complement = following if following is not None and following.head is not None else None
    if complement is None:
        return merged
    above = merged.head
    for word in below:
        if word is not complement and above is not None:
            word.head = above
    if above is not None and above is not complement:
        complement.head = above
        complement.dep = "obl:mod" if above.pos in ("VERB", "AUX", "ADJ") else "nmod"
    merged.head, merged.dep = complement, "case"
    return merged


# clauses


def _raise_modals(words: Sequence[Word], language: GlossWords) -> None:
    """ "Le navire doit rejoindre X", "l'armée va envoyer": the infinitive is the verb, the modal its auxiliary."""
    lists = language.lists
    for modal in words:
        if modal.pos not in ("VERB", "AUX") or modal.dep.startswith("aux"):
            continue
        if modal.source not in lists["modal_can"] | lists["modal_must"] | lists["future"]:
            continue
        verb = next((c for c in children(modal, words) if c.dep in ("xcomp", "ccomp", "obj", "advcl")
                     and c.verb_form == "Inf" and c.first > modal.first), None)  # fmt: skip
        if verb is None or any(c.dep in ("mark", "case") for c in children(verb, words)):
            continue
        if modal.source in lists["future"] and modal.features.get("Tense") != "Pres":
            continue
        verb.head, verb.dep = modal.head, modal.dep
        for child in [child for child in words if child.head is modal]:
            child.head = verb
            child.dep = "aux:tense" if child.dep == "aux:tense" else child.dep
        modal.head, modal.dep, modal.pos = verb, "aux:modal", "AUX"


def _raise_copulas(words: Sequence[Word], language: GlossWords) -> None:
    for copula in [word for word in words if word.dep == "cop" and word.head is not None]:
        predicate = copula.head
        assert predicate is not None
        if predicate.is_past_participle and predicate.pos == "VERB":
            copula.dep = "aux:tense" if predicate.source in language.lists["with_be"] else "aux:pass"
            continue
        copula.head, copula.dep, copula.pos = predicate.head, predicate.dep, "AUX"
        for child in [c for c in words if c.head is predicate]:
            if child.dep in OF_THE_CLAUSE and not (child.dep == "advmod" and child.first > copula.first):
                child.head = copula
        cased = any(child.dep == "case" for child in children(predicate, words))
        predicate.head = copula
        predicate.dep = "obl:mod" if cased else "acomp" if predicate.pos in ("ADJ", "VERB") else "attr"


# prepositions


def _raise_prepositions(words: Sequence[Word], language: GlossWords) -> None:
    for word in list(words):
        cases = [c for c in children(word, words) if c.dep == "case" and c.pos in ("ADP", "ADV", "SCONJ")]
        if not cases or (word.dep not in NOMINAL and word.dep != "conj"):
            continue
        case = cases[0]
        if _is_negated_object(word, case, words, language):
            word.dep, case.dep = "obj", "det"
            continue
        for extra in cases[1:]:
            extra.dep = "dep"
        if word.head is None:
            continue
        if word.dep == "conj" and not _starts_anew(case, word, words):
            case.dep = "dep"
            continue
        above: Word | None = word.head
        if word.dep == "conj":
            first = word.head
            above = first.head.head if first.head is not None and first.head.dep in ("prep", "agent") else first.head
        if above is None:
            case.dep = "dep"
            continue
        agent = word.dep == "obl:agent"
        case.head, case.dep = above, "agent" if agent else "prep"
        case.pos = "ADP"
        for child in [c for c in words if c.head is word and c.dep == "advmod" and c.first < case.first]:
            child.head = case
        word.head, word.dep = case, "pobj"


def _is_negated_object(word: Word, case: Word, words: Sequence[Word], language: GlossWords) -> bool:
    """ "n'enverra pas de soldats": "de" is the article of a negated object."""
    verb = word.head
    if verb is None or verb.pos != "VERB" or word.pos != "NOUN" or CONTRACTED.get(case.original, case.original) != "de":
        return False
    beside = list(children(verb, words))
    negated = any(child.original in language.lists["negation"] for child in beside)
    return negated and not any(child.dep == "obj" and child is not word for child in beside)


def _starts_anew(case: Word, word: Word, words: Sequence[Word]) -> bool:
    """Whether a conjunct has a preposition unlike that of the first ("de Sfax et vers Malte")."""
    first = word.head
    if first is None or first.head is None or first.head.dep not in ("prep", "agent"):
        return False
    plain = CONTRACTED.get(case.original, case.original)
    before = CONTRACTED.get(first.head.original, first.head.original)
    return plain != before and {plain, before} - {"à", "en", "dans"} != set()
