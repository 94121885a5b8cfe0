"""What only looks as if it cost a cache: stamps beside a message, turns of a conversation, short texts."""

from __future__ import annotations

from textwrap import dedent

import pytest

from promptlint.engine import lint_files
from promptlint.ir import Nature, Placeholder, Stability
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import opaques
from promptlint.source import Span

LINE = "read the whole ticket before you answer it, and answer politely\n"
RULES = f"RULES = '''\n{LINE * 150}'''\n"
FEW = f"FEW = '''\n{LINE * 25}'''\n"


def codes(program: str, **files: str) -> list[str]:
    """The rules that find fault with a program, hints aside."""
    texts = {
        f"{name}.py": dedent(text).lstrip() for name, text in {"rules": RULES + FEW, "main": program, **files}.items()
    }
    outcome = lint_files(texts)
    return sorted({each.code for each in outcome.diagnostics if each.severity > each.severity.INFO})


def sent(before: str, system: str = "RULES", messages: str = "[{'role': 'user', 'content': question}]") -> list[str]:
    """The same of a program with one request."""
    return codes(
        f"""
import time
import uuid
from datetime import datetime

import anthropic
from rules import RULES

{dedent(before).strip()}


def ask(question, history):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6", max_tokens=9, system={system}, messages={messages}
    )
"""
    )


# ---------------------------------------------------------------- what is taken out of a mixture


CALL = """
def call(fast):
    query = first if fast else second
    answer, seconds = query("x")
    return answer


def first(text):
    return f"{text}: one. ", time.time()


def second(text):
    return f"{text}: two. ", time.time() + 1
"""
MESSAGE = """
MODEL = "m"


class Log:
    def __init__(self):
        self.messages = [{"role": "system", "content": "You chat. "}]

    def add(self, text):
        self.messages.append({"id": str(uuid.uuid4()), "role": "user", "content": text})


log = Log()
"""


@pytest.mark.parametrize(
    ("before", "system"),
    [
        pytest.param(CALL, "call(question) + RULES", id="one of several results"),
        pytest.param("LOG = [{'at': time.time(), 'text': 'x'}]", "LOG[0]['text'] + RULES", id="a field"),
        pytest.param(
            "def note(key):\n    return {'at': time.time(), 'text': 'x'}[key]", "f'{note(question)}{RULES}'", id="a key"
        ),
    ],
)
def test_a_part_of_a_mixture_is_not_its_worst_part(before: str, system: str) -> None:
    assert "PL102" not in sent(before, system)


@pytest.mark.parametrize(
    ("before", "system"),
    [
        pytest.param(
            CALL.replace("return answer", "return seconds"), "f'{call(question)}{RULES}'", id="the clock itself"
        ),
        pytest.param("def note():\n    return {'at': time.time()}['at']", "f'{note()}{RULES}'", id="its key"),
        pytest.param(
            "def note(n):\n    return [time.time(), time.time()][n]", "f'{note(1)}{RULES}'", id="all are clocks"
        ),
    ],
)
def test_what_varies_by_itself_is_found(before: str, system: str) -> None:
    assert "PL102" in sent(before, system)


# ---------------------------------------------------------------- conversations


STAMPED = """
import anthropic
import datetime
from rules import RULES


class Chat:
    def __init__(self):
        self.history = []

    def reply(self, text):
        self.history.append({{"role": "user", "content": text, "at": datetime.datetime.now().isoformat()}})
        lines = "\\n".join(f"[{{each['at']}}] {{each['content']}}" for each in {over})
        prompt = f"{{lines}}\\n{{RULES}}"
        return anthropic.Anthropic().messages.create(
            model="claude-sonnet-4-6", max_tokens=9, messages=[{{"role": "user", "content": prompt}}]
        )
"""


def test_a_stamp_that_was_put_on_a_message_stays_on_it() -> None:
    assert "PL102" not in codes(STAMPED.format(over="self.history"))


def test_a_stamp_that_is_put_on_each_time_does_not() -> None:
    over = "[{**each, 'at': datetime.datetime.now().isoformat()} for each in self.history]"
    assert "PL102" in codes(STAMPED.format(over=over))


@pytest.mark.parametrize(
    "messages",
    [
        pytest.param("[*history, {'role': 'user', 'content': f'{question} {RULES}'}]", id="behind a history"),
        pytest.param("history + [{'role': 'user', 'content': RULES}]", id="added to it"),
        pytest.param("history[-1:]", id="the latest message only"),
        pytest.param(
            "[{'role': 'user', 'content': 'Begin.'}, {'role': 'assistant', 'content': history['answer']},"
            " {'role': 'user', 'content': f'{question} {RULES}'}]",
            id="behind an answer",
        ),
    ],
)
def test_what_a_turn_adds_is_behind_the_conversation(messages: str) -> None:
    assert sent("", "'You chat.'", messages) == []


def test_a_question_in_front_is_not() -> None:
    assert "PL101" in sent("", "'You chat.'", "[{'role': 'user', 'content': f'{question} {RULES}'}]")


def test_a_cut_that_is_counted_is_no_window() -> None:
    counted = """
def recent(history):
    left = len(history)
    for each in history:
        if each["done"]:
            left -= 1
    return history[-left:]
"""
    assert sent(counted, "RULES", "recent(history)") == []
    assert sent(counted.replace("-left:", "-8:"), "RULES", "recent(history)") == ["PL105"]


def test_a_window_on_a_history_is_not() -> None:
    assert sent("", "RULES", "history[-4:]") == ["PL105"]


MARKED = """
def turn(message):
    parts = [{{"type": "text", "text": message["question"], "cache_control": {{"type": "ephemeral"}}}}]
    return {{"role": "{role}", "content": parts}}
"""


def test_a_mark_on_an_answer_moves_along_with_the_conversation() -> None:
    assert codes(MARKED.format(role="assistant")) == []


# ---------------------------------------------------------------- once for a process, once for an object


def test_a_constant_of_a_module_is_computed_once() -> None:
    assert (
        codes("from datetime import datetime\nfrom rules import RULES\n\nSYSTEM_PROMPT = f'{datetime.now()} {RULES}'\n")
        == []
    )


def test_a_function_that_makes_it_is_not() -> None:
    program = """
    from datetime import datetime
    from rules import RULES

    def system_prompt():
        return f'{datetime.now()} {RULES}'
    """
    assert codes(program) == ["PL102"]


def test_an_agent_of_a_loop_has_a_conversation_of_its_own() -> None:
    program = """
    from agents import Agent
    from rules import RULES

    def team(names):
        return [Agent(name=name, instructions=f"You are {name}. {RULES}") for name in names]
    """
    outcome = lint_files({"main.py": dedent(program), "rules.py": RULES})
    assert all(each.severity is not each.severity.ERROR for each in outcome.diagnostics)


# ---------------------------------------------------------------- tools


TOOL = """
import anthropic
from rules import RULES


class Tool:
    def __init__(self, name):
        self.name = name
        self.description = {description}
        self.log_path = f"/tmp/{{id(self)}}"
        self.schema_model = Model()


class Model:
    def __init__(self):
        self.log_key = f"log-{{id(self)}}"


def ask(question):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6", max_tokens=9, tools=[Tool("search")], system=RULES,
        messages=[{{"role": "user", "content": question}}],
    )
"""


def test_what_a_tool_works_with_is_not_sent() -> None:
    assert codes(TOOL.format(description="'Searches.'")) == []


def test_what_it_says_is() -> None:
    assert codes(TOOL.format(description="f'Searches, as of {id(self)}.'")) == ["PL104"]


# ---------------------------------------------------------------- how long, and where

GUESSED = """
from rules import FEW, RULES


def rewrite_prompt(question):
    return f"Rewrite {{question}} by these rules. {{{rules}}}"
"""


def test_a_text_that_nothing_is_seen_to_send_is_long_for_sure() -> None:
    assert codes(GUESSED.format(rules="FEW")) == []
    assert codes(GUESSED.format(rules="RULES")) == ["PL101"]


def test_a_template_that_is_read_is_shown_where_it_stands() -> None:
    program = """
    from jinja2 import BaseLoader, Environment

    PROMPT = open("prompt.txt").read().strip()


    def answer_prompt(question):
        return Environment(loader=BaseLoader()).from_string(PROMPT).render(question=question)
    """
    template = "You answer.\n\nAbout {{ question }} in short.\n" + LINE * 150
    outcome = lint_files({"main.py": dedent(program).lstrip(), "prompt.txt": template})
    finding = next(each.finding for each in outcome.diagnostics if each.code == "PL101")
    places = [(label.path, outcome.sources[label.path].position(label.span.start).line) for label in finding.related]
    assert ("prompt.txt", 3) in places
    assert all(path == "prompt.txt" or line in (3, 6, 7) for path, line in places)


# ---------------------------------------------------------------- what is no prompt, and what is told once


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("KNOWN_SYSTEM_PROMPTS = {'full', 'short'}\n", id="the names of prompts"),
        pytest.param(
            """
            def ask(model):
                part = {"type": "text", "text": "Go on.", "cache_control": {"type": "ephemeral"}}
                return model.ask([{"role": "user", "content": [part]}])
            """,
            id="a mark on a message whose beginning is not seen",
        ),
        pytest.param(
            """
            import subprocess
            from pathlib import Path
            from rules import RULES

            def system_prompt():
                root = Path(subprocess.run(["git", "rev-parse", "--show-toplevel"], capture_output=True).stdout.strip())
                return f"{(root / 'guide.md').read_text()} {RULES}"
            """,
            id="a file of a folder that a command tells",
        ),
        pytest.param(
            """
            import tempfile
            from pathlib import Path
            from rules import RULES

            def system_prompt(text):
                with tempfile.NamedTemporaryFile("w", delete=False) as file:
                    file.write(text)
                return f"{Path(file.name).read_text()} {RULES}"
            """,
            id="a file whose name is new each time",
        ),
        pytest.param(
            """
            from rules import RULES
            from store import connect

            def system_prompt():
                with connect() as session:
                    policy = session.query("policy").first()
                return f"{policy} {RULES}"
            """,
            id="what is read through a session of a database",
        ),
        pytest.param(
            """
            from rules import RULES

            def system_prompt(memory: bool):
                return f"Memory: {memory}. {RULES}"
            """,
            id="a switch",
        ),
    ],
)
def test_silent(program: str) -> None:
    assert codes(program) == []


def test_a_text_that_several_callers_fill_is_told_once() -> None:
    program = """
    from rules import RULES

    def greeting_prompt(text):
        return f"About {text}. {RULES}"

    def first(question):
        prompt = greeting_prompt(question)
        return prompt

    def second(user_input):
        prompt = greeting_prompt(user_input)
        return prompt
    """
    outcome = lint_files({"main.py": dedent(program), "rules.py": RULES})
    assert [each.code for each in outcome.diagnostics if each.severity > each.severity.INFO] == ["PL101"]


def test_objects_that_hold_each_other_are_looked_at_once() -> None:
    fields = "\n".join(f"        self.part{n} = Part{n}(self)" for n in range(12))
    parts = "\n".join(
        f"class Part{n}:\n    def __init__(self, whole):\n        self.whole = whole\n        self.twin = whole"
        for n in range(12)
    )
    whole = f"class Whole:\n    def __init__(self):\n{fields}\n"
    program = f"{parts}\n\n{whole}\nwhole = Whole()\nwhole.system_prompt = 'Be brief.'\n"
    assert codes(program) == []


# ---------------------------------------------------------------- marks, lists and loops that repeat nothing


COPIED = [
    pytest.param(
        "if 'cache_control' in block:\n            part['cache_control'] = block['cache_control']", id="a key"
    ),
    pytest.param(
        "mark = block.get('cache_control')\n        if mark:\n            part['cache_control'] = mark", id="get"
    ),
    pytest.param("part['cache_control'] = getattr(block, 'cache_control', None)", id="an attribute by name"),
    pytest.param("part['cache_control'] = block.cache_control", id="an attribute"),
    pytest.param("copy(block, part)", id="a helper"),
]
HANDING_ON = """
def copy(source, target):
    mark = source.get("cache_control")
    if isinstance(mark, dict):
        target["cache_control"] = dict(mark)


def convert(messages):
    parts = []
    for block in messages:
        part = {{"type": "text", "text": block["text"]}}
        {copied}
        parts.append(part)
    return parts
"""


@pytest.mark.parametrize("copied", COPIED)
def test_marks_that_are_handed_on(copied: str) -> None:
    assert codes(HANDING_ON.format(copied=copied)) == []


def test_marks_that_are_made_in_each_round() -> None:
    for made in ("part['cache_control'] = {'type': 'ephemeral'}", "part['cache_control'] = MARK"):
        assert codes(HANDING_ON.format(copied=made)) == ["PL204"]


def test_a_typed_dict_has_the_keys_it_is_given() -> None:
    program = """
    from typing import Optional, TypedDict

    import anthropic
    from rules import RULES


    class Part(TypedDict, total=False):
        type: str
        text: str
        cache_control: Optional[dict]


    def ask(question):
        part = Part(type="text", text=question{mark})
        return anthropic.Anthropic().messages.create(
            model="claude-sonnet-4-6", max_tokens=9, system=RULES, messages=[{{"role": "user", "content": [part]}}]
        )
    """
    assert codes(program.format(mark="")) == []
    assert codes(program.format(mark=", cache_control={'type': 'ephemeral'}")) == ["PL201"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("return ask(tool)", [], id="the first that fits"),
        pytest.param("answer = ask(tool)\n        break", [], id="the first that fits, broken off"),
        pytest.param(
            "try:\n            return ask(tool)\n        except OSError:\n            pass", [], id="another try"
        ),
        pytest.param("answer = ask(tool)", ["PL104"], id="one after the other"),
        pytest.param("answers.append(ask(tool))", ["PL104"], id="one after the other, collected"),
    ],
)
def test_a_loop_that_ends_with_its_request(body: str, expected: list[str]) -> None:
    program = f"""
import anthropic
from rules import RULES

answers = []


def ask(tool):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=9,
        tools=[tool],
        system=[{{"type": "text", "text": RULES, "cache_control": {{"type": "ephemeral"}}}}],
        messages=[{{"role": "user", "content": "Go on."}}],
    )


def search(tools):
    for tool in tools:
        if not tool["fits"]:
            continue
        {body}
"""
    assert codes(program) == expected


IN_FRONT = """
def convert(history):
    messages = []
    for each in history:
        messages.append({{"role": each["role"], "content": each["text"]}})
    {put}
    return messages
"""
GOES_ON = 'messages.insert(0, {"role": "user", "content": "Go on."})'


@pytest.mark.parametrize(
    ("put", "expected"),
    [
        pytest.param(f'if messages[0]["role"] != "user": {GOES_ON}', [], id="once"),
        pytest.param(
            f'for each in messages:\n        if each["role"] == "assistant":\n            {GOES_ON}\n        break',
            [],
            id="where it is looked through",
        ),
        pytest.param(f"for each in history:\n        {GOES_ON}", ["PL105"], id="for each that was said"),
    ],
)
def test_a_message_in_front_of_a_list_that_is_made_anew(put: str, expected: list[str]) -> None:
    assert sent(IN_FRONT.format(put=put), "RULES", "convert(history)") == expected


def test_an_attribute_of_a_class_is_no_field() -> None:
    program = """
    from dataclasses import dataclass
    from typing import ClassVar

    from rules import RULES


    @dataclass
    class Session:
        number: int
        kept: {annotation} = frozenset(("a", "b", "c"))


    def system_prompt():
        return f"{{Session(3)!r}} {{RULES}}"
    """
    assert codes(program.format(annotation="ClassVar[frozenset[str]]")) == []
    assert codes(program.format(annotation="frozenset[str]")) == ["PL103"]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param(("RULES", "''", "RULES"), ["PL102"], id="instructions"),
        pytest.param(("'Done. '", "RULES", "FEW"), ["PL102"], id="instructions whatever is decided"),
        pytest.param(("'Done. '", "FEW", "''"), [], id="what happened"),
    ],
)
def test_a_lone_system_message(texts: tuple[str, str, str], expected: list[str]) -> None:
    first, second, third = texts
    program = f"""
    import time

    from rules import FEW, RULES


    def report(Message, is_long):
        text = {first}
        if is_long:
            text += {second}
        else:
            text += {third}
        yield Message("system", f"{{text}} {{time.time()}}")
    """
    assert codes(program) == expected


# ---------------------------------------------------------------- objects that others make


AGENT = """
import time
from dataclasses import dataclass
from typing import ClassVar, Optional

from rules import RULES


@dataclass
class Agent:
    model: Optional[str] = None
    stamps: bool = False
    debug: ClassVar[bool] = False
    rules: str = RULES


def system_prompt(agent: Agent) -> str:
    if agent.model is None:
        raise ValueError("no model")
    lines = []
    if agent.SWITCH:
        lines.append(f"It is {time.time()}.")
    return "\\n".join(lines) + agent.rules
"""


@pytest.mark.parametrize(("switch", "expected"), [("stamps", ["PL102"]), ("debug", [])])
def test_the_default_of_a_field_is_no_switch_that_is_set_for_good(switch: str, expected: list[str]) -> None:
    assert codes(AGENT.replace("SWITCH", switch)) == expected


TURN = """
from dataclasses import dataclass
from typing import ClassVar

from rules import RULES


@dataclass
class Turn:
    memory_block: str = ""
    user_name: str = "Ada"
    style: str = ""
    session_id: ClassVar[str] = ""

"""
GIVEN = 'def system_prompt(turn: Turn) -> str:\n    return f"{turn.FIELD}\\n" + RULES\n'
ITSELF = '    def system_prompt(self) -> str:\n        return f"{self.FIELD}\\n" + RULES\n'
MADE = 'def system_prompt() -> str:\n    turn = Turn(style="plain")\n    return f"{turn.FIELD}\\n" + RULES\n'


@pytest.mark.parametrize(
    ("asked", "field", "expected"),
    [
        pytest.param(GIVEN, "memory_block", ["PL101"], id="of an object that is given"),
        pytest.param(ITSELF, "memory_block", ["PL101"], id="of the object itself"),
        pytest.param(MADE, "memory_block", [], id="of one that is made without"),
        pytest.param(GIVEN, "style", [], id="not telling"),
        pytest.param(GIVEN, "user_name", [], id="words of the program"),
        pytest.param(ITSELF, "user_name", [], id="words of the program in the object itself"),
        pytest.param(GIVEN, "session_id", [], id="of the class"),
    ],
)
def test_a_text_that_is_empty_by_default_may_be_any(asked: str, field: str, expected: list[str]) -> None:
    assert codes(TURN + asked.replace("FIELD", field)) == expected


CHOICE = """
from dataclasses import dataclass


@dataclass
class Session:
    at: float
    summary: str


def load(kind, stores):
    session = None
    if kind == 1:
        session = stores.one()
    elif kind == 2:
        session = stores.two()
    elif kind == 3:
        session = stores.three()
    elif kind == 4:
        session = stores.four()
    elif kind == 5:
        session = stores.five()
    elif kind == 6:
        session = stores.six()
    else:
        session = Session(time.time(), stores.summary())
    if kind == 7:
        return stores.seven()
    return session
"""


@pytest.mark.parametrize(
    ("system", "expected"),
    [("load(question, history).summary", False), ("load(question, history)", False), ("str(time.time())", True)],
)
def test_one_object_of_many_is_not_the_worst_of_its_fields(system: str, expected: bool) -> None:
    assert ("PL102" in sent(CHOICE, system=f"f'{{{system}}} {{RULES}}'")) is expected


ADAPTERS = """
    import anthropic
    from rules import RULES


    class One:
        def shape(self, result):
            return {"role": "assistant", "content": result["user_input"]}


    class Two:
        def shape(self, result):
            return {"role": "ROLE", "content": result["user_input"]}


    def adapter(name):
        if name == "one":
            return One()
        return Two()


    def split(messages):
        system, rest = [], []
        for message in messages:
            if message.get("role") == "system":
                system.append(message["content"])
            else:
                rest.append(message)
        return system, rest


    def ask(name, result):
        system, rest = split([{"role": "system", "content": RULES}, adapter(name).shape(result)])
        return anthropic.Anthropic().messages.create(
            model="claude-opus-5",
            max_tokens=9,
            system=[{"type": "text", "text": "".join(system), "cache_control": {"type": "ephemeral"}}],
            messages=rest,
        )
"""


def test_roles_that_are_one_of_several() -> None:
    assert codes(ADAPTERS.replace("ROLE", "model")) == []
    assert codes(ADAPTERS.replace("ROLE", "system")) == ["PL201"]


def test_what_other_classes_give_is_no_empty_text() -> None:
    program = """
    from abc import ABC, abstractmethod

    import anthropic
    from rules import RULES


    class Specialist(ABC):
        @abstractmethod
        def rules(self):
            \"\"\"The rules.\"\"\"
            ...

        def ask(self, question):
            return anthropic.Anthropic().messages.create(
                model="claude-opus-5",
                max_tokens=9,
                system=[{"type": "text", "text": self.rules() or "", "cache_control": {"type": "ephemeral"}}],
                messages=[{"role": "user", "content": question}],
            )
    """
    assert codes(program) == []
    assert codes(program.replace("...", 'return ""')) == ["PL203", "PL206"]


def test_a_class_that_is_passed() -> None:
    program = """
    from datetime import datetime

    from rules import RULES


    class Head:
        def __init__(self, now):
            self.now = now

        def system_prompt(self):
            return f"It is {self.now}. {RULES}"


    class Agent:
        def __init__(self, head: type[Head]):
            self.system_prompt = head(datetime.now()).system_prompt()
    """
    assert codes(program) == ["PL101"]
    assert codes(program.replace("type[Head]", "type")) == []


def test_a_switch_of_a_model_may_be_set() -> None:
    program = """
    from datetime import datetime
    from typing import Optional

    from pydantic import BaseModel
    from rules import RULES


    class Task(BaseModel):
        instructions: Optional[list[str]] = None
        add_datetime: bool = False

        def get_system_prompt(self):
            instructions = self.instructions
            if instructions is None:
                instructions = [RULES]
            if self.add_datetime:
                instructions.append(f"It is {datetime.now()}")
            return "\\n".join(instructions)
    """
    assert codes(program) == ["PL102"]
    assert codes(program.replace('f"It is {datetime.now()}"', '"It is late."')) == []


# ---------------------------------------------------------------- what a mapping holds besides what is known


HANDED_ON = """
from openai import OpenAI

client = OpenAI()


def supported(**given):
    parameters = {{}}
    if "tools" in given:
        parameters["tools"] = given["tools"]
    return parameters


def ask(history, **more):
    parameters = supported({given}, **more)
    parameters["messages"] = history
    return client.chat.completions.create(model="gpt-5", **parameters)
"""


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param("messages=history", [], id="other entries are known"),
        pytest.param("messages=history, temperature=0", [], id="several are"),
        pytest.param("messages=history, tools=[{'name': each} for each in {'b', 'a'}]", ["PL104"], id="this one is"),
    ],
)
def test_a_key_that_no_known_entry_has(given: str, expected: list[str]) -> None:
    assert codes(HANDED_ON.format(given=given)) == expected


STORED = """
import time

import anthropic
from rules import RULES


class Stored:
    def __init__(self, content):
        self.made, self.content = {made}


def ask(question):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=9,
        system=Stored(RULES),
        messages=[{{"role": "user", "content": question}}],
    )
"""


def test_what_an_object_holds_beside_its_text_is_not_sent() -> None:
    assert codes(STORED.format(made="time.time(), content")) == []


def test_what_stands_in_the_text_of_an_object_is() -> None:
    assert codes(STORED.format(made="0, f'{time.time()} {content}'")) == ["PL101"]


# ---------------------------------------------------------------- requests that a program is given


@pytest.mark.parametrize(
    ("taken", "found"),
    [
        pytest.param("request.system_message.content", [], id="what a request begins with"),
        pytest.param("request.system_prompt", [], id="under another name"),
        pytest.param("request.text", ["PL101"], id="what is asked"),
        pytest.param("request.user.name", ["PL101"], id="who asks"),
    ],
)
def test_a_request_to_a_model_holds_instructions(taken: str, found: list[str]) -> None:
    program = f"""
from rules import RULES


def wrap(request, handler):
    system_message = f"{{{taken}}} {{RULES}}"
    return handler(request.override(system_message=system_message))
"""
    assert codes(program) == found


ANSWERED = """
import os

from rules import RULES


def chat(client, folder):
    messages = [{{"role": "system", "content": RULES}}]
    messages.append({{"role": "{role}", "content": "\\n".join(os.listdir(folder)), "tool_call_id": "1"}})
    messages.append({{"role": "user", "content": RULES}})
    return client.chat.completions.create(model="gpt-5.2", messages=messages)
"""


@pytest.mark.parametrize("role", ["tool", "function"])
def test_what_a_tool_has_answered_stays_in_the_conversation(role: str) -> None:
    assert codes(ANSWERED.format(role=role)) == []


def test_what_is_said_in_no_order_does_not() -> None:
    assert codes(ANSWERED.format(role="user")) == ["PL103"]


ROWS_OF_A_TABLE = """
import openai
from rules import RULES

def line(row):
    return f"- {{row.name}}"

class Registry:
    def table(self):
        return self.tools.compact_rows(short=True)

    def text(self):
        found = self.table()
        return "\\n".join({lines})

def ask(registry: Registry, question):
    instructions = registry.text() + RULES
    return openai.OpenAI().responses.create(model="gpt-5", instructions=instructions, input=question)
"""


@pytest.mark.parametrize(
    "lines", ["line(row) for row in found", "f'- {row.name}' for row in found", "map(line, found)"]
)
def test_rows_that_are_fetched_are_rows_of_anything(lines: str) -> None:
    assert codes(ROWS_OF_A_TABLE.format(lines=lines)) == []


def test_a_row_that_is_passed_is_one_of_many() -> None:
    program = """
    import openai
    from rules import RULES

    def ask(row):
        instructions = f"{row.name}\\n{RULES}"
        return openai.OpenAI().responses.create(model="gpt-5", instructions=instructions, input="Sort it.")
    """
    assert codes(program) == ["PL101"]


WRITTEN_DOWN = """
import openai
from rules import RULES

class Agent:
    def notes(self):
        return "\\n".join(note.text for note in self.kept[-5:])

    def messages(self, history, budget):
        messages = [{{"role": "system", "content": f"{{self.notes()}}\\n{{RULES}}"}}, *{history}]
        if budget.is_short:
            messages = budget.shortened(messages)
        return messages

    def ask(self, history, budget):
        return openai.OpenAI().chat.completions.create(model="gpt-5", messages=self.messages(history, budget))
"""


def test_what_is_written_into_a_text_is_no_message() -> None:
    assert "PL105" not in codes(WRITTEN_DOWN.format(history="history"))
    assert "PL105" in codes(WRITTEN_DOWN.format(history="history[-20:]"))


def test_a_part_of_a_text_that_stands_for_it_is_no_window() -> None:
    span = Span(0, 4)
    window = Placeholder("notes[-5:]", Stability.SESSION, "main.py", span, nature=Nature.WINDOW)
    clock = Placeholder("now()", Stability.VOLATILE, "main.py", span, nature=Nature.CLOCK)
    assert [each.nature for each in opaques(Text((window, clock)))] == [Nature.PLAIN, Nature.CLOCK]


NODE = """
from dataclasses import dataclass


@dataclass
class Node:
    text: str
    made: object


def nodes_of(text, fetch):
    node = Node(text, datetime.now())
    nodes = node if fetch else [node]
    return TAKEN
"""


def taken(how: str) -> list[str]:
    return sent(NODE.replace("TAKEN", how), "f'{nodes_of(question, history)}{RULES}'")


@pytest.mark.parametrize(
    "how",
    [
        pytest.param("''.join(each.text for each in nodes)", id="gone over"),
        pytest.param("max(nodes, key=lambda each: each.made).text", id="the latest"),
        pytest.param("[each.text for count, each in enumerate(nodes)]", id="numbered"),
    ],
)
def test_the_stamp_of_an_object_is_not_what_is_asked_of_it(how: str) -> None:
    assert "PL102" not in taken(how)


@pytest.mark.parametrize(
    "how",
    [
        pytest.param("node.made", id="the stamp itself"),
        pytest.param("[node][0].made", id="of the first"),
        pytest.param("max(time.time(), time.monotonic())", id="the later of two clocks"),
    ],
)
def test_the_stamp_itself_is(how: str) -> None:
    assert "PL102" in taken(how)
