"""Mustache templates, and the plain `{{name}}` placeholders that many tools replace by themselves.

Prompts show JSON and write about templates, so only what is a tag beyond doubt is one: what is no
name between the braces stays text, as do the expressions of GitHub workflows (`${{ github.ref }}`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.facts import Apply, Arm, Comment, For, If, Include, Print, Ref
from promptlint.frontends.languages import Parsed
from promptlint.frontends.languages._pieces import MOST_TAGS, Pieces, is_blank, too_many_tags
from promptlint.frontends.languages._tags import MAX_DEPTH, Tag, gaps
from promptlint.frontends.languages.handlebars import partial_names

if TYPE_CHECKING:
    from promptlint.facts import Node
    from promptlint.source import Span, View

NAME = r"[^\W\d][\w-]*+(?:\.[\w-]++)*"
_WORKFLOW = re.compile(r"\{\{\s*(?:github|secrets|env|vars|matrix|steps|needs|inputs|runner|jobs?|strategy)\.")
_NAME = re.compile(rf"({NAME}|\.)\Z")
_TRIPLE = re.compile(rf"\{{\{{\{{\s*({NAME}|\.)\s*\}}\}}\}}")
_PARTIAL = re.compile(r"[\w./-]+\Z")
_DELIMITERS = re.compile(r"\s*([^\s=]{1,8})\s+([^\s=]{1,8})\s*\Z")
_OPENS_NAME = re.compile(r"[#^/>&!]?\s{0,20}[^\W\d]")
_LONGEST_TAG = 300


@dataclass
class _Section:
    name: str
    sigil: str
    span: Span
    body: list[Node] = field(default_factory=list)


def parse(view: View) -> Parsed:
    """Read a template."""
    tags = _tags(view)
    nodes: list[Node] = []
    comments: list[Comment] = []
    sections: list[_Section] = []
    text = Pieces(view)
    for index, (start, end) in enumerate(gaps(view.text, tags)):
        text.take(start, end)
        into = sections[-1].body if sections else nodes
        into += text.flush()
        if index == len(tags):
            break
        tag = tags[index]
        span, name = view.span(tag.start, tag.end), tag.content.strip()
        if tag.sigil == "!":
            comments.append(Comment(name, span, not sections and is_blank(nodes)))
        elif tag.sigil == ">":
            into.append(Include(partial_names(name, "mustache"), optional=False, span=span, language="mustache"))
        elif tag.sigil in ("#", "^"):
            if len(sections) >= MAX_DEPTH:
                raise UnreadableError("sections are nested too deeply", span.start)
            sections.append(_Section(name, tag.sigil, span))
        elif tag.sigil == "/":
            section = _closed(sections, name, span)
            (sections[-1].body if sections else nodes).append(_node(section, span))
        elif tag.sigil != "=":
            into.append(Print(_value(name), span))
    if sections:
        raise UnreadableError(f"`{sections[0].name}` is never closed", sections[0].span.start)
    return Parsed(tuple(nodes), tuple(comments))


def _closed(sections: list[_Section], name: str, span: Span) -> _Section:
    if not sections:
        raise UnreadableError(f"`{name}` is closed but not open", span.start)
    if sections[-1].name != name:
        raise UnreadableError(f"`{sections[-1].name}` is open but `{name}` is closed", span.start)
    return sections.pop()


def _node(section: _Section, end: Span) -> Node:
    body = tuple(section.body)
    if section.sigil == "^":
        test = Apply("op:not", (_value(section.name),), f"^{section.name}")
        return If((Arm(test, body, section.span),), end)
    return For(("this",), _value(section.name), body, (), section.span, end)


def _value(name: str) -> Ref:
    if name == ".":
        return Ref("this")
    root, dot, rest = name.partition(".")
    return Ref(root, dot + rest)


def _tags(view: View) -> list[Tag]:
    text, found, at = view.text, list[Tag](), 0
    opening, closing, last = "{{", "}}", text.rfind("}}")
    while (start := text.find(opening, at)) >= 0:
        tag, at = None, start + 1
        if len(found) == MOST_TAGS:
            raise too_many_tags(view.span(start, start).start)
        if opening == "{{" and text.startswith("$", start - 1) and start and _WORKFLOW.match(text, start):
            continue
        inner = start + len(opening)
        if last < inner:
            if _OPENS_NAME.match(text, inner):
                raise UnreadableError("this tag is never closed", view.span(start, start).start)
            continue
        if text.startswith("!", inner):
            stop = text.find(closing, inner)
        elif opening == "{{" and text.startswith("{{{", start) and (match := _TRIPLE.match(text, start)):
            found.append(Tag("&", match[1], start, match.end(), match.start(1)))
            at = match.end()
            continue
        else:
            stop = text.find(closing, inner, inner + _LONGEST_TAG)
        if stop < 0:
            continue
        tag = _tag(text, start, inner, stop, stop + len(closing))
        if tag is None:
            continue
        found.append(tag)
        at = tag.end
        if tag.sigil == "=" and (match := _DELIMITERS.match(tag.content)):
            opening, closing, last = match[1], match[2], text.rfind(match[2])
    return found


def _tag(text: str, start: int, inner: int, stop: int, end: int) -> Tag | None:
    sigil = text[inner] if text[inner : inner + 1] in tuple("#^/>!=&") else ""
    content = text[inner + len(sigil) : stop]
    name = content.strip()
    match sigil:
        case "!":
            known = True
        case "=":
            known = content.endswith("=") and bool(_DELIMITERS.match(content[:-1]))
            content = content[:-1]
        case ">":
            known = bool(_PARTIAL.match(name))
        case _:
            known = bool(_NAME.match(name))
    if not known:
        return None
    alone = sigil in ("#", "^", "/", ">", "!", "=") and bool(sigil)
    return Tag(sigil, content, start, end, inner + len(sigil), alone, sigil == ">")
