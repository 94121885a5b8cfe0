"""Find and read the configuration; every mistake in it is named with its place and the nearest right word."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from promptlint.config import Config
from promptlint.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from promptlint.config_kinds import At
    from promptlint.rules._rule import Rule

PYPROJECT, OWN = "pyproject.toml", "promptlint.toml"
_TABLE = ("tool", "promptlint")


def load_config(read: Callable[[str], bytes | None], path: str | None = None) -> Config:
    """Read the configuration at the root of a tree, or the file that was asked for.

    `read` gives the bytes of a file: in a hook, those that are staged. An absolute path is read from disk.
    """
    if path is not None:
        raw = read_configuration(read, path)
        if raw is None:
            raise UserError(f"{path}: there is no such configuration file")
        return parse(path, raw) or Config(path=path)
    own, shared = read(OWN), read(PYPROJECT)
    # Most files without a table of ours can be told without parsing them, which costs more than the rest of this.
    configured = parse(PYPROJECT, shared) if shared and b"promptlint" in shared else None
    if own is None:
        return configured or Config()
    if configured:
        raise UserError(f"{OWN} and [tool.promptlint] in {PYPROJECT} are both present", "move all settings into one")
    return parse(OWN, own) or Config(path=OWN)


def read_configuration(read: Callable[[str], bytes | None], path: str) -> bytes | None:
    """The bytes of a configuration; None where there is none."""
    return _on_disk(path) if os.path.isabs(path) else read(path)  # noqa: PTH117 pathlib costs more than all of this


def parse(path: str, raw: bytes, rules: Sequence[Rule] | None = None) -> Config | None:
    """Read one file; None when it is a pyproject.toml without a table of ours."""
    import tomllib  # noqa: PLC0415 a repository without configuration does not need it

    from promptlint.config_kinds import InvalidError  # noqa: PLC0415 the same
    from promptlint.config_options import configuration  # noqa: PLC0415 the same

    try:
        text = raw.decode("utf-8-sig")
        table: object = tomllib.loads(text)
    except UnicodeDecodeError:
        raise UserError(f"{path}: not UTF-8 text") from None
    except RecursionError:
        raise UserError(f"{path}: nested too deeply") from None
    except ValueError as problem:  # tomllib's own, and that of a number with thousands of digits
        raise UserError(f"{path}: {problem}") from None
    prefix = _TABLE if os.path.basename(path) == PYPROJECT else ()  # noqa: PTH119 the same
    for key in prefix:
        if not isinstance(table, dict) or key not in table:
            return None
        table = table[key]
    try:
        config = configuration(_all_rules() if rules is None else rules).read(table, ())
    except InvalidError as problem:
        hint = problem.hint
        if not prefix and problem.at == ("tool",):
            hint = f"{path} takes the keys without [tool.promptlint]"
        place = _place(path, text, prefix, problem.at)
        raise UserError(f"{place}: {_dotted(problem.at)}{problem.message}", hint) from None
    return replace(config, path=path)


def _on_disk(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 pathlib costs more than all of this
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as problem:
        raise UserError(f"cannot read {path}: {problem.strerror}") from None


def _all_rules() -> Sequence[Rule]:
    from promptlint.rules import RULES  # noqa: PLC0415 a repository without configuration does not name any here

    return RULES


def _place(path: str, text: str, prefix: tuple[str, ...], at: At) -> str:
    from promptlint.config_lines import line_of  # noqa: PLC0415 only a mistake needs it

    line = line_of(text, (*prefix, *at))
    return path if line is None else f"{path}:{line}"


def _dotted(at: At) -> str:
    """The key as TOML would write it, with the number of the element, counted from 1, in lists."""
    if not at:
        return ""
    text = "".join(f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in at)
    return f"`{text.removeprefix('.')}`: "
