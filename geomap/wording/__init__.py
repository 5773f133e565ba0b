"""What geomap says of its findings, made of templates, and the way back from a sentence to its template.

A story tells its reasons, notes and rules in English, as sentences for people; ``english.toml`` holds them all as
templates with named slots. :func:`say` fills one. :func:`heard` finds the template and the values behind a sentence, so
that a page can say the same in another language. What it does not recognise for certain it leaves alone.
"""

from geomap.wording.hearing import Heard, heard
from geomap.wording.templates import say

__all__ = ["Heard", "heard", "say"]
