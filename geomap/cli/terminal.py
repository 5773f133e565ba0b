"""What the verbs show on a terminal: messages, and the step that takes long."""

from __future__ import annotations

import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING

import click

from geomap.suggestions import did_you_mean

if TYPE_CHECKING:
    from rich.progress import Progress

__all__ = ["NearestChoice", "Steps", "count", "say"]

PATIENCE_SECONDS = 1.0


def say(message: str) -> None:
    """Tell the user something on standard error, under geomap's name."""
    click.echo(f"geomap: {message}", err=True)


def count(number: int, singular: str, plural: str | None = None) -> str:
    """``"1 place"``, ``"3 places"``, ``"no routes"``."""
    many = plural or singular + "s"
    return f"1 {singular}" if number == 1 else f"{number or 'no'} {many}"


class NearestChoice(click.Choice[str]):
    """A choice that names the nearest right value."""

    def get_invalid_choice_message(self, value: object, ctx: click.Context | None) -> str:
        """The message for a wrong value."""
        choices = [str(choice) for choice in self.choices]
        return f"there is no {value!r}{did_you_mean(str(value), choices) or '; there is ' + ', '.join(choices)}"


class Steps:
    """Shows on standard error what is being done, only on a terminal and only where it takes more than a second.

    ::

        with Steps() as step:
            step("reading the article")
    """

    def __init__(self) -> None:
        self._text = "starting"
        self._done, self._total = 0, 0
        self._progress: Progress | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(PATIENCE_SECONDS, self._show)
        self._timer.daemon = True

    def __enter__(self) -> Steps:
        if sys.stderr.isatty():
            self._timer.start()
        return self

    def __call__(self, text: str, done: int = 0, total: int = 0) -> None:
        """Go to the next step; ``done`` of ``total`` pieces of work are behind us (0 of 0: nobody knows)."""
        with self._lock:
            self._text, self._done, self._total = text, done, total
            if self._progress is not None:
                self._progress.start()
            self._update()

    def pause(self) -> None:
        """Clear the line for a message of another kind; the next step shows it again."""
        with self._lock:
            if self._progress is not None:
                self._progress.stop()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            if self._progress is not None:
                self._progress.stop()
            self._progress = None
            self._text = ""

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=24), TimeElapsedColumn())
        with self._lock:
            if not self._text:
                return
            self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
            self._progress.add_task(self._text, total=None)
            self._progress.start()
            self._update()

    def _update(self) -> None:
        if self._progress is not None:
            task = self._progress.task_ids[0]
            self._progress.update(task, description=self._text, completed=self._done, total=self._total or None)
