"""From the requests that a module makes to the batches that it submits."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from promptlint.batch.code import BatchCode, CodeRequest, Turns
from promptlint.diagnostics import Label
from promptlint.frontends.python.likely import is_prompt_name
from promptlint.frontends.python.walking import walk
from promptlint.frontends.roles import SYSTEM_ROLES
from promptlint.ir import Literal, Stability
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import Dictionary, Either, Instance, Known, Listing, Opaque, opaques
from promptlint.link.python.machine import chain
from promptlint.link.python.requests.bodies import BODY
from promptlint.link.python.requests.surroundings import SUBMITS, Scopes, scope_of
from promptlint.versions import Origin, family, from_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from promptlint.ir import Breakpoint, Prompt
    from promptlint.link.python.domain.values import Item, Value
    from promptlint.link.python.gathering.entries import Seen
    from promptlint.link.python.loading.modules import Module, Modules
    from promptlint.link.python.machine import Sighting

_VERSION = re.compile(r"_?[vV]?\d+(?:_\d+)*$")
_MOST_TESTS = 200  # containers that are looked into for a condition on marks


def batches(
    module: Module,
    modules: Modules,
    made: Sequence[tuple[Sighting, str, Prompt]],
    followed: Mapping[str, Sequence[Seen]],
) -> Iterator[BatchCode]:
    """The batches of a module; `made` are its requests, each with the name of the function that it is met in."""
    bodies: dict[str, list[tuple[Sighting, Prompt]]] = {}
    for sighting, entry, prompt in made:
        if sighting.name == BODY and sighting.frame.module is module:
            bodies.setdefault(entry, []).append((sighting, prompt))
    if not bodies:
        return
    scopes = Scopes()
    calls = {name: _submitting(several) for name, several in followed.items()}
    every = [call for found in calls.values() for call in found]
    sends_more = len({id(call.node) for call in every}) != 1 or _sends_else(followed)
    for entry, requests in bodies.items():
        own = calls.get(entry, ())
        first = own[0] if own else None
        names = _lists([sighting for sighting, _ in requests], first)
        node, frame = (first.node, first.frame) if first is not None else (requests[0][0].node, requests[0][0].frame)
        yield BatchCode(
            name=entry or "module",
            label=Label(frame.module.path, frame.span(node), "submitted here" if first is not None else "made here"),
            requests=tuple(_request(sighting, prompt, modules, first, scopes, names) for sighting, prompt in requests),
            shuffled=_shuffled(first if first is not None else requests[0][0], names),
            is_single=len(own) == 1,
            is_warmed=sends_more or first is None,
        )


def _submitting(several: Iterable[Seen]) -> list[Sighting]:
    return [each for seen, _ in several for each in seen if each.sink is not None and SUBMITS in each.sink.suffix]


def _sends_else(followed: Mapping[str, Sequence[Seen]]) -> bool:
    """Whether the module sends requests one by one too: they may be what warms the batch."""
    return any(
        each.kind == "request" and each.name != BODY and each.sink is not None and SUBMITS not in each.sink.suffix
        for several in followed.values()
        for seen, _ in several
        for each in seen
    )


# ---------------------------------------------------------------- one request


def _request(
    sighting: Sighting,
    prompt: Prompt,
    modules: Modules,
    submit: Sighting | None,
    scopes: Scopes,
    names: frozenset[str],
) -> CodeRequest:
    scope = scopes.of(sighting)
    around, arms = scope.around(sighting.node)
    # A loop around the file or the list that a batch begins with, or around the call that submits it, makes several.
    loops = sighting.loops[scope.shared(around, names) :]
    loops = tuple(loop for loop in loops if submit is None or loop not in submit.loops)
    sighting = replace(sighting, loops=loops)
    label = Label(sighting.frame.module.path, sighting.frame.span(sighting.node), "made here")
    turn = (id(sighting.frame), *(number for arm in arms for number in arm), -1, *loops) if loops else None
    rendered = list(_rendered(sighting))
    opening = next((value for _, value in rendered if value.loop in sighting.loops), None)
    return CodeRequest(
        prompt,
        label,
        turn,
        _turns(sighting, rendered, label),
        opening is not None and opening.loop in sighting.loops[:-1],
        tuple(_short(prompt, modules)),
        _some(sighting, scope.targets(around)),
        _model(sighting),
        tuple(_versions(prompt, modules)),
    )


def _rendered(sighting: Sighting) -> Iterator[tuple[bool, Opaque]]:
    """What varies in a request, in the order in which it is sent; whether it stands in the system prompt."""
    sink = sighting.sink
    assert sink is not None
    for name in (*sink.tools, *sink.system):
        if name in sighting.parts:
            yield from ((True, value) for value in opaques(sighting.parts[name]))
    for name in sink.messages:
        value = sighting.parts.get(name)
        for item in value.items if isinstance(value, Listing) else [value] if value is not None else []:
            role = item.get("role") if isinstance(item, Dictionary) else None
            is_system = isinstance(role, Text) and role.known in SYSTEM_ROLES
            yield from ((is_system, each) for each in opaques(item))


def _turns(sighting: Sighting, rendered: Sequence[tuple[bool, Opaque]], label: Label) -> Turns | None:
    """Loops the wrong way round: what the inner one puts in opens the request, what the outer one does follows."""
    loops = sighting.loops
    varying = [(is_system, value) for is_system, value in rendered if value.loop in loops]
    if len(loops) < 2 or not varying:  # noqa: PLR2004 one inside of another
        return None
    is_system, first = varying[0]
    later = next((value for _, value in varying if value.loop != loops[-1]), None)
    if first.loop != loops[-1] or later is None or sighting.frame.machine.turns.intersection(loops):
        return None
    if not is_system and not is_prompt_name(first.name):
        return None
    return Turns(first.name, later.name, Label(label.path, label.span, "made in the inner loop"))


def _model(sighting: Sighting) -> Label | None:
    """Where a loop takes another model in each round."""
    value = sighting.parts.get("model")
    # A model that the row names may be the same in all of them.
    if isinstance(value, Opaque) and value.loop in sighting.loops and value.form in ("", "[]"):
        return Label(value.path, value.span, "another model in each round")
    return None


# ---------------------------------------------------------------- marks


def _short(prompt: Prompt, modules: Modules) -> Iterator[Breakpoint]:
    """The marks of which it is sure that their entries live five minutes: what says `ttl` may say an hour."""
    for mark in (*prompt.breakpoints, *([prompt.automatic] if prompt.automatic else [])):
        if mark.ttl == "5m" or (mark.ttl is None and _is_spelled_out(mark, modules)):
            yield mark


def _is_spelled_out(mark: Breakpoint, modules: Modules) -> bool:
    module = modules.load(mark.path) if mark.path.endswith(".py") else None
    written = module.source.text[mark.span.start : mark.span.end] if module is not None else ""
    return (
        written.startswith(("{", "dict(")) and "ephemeral" in written and "ttl" not in written and "**" not in written
    )


def _some(sighting: Sighting, targets: frozenset[str]) -> Label | None:
    """A condition on what a loop goes over that decides whether a mark is set."""
    sink = sighting.sink
    assert sink is not None
    left = [sighting.parts[name] for name in (*sink.tools, *sink.system, *sink.messages) if name in sighting.parts]
    seen: list[Item] = []
    while left and len(seen) < _MOST_TESTS:
        value = left.pop()
        seen.append(value)
        if isinstance(value, Either):
            if len({_is_marked(arm) for arm in value.arms}) > 1 and _is_of_round(value.test, sighting, targets):
                return Label(value.test.path, value.test.span, "decides whether there is a mark")
            left += value.arms
        elif isinstance(value, Listing):
            left += [item for item in value.items if isinstance(item, Dictionary | Listing | Either)]
        elif isinstance(value, Dictionary):
            mark = value.get("cache_control")
            is_some = isinstance(mark, Either) and any(isinstance(arm, Known) for arm in mark.arms)
            if isinstance(mark, Either) and is_some and _is_of_round(mark.test, sighting, targets):
                return Label(mark.test.path, mark.test.span, "decides whether there is a mark")
            left += [entry.value for entry in value.entries if isinstance(entry.value, Dictionary | Listing | Either)]
    return None


def _is_of_round(test: Opaque, sighting: Sighting, targets: frozenset[str]) -> bool:
    """Whether a condition is about the round of a loop that a request is made in, and not about how the job is set."""
    if test.loop in sighting.loops or test.stability is Stability.REQUEST:
        return True
    module = sighting.frame.module
    if test.path != module.path:
        return False
    names = re.findall(r"[^\W\d]\w*", module.source.text[test.span.start : test.span.end])
    return not targets.isdisjoint(names)


def _is_marked(value: Value) -> bool:
    match value:
        case Dictionary(entries):
            mark = value.get("cache_control")
            if mark is not None and not isinstance(mark, Either | Known):
                return True
            return any(_is_marked(entry.value) for entry in entries if isinstance(entry.value, Dictionary | Listing))
        case Listing(items=items):
            return any(_is_marked(item) for item in items if isinstance(item, Dictionary | Listing | Instance))
        case Instance():
            return "cache_control" in value.fields
        case _:
            return False


# ---------------------------------------------------------------- versions


def _versions(prompt: Prompt, modules: Modules) -> Iterator[tuple[str, str, Label]]:
    """The texts of a prefix that carry a version in their names: `TRIAGE_V3`, `triage_v3.md`."""
    done: set[str] = set()
    for block in prompt.cached_prefix:
        for segment in block.segments:
            if isinstance(segment, Literal) and (found := _versioned(segment, modules)) and found[0] not in done:
                done.add(found[0])
                yield found


def _versioned(literal: Literal, modules: Modules) -> tuple[str, str, Label] | None:
    label = Label(literal.path, literal.span, "")
    if not literal.path.endswith(".py"):
        version = from_path(literal.path)
        if version is None or version.origin is not Origin.FILE_NAME:
            return None
        return family(literal.path), version.text, Label(literal.path, literal.span, f"version {version.text}")
    module = modules.load(literal.path)
    name = _name_of(module, literal.span.start) if module is not None else None
    match = _VERSION.search(name) if name is not None else None
    if name is None or match is None or "v" not in match[0].lower() or not name[: match.start()]:
        return None
    text = match[0].lstrip("_")
    return f"{literal.path}#{name[: match.start()]}", text, Label(label.path, label.span, f"`{name}`")


def _name_of(module: Module, offset: int) -> str | None:
    """The name that the text at a place is assigned to at the top of a module."""
    for statement in module.tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            span = module.places.span(statement)
            if span.start <= offset < span.end and not isinstance(statement.value, ast.Dict):
                return statement.targets[0].id
    return None


# ---------------------------------------------------------------- order


def _shuffled(sighting: Sighting, names: frozenset[str]) -> Label | None:
    """Where the list of requests is put into a random order."""
    frame = sighting.frame
    for node in walk(scope_of(sighting)) if names else ():
        if not isinstance(node, ast.Call) or not node.args:
            continue
        last = chain(node.func).rpartition(".")[2]
        subject = node.args[0]
        if last in ("shuffle", "sample") and isinstance(subject, ast.Name) and subject.id in names:
            return Label(frame.module.path, frame.span(node), "put into a random order here")
    return None


def _lists(bodies: Sequence[Sighting], submit: Sighting | None) -> frozenset[str]:
    """The names of the lists that hold the requests of a batch."""
    names: set[str] = set()
    if submit is not None and isinstance(submit.node, ast.Call):
        for keyword in submit.node.keywords:
            if keyword.arg == "requests":
                names.update(node.id for node in walk(keyword.value) if isinstance(node, ast.Name))
    made = {id(each.node) for each in bodies}
    for node in walk(scope_of(submit if submit is not None else bodies[0])):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append" | "extend"), args=[value, *_]):
                pass
            case ast.Assign(targets=[ast.Name(id=name), *_], value=ast.ListComp() as value):
                pass
            case _:
                continue
        if any(id(inner) in made for inner in walk(value)):
            names.add(name)
    return frozenset(names)
