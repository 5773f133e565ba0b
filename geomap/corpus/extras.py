"""Libraries that only large runs need, and what to say when they are absent."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from geomap.errors import DataMissing

__all__ = ["needed"]

EXTRA = {"pyarrow": "geo", "distributed": "cluster"}


def needed(module: str) -> ModuleType:
    """The module.

    :raises DataMissing: when it is not installed; the message names the command that installs it.
    """
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise DataMissing(
            f'a corpus needs {package}, which is not installed: python -m pip install "geomap[{EXTRA[package]}]"'
        ) from error
