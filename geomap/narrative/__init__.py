"""Reading and places to routes and events: frames to roles, one happening told twice, geometry of a way."""

from geomap.narrative.narrating import Narrative, narrate

__all__ = ["Narrative", "narrate"]
