"""What a person says about a story: the corrections file, and how it takes part in the telling.

``docs/corrections.md`` describes the file. Entries bind to ids that are made of content and to quotations, so that they
survive a new version of geomap and a slightly edited article; what no longer applies is reported with the reason.
"""

from geomap.corrections.applying import Application
from geomap.corrections.entries import About, Corrections, Entry
from geomap.corrections.outcomes import in_words
from geomap.corrections.reading import load_corrections, read_corrections
from geomap.corrections.writing import add_entries, check_entries, dumps, with_entry, without_entry

__all__ = [
    "About",
    "Application",
    "Corrections",
    "Entry",
    "add_entries",
    "check_entries",
    "dumps",
    "in_words",
    "load_corrections",
    "read_corrections",
    "with_entry",
    "without_entry",
]
