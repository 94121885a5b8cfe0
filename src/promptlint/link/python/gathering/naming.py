"""What the prompts of a module are called: by the function that they stand in, so that a name lasts when code moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from promptlint.link.python.machine import Sighting


class Names:
    """Gives the prompts of one module their ids, each once."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._taken: dict[str, int] = {}

    def give(self, sighting: Sighting, entry: str) -> str:
        """An id: the request of a function goes by the function's name, other texts by their own name in it."""
        key = self._key(sighting, entry)
        number = self._taken[key] = self._taken.get(key, 0) + 1
        return f"{self._path}#{key}" + (f":{number}" if number > 1 else "")

    def _key(self, sighting: Sighting, entry: str) -> str:
        frame = sighting.frame
        place = frame.qualname
        if frame.depth or frame.module.path != self._path:
            place = f"{entry or 'module'}>{place}" if place else entry
        label = {"request": "", "message": sighting.name or "message"}.get(sighting.kind, sighting.name)
        if place and label == place.rpartition(".")[2].rpartition(">")[2]:
            label = ""  # what a function returns goes by the function's name
        return ":".join(part for part in (place, label) if part) or "module"
