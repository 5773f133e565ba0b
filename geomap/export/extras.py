"""Libraries that only exports and large runs need, and what to say when they are absent."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from geomap.errors import DataMissing

__all__ = ["needed"]

EXTRAS = {"distributed": "cluster"}
"""The extra that brings a package; every other one comes with ``geo``."""


def needed(module: str, purpose: str) -> ModuleType:
    """The module of an extra of geomap.

    :raises DataMissing: when it is not installed; the message names the command that installs it.
    """
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        extra = EXTRAS.get(package, "geo")
        raise DataMissing(
            f'{purpose} needs {package}, which is not installed: python -m pip install "geomap[{extra}]"'
        ) from error
