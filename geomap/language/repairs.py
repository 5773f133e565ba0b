"""Repairs of parses that can't be right: what a small model gets wrong often, and where its own tags contradict it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geomap.language.frames import load_noun_classes, load_words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["repair"]

CONJUNCTIONS = frozenset({"as", "after", "before", "since", "until", "because", "while", "than"})
MOVERS = ("vessel", "vehicle", "aircraft", "people", "force")
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})


def repair(doc: Doc) -> Doc:
    """Mend the parse in place and return it.

    * "The gang smuggled cocaine": a past tense (VBD) read as an adjective of its own object becomes the verb again.
    * "Trucks loaded with tents crossed into X a day after Y agreed": a root with a conjunction and two subjects is the
      subordinate verb; the participle of the first subject is the main one.
    * "The route is closed": a subject hung on the auxiliary belongs to the verb.
    * "as the route remains blocked": a conjunction read as a preposition opens the clause whose subject it took.
    * "The ship, seized on Monday, lies off X": a participle that took the subject of the main verb gives it back.
    * "The group set off from X and was picked up": a participle with a second, finite verb is a past tense.
    * "Third aid plane lands in X": a plural behind the name of a craft or of people is the verb of a headline.
    * "Families from X arrive in Y": a noun whose first part is the place under "from" is the verb.
    * "Four loads left X, were weighed and travelled to Y": the first of listed verbs isn't the content of the next.
    * "A typhoon battered Luzon": a sentence without a finite verb gets the participle with an object for its verb.
    """
    roots = [sentence.root for sentence in doc.sents]
    for token in doc:
        if token.tag_ == "VBD" and token.dep_ == "amod" and token.i < token.head.i:
            _raise_verb(token, token.head)
    for token in doc:
        if token.tag_ in ("NN", "VB") and token.dep_ == "pobj" and token.head.lower_ == "from":
            _part_from_place(token)
        elif token.tag_ == "NNS" and token.dep_ == "ROOT" and not any(t.tag_ in FINITE for t in token.sent):
            _read_as_headline(token)
    for root in roots:
        if root.pos_ == "VERB":
            _give_main_clause_its_verb(root)
        if root.pos_ not in ("NOUN", "PROPN"):
            continue
        participle = next((t for t in root.subtree if t.i > root.i and (_has_object(t) or _has_finite_second(t))), None)
        if participle is None:
            continue
        below = {token.i for token in participle.subtree}
        if not any(token.tag_ in FINITE and token.i not in below for token in root.sent):
            _make_root(participle, root)
    for root in roots:
        if root.pos_ in ("NOUN", "PROPN", "NUM") and not any(token.tag_ in FINITE for token in root.sent):
            _give_sentence_its_verb(root)
    for root in roots:
        if root.pos_ in ("VERB", "AUX"):
            _give_back_subject(root)
            _list_clauses(root)
    for token in doc:
        if token.dep_ in ("nsubj", "nsubjpass") and token.head.dep_ in ("aux", "auxpass"):
            token.dep_ = "nsubjpass" if token.head.dep_ == "auxpass" else token.dep_
            token.head = token.head.head
        elif token.dep_ == "pobj" and token.head.lower_ in CONJUNCTIONS:
            _give_clause_its_subject(token)
    return doc


def _read_as_headline(plural: Token) -> None:
    """ "Third aid plane lands in X"."""
    noun = plural.nbor(-1) if plural.i > plural.sent.start else None
    following = plural.nbor(1) if plural.i + 1 < plural.sent.end else None
    if noun is None or following is None or noun.head.i != plural.i or noun.dep_ not in ("compound", "amod"):
        return
    classes = load_noun_classes()
    word = plural.lemma_.lower()
    if noun.tag_ not in ("NN", "JJ") or not set(classes.of(noun.lower_)) & set(MOVERS):
        return
    if word not in load_words("verbs", "headline") or following.pos_ not in ("ADP", "PROPN"):
        return
    for child in [child for child in plural.children if child.i < noun.i]:
        child.head = noun
    for child in [child for child in plural.children if child.dep_ == "appos" and child.i > plural.i]:
        child.dep_ = "dobj"
    noun.dep_ = "nsubj"
    plural.tag_, plural.pos_ = "VBZ", "VERB"


def _part_from_place(verb: Token) -> None:
    """ "Families from X arrive in Y"."""
    place = verb.nbor(-1)
    mover = verb.head.head
    if place.head.i != verb.i or place.tag_ != "NNP" or mover.tag_ not in ("NNS", "NNPS"):
        return
    if verb.lemma_.lower() not in load_words("verbs", "intransitive") or verb.i + 1 >= verb.sent.end:
        return
    if verb.nbor(1).pos_ != "ADP":
        return
    place.head, place.dep_ = verb.head, "pobj"
    is_root = mover.head.i == mover.i
    verb.head, verb.dep_ = (verb, "ROOT") if is_root else (mover.head, "parataxis")
    verb.tag_, verb.pos_ = "VBP", "VERB"
    mover.head, mover.dep_ = verb, "nsubj"


def _give_main_clause_its_verb(root: Token) -> None:
    mark = next((child for child in root.children if child.dep_ == "mark" and child.i < root.i), None)
    subjects = [child for child in root.children if child.dep_ in ("nsubj", "nsubjpass")]
    if mark is None or len(subjects) != 2 or not subjects[0].i < mark.i < subjects[1].i:
        return
    participles = [t for t in subjects[0].subtree if t.dep_ == "acl" and t.tag_ in ("VBN", "VBD") and t.i < mark.i]
    if not participles:
        return
    verb = participles[-1]
    verb.head, verb.dep_, verb.tag_ = verb, "ROOT", "VBD"
    subjects[0].head = verb
    root.head, root.dep_ = verb, "advcl"


def _has_object(token: Token) -> bool:
    """Whether a word read as a reduced relative clause has an object, as a finite verb has ("boats left Sabratha")."""
    return token.dep_ == "acl" and token.tag_ in ("VBN", "VBD") and any(c.dep_ == "dobj" for c in token.children)


def _give_sentence_its_verb(root: Token) -> None:
    """ "A dinghy carrying 40 migrants overturned off X": the last verb without a passive is the one of the sentence."""
    intransitive = load_words("verbs", "intransitive")
    clauses = (t for t in root.subtree if t.dep_ == "acl" and t.tag_ in ("VBN", "VBD") and t.i > root.i)
    verbs = [t for t in clauses if t.lemma_.lower() in intransitive and not any(c.dep_ == "agent" for c in t.children)]
    if verbs:
        _make_root(verbs[-1], root)
        return
    for noun in (child for child in root.children if child.dep_ == "appos" and child.i > root.i):
        verb = next((child for child in noun.children if child.dep_ == "amod" and child.tag_ == "VBN"), None)
        if verb is not None and verb.i == noun.left_edge.i and not verb.nbor(-1).is_punct:  # "staff downed tools"
            _make_root(verb, root)
            noun.head, noun.dep_ = verb, "dobj"
            return


def _has_finite_second(token: Token) -> bool:
    """ "set off from X and was picked up": a reduced clause isn't continued by a finite verb without a subject."""
    if token.dep_ != "acl" or token.tag_ not in ("VBN", "VBD") or token.head.dep_ != "ROOT":
        return False
    for second in (child for child in token.children if child.dep_ == "conj"):
        dependents = {child.dep_ for child in second.children}
        finite = second.tag_ == "VBD" or any(child.tag_ in FINITE for child in second.children if "aux" in child.dep_)
        if finite and not dependents & {"nsubj", "nsubjpass"}:
            return True
    return False


def _give_back_subject(root: Token) -> None:
    if any(child.dep_ in ("nsubj", "nsubjpass", "csubj") for child in root.children):
        return
    for clause in (child for child in root.children if child.dep_ == "advcl" and child.i < root.i):
        auxiliaries = any(child.dep_ in ("aux", "auxpass", "mark") for child in clause.children)
        subject = next((child for child in clause.children if child.dep_ in ("nsubj", "nsubjpass")), None)
        if clause.tag_ == "VBN" and not auxiliaries and subject is not None and subject.i < clause.i:
            subject.head, subject.dep_ = root, "nsubj"
            clause.head, clause.dep_ = subject, "acl"
            return


def _list_clauses(root: Token) -> None:
    if any(child.dep_ in ("nsubj", "nsubjpass", "csubj", "expl") for child in root.children):
        return
    first = next((child for child in root.children if child.dep_ == "ccomp" and child.i < root.i), None)
    if first is None or first.tag_ not in FINITE or any(child.dep_ == "mark" for child in first.children):
        return
    subject = next((child for child in first.children if child.dep_ in ("nsubj", "nsubjpass")), None)
    if subject is None or subject.i > first.i or first.right_edge.i > root.i:
        return
    root.head, root.dep_ = first, "conj"
    first.head, first.dep_ = first, "ROOT"


def _give_clause_its_subject(noun: Token) -> None:
    preposition = noun.head
    end = noun.right_edge.i + 1
    following = noun.doc[end] if end < len(noun.doc) else None
    if following is None or following.tag_ not in FINITE:
        return
    verb = following.head if following.dep_ in ("aux", "auxpass") else following
    has_subject = any(child.dep_ in ("nsubj", "nsubjpass") for child in verb.children)
    if has_subject or verb.is_ancestor(noun) or verb.dep_ not in ("advcl", "conj", "relcl", "ccomp"):
        return
    passive = any(child.dep_ == "auxpass" for child in verb.children)
    noun.head, noun.dep_ = verb, "nsubjpass" if passive else "nsubj"
    preposition.head, preposition.dep_ = verb, "mark"
    verb.dep_ = "advcl"


def _raise_verb(verb: Token, noun: Token) -> None:
    """Put the verb where its object stood, with the object and what stands before the verb under it."""
    is_root = noun.head.i == noun.i
    before = [child for child in noun.children if child.i < verb.i]
    verb.head = verb if is_root else noun.head
    verb.dep_ = "ROOT" if is_root else noun.dep_
    noun.head, noun.dep_ = verb, "dobj"
    for child in before:
        child.head = verb
        if child.pos_ in ("NOUN", "PROPN", "PRON") and child.dep_ in ("compound", "nmod", "dep", "npadvmod"):
            child.dep_ = "nsubj"


def _make_root(verb: Token, noun: Token) -> None:
    punctuation = [child for child in noun.children if child.dep_ == "punct" and child.i > verb.i]
    verb.head, verb.dep_, verb.tag_ = verb, "ROOT", "VBD"
    noun.head, noun.dep_ = verb, "nsubj"
    for child in punctuation:
        child.head = verb
