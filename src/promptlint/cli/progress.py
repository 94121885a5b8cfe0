"""A progress bar for people who wait: on a terminal, and only after a second."""

from __future__ import annotations

import sys
from time import monotonic

_PATIENCE = 1.0  # seconds before the bar is drawn at all
_PAUSE = 0.1  # seconds from one drawing to the next
_BAR = 30


class Progress:
    """Draws on standard error, and takes what it drew away again."""

    def __init__(self) -> None:
        self._next = monotonic() + _PATIENCE
        self._drawn = 0

    def __call__(self, done: int, total: int) -> None:
        """Say how far a run is."""
        now = monotonic()
        if now < self._next:
            return
        self._next = now + _PAUSE
        filled = _BAR * done // max(total, 1)
        line = f"checking [{'#' * filled}{'-' * (_BAR - filled)}] {done:,}/{total:,}"
        self._draw(line)

    def clear(self) -> None:
        """Leave an empty line to what comes next."""
        if self._drawn:
            self._draw("")
            self._drawn = 0

    def _draw(self, line: str) -> None:
        blank = " " * max(self._drawn - len(line), 0)
        sys.stderr.write(f"\r{line}{blank}" if line else f"\r{blank}\r")
        sys.stderr.flush()
        self._drawn = len(line)


def for_terminal(*, quiet: bool) -> Progress | None:
    """A bar where somebody can see it."""
    return None if quiet or not sys.stderr.isatty() else Progress()
