"""Request bodies of the providers, and files that are a list of messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptlint.facts import MarkFacts
from promptlint.frontends.documents.node import Mapping, Scalar, Sequence
from promptlint.frontends.structured.conversation import conversation, ends_with_answer, mark_of, parts, tools
from promptlint.frontends.structured.draft import Draft, marked
from promptlint.frontends.structured.evidence import conversation_is_meant, has_been_answered
from promptlint.frontends.structured.metadata import model_of
from promptlint.frontends.structured.structured_file import Asking, Found
from promptlint.ir import Section

if TYPE_CHECKING:
    from promptlint.facts import PromptFacts
    from promptlint.frontends.documents.node import Node
    from promptlint.frontends.structured.structured_file import Place, StructuredFile

_MESSAGE_KEYS = ("messages", "contents", "input")
_SYSTEM_KEYS = (
    "system",
    "systemInstruction",
    "system_instruction",
    "instructions",
    "system_prompt",
    "systemPrompt",
    "developer",
)
# Keys that only one provider's requests have, in the order of their weight.
_PROVIDERS: tuple[tuple[str, frozenset[str]], ...] = (
    ("bedrock", frozenset("toolConfig inferenceConfig additionalModelRequestFields guardrailConfig".split())),
    (
        "gemini",
        frozenset(
            "contents systemInstruction system_instruction generationConfig generation_config cachedContent"
            " cached_content safetySettings safety_settings".split()
        ),
    ),
    (
        "openai",
        frozenset(
            "prompt_cache_key prompt_cache_retention prompt_cache_options response_format max_completion_tokens"
            " parallel_tool_calls frequency_penalty logit_bias reasoning_effort functions max_output_tokens".split()
        ),
    ),
    ("anthropic", frozenset("anthropic_version anthropic_beta stop_sequences top_k cache_control".split())),
)
_CACHED_KEYS = ("ttl", "expireTime", "expire_time")


@dataclass(frozen=True, slots=True)
class Request:
    """A mapping that holds messages, and what is beside them."""

    drafts: list[Draft]
    messages: Node | None
    provider: str | None
    automatic: MarkFacts | None

    @property
    def has_marks(self) -> bool:
        """Whether the author marked what is to be cached."""
        return self.automatic is not None or any(draft.mark for draft in self.drafts)


def read(file: StructuredFile) -> Found | None:
    """The prompts of a file that is a request or a list of messages itself."""
    prompts: list[PromptFacts] = []
    for place, root in file.roots():
        if isinstance(root, Mapping):
            prompt = request_prompt(file, place, root)
        else:
            prompt = conversation_prompt(file, place, root)
        if prompt is not None:
            prompts.append(prompt)
    return Found("chat", tuple(prompts)) if prompts else None


def request_prompt(file: StructuredFile, place: Place, mapping: Mapping) -> PromptFacts | None:
    """The prompt of a mapping with messages; None when it has none, or when they are a record."""
    request = request_in(mapping)
    if request is None:
        return None
    templates = file.detected(request.drafts)
    place = place.around_with(mapping)
    model = model_of(place.around[:1])
    is_answered = has_been_answered(mapping) or ends_with_answer(request.messages)
    asking = Asking(request.provider, request.automatic, is_request=model is not None)
    prompt = file.prompt(place, request.drafts, templates, asking)
    language = templates.language if templates.shows_placeholders else None
    if not request.has_marks or (file.is_record and not file.is_trusted):
        meant = conversation_is_meant(file, language=language, is_answered=is_answered, has_model=model is not None)
        if not meant:
            return None
    return prompt


def conversation_prompt(file: StructuredFile, place: Place, node: Node) -> PromptFacts | None:
    """The prompt of a bare list of messages."""
    drafts = conversation(node)
    if not drafts:
        return None
    templates = file.detected(drafts)
    prompt = file.prompt(place, drafts, templates, Asking())
    language = templates.language if templates.shows_placeholders else None
    if any(draft.mark for draft in drafts) and not file.is_record:
        return prompt
    is_answered = ends_with_answer(node)
    meant = conversation_is_meant(file, language=language, is_answered=is_answered, has_model=False)
    return prompt if meant else None


def request_in(mapping: Mapping) -> Request | None:
    """The messages of a mapping with what belongs to them."""
    messages = _messages(mapping)
    if messages is None:
        return None
    node, drafts = messages
    config = mapping.mapping("toolConfig", "tool_config")
    offered = config.get("tools") if config is not None else mapping.get("tools", "functions")
    all_drafts = [*tools(offered), *_system(mapping), *drafts]
    if not all_drafts:
        return None
    if "contents" in mapping and any(key in mapping for key in _CACHED_KEYS) and "model" in mapping:
        # The body that creates Gemini's cached content: all of it is kept.
        ttl = mapping.scalar(*_CACHED_KEYS)
        marked(all_drafts, MarkFacts(ttl.span if ttl is not None else mapping.span))
    automatic = mark_of(mapping)
    return Request(all_drafts, node, _provider(mapping, all_drafts), automatic)


def _messages(mapping: Mapping) -> tuple[Node, list[Draft]] | None:
    for key in _MESSAGE_KEYS:
        node = mapping.get(key)
        if node is None:
            continue
        drafts = conversation(node)
        if drafts is not None:
            return node, drafts
        if key == "input" and not ("model" in mapping and "instructions" in mapping):
            continue  # only the body of a response is called so
        if key in ("contents", "input") and isinstance(node, Scalar) and node.is_text and "model" in mapping:
            return node, parts(node, Section.MESSAGES, "user", mapping)
    return None


def _system(mapping: Mapping) -> list[Draft]:
    node = mapping.get(*_SYSTEM_KEYS)
    return parts(node, Section.SYSTEM, "system", mapping) if isinstance(node, Scalar | Sequence | Mapping) else []


def _provider(mapping: Mapping, drafts: list[Draft]) -> str | None:
    keys = frozenset(mapping)
    for provider, own in _PROVIDERS:
        if not own.isdisjoint(keys):
            return provider
    for draft in drafts:
        if draft.section is not Section.TOOLS or not isinstance(draft.shown, Mapping):
            continue
        if "input_schema" in draft.shown:
            return "anthropic"
        if "toolSpec" in draft.shown:
            return "bedrock"
    if isinstance(system := mapping.get("system"), Sequence) and system.items:
        return "anthropic" if _has_types(system) else "bedrock"
    return None


def _has_types(system: Sequence) -> bool:
    return any(isinstance(item, Mapping) and "type" in item for item in system.items)
