"""Requests as the clients of providers send them, and bodies of requests that are posted or lie in batches."""

from __future__ import annotations

from dataclasses import replace

from promptlint.link.python.tables.sink import Sink, each_of

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
    *each_of(_MESSAGES, "messages.create", "messages.stream", "messages.parse", "messages.count_tokens"),
    replace(_MESSAGES, suffix="messages.tool_runner"),
    Sink("messages.batches.create", "anthropic", needs=(("requests",),), bodies="requests.*.params"),
    # OpenAI, and what speaks as it does: Azure, Groq, Together, DeepSeek, Hugging Face, instructor.
    *each_of(_COMPLETIONS, "chat.completions.create", "chat.completions.parse", "chat.completions.stream"),
    *each_of(_COMPLETIONS, "chat.completions.create_with_completion", "chat.completions.create_partial"),
    *each_of(_COMPLETIONS, "ChatCompletion.create", "ChatCompletion.acreate"),
    replace(_COMPLETIONS, suffix="completions.create", needs=(("messages",), ("model",)), strict=True),
    Sink("completions.create", messages=("prompt",), needs=(("prompt",), ("model",)), strict=True),
    replace(_BY_SHAPE, suffix="create", needs=(("messages",), ("response_model",))),
    replace(_COMPLETIONS, suffix="chat_completion", provider=None, positional=("messages",), strict=True),
    *each_of(_RESPONSES, "responses.create", "responses.parse", "responses.stream", "input_tokens.count"),
    replace(_ASSISTANT, suffix="assistants.create"),
    *each_of(replace(_ASSISTANT, strict=True), "runs.create", "runs.create_and_poll", "runs.stream"),
    # LiteLLM, and a router of its own under any name.
    *each_of(_LITELLM, "completion", "acompletion", "batch_completion"),
    *each_of(
        replace(_LITELLM, needs=(("messages",), ("model",)), positional=(), imports=(), strict=True),
        "completion",
        "acompletion",
    ),
    *each_of(
        replace(_RESPONSES, provider=None, positional=("input", "model"), imports=("litellm.",)),
        "responses",
        "aresponses",
    ),
    # Google, with both of its libraries.
    *each_of(_GEMINI, "models.generate_content", "models.generate_content_stream"),
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
    *each_of(
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
    *each_of(
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
    *each_of(_CHAT, "chat.complete", "chat.complete_async", "chat.parse", "chat.parse_async"),
    *each_of(_BY_SHAPE, "chat.stream", "chat.stream_async", "chat.create", "chat", "chat_stream", "complete"),
    *each_of(_BY_SHAPE, "Generation.call", "MultiModalConversation.call"),
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
