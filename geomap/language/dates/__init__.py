"""Date expressions of an article as intervals, with the rule and the anchor that gave them.

Rules, not a model: what isn't understood is left out, what can't be placed stays unresolved, nothing is guessed.
The words and patterns are data (``geomap/data/dates.en.toml``). Modules, from text to interval: :mod:`.lexer` (tokens);
:mod:`.grammar` (expressions); :mod:`.calendar_dates`, :mod:`.relative_dates`, :mod:`.anaphora`, :mod:`.modifiers`
(intervals); :mod:`.finding` (anchors).
"""

from geomap.language.dates.context import CARRIED_YEAR, NEAREST_YEAR, DateOrder
from geomap.language.dates.finding import DateMention, date_spans, find_dates

__all__ = ["CARRIED_YEAR", "NEAREST_YEAR", "DateMention", "DateOrder", "date_spans", "find_dates"]
