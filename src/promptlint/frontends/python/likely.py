"""What a name says of a prompt, where no request is in sight."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import cache


class Strength(IntEnum):
    """How much a name says of a prompt."""

    PROMPT = 1  # some text for a model
    SYSTEM = 2  # what stands at the head of a request


# Keywords, of a call to anything, for what stands at the head of a request.
LIKELY_KEYWORDS = {
    **dict.fromkeys(
        "system_prompt systemPrompt system_message system_msg system_instruction system_instructions systemInstruction"
        " system_prompt_template system_template sys_prompt sys_msg base_system_prompt default_system_prompt"
        " custom_system_prompt developer_prompt developer_message developer_instructions".split(),
        Strength.SYSTEM,
    ),
    # Of these the value has to speak.
    **dict.fromkeys(
        "system instructions instruction agent_instructions preamble backstory extend_system_message"
        " override_system_message append_system_prompt".split(),
        Strength.PROMPT,
    ),
}

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
# Words at the end of a name that leave it what it is.
_BEHIND = frozenset(
    "template templates tmpl tpl text texts str string fmt raw content contents part parts section sections line lines"
    " block blocks body prefix suffix header footer head tail base default full v en async sync markdown md xml"
    " json snippet snippets fragment fragments".split()
)
_HEADS = frozenset(("system", "sys", "developer"))
_OF_A_HEAD = frozenset("prompt prompts message msg instruction instructions preamble".split())
_PROMPTS = frozenset("prompt prompts instructions".split())
_MESSAGES = frozenset("message messages msg msgs".split())
# What is done with a prompt, or asked of it, where a name begins with it: the result is no prompt.
_DONE = frozenset(
    "add append apply prepend insert set update delete remove drop register unregister store save write send run call"
    " execute use using list count estimate show print log display is has have can should needs need supports enable"
    " enabled disable skip include exclude validate check assert verify test expect expected mock fake dummy wait until"
    " from hash upsert query sync parse split upload export import track handle on click switch cache cached caching"
    " convert strip truncate compress filter score compare optimize optimise num max min total avg mean stop abort"
    " cancel clear reset toggle close ask redact sanitize sanitise scan detect mask anonymize moderate"
    " includes contains".split()
)
# Prompts that are put to a person, or to a model that makes something else than text.
_OTHERS = frozenset(
    "shell cli ps bash terminal console typer click password passphrase passwd login confirm confirmation yes ask"
    " permission approval input choice menu negative positive image images video audio music style repl"
    " continuation".split()
)
# What is kept beside a prompt under a name that begins as its own does.
_BESIDE = frozenset(
    "path paths file files filename dir directory folder root name names id ids key keys version versions token tokens"
    " length len size width limit limits count cost price type types kind model models role roles url hash cache env"
    " color style lang language timeout delay regex pattern re ext extension format schema map registry store ttl"
    " enabled disabled max min num variables vars var args config settings options symbol symbols sentinel marker flag"
    " choices attribute attributes flow toolkit".split()
)


def words_of(name: str) -> list[str]:
    """The words of a name in snake or camel case."""
    return [word.lower() for word in _WORD.findall(name)]


@cache
def name_strength(name: str) -> Strength | None:
    """What the name of a function, a variable or an attribute says of a prompt."""
    words = words_of(name)
    while len(words) > 1 and (words[-1] in _BEHIND or words[-1].isdigit()):
        words.pop()
    if not words or not _OTHERS.isdisjoint(words):
        return None
    is_constant = name.isupper()
    if not is_constant and (words[0] in _DONE or "for" in words):
        return None
    if words[0] == "extract" and name.lower().strip("_") != "extract_prompt" and not is_constant:
        return None  # it reads a prompt that is there
    *before, last = words
    if last in _OF_A_HEAD and before and before[-1] in _HEADS:
        return Strength.SYSTEM
    if last in _PROMPTS or words == ["system"] or (last in _MESSAGES and before[-1:] == ["prompt"]):
        return Strength.PROMPT
    if is_constant and (last == "instruction" or (words[0] == "prompt" and _BESIDE.isdisjoint(words))):
        return Strength.PROMPT
    return None


def is_prompt_name(name: str) -> bool:
    """Whether a function, a variable or an attribute is called as a prompt is."""
    return name_strength(name) is not None
