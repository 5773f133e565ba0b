"""Frames: what the program knows about verbs and nouns of motion and of events, read from ``geomap/data/frames``.

No frame stands in Python. A frame names its triggers (lemmas with part of speech), where its knowledge comes from
(a VerbNet or PLOVER class), the roles that prepositions and objects fill, and what its arguments must or must not be.
Its examples, positive and negative, are run by the tests.

Argument conditions are lists of descriptors: a lemma (``"border"``), a noun class of ``themes.toml`` (``"@goods"``) or
one of ``"#place"``, ``"#person"``, ``"#pronoun"``, ``"#number"``, ``"#none"`` (the argument is absent).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Literal

from geomap.errors import ConfigError
from geomap.model import PlaceKind

__all__ = [
    "Condition",
    "Frame",
    "Frames",
    "NounClasses",
    "load_frames",
    "load_irregular_forms",
    "load_noun_classes",
    "load_words",
    "read_table",
]

Role = Literal["from", "via", "to", "at"]
PartOfSpeech = Literal["verb", "noun", "word"]
ROLES = frozenset({"from", "via", "to", "at"})
CONDITION_SLOTS = frozenset(
    {
        "subject", "object", "argument", "complement", "modifier", "governor", "particle", "preposition", "clause",
        "sentence", "register",
    }
)  # fmt: skip
FRAME_KEYS = frozenset(
    {
        "id", "source", "verbs", "nouns", "words", "type", "mover", "object_role", "subject_role", "prepositions",
        "minimum", "theme", "status", "certainty", "weak", "standalone", "turns", "continues", "require", "forbid",
        "examples",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """What the fillers of one argument slot must be (``required``) or must not be (``forbidden``)."""

    slot: str
    required: frozenset[str] = frozenset()
    forbidden: frozenset[str] = frozenset()

    def holds(self, descriptors: frozenset[str]) -> bool:
        """Whether an argument with these descriptors fits."""
        if self.forbidden & descriptors:
            return False
        return not self.required or bool(self.required & descriptors)


@dataclass(frozen=True, slots=True)
class Frame:
    """One reading of some verbs or nouns.

    ``mover`` says which argument moves. ``minimum`` is what a route needs: ``both`` ends, a goal (``to``), ``one`` end,
    ``any`` place.
    A ``weak`` verb (go, take) counts only when its mover is known to be something that moves. A frame that is not
    ``standalone`` (to stop, to refuel) only adds stops to a journey told beside it. One that ``turns`` ends the journey
    of its mover before the goal; one that ``continues`` ("on its way to") tells the goal of another verb's movement.
    ``type`` is set for events.
    """

    id: str
    source: str
    triggers: tuple[tuple[PartOfSpeech, str], ...]
    type: str | None = None
    mover: Literal["subject", "object", "either"] = "subject"
    object_role: Role | None = None
    subject_role: Role | None = None
    prepositions: Mapping[str, Role | None] = field(default_factory=dict)
    minimum: Literal["both", "to", "one", "any"] = "one"
    theme: str | None = None
    status: str | None = None
    certainty: str | None = None
    weak: bool = False
    standalone: bool = True
    turns: bool = False
    continues: bool = False
    conditions: tuple[Condition, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Frames:
    """The frames of one family (motion, events), found by trigger.

    ``lists`` are named word lists of the family; ``kinds`` say which kinds of place a noun can mean ("the building"),
    ``follows`` after which types of happening one of a type may be told without a place, ``follows_as_plan`` the same
    for what is only planned, feared or refused.
    """

    family: str
    frames: tuple[Frame, ...]
    prepositions: Mapping[str, Role]
    lists: Mapping[str, frozenset[str]]
    kinds: Mapping[str, tuple[PlaceKind, ...]]
    follows: Mapping[str, frozenset[str]]
    follows_as_plan: Mapping[str, frozenset[str]]
    _by_trigger: Mapping[tuple[PartOfSpeech, str], tuple[Frame, ...]] = field(repr=False)

    def find(self, part_of_speech: PartOfSpeech, word: str) -> tuple[Frame, ...]:
        """The frames that the lemma may trigger, in the order of the file: the first whose conditions hold is taken."""
        return self._by_trigger.get((part_of_speech, word), ())

    def knows(self, word: str) -> bool:
        """Whether a frame has the word as a trigger, as any part of speech."""
        return word in self._words

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(word for _, word in self._by_trigger)


@dataclass(frozen=True)
class NounClasses:
    """Which nouns name people, goods, vessels ...: the classes of ``themes.toml``."""

    by_name: Mapping[str, frozenset[str]]
    _by_noun: Mapping[str, tuple[str, ...]] = field(repr=False)

    def of(self, noun: str) -> tuple[str, ...]:
        """The classes of a lemma, in the order of the file; () for an unknown noun."""
        return self._by_noun.get(noun, ())

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.by_name[name]


def read_table(name: str) -> dict[str, Any]:
    """A TOML file of ``geomap/data/frames``.

    Raises:
        ConfigError: the file is not valid TOML (it is part of the program, so the installation is damaged).
    """
    path = files("geomap").joinpath("data", "frames", name)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"geomap/data/frames/{name} is damaged: {error}. Install geomap again.") from error


@cache
def load_noun_classes() -> NounClasses:
    """The noun classes of ``themes.toml``."""
    by_name: dict[str, frozenset[str]] = {}
    by_noun: dict[str, list[str]] = {}
    for name, members in read_table("themes.toml")["classes"].items():
        nouns = members.split() if isinstance(members, str) else members
        by_name[name] = frozenset(nouns)
        for noun in by_name[name]:
            by_noun.setdefault(noun, []).append(name)
    return NounClasses(by_name, {noun: tuple(names) for noun, names in by_noun.items()})


@cache
def load_irregular_forms() -> Mapping[str, str]:
    """Irregular past forms and their lemmas, from ``themes.toml``."""
    return dict(read_table("themes.toml")["irregular"])


@cache
def load_words(table: str, name: str) -> frozenset[str]:
    """A word list of ``themes.toml`` outside its noun classes."""
    return frozenset(read_table("themes.toml")[table][name].split())


@cache
def load_frames(family: str) -> Frames:
    """The frames of ``motion.toml`` or ``events.toml``.

    Raises:
        ConfigError: a frame has an unknown key or value, or an id used twice.
    """
    table = read_table(f"{family}.toml")
    classes = load_noun_classes()
    frames = tuple(_frame(entry, family, classes) for entry in table["frame"])
    repeated = {frame.id for frame in frames if sum(other.id == frame.id for other in frames) > 1}
    if repeated:
        raise ConfigError(f"geomap/data/frames/{family}.toml: id used twice: {', '.join(sorted(repeated))}")
    by_trigger: dict[tuple[PartOfSpeech, str], list[Frame]] = {}
    for frame in frames:
        for trigger in frame.triggers:
            by_trigger.setdefault(trigger, []).append(frame)
    return Frames(
        family=family,
        frames=frames,
        prepositions=table.get("prepositions", {}),
        lists={name: frozenset(words) for name, words in table.get("lists", {}).items()},
        follows_as_plan={later: frozenset(types) for later, types in table.get("follows_as_plan", {}).items()},
        follows={later: frozenset(types) for later, types in table.get("follows", {}).items()},
        kinds={noun: tuple(kinds) for noun, kinds in table.get("kinds", {}).items()},
        _by_trigger={trigger: tuple(found) for trigger, found in by_trigger.items()},
    )


def _frame(entry: dict[str, Any], family: str, classes: NounClasses) -> Frame:
    name = entry.get("id", "?")
    unknown = set(entry) - FRAME_KEYS
    if unknown:
        raise ConfigError(f"geomap/data/frames/{family}.toml: frame {name}: unknown key {', '.join(sorted(unknown))}")
    prepositions = {word: role or None for word, role in entry.get("prepositions", {}).items()}
    roles = {role for role in (*prepositions.values(), entry.get("object_role"), entry.get("subject_role")) if role}
    if roles - ROLES:
        raise ConfigError(f"geomap/data/frames/{family}.toml: frame {name}: unknown role {', '.join(roles - ROLES)}")
    return Frame(
        id=name,
        source=entry["source"],
        triggers=tuple(_triggers(entry)),
        type=entry.get("type"),
        mover=entry.get("mover", "subject"),
        object_role=entry.get("object_role"),
        subject_role=entry.get("subject_role"),
        prepositions=prepositions,
        minimum=entry.get("minimum", "one"),
        theme=entry.get("theme"),
        status=entry.get("status"),
        certainty=entry.get("certainty"),
        weak=entry.get("weak", False),
        standalone=entry.get("standalone", True),
        turns=entry.get("turns", False),
        continues=entry.get("continues", False),
        conditions=tuple(_conditions(entry, f"{family}.toml: frame {name}", classes)),
        examples=tuple(entry.get("examples", ())),
    )


def _triggers(entry: dict[str, Any]) -> Iterable[tuple[PartOfSpeech, str]]:
    for lemma in entry.get("verbs", "").split():
        yield "verb", lemma
    for lemma in entry.get("nouns", "").split():
        yield "noun", lemma
    for form in entry.get("words", "").split():
        yield "word", form


def _conditions(entry: dict[str, Any], where: str, classes: NounClasses) -> Iterable[Condition]:
    required, forbidden = entry.get("require", {}), entry.get("forbid", {})
    for slot in {**required, **forbidden}:
        if slot not in CONDITION_SLOTS:
            raise ConfigError(f"geomap/data/frames/{where}: unknown argument {slot}")
        condition = Condition(
            slot, frozenset(required.get(slot, "").split()), frozenset(forbidden.get(slot, "").split())
        )
        for descriptor in condition.required | condition.forbidden:
            if descriptor.startswith("@") and descriptor[1:] not in classes.by_name:
                raise ConfigError(f"geomap/data/frames/{where}: unknown noun class {descriptor}")
        yield condition
