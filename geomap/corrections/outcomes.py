"""What became of each entry: applied with what it changed, or the reason why it does not apply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geomap.corrections.entries import Corrections, Entry
from geomap.model import Correction, CorrectionOutcome
from geomap.wording import say

__all__ = ["Inapplicable", "Outcomes", "in_words", "sentence"]


class Inapplicable(Exception):  # noqa: N818 (what is wrong, as in geomap.errors)
    """An entry can't be applied; caught within this room and reported."""

    def __init__(self, reason: str, outcome: CorrectionOutcome = "not applied") -> None:
        super().__init__(reason)
        self.reason = reason
        self.outcome: CorrectionOutcome = outcome


class Outcomes:
    """The outcome of each entry by its number in the file."""

    def __init__(self, corrections: Corrections) -> None:
        self._corrections = corrections
        self._found: dict[int, Correction] = {}

    def of(self, target: str) -> list[tuple[int, Entry]]:
        """The entries of a target with their numbers."""
        return [(n, entry) for n, entry in enumerate(self._corrections.entries) if entry.target == target]

    def applied(self, number: int, fields: Sequence[str], mark: str | None) -> Correction:
        """Note that an entry was applied, what it set and on which mark."""
        return self._note(number, replace(self._plain(number), fields=tuple(fields), mark=mark))

    def refused(self, number: int, why: Inapplicable) -> None:
        """Note that an entry does not apply, and why."""
        self._note(number, replace(self._plain(number), outcome=why.outcome, reason=why.reason))

    def report(self) -> tuple[Correction, ...]:
        """All of them, in the order of the file."""
        missing = Inapplicable(say("refusal.nothing_open"))
        for number in range(len(self._corrections.entries)):
            if number not in self._found:
                self.refused(number, missing)
        return tuple(self._found[number] for number in sorted(self._found))

    def _note(self, number: int, correction: Correction) -> Correction:
        self._found[number] = correction
        return correction

    def _plain(self, number: int) -> Correction:
        entry = self._corrections.entries[number]
        return Correction(
            target=entry.target,
            action=entry.action,
            about=entry.about,
            comment=entry.comment,
            author=entry.author or self._corrections.author,
            made_on=entry.made_on,
        )


def sentence(act: str, correction: Correction) -> str:
    """What a person said, as a reason for people: "A person put it here: “…” (Ada Example, 2026-11-23)."."""
    said = f": “{correction.comment}”" if correction.comment else ""
    who = ", ".join(part for part in (correction.author, correction.made_on) if part)
    return say(f"reason.person_{act}", aside=f"{said}{f' ({who})' if who else ''}")


def in_words(correction: Correction) -> str:
    """One line of a report: ``place “Tripoli” (choose): not applied, the article no longer says “Tripoli”``."""
    line = " ".join(correction.about.split())
    about = line if len(line) <= 60 else line[:58].rstrip() + " …"
    reason = f", {correction.reason}" if correction.reason else ""
    return f"{correction.target} “{about}” ({correction.action}): {correction.outcome}{reason}"
