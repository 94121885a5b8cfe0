"""A prompt that an object puts together out of other objects that it keeps."""

from __future__ import annotations

import pytest

from _programs import codes

# The sections are filled far from where the prompt is asked for, and the method that asks has no words of its own.
SECTIONS = """
from datetime import datetime
from rules import RULES

class Rules:
    priority = 10

    def render(self, turn):
        return RULES

class Moment:
    priority = 5

    def render(self, turn):
        return {moment}

class Builder:
    def __init__(self, sections):
        self._sections = sorted(sections, key=lambda section: section.priority)

    def build(self, turn, left_out=None):
        texts = []
        names = left_out or set()
        for section in self._sections:
            if section.priority in names:
                continue
            text = section.render(turn)
            if text:
                texts.append(text)
        return "\\n\\n".join(texts)
"""
CONTEXT = """
import openai
from sections import Builder, Moment, Rules

class Context:
    def __init__(self, {parameter}):
        self.builder = {made}

    def ask(self, turn, left_out, question):
        built = self.builder.build(turn, left_out=left_out)
        return openai.OpenAI().responses.create(model="gpt-5", instructions=built, input=question)
"""


def found(made: str, parameter: str = "workspace", moment: str = 'f"It is {datetime.now().isoformat()}."') -> list[str]:
    files = {"sections.py": SECTIONS.format(moment=moment)}
    return codes(CONTEXT.format(made=made, parameter=parameter), files)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        pytest.param("Builder([Moment(), Rules()])", ["PL102"], id="a clock among the sections"),
        pytest.param("Builder([Rules()])", [], id="none of them"),
        pytest.param("Builder(workspace.sections)", [], id="nobody knows which"),
    ],
)
def test_sections_that_are_objects(made: str, expected: list[str]) -> None:
    assert found(made) == expected


def test_a_section_without_a_clock() -> None:
    assert found("Builder([Moment(), Rules()])", moment='"It is noon."') == []


def test_a_part_that_is_given_or_made() -> None:
    made = "builder or Builder([Moment(), Rules()])"
    assert found(made, parameter="builder: Builder | None = None") == ["PL102"]


ALONE = """
import openai
from rules import RULES
from datetime import datetime

class Kept:
    def __init__(self, parts):
        self.parts = parts

    def text(self, names):
        for name in names:
            if name.startswith("a"):
                continue
            if name.startswith("b"):
                continue
            if name.startswith("c"):
                continue
            if name.startswith("d"):
                continue
            if name.startswith("e"):
                continue
            if name.startswith("f"):
                continue
        return self.words(names)

    def words(self, names):
        return f"It is {datetime.now()}.\\n" + RULES

class Agent:
    def __init__(self, kept: Kept):
        self.kept = kept

    def ask(self, names, question):
        return openai.OpenAI().responses.create(model="gpt-5", instructions=self.kept.text(names), input=question)

def main(names, question):
    return Agent(Kept([1])).ask(names, question)
"""


def test_a_part_that_an_annotation_tells_of() -> None:
    assert codes(ALONE) == ["PL102"]


ANNOTATED = """
import typing
from typing import TYPE_CHECKING, Annotated, Optional

import openai

if TYPE_CHECKING:
    import context
    from context import Context

class Agent:
    def __init__(self, context: {annotation}):
        self.context = context

    def ask(self, question):
        return openai.OpenAI().responses.create(model="gpt-5", instructions=self.context.text(), input=question)
"""
TIMED = """
from datetime import datetime
from rules import RULES

class Context:
    def text(self):
        return f"It is {datetime.now()}.\\n" + RULES
"""


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        pytest.param('"Context"', ["PL102"], id="in quotes"),
        pytest.param('"Context | None" = None', ["PL102"], id="or none"),
        pytest.param('"None | Context" = None', ["PL102"], id="none or"),
        pytest.param('Optional["Context"] = None', ["PL102"], id="quotes inside"),
        pytest.param('"Optional[Context]" = None', ["PL102"], id="quotes outside"),
        pytest.param('typing.Optional["context.Context"]', ["PL102"], id="of a module"),
        pytest.param("Annotated['Context', 3]", ["PL102"], id="with a note"),
        pytest.param('"Other | None"', [], id="another class"),
        pytest.param('"list[Context]"', [], id="several"),
        pytest.param('"what a context is |"', [], id="no expression"),
        pytest.param("\"'Context'\"", [], id="quotes in quotes"),
        pytest.param('"None"', [], id="nothing"),
    ],
)
def test_what_an_annotation_names(annotation: str, expected: list[str]) -> None:
    assert codes(ANNOTATED.format(annotation=annotation), {"context.py": TIMED}) == expected


HELD = """
import openai
from sections import Builder, Moment, Rules

class Context:
    def __init__(self, sections, name="chat"):
        self.name = name
        self.builder = {made}

class Agent:
    def __init__(self, context: Context):
        self.context = context

    def ask(self, turn, question):
        built = self.context.builder.build(turn)
        return openai.OpenAI().responses.create(model="gpt-5", instructions=built, input=question)
"""
CLOCK = 'f"It is {datetime.now().isoformat()}."'


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        pytest.param("Builder([Moment(), Rules()])", ["PL102"], id="made"),
        pytest.param("Builder([Rules()])", [], id="without a clock"),
        pytest.param("sections", [], id="given"),
        pytest.param("Builder(sections)", [], id="made of what is given"),
        pytest.param("None", [], id="made later"),
    ],
)
def test_a_part_of_an_object_that_others_make(made: str, expected: list[str]) -> None:
    assert codes(HELD.format(made=made), {"sections.py": SECTIONS.format(moment=CLOCK)}) == expected


def test_two_objects_that_keep_one_another() -> None:
    program = """
        import openai
        from rules import RULES

        class Left:
            def __init__(self, right: "Right"):
                self.right = right
                self.own = Right(self)

            def text(self):
                return self.right.own.text() + RULES

        class Right:
            def __init__(self, left: Left):
                self.left = left
                self.own = Left(self)

            def text(self):
                return self.left.own.text()

        def ask(left: Left, question):
            return openai.OpenAI().responses.create(model="gpt-5", instructions=left.own.text(), input=question)
    """
    assert codes(program) == []


def test_a_part_that_an_annotation_in_quotes_tells_of() -> None:
    assert codes(ALONE.replace("kept: Kept", "kept: 'Kept | None'")) == ["PL102"]
    assert codes(ALONE.replace("kept: Kept", "kept: 'Kept | None'").replace("datetime.now()", "'noon'")) == []


MOMENT = """
import openai
from datetime import datetime
from rules import RULES

def head(moment: datetime | None = None):
    now = {now}
    return f"It is {{now.isoformat()}}.\\n"

def ask(question, moment):
    return openai.OpenAI().responses.create(model="gpt-5", instructions=head({given}) + RULES, input=question)
"""


@pytest.mark.parametrize(
    ("now", "given", "expected"),
    [
        pytest.param("moment or datetime.now()", "moment", ["PL102"], id="given or asked"),
        pytest.param("moment if moment is not None else datetime.now()", "moment", ["PL102"], id="the same"),
        pytest.param("moment or datetime(2026, 1, 31)", "moment", [], id="a fixed one"),
    ],
)
def test_a_moment_that_is_given_or_asked_for(now: str, given: str, expected: list[str]) -> None:
    assert codes(MOMENT.format(now=now, given=given)) == expected


NAMED = """
import openai
from rules import RULES

class Tool:
    {attribute}

    def run(self):
        return self.name

def ask(question):
    tool = Tool()
    name = tool.name if hasattr(tool, "name") else str(tool)
    return openai.OpenAI().responses.create(model="gpt-5", instructions=f"Use {{name}}.\\n" + RULES, input=question)
"""


def test_what_an_object_has_for_sure() -> None:
    assert codes(NAMED.format(attribute='name = "read"')) == []
    assert codes(NAMED.format(attribute='title = "read"')) == ["PL109"]


UNSENT = """
from sections import Moment, Rules

class Assembler:
    def __init__(self, sections):
        self._sections = sections

    def build(self, turn):
        texts = [section.render(turn) for section in self._sections]
        system_prompt = "\\n\\n".join(texts)
        return system_prompt

class Context:
    def __init__(self, workspace):
        self._system_prompt_builder = Assembler([Moment(), Rules()])

    def result(self, turn):
        return self._system_prompt_builder.build([turn])
"""


def test_a_prompt_that_a_part_puts_together_is_looked_for_where_the_part_is_made() -> None:
    assert codes(UNSENT, {"sections.py": SECTIONS.format(moment='f"It is {datetime.now().isoformat()}."')}) == ["PL102"]
    assert codes(UNSENT, {"sections.py": SECTIONS.format(moment='"It is noon."')}) == []


HEAD = """
from datetime import datetime
from langchain_core.messages import HumanMessage, SystemMessage

def refreshed(state, moment):
    messages = state.messages
    messages[{place}] = {made}
    return messages
"""


@pytest.mark.parametrize(
    ("place", "made", "expected"),
    [
        pytest.param("0", 'SystemMessage(content=f"It is {datetime.now()}. Be brief.")', ["PL102"], id="a head"),
        pytest.param("0", 'SystemMessage(f"It is {datetime.now()}. Be brief.")', ["PL102"], id="without its name"),
        pytest.param("0", 'SystemMessage(content="It is noon. Be brief.")', [], id="a constant"),
        pytest.param("0", 'SystemMessage(content=f"It is {moment}. Be brief.")', [], id="nobody knows what"),
        pytest.param("0", 'HumanMessage(content=f"It is {datetime.now()}. Be brief.")', [], id="what a user says"),
        pytest.param("-1", 'SystemMessage(content=f"It is {datetime.now()}. Be brief.")', [], id="the newest one"),
    ],
)
def test_a_system_message_that_takes_the_first_place(place: str, made: str, expected: list[str]) -> None:
    assert codes(HEAD.format(place=place, made=made)) == expected


COLLECTED = """
import uuid
import openai
from rules import RULES

class Piece:
    def __init__(self, key, text):
        self.key = key
        self.text = text

class Collector:
    def __init__(self):
        self.pieces = {{}}

    def collect(self, chunks):
        for chunk in chunks:
            self.pieces[chunk.place] = {entry}
        return [piece for piece in self.pieces.values()]

def ask(chunks, question):
    head = Collector().collect(chunks)
    return openai.OpenAI().responses.create(model="gpt-5", instructions=f"{{head[0]}}\\n{{RULES}}", input=question)
"""


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        pytest.param("Piece(uuid.uuid4().hex, chunk.text)", [], id="an object with an id"),
        pytest.param("Piece(chunk.key, chunk.text)", [], id="an object without"),
        pytest.param("Piece(uuid.uuid4().hex, chunk.text) if chunk.text else Piece('', '')", [], id="one or the other"),
        pytest.param("uuid.uuid4().hex", ["PL102"], id="the id itself"),
        pytest.param("f'{uuid.uuid4().hex}: {chunk.text}'", ["PL102"], id="the id in a text"),
    ],
)
def test_entries_that_a_loop_puts_into_a_mapping(entry: str, expected: list[str]) -> None:
    assert codes(COLLECTED.format(entry=entry)) == expected
