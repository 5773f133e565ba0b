"""What mkdocs does besides: roles of docstrings (``:class:`Story```) become plain code in the reference."""

from __future__ import annotations

import re
from typing import Any

ROLE = re.compile(r":(?:class|func|meth|mod|data|attr|exc):(<code>)[~!]?")


def on_page_content(html: str, **context: Any) -> str:
    """The page without the names of roles."""
    return ROLE.sub(r"\1", html)
