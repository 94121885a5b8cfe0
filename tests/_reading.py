"""Helpers for tests of frontends: templates in one line, and what must hold for every one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.facts import (
    Apply,
    Arm,
    Assign,
    CacheMark,
    CallBlock,
    Extends,
    For,
    If,
    Import,
    Include,
    Macro,
    Print,
    RoleMark,
    Scope,
    Slot,
    Text,
)
from promptlint.frontends._frontend import Reading
from promptlint.frontends.languages import parse
from promptlint.source import SourceFile, Span, View

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from promptlint.facts import Comment, Expr, FileFacts, Node
    from promptlint.frontends._frontend import Frontend
    from promptlint.frontends.languages import Parsed

SURE, MAYBE = Reading(sure=True), Reading(sure=False)


def read(frontend: Frontend, path: str, text: str, reading: Reading = SURE) -> FileFacts:
    """The facts of a file that must be a prompt."""
    facts = frontend.facts(SourceFile(path, text), reading)
    assert facts is not None, "no prompt was found"
    return facts


def shape_of(language: str, text: str) -> str:
    """A template in one line."""
    return shape(parse(language, View.of(SourceFile("template", text))).nodes)


def parsed_if_readable(language: str, text: str) -> Parsed | None:
    """A template, or None where the language refuses it, at a place inside of it."""
    try:
        return parse(language, View.of(SourceFile("template", text)))
    except UnreadableError as problem:
        offset = problem.offset
    assert 0 <= offset <= len(text)
    return None


def shape_of_facts(facts: FileFacts) -> str:
    """The only prompt of a file in one line."""
    (prompt,) = facts.prompts
    return shape(node for block in prompt.blocks for node in block.body)


def shape(nodes: Iterable[Node]) -> str:
    """Nodes in one line: text as it is, everything else in angle brackets."""
    return "".join(_one(node) for node in nodes)


def _one(node: Node) -> str:
    match node:
        case Text():
            return node.text
        case Print():
            return f"<{expression(node.value)}>"
        case If(arms):
            return "".join(_arm(arm, number) for number, arm in enumerate(arms)) + "<end>"
        case For():
            otherwise = f"<else>{shape(node.otherwise)}" if node.otherwise else ""
            return f"<for {expression(node.over)}>{shape(node.body)}{otherwise}<end>"
        case Include():
            return f"<include {'|'.join(node.names)}{''.join(f' {expression(arg)}' for arg in node.args)}>"
        case RoleMark():
            return f"<role {node.role}>"
        case CacheMark():
            return f"<cache {node.ttl}>" if node.ttl else "<cache>"
        case Scope():
            return f"<scope {node.op}>{shape(node.body)}<end>"
        case Macro():
            params = " ".join(name for name, _ in node.params)
            return f"<macro {node.name}({params})>{shape(node.body)}<end>"
        case Assign() | Slot() | CallBlock() | Extends() | Import():
            return f"<{type(node).__name__.lower()}>"


def _arm(arm: Arm, number: int) -> str:
    words = "if" if number == 0 else "elif"
    opening = f"<{words} {expression(arm.test)}>" if arm.test else "<else>"
    return opening + shape(arm.body)


def expression(value: Expr) -> str:
    """An expression with its operations in prefix form."""
    if isinstance(value, Apply):
        return f"{value.op}({', '.join(expression(arg) for arg in value.args)})"
    return value.text


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """All nodes, outer ones first."""
    for node in nodes:
        yield node
        match node:
            case If(arms):
                for arm in arms:
                    yield from walk(arm.body)
            case For():
                yield from walk(node.body)
                yield from walk(node.otherwise)
            case Scope() | Slot() | Macro() | Assign() | CallBlock():
                yield from walk(node.body)
            case _:
                pass


def tags(nodes: Iterable[Node]) -> Iterator[Span]:
    """The spans of everything in a template that is no text."""
    for node in walk(nodes):
        match node:
            case If(arms, end):
                yield from (arm.span for arm in arms)
                yield end
            case For():
                yield node.span
                yield node.end
            case Text() | Scope():
                pass
            case _:
                yield node.span


def check_tiling(text: str, nodes: Iterable[Node], comments: Iterable[Comment] = ()) -> str:
    """Check all spans of a template over `text`; returns the characters that no node and no comment holds.

    Spans are inside the text, no two pieces overlap, and a text says what stands where it is said to.
    """
    nodes = list(nodes)
    pieces = [*tags(nodes), *(comment.span for comment in comments)]
    for node in walk(nodes):
        if isinstance(node, Text):
            assert node.text, "a text without characters"
            for run in node.runs:
                pieces.append(run.source)
                if run.exact:
                    assert text[run.source.start : run.source.end] == node.text[run.at : run.at + run.length]
            if not node.runs:
                pieces.append(node.span)
                assert text[node.span.start : node.span.end] == node.text
    at, missing = 0, []
    for span in sorted(pieces):
        assert at <= span.start <= span.end <= len(text), (span, at)
        missing.append(text[at : span.start])
        at = span.end
    return "".join([*missing, text[at:]])
