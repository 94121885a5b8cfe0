"""The facts of YAML and JSON files as text to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from _reading import SURE, shape, walk
from promptlint.facts import Text
from promptlint.frontends.structured import FRONTEND
from promptlint.source import SourceFile

if TYPE_CHECKING:
    from promptlint.facts import BlockFacts, FileFacts, PromptFacts
    from promptlint.frontends._frontend import Reading


def facts_of(path: str, text: str, reading: Reading = SURE) -> FileFacts | None:
    """What the frontend makes of a file, with all of its spans checked."""
    facts = FRONTEND.facts(SourceFile(path, text), reading)
    for prompt in facts.prompts if facts is not None else ():
        for block in prompt.blocks:
            _check_spans(text, block)
    return facts


def outline(path: str, text: str, reading: Reading = SURE) -> str:
    """The prompts of a file: a line for each, and a line for each of its blocks."""
    facts = facts_of(path, text, reading)
    if facts is None:
        return "no prompt"
    return "\n".join(_prompt(text, prompt) for prompt in facts.prompts)


def _prompt(text: str, prompt: PromptFacts) -> str:
    words = [prompt.key or "-", prompt.language]
    if prompt.version is not None:
        assert text[prompt.version.span.start : prompt.version.span.end] == prompt.version.text
        words.append(f"version={prompt.version.text}")
    if prompt.model is not None:
        assert prompt.model_span is not None
        assert text[prompt.model_span.start : prompt.model_span.end] == prompt.model
        words.append(f"model={prompt.model}")
    words += [f"name={prompt.name}"] if prompt.name else []
    words += [f"provider={prompt.provider}"] if prompt.provider else []
    words += ["request"] if prompt.is_request else []
    words += ["automatic"] if prompt.automatic else []
    return "\n".join([" ".join(words), *(_block(block) for block in prompt.blocks)])


def _block(block: BlockFacts) -> str:
    words = [block.section.value, block.role, "" if block.content.value == "text" else block.content.value]
    mark = f" [{block.mark.ttl or 'mark'}]" if block.mark else ""
    return f"  {' '.join(word for word in words if word)}{mark}: {shape(block.body)!r}"


def _check_spans(text: str, block: BlockFacts) -> None:
    """A text says what stands where it is said to, and no place runs backwards."""
    for node in walk(block.body):
        if not isinstance(node, Text):
            continue
        assert 0 <= node.span.start <= node.span.end <= len(text)
        if not node.runs:
            assert text[node.span.start : node.span.end] == node.text
        assert sum(run.length for run in node.runs) in (0, len(node.text))
        for run in node.runs:
            assert run.source.start <= run.source.end
            if run.exact:
                assert text[run.source.start : run.source.end] == node.text[run.at : run.at + run.length]
