"""PL307."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.change import shown, version_label
from promptlint.diagnostics import Finding, Severity
from promptlint.rules._rule import tree_rule
from promptlint.versions import Origin, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.ir import Prompt
    from promptlint.versions import Version


@tree_rule("PL307", Severity.ERROR, since="0.1.0")
def duplicate_version(prompts: Sequence[Prompt]) -> Iterator[Finding]:
    """Two prompts claim one name and one version, with different cached prefixes.

    ## Why
    A prompt is asked for by its name and its version. When a file is copied and only the text of the copy
    is edited, which of the two is sent depends on which is loaded last, and each time the other one wins
    the cache is written anew. Translations and the variants of a prompt for several models are no duplicates.

    ## Bad
    file: prompts/triage.yaml
    name: triage
    version: 3
    messages:
      - role: system
        content: You triage bug reports into four classes.
      - role: user
        content: "{{report}}"
    file: prompts/triage-strict.yaml
    name: triage
    version: 3
    messages:
      - role: system
        content: You triage bug reports into five classes.
      - role: user
        content: "{{report}}"

    ## Good
    file: prompts/triage.yaml
    name: triage
    version: 3
    messages:
      - role: system
        content: You triage bug reports into four classes.
      - role: user
        content: "{{report}}"
    file: prompts/triage-strict.yaml
    name: triage-strict
    version: 3
    messages:
      - role: system
        content: You triage bug reports into five classes.
      - role: user
        content: "{{report}}"
    """
    first: dict[tuple[object, ...], tuple[Prompt, Version]] = {}
    for prompt in sorted(prompts, key=_place):
        version = prompt.version
        if prompt.name is None or version is None or version.origin is not Origin.METADATA:
            continue
        known, claimed = first.setdefault(_claim(prompt, prompt.name, version), (prompt, version))
        if known is not prompt and not known.fingerprint.matches(prompt.fingerprint):
            where = "above" if known.path == prompt.path else f"in {known.path}"
            yield Finding(
                message=f"version `{shown(version)}` of `{_short(prompt.name)}` is claimed twice",
                primary=version_label(version, "the second claim"),
                related=(version_label(claimed, "the first claim"),),
                help=f"give it another version or another name than the prompt {where}",
            )


_LANGUAGES = frozenset(
    (
        "ar bg bn ca cs da de el en es et fa fi fr gu he hi hr hu id it ja kk ko lt lv mk ml mr ms nb nl nn no pa pl pt"
        " ro ru sk sl sq sr sv sw ta te th tr uk ur vi zh cn jp kr br"
        " arabic chinese dutch english french german italian japanese korean polish portuguese russian spanish turkish"
    ).split()
)


def _place(prompt: Prompt) -> tuple[str, str, int]:
    """In the order of the paths; `triage-copy.md` comes after `triage.md`."""
    stem = prompt.path.rpartition(".")[0]
    return stem, prompt.path, prompt.blocks[0].span.start if prompt.blocks else 0


def _claim(prompt: Prompt, name: str, version: Version) -> tuple[object, ...]:
    """What two prompts must have in common to be in each other's way."""
    folder, _, file = prompt.path.rpartition("/")
    words = re.split(r"[^a-z]+", file.lower())
    language = tuple(word for word in words if word in _LANGUAGES)
    variant = tuple(file.split(".")[1:-1])  # `menu.gemini.prompt`, `menu.de.yaml`
    parsed = parse(version.text)
    number = (parsed.scheme, parsed.numbers, parsed.pre, parsed.build) if parsed else version.text
    return (prompt.format, folder, language, variant, prompt.model, name, number)


_LONGEST_SHOWN = 30


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_SHOWN else name[: _LONGEST_SHOWN - 1] + "…"
