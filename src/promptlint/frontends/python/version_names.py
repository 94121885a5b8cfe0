"""Which names, keys and texts in Python code say the version of a prompt, and of which."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from promptlint.versions import Style, from_path, parse

if TYPE_CHECKING:
    import ast
    from collections.abc import Sequence

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_PROMPT = frozenset({"prompt", "prompts", "instruction", "instructions"})
_PROMPTISH = _PROMPT | {"template", "templates"}
# What a name may say besides which prompt it is about.
_GENERIC = _PROMPTISH | {"text", "current", "latest", "active"}
# A version that is not the one of the text as it stands: a choice, a limit, another time.
_NOT_OWN = frozenset(
    "default min minimum max maximum supported known legacy old previous prev last expected required baseline".split()
)
_VERBS = frozenset("build get make create render format generate compose load".split())
_ALIASES = frozenset("latest default current active stable production prod staging baseline".split())
# Keys of a mapping with a prompt in it, and those of a mapping that is something else.
_PROMPT_KEYS = _PROMPTISH | {"system", "messages", "text", "content", "user"}
_FOREIGN_KEYS = frozenset(
    "type properties parameters input_schema inputSchema function $schema $id openapi swagger jsonrpc".split()
)
# What stands beside a prompt in a mapping and speaks of it, or holds the rest of a request.
_BESIDE = frozenset("promptlint metadata meta config params body headers info attributes extra".split())
_NUMBERED_NAME = re.compile(r"(?:\A|_)([vV][0-9]+(?:_[0-9]+)*)_*\Z")
_BEGUN = re.compile(r"[vV][0-9]+(?:\.[0-9]+)*(?=[_ -])")
_SEPARATOR = re.compile(r"[-_./@:]")
_NOT_IN_A_VERSION = re.compile(r"[\s{}]")
_LONGEST = 100  # characters

Words = tuple[str, ...]


def words(name: str) -> Words:
    """The words of a name, however they are joined."""
    return tuple(word.lower() for word in _WORD.findall(name[:_LONGEST]))


def stem(named: Words) -> Words:
    """What tells a prompt from the others of its module: `build_triage_prompt` and `TRIAGE_PROMPT` are about triage."""
    first = 1 if named and named[0] in _VERBS else 0
    return tuple(word for word in named[first:] if word not in _GENERIC)


def stem_of_version(name: str) -> Words | None:
    """Which prompts `TRIAGE_PROMPT_VERSION` is about; `PROMPT_VERSION` is about all, `API_VERSION` about none.

    The version is the prompt's when it stands right behind the prompt: not so in `PROMPT_SCHEMA_VERSION`.
    """
    *rest, last = words(name) or ("",)
    if last != "version" or not rest or rest[-1] not in _PROMPTISH:
        return None
    if _PROMPT.isdisjoint(rest) or not _NOT_OWN.isdisjoint(rest):
        return None
    return tuple(word for word in rest if word not in _GENERIC)


def is_certain(name: str) -> bool:
    """Whether a key or an argument says the version of a prompt wherever it stands."""
    return stem_of_version(name) is not None


def is_plain(name: str) -> bool:
    """Whether a name says that this is a version, but not of what."""
    return name.strip("_").lower() == "version"


def is_promptish(name: str) -> bool:
    """Whether a class or a function is called after prompts."""
    return not _PROMPTISH.isdisjoint(words(name))


def hold_a_prompt(keys: frozenset[str]) -> bool:
    """Whether a mapping with these keys is a prompt with what is said of it."""
    if not _FOREIGN_KEYS.isdisjoint(keys):
        return False
    return any(not _PROMPT_KEYS.isdisjoint(words(key)) for key in keys)


def is_beside(key: str) -> bool:
    """Whether a key of a mapping may hold what is noted of the prompt in it: other keys may be prompts of their own."""
    named = words(key)
    return bool(named) and named[-1] in _BESIDE


def number(text: str, *, sure: bool) -> str | None:
    """A text as a version.

    Where it can be nothing else it is also the version at the end of a longer text (`sales-reply-v3`),
    and without one a text with a digit, which is then compared for equality only.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST or _NOT_IN_A_VERSION.search(text):
        return None
    if parse(text) is not None:
        return text
    if not sure or not any(char.isdigit() for char in text):
        return None
    tails = (text[match.end() :] for match in _SEPARATOR.finditer(text))
    return next((tail for tail in tails if _is_marked(tail)), text)


def _is_marked(text: str) -> bool:
    """Whether a text looks like a version even where it stands by itself."""
    parsed = parse(text)
    return parsed is not None and not parsed.pre and (parsed.scheme.marked or parsed.scheme.style is not Style.INTEGER)


def ending(name: str) -> str | None:
    """The version that a name ends in: `v3` of `triage_v3`, but no model's (`llama_v2`)."""
    match = _NUMBERED_NAME.search(name[-_LONGEST:])
    if match is None:
        return None
    found = match[1].replace("_", ".")
    # What is true of a file's name is true of any other.
    version = from_path(f"{name[: len(name) - len(match[0])]}_{found}.j2")
    return found if version is not None and version.text == found else None


def numbered_key(key: object, *, among_versions: bool) -> str | None:
    """The version that a key is or ends in, or, among keys that are versions, begins with."""
    if isinstance(key, bool) or not isinstance(key, str | int):
        return None
    text = str(key)
    if among_versions and text not in _ALIASES:
        begun = _BEGUN.match(text)
        return begun[0] if begun else text
    return ending(text)


def are_versions(keys: Sequence[object], *, called_so: bool) -> bool:
    """Whether keys are versions, apart from words such as `latest`; plain numbers are where the mapping says it."""
    numbered = [_is_number(key, called_so=called_so) for key in keys]
    return any(numbered) and all(
        is_one or (isinstance(key, str) and key in _ALIASES) for key, is_one in zip(keys, numbered, strict=True)
    )


def _is_number(key: object, *, called_so: bool) -> bool:
    if isinstance(key, str):
        return _is_marked(key) or _BEGUN.match(key) is not None or (called_so and parse(key) is not None)
    return isinstance(key, int) and not isinstance(key, bool) and called_so


@dataclass(slots=True)
class Names:
    """The names of one scope; None for those with several values, or with one that is not written there."""

    values: dict[str, ast.expr | None] = field(default_factory=dict)
    by_words: dict[Words, str] = field(default_factory=dict)  # names that end in `version`
    by_stem: dict[Words, str] = field(default_factory=dict)  # of those, the versions of prompts

    def add(self, name: str, value: ast.expr | None) -> None:
        """Take in what a statement binds."""
        self.values[name] = None if name in self.values else value
        if "version" in name.lower():
            self.by_words.setdefault(words(name), name)
            if (about := stem_of_version(name)) is not None:
                self.by_stem.setdefault(about, name)
