"""Write the pages on rules, and the table of rules in the README, from what the rules say of themselves."""  # noqa: INP001 a script, not a package

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from promptlint.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.rules._rule import Rule

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "docs" / "rules"

_TITLES = {"Bad": "What it reports", "Good": "What it likes to see", "Options": "Options", "Why": "Why"}
_FAMILIES = {
    "PL0": "The linter itself",
    "PL1": "The order of stable and variable content",
    "PL2": "Cache marks",
    "PL3": "Versions",
}
_LANGUAGES = {".j2": "jinja", ".yaml": "yaml", ".yml": "yaml", ".toml": "toml", ".json": "json", ".md": "markdown"}
_FILLER = "`<<< 900 words >>>` stands for so many words of constant text."
_GENERATED = "<!-- written by scripts/docs.py from the rules: change them there -->"


def pages() -> dict[str, str]:
    """Every generated page under its file name."""
    return {"README.md": index(), **{f"{rule.name}.md": page(rule) for rule in RULES}}


def page(rule: Rule) -> str:
    """The page of a rule."""
    parts = [
        _GENERATED,
        f"# {rule.name}",
        f"`{rule.code}` · {rule.severity.word} by default · since {rule.since}",
        rule.summary,
    ]
    for title in ("Why", "Bad", "Good", "Options"):
        if text := rule.section(title):
            parts.append(f"## {_TITLES[title]}")
            parts += example(text) if title in ("Bad", "Good") else [text]
        if title == "Good" and "<<<" in rule.docs:
            parts.append(_FILLER)
    if rule.code.startswith("PL0"):
        parts += ["## Turning it off", _turned_off(rule)]
    else:
        parts += ["## Suppressing it", _suppressed(rule), _turned_off(rule)]
    return "\n\n".join(parts) + "\n"


def example(text: str) -> list[str]:
    """The files of an example, each in a block of its own."""
    parts: list[str] = []
    path, state = "prompts/example.j2", ""
    lines: list[str] = []
    for line in (*text.split("\n"), "file: "):
        if line.startswith(("file: ", "--- ")):
            parts += _block(path, state, lines)
            lines = []
            state = line.removeprefix("--- ") if line.startswith("--- ") else ""
            path = line.removeprefix("file: ") if line.startswith("file: ") else path
        else:
            lines.append(line)
    return parts


def _block(path: str, state: str, lines: list[str]) -> list[str]:
    body = "\n".join(lines).strip("\n")
    if not body:
        return []
    where = {"": "", "before": ", before", "after": ", after", "elsewhere": ", on another branch"}[state]
    return [f"`{path}`{where}:", f"```{_LANGUAGES.get(Path(path).suffix, 'text')}\n{body}\n```"]


def _suppressed(rule: Rule) -> str:
    return (
        "At one place, with a comment in the file's own syntax on the line or above it, in a Jinja template for"
        f" instance:\n\n```jinja\n{{# promptlint: ignore[{rule.name}] the reason #}}\n```"
    )


def _turned_off(rule: Rule) -> str:
    return (
        "For a repository, or with another severity, in the configuration:\n\n"
        f'```toml\n[tool.promptlint.severity]\n{rule.name} = "off"\n```'
    )


def index() -> str:
    """The page that lists them all."""
    parts = [_GENERATED, "# Rules", "A code is never reused. Names say the fault."]
    for family, title in _FAMILIES.items():
        parts += [f"## {title}", table("", family)]
    return "\n\n".join(parts) + "\n"


def table(folder: str, family: str = "PL") -> str:
    """A table of rules whose pages are in a folder."""
    rows = [
        f"| {rule.code} | [{rule.name}]({folder}{rule.name}.md) | {rule.severity.word} | {rule.summary.rstrip('.')} |"
        for rule in RULES
        if rule.code.startswith(family)
    ]
    return "\n".join(["| code | name | default | what it finds |", "| --- | --- | --- | --- |", *rows])


def with_table(readme: str) -> str:
    """The README with the table of today between `<!-- rules -->` and `<!-- /rules -->`."""
    between = re.compile(r"(<!-- rules -->\n).*?(<!-- /rules -->)", re.DOTALL)
    return between.sub(lambda match: f"{match[1]}{table('docs/rules/')}\n{match[2]}", readme)


def stale() -> Iterator[Path]:
    """Pages of rules that are no more."""
    names = pages()
    return (path for path in sorted(PAGES.glob("*.md")) if path.name not in names)


if __name__ == "__main__":
    PAGES.mkdir(parents=True, exist_ok=True)
    for path in stale():
        path.unlink()
    for name, text in pages().items():
        (PAGES / name).write_text(text, encoding="utf-8")
    readme = ROOT / "README.md"
    readme.write_text(with_table(readme.read_text(encoding="utf-8")), encoding="utf-8")
