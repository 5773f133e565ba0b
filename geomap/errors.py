"""Every error that geomap raises on purpose.

::

    GeomapError                      what happened, where, and what to do next
    ├── InputError (ValueError)      the source can't be read, is empty, or is in no supported language
    │   └── SourceGone               a page that is not kept, an article that a feed no longer holds
    ├── ConfigError (ValueError)     an option or setting has a value that can't be used
    ├── DataMissing                  something that geomap needs is not installed
    │   ├── ModelMissing             no suitable spaCy pipeline; the message names the command to run
    │   └── GazetteerMissing         the gazetteer file is absent or damaged
    ├── StoryFormatError (ValueError) a story file is damaged, or written by a newer geomap
    └── OutputError (OSError)        a file can't be written; what was there before is untouched

"Not found" is a result (:class:`geomap.model.Unresolved`), never an error.
"""

from __future__ import annotations

__all__ = [
    "ConfigError",
    "DataMissing",
    "GazetteerMissing",
    "GeomapError",
    "InputError",
    "ModelMissing",
    "OutputError",
    "SourceGone",
    "StoryFormatError",
]


class GeomapError(Exception):
    """Base of all errors that geomap raises on purpose."""


class InputError(GeomapError, ValueError):
    """The user's source can't be used: missing, unreadable, empty, binary, or in no supported language."""


class SourceGone(InputError):
    """What was there once is not at hand now: a page that is not kept, an entry that its feed no longer holds."""


class ConfigError(GeomapError, ValueError):
    """An option, a setting or an argument has a value that can't be used."""


class DataMissing(GeomapError):
    """Something that geomap needs is not installed; the message ends with the command that installs it."""


class ModelMissing(DataMissing):
    """There is no suitable spaCy pipeline for the article's language."""


class GazetteerMissing(DataMissing):
    """The gazetteer is absent, damaged, or of another format version."""


class StoryFormatError(GeomapError, ValueError):
    """A story file is no story, is damaged, or was written by a newer geomap."""


class OutputError(GeomapError, OSError):
    """A file can't be written. What was there before is untouched."""
