"""The words by which keys, files and whole documents tell what they hold: all the data of the keyed formats."""

from __future__ import annotations

import re
from enum import IntEnum

# ---------------------------------------------------------------- keys

ROLES = {
    "system": "system",
    "developer": "developer",
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "ai": "assistant",
    "bot": "assistant",
    "model": "assistant",
    "tool": "tool",
    "function": "tool",
}
# `system_prompt`, `userTemplate`, `HUMAN_MESSAGE`: a role that is followed by one of these.
ROLE_NOUNS = frozenset("prompt template message instruction instructions text content msg tmpl".split())
# The roles that are written as keys; `model` and `function` mean other things there.
KEYED_ROLES = frozenset("system developer user human assistant".split())

# Keys whose text is a prompt wherever it looks like one.
STRONG_WORDS = frozenset("prompt prompts".split())
# Keys whose text is a prompt in a place that is known to hold prompts.
WEAK_WORDS = frozenset(
    "template templates instruction instructions system user human assistant developer text content body task message"
    " messages plan report query persona preamble prefix suffix guideline guidelines rule rules policy objective goal"
    " backstory context constraint constraints directive directives".split()
)
# Keys that speak about a prompt. One of these words at the end of a key outweighs any other in it.
METADATA_WORDS = frozenset(
    "description desc title tag tags author authors note notes example examples expected output outputs response"
    " responses id ids uuid name names version versions license url urls uri link links source sources"
    " reference references citation date created updated modified category categories language languages locale label"
    " labels comment comments changelog history test tests testdata sample samples schema type types kind format model"
    " models provider providers owner status metadata meta config settings parameters params variables vars inputs"
    " arguments args file files path paths filename dir key keys icon color parser evaluators assert threshold"
    " usage choices score scores timestamp regex pattern image images placeholders tokens"
    " temperature stop enabled count length limit size hash thumbnail".split()
)
# Of these, the ones whose mappings and lists hold no prompts either.
_METADATA_PLACES = frozenset(
    "example examples expected test tests testdata sample samples schema metadata meta changelog history variables vars"
    " params parameters inputs placeholders reference references tags evaluators assert results".split()
)

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")
_LONGEST_KEY = 80


class Telling(IntEnum):
    """How much a key says for its text being a prompt."""

    METADATA = 0
    NOTHING = 1
    WEAK = 2
    STRONG = 3


def words(key: str) -> tuple[str, ...]:
    """The words of a key, however they are joined: `systemPrompt`, `SYSTEM_PROMPT`, `system-prompt`."""
    return tuple(word.lower() for word in _WORD.findall(key[:_LONGEST_KEY]))


def telling(key: str) -> Telling:
    """How much a key says."""
    parts = words(key)
    if not parts or parts[-1] in METADATA_WORDS:
        return Telling.METADATA
    if STRONG_WORDS.intersection(parts) or (role_of(key)[0] and len(parts) > 1):
        return Telling.STRONG
    if WEAK_WORDS.intersection(parts):
        return Telling.WEAK
    return Telling.METADATA if parts[0] in METADATA_WORDS else Telling.NOTHING


def holds_metadata(key: str) -> bool:
    """Whether what stands below a key speaks about prompts rather than being some."""
    parts = words(key)
    return bool(parts) and parts[-1] in _METADATA_PLACES


def role_of(key: str) -> tuple[str, str]:
    """The role that a key names, and what tells it from other keys of that role; no role for most.

    `INTENT_SYSTEM_PROMPT` is the system prompt of `intent`.
    """
    parts = words(key)
    end = len(parts)
    while end > 1 and parts[end - 1] in ROLE_NOUNS:
        end -= 1
    if not end or parts[end - 1] not in KEYED_ROLES or (end > 1 and end == len(parts)):
        return "", ""
    return ROLES[parts[end - 1]], "_".join(parts[: end - 1])


# What an agent is told in the middle of its work: `observation_template`, `next_step_template`.
_LATER_WORDS = frozenset("observation observations error errors timeout reminder nudge".split())
# What is put into a prompt once for each of several: `example_template`.
_REPEATED_WORDS = frozenset("example examples demonstration demonstrations shot shots".split())


def is_later_turn(key: str) -> bool:
    """Whether a key names text that is said in a conversation that is under way."""
    return words(key)[:2] == ("next", "step") or _what_it_forms(key) in _LATER_WORDS


def is_repeated_part(key: str) -> bool:
    """Whether a key names the form of something that a prompt holds several of."""
    return _what_it_forms(key) in _REPEATED_WORDS


def _what_it_forms(key: str) -> str:
    """The last word of a key ahead of `template`, `message` and the like; nothing without one of these."""
    parts = words(key)
    end = len(parts)
    while end > 1 and parts[end - 1] in ROLE_NOUNS:
        end -= 1
    return parts[end - 1] if 0 < end < len(parts) else ""


# ---------------------------------------------------------------- files and documents

_NAMED = re.compile(r"\.(?:prompt|chat)\.(?:ya?ml|json)\Z", re.IGNORECASE)
_HINTED = re.compile(r"(?:\A|[/._-])prompts?(?=[/._-])[^/]*\Z", re.IGNORECASE)
_RECORDS = re.compile(
    r"(?:\A|/)(?:\w*tests?|__\w+__|test[_-]?data|fixtures?|cassettes?|recordings?|snapshots?|results?|outputs?|logs?"
    r"|traces?|trajectories|mocks?|transcripts?|history|conversations?|datasets?|node_modules|locales?|i18n|lang|translations?)/",
    re.IGNORECASE,
)


def is_named(path: str) -> bool:
    """Whether a file's name says that it is a prompt: `triage.prompt.yml`, `memory.chat.yaml`."""
    return _NAMED.search(path) is not None


def is_hinted(path: str) -> bool:
    """Whether a file's name speaks of prompts: `prompts.yml`, `prompt_pool.yaml`."""
    return _HINTED.search(path) is not None


def is_record(path: str) -> bool:
    """Whether a folder's name says that files there are recorded, generated or test data."""
    return _RECORDS.search(path) is not None


# Keys at the top of documents that are something else, however much their strings read like prompts.
OTHER_DOCUMENTS: tuple[tuple[str, frozenset[str]], ...] = (
    ("a specification of an interface", frozenset({"openapi"})),
    ("a specification of an interface", frozenset({"swagger"})),
    ("a specification of an interface", frozenset({"asyncapi"})),
    ("a workflow", frozenset({"on", "jobs"})),
    ("an action", frozenset({"runs", "inputs"})),
    ("a manifest of a cluster", frozenset({"apiVersion", "kind"})),
    ("a JSON schema", frozenset({"$schema", "properties"})),
    ("a JSON schema", frozenset({"$schema", "definitions"})),
    ("a JSON schema", frozenset({"$schema", "$defs"})),
    ("a flow that names its prompts' files", frozenset({"nodes", "inputs", "outputs"})),
    ("a notebook", frozenset({"cells", "nbformat"})),
    ("a recording", frozenset({"interactions", "recorded_with"})),
    ("a recording", frozenset({"interactions", "version"})),
    ("a recording", frozenset({"log", "entries"})),
    ("a run of an evaluation", frozenset({"results", "evalId"})),
    ("a trajectory", frozenset({"trajectory", "history"})),
)
# Keys beside messages that say that the exchange has taken place.
RECORD_KEYS = frozenset(
    "response responses choices usage completion completions output outputs answer ideal chosen rejected score scores"
    " trace trace_id traceId run_id session_id conversation_id latency duration timestamp created_at createdAt created"
    " updated_at observations spans reward feedback finish_reason stop_reason cost object".split()
)
