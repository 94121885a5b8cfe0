"""BAML: `function Name(…) -> T { client … prompt #"…"# }`, each with a Jinja prompt."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.facts import Comment, Declared, FileFacts, Macro, Problem, PromptFacts
from promptlint.frontends._frontend import Claim
from promptlint.frontends.directives import Directives, read_directives, with_marks
from promptlint.frontends.languages import parse
from promptlint.frontends.roles import blocks_of
from promptlint.ir import Stability
from promptlint.source import Span, View

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import PurePosixPath

    from promptlint.facts import Node
    from promptlint.frontends._frontend import Reading
    from promptlint.source import SourceFile

_TOKEN = re.compile(
    r"(?P<comment>//[^\r\n]*)|(?<!#)(?P<raw>#++)\"|(?P<string>\"(?:\\.|[^\"\\\r\n])*+\")|(?P<word>[\w./-]+(?:<\w+>)?)"
    r"|(?P<sign>[{}():])"
)
_NAME = re.compile(r"[A-Za-z_]\w*\Z")
# The schema of the answer is written in the repository and the same for all requests of a release.
_CONTEXT = tuple(Declared(f"ctx.{name}", Stability.DEPLOY) for name in ("output_format", "client", "client.*"))


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # "word", "string", "raw", "sign", "comment"
    text: str
    span: Span


@dataclass(slots=True)
class _Definition:
    """A function, a template string or a client, with what matters of it."""

    kind: str
    name: str
    span: Span
    params: tuple[str, ...] = ()
    client: _Token | None = None
    model: _Token | None = None
    prompt: _Token | None = None
    comments: list[Comment] = field(default_factory=list)


class Baml:
    """Reads `.baml` files."""

    name = "baml"

    def claims(self, path: PurePosixPath, *, in_prompt_folder: bool) -> Claim:  # noqa: ARG002 the ending says it all
        """Every file with the ending."""
        return Claim.SURE if path.name.lower().endswith(".baml") else Claim.NO

    def suspects(self, raw: bytes) -> bool:
        """A file without functions and template strings has no prompt."""
        return b"function" in raw or b"template_string" in raw

    def facts(self, source: SourceFile, reading: Reading) -> FileFacts | None:  # noqa: ARG002 BAML has its own settings
        """Read the functions; a file without prompts is one of types, clients or tests."""
        if "function" not in source.text and "template_string" not in source.text:
            return None
        definitions = list(_definitions(_tokens(source)))
        macros: list[Node] = []
        comments: list[Comment] = []
        for each in definitions:
            comments += each.comments
            if each.kind == "template_string" and each.prompt is not None:
                nodes, inner = _template(source, each.prompt)
                comments += inner
                params = tuple((name, None) for name in each.params)
                macros.append(Macro(each.name, params, nodes, each.span))
        prompts: list[PromptFacts] = []
        problems: list[Problem] = []
        for each in definitions:
            if each.kind == "function" and each.prompt is not None:
                prompt, inner, directives = _prompt(source, each, macros, _model(each, definitions))
                prompts.append(prompt)
                comments += inner
                problems += directives.problems
        if not prompts and not macros:
            return None
        ordered = tuple(sorted(comments, key=lambda comment: comment.span))
        return FileFacts(source.path, self.name, tuple(prompts), tuple(macros), ordered, tuple(problems))


def _prompt(
    source: SourceFile, function: _Definition, macros: Sequence[Node], model: _Token | None
) -> tuple[PromptFacts, tuple[Comment, ...], Directives]:
    assert function.prompt is not None
    nodes, inner = _template(source, function.prompt)
    directives = read_directives((*function.comments, *inner), source)
    body = (*macros, *with_marks(nodes, directives.marks))
    prompt = PromptFacts(
        key=function.name,
        blocks=blocks_of(body, function.prompt.span),
        name=function.name,
        model=model.text if model else None,
        model_span=model.span if model else None,
        version=directives.version,
        declared=(*directives.declared, *_CONTEXT),
    )
    return prompt, inner, directives


def _template(source: SourceFile, token: _Token) -> tuple[tuple[Node, ...], tuple[Comment, ...]]:
    parsed = parse("jinja", _dedented(source, token), trim_blocks=True, lstrip_blocks=True)
    return parsed.nodes, parsed.comments


def _model(function: _Definition, definitions: Sequence[_Definition]) -> _Token | None:
    """The model of the client that a function names: written out, or defined in the same file."""
    if function.client is None:
        return None
    if "/" in function.client.text:
        return function.client
    return next(
        (each.model for each in definitions if each.kind == "client" and each.name == function.client.text), None
    )


# ---------------------------------------------------------------- the parts of the file


def _tokens(source: SourceFile) -> Iterator[_Token]:
    text, at = source.text, 0
    while match := _TOKEN.search(text, at):
        kind, at = match.lastgroup or "", match.end()
        if kind == "raw":
            close = f'"{match["raw"]}'
            stop = text.find(close, at)
            if stop < 0:
                raise UnreadableError("this block string is never closed", match.start())
            yield _Token("raw", text[at:stop], Span(at, stop))
            at = stop + len(close)
        elif kind == "string":
            yield _Token("string", match[0][1:-1], Span(match.start() + 1, match.end() - 1))
        else:
            yield _Token(kind, match[0], Span(match.start(), match.end()))


def _definitions(tokens: Iterator[_Token]) -> Iterator[_Definition]:
    """The definitions at the top level; comments above one belong to it."""
    comments: list[Comment] = []
    for token in tokens:
        if token.kind == "comment":
            comments.append(_comment(token))
            continue
        kind = "client" if token.text.startswith("client<") else token.text
        if token.kind == "word" and kind in ("function", "template_string", "client"):
            name = next(tokens, None)
            if name is not None and name.kind == "word" and _NAME.match(name.text):
                definition = _Definition(kind, name.text, Span(token.span.start, name.span.end), comments=comments)
                _fill(definition, tokens)
                yield definition
        elif token.text == "{":
            _skip(tokens)
        else:
            continue
        comments = []


def _fill(definition: _Definition, tokens: Iterator[_Token]) -> None:
    """Read a definition to its end: the closing brace, or the text of a template string."""
    depth, parentheses, before = 0, 0, ""
    params: list[str] = []
    for token in tokens:
        if token.kind == "comment":
            definition.comments.append(_comment(token))
            continue
        if token.kind == "sign":
            parentheses += {"(": 1, ")": -1}.get(token.text, 0)
            depth += {"{": 1, "}": -1}.get(token.text, 0)
            if token.text == "}" and depth <= 0:
                break
            if token.text == ":" and depth == 0 and parentheses == 1:
                params.append(before)
        elif depth == 0:
            if definition.kind == "template_string" and token.kind in ("raw", "string"):
                definition.prompt = token
                break
        elif depth == 1 and before == "prompt" and token.kind in ("raw", "string"):
            definition.prompt = token
        elif depth == 1 and before == "client" and definition.client is None:
            definition.client = token
        elif before == "model" and definition.kind == "client" and token.kind == "string":
            definition.model = token
        before = token.text if token.kind in ("word", "sign") else ""
    definition.params = tuple(params)


def _skip(tokens: Iterator[_Token]) -> None:
    """Read on behind the brace that closes the one just read."""
    depth = 1
    for token in tokens:
        if token.kind == "sign":
            depth += {"{": 1, "}": -1}.get(token.text, 0)
            if depth == 0:
                return


def _comment(token: _Token) -> Comment:
    return Comment(token.text.lstrip("/").strip(), token.span, leading=True)


def _dedented(source: SourceFile, token: _Token) -> View:
    """The text as BAML gives it to Jinja: without the common indentation and the white space around it."""
    text, start = source.text, token.span.start
    lines: list[tuple[int, int]] = []
    for line in text[start : token.span.end].split("\n"):
        lines.append((start, start + len(line)))
        start += len(line) + 1
    indents = [len(line) - len(line.lstrip(" \t")) for line in (text[a:b] for a, b in lines) if line.strip()]
    common = min(indents, default=0)
    pieces: list[tuple[str, Span]] = []
    for number, (first, last) in enumerate(lines):
        begin = min(first + common, last)
        end = last if number == len(lines) - 1 else last + 1
        pieces.append((text[begin:end], Span(begin, end)))
    view = View.build(pieces, token.span.end).with_unix_newlines()
    stripped = view.text.strip()
    before = len(view.text) - len(view.text.lstrip())
    return view.cut(before, before + len(stripped))


FRONTEND = Baml()
