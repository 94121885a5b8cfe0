"""Write the pages on rules, the table of rules in the README, and the keys in the page on the configuration.

All of it comes from what the rules and the options say of themselves.
"""  # noqa: INP001 a script, not a package

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from promptlint.config_options import configuration
from promptlint.ir import Stability
from promptlint.rules import RULES
from promptlint.stability import ALONE, ANYWHERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from promptlint.rules._rule import Rule
    from promptlint.stability import Telling

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "docs" / "rules"
CONFIGURATION = ROOT / "docs" / "configuration.md"

_TITLES = {"Bad": "What it reports", "Good": "What it likes to see", "Options": "Options", "Why": "Why"}
_FAMILIES = {
    "PL0": "The linter itself",
    "PL1": "The order of stable and variable content",
    "PL2": "Cache marks",
    "PL3": "Versions",
    "PL4": "Batches",
    "PL5": "Routing",
}
_LANGUAGES = {
    ".j2": "jinja",
    ".py": "python",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".toml": "toml",
    ".json": "json",
    ".jsonl": "json",
    ".md": "markdown",
}
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
    return between(readme, "rules", table("docs/rules/"))


def between(page: str, marker: str, text: str) -> str:
    """A page with another text between `<!-- marker -->` and `<!-- /marker -->`."""
    place = re.compile(rf"(<!-- {marker} -->\n).*?(<!-- /{marker} -->)", re.DOTALL)
    return place.sub(lambda match: f"{match[1]}{text}\n{match[2]}", page)


def stale() -> Iterator[Path]:
    """Pages of rules that are no more."""
    names = pages()
    return (path for path in sorted(PAGES.glob("*.md")) if path.name not in names)


# ---------------------------------------------------------------- configuration

_BATCH = '[[batch]]\nname = "nightly"\nprompts = ["prompts/enrich.j2@3"]\n'
EXAMPLES = {
    "prompt-folders": 'prompt-folders = ["**/prompts/**", "src/llm/texts/**/*.txt"]',
    "exclude": 'exclude = ["vendor/", "prompts/archive/**"]',
    "select": 'select = ["PL1", "PL3", "prefix-below-minimum"]',
    "ignore": 'ignore = ["unpinned-model"]',
    "severity": '[severity]\nPL2 = "warning"\nttl-order = "error"\nbump-without-change = "off"',
    "placeholders": '[placeholders]\n"policy*" = "shared"\ntenant = "session"\nbuild_id = "deploy"',
    "model": 'model = "claude-haiku-4-5"',
    "template-roots": 'template-roots = ["src/app/templates"]',
    "trim-blocks": "trim-blocks = true",
    "lstrip-blocks": "lstrip-blocks = true",
    "require-reason": "require-reason = false",
    "python-roots": 'python-roots = ["backend", "packages/agents/src"]',
    "sinks.call": '[[sinks]]\ncall = "app.llm.ask"\nsystem = ["prompt"]\nmodel = ["model_name"]',
    "sinks.system": '[[sinks]]\ncall = "*.run_agent"\nsystem = ["persona", "instructions"]',
    "sinks.messages": '[[sinks]]\ncall = "*.complete"\nsystem = ["system"]\nmessages = ["history", "question"]',
    "sinks.tools": '[[sinks]]\ncall = "app.llm.ask"\nsystem = ["prompt"]\ntools = ["functions"]',
    "sinks.model": '[[sinks]]\ncall = "app.llm.ask"\nsystem = ["prompt"]\nmodel = ["engine"]',
    "sinks.positional": '[[sinks]]\ncall = "*.complete"\nsystem = ["system"]\npositional = ["system", "question"]',
    "sources": '[sources]\n"app.clock.stamp" = "volatile"\n"app.settings.*" = "deploy"',
    "tests": "tests = true",
    "versions.prefix-change": '[versions]\nprefix-change = "minor"',
    "versions.interface-change": '[versions]\ninterface-change = "major"',
    "versions.sidecars": '[versions]\nsidecars = ["spec.yaml:version", "package.json:prompt.version"]',
    "per-path.paths": '[[per-path]]\npaths = ["experiments/**"]\nseverity = { PL3 = "off" }',
    "per-path.ignore": '[[per-path]]\npaths = ["experiments/**"]\nignore = ["PL1"]',
    "per-path.severity": '[[per-path]]\npaths = ["prompts/billing/**"]\nseverity = { PL302 = "error" }',
    "per-path.placeholders": '[[per-path]]\npaths = ["prompts/chat/**"]\nplaceholders = { document = "session" }',
    "per-path.model": '[[per-path]]\npaths = ["prompts/batch/**"]\nmodel = "claude-haiku-4-5"',
    "batch.name": '[[batch]]\nname = "nightly-enrichment"\nprompts = ["prompts/enrich.j2@3"]',
    "batch.prompts": (
        '[[batch]]\nname = "nightly"\nprompts = ["prompts/enrich.j2@3", "app/tag.py#SYSTEM@sha256:9f86d081884c"]'
    ),
    "batch.documents": _BATCH + 'documents = ["docs/policy.md", "docs/terms.md@2026-11"]',
    "batch.model": _BATCH + 'model = "claude-haiku-4-5"',
    "batch.provider": _BATCH + 'provider = "bedrock"',
    "batch.version": _BATCH + "version = 3",
    "batch.requests": _BATCH + "requests = 48000",
    "batch.output-tokens": _BATCH + "output-tokens = 250",
    "batch.ttl": _BATCH + 'ttl = "1h"',
    "batch.window": _BATCH + 'window = "24h"',
    "prices.model": '[[prices]]\nmodel = "claude-haiku-4-5"\ninput = 0.9\noutput = 4.5',
    "prices.input": '[[prices]]\nmodel = "our-model"\ninput = 0.2\noutput = 0.8',
    "prices.write-5m": '[[prices]]\nmodel = "claude-haiku-4-5"\nwrite-5m = 1.2',
    "prices.write-1h": '[[prices]]\nmodel = "claude-haiku-4-5"\nwrite-1h = 1.9',
    "prices.read": '[[prices]]\nmodel = "claude-haiku-4-5"\nread = 0.08',
    "prices.output": '[[prices]]\nmodel = "claude-haiku-4-5"\noutput = 4.5',
    "prices.batch": '[[prices]]\nmodel = "our-model"\ninput = 0.2\noutput = 0.8\nbatch = 0.6',
    "prices.source": '[[prices]]\nmodel = "claude-haiku-4-5"\ninput = 0.9\nsource = "contract of 2026-10-01"',
    "route.prompts": '[[route]]\nprompts = ["prompts/enrich/**", "nightly-enrichment"]\nmodels = ["claude-haiku-4-5"]',
    "route.models": '[[route]]\nprompts = ["prompts/enrich/**"]\nmodels = ["claude-haiku-5-5", "claude-sonnet-5-5"]',
    "route.reason": '[[route]]\nprompts = ["enrich/**"]\nmodels = ["claude-haiku-5-5"]\nreason = "evals/enrich.md"',
}
_KINDS = {
    "array": "a list",
    "boolean": "`true` or `false`",
    "integer": "a whole number",
    "number": "a number",
    "object": "a table",
    "string": "text",
}


def options() -> dict[str, dict[str, Any]]:
    """The schema of every key, those of tables inside under a dotted name."""
    found: dict[str, dict[str, Any]] = {}
    for name, schema in configuration(RULES).schema["properties"].items():
        inner = schema.get("properties") or schema.get("items", {}).get("properties")
        found |= {f"{name}.{key}": value for key, value in inner.items()} if inner else {name: schema}
    return found


def keys() -> str:
    """A section for each key: what it is for, what it takes, its default, an example."""
    parts = []
    for name, schema in options().items():
        parts += [f"### {name}", f"{schema['description']} {_takes(schema)}", f"```toml\n{EXAMPLES[name]}\n```"]
    return "\n\n".join(parts)


def _takes(schema: dict[str, Any]) -> str:
    types = [schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type", [])
    kind = _either(schema["enum"]) if "enum" in schema else " or ".join(_KINDS[each] for each in types)
    if "additionalProperties" in schema:
        kind += f" of {_either(schema['additionalProperties']['enum'])}"
    default = f"by default `{json.dumps(schema['default'])}`" if "default" in schema else "nothing by default"
    return f"Takes {kind}; {default}."


def _either(words: Sequence[str]) -> str:
    *most, last = [f"`{word}`" for word in words]
    return f"{', '.join(most)} or {last}"


def names() -> str:
    """The names that tell how often a value changes, by level."""
    lines = ["| level | names, and attributes of these names | as a whole name only |", "| --- | --- | --- |"]
    for level in Stability:
        anywhere, alone = _names(ANYWHERE, level), _names(ALONE, level)
        if anywhere or alone:
            lines.append(f"| `{level.word}` | {anywhere} | {alone} |")
    return "\n".join(lines)


def _names(rows: Iterable[Telling], level: Stability) -> str:
    return ", ".join(f"`{name}`" for row in rows if row.stability is level for name in row.names.split())


def with_options(page: str) -> str:
    """The page on the configuration with the keys and names of today."""
    return between(between(page, "keys", keys()), "names", names())


if __name__ == "__main__":
    PAGES.mkdir(parents=True, exist_ok=True)
    for path in stale():
        path.unlink()
    for name, text in pages().items():
        (PAGES / name).write_text(text, encoding="utf-8")
    readme = ROOT / "README.md"
    readme.write_text(with_table(readme.read_text(encoding="utf-8")), encoding="utf-8")
    CONFIGURATION.write_text(with_options(CONFIGURATION.read_text(encoding="utf-8")), encoding="utf-8")
