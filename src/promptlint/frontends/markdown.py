"""Markdown that is sent to a model: skills, agents, commands, rules, prompt files, and templates in prompt folders.

Most Markdown is for people. A file counts by the shape of its front matter together with its place, or by
lying in a prompt folder.
"""

from __future__ import annotations

import re
from dataclasses import replace
from enum import Enum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.frontends._frontend import Claim
from promptlint.frontends.directives import with_marks
from promptlint.frontends.front_matter import FrontMatter, split
from promptlint.frontends.prose import code, fences, read_prose, without_directives
from promptlint.frontends.roles import blocks_of
from promptlint.frontends.template import Template, body_of, file_facts, read_template
from promptlint.frontends.text import default_role, is_about_the_project, is_recorded, with_roles

if TYPE_CHECKING:
    from promptlint.facts import FileFacts
    from promptlint.frontends._frontend import Reading
    from promptlint.frontends.documents.node import Mapping
    from promptlint.source import SourceFile


class Kind(Enum):
    """What an assistant does with the file."""

    SKILL = "skill"
    AGENT = "agent"
    COMMAND = "command"
    RULES = "rules"
    PROMPT_FILE = "prompt file"
    TEMPLATE = "template"  # filled in by the code of a program


_SUFFIXES = (".md", ".mdc", ".markdown")
_MARKS = re.compile(
    rb"^(?:description|allowed-tools|argument-hint|applyTo|alwaysApply|globs|mode|tools)[ \t]*:", re.MULTILINE
)
_HEAD = 16_384
# Keys of static site generators, wherever the file lies, and those that prompts may have as well.
_SITE_KEYS = frozenset(
    "layout permalink sidebar sidebar_position sidebar_label nav_order slug hero redirect_from hide_title "
    "hide_table_of_contents toc outline pagination_next pagination_prev ms.date ms.topic ms.author".split()
)
_PAGE_KEYS = _SITE_KEYS | frozenset(
    "date pubDate publishDate publishedAt lastUpdated lastmod updatedDate weight draft cover image thumbnail category "
    "categories sidebarTitle icon head prev next estimatedReadingTime".split()
)
_BY_SUFFIX = (
    (".prompt", Kind.PROMPT_FILE),
    (".instructions", Kind.RULES),
    (".chatmode", Kind.AGENT),
    (".agent", Kind.AGENT),
)
_BY_FOLDER = {
    "agents": Kind.AGENT,
    "subagents": Kind.AGENT,
    "chatmodes": Kind.AGENT,
    "modes": Kind.AGENT,
    "commands": Kind.COMMAND,
    "instructions": Kind.RULES,
    "skills": Kind.SKILL,
}
_RESOURCES = frozenset({"references", "reference", "resources", "assets"})
_SITE_FOLDERS = frozenset({"docs", "doc", "documentation", "website", "site", "content", "blog", "pages", "posts"})
_COMMAND_KEYS = ("allowed-tools", "argument-hint")
_RULES_KEYS = ("applyTo", "alwaysApply")
# An assistant also takes `opus` or `GPT-5 (copilot)`, which say less than a model's name does to a provider.
_MODEL_ID = re.compile(r"[\w./:@-]*\d[\w./:@-]*")
_INPUT_KEYS = ("inputs", "input_variables", "variables", "arguments", "parameters", "args")
# What a person calls for in the middle of a conversation, and what an assistant puts behind a prompt of its own.
_FRAGMENTS = (Kind.COMMAND, Kind.PROMPT_FILE, Kind.SKILL, Kind.RULES)
_DEFAULT_ROLE = {Kind.COMMAND: "user", Kind.PROMPT_FILE: "user"}


class Markdown:
    """Reads `.md`, `.mdc` and `.markdown` files."""

    name = "markdown"

    def claims(self, path: PurePosixPath, *, in_prompt_folder: bool) -> Claim:
        """All but those that are about the project; the content decides outside of prompt folders."""
        name = path.name.lower()
        if not name.endswith(_SUFFIXES) or is_about_the_project(path.name) or is_recorded(path):
            return Claim.NO
        if name == "skill.md":
            return Claim.MAYBE
        return Claim.SURE if in_prompt_folder else Claim.MAYBE

    def suspects(self, raw: bytes) -> bool:
        """Front matter with a key that prompts have, or the arguments of a command."""
        head = raw[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
        return b"$ARGUMENTS" in raw or (head.startswith(b"---") and _MARKS.search(head) is not None)

    def facts(self, source: SourceFile, reading: Reading) -> FileFacts | None:
        """Read the file; None for a page that is for people."""
        path = PurePosixPath(source.path)
        matter = _front_matter(source, lenient=not reading.sure)
        kind = _kind(path, matter.fields, sure=reading.sure, takes_arguments="$ARGUMENTS" in source.text)
        view = body_of(source, matter)
        if kind is None or not view.text.strip():
            return None
        if kind is Kind.TEMPLATE:
            template = read_prose(source, matter, view, reading, _inputs(matter.fields))
            role = default_role(path.name)
            nodes = with_roles(template.nodes, view.text)
        else:
            template = _read_assistant_file(source, matter, kind, reading)
            role = _DEFAULT_ROLE.get(kind, "system")
            nodes = template.nodes
        return file_facts(
            source,
            matter,
            template,
            blocks_of(nodes, matter.body, role),
            form=self.name,
            fragment=kind in _FRAGMENTS,
        )


def _front_matter(source: SourceFile, *, lenient: bool) -> FrontMatter:
    """A prompt folder asks for front matter that loaders read; elsewhere what people write will do."""
    try:
        return split(source, lenient=lenient)
    except UnreadableError:
        if lenient or _kind(PurePosixPath(source.path), split(source, lenient=True).fields, sure=False) is None:
            raise
        return split(source, lenient=True)


# ---------------------------------------------------------------- what the file is


def _kind(path: PurePosixPath, fields: Mapping | None, *, sure: bool, takes_arguments: bool = False) -> Kind | None:
    keys = frozenset(fields) if fields is not None else frozenset[str]()
    if path.name.lower() == "skill.md":
        return Kind.SKILL if sure or {"name", "description"} <= keys else None
    known = _assistant_kind(path, keys) if fields is not None else None
    if known is None and takes_arguments and "commands" in (part.lower() for part in path.parts[-4:-1]):
        known = Kind.COMMAND
    if known is None and sure and not keys & _SITE_KEYS:
        known = Kind.SKILL if _is_resource(path) else Kind.TEMPLATE
    if known is None:
        return None
    page = keys & _PAGE_KEYS
    if page and not (sure and page.isdisjoint(_SITE_KEYS)):
        return None
    return known


def _is_resource(path: PurePosixPath) -> bool:
    """Whether a file is what a skill tells an agent to look up: `skills/name/references/file.md`."""
    folders = [part.lower() for part in path.parts[:-1]]
    return any(folder == "skills" and not _RESOURCES.isdisjoint(folders[at + 2 :]) for at, folder in enumerate(folders))


def _assistant_kind(path: PurePosixPath, keys: frozenset[str]) -> Kind | None:
    """By its double ending, its folder, or keys that only such files have."""
    stem = PurePosixPath(path.stem.lower())
    described = "description" in keys
    for suffix, kind in _BY_SUFFIX:
        if stem.suffix == suffix and keys & {"description", "mode", "agent", "tools", "applyTo", "model", "name"}:
            # A prompt file that names its inputs is filled in by a program.
            return None if kind is Kind.PROMPT_FILE and keys & set(_INPUT_KEYS) else kind
    if path.suffix.lower() == ".mdc" and (described or keys & {"globs", "alwaysApply"}):
        return Kind.RULES
    if keys & set(_COMMAND_KEYS):
        return Kind.COMMAND
    if keys & set(_RULES_KEYS):
        return Kind.RULES
    folders = [part.lower() for part in path.parts[:-1]]
    if not described or not _SITE_FOLDERS.isdisjoint(folders):
        return None
    if folders[-2:] == [".github", "prompts"]:
        return Kind.PROMPT_FILE
    near = _near(folders)
    if near is Kind.COMMAND and "title" not in keys:
        return near
    if near is not None and keys & {"name", "tools", "model", "mode", "color"}:
        return near
    return Kind.AGENT if "tools" in keys and keys & {"name", "model", "mode"} else None


def _near(folders: list[str]) -> Kind | None:
    """What the folders right above a file say; agents and commands may be sorted into further ones."""
    nearest = _BY_FOLDER.get(folders[-1]) if folders else None
    deep = (_BY_FOLDER[folder] for folder in reversed(folders[-3:]) if folder in ("agents", "commands"))
    return nearest or next(deep, None)


def _inputs(fields: Mapping | None) -> frozenset[str]:
    """The names of the inputs that the front matter declares, whichever way it lists them."""
    from promptlint.frontends.documents.node import Mapping, Scalar, Sequence  # noqa: PLC0415 only with front matter

    names: set[str] = set()
    for key in _INPUT_KEYS if fields is not None else ():
        node = fields.get(key) if fields is not None else None
        if isinstance(node, Mapping):
            names.update(node)
        elif isinstance(node, Sequence):
            for item in node.items:
                if isinstance(item, Scalar):
                    names.add(item.value)
                elif isinstance(item, Mapping) and (name := item.text("name", "key", "id")):
                    names.add(name.value)
    return frozenset(names)


# ---------------------------------------------------------------- bodies


def _read_assistant_file(source: SourceFile, matter: FrontMatter, kind: Kind, reading: Reading) -> Template:
    """Skills, agents and rules are full of code with braces: only what the assistant itself replaces is live."""
    view, comments = without_directives(body_of(source, matter))
    template = read_template(source, matter, view, "plain", reading, comments)
    if template.about.model and not _MODEL_ID.fullmatch(template.about.model):
        template = replace(template, about=replace(template.about, model=None, model_span=None))
    dialect = _dialect(kind, matter.fields, view.text)
    if dialect is None:
        return template
    from promptlint.frontends.languages import arguments  # noqa: PLC0415 few of these files have any

    known = arguments.Dialect[dialect]
    live = kind is Kind.COMMAND
    parsed = arguments.parse(view, known, fences(view.text), code(view.text), code_is_live=live)
    return replace(template, nodes=with_marks(parsed.nodes, template.directives.marks))


def _dialect(kind: Kind, fields: Mapping | None, text: str) -> str | None:
    """The name of the dialect; None where nothing can be filled in."""
    if kind is Kind.PROMPT_FILE:
        return "PROMPT_FILE" if "${" in text else None
    if kind not in (Kind.COMMAND, Kind.SKILL) or not ("$" in text or "!`" in text):
        return None
    if fields is not None and not frozenset(fields).isdisjoint(("argument-hint", "arguments")):
        return "NUMBERED"
    if kind is Kind.SKILL:
        return "SKILL"
    return "NUMBERED" if "$ARGUMENTS" in text else "COMMAND"


FRONTEND = Markdown()
