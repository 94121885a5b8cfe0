"""Which frontend reads a file: an explicit table, in order; nothing is discovered."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

from promptlint.frontends._frontend import Claim

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from promptlint.frontends._frontend import Frontend

# A module is imported only when a file with one of its endings turns up: a hook pays for what it reads.
_TABLE: tuple[tuple[tuple[str, ...], str], ...] = (
    ((".prompty",), "prompty"),
    ((".prompt",), "dotprompt"),
    ((".baml",), "baml"),
    ((".j2", ".jinja", ".jinja2"), "jinja_file"),
    ((".hbs", ".handlebars", ".mustache"), "handlebars_file"),
    ((".txt",), "skprompt"),
    ((".md", ".mdc", ".markdown"), "markdown"),
    ((".txt",), "text"),
    ((".yaml", ".yml", ".json"), "structured"),
    ((".py",), "python.frontend"),
)
_KNOWN = tuple({suffix for suffixes, _ in _TABLE for suffix in suffixes})

# Files that can take in others, and so change when those do.
INCLUDING = (
    ".py",
    ".j2",
    ".jinja",
    ".jinja2",
    ".prompt",
    ".prompty",
    ".hbs",
    ".handlebars",
    ".mustache",
    ".yaml",
    ".yml",
)


def frontend_for(path: PurePosixPath, *, in_prompt_folder: bool) -> tuple[Frontend, Claim] | None:
    """The first frontend that claims a path; None when none does."""
    name = path.name.lower()
    if not name.endswith(_KNOWN):
        return None
    for suffixes, module in _TABLE:
        if name.endswith(suffixes):
            frontend = _load(module)
            claim = frontend.claims(path, in_prompt_folder=in_prompt_folder)
            if claim is not Claim.NO:
                return frontend, claim
    return None


@cache
def _load(module: str) -> Frontend:
    return cast("Frontend", import_module(f"promptlint.frontends.{module}").FRONTEND)
