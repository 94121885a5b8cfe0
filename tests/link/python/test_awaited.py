"""Fields of the templates of libraries: values that come when a prompt is sent."""

from __future__ import annotations

import pytest

from _programs import codes, told

LANGCHAIN = """
from operator import itemgetter

from langchain.chains import LLMChain, RetrievalQA
from langchain.chains.combine_documents import create_stuff_documents_chain
from langchain_core.messages import SystemMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate, MessagesPlaceholder, PromptTemplate
from langchain_core.runnables import RunnablePassthrough
from langchain_openai import ChatOpenAI

from rules import FEW, RULES

llm = ChatOpenAI(model="gpt-4o")


def joined(docs):
    return "\\n".join(doc.page_content for doc in docs)


"""
FOUND = 'ChatPromptTemplate.from_messages([("system", "Use {context}\\n" + RULES), ("human", "{question}")])'
BEHIND = 'ChatPromptTemplate.from_messages([("system", RULES), ("human", "{context}\\n{question}")])'
RUN = "def ask(retriever, question):\n    docs = retriever.invoke(question)\n    return (TEMPLATE | llm).invoke(GIVEN)"
LCEL = "def make(retriever):\n    return HEAD | TEMPLATE | llm | StrOutputParser()"


def run(template: str, given: str = "{'context': joined(docs), 'question': question}") -> str:
    return RUN.replace("TEMPLATE", template).replace("GIVEN", given)


def lcel(head: str, template: str = FOUND) -> str:
    return LCEL.replace("HEAD", head).replace("TEMPLATE", template)


@pytest.mark.parametrize(
    "program",
    [
        pytest.param('T = ChatPromptTemplate.from_messages([("human", "{question}\\n" + RULES)])', id="messages"),
        pytest.param('T = ChatPromptTemplate([{"role": "user", "content": "{question}" + RULES}])', id="mappings"),
        pytest.param('T = ChatPromptTemplate.from_template("{question}\\n" + RULES)', id="one message"),
        pytest.param('T = PromptTemplate.from_template("Page: {page_html}\\n" + RULES)', id="a text"),
        pytest.param(
            'T = PromptTemplate(template="{{ question }}\\n" + RULES, template_format="jinja2")', id="another language"
        ),
        pytest.param(
            "def ask(path):\n    minutes = open(path).read()\n"
            '    return (PromptTemplate.from_template("{minutes}" + RULES) | llm).invoke({"minutes": minutes})',
            id="nothing else differs",
        ),
        pytest.param(run(FOUND), id="what a chain is run with"),
        pytest.param(run('PromptTemplate.from_template("{context}" + RULES + "{question}")'), id="a chain of a text"),
        pytest.param(
            "def ask(index, question):\n    docs = index.similarity_search(question)\n"
            '    return LLMChain(llm=llm, prompt=PromptTemplate.from_template("{docs}" + RULES + "{question}"))'
            ".run(docs=joined(docs), question=question)",
            id="a chain of old",
        ),
        pytest.param(lcel('{"context": retriever, "question": RunnablePassthrough()}'), id="a retriever"),
        pytest.param(lcel('{"context": retriever | joined, "question": RunnablePassthrough()}'), id="and a function"),
        pytest.param(
            lcel('{"context": itemgetter("question") | retriever, "question": itemgetter("question")}'),
            id="a part of what it is called with",
        ),
        pytest.param(f"CHAIN = create_stuff_documents_chain(llm, {FOUND})", id="documents"),
        pytest.param(
            "def make(retriever):\n    return RetrievalQA.from_chain_type(llm, retriever=retriever, chain_type_kwargs="
            '{"prompt": PromptTemplate.from_template("{context}" + RULES + "{question}")})',
            id="documents as of old",
        ),
        pytest.param(
            "def ask(question):\n    chain = ChatPromptTemplate.from_template('{question}') | llm\n"
            "    draft = chain.invoke({'question': question})\n    return llm.invoke(f'{draft.content}\\n{RULES}')",
            id="what a chain answers",
        ),
        pytest.param(
            "CHAIN = create_stuff_documents_chain(llm, ChatPromptTemplate.from_messages("
            '[("system", RULES + "{context}"),'
            ' MessagesPlaceholder("chat_history"), ("human", "{input}")]))',
            id="documents ahead of the turns",
        ),
    ],
)
def test_langchain(program: str) -> None:
    assert codes(LANGCHAIN + program) == ["PL101"]


@pytest.mark.parametrize(
    "program",
    [
        pytest.param('T = ChatPromptTemplate.from_messages([("human", RULES + "{question}")])', id="behind it"),
        pytest.param('T = ChatPromptTemplate.from_messages([("human", "{{question}}\\n" + RULES)])', id="two braces"),
        pytest.param('T = ChatPromptTemplate.from_messages([("human", "{question}\\n" + FEW)])', id="too short"),
        pytest.param(
            'T = PromptTemplate(template="{query}" + RULES, partial_variables={"query": "the same"})',
            id="filled at once",
        ),
        pytest.param(
            'T = PromptTemplate(template="{question}" + RULES, template_format="handlebars")', id="no known language"
        ),
        pytest.param('T = PromptTemplate.from_template("Speak {dialect}.\\n" + RULES)', id="a part of some request"),
        pytest.param('T = ChatPromptTemplate.from_messages([SystemMessage("{question}" + RULES)])', id="not filled"),
        pytest.param(
            'T = ChatPromptTemplate.from_messages([("system", "{style}" + RULES), ("human", "{question}")])',
            id="a style",
        ),
        pytest.param(
            'T = ChatPromptTemplate.from_messages([("system", RULES), ("placeholder", "{chat_history}"),'
            ' ("human", "{input}")])',
            id="what was said before",
        ),
        pytest.param(run(BEHIND), id="run with what stands behind it"),
        pytest.param(run(FOUND, "{'context': 'the same', 'question': question}"), id="run with a constant"),
        pytest.param(
            lcel('{"context": retriever, "question": RunnablePassthrough()}', BEHIND), id="found, and behind it"
        ),
        pytest.param(lcel('{"context": RunnablePassthrough(), "question": RunnablePassthrough()}'), id="handed on"),
        pytest.param(lcel('{"other": retriever, "question": RunnablePassthrough()}'), id="found for something else"),
        pytest.param(
            "CHAIN = create_stuff_documents_chain(llm, ChatPromptTemplate.from_messages("
            '[("system", RULES + "{context}"),'
            ' ("human", "{input}")]))',
            id="documents in one question",
        ),
        pytest.param("FLAGS = retriever_flags | other_flags", id="no chain"),
    ],
)
def test_langchain_is_silent(program: str) -> None:
    assert codes(LANGCHAIN + program) == []


@pytest.mark.parametrize(("first", "expected"), [("{question}", ["PL101"]), ("{style}", [])])
def test_a_template_in_a_file(first: str, expected: list[str]) -> None:
    program = """
    from langchain_core.prompts import PromptTemplate
    from langchain_openai import ChatOpenAI

    def ask(question, style):
        chain = PromptTemplate.from_file("ask.txt") | ChatOpenAI(model="gpt-4o")
        return chain.invoke({"question": question + "?", "style": style})
    """
    rules = "read the whole ticket before you answer it\n" * 150
    assert codes(program, {"ask.txt": f"{first}\n{rules}\n{{question}}\n"}) == expected


@pytest.mark.parametrize(
    ("content", "context", "expected"),
    [
        ('"{{ page }}" + RULES', "{'page': page_html}", ["PL101"]),
        ('RULES + "{{ page }}"', "{'page': page_html}", []),
        ('"{{ page }}" + RULES', "{'page': 'the same'}", []),
    ],
    ids=["first", "last", "a constant"],
)
def test_the_context_of_a_request(content: str, context: str, expected: list[str]) -> None:
    program = f"""
    import instructor
    from rules import RULES

    client = instructor.from_provider("openai/gpt-4o")

    def read(page_html):
        messages = [{{"role": "user", "content": {content}}}]
        return client.chat.completions.create(
            model="gpt-4o", response_model=dict, messages=messages, context={context}
        )
    """
    assert codes(program) == expected


def test_a_template_that_another_module_runs() -> None:
    template = "from langchain_core.prompts import ChatPromptTemplate\nfrom rules import RULES\nQA = " + FOUND
    program = """
    from langchain_openai import ChatOpenAI
    from templates import QA

    def ask(retriever, question):
        docs = retriever.invoke(question)
        chain = QA | ChatOpenAI(model="gpt-4o")
        return chain.invoke(
            {"context": docs, "question": question}
        )
    """
    [finding] = told(program, {"templates.py": template})
    assert finding.finding.primary.path == "main.py"
    assert finding.finding.related[-1].path == "templates.py"


OTHERS = {
    "llama index": (
        "from llama_index.core import PromptTemplate",
        'QA = PromptTemplate("HEAD" + RULES + "TAIL")',
        "Found: {context_str}",
        "{style}",
    ),
    "haystack": (
        "from haystack.components.builders import PromptBuilder",
        'B = PromptBuilder(template="HEAD" + RULES + "TAIL")',
        "{% for doc in documents %}{{ doc.content }}{% endfor %}",
        "{{ style }}",
    ),
    "haystack's messages": (
        "from haystack.components.builders import ChatPromptBuilder\nfrom haystack.dataclasses import ChatMessage",
        'B = ChatPromptBuilder(template=[ChatMessage.from_system("HEAD" + RULES), ChatMessage.from_user("TAIL")])',
        "Asked: {{ query }}",
        "{{ style }}",
    ),
    "semantic kernel": (
        "from semantic_kernel.functions import KernelFunctionFromPrompt",
        'F = KernelFunctionFromPrompt(function_name="f", plugin_name="p", prompt="HEAD" + RULES + "TAIL")',
        "{{$input}}",
        "{{time.now}}",
    ),
    "google's agents": (
        "from google.adk.agents import LlmAgent",
        'A = LlmAgent(name="a", model="openai/gpt-4o", instruction="HEAD" + RULES + "TAIL")',
        "About: {user:profile?}",
        '{\\"name\\": 1} { } {a b}',
    ),
}


def said(library: str, head: str, tail: str) -> list[str]:
    imports, program, _, _ = OTHERS[library]
    return codes(f"{imports}\nfrom rules import RULES\n{program.replace('HEAD', head).replace('TAIL', tail)}")


@pytest.mark.parametrize("library", OTHERS)
def test_ahead_of_the_rules(library: str) -> None:
    assert said(library, OTHERS[library][2], "") == ["PL101"]


@pytest.mark.parametrize("library", OTHERS)
def test_behind_them(library: str) -> None:
    assert said(library, "", OTHERS[library][2]) == []


@pytest.mark.parametrize("library", OTHERS)
def test_what_tells_nothing(library: str) -> None:
    assert said(library, OTHERS[library][3], OTHERS[library][2]) == []
