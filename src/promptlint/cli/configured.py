"""The configuration that holds where a command runs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from promptlint.config import Config
    from promptlint.run import Place


def located(config: str | None) -> str | None:
    """A configuration file on disk; one that is not there may be in the tree that is read."""
    return os.path.abspath(config) if config is not None and os.path.exists(config) else config  # noqa: PTH100, PTH110 pathlib costs more


def place_and_configuration(config: str | None) -> tuple[Place, Config]:
    """The repository around the current folder as it is on disk, and what it asks for. Raises UserError."""
    from promptlint.config_loader import load_config  # noqa: PLC0415 help needs none of this
    from promptlint.engine import Options  # noqa: PLC0415 the same
    from promptlint.place import find_place  # noqa: PLC0415 the same

    place = find_place(Options(no_base=True), os.getcwd())  # noqa: PTH109 pathlib costs more
    return place, load_config(place.after.read, located(config))
