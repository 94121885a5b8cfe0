"""Prompts written as prose: what is code in them, which comments are ours, which placeholders are live."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.facts import Apply, Comment, Print, Ref, Text
from promptlint.frontends.directives import is_directive
from promptlint.frontends.template import read_template
from promptlint.source import Span, View

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from promptlint.facts import Expr, Node
    from promptlint.frontends._frontend import Reading
    from promptlint.frontends.front_matter import FrontMatter
    from promptlint.frontends.template import Template
    from promptlint.source import SourceFile

_FENCE = re.compile(r"^(?:[ \t>]{0,12}|[ \t]*[-*+][ \t]+|[ \t]*\d+[.)][ \t]+)(`{3,}|~{3,})([^\n]*)$", re.MULTILINE)
_INLINE = re.compile(r"(?<!`)(`{1,2})(?!`)[^`\n]+(?<!`)\1(?!`)")
# What a program is shown with in the midst of prose: an f-string, and a route of an interface.
_SHOWN = re.compile(
    r"""(?<!\w)[fF](?P<quote>["'])(?:(?!(?P=quote))[^\n])*(?P=quote)|\b(?:GET|POST|PUT|PATCH|DELETE|HEAD)\b\**\s+/[^\s`]+"""
)
_PLACEHOLDER = re.compile(r"\$?\{{1,3}[^{}\n]+\}{1,3}|\$\w+")
_FEW = 3  # names that stand in code only, at which a text may be about a program
# Languages in which a placeholder stands for itself: no tag opens a part that another one closes.
_NAMES_ONLY = ("mustache", "fstring", "dollar")


@dataclass(frozen=True, slots=True)
class Ranges:
    """Stretches of a text, in order and apart from each other."""

    spans: tuple[tuple[int, int], ...]

    def __contains__(self, offset: object) -> bool:
        if not isinstance(offset, int):
            return False
        index = bisect_right(self.spans, (offset, 1 << 60)) - 1
        return index >= 0 and offset < self.spans[index][1]

    def blanked(self, text: str) -> str:
        """The text with spaces in the place of these stretches; line ends stay."""
        pieces, at = [], 0
        for start, end in self.spans:
            pieces += [text[at:start], re.sub(r"[^\n]", " ", text[start:end])]
            at = end
        return "".join([*pieces, text[at:]])


def fences(text: str) -> Ranges:
    """The fenced code blocks of a text; one that never ends reaches to the end."""
    found: list[tuple[int, int]] = []
    opened: re.Match[str] | None = None
    for match in _FENCE.finditer(text):
        if opened is None:
            if match[1][0] == "~" or "`" not in match[2]:
                opened = match
        elif match[1].startswith(opened[1]) and not match[2].strip():
            found.append((opened.start(), match.end()))
            opened = None
    if opened is not None:
        found.append((opened.start(), len(text)))
    return Ranges(tuple(found))


def code(text: str) -> Ranges:
    """Fenced blocks and code inside of lines."""
    blocks = fences(text)
    inline = [match.span() for match in _INLINE.finditer(text) if match.start() not in blocks]
    return Ranges(tuple(sorted([*blocks.spans, *inline])))


def shown(text: str) -> Ranges:
    """Where a text shows code: fences, f-strings, routes, and code inside of lines that is more than placeholders."""
    blocks = fences(text)
    inline = (match.span() for match in _INLINE.finditer(text) if re.search(r"\w|\{\}", _PLACEHOLDER.sub("", match[0])))
    inside = [*inline, *(match.span() for match in _SHOWN.finditer(text))]
    every = sorted([*blocks.spans, *(span for span in inside if span[0] not in blocks)])
    apart: list[tuple[int, int]] = []
    for start, end in every:
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return Ranges(tuple(apart))


def without_directives(view: View) -> tuple[View, tuple[Comment, ...]]:
    """Cut out the HTML comments that are meant for us, each with its line if it has one to itself.

    Any other HTML comment is text for the model.
    """
    text = view.text
    if "<!--" not in text:
        return view, ()
    blocks = fences(text)
    comments: list[Comment] = []
    kept: list[tuple[int, int]] = []
    at, leading_to = 0, 0
    for start, end in _html_comments(text):
        leading = not text[leading_to:start].strip()
        if leading:
            leading_to = end
        content = text[start + 4 : end - 3]
        if start in blocks or not is_directive(content, leading=leading):
            continue
        comments.append(Comment(content.strip(), view.span(start, end), leading))
        line_start = text.rfind("\n", 0, start) + 1
        line_end = text.find("\n", end)
        line_end = len(text) if line_end < 0 else line_end + 1
        alone = not (text[line_start:start] + text[end:line_end]).strip()
        kept.append((at, max(at, line_start) if alone else start))
        at = line_end if alone else end
    if not comments:
        return view, ()
    kept.append((at, len(text)))
    return _joined(view, kept), tuple(comments)


def _html_comments(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while (start := text.find("<!--", at)) >= 0:
        stop = text.find("-->", start + 4)
        if stop < 0:
            return
        at = stop + 3
        yield start, at


def _joined(view: View, stretches: Sequence[tuple[int, int]]) -> View:
    pieces: list[tuple[str, Span]] = []
    for start, end in stretches:
        if start < end:
            part = view.cut(start, end)
            pieces += [(part.text[run.at : run.at + run.length], run.source) for run in part.runs]
    return View.build(pieces, view.span(len(view.text), len(view.text)).start)


# ---------------------------------------------------------------- placeholders in prose


def read_prose(
    source: SourceFile, matter: FrontMatter, view: View, reading: Reading, declared: Collection[str] = ()
) -> Template:
    """Read a template whose language only its text tells; `declared` are the names of its inputs.

    Inside of code a placeholder is live when its name is declared or also stands outside of all code.
    """
    from promptlint.frontends.languages.detect import detect_language  # noqa: PLC0415 costly to import

    view, comments = without_directives(view)
    blocks = fences(view.text)
    outside = blocks.blanked(view.text) if blocks.spans else view.text
    language = detect_language(outside)
    if language == "plain" and declared and blocks.spans:
        language = detect_language(view.text)
        language = language if language in _NAMES_ONLY else "plain"
    try:
        template = read_template(source, matter, view, language, reading, comments)
    except UnreadableError:
        # The fences hold what the language does not read, so the text is about it rather than in it.
        if not blocks.spans:
            raise
        language = "plain"
        template = read_template(source, matter, view, language, reading, comments)
    if language in _NAMES_ONLY and (code_shown := shown(view.text)).spans:
        places = _in_source(view, code_shown.spans)
        bare = _in_source(view, (span for span in blocks.spans if _is_bare(view.text[slice(*span)])))
        template = replace(template, nodes=_quiet(template.nodes, places, bare, frozenset(declared), source))
    return template


def _in_source(view: View, spans: Iterable[tuple[int, int]]) -> Ranges:
    found = (view.span(start, end) for start, end in spans)
    return Ranges(tuple((span.start, span.end) for span in found))


def _is_bare(fence: str) -> bool:
    """Whether nothing but placeholders stands in a fence: what is put there is quoted."""
    content = _FENCE.sub("", fence)
    return re.search(r"\w", _PLACEHOLDER.sub("", content)) is None


def _quiet(
    nodes: Sequence[Node], places: Ranges, bare: Ranges, declared: frozenset[str], source: SourceFile
) -> tuple[Node, ...]:
    """Make text of the placeholders that code only shows.

    A text that shows more of them in code than stand outside is about a program, and those outside are of it too:
    in a template the braces of code are escaped.
    """
    values = [node for node in nodes if isinstance(node, Print)]
    outside = {_root(node.value) for node in values if node.span.start not in places}
    inside = {_root(node.value) for node in values if node.span.start in places and node.span.start not in bare}
    shown_only = inside - outside - declared
    is_about_code = len(shown_only) >= _FEW and len(shown_only) > len(outside | declared)
    live = declared if is_about_code else outside | declared
    return tuple(
        Text(source.text[node.span.start : node.span.end], node.span)
        if isinstance(node, Print) and (is_about_code or node.span.start in places) and _root(node.value) not in live
        else node
        for node in nodes
    )


def _root(value: Expr) -> str:
    if isinstance(value, Apply) and value.args:
        value = value.args[0]
    return value.root if isinstance(value, Ref) else ""
