"""Options that several verbs share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = ["gazetteer_option", "tool_options"]

Function = TypeVar("Function", bound=Callable[..., Any])


def gazetteer_option(function: Function) -> Function:
    """``--gazetteer FILE``."""
    option = click.option("--gazetteer", metavar="FILE", help="The gazetteer file; default: the embedded one.")
    return option(function)


def tool_options(function: Function) -> Function:
    """``--model`` and ``--gazetteer``: the tools that an article is read with."""
    option = click.option("--model", metavar="NAME|PATH", help="The spaCy pipeline; default: the best one installed.")
    return option(gazetteer_option(function))
