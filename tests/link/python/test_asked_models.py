"""Models and agents of libraries that are asked with a text: what the object is says that it is a request."""

from __future__ import annotations

import pytest

from _programs import codes, told
from promptlint.diagnostics import Severity

IMPORTS = """
from agents import Agent as OpenAgent, Runner
from langchain.chat_models import init_chat_model
from langchain_anthropic import ChatAnthropic
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from llama_index.llms.openai import OpenAI
from pydantic_ai import Agent

from rules import RULES

llm = ChatOpenAI(model="gpt-4o")
agent = Agent("openai:gpt-4o", instructions="You label.")
other = OpenAgent(name="labels", instructions="You label.", model="gpt-4o")

"""
FIRST, LAST = 'f"{question}\\n{RULES}"', 'f"{RULES}\\n{question}"'
WAYS = [
    pytest.param("def ask(question):\n    return llm.invoke(TEXT)", id="a model"),
    pytest.param("async def ask(question):\n    return await llm.ainvoke([HumanMessage(TEXT)])", id="with a message"),
    pytest.param(
        "def ask(question):\n    return llm.with_structured_output(dict).invoke(TEXT)", id="with more settings"
    ),
    pytest.param("def ask(question, llm: BaseChatModel):\n    return llm.invoke(TEXT)", id="by its annotation"),
    pytest.param("def ask(question):\n    return init_chat_model('gpt-4o').invoke(TEXT)", id="made by a function"),
    pytest.param(
        "class Labels:\n    def __init__(self):\n        self.model = ChatOpenAI(model='gpt-4o').bind(stop=['.'])\n\n"
        "    def ask(self, question):\n        return self.model.invoke(TEXT)",
        id="that an object keeps",
    ),
    pytest.param("def ask(question):\n    return OpenAI(model='gpt-4o').complete(TEXT)", id="of another library"),
    pytest.param("async def ask(question):\n    return await agent.run(TEXT)", id="an agent"),
    pytest.param("async def ask(question):\n    return await Runner.run(other, TEXT)", id="and a runner of them"),
]


@pytest.mark.parametrize("way", WAYS)
def test_a_question_ahead_of_the_rules(way: str) -> None:
    assert codes(IMPORTS + way.replace("TEXT", FIRST)) == ["PL101"]


@pytest.mark.parametrize("way", WAYS)
def test_a_question_behind_them(way: str) -> None:
    assert codes(IMPORTS + way.replace("TEXT", LAST)) == []


HANDED = """
class Service:
    def __init__(self):
        self.llm = ChatOpenAI(model="gpt-4o")

    def say(self, text):
        return self.llm.invoke(text).content

def label(rows):
    service = Service()
    return [service.say(TEXT) for row in rows]
"""
ANSWERED = """
def rewrite(question):
    draft = llm.invoke(question).content
    return ChatAnthropic(model="claude-sonnet-4-5").invoke(TEXT)
"""


@pytest.mark.parametrize(
    ("program", "first", "last"),
    [(HANDED, 'f"{row}\\n{RULES}"', 'f"{RULES}\\n{row}"'), (ANSWERED, 'f"{draft}\\n{RULES}"', 'f"{RULES}\\n{draft}"')],
    ids=["what others hand on", "what a model said"],
)
def test_another_text_each_time(program: str, first: str, last: str) -> None:
    [finding] = told(IMPORTS + program.replace("TEXT", first))
    assert (finding.code, finding.severity) == ("PL101", Severity.ERROR)
    assert told(IMPORTS + program.replace("TEXT", last)) == []


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("def ask(question, thing):\n    return thing.invoke(TEXT)", id="of anything"),
        pytest.param("def ask(question):\n    return OpenAIEmbeddings().embed_query(TEXT)", id="no model"),
        pytest.param("def ask(question, tool):\n    return tool.run(TEXT)", id="a tool"),
        pytest.param(
            "async def ask(question, history):\n    return await agent.run(TEXT, message_history=history)",
            id="in the course of a conversation",
        ),
        pytest.param(
            "async def ask(question, session):\n    return await Runner.run(other, TEXT, session=session)",
            id="of a session",
        ),
        pytest.param("def ask(question):\n    return llm.invoke('short')", id="nothing of it varies"),
    ],
)
def test_silent(program: str) -> None:
    assert codes(IMPORTS + program.replace("TEXT", FIRST)) == []


@pytest.mark.parametrize(
    ("description", "expected"),
    [('"{question}\\n" + RULES', ["PL101"]), ('RULES + "{question}"', []), ('"{ question }\\n" + RULES', [])],
    ids=["first", "last", "no field"],
)
def test_a_task_of_a_crew(description: str, expected: list[str]) -> None:
    program = f"""
    from crewai import Agent, Task
    from rules import RULES

    agent = Agent(role="Analyst", goal="Answer", backstory="None")
    task = Task(description={description}, expected_output="text", agent=agent)
    """
    assert codes(program) == expected
