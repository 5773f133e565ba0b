"""Maps made again where something has changed: what lies in a folder, what ``geomap.toml`` lists, and how one notices.

A story names its source and the options that made it. A ledger in the cache folder keeps how the files looked when a
map was last found up to date, so that a folder where nothing has happened is gone through without reading any of them.
"""

from geomap.regenerate.jobs import Job, jobs_for
from geomap.regenerate.ledger import Ledger
from geomap.regenerate.outcome import Failure, Outcome
from geomap.regenerate.project import Project, ProjectMap, load_project
from geomap.regenerate.running import Run, Settings
from geomap.regenerate.watching import watch

__all__ = [
    "Failure",
    "Job",
    "Ledger",
    "Outcome",
    "Project",
    "ProjectMap",
    "Run",
    "Settings",
    "jobs_for",
    "load_project",
    "watch",
]
