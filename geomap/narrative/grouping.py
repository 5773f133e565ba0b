"""Which triggers of a sentence tell one movement together, and which places they have between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.language.aspect import is_pluperfect
from geomap.language.frames import Role
from geomap.language.matching import Trigger
from geomap.language.syntax import is_infinitive, object_of, subject_of
from geomap.narrative.roles import Filler

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Group", "carriers", "handed_over", "join", "was_once_planned"]

JOINING_PATH = frozenset({
    "nsubj", "nsubjpass", "dobj", "acl", "relcl", "xcomp", "prep", "pobj", "pcomp", "appos", "attr", "agent", "advcl",
    "oprd", "ccomp", "csubj", "csubjpass", "dative",
})  # fmt: skip
LONGEST_PATH = 6


@dataclass(slots=True, eq=False)
class Group:
    """Triggers that tell one movement together ("a convoy ... crossed ... on its way to ...") and their places."""

    triggers: list[Trigger]
    fillers: list[Filler]

    def roles(self) -> set[Role]:
        """The roles that have a place."""
        return {filler.role for filler in self.fillers}

    def places(self, role: Role) -> list[Filler]:
        """The fillers of a role in the order of the text; of the places of one phrase only the smallest counts."""
        found = sorted((f for f in self.fillers if f.role == role), key=lambda f: f.token.i)
        return [filler for filler in found if not any(_is_finer(other, filler) for other in found)]


def _is_finer(one: Filler, other: Filler) -> bool:
    """Whether one place says more exactly than the other what their common phrase says ("a camp at X in Y")."""
    if one is other or one.coordinated or other.coordinated or one.anchor < 0 or one.anchor != other.anchor:
        return False
    return (one.place.radius_km, one.token.i) < (other.place.radius_km, other.token.i)


def handed_over(
    fillers: Mapping[int, Sequence[Filler]], index: int, taken: Sequence[Filler]
) -> dict[int, list[Filler]]:
    """The fillers with some given to one trigger and taken from any other; a trigger that keeps none is left out."""
    tokens = {filler.token.i for filler in taken}
    kept = {other: [filler for filler in held if filler.token.i not in tokens] for other, held in fillers.items()}
    kept[index] = [*kept.get(index, ()), *taken]
    return {other: held for other, held in kept.items() if held}


def carriers(fillers: Mapping[int, list[Filler]], triggers: Mapping[int, Trigger]) -> list[int]:
    """The verbs whose craft holds all the places: "took a coach to Milwaukee", "a ship bound for Beirut sailed"."""
    heads = []
    for trigger in (triggers[index] for index in fillers):
        craft = trigger.token
        if trigger.part_of_speech == "word":
            craft = craft.head
        elif not (trigger.is_noun and (trigger.frame.minimum in ("both", "to") or trigger.frame.continues)):
            continue
        if craft.dep_ in ("dobj", "nsubj", "nsubjpass"):
            heads.append(craft.head.i)
        elif craft.dep_ == "pobj" and craft.head.lower_ in ("by", "on", "in", "aboard"):
            heads.append(craft.head.head.i)  # "brought by boat from A"
    return [head for head in heads if head in triggers and head not in fillers]


def join(groups: list[Group], triggers: Mapping[int, Trigger]) -> list[Group]:
    """Join the groups whose triggers govern one another and whose places don't contradict each other."""
    joined = True
    while joined:
        joined = False
        for below in groups:
            above = next((g for g in groups if g is not below and _tell_one_movement(below, g)), None)
            if above is None:
                continue
            main, other = _order(above, below)
            main.triggers += other.triggers
            main.fillers += other.fillers
            groups.remove(other)
            joined = True
            break
    return groups


def _tell_one_movement(below: Group, above: Group) -> bool:
    if any(role in above.roles() for role in below.roles() if role in ("from", "to")) and not _goes_on(below, above):
        return False
    for lower in below.triggers:
        for upper in above.triggers:
            path = _path(lower.token, upper.token)
            if path is None and _is_mover_of(lower, upper):
                return True  # "a charter out of X was forced to land at Y"
            if path is None:
                continue
            if "ccomp" in path and "at" not in above.roles():
                continue
            if _hangs_loosely(lower, path) and not _came_from(below, above, lower):
                continue
            if "relcl" in path[1:] or path.count("relcl") > 1:
                continue
            if (
                "advcl" in path
                and lower.token.tag_ != "VBG"
                and not is_infinitive(lower.token)
                and "at" not in above.roles() | below.roles()
            ):
                continue
            return True
    return False


def was_once_planned(trigger: Trigger) -> bool:
    """ "She began her tour in X and had been due in Y": what was planned before and may have come otherwise."""
    had = is_pluperfect(trigger.token) or is_pluperfect(trigger.token.head)
    return had and trigger.frame.status == "planned"


def _is_mover_of(lower: Trigger, upper: Trigger) -> bool:
    """Whether a noun of motion is what another verb's clause says to move."""
    if not lower.is_noun or upper.is_noun or upper.token.dep_ != "xcomp":
        return False
    movers = (object_of(upper.token), subject_of(upper.token))
    return any(mover is not None and mover.i == lower.token.i for mover in movers)


def _hangs_loosely(lower: Trigger, path: Sequence[str]) -> bool:
    """ "arrived for talks on the withdrawal from X": a movement that is only spoken of is another one."""
    if not lower.is_noun or "pobj" not in path:
        return path.count("pobj") > 1
    by_craft = lower.frame.continues or lower.frame.minimum != "one"
    return not (by_craft and list(path[:2]) in (["pobj", "prep"], ["pobj", "agent"]) and path.count("pobj") == 1)


def _came_from(below: Group, above: Group, lower: Trigger) -> bool:
    """ "docked at X after a voyage from Y"."""
    ends = below.roles() == {"from"} and "to" in above.roles()
    return ends and lower.token.dep_ == "pobj" and lower.token.head.lower_ == "after"


def _goes_on(below: Group, above: Group) -> bool:
    """ "crossed into A on its way to B": the nearer end becomes a stop."""
    return below.roles() == {"to"} and any(trigger.frame.continues for trigger in below.triggers)


def _path(lower: Token, upper: Token) -> list[str] | None:
    """The dependencies from one token up to another, or None where they aren't of one movement."""
    path: list[str] = []
    current = lower
    made = upper.head.i if upper.pos_ == "NOUN" and upper.dep_ == "dobj" and lower.dep_ == "nsubj" else upper.i
    while current.i not in (upper.i, made):  # "a surge of people from X is making its way to Y"
        is_left_out = current.head.lower_ == "without"
        if current.head.i == current.i or len(path) == LONGEST_PATH or current.dep_ not in JOINING_PATH or is_left_out:
            return None
        path.append(current.dep_)
        current = current.head
    return path


def _order(above: Group, below: Group) -> tuple[Group, Group]:
    """Which of two joined groups leads: the one that isn't a mere stop; a verb before a noun; the upper one."""

    def rank(group: Group) -> tuple[bool, bool]:
        return (not group.triggers[0].frame.standalone, group.triggers[0].is_noun)

    return (above, below) if rank(above) <= rank(below) else (below, above)
