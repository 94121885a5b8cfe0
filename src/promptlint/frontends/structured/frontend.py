"""The frontend for YAML and JSON: reads the document once and asks each format in turn."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from promptlint.facts import FileFacts
from promptlint.frontends._frontend import Claim

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from promptlint.frontends._frontend import Reading
    from promptlint.frontends.documents.node import Document
    from promptlint.frontends.structured.structured_file import Found, StructuredFile
    from promptlint.source import SourceFile

_SUFFIXES = (".yaml", ".yml", ".json")
_OWN_NAMES = re.compile(r"promptfooconfig.*\.(?:ya?ml|json)\Z|.*\.prompt\.ya?ml\Z", re.IGNORECASE)

# The signatures of known formats first, then what only the keys tell.
_FORMATS = ("promptfoo", "semantic_kernel", "langchain", "github_models", "langfuse", "requests", "keyed")

# Files of tools, some of them huge, whose keys look like those of prompts.
_OTHER_NAMES = re.compile(
    r"(?:package|tsconfig|composer|deno|jsconfig|renovate|biome|lerna|nx|turbo)(?:[.-][\w.-]+)?\.json\Z|pnpm-[\w-]+\.yaml\Z"
    r"|\.[\w-]*(?:rc|lint|config)(?:\.\w+)*\Z",
    re.IGNORECASE,
)

_SPEAKS = re.compile(
    rb"(?:prompt|messages|contents|template|system|human|user|input_variables|execution_settings|completion|instruction"
    rb"|_type|prefix)[\w-]{0,40}[\"']?\s*:",
    re.IGNORECASE,
)
_SIGNS = re.compile(
    rb"\{\{|\{%|\{[A-Za-z_]\w*[}.\[:!]|cache_control|cachePoint|cachedContent|\bmodel\b|modelId|execution_settings"
    rb"|\"completion\"|input_variables|template_format|prompt_cache_breakpoint|prompts\b|_prompt|_type|\"lc\"",
    re.IGNORECASE,
)


class _Format(Protocol):
    def read(self, file: StructuredFile) -> Found | None: ...


class Structured:
    """Reads prompts out of YAML and JSON."""

    name = "structured"

    def claims(self, path: PurePosixPath, *, in_prompt_folder: bool) -> Claim:  # noqa: ARG002 the content decides there too
        """Everything with the right ending may be a prompt, little must be one."""
        name = path.name
        if _OWN_NAMES.match(name):
            return Claim.SURE
        if _OTHER_NAMES.match(name):
            return Claim.NO
        return Claim.MAYBE if name.lower().endswith(_SUFFIXES) else Claim.NO

    def suspects(self, raw: bytes) -> bool:
        """Whether the words are there that outside of prompt folders every prompt needs."""
        return _SPEAKS.search(raw) is not None and _SIGNS.search(raw) is not None

    def facts(self, source: SourceFile, reading: Reading) -> FileFacts | None:
        """Read the document, and let the formats look at it one after the other."""
        from promptlint.frontends.structured.evidence import is_other_document  # noqa: PLC0415 the frontend stays cheap
        from promptlint.frontends.structured.structured_file import StructuredFile  # noqa: PLC0415 as above

        document = _read(source)
        if not document.roots or is_other_document(document.roots[0]):
            return None
        for name in _FORMATS:
            file = StructuredFile(source.path, document, reading, list(document.comments))
            module = cast("_Format", import_module(f"promptlint.frontends.structured.{name}"))
            found = module.read(file)
            if found is not None:
                return _facts(source, file, found)
        return None


def _read(source: SourceFile) -> Document:
    from promptlint.source import View  # noqa: PLC0415 the frontend stays cheap

    if source.path.lower().endswith(".json"):
        from promptlint.frontends.documents.json_reader import read_json  # noqa: PLC0415 as above

        return read_json(View.of(source))
    from promptlint.frontends.documents.yaml_reader import read_yaml  # noqa: PLC0415 as above

    return read_yaml(View.of(source))


def _facts(source: SourceFile, file: StructuredFile, found: Found) -> FileFacts:
    from promptlint.frontends.structured.comments import with_directives  # noqa: PLC0415 the frontend stays cheap

    comments = tuple(sorted(file.comments, key=lambda comment: comment.span))
    facts = FileFacts(
        source.path,
        found.format,
        prompts=found.prompts,
        comments=comments,
        problems=(*file.document.problems, *dict.fromkeys(file.problems)),
        settings=found.settings,
    )
    speaks = any(comment.leading or "promptlint" in comment.text for comment in comments)
    return with_directives(facts, source) if speaks else facts


FRONTEND = Structured()
