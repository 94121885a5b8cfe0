"""The configuration that holds where a command runs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from promptlint.errors import UserError

if TYPE_CHECKING:
    from promptlint.config import Config
    from promptlint.run import Place


def place_and_configuration(config: str | None) -> tuple[Place, Config]:
    """The repository around the current folder as it is on disk, and what it asks for. Raises UserError."""
    from promptlint.cli.check import located  # noqa: PLC0415 help needs none of this
    from promptlint.config_loader import load_config  # noqa: PLC0415 the same
    from promptlint.engine import Options  # noqa: PLC0415 the same
    from promptlint.place import find_place  # noqa: PLC0415 the same

    place = find_place(Options(no_base=True), os.getcwd())  # noqa: PTH109 pathlib costs more
    return place, load_config(place.after.read, located(config))


def known_provider(name: str | None) -> str | None:
    """A provider that an option names. Raises UserError for one that nobody knows."""
    from promptlint.providers.registry import Provider, limits  # noqa: PLC0415 help needs none of this

    if name is not None and limits(None, name).provider is Provider.UNKNOWN:
        known = ", ".join(each.value for each in Provider if each is not Provider.UNKNOWN)
        raise UserError(f"unknown provider `{name}`", f"known are {known}")
    return name
