"""Where Python programs send prompts: the calls of the libraries, as data."""

from __future__ import annotations

import re
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from promptlint.frontends.python.likely import LIKELY_KEYWORDS, Strength, is_prompt_name, name_strength
from promptlint.ir import Nature, Stability
from promptlint.record import Record, dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from promptlint.config import SinkSettings

__all__ = [
    "BODIES",
    "LIKELY_KEYWORDS",
    "MESSAGE_CLASSES",
    "POSTED",
    "SINKS",
    "MessageClass",
    "Sink",
    "Strength",
    "Switch",
    "configured",
    "is_prompt_name",
    "message_class",
    "name_strength",
    "of_settings",
    "sink_for",
]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Switch(Record):
    """A keyword that, when it is true, has the library put a value of its own behind the system prompt."""

    keyword: str
    unless: str  # a keyword that may change what the value is
    stability: Stability
    nature: Nature


_COUNTING = frozenset(("count", "count_tokens", "start", "from_messages", "post"))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sink(Record):
    """A call that sends a prompt, or makes the object that will.

    It is known by the end of its chain of attributes, and by its arguments or by what its name resolves to. The
    arguments of a section stand in the order in which the library sends them. `nested` are parts that stand inside
    an argument: a path of keys or fields, and the section that they are. `bodies` is the path to whole request
    bodies inside an argument, with a star for each element of a list.
    """

    suffix: str
    provider: str | None = None
    tools: tuple[str, ...] = ()
    system: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    model: tuple[str, ...] = ("model",)
    automatic: tuple[str, ...] = ()  # a cache mark on the request as a whole
    settings: tuple[str, ...] = ()  # each value of theirs has its own cache
    keys: tuple[str, ...] = ()  # decide which machine, with which cache, a request is sent to
    needs: tuple[tuple[str, ...], ...] = ()  # of each group at least one is given
    refuses: tuple[str, ...] = ()  # say that it is another library
    positional: tuple[str, ...] = ()  # parameters in their order, where a call may leave out their names
    imports: tuple[str, ...] = ()  # what the call must resolve to; one that ends in a dot: anything beneath
    nested: tuple[tuple[str, str], ...] = ()
    bodies: str = ""
    conversation: bool = False  # the system prompt is sent again in each turn of a conversation that follows
    fills: str = ""  # the language in which its text awaits values: "format", "jinja", "state", "kernel"
    anew: tuple[str, ...] = ()  # fields that the library fills with what it finds for each request
    strict: bool = False  # a short name: arguments that are spread do not stand for what it needs
    is_part: bool = False  # a text that a request, which is made elsewhere, may be a part of
    of_object: bool = False  # a name that anything may have: known by what the object is, which is part `self` of it
    switches: tuple[Switch, ...] = ()
    stores: bool = False  # what it is given is one entry of the cache, which later requests name

    @property
    def is_answered(self) -> bool:
        """Whether the call gives what a model says, which is another text for each request."""
        is_sent = bool(self.messages) and not self.conversation and self.suffix[:1].islower()
        return is_sent and self.suffix.rpartition(".")[2] not in _COUNTING and "batch" not in self.suffix

    def accepts(self, keywords: Collection[str], spreads: bool, positional: int = 0) -> bool:  # noqa: FBT001 a fact of the call, as the others
        """Whether a call with these arguments is this one."""
        if any(name in keywords for name in self.refuses):
            return False
        given = {*keywords, *self.positional[:positional]}
        missing = [group for group in self.needs if given.isdisjoint(group)]
        return not missing or (spreads and not self.strict)


def _each(sink: Sink, *suffixes: str) -> tuple[Sink, ...]:
    """The same call under other names."""
    return tuple(replace(sink, suffix=suffix) for suffix in suffixes)


# ---------------------------------------------------------------- requests

_CACHE_KEYS = ("prompt_cache_key", "extra_body.prompt_cache_key")
_MESSAGES = Sink(
    "messages.create",
    "anthropic",
    tools=("tools",),
    system=("system",),
    messages=("messages",),
    automatic=("cache_control",),
    settings=("tool_choice", "thinking", "output_config", "output_format", "speed", "context_management", "betas"),
    needs=(("messages",), ("max_tokens", "model")),
    refuses=("to", "body", "from_", "thread_id", "role", "content"),
)
_COMPLETIONS = Sink(
    "chat.completions.create",
    "openai",
    tools=("tools", "functions"),
    messages=("messages",),
    settings=("parallel_tool_calls", "response_format", "reasoning_effort", "verbosity"),
    keys=_CACHE_KEYS,
    needs=(("messages",),),
)
_RESPONSES = Sink(
    "responses.create",
    "openai",
    tools=("tools",),
    system=("instructions",),
    messages=("input",),
    settings=("parallel_tool_calls", "text", "text_format", "reasoning"),
    keys=_CACHE_KEYS,
    needs=(("input", "instructions"), ("model", "input")),
)
_LITELLM = replace(
    _COMPLETIONS,
    provider=None,
    settings=("parallel_tool_calls", "response_format", "reasoning_effort", "thinking"),
    positional=("model", "messages"),
    imports=("litellm.",),
)
_GEMINI = Sink(
    "models.generate_content",
    "gemini",
    messages=("contents",),
    nested=(("config.tools", "tools"), ("config.system_instruction", "system")),
    needs=(("contents",),),
)
_CHAT = Sink(
    "chat.complete",
    tools=("tools",),
    messages=("messages",),
    settings=("parallel_tool_calls", "response_format"),
    needs=(("messages",),),
)
_BY_SHAPE = replace(_CHAT, needs=(("messages",), ("model",)), strict=True)
_ASSISTANT = Sink(
    "assistants.create",
    "openai",
    tools=("tools",),
    system=("instructions", "additional_instructions"),
    needs=(("instructions", "additional_instructions"),),
    conversation=True,
)

REQUESTS = (
    # Anthropic on its own platform, Bedrock and Vertex; `beta.messages` ends alike.
    *_each(_MESSAGES, "messages.create", "messages.stream", "messages.parse", "messages.count_tokens"),
    replace(_MESSAGES, suffix="messages.tool_runner"),
    Sink("messages.batches.create", "anthropic", needs=(("requests",),), bodies="requests.*.params"),
    # OpenAI, and what speaks as it does: Azure, Groq, Together, DeepSeek, Hugging Face, instructor.
    *_each(_COMPLETIONS, "chat.completions.create", "chat.completions.parse", "chat.completions.stream"),
    *_each(_COMPLETIONS, "chat.completions.create_with_completion", "chat.completions.create_partial"),
    *_each(_COMPLETIONS, "ChatCompletion.create", "ChatCompletion.acreate"),
    replace(_COMPLETIONS, suffix="completions.create", needs=(("messages",), ("model",)), strict=True),
    Sink("completions.create", messages=("prompt",), needs=(("prompt",), ("model",)), strict=True),
    replace(_BY_SHAPE, suffix="create", needs=(("messages",), ("response_model",))),
    replace(_COMPLETIONS, suffix="chat_completion", provider=None, positional=("messages",), strict=True),
    *_each(_RESPONSES, "responses.create", "responses.parse", "responses.stream", "input_tokens.count"),
    replace(_ASSISTANT, suffix="assistants.create"),
    *_each(replace(_ASSISTANT, strict=True), "runs.create", "runs.create_and_poll", "runs.stream"),
    # LiteLLM, and a router of its own under any name.
    *_each(_LITELLM, "completion", "acompletion", "batch_completion"),
    *_each(
        replace(_LITELLM, needs=(("messages",), ("model",)), positional=(), imports=(), strict=True),
        "completion",
        "acompletion",
    ),
    *_each(
        replace(_RESPONSES, provider=None, positional=("input", "model"), imports=("litellm.",)),
        "responses",
        "aresponses",
    ),
    # Google, with both of its libraries.
    *_each(_GEMINI, "models.generate_content", "models.generate_content_stream"),
    replace(_GEMINI, suffix="chats.create", messages=("history",), needs=(("model",), ("config",)), conversation=True),
    replace(
        _GEMINI,
        suffix="caches.create",
        messages=(),
        nested=(*_GEMINI.nested, ("config.contents", "messages")),
        needs=(("config",),),
        stores=True,
    ),
    Sink(
        "CachedContent.create",
        "gemini",
        tools=("tools",),
        system=("system_instruction",),
        messages=("contents",),
        model=("model", "model_name"),
        needs=(("system_instruction", "contents"),),
        stores=True,
    ),
    *_each(
        replace(_GEMINI, tools=("tools",), nested=(), positional=("contents",), refuses=("config",)),
        "generate_content",
        "generate_content_async",
    ),
    Sink(
        "GenerativeModel",
        "gemini",
        tools=("tools",),
        system=("system_instruction",),
        model=("model_name",),
        needs=(("system_instruction",),),
        positional=("model_name",),
        imports=("google.generativeai.", "vertexai."),
    ),
    # Bedrock.
    *_each(
        Sink(
            "converse",
            "bedrock",
            system=("system",),
            messages=("messages",),
            model=("modelId",),
            nested=(("toolConfig.tools", "tools"), ("toolConfig.toolChoice", "settings")),
            settings=("additionalModelRequestFields",),
            needs=(("messages",), ("modelId",)),
        ),
        "converse",
        "converse_stream",
    ),
    # Mistral, Cohere, Ollama, xAI, Qwen, Azure's inference library.
    *_each(_CHAT, "chat.complete", "chat.complete_async", "chat.parse", "chat.parse_async"),
    *_each(_BY_SHAPE, "chat.stream", "chat.stream_async", "chat.create", "chat", "chat_stream", "complete"),
    *_each(_BY_SHAPE, "Generation.call", "MultiModalConversation.call"),
    replace(_CHAT, suffix="agents.complete", model=()),
    Sink("conversations.start", tools=("tools",), system=("instructions",), messages=("inputs",), needs=(("inputs",),)),
    Sink(
        "chat",
        tools=("tools",),
        system=("preamble",),
        messages=("chat_history", "message"),
        needs=(("message",), ("preamble", "chat_history")),
        strict=True,
    ),
    replace(_CHAT, suffix="chat", positional=("model", "messages"), imports=("ollama.",)),
    Sink(
        "generate",
        system=("system",),
        messages=("prompt",),
        needs=(("prompt",),),
        positional=("model", "prompt"),
        imports=("ollama.",),
    ),
    Sink(
        "generate", system=("system",), messages=("prompt",), needs=(("prompt",), ("model",), ("system",)), strict=True
    ),
)

# What objects of libraries are asked, by the names of their classes; a call of one is told by its owner first.
_MODELS = (
    *(
        f"langchain_{name}."
        for name in "openai anthropic google_genai google_vertexai aws groq mistralai ollama deepseek xai cohere"
        " fireworks together litellm openrouter huggingface nvidia_ai_endpoints azure_ai".split()
    ),
    *(f"langchain{name}" for name in (".chat_models.", ".llms.", "_community.chat_models.", "_community.llms.")),
    *(f"langchain{name}" for name in ("_core.language_models.", ".schema.language_model.", ".base_language.")),
)
_ITSELF = frozenset("with_structured_output bind_tools bind with_retry with_config with_fallbacks".split())
_ASKED = Sink("invoke", messages=("input",), positional=("input",), model=("model", "model_name"), of_object=True)
# What is said in the course of a conversation stands behind all of it.
_OF_AGENT = Sink(
    "run",
    messages=("user_prompt",),
    positional=("user_prompt",),
    refuses=("message_history", "session", "previous_response_id", "conversation_id"),
    of_object=True,
)
ASKED = (
    *_each(replace(_ASKED, imports=_MODELS), "invoke", "ainvoke", "stream", "astream", "predict", "apredict"),
    *_each(
        replace(_ASKED, messages=("prompt",), positional=("prompt",), imports=("llama_index.llms.",)),
        "complete",
        "acomplete",
        "stream_complete",
        "astream_complete",
    ),
    *_each(
        replace(_ASKED, messages=("messages",), positional=("messages",), imports=("llama_index.llms.",)),
        "chat",
        "achat",
        "stream_chat",
        "astream_chat",
    ),
    *_each(
        replace(
            _OF_AGENT,
            nested=(("self.system_prompt", "system"), ("self.instructions", "system")),
            imports=("pydantic_ai.Agent.", "pydantic_ai.agent.Agent."),
        ),
        "run",
        "run_sync",
        "run_stream",
        "iter",
    ),
    *_each(
        replace(
            _OF_AGENT,
            provider="openai",
            messages=("input",),
            positional=("starting_agent", "input"),
            nested=(("starting_agent.instructions", "system"),),
            imports=("agents.Runner.", "agents.run.Runner."),
        ),
        "Runner.run",
        "Runner.run_sync",
        "Runner.run_streamed",
    ),
)
# The body of a request to Anthropic's interface, as a program sends it without a library.
RAW_BODY = replace(_MESSAGES, suffix="body", needs=(("messages",), ("system",), ("max_tokens", "anthropic_version")))
# Bodies of requests in batches: `bodies` is the key that holds one, `needs` what stands beside it, `positional` the
# ends of the paths that it is sent to.
BODIES = (
    replace(_MESSAGES, suffix="batch request", bodies="params", needs=(("custom_id",),), refuses=()),
    replace(
        _COMPLETIONS,
        suffix="batch request",
        bodies="body",
        needs=(("custom_id", "url"),),
        positional=("chat/completions",),
    ),
    replace(
        _RESPONSES, suffix="batch request", bodies="body", needs=(("custom_id", "url"),), positional=("responses",)
    ),
    replace(
        _MESSAGES, suffix="batch request", provider="bedrock", bodies="modelInput", needs=(("recordId",),), refuses=()
    ),
    replace(
        _GEMINI,
        suffix="batch request",
        bodies="request",
        needs=(("key",),),
        nested=(),
        system=("system_instruction", "systemInstruction"),
    ),
)

# What programs post without a library: `positional` are the ends of the paths that it is posted to. The first is known
# by its shape as well, wherever it goes: much speaks as OpenAI does, under addresses of its own.
POSTED = (
    replace(
        _COMPLETIONS, suffix="post", provider=None, needs=(("messages",), ("model",)), positional=("chat/completions",)
    ),
    replace(_CHAT, suffix="post", positional=("chat/completions", "api/chat")),
    replace(
        _MESSAGES,
        suffix="post",
        needs=(("messages",), ("max_tokens", "anthropic_version")),
        positional=("v1/messages",),
    ),
    replace(_RESPONSES, suffix="post", provider=None, positional=("responses",)),
    Sink("post", system=("system",), messages=("prompt",), needs=(("prompt",),), positional=("api/generate",)),
)

# ---------------------------------------------------------------- agents

_AGENT = Sink("Agent", tools=("tools",), conversation=True)
_OF_LANGCHAIN = replace(
    _AGENT,
    system=("system_prompt", "prompt", "state_modifier", "messages_modifier", "instructions"),
    needs=(("system_prompt", "prompt", "state_modifier", "messages_modifier", "instructions"),),
    positional=("model", "tools"),
    imports=("langchain.", "langchain_classic.", "langgraph.", "deepagents."),
)
# Middlewares of LangChain give a request another system prompt, other tools.
OVERRIDE = Sink(
    "request.override",
    tools=("tools",),
    system=("system_prompt", "system_message"),
    messages=("messages",),
    needs=(("tools", "system_prompt", "system_message", "messages"),),
    conversation=True,
)
_SWITCHES = tuple(
    Switch(keyword, "datetime_format", Stability.VOLATILE, Nature.CLOCK)
    for keyword in ("add_datetime_to_context", "add_datetime_to_instructions")
)

AGENTS = (
    replace(_AGENT, system=("system_prompt", "instructions"), positional=("model",), imports=("pydantic_ai.",)),
    *_each(
        replace(
            _AGENT,
            provider="openai",
            system=("instructions",),
            needs=(("instructions",),),
            imports=("agents.Agent", "agents.agent.Agent", "agents.realtime.RealtimeAgent", "agents.SandboxAgent"),
        ),
        "Agent",
        "RealtimeAgent",
        "SandboxAgent",
    ),
    *_each(
        replace(
            _AGENT,
            system=("system_message", "description", "role", "instructions", "expected_output", "additional_context"),
            imports=("agno.", "phi."),
            switches=_SWITCHES,
        ),
        "Agent",
        "Team",
    ),
    replace(_AGENT, system=("role", "backstory", "goal"), model=("llm",), imports=("crewai.",), fills="format"),
    Sink(
        "Task",
        messages=("description", "expected_output"),
        model=(),
        imports=("crewai.",),
        fills="format",
    ),
    *_each(
        replace(
            _AGENT,
            provider="gemini",
            system=("static_instruction", "global_instruction", "instruction"),
            imports=("google.adk.",),
            fills="state",
        ),
        "Agent",
        "LlmAgent",
    ),
    replace(
        _AGENT,
        system=("system_prompt", "instructions", "system_message", "instruction"),
        needs=(("system_prompt", "instructions", "system_message", "instruction"),),
        imports=(
            "strands.",
            "haystack.",
            "swarm.",
            "swarms.",
            "livekit.",
            "agency_swarm.",
            "controlflow.",
            "marvin.",
            "mcp_agent.",
        ),
    ),
    replace(_AGENT, suffix="Assistant", system=("system_message",), imports=("qwen_agent.",), model=()),
    replace(
        _AGENT, suffix="ChatAgent", system=("system_message",), positional=("system_message",), imports=("camel.",)
    ),
    *_each(
        replace(_AGENT, system=("system_message",), model=(), imports=("autogen_agentchat.", "autogen.", "ag2.")),
        "AssistantAgent",
        "ConversableAgent",
    ),
    *_each(
        replace(_AGENT, system=("instructions",), needs=(("instructions",),), imports=("smolagents.",)),
        "CodeAgent",
        "ToolCallingAgent",
    ),
    replace(_AGENT, suffix="ChatCompletionAgent", system=("instructions",), imports=("semantic_kernel.",), model=()),
    *_each(
        replace(_AGENT, system=("system_prompt",), needs=(("system_prompt",),), imports=("llama_index.",), strict=True),
        "FunctionAgent",
        "ReActAgent",
        "CodeActAgent",
        "from_tools",
        "from_defaults",
        "from_tools_or_functions",
    ),
    *_each(
        _OF_LANGCHAIN,
        "create_agent",
        "create_react_agent",
        "create_tool_calling_agent",
        "create_openai_tools_agent",
    ),
    OVERRIDE,
    # Its agents are listed in the description of a tool.
    replace(_OF_LANGCHAIN, suffix="create_deep_agent", tools=("tools", "subagents")),
    *_each(
        replace(
            _AGENT,
            provider="anthropic",
            tools=(),
            system=("system_prompt",),
            needs=(("system_prompt",),),
            imports=("claude_agent_sdk.", "claude_code_sdk."),
        ),
        "ClaudeAgentOptions",
        "ClaudeCodeOptions",
    ),
    replace(
        _AGENT,
        suffix="AgentDefinition",
        provider="anthropic",
        system=("prompt",),
        imports=("claude_agent_sdk.", "claude_code_sdk."),
    ),
    # Any other `create_agent`, as that of Azure's agents.
    replace(
        _AGENT, suffix="create_agent", system=("instructions",), needs=(("instructions",), ("model",)), strict=True
    ),
)

# ---------------------------------------------------------------- templates

_LANGCHAIN = ("langchain.", "langchain_core.", "langchain_classic.", "langchain_community.")
_TEMPLATE = Sink("PromptTemplate", messages=("template",), model=(), positional=("template",), fills="format")
_OF_QUERIES = ("context_str", "query_str", "context_msg", "existing_answer")
RUN_TEMPLATE = Sink(
    "invoke", messages=("messages",), model=("model", "model_name")
)  # a template of messages that a chain is run with

TEMPLATES = (
    *_each(
        replace(_TEMPLATE, messages=("messages",), positional=("messages",), imports=_LANGCHAIN),
        "ChatPromptTemplate",
        "ChatPromptTemplate.from_messages",
    ),
    *_each(replace(_TEMPLATE, imports=_LANGCHAIN, is_part=True), "PromptTemplate", "PromptTemplate.from_template"),
    replace(_TEMPLATE, suffix="ChatPromptTemplate.from_template", imports=_LANGCHAIN),
    replace(
        _TEMPLATE,
        suffix="FewShotPromptTemplate",
        messages=("prefix", "examples", "suffix"),
        positional=(),
        imports=_LANGCHAIN,
    ),
    replace(_TEMPLATE, imports=("llama_index.",), anew=_OF_QUERIES, is_part=True),
    replace(
        _TEMPLATE,
        suffix="ChatPromptTemplate",
        messages=("message_templates",),
        positional=("message_templates",),
        imports=("llama_index.",),
        anew=_OF_QUERIES,
    ),
    replace(
        _TEMPLATE,
        suffix="RichPromptTemplate",
        messages=("template_str",),
        positional=("template_str",),
        imports=("llama_index.",),
        fills="jinja",
        anew=_OF_QUERIES,
    ),
    *_each(
        replace(_TEMPLATE, imports=("haystack.",), fills="jinja", anew=("documents", "query")),
        "PromptBuilder",
        "ChatPromptBuilder",
    ),
    replace(
        _TEMPLATE,
        suffix="KernelFunctionFromPrompt",
        messages=("prompt",),
        positional=(),
        imports=("semantic_kernel.",),
        fills="kernel",
    ),
    replace(_TEMPLATE, suffix="PromptTemplateConfig", positional=(), imports=("semantic_kernel.",), fills="kernel"),
)
SINKS: tuple[Sink, ...] = (*REQUESTS, *ASKED, *AGENTS, *TEMPLATES)
# Calls that end as a request does and are something else.
_OTHERS = (
    "threads.messages.create",
    "chats.messages.create",
    "images.generate",
    "videos.generate",
    "self.generate_content",
)


def is_model(name: str) -> bool:
    """Whether the dotted name of a class, or of what makes an object, is that of a model of LangChain."""
    return name.startswith(_MODELS)


def gives_itself(name: str, method: str) -> bool:
    """Whether a method gives the model again, with more settings."""
    return method in _ITSELF and is_model(name)


# What may stand between a resource and its method.
_WRAPPERS = (".with_raw_response.", ".with_streaming_response.")


# By the last part of their names; the longest names and those with an import stand first.
_BY_LAST: dict[str, list[Sink]] = {}
for _sink in sorted(SINKS, key=lambda each: (-each.suffix.count("."), not each.imports)):
    _BY_LAST.setdefault(_sink.suffix.rpartition(".")[2], []).append(_sink)


def sink_for(
    chain: str,
    resolved: str | None,
    keywords: Collection[str],
    spreads: bool,  # noqa: FBT001 a fact of the call, as the others
    positional: int = 0,
) -> Sink | None:
    """What a call sends, by its chain of attributes, by what that resolves to, and by its arguments."""
    candidates = _BY_LAST.get(chain.rpartition(".")[2], ())
    for wrapper in _WRAPPERS if candidates else ():
        chain = chain.replace(wrapper, ".")
    for sink in candidates:
        if (
            ends_with(chain, sink.suffix)
            and _resolves(sink.imports, resolved)
            and sink.accepts(keywords, spreads, positional)
        ):
            return None if any(ends_with(chain, other) for other in _OTHERS) else _served(sink, resolved)
    return None


def of_settings(settings: SinkSettings) -> Sink:
    """A call that the configuration tells of."""
    return Sink(
        settings.call,
        tools=settings.tools,
        system=settings.system,
        messages=settings.messages,
        model=settings.model or ("model",),
        positional=settings.positional,
    )


def configured(sinks: Sequence[Sink], *names: str) -> Sink | None:
    """The call of the configuration that goes by any of some dotted names, or by their ends."""
    for sink in sinks:
        for name in names:
            if fnmatchcase(name, sink.suffix) or fnmatchcase(name, f"*.{sink.suffix}"):
                return sink
    return None


def ends_with(chain: str, suffix: str) -> bool:
    """Whether a chain of attributes ends in another, part by part."""
    return chain.endswith(suffix) and (len(chain) == len(suffix) or chain[-len(suffix) - 1] == ".")


def _resolves(imports: tuple[str, ...], resolved: str | None) -> bool:
    if not imports:
        return True
    return resolved is not None and any(
        resolved.startswith(name) if name.endswith(".") else resolved == name for name in imports
    )


def _served(sink: Sink, resolved: str | None) -> Sink:
    """The same on another platform, where the client says so."""
    is_bedrock = sink.provider == "anthropic" and resolved is not None and "Bedrock" in resolved
    return replace(sink, provider="bedrock") if is_bedrock else sink


# ---------------------------------------------------------------- messages


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MessageClass(Record):
    """A class, or a function of one, that makes one message; where `role` is empty it is the argument `role`.

    `content` names the argument that the message says; it may also be the first one, without its name.
    """

    name: str
    role: str
    content: tuple[str, ...] = ("content",)
    imports: tuple[str, ...] = ()


def _message(role: str, *names: str) -> tuple[MessageClass, ...]:
    return tuple(MessageClass(name, role) for name in names)


MESSAGE_CLASSES = (
    *_message("system", "SystemMessage", "SystemPromptPart", "ChatMessageSystem", "ChatCompletionSystemMessageParam"),
    *_message("developer", "DeveloperMessage", "ChatCompletionDeveloperMessageParam"),
    *_message("user", "HumanMessage", "UserMessage", "UserPromptPart", "ChatMessageUser"),
    *_message("user", "ChatCompletionUserMessageParam"),
    *_message("assistant", "AIMessage", "AssistantMessage", "ChatMessageAssistant"),
    *_message("assistant", "ChatCompletionAssistantMessageParam"),
    *_message("", "ChatMessage", "Message", "MessageParam", "BetaMessageParam"),
    MessageClass("SystemContent", "system", imports=("homeassistant.",)),
    MessageClass("Content", "", ("parts",), imports=("google.", "vertexai.")),
    MessageClass("UserContent", "user", ("parts",), imports=("google.",)),
    *(MessageClass(f"ChatMessage.from_{role}", role, ("text",)) for role in ("system", "user", "assistant")),
    *(
        MessageClass(f"{name}MessagePromptTemplate.from_template", role, ("template",))
        for name, role in (("System", "system"), ("Human", "user"), ("AI", "assistant"))
    ),
)
_MESSAGES_BY_LAST: dict[str, list[MessageClass]] = {}
for _class in MESSAGE_CLASSES:
    _MESSAGES_BY_LAST.setdefault(_class.name.rpartition(".")[2], []).append(_class)


def message_class(chain: str, resolved: str | None = None) -> MessageClass | None:
    """The message that a call makes."""
    for each in _MESSAGES_BY_LAST.get(chain.rpartition(".")[2], ()):
        if ends_with(chain, each.name) and _resolves(each.imports, resolved):
            return each
    return None


# ---------------------------------------------------------------- by a look at the tree


# Models and agents as they are called, or what was made of one on the spot.
_ASKERS = re.compile(r"(?i:(?:llm|model|chat|agent|lm)\w*(?:\(\))?)\.$|(?:with_\w+|bind|bind_tools|[A-Z]\w+)\(\)\.$")


def asks_object(chain: str) -> bool:
    """Whether a call asks something that is called a model or an agent, which may be one of a library."""
    return any(
        sink.of_object and ends_with(chain, sink.suffix) and _is_asked(chain, sink)
        for sink in _BY_LAST.get(chain.rpartition(".")[2], ())
    )


def _is_asked(chain: str, sink: Sink) -> bool:
    return "." in sink.suffix or _ASKERS.search(chain[: -len(sink.suffix)]) is not None


def may_send(chain: str, keywords: Collection[str], spreads: bool, positional: int = 0) -> bool:  # noqa: FBT001 as above
    """Whether a call sends or makes a prompt, if its name resolves to the right thing."""
    last = chain.rpartition(".")[2]
    if any(ends_with(chain, each.name) for each in _MESSAGES_BY_LAST.get(last, ())):
        return True
    candidates = _BY_LAST.get(last, ())
    for wrapper in _WRAPPERS if candidates else ():
        chain = chain.replace(wrapper, ".")
    return any(
        ends_with(chain, sink.suffix)
        and sink.accepts(keywords, spreads, positional)
        and (not sink.of_object or _is_asked(chain, sink))
        for sink in candidates
    )
