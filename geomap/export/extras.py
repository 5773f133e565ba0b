"""Libraries that only some exports need, and what to say when they are absent."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from geomap.errors import DataMissing

__all__ = ["needed"]


def needed(module: str, purpose: str) -> ModuleType:
    """The module of the extra ``geomap[geo]``.

    :raises DataMissing: when it is not installed; the message names the command that installs it.
    """
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise DataMissing(
            f'{purpose} needs {package}, which is not installed: python -m pip install "geomap[geo]"'
        ) from error
