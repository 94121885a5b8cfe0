from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from promptlint.link.python.tables.messages import MESSAGE_CLASSES, MessageClass, message_class
from promptlint.link.python.tables.sinks import SINKS, sink_for
from promptlint.providers.registry import Provider, limits

if TYPE_CHECKING:
    from promptlint.link.python.tables.sink import Sink

SPREAD = "**"


def sent(call: str, resolved: str | None = None) -> Sink | None:
    """The sink of a call written as `chain(keyword, keyword)`; a dot stands for an argument without a name."""
    chain, _, inner = call.removesuffix(")").rpartition("(")
    names = inner.replace(",", " ").split()
    keywords = [name for name in names if name not in (SPREAD, ".")]
    return sink_for(chain, resolved, keywords, SPREAD in names, names.count("."))


@pytest.mark.parametrize(
    ("call", "resolved", "suffix", "provider"),
    [
        ("client.messages.create(model, max_tokens, messages)", None, "messages.create", "anthropic"),
        ("self.client.beta.messages.stream(model, messages)", None, "messages.stream", "anthropic"),
        ("Anthropic().messages.parse(model, messages)", None, "messages.parse", "anthropic"),
        ("c.messages.count_tokens(model, messages)", None, "messages.count_tokens", "anthropic"),
        ("c.messages.create(**)", None, "messages.create", "anthropic"),
        ("c.messages.with_raw_response.create(model, messages)", None, "messages.create", "anthropic"),
        ("c.messages.batches.create(requests)", None, "messages.batches.create", "anthropic"),
        (
            "c.messages.create(model, messages)",
            "anthropic.AnthropicBedrock.messages.create",
            "messages.create",
            "bedrock",
        ),
        ("openai.chat.completions.create(model, messages)", None, "chat.completions.create", "openai"),
        ("c.beta.chat.completions.parse(messages, response_format)", None, "chat.completions.parse", "openai"),
        ("c.completions.create(model, messages)", None, "completions.create", "openai"),
        ("c.completions.create(model, prompt)", None, "completions.create", None),
        ("self._client.responses.create(model, input)", None, "responses.create", "openai"),
        ("c.responses.stream(instructions, input)", None, "responses.stream", "openai"),
        ("openai.ChatCompletion.create(**)", None, "ChatCompletion.create", "openai"),
        ("litellm.completion(model, messages)", "litellm.completion", "completion", None),
        ("llm.acompletion(**)", "litellm.acompletion", "acompletion", None),
        ("completion(. .)", "litellm.completion", "completion", None),
        ("self.router.acompletion(model, messages)", None, "acompletion", None),
        ("instructor_client.create(response_model, messages)", None, "create", None),
        ("client.models.generate_content(model, contents, config)", None, "models.generate_content", "gemini"),
        (
            "client.aio.models.generate_content_stream(model, contents)",
            None,
            "models.generate_content_stream",
            "gemini",
        ),
        ("model.generate_content(.)", None, "generate_content", "gemini"),
        ("client.chats.create(model, config)", None, "chats.create", "gemini"),
        (
            "genai.GenerativeModel(. system_instruction)",
            "google.generativeai.GenerativeModel",
            "GenerativeModel",
            "gemini",
        ),
        ("bedrock.converse(modelId, messages, system)", None, "converse", "bedrock"),
        ("bedrock.converse_stream(**)", None, "converse_stream", "bedrock"),
        ("mistral.chat.complete(model, messages)", None, "chat.complete", None),
        ("co.chat(model, messages)", None, "chat", None),
        ("co.chat(message, preamble)", None, "chat", None),
        ("ollama.chat(. messages)", "ollama.chat", "chat", None),
        ("ollama.generate(model, prompt)", "ollama.generate", "generate", None),
        ("client.complete(model, messages)", None, "complete", None),
        ("c.beta.assistants.create(model, instructions)", None, "assistants.create", "openai"),
        ("Agent(. instructions)", "pydantic_ai.Agent", "Agent", None),
        ("Agent(. system_prompt)", "pydantic_ai.agent.Agent", "Agent", None),
        ("Agent(name, instructions)", "agents.Agent", "Agent", "openai"),
        ("Agent(description, instructions)", "agno.agent.Agent", "Agent", None),
        ("Agent(role, goal, backstory)", "crewai.Agent", "Agent", None),
        ("Agent(system_prompt, tools)", "strands.Agent", "Agent", None),
        ("LlmAgent(name, model, instruction)", "google.adk.agents.LlmAgent", "LlmAgent", "gemini"),
        ("create_agent(. . system_prompt)", "langchain.agents.create_agent", "create_agent", None),
        (
            "create_react_agent(model, tools, prompt)",
            "langgraph.prebuilt.create_react_agent",
            "create_react_agent",
            None,
        ),
        ("AssistantAgent(name, system_message)", "autogen_agentchat.agents.AssistantAgent", "AssistantAgent", None),
        ("CodeAgent(tools, model, instructions)", "smolagents.CodeAgent", "CodeAgent", None),
        ("FunctionAgent(system_prompt, tools)", "llama_index.core.agent.workflow.FunctionAgent", "FunctionAgent", None),
        ("ClaudeAgentOptions(system_prompt)", "claude_agent_sdk.ClaudeAgentOptions", "ClaudeAgentOptions", "anthropic"),
        (
            "ChatPromptTemplate.from_messages(.)",
            "langchain_core.prompts.ChatPromptTemplate.from_messages",
            "ChatPromptTemplate.from_messages",
            None,
        ),
        ("PromptTemplate(template)", "langchain_core.prompts.PromptTemplate", "PromptTemplate", None),
        ("PromptTemplate(.)", "llama_index.core.PromptTemplate", "PromptTemplate", None),
        ("ChatPromptBuilder(template)", "haystack.components.builders.ChatPromptBuilder", "ChatPromptBuilder", None),
    ],
)
def test_calls_that_send(call: str, resolved: str | None, suffix: str, provider: str | None) -> None:
    found = sent(call, resolved)
    assert found is not None
    assert (found.suffix, found.provider) == (suffix, provider)


@pytest.mark.parametrize(
    ("call", "resolved"),
    [
        pytest.param("client.messages.create(to, from_, body)", None, id="a text message"),
        pytest.param("client.messages.create(body, **)", None, id="a text message with more"),
        pytest.param("client.messages.create(text)", None, id="some message"),
        pytest.param("c.beta.threads.messages.create(thread_id, role, content)", None, id="a message of a thread"),
        pytest.param("c.beta.threads.messages.create(**)", None, id="a message of a thread, spread"),
        pytest.param("client.images.generate(model, prompt, system)", None, id="a picture"),
        pytest.param("self.create(**)", None, id="anything made"),
        pytest.param("db.create(messages)", None, id="messages stored"),
        pytest.param("self.chat(**)", None, id="chat of anything"),
        pytest.param("self.chat(message)", None, id="one message of anything"),
        pytest.param("room.chat(messages)", None, id="messages without a model"),
        pytest.param("form.complete(model)", None, id="completing anything"),
        pytest.param("task.completion()", None, id="no argument"),
        pytest.param("shell.completion(. .)", None, id="of a shell"),
        pytest.param("completion(. .)", "click.completion", id="of a shell, imported"),
        pytest.param("api.responses.create(status)", None, id="responses of an interface"),
        pytest.param("responses(**)", "mylib.responses", id="responses of another library"),
        pytest.param("responses.add(. .)", "responses.add", id="a mock of requests"),
        pytest.param("self.converse(topic)", None, id="talking"),
        pytest.param("client.runs.stream(. . **)", None, id="runs of a graph"),
        pytest.param("self.generate_content(.)", None, id="a method of one's own"),
        pytest.param("runs.create(name)", None, id="runs of anything"),
        pytest.param("client.chats.create(name)", None, id="a chat room"),
        pytest.param("caches.create(name)", None, id="a cache"),
        pytest.param("Agent(name, role)", None, id="an agent that nobody imported"),
        pytest.param("Agent(instructions)", "myapp.agents.Agent", id="an agent of one's own"),
        pytest.param("Agent(name)", "agents.Agent", id="an agent without instructions"),
        pytest.param("Agent(host, port)", "monitoring.Agent", id="an agent that watches"),
        pytest.param("PromptTemplate(template)", "myapp.PromptTemplate", id="a template of one's own"),
        pytest.param("Task(description)", "celery.Task", id="a task of a queue"),
        pytest.param("X.from_defaults(**)", "llama_index.core.X.from_defaults", id="defaults of anything"),
        pytest.param("chat.stream(**)", None, id="a stream of a chat"),
        pytest.param("xmessages.create(model, messages)", None, id="the end of a longer word"),
        pytest.param("print(.)", None, id="print"),
        pytest.param("(messages)", None, id="no name"),
    ],
)
def test_calls_that_send_nothing(call: str, resolved: str | None) -> None:
    assert sent(call, resolved) is None


def test_what_the_request_of_anthropic_is_made_of() -> None:
    found = sent("client.messages.create(model, messages, system, tools)")
    assert found is not None
    assert (found.tools, found.system, found.messages) == (("tools",), ("system",), ("messages",))
    assert found.automatic == ("cache_control",)
    assert {"tool_choice", "thinking", "output_config"} <= set(found.settings)


def test_where_the_parts_of_other_requests_are() -> None:
    gemini = sent("c.models.generate_content(model, contents, config)")
    assert gemini is not None
    assert gemini.nested == (("config.tools", "tools"), ("config.system_instruction", "system"))
    bedrock = sent("c.converse(modelId, messages)")
    assert bedrock is not None
    assert bedrock.model == ("modelId",)
    assert ("toolConfig.tools", "tools") in bedrock.nested
    batch = sent("c.messages.batches.create(requests)")
    assert batch is not None
    assert batch.bodies == "requests.*.params"


def test_a_library_puts_a_clock_behind_the_system_prompt() -> None:
    found = sent("Agent(instructions, add_datetime_to_context)", "agno.agent.Agent")
    assert found is not None
    assert "add_datetime_to_context" in {switch.keyword for switch in found.switches}


def test_only_agents_go_on_with_a_conversation() -> None:
    agent, request = sent("Agent(instructions)", "agents.Agent"), sent("c.messages.create(model, messages)")
    assert agent is not None
    assert request is not None
    assert (agent.conversation, request.conversation) == (True, False)


@pytest.mark.parametrize("sink", SINKS, ids=lambda sink: sink.suffix)
def test_every_sink_can_be_met(sink: Sink) -> None:
    keywords = [group[0] for group in sink.needs]
    resolved: list[str | None] = [f"{name}x.{sink.suffix}" if name.endswith(".") else name for name in sink.imports]
    for name in resolved or [None]:
        found = sink_for(f"x.{sink.suffix}", name, keywords, spreads=False)
        assert found is not None
        assert found.suffix == sink.suffix


@pytest.mark.parametrize("sink", SINKS, ids=lambda sink: sink.suffix)
def test_every_sink_says_something(sink: Sink) -> None:
    assert sink.system or sink.messages or sink.nested or sink.bodies
    assert not set(sink.refuses) & {name for group in sink.needs for name in group}
    assert sink.provider is None or limits(None, sink.provider).provider is not Provider.UNKNOWN
    assert {section for _, section in sink.nested} <= {"tools", "system", "messages", "settings"}


@pytest.mark.parametrize(
    ("chain", "resolved", "role"),
    [
        ("SystemMessage", None, "system"),
        ("messages.HumanMessage", None, "user"),
        ("AIMessage", None, "assistant"),
        ("ChatMessage", None, ""),
        ("ChatMessage.from_system", None, "system"),
        ("ChatMessage.from_user", None, "user"),
        ("SystemMessagePromptTemplate.from_template", None, "system"),
        ("HumanMessagePromptTemplate.from_template", None, "user"),
        ("types.Content", "google.genai.types.Content", ""),
        ("types.UserContent", "google.genai.types.UserContent", "user"),
        ("ChatCompletionSystemMessageParam", None, "system"),
    ],
)
def test_classes_of_messages(chain: str, resolved: str | None, role: str) -> None:
    found = message_class(chain, resolved)
    assert found is not None
    assert found.role == role


@pytest.mark.parametrize(
    "chain", "Content types.Content from_system File.from_user ErrorMessage PromptTemplate x".split()
)
def test_classes_of_something_else(chain: str) -> None:
    assert message_class(chain) is None


@pytest.mark.parametrize("each", MESSAGE_CLASSES, ids=lambda each: each.name)
def test_every_class_of_messages_can_be_met(each: MessageClass) -> None:
    assert message_class(f"x.{each.name}", f"{each.imports[0]}x" if each.imports else None) == each
    assert each.content
