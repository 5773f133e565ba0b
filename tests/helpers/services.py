"""A made-up online service for geopy, which opens no connection."""

from __future__ import annotations

from typing import Any

from geopy.adapters import BaseSyncAdapter

__all__ = ["Service", "service"]


class Service(BaseSyncAdapter):  # type: ignore[misc]
    """A service with answers by word of the request; every request is noted."""

    asked: list[str]
    answers: dict[str, Any]

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> Any:
        self.asked.append(url)
        for word, answer in self.answers.items():
            if word in url:
                if isinstance(answer, Exception):
                    raise answer
                return answer
        return []

    def get_text(self, url: str, *, timeout: float, headers: dict[str, str]) -> str:
        return str(self.get_json(url, timeout=timeout, headers=headers))


def service(**answers: Any) -> type[Service]:
    return type("AService", (Service,), {"asked": [], "answers": answers})
