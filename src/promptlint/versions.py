"""Versions as people write them: integers, semver, calendar, `vN`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from promptlint.source import Span


class Origin(StrEnum):
    """Where a version is declared; in the name of the text itself it freezes the text."""

    METADATA = "metadata"
    SIDECAR = "sidecar"
    FILE_NAME = "file name"
    FOLDER = "folder"
    NAME = "name"  # of what holds the text in code: `TRIAGE_V3`
    KEY = "key"  # of a table of versions in code: `{"v3": ...}`

    @property
    def freezes(self) -> bool:
        """Whether a change is a new file, name or key rather than a new number in the same one."""
        return self in (Origin.FILE_NAME, Origin.FOLDER, Origin.NAME, Origin.KEY)


@dataclass(frozen=True, slots=True)
class Version:
    """A declared version: its text, and where it stands (no span when it is in the path)."""

    text: str
    path: str
    span: Span | None
    origin: Origin


class Bump(StrEnum):
    """How large a step from one version to the next is."""

    PATCH = "patch"
    MINOR = "minor"
    MAJOR = "major"

    @property
    def rank(self) -> int:
        """Its place among the steps, the smallest first."""
        return tuple(Bump).index(self)

    def covers(self, other: Bump) -> bool:
        """Whether a step of this size is enough where the other is asked for."""
        return self.rank >= other.rank


class Order(Enum):
    """How a version stands to the one before it.

    `UNCOMPARABLE` is what an edit of the numbering scheme leaves: the author did touch the version,
    but which of the two is newer cannot be told.
    """

    SAME = "same"
    NEWER = "newer"
    OLDER = "older"
    UNCOMPARABLE = "uncomparable"


class Style(Enum):
    """What the numbers of a version mean."""

    INTEGER = "integer"
    DOTTED = "dotted"
    CALENDAR = "calendar"


class Scheme(NamedTuple):
    """How versions are numbered: two of one scheme are in order, two of different ones may not be.

    A calendar version may gain a counter within its scheme, so its components are not counted.
    """

    style: Style
    components: int
    marked: bool  # a leading `v`
    separator: str


class Parsed(NamedTuple):
    """A version taken apart.

    `pre` are the parts of a pre-release, numbers and words apart, so that `rc9` comes before `rc10`.
    """

    scheme: Scheme
    numbers: tuple[int, ...]
    pre: tuple[tuple[int, str], ...]
    build: str
    text: str

    @property
    def release_size(self) -> Bump:
        """The step that the release itself makes: `2.0.0` a major one, `2.1.0` a minor one."""
        last = max((index for index, number in enumerate(self.numbers) if number), default=0)
        return _step(last)


# The patterns are compiled where they are first used: most runs have no version to compare.
_LONGEST = 100  # characters: longer text is no version, and `int` refuses very long digits
_TAIL = r"(?P<pre>-[0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*|(?:a|b|c|rc|alpha|beta|dev)[0-9]*)?(?P<build>\+[0-9A-Za-z.-]+)?"
_PLAIN = rf"(?P<mark>[vV]?)(?P<numbers>[0-9]+(?:\.[0-9]+)*){_TAIL}"
_DASHED = (
    r"(?P<mark>[vV]?)(?P<numbers>20[0-9]{2}-(?:0?[1-9]|1[0-2])(?:-(?:0?[1-9]|[12][0-9]|3[01]))?"
    r"(?P<counter>[.-][0-9]+)?)"
)
_COMPACT = r"(20[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])"
_FIRST_YEAR, _LAST_YEAR, _MONTHS = 2000, 2099, 12
_YEAR_MONTH_DAY = 3  # components of a date without a counter


def parse(text: str) -> Parsed | None:
    """Take a version apart; None when it is written in no way that has an order."""
    match = _match(text)
    if match is None:
        return None
    written = re.split("[.-]", match["numbers"])
    dated = re.fullmatch(_COMPACT, written[0])
    numbers = tuple(map(int, [*dated.groups(), *written[1:]] if dated else written))
    if dated or _is_dashed(match):
        style, separator = Style.CALENDAR, "" if dated else "-"
    elif _is_calendar(numbers):
        style, separator = Style.CALENDAR, "."
    else:
        style, separator = (Style.DOTTED if len(numbers) > 1 else Style.INTEGER), "."
    scheme = Scheme(style, 0 if style is Style.CALENDAR else len(numbers), bool(match["mark"]), separator)
    found = match.groupdict()
    return Parsed(scheme, numbers, _identifiers(found.get("pre") or ""), found.get("build") or "", match.string)


def compare(before: str, after: str) -> Order:
    """How the later version stands to the earlier one."""
    old, new = parse(before), parse(after)
    if before.strip() == after.strip():
        return Order.SAME
    if old is None or new is None:
        return Order.UNCOMPARABLE
    earlier, later = _padded(old, new)
    if old.scheme != new.scheme:
        return Order.NEWER if later > earlier else Order.UNCOMPARABLE
    old_key, new_key = (earlier, _release_last(old)), (later, _release_last(new))
    if new_key != old_key:
        return Order.NEWER if new_key > old_key else Order.OLDER
    respelled = len(old.numbers) != len(new.numbers) or old.build != new.build
    return Order.UNCOMPARABLE if respelled else Order.SAME


def size(before: str, after: str) -> Bump | None:
    """How large the step from one version to a newer one is; None when it is not newer.

    An integer or a date has one size of step, which is enough for anything that can be asked.
    """
    old, new = parse(before), parse(after)
    if old is None or new is None or compare(before, after) is not Order.NEWER:
        return None
    if Style.CALENDAR in (old.scheme.style, new.scheme.style):
        return Bump.MAJOR
    earlier, later = _padded(old, new)
    moved = next((index for index, pair in enumerate(zip(earlier, later, strict=True)) if len(set(pair)) > 1), None)
    made = Bump.PATCH if moved is None else _step(moved)
    # Between two pre-releases of 2.0.0, or on the way to it, every step is part of the step to 2.0.0.
    return max(made, old.release_size, key=lambda bump: bump.rank) if old.pre else made


def bump(text: str, step: Bump | None = None) -> str | None:
    """The next version in the same spelling; None when the text has no order.

    No clock is read, so a date keeps its day and gains a counter.
    """
    match, parsed = _match(text), parse(text)
    if match is None or parsed is None:
        return None
    pre = match.groupdict().get("pre")
    if pre and (step is None or parsed.release_size.covers(step) or parsed.scheme.style is Style.CALENDAR):
        stem, digits = re.fullmatch(r"(.*?)([0-9]*)", pre, re.DOTALL).groups()  # type: ignore[union-attr] # matches any text
        following = _increment(digits) if digits else ("1" if pre[0] != "-" else ".1")
        return f"{match['mark']}{match['numbers']}{stem}{following}"
    if parsed.scheme.style is Style.CALENDAR:
        return match["mark"] + _count_up(match)
    written = match["numbers"].split(".")
    asked = len(written) - 1 if step is None else min(tuple(Bump)[::-1].index(step), len(written) - 1)
    zeros = ["0" * len(part) if part.startswith("0") else "0" for part in written[asked + 1 :]]
    return match["mark"] + ".".join([*written[:asked], _increment(written[asked]), *zeros])


def advice(text: str, step: Bump | None = None) -> str:
    """What to do about a version that has to move, as words for a person."""
    following, parsed = bump(text, step), parse(text)
    if following is None or parsed is None:
        return "give it a new version"
    if parsed.scheme.style is Style.CALENDAR:
        return f"set the version to a later date, or count within this one: {following}"
    return f"bump the version to {following}"


def _match(text: str) -> re.Match[str] | None:
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    return re.fullmatch(_DASHED, text) or re.fullmatch(_PLAIN, text)


def _is_dashed(match: re.Match[str]) -> bool:
    return "counter" in match.re.groupindex


def _is_calendar(numbers: tuple[int, ...]) -> bool:
    return len(numbers) > 1 and _FIRST_YEAR <= numbers[0] <= _LAST_YEAR and 1 <= numbers[1] <= _MONTHS


def _identifiers(pre: str) -> tuple[tuple[int, str], ...]:
    parts = re.findall("[0-9]+|[A-Za-z]+", pre)
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)


def _release_last(version: Parsed) -> tuple[int, tuple[tuple[bool, int, str], ...]]:
    """The sorting key of a pre-release; a release comes after all of its own, a word after a number."""
    return (0 if version.pre else 1, tuple((number < 0, number, word) for number, word in version.pre))


def _padded(old: Parsed, new: Parsed) -> tuple[tuple[int, ...], tuple[int, ...]]:
    width = max(len(old.numbers), len(new.numbers))
    return (
        old.numbers + (0,) * (width - len(old.numbers)),
        new.numbers + (0,) * (width - len(new.numbers)),
    )


def _step(component: int) -> Bump:
    return (Bump.MAJOR, Bump.MINOR, Bump.PATCH)[min(component, 2)]


def _increment(digits: str) -> str:
    return str(int(digits) + 1).zfill(len(digits))


def _count_up(match: re.Match[str]) -> str:
    """A date and the counter after it, one higher."""
    written = match["numbers"]
    if _is_dashed(match):
        has_counter = match["counter"] is not None
    else:
        parts = written.split(".")
        has_counter = len(parts) > (1 if re.fullmatch(_COMPACT, parts[0]) else _YEAR_MONTH_DAY)
    if not has_counter:
        return f"{written}.1"
    digits = re.split("[.-]", written)[-1]
    return written[: -len(digits)] + _increment(digits)


# ---------------------------------------------------------------- versions in paths

_TEMPLATES = (
    *(".j2", ".jinja", ".jinja2", ".njk", ".prompt", ".prompty", ".hbs", ".handlebars", ".mustache", ".liquid"),
    *(".baml", ".tmpl", ".tpl", ".template"),
)
_TEXTS = (".md", ".markdown", ".mdx", ".txt", ".yaml", ".yml", ".json", ".jsonl", ".xml", ".toml", "")

_IN_NAME = r"(?:^|[ ._-])([vV][0-9]+(?:\.[0-9]+)*)(?=(?:\.[A-Za-z][\w-]*)*$)"
_IN_BANKS_NAME = r"(?<=[A-Za-z_)])\.([0-9]+(?:\.[0-9]+)*)(?=\.jinja$)"
_PROMPT_WORD = r"(?i)(?:^|[^a-z])prompts?(?:[^a-z]|$)"
_FOLDER = r"[vV][0-9]+(?:\.[0-9]+)*"
_YEAR = r"(?:19|20)[0-9]{2}(?:\.|$)"
# What stands before a `v2` that is not the prompt's own: a model, a protocol, the other end of a migration.
_OTHERS = (
    r"(?i)(?:llama|gpt|bert|glm|diffusion|(?:^|[^A-Za-z])(?:claude|gemini|gemma|mistral|mixtral|deepseek|qwen|vicuna|alpaca"
    r"|falcon|titan|grok|phi|zephyr|nemotron|whisper|apis?|openapi|schemas?|https?|oauth|graphql|grpc|rest|to|from|vs))"
    r"[0-9.]*$"
)


class _Found(NamedTuple):
    """A version in a path; the path without the characters from start to end names its family."""

    text: str
    start: int
    end: int
    origin: Origin


def from_path(path: str) -> Version | None:
    """The version that a file's name or folder carries: `triage_v3.j2`, `triage/v3.j2`, `v3/triage.j2`.

    A date is not one, nor is the version of a model (`llama-v2`) or of a protocol (`api/v1`).
    """
    found = _find(path)
    return Version(found.text, path, None, found.origin) if found else None


def family(path: str) -> str:
    """The path without its version: what all versions of one prompt have in common."""
    found = _find(path)
    return path[: found.start] + path[found.end :] if found else path


def following_path(path: str) -> str | None:
    """Where the next version of a file belongs whose name or folder carries its version."""
    found = _find(path)
    following = bump(found.text) if found else None
    if found is None or following is None:
        return None
    at = path.index(found.text, found.start)
    return path[:at] + following + path[at + len(found.text) :]


def _find(path: str) -> _Found | None:
    folder, _, name = path.rpartition("/")
    suffix = name[name.rindex(".") :].lower() if "." in name[1:] else ""
    if suffix not in _TEMPLATES and suffix not in _TEXTS:
        return None  # a file of code has its versions inside
    at = len(path) - len(name)
    matches = [*re.finditer(_IN_NAME, name)][-1:] or [*re.finditer(_IN_BANKS_NAME, name)]
    for match in matches:
        if not re.search(_OTHERS, name[: match.start()]) and not re.match(_YEAR, match[1]):
            return _Found(match[1], at + match.start(), at + match.end(), Origin.FILE_NAME)
    return _find_folder(folder.split("/"), sure=suffix in _TEMPLATES or bool(re.search(_PROMPT_WORD, name)))


def _find_folder(folders: list[str], *, sure: bool) -> _Found | None:
    """The nearest `vN` folder below a folder of prompts; without one, only a template's own folder counts."""
    below = next((index for index, part in enumerate(folders) if re.search(_PROMPT_WORD, part)), len(folders))
    start = below + 1 if below < len(folders) else len(folders) - (1 if sure else 0)
    for index in range(len(folders) - 1, start - 1, -1):
        if re.fullmatch(_FOLDER, folders[index]) and not (index and re.search(_OTHERS, folders[index - 1])):
            at = sum(len(part) + 1 for part in folders[:index])
            return _Found(folders[index], at, at + len(folders[index]) + 1, Origin.FOLDER)
    return None
