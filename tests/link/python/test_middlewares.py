"""Middlewares of LangChain, which give a request another system prompt or other tools."""

from __future__ import annotations

import pytest

from _programs import codes, told

PROGRAM = """
from datetime import datetime

from langchain.agents.middleware import AgentMiddleware


class Catalogue:
    def __init__(self, tools, names):
        self.tools = {tool.name: tool for tool in tools}
        self._found: set[str] = names & set(self.tools)
        self.asked: list[str] = list(names)

    def found(self):
        return [self.tools[name] for name in self._found if name in self.tools]

    def sorted_(self):
        return [self.tools[name] for name in sorted(self._found)]

    def listed(self):
        return [self.tools[name] for name in self.asked]


class More(AgentMiddleware):
    def __init__(self, catalogue: Catalogue):
        self.catalogue = catalogue

    async def awrap_model_call(self, request, handler):
        BODY
        return await handler(request)
"""


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            ["more = self.catalogue.found()", "request = request.override(tools=[*request.tools, *more])"],
            ["PL104"],
            id="tools in the order of a set",
        ),
        pytest.param(
            [
                "changed = {}",
                "if more := self.catalogue.found():",
                '    changed["tools"] = list(request.tools) + more',
                "request = request.override(**changed)",
            ],
            ["PL104"],
            id="kept in a dict until then",
        ),
        pytest.param(
            ['request = request.override(system_prompt=f"{request.system_prompt} It is {datetime.now()}.")'],
            ["PL102"],
            id="a clock",
        ),
        pytest.param(
            ["more = self.catalogue.sorted_()", "request = request.override(tools=[*request.tools, *more])"],
            [],
            id="sorted",
        ),
        pytest.param(
            ["more = self.catalogue.listed()", "request = request.override(tools=[*request.tools, *more])"],
            [],
            id="in their own order",
        ),
        pytest.param(["request = request.override(tools=request.tools[:8])"], [], id="the first of them"),
        pytest.param(
            ['request = request.override(system_prompt=f"{request.system_prompt} You help.")'],
            [],
            id="words that stay",
        ),
        pytest.param(
            [
                "known = {tool.name for tool in request.tools}",
                "more = [tool for tool in self.catalogue.listed() if tool.name not in known]",
                "request = request.override(tools=[*request.tools, *more])",
            ],
            [],
            id="a set that is only looked into",
        ),
    ],
)
def test_a_request_that_is_overridden(lines: list[str], expected: list[str]) -> None:
    assert codes(PROGRAM.replace("BODY", "\n        ".join(lines))) == expected


def test_what_a_request_is_made_of_is_no_data_of_it() -> None:
    assert (
        codes(
            """
        from openai import OpenAI


        def forward(client: OpenAI, request):
            return client.chat.completions.create(
                model=request.model, messages=request.messages, tools=request.tools
            )
        """
        )
        == []
    )


STATE = """
from langchain.agents.middleware import AgentMiddleware, ModelRequest

WRITING = ("write_file", "edit_file", "delete_file")


class Some(AgentMiddleware):
    def __init__(self, more):
        self.more = more

    async def awrap_model_call(self, request: ModelRequest[Given], handler):
        BODY
        return await handler(request)
"""
READ_ONLY = "[tool for tool in request.tools if tool.name not in WRITING]"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            [
                'if request.state.get("active_mode") == "read":',
                f"    request = request.override(tools={READ_ONLY})",
            ],
            ["PL104"],
            id="fewer tools while the conversation is in a mode",
        ),
        pytest.param(
            [
                'loaded = request.state.get("loaded_tools") or set()',
                "tools = [*request.tools, *[tool for tool in self.more if tool.name in loaded]]",
                "request = request.override(tools=tools)",
            ],
            ["PL104"],
            id="tools that were loaded so far",
        ),
        pytest.param([f"request = request.override(tools={READ_ONLY})"], [], id="the same ones in each request"),
        pytest.param(
            ["if self.more:", "    request = request.override(tools=[*request.tools, *self.more])"],
            [],
            id="as the agent was made",
        ),
        pytest.param(
            ['if request.state["settings"].read_only:', f"    request = request.override(tools={READ_ONLY})"],
            [],
            id="as it was set",
        ),
        pytest.param(
            ["if request.runtime.context.read_only:", f"    request = request.override(tools={READ_ONLY})"],
            [],
            id="as the run was begun",
        ),
        pytest.param(
            ['if request.state.get("active_mode") == "read":', '    print("reading")'],
            [],
            id="a mode that leaves the tools alone",
        ),
    ],
)
def test_tools_by_what_a_conversation_keeps(lines: list[str], expected: list[str]) -> None:
    assert codes(STATE.replace("BODY", "\n        ".join(lines))) == expected


def test_conditions_that_guard_the_same_tools_are_told_together() -> None:
    lines = [
        'mode, phase = request.state.get("mode"), request.state.get("phase")',
        "tools = list(request.tools)",
        'if mode == "write":',
        "    tools.append(self.more)",
        'if phase == "review":',
        "    tools.append(self.review)",
        "request = request.override(tools=tools)",
    ]
    [found] = told(STATE.replace("BODY", "\n        ".join(lines)))
    assert found.code == "PL104"
    assert [label.text for label in found.finding.related][:2] == ["sent here", "and on this"]


HANDED_ON = """
from langchain.agents.middleware import AgentMiddleware, ModelRequest
from langchain.messages import AIMessage

WRITING = ("write_file", "edit_file", "delete_file")


class Some(AgentMiddleware):
    def __init__(self, more):
        self.more = more

    def is_reading(self, request: ModelRequest) -> bool:
        state = request.state
        if isinstance(state, dict):
            return state.get("active_mode") == "read"
        return getattr(state, "active_mode", None) == "read"

    def narrowed(self, request: ModelRequest):
        BODY
        return request.override(tools=[tool for tool in request.tools if tool.name not in WRITING])

    def wrap_model_call(self, request: ModelRequest, handler):
        return handler(self.narrowed(request))
"""


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param([], [], id="always"),
        pytest.param(["if not self.more:", "    return request"], [], id="as the agent was made"),
        pytest.param(["if not request.tools:", "    return request"], [], id="where there are any"),
        pytest.param(
            ['if request.state.get("active_mode") == "done":', '    return AIMessage("That is all.")'],
            [],
            id="where a model is asked at all",
        ),
        pytest.param(
            ['if request.state.get("active_mode") == "done":', '    raise ValueError("ended")'],
            [],
            id="where nothing is wrong",
        ),
        pytest.param(
            ['if request.state["settings"].writes:', "    return request"],
            [],
            id="as it was set",
        ),
        pytest.param(
            ['if request.state.get("active_mode") != "read":', "    return request"],
            ["PL104"],
            id="not while the conversation is in a mode",
        ),
        pytest.param(
            ["if not self.more or not self.is_reading(request):", "    return request"],
            ["PL104"],
            id="not where a method says so",
        ),
        pytest.param(
            ['if getattr(request.state, "active_mode", None) is None:', "    return request"],
            ["PL104"],
            id="by an attribute of the state",
        ),
    ],
)
def test_tools_of_requests_that_were_not_handed_on_before(lines: list[str], expected: list[str]) -> None:
    assert codes(HANDED_ON.replace("BODY", "\n        ".join(lines))) == expected


def test_a_request_that_was_given_to_its_handler_before() -> None:
    lines = [
        'if request.state.get("active_mode") != "read":',
        "    return await handler(request)",
        f"return await handler(request.override(tools={READ_ONLY}))",
    ]
    assert codes(STATE.replace("BODY", "\n        ".join(lines))) == ["PL104"]
