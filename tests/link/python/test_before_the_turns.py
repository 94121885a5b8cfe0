"""What a system prompt says anew with each turn, ahead of what was said before."""

from __future__ import annotations

import pytest

from _programs import codes

CHAT = """
import anthropic


class Chat:
    def __init__(self, client: anthropic.Anthropic, memory, retriever):
        self.client, self.memory, self.retriever = client, memory, retriever
        self.history = []

    def ask(self, user_input):
        self.history.append({"role": "user", "content": user_input})
        HEAD
        return self.client.messages.create(
            model="claude-sonnet-4-5", max_tokens=9, system=head, messages=self.history
        )
"""


@pytest.mark.parametrize(
    "head",
    [
        pytest.param('head = "You help.\\n" + "\\n".join(self.memory.search(user_input))', id="memories"),
        pytest.param('head = f"You help. They ask: {user_input}"', id="the question"),
        pytest.param(
            'found = self.retriever.invoke(user_input); head = "You help." + (f"{found}" if found else "")',
            id="passages",
        ),
    ],
)
def test_ahead_of_the_conversation(head: str) -> None:
    assert codes(CHAT.replace("HEAD", head)) == ["PL101"]


def test_ahead_of_a_conversation_that_is_handed_over() -> None:
    assert codes(
        """
        from openai import OpenAI


        def ask(client: OpenAI, memory, question, history):
            notes = memory.search(question)
            messages = [{"role": "system", "content": f"You help. {notes}"}, *history]
            return client.chat.completions.create(model="gpt-5", messages=messages)
        """
    ) == ["PL101"]


@pytest.mark.parametrize(
    "head",
    [
        pytest.param('head = "You help."', id="words that stay"),
        pytest.param('head = f"You help {self.memory.user_name}."', id="who the conversation is with"),
        pytest.param('head = f"You help. {self.memory.rules}"', id="what nobody knows"),
        pytest.param('head = "You help."; print(self.memory.search(user_input))', id="only written down"),
        pytest.param(
            'head = "You help."; self.history[-1]["content"] += f"{self.memory.search(user_input)}"',
            id="in the latest message",
        ),
    ],
)
def test_nothing_new_ahead_of_it(head: str) -> None:
    assert codes(CHAT.replace("HEAD", head)) == []


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(
            """
            from openai import OpenAI


            def ask(client: OpenAI, memory, question):
                notes = memory.search(question)
                messages = [{"role": "system", "content": f"You help. {notes}"}, {"role": "user", "content": question}]
                return client.chat.completions.create(model="gpt-5", messages=messages)
            """,
            id="no conversation",
        ),
        pytest.param(
            """
            from openai import OpenAI


            def work(client: OpenAI, memory, question):
                notes = memory.search(question)
                messages = [{"role": "system", "content": f"You help. {notes}"}, {"role": "user", "content": question}]
                while True:
                    answer = client.chat.completions.create(model="gpt-5", messages=messages)
                    messages.append(answer.choices[0].message)
                    if not answer.choices[0].message.tool_calls:
                        return answer
            """,
            id="a conversation that begins with the question",
        ),
        pytest.param(
            """
            from agents import Agent


            def helper(memory, question):
                return Agent(name="helper", instructions=f"You help. {memory.search(question)}")
            """,
            id="an agent for one question",
        ),
    ],
)
def test_no_turns_before(program: str) -> None:
    assert codes(program) == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param('f"What the user said before: {found}"', ["PL101"], id="what was found"),
        pytest.param('"You may look into the memory."', [], id="words that stay"),
        pytest.param('f"You talk to {context.user_name}."', [], id="who the conversation is with"),
    ],
)
def test_instructions_that_are_added_to_each_request(said: str, expected: list[str]) -> None:
    program = """
    class Recall:
        async def before_model(self, context, request):
            found = await context.search_memory(context.user_message)
            request.append_instructions([SAID])
    """
    assert codes(program.replace("SAID", said)) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("return self.table.select(question)", ["PL101"], id="asked of a table"),
        pytest.param("return [each for each in self.table.select(question)]", ["PL101"], id="rows of a table"),
        pytest.param('return "nothing"', [], id="always the same"),
    ],
)
def test_a_search_of_the_program_itself(body: str, expected: list[str]) -> None:
    program = """
    from openai import OpenAI


    class Memories:
        def __init__(self, table):
            self.table = table

        def search_memories(self, question):
            BODY


    class Chat:
        def __init__(self, client: OpenAI, memories: Memories):
            self.client, self.memories = client, memories

        def ask(self, question, history):
            notes = self.memories.search_memories(question)
            messages = [{"role": "system", "content": f"You help. {notes}"}, *history]
            return self.client.chat.completions.create(model="gpt-5", messages=messages)
    """
    assert codes(program.replace("BODY", body)) == expected


@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        pytest.param(', {"role": "user", "content": question}', ["PL101"], id="what is said now stands behind"),
        pytest.param("", [], id="it may be what is said now"),
    ],
)
def test_a_list_that_is_only_spelled_out(behind: str, expected: list[str]) -> None:
    program = """
    def prepare(question, memory, history):
        found = memory.search(question)
        return [{"role": "system", "content": f"You help. {found}"}, *historyBEHIND]
    """
    assert codes(program.replace("BEHIND", behind)) == expected


CONVERTED = """
import anthropic


class Chat:
    def __init__(self, client: anthropic.Anthropic, memory):
        self.client, self.memory = client, memory
        self.history = []

    def plain(self, messages):
        CONVERT

    def ask(self, user_input):
        self.history.append({"role": "user", "content": user_input})
        head = HEAD
        return self.client.messages.create(
            model="claude-sonnet-4-5", max_tokens=9, system=head, messages=self.plain(self.history)
        )
"""
FOUND = '"You help.\\n" + "\\n".join(self.memory.search(user_input))'
ONE_BY_ONE = """plain = []
        for message in messages:
            if isinstance(message, list):
                plain.extend(message)
            else:
                plain.append(message)
        return plain"""
TOLD = """roles = []
        for message in messages:
            roles.append(message["role"])
        return [{"role": "user", "content": f"{len(roles)} were said."}]"""


@pytest.mark.parametrize(
    ("convert", "head", "expected"),
    [
        pytest.param(ONE_BY_ONE, FOUND, ["PL101"], id="in a loop"),
        pytest.param(
            'return [{"role": m["role"], "content": m["content"]} for m in messages]', FOUND, ["PL101"], id="at once"
        ),
        pytest.param(ONE_BY_ONE, '"You help."', [], id="a head that stays"),
        pytest.param("return [dict(m) for m in messages]", '"You help."', [], id="a head that stays, at once"),
        pytest.param(TOLD, FOUND, [], id="another list is filled on the way"),
        pytest.param("return [messages[-1]]", FOUND, [], id="only the latest is sent"),
    ],
)
def test_a_conversation_in_another_form(convert: str, head: str, expected: list[str]) -> None:
    assert codes(CONVERTED.replace("CONVERT", convert).replace("HEAD", head)) == expected


LOOP = """
import anthropic


def run(client: anthropic.Anthropic, memory, query, tickets):
    step, messages = 0, [{"role": "user", "content": query}]
    notes = memory.search(query)
    LOOP:
        BODY
        answer = client.messages.create(model="claude-sonnet-4-5", max_tokens=9, system=SYSTEM, messages=messages)
        messages.append({"role": "assistant", "content": answer.content})
        step += 1
"""


@pytest.mark.parametrize(
    ("loop", "body", "system"),
    [
        pytest.param("for each in range(9)", "pass", 'f"You help. Step {each + 1} of 9."', id="the number of a round"),
        pytest.param("for each in range(9)", "pass", 'f"You help. Step {step}."', id="counted on"),
        pytest.param("while True", "pass", 'f"You help. Step {step}."', id="counted on for ever"),
        pytest.param("for each in tickets", "pass", 'f"You help with {each.title}."', id="an element"),
    ],
)
def test_each_round_of_a_loop_ahead_of_what_it_adds_to(loop: str, body: str, system: str) -> None:
    assert codes(LOOP.replace("LOOP", loop).replace("BODY", body).replace("SYSTEM", system)) == ["PL101"]


@pytest.mark.parametrize(
    ("loop", "body", "system"),
    [
        pytest.param("for each in range(9)", "pass", '"You help."', id="words that stay"),
        pytest.param("for each in range(9)", "pass", 'f"You help. {notes}"', id="found out ahead of the loop"),
        pytest.param("while True", "pass", 'f"You help. {notes}"', id="found out ahead of what goes on for ever"),
        pytest.param(
            "for each in tickets",
            'messages = [{"role": "user", "content": each.text}]',
            'f"You help with {each.title}."',
            id="messages of each round",
        ),
    ],
)
def test_rounds_that_begin_alike_or_anew(loop: str, body: str, system: str) -> None:
    assert codes(LOOP.replace("LOOP", loop).replace("BODY", body).replace("SYSTEM", system)) == []


VARIANTS = """
import asyncio

import openai

HEADS = {"brief": "You help in brief. " * 99, "full": "You help with all that you know. " * 99}


def begin(turns):
    messages = []
    for turn in turns:
        messages.append({"role": turn.role, "content": turn.text})
    return messages


async def compare(client: openai.AsyncOpenAI, turns):
    messages = begin(turns)

    async def ask(name):
        return await client.chat.completions.create(
            model="gpt-5", messages=[{"role": "system", "content": HEADS[name]}, *messages]
        )

    return await asyncio.gather(*[ask(name) for name in HEADS])
"""


def test_variants_of_one_conversation_are_no_turns_of_it() -> None:
    assert codes(VARIANTS) == []


SUMMED = """
import openai
from rules import RULES


def compact(client: openai.OpenAI, parted):
    return client.chat.completions.create(model="gpt-5", messages=MESSAGES)
"""


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        pytest.param('[*parted.input, {"role": "user", "content": RULES}]', [], id="behind the messages"),
        pytest.param('parted.input + [{"role": "user", "content": RULES}]', [], id="joined"),
        pytest.param(
            '[{"role": "user", "content": f"{parted.input}\\n{RULES}"}]', ["PL101"], id="behind a text in one message"
        ),
    ],
)
def test_instructions_behind_a_conversation_that_is_called_input(messages: str, expected: list[str]) -> None:
    assert codes(SUMMED.replace("MESSAGES", messages)) == expected


PRINTED = """
import openai
from rules import RULES


class Browser:
    def __init__(self, client: openai.OpenAI):
        self.client = client
        self.history = []
        self.names = []

    def observe(self, task):
        return self.client.responses.create(model="gpt-5", input=f"PRINTED\\n{RULES}")

    def note(self, seen):
        self.history.append({"seen": seen})
"""


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param("{self.history[-5:]}", ["PL101"], id="the last few"),
        pytest.param("{self.history}", ["PL101"], id="all of it"),
        pytest.param("{self.names}", [], id="a list that stays empty"),
    ],
)
def test_a_history_that_is_printed(printed: str, expected: list[str]) -> None:
    assert codes(PRINTED.replace("PRINTED", printed)) == expected


@pytest.mark.parametrize(
    ("owner", "expected"),
    [
        pytest.param("Messages()", [], id="what is made here"),
        pytest.param("Messages().add_user(RULES)", [], id="and added to"),
        pytest.param("messages.Builder()", [], id="of a module"),
        pytest.param("request", ["PL101"], id="what is handed over"),
        pytest.param("self.chat", ["PL101"], id="what is kept"),
        pytest.param("self.chat()", ["PL101"], id="what somebody else has made"),
    ],
)
def test_instructions_of_a_conversation_that_begins(owner: str, expected: list[str]) -> None:
    program = """
    from rules import RULES


    class Rating:
        async def rate(self, context, request, messages, query):
            OWNER.add_system_message(f"Rate how well this fits: {query}")
    """
    assert codes(program.replace("OWNER", owner)) == expected


KEEPER = """
import openai

RULES = "You help."


class Pet:
    def __init__(self, client: openai.OpenAI):
        self.client, self.history, self.seen, self.mood, self.label = client, [], [], 5, ""

    def observe(self, thing, mood):
        self.seen.append(thing)
        self.mood += mood

    def rename(self, label):
        self.label = label

    def ask(self, text):
        head = RULES + "".join(f"- {each}" for each in self.seen)
        messages = [{"role": "system", "content": head}, *self.history, {"role": "user", "content": text}]
        answer = self.client.chat.completions.create(model="gpt-5", messages=messages)
        self.history.append({"role": "user", "content": text})
        self.history.append({"role": "assistant", "content": answer.choices[0].message.content})
"""
HEAD = 'head = RULES + "".join(f"- {each}" for each in self.seen)'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("", "", id="a list that grows"),
        pytest.param(HEAD, 'head = RULES + ", ".join(self.seen)', id="joined"),
        pytest.param(HEAD, 'head = RULES + f"You feel {self.mood}."', id="a mood that moves"),
        pytest.param("self.seen.append(thing)", "self.seen += [thing]", id="added to"),
    ],
)
def test_what_an_object_gathers(old: str, new: str) -> None:
    assert codes(KEEPER.replace(old, new) if old else KEEPER) == ["PL101"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(HEAD, "head = RULES", id="left out"),
        pytest.param("def observe(", "def register(", id="by a method that sets it up"),
        pytest.param(HEAD, 'head = RULES + f"You are {self.label}."', id="a name that it is given"),
        pytest.param("*self.history, ", "", id="no conversation"),
        pytest.param(
            '{"role": "user", "content": text}]',
            '{"role": "user", "content": f"{text} {self.seen}"}]',
            id="in the latest",
        ),
    ],
)
def test_what_an_object_keeps(old: str, new: str) -> None:
    program = KEEPER.replace(old, new)
    assert codes(program.replace(HEAD, "head = RULES") if "{self.seen}" in new else program) == []


GIVEN = """
from openai import OpenAI


async def ask(client: OpenAI, memory, store, question, session):
    notes = await memory.get_semantic_context(question)
    history = await store.get_history(session)
    messages = [{"role": "system", "content": f"You help. {notes}"}, *history, {"role": "user", "content": question}]
    return await client.chat.completions.create(model="gpt-5", messages=messages)
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("", "", id="of what is meant"),
        pytest.param("memory.get_semantic_context(question)", "store.build_memory_block(question)", id="a block of it"),
        pytest.param("memory.get_semantic_context(question)", "load_related_notes(text=question)", id="by a keyword"),
        pytest.param("store.get_history(session)", "store.load_conversation_history(session, limit=None)", id="loaded"),
        pytest.param("store.get_history(session)", "store.of(session).history", id="kept"),
    ],
)
def test_what_is_remembered_for_a_question(old: str, new: str) -> None:
    assert codes(GIVEN.replace(old, new) if old else GIVEN) == ["PL101"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("get_semantic_context(question)", "get_semantic_context(session)", id="for the session"),
        pytest.param("get_semantic_context(question)", "get_semantic_context()", id="for nothing"),
        pytest.param("get_semantic_context(question)", "forget_memories(question)", id="another verb"),
        pytest.param("memory.get_semantic_context(question)", "store.get_memory_limit(question)", id="a limit"),
        pytest.param("store.get_history(session)", "store.get_examples(session)", id="examples"),
        pytest.param("store.get_history(session)", "make_history(session)", id="made of something"),
    ],
)
def test_nothing_of_the_question(old: str, new: str) -> None:
    assert old in GIVEN
    assert codes(GIVEN.replace(old, new)) == []
