"""What makes a Jinja file a prompt where neither its folder nor its name says so.

Most Jinja files of the world make configurations, pages and code. A prompt speaks: it has messages, addresses a
model, or is written in sentences.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.facts import CacheMark, CallBlock, For, If, Macro, Print, RoleMark, Scope, Slot, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.facts import Node

_NAMED = re.compile(r"(?:\A|[/._-])prompts?(?=[/._-])", re.IGNORECASE)
# Where templates make pages, letters and documents, and where Ansible keeps those of a role.
_OTHER_PLACES = re.compile(
    r"(?:\A|/)(?:docs?|documentation|public|static|www|web|html|site|website|layouts?|views|pages|e?mails?|newsletters?"
    r"|notifications?|invoices?|wikis?|roles/[^/]+/templates)/"
    r"|(?:\A|[/._-])(?:readme|changelog|documentation|e?mail|newsletter|invoice)(?=[._-])",
    re.IGNORECASE,
)
_LETTER = re.compile(r"\s*(?:dear|hi|hello|hey)\b[^\n]{0,60},[ \t]*\n", re.IGNORECASE)
# Whom a text speaks to, in the languages that most prompts are written in.
_ADDRESS = re.compile(
    r"\byou are (?:an?|the|now|going to|given|tasked|asked|provided|acting|helping|in charge|reviewing|responsible)\b"
    r"|\byour (?:task|job|role|goal|mission|response|answer|output|reply) (?:is|should|must|will)\b"
    r"|\bact as (?:an?|the)\b|你是|您是|请(?:根据|用|将|按|只|你|勿)|あなたは|してください|당신은"
    r"|\bdu bist\b|\bsie sind\b|\beres un|\btu es un|\bvous êtes\b|\bsei un|\bvocê é\b|\b[Тт]ы [—–-]",  # noqa: RUF001 Russian
    re.IGNORECASE,
)
_LIST_MARK = re.compile(r"\s*(?:(?:[-*+•>]|\(?\d{1,2}[.):]|[a-zA-Z][.)])\s+)?")
_WORD = re.compile(r"[\"'“”‘’(*_`\[<]*[^\W\d_]+(?:['’/-][^\W\d_]+)*[.,:;!?)\"'“”‘’*_`\]>…]*\Z")  # noqa: RUF001 quotes
_STOP = re.compile(r"[^\W_][)\"'”’*`]*[.!?:,…](?:[\s\"'”’)*`]|\Z)")  # noqa: RUF001 quotes
_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_SMALL = frozenset("the a an of to and is are in for that you your or not with it be on as if by".split())
# A line of markup, code, or a configuration.
_FOREIGN = re.compile(
    r"</?[a-z][\w-]*[ >/]|//|[{}\])]+[,;]?\Z|--|/\*|\*/|!|;|#(?!#*\s*\S.{0,60}\Z)|.*[;{]\Z"
    r"|[\"'\w.\[\]/-]+\s*[:+]?=|\"[\w.@$-]+\"\s*:|[\w.-]+:\s*\S{0,40}\Z",
    re.IGNORECASE,
)
_KEY = re.compile(r"\"[\w.@$-]+\"\s*:")
_ENOUGH, _TOO_MUCH = 0.2, 0.4  # of the text
_FEW, _MANY = 3, 8  # words
_CUT = 20_000  # characters that are enough to judge by
_LONGEST_LINE = 2_000


def is_named(path: str) -> bool:
    """Whether a folder or the file itself is called after prompts."""
    return _NAMED.search(path) is not None


def speaks(path: str, nodes: Sequence[Node]) -> bool:
    """Whether what a template prints reads like a prompt."""
    pieces: list[str] = []
    length = 0
    for piece in _printed(nodes):
        if piece is None:  # messages or a cache mark, which nothing else has
            return True
        pieces.append(piece)
        length += len(piece)
        if length > _CUT:
            break
    text = "".join(pieces)
    if _LETTER.match(text):
        return False
    sentences, foreign = _shares(text)
    if foreign > _TOO_MUCH:
        return False
    return _ADDRESS.search(text) is not None or (sentences >= _ENOUGH and not _OTHER_PLACES.search(path))


def _printed(nodes: Sequence[Node]) -> Iterator[str | None]:
    """The text of a template, a letter for each value, and None for a message or a cache mark."""
    pending = [iter(nodes)]
    while pending:
        for node in pending[-1]:
            match node:
                case Text():
                    yield node.text
                case Print():
                    yield "x"
                case RoleMark() | CacheMark():
                    yield None
                case If():
                    pending += [iter(arm.body) for arm in reversed(node.arms)]
                    break
                case For():
                    pending += [iter(node.otherwise), iter(node.body)]
                    break
                case Scope() | Slot() | Macro() | CallBlock():
                    pending.append(iter(node.body))
                    break
                case _:
                    pass
        else:
            pending.pop()


def _shares(text: str) -> tuple[float, float]:
    """How much of a text are sentences, and how much of it is clearly something else."""
    whole = sentences = foreign = 0
    for line in text.split("\n"):
        stripped = line.strip()[:_LONGEST_LINE]
        whole += len(stripped)
        if _is_sentence(stripped):
            sentences += len(stripped)
        elif _FOREIGN.match(stripped):
            foreign += len(stripped)
    return (sentences / whole, foreign / whole) if whole else (0.0, 0.0)


def _is_sentence(line: str) -> bool:
    mark = _LIST_MARK.match(line)
    body = line[mark.end() if mark else 0 :].strip()
    if not body or body[0] in "#/!;<{@%$|&" or _KEY.match(body):
        return False
    if len(_IDEOGRAPHS.findall(body)) > _FEW:
        return True
    parts = body.split()
    words = [part for part in parts if _WORD.match(part)]
    if len(words) >= _MANY and len(words) >= 0.8 * len(parts) and len(_SMALL.intersection(parts)) > 1:
        return True
    if len(words) < max(_FEW, 0.6 * len(parts)) or not next((char.isupper() for char in body if char.isalpha()), False):
        return False
    return _STOP.search(body) is not None or (len(words) > _FEW and not _SMALL.isdisjoint(parts))
