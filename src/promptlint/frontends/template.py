"""From template text and front matter to the facts of a file: what the text formats have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.facts import FileFacts, PromptFacts
from promptlint.frontends.directives import Directives, read_directives, with_marks
from promptlint.frontends.front_matter import FrontMatter, Metadata, metadata
from promptlint.frontends.languages import parse
from promptlint.record import Record, dataclass
from promptlint.source import View

if TYPE_CHECKING:
    from promptlint.facts import BlockFacts, Comment, Node
    from promptlint.frontends._frontend import Reading
    from promptlint.source import SourceFile


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Template(Record):
    """A parsed body with the cache marks of its comments, and all that the file says about itself."""

    language: str
    nodes: tuple[Node, ...]
    comments: tuple[Comment, ...]
    directives: Directives
    about: Metadata


def read_template(
    source: SourceFile,
    matter: FrontMatter,
    view: View,
    language: str,
    reading: Reading,
    comments: tuple[Comment, ...] = (),
) -> Template:
    """Parse a body; `comments` are those that were cut out of it before.

    Raises UnreadableError for what the language does not read.
    """
    parsed = parse(language, view, trim_blocks=reading.trim_blocks, lstrip_blocks=reading.lstrip_blocks)
    every = (*matter.comments, *comments, *parsed.comments)
    directives = read_directives(every, source)
    return Template(language, with_marks(parsed.nodes, directives.marks), every, directives, metadata(matter.fields))


def body_of(source: SourceFile, matter: FrontMatter, *, strip: bool = False) -> View:
    """The text below the front matter as a loader gives it to the template engine."""
    view = View.of(source, matter.body).with_unix_newlines()
    if strip:
        start = len(view.text) - len(view.text.lstrip())
        view = view.cut(start, len(view.text.rstrip()))
    return view


def file_facts(
    source: SourceFile,
    matter: FrontMatter,
    template: Template,
    blocks: tuple[BlockFacts, ...],
    *,
    form: str,
    partial: bool = False,
    fragment: bool = False,
) -> FileFacts:
    """The facts of a file with one prompt, or with none where it is only a part of others."""
    about, directives = template.about, template.directives
    prompt = PromptFacts(
        key="",
        blocks=blocks,
        name=about.name,
        model=about.model,
        model_span=about.model_span,
        version=about.version or directives.version,
        is_fragment=fragment,
        language=template.language,
        declared=(*about.declared, *directives.declared),
    )
    return FileFacts(
        source.path,
        form,
        prompts=() if partial else (prompt,),
        body=template.nodes,
        comments=template.comments,
        problems=(*matter.problems, *about.problems, *directives.problems),
    )
