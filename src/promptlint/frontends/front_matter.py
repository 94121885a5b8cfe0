"""The YAML block at the head of a file, and what it says of the prompt below it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.facts import Declared, Problem, VersionClaim
from promptlint.frontends.directives import level, unknown_level
from promptlint.record import Record, dataclass
from promptlint.source import Span, View

if TYPE_CHECKING:
    from promptlint.facts import Comment
    from promptlint.frontends.documents.node import Mapping, Node, Scalar
    from promptlint.source import SourceFile

_OPENING = re.compile(r"\A(?:[ \t]*\r?\n)*---[ \t]*(?:\r\n|\n|\r)")
# A licence header may stand above the front matter of a dotprompt file.
_OPENING_BELOW_COMMENTS = re.compile(r"\A(?:(?:#[^\r\n]*|[ \t]*)(?:\r\n|\n|\r))*+---[ \t]*(?:\r\n|\n|\r)")
_CLOSING = re.compile(r"^---[ \t]*(?:\r\n|\n|\r|\Z)", re.MULTILINE)
_KEY_FIRST = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r))*+[\w\"'][\w .\"'-]{0,60}:(?:\s|\Z)")
_KEY_LINE = re.compile(r"(?P<indent> *)(?P<key>[\w.-]+)(?P<colon>:)(?P<value>[^\r\n]*)")
_SIMPLE_VALUE = re.compile(r"\s*(?:[\w.+/][\w.+/@-]*+|\"[^\"\\]*\"|'[^']*')?\s*\Z")
_OWN_KEYS = ("version", "placeholders")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FrontMatter(Record):
    """A file cut in two; `fields` is None where there is no front matter, or an empty one."""

    body: Span
    matter: Span | None = None
    fields: Mapping | None = None
    comments: tuple[Comment, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Metadata(Record):
    """What front matter says of a prompt, whatever its format."""

    version: VersionClaim | None = None
    name: str | None = None
    model: str | None = None
    model_span: Span | None = None
    declared: tuple[Declared, ...] = ()
    problems: tuple[Problem, ...] = ()


def split(source: SourceFile, *, lenient: bool = False, below_comments: bool = False) -> FrontMatter:
    """Find and read the front matter.

    Raises UnreadableError where it never ends, and where it is no YAML. `lenient` reads what is no YAML line by
    line instead: descriptions with unquoted colons are common where only a person reads them.
    """
    text = source.text
    opening = (_OPENING_BELOW_COMMENTS if below_comments else _OPENING).match(text)
    if opening is None:
        return FrontMatter(Span(0, len(text)))
    start = opening.end()
    closing = _CLOSING.search(text, start)
    if closing is None:
        if _KEY_FIRST.match(text, start):
            raise UnreadableError("the front matter never ends", opening.end() - len(opening[0].lstrip()))
        return FrontMatter(Span(0, len(text)))
    matter, body = Span(start, closing.start()), Span(closing.end(), len(text))
    if not text[start : closing.start()].strip():
        return FrontMatter(body, matter)
    return _read(source, matter, body, lenient=lenient)


def _read(source: SourceFile, matter: Span, body: Span, *, lenient: bool) -> FrontMatter:
    from promptlint.frontends.documents.node import Mapping  # noqa: PLC0415 most files have no front matter
    from promptlint.frontends.documents.yaml_reader import read_yaml  # noqa: PLC0415 the same

    view = View.of(source, matter)
    try:
        document = read_yaml(view)
    except UnreadableError:
        if not lenient:
            raise
        document = read_yaml(_masked(view))
    root = document.roots[0] if document.roots else None
    if isinstance(root, Mapping):
        return FrontMatter(body, matter, root, document.comments, document.problems)
    if root is None:
        return FrontMatter(body, matter, None, document.comments)
    if _KEY_FIRST.match(source.text, matter.start):
        raise UnreadableError("the front matter is no mapping", matter.start)
    # Text between two rules: there is no front matter.
    return FrontMatter(Span(0, len(source.text)))


def _masked(view: View) -> View:
    """The same text with everything blotted out that is no plain `key: value`; all places stay."""
    lines: list[str] = []
    inner: int | None = None  # the indentation of keys below one that has no value; -1 before the first
    for line in view.text.splitlines(keepends=True):
        match = _KEY_LINE.match(line)
        indent = len(match["indent"]) if match else 0
        if match and indent and (inner is None or inner not in (-1, indent)):
            match = None
        if match is None:
            lines.append("#" + line[1:] if line.strip() else line)
            continue
        inner = indent or (None if match["value"].strip() else -1)
        value = match["value"]
        if not _SIMPLE_VALUE.match(value) or (indent and not value.strip()):
            value = " " + "x" * (len(value) - 1) if value.strip() else value
        if value and value[0] not in " \t":
            lines.append("#" + line[1:])
            continue
        lines.append(line[: match.start("value")] + value + line[match.end("value") :])
    return View("".join(lines), view.runs)


# ---------------------------------------------------------------- what it says


def metadata(fields: Mapping | None) -> Metadata:
    """Read the fields that formats have in common."""
    from promptlint.frontends.documents.node import Mapping  # noqa: PLC0415 most files have no front matter

    if fields is None:
        return Metadata()
    problems: list[Problem] = []
    own = fields.mapping("promptlint")
    if own is None and "promptlint" in fields:
        problems.append(Problem("`promptlint` must be a mapping", _span(fields.get("promptlint"))))
    version = _version(fields, "version", problems)
    for holder in (fields.mapping("metadata"), own):
        if version is None and isinstance(holder, Mapping):
            version = _version(holder, "version", problems)
    declared = _declared(own, problems) if own is not None else ()
    name = fields.text("name")
    model = model_of(fields.get("model"))
    return Metadata(
        version,
        name.value.strip() if name is not None else None,
        model.value.strip() if model is not None else None,
        model.inner_span if model is not None else None,
        declared,
        tuple(problems),
    )


def model_of(node: Node | None) -> Scalar | None:
    """The model in a `model` field: its text, or one of the places where a mapping has it."""
    from promptlint.frontends.documents.node import Mapping, Scalar  # noqa: PLC0415 as above

    found: Scalar | None = None
    if isinstance(node, Scalar):
        found = node if node.is_text else None
    elif isinstance(node, Mapping):
        found = node.text("id", "model", "name")
        settings = node.mapping("configuration")
        if found is None and settings is not None:
            found = settings.text("model", "azure_deployment", "name")
    if found is None or "${" in found.value or found.value.strip().lower() in ("inherit", "default", "auto"):
        return None
    return found


def _version(fields: Mapping, key: str, problems: list[Problem]) -> VersionClaim | None:
    from promptlint.frontends.documents.node import Scalar, ScalarKind  # noqa: PLC0415 as above

    node = fields.get(key)
    if node is None or (isinstance(node, Scalar) and node.kind is ScalarKind.NULL):
        return None
    if not isinstance(node, Scalar) or node.kind is ScalarKind.BOOLEAN:
        problems.append(Problem(f"`{key}` must be a number or text", _span(node)))
        return None
    if not node.value.strip() or "${" in node.value:
        return None
    return VersionClaim(node.value.strip(), node.inner_span)


def _declared(own: Mapping, problems: list[Problem]) -> tuple[Declared, ...]:
    from promptlint.frontends.documents.node import Scalar  # noqa: PLC0415 as above

    for name in own:
        key = own.key(name)
        if name not in _OWN_KEYS and key is not None:
            problems.append(_unknown_key(name, key.span))
    levels = own.mapping("placeholders")
    if levels is None:
        if (node := own.get("placeholders")) is not None:
            problems.append(Problem("`placeholders` must map names to levels", _span(node)))
        return ()
    declared: list[Declared] = []
    for key, node in levels.items:
        known = level(node.value.strip()) if isinstance(node, Scalar) else None
        if known is not None:
            declared.append(Declared(key.value, known))
        elif isinstance(node, Scalar):
            problems.append(unknown_level(node.value.strip(), node.span))
        else:
            problems.append(Problem(f"the level of `{key.value}` must be a word", node.span))
    return tuple(declared)


def _unknown_key(name: str, span: Span) -> Problem:
    from difflib import get_close_matches  # noqa: PLC0415 only a mistake needs it

    near = get_close_matches(name, _OWN_KEYS, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"known are {' and '.join(f'`{key}`' for key in _OWN_KEYS)}"
    return Problem(f"unknown key `{name}` under `promptlint`", span, hint)


def _span(node: Node | None) -> Span:
    assert node is not None
    return node.span
