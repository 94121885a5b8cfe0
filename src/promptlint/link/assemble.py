"""Make prompts of a file's facts: expand the bodies, cut them into blocks, find the version."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from promptlint.frontends.roles import SYSTEM_ROLES
from promptlint.ir import Block, Breakpoint, Literal, Prompt, Section, Segment
from promptlint.link.capitals import with_open_capitals
from promptlint.link.expand import Expander, Mark
from promptlint.link.recorded import with_turns
from promptlint.link.sidecar import sidecar_version
from promptlint.link.values import Levels
from promptlint.providers.registry import limits
from promptlint.versions import Origin, Version, from_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promptlint.facts import BlockFacts, FileFacts, PromptFacts, VersionClaim
    from promptlint.link.expand import Event
    from promptlint.link.workspace import Linked, Workspace

# Engines for which the white space around a message is not sent.
_STRIPS_MESSAGES = ("jinja", "mustache")


def assemble(workspace: Workspace, facts: FileFacts) -> Linked:
    """The prompts of one file."""
    from promptlint.link.workspace import Linked  # noqa: PLC0415 the two modules need each other

    troubles, prompts = [], []
    for found in facts.prompts:
        declared = (*found.declared, *workspace.config.placeholders_for(facts.path))
        expander = Expander(workspace, Levels(declared, found.undeclared), facts.path)
        prompt = _prompt(workspace, facts, found, expander)
        if prompt.segments or prompt.breakpoints:  # a file of macros sends nothing by itself
            prompts.append(prompt)
        troubles += [trouble for trouble in expander.troubles if trouble not in troubles]
    return Linked(with_turns(with_open_capitals(prompts)), tuple(troubles))


def _prompt(workspace: Workspace, facts: FileFacts, found: PromptFacts, expander: Expander) -> Prompt:
    scope: dict[str, object] = {}
    blocks: list[Block] = []
    for block in found.blocks:
        expander.path = facts.path
        events = expander.expand(block.body, scope)  # type: ignore[arg-type] # a fresh dict of the right kind
        blocks += _blocks(block, events, facts.path, found.language, blocks)
    beside = posixpath.join(posixpath.dirname(facts.path), "config.json")
    settings = workspace.settings(beside) if facts.format == "skprompt" else None
    if settings is not None:
        expander.sources[beside] = None
    version = _version(workspace, facts.path, found.version, expander.sources)
    if version is None and settings is not None and settings.version is not None:
        version = Version(settings.version.text, beside, settings.version.span, Origin.SIDECAR)
    model = found.model or (settings and settings.model) or workspace.config.model_for(facts.path)
    mark = found.automatic
    automatic = Breakpoint(facts.path, mark.span, mark.ttl) if mark is not None else None
    return Prompt(
        id=f"{facts.path}#{found.key}" if found.key else facts.path,
        path=facts.path,
        blocks=tuple(blocks),
        format=facts.format,
        limits=limits(model, found.provider),
        name=found.name or (settings.name if settings else None),
        model=model,
        model_span=found.model_span,
        version=version,
        automatic=automatic,
        is_request=found.is_request,
        is_fragment=found.is_fragment,
        sources=tuple(expander.sources),
    )


def _blocks(
    facts: BlockFacts, events: Sequence[Event], path: str, language: str, before: Sequence[Block]
) -> list[Block]:
    """Cut a run of events at its role and cache marks."""
    current = Block(facts.section, facts.role, (), path, facts.span, content=facts.content)
    done: list[Block] = []
    segments: list[Segment] = []
    split = False

    def close(mark: Breakpoint | None = None) -> None:
        strips = split and language in _STRIPS_MESSAGES
        kept = _stripped(segments) if strips else tuple(segments)
        if mark or not split or any(not (isinstance(part, Literal) and not part.text.strip()) for part in kept):
            done.append(replace(current, segments=kept, breakpoint=mark))
        segments.clear()

    for event in events:
        if not isinstance(event, Mark):
            segments.append(event)
        elif hasattr(event.node, "role"):
            split = True
            close()
            role = event.node.role.lower()
            section = _section(role, [*before, *done])
            current = replace(current, role=role, section=section, span=event.node.span, path=event.path)
        else:
            close(Breakpoint(event.path, event.node.span, event.node.ttl))
            split = True
            current = replace(current, span=event.node.span, path=event.path)
    mark = Breakpoint(path, facts.mark.span, facts.mark.ttl) if facts.mark else None
    if segments or not done or mark:
        close(mark)
    return done


def _section(role: str, before: Sequence[Block]) -> Section:
    """A system message is part of the system prompt as long as no other message came before it."""
    spoken = any(block.section is Section.MESSAGES and block.role not in SYSTEM_ROLES for block in before)
    return Section.MESSAGES if spoken or role not in SYSTEM_ROLES else Section.SYSTEM


def _stripped(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    parts = list(segments)
    if parts and isinstance(first := parts[0], Literal):
        parts[0] = first.cut(len(first.text) - len(first.text.lstrip()), len(first.text))
    if parts and isinstance(last := parts[-1], Literal):
        parts[-1] = last.cut(0, len(last.text.rstrip()))
    return tuple(part for part in parts if not isinstance(part, Literal) or part.text)


def _version(workspace: Workspace, path: str, claim: VersionClaim | None, sources: dict[str, None]) -> Version | None:
    """The first that is found wins: the file's own, a sidecar's, the path's."""
    if claim is not None:
        return Version(claim.text, path, claim.span, Origin.METADATA)
    return sidecar_version(workspace, path, sources) or from_path(path)
