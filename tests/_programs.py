"""Programs as text, and the rules that find fault with them."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from promptlint.diagnostics import Severity
from promptlint.engine import lint_files

if TYPE_CHECKING:
    from collections.abc import Mapping

    from promptlint.diagnostics import Diagnostic

_LINE = "read the whole ticket before you answer it, and answer politely\n"
RULES = f"RULES = '''\n{_LINE * 150}'''\nFEW = '''\n{_LINE * 25}'''\n"


def told(program: str, files: Mapping[str, str] | None = None) -> list[Diagnostic]:
    """What is said of a program at warning or error; `rules.py` beside it holds a long and a shorter text."""
    texts = {"rules.py": RULES, "main.py": program, **(files or {})}
    outcome = lint_files({path: dedent(text).lstrip() for path, text in texts.items()})
    return [each for each in outcome.diagnostics if each.severity >= Severity.WARNING]


def codes(program: str, files: Mapping[str, str] | None = None) -> list[str]:
    """The rules that say it, each once."""
    return sorted({each.code for each in told(program, files)})
