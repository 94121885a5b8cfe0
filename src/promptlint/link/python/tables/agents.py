"""Agents, models and middlewares of frameworks: what they are made with, and what they are asked."""

from __future__ import annotations

from dataclasses import replace

from promptlint.ir import Nature, Stability
from promptlint.link.python.tables.sink import Sink, Switch, each_of

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
    *each_of(replace(_ASKED, imports=_MODELS), "invoke", "ainvoke", "stream", "astream", "predict", "apredict"),
    *each_of(
        replace(_ASKED, messages=("prompt",), positional=("prompt",), imports=("llama_index.llms.",)),
        "complete",
        "acomplete",
        "stream_complete",
        "astream_complete",
    ),
    *each_of(
        replace(_ASKED, messages=("messages",), positional=("messages",), imports=("llama_index.llms.",)),
        "chat",
        "achat",
        "stream_chat",
        "astream_chat",
    ),
    *each_of(
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
    *each_of(
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
    *each_of(
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
    *each_of(
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
    *each_of(
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
    *each_of(
        replace(_AGENT, system=("system_message",), model=(), imports=("autogen_agentchat.", "autogen.", "ag2.")),
        "AssistantAgent",
        "ConversableAgent",
    ),
    *each_of(
        replace(_AGENT, system=("instructions",), needs=(("instructions",),), imports=("smolagents.",)),
        "CodeAgent",
        "ToolCallingAgent",
    ),
    replace(_AGENT, suffix="ChatCompletionAgent", system=("instructions",), imports=("semantic_kernel.",), model=()),
    *each_of(
        replace(_AGENT, system=("system_prompt",), needs=(("system_prompt",),), imports=("llama_index.",), strict=True),
        "FunctionAgent",
        "ReActAgent",
        "CodeActAgent",
        "from_tools",
        "from_defaults",
        "from_tools_or_functions",
    ),
    *each_of(
        _OF_LANGCHAIN,
        "create_agent",
        "create_react_agent",
        "create_tool_calling_agent",
        "create_openai_tools_agent",
    ),
    OVERRIDE,
    # Its agents are listed in the description of a tool.
    replace(_OF_LANGCHAIN, suffix="create_deep_agent", tools=("tools", "subagents")),
    *each_of(
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


def is_model(name: str) -> bool:
    """Whether the dotted name of a class, or of what makes an object, is that of a model of LangChain."""
    return name.startswith(_MODELS)


def gives_itself(name: str, method: str) -> bool:
    """Whether a method gives the model again, with more settings."""
    return method in _ITSELF and is_model(name)
