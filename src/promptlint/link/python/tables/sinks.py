"""Where Python programs send prompts: which call of a library, or of the configuration, one is."""

from __future__ import annotations

import re
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from promptlint.frontends.python.likely import LIKELY_KEYWORDS, Strength, is_prompt_name, name_strength
from promptlint.link.python.tables.agents import AGENTS, ASKED
from promptlint.link.python.tables.messages import named
from promptlint.link.python.tables.requests import REQUESTS
from promptlint.link.python.tables.sink import Sink, ends_with, resolves
from promptlint.link.python.tables.templates import TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from promptlint.config import SinkSettings

__all__ = [
    "LIKELY_KEYWORDS",
    "SINKS",
    "Strength",
    "configured",
    "is_prompt_name",
    "name_strength",
    "of_settings",
    "sink_for",
]


SINKS: tuple[Sink, ...] = (*REQUESTS, *ASKED, *AGENTS, *TEMPLATES)
# Calls that end as a request does and are something else.
_OTHERS = (
    "threads.messages.create",
    "chats.messages.create",
    "images.generate",
    "videos.generate",
    "self.generate_content",
)


# What may stand between a resource and its method.
_WRAPPERS = (".with_raw_response.", ".with_streaming_response.")


# By the last part of their names; the longest names and those with an import stand first.
_BY_LAST: dict[str, list[Sink]] = {}
for _sink in sorted(SINKS, key=lambda each: (-each.suffix.count("."), not each.imports)):
    _BY_LAST.setdefault(_sink.suffix.rpartition(".")[2], []).append(_sink)


def sink_for(
    chain: str,
    resolved: str | None,
    keywords: Collection[str],
    spreads: bool,  # noqa: FBT001 a fact of the call, as the others
    positional: int = 0,
) -> Sink | None:
    """What a call sends, by its chain of attributes, by what that resolves to, and by its arguments."""
    candidates = _BY_LAST.get(chain.rpartition(".")[2], ())
    for wrapper in _WRAPPERS if candidates else ():
        chain = chain.replace(wrapper, ".")
    for sink in candidates:
        if (
            ends_with(chain, sink.suffix)
            and resolves(sink.imports, resolved)
            and sink.accepts(keywords, spreads, positional)
        ):
            return None if any(ends_with(chain, other) for other in _OTHERS) else _served(sink, resolved)
    return None


def of_settings(settings: SinkSettings) -> Sink:
    """A call that the configuration tells of."""
    return Sink(
        settings.call,
        tools=settings.tools,
        system=settings.system,
        messages=settings.messages,
        model=settings.model or ("model",),
        positional=settings.positional,
    )


def configured(sinks: Sequence[Sink], *names: str) -> Sink | None:
    """The call of the configuration that goes by any of some dotted names, or by their ends."""
    for sink in sinks:
        for name in names:
            if fnmatchcase(name, sink.suffix) or fnmatchcase(name, f"*.{sink.suffix}"):
                return sink
    return None


def _served(sink: Sink, resolved: str | None) -> Sink:
    """The same on another platform, where the client says so."""
    is_bedrock = sink.provider == "anthropic" and resolved is not None and "Bedrock" in resolved
    return replace(sink, provider="bedrock") if is_bedrock else sink


# ---------------------------------------------------------------- by a look at the tree


# Models and agents as they are called, or what was made of one on the spot.
_ASKERS = re.compile(r"(?i:(?:llm|model|chat|agent|lm)\w*(?:\(\))?)\.$|(?:with_\w+|bind|bind_tools|[A-Z]\w+)\(\)\.$")


def asks_object(chain: str) -> bool:
    """Whether a call asks something that is called a model or an agent, which may be one of a library."""
    return any(
        sink.of_object and ends_with(chain, sink.suffix) and _is_asked(chain, sink)
        for sink in _BY_LAST.get(chain.rpartition(".")[2], ())
    )


def _is_asked(chain: str, sink: Sink) -> bool:
    return "." in sink.suffix or _ASKERS.search(chain[: -len(sink.suffix)]) is not None


def may_send(chain: str, keywords: Collection[str], spreads: bool, positional: int = 0) -> bool:  # noqa: FBT001 as above
    """Whether a call sends or makes a prompt, if its name resolves to the right thing."""
    last = chain.rpartition(".")[2]
    if any(ends_with(chain, each.name) for each in named(last)):
        return True
    candidates = _BY_LAST.get(last, ())
    for wrapper in _WRAPPERS if candidates else ():
        chain = chain.replace(wrapper, ".")
    return any(
        ends_with(chain, sink.suffix)
        and sink.accepts(keywords, spreads, positional)
        and (not sink.of_object or _is_asked(chain, sink))
        for sink in candidates
    )
