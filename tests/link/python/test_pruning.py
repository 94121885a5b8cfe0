"""Older results, images and messages that are emptied with every turn: one more of them in each."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from _programs import codes

PROGRAM = """
import anthropic
from rules import RULES

KEPT = 5
GONE = "[left out]"


class Agent:
    def emptied(self, messages):
{body}
        return messages

    def run(self, messages, cut, tokens):
        client = anthropic.Anthropic()
        while True:
{call}
            answer = client.messages.create(model="claude-sonnet-4-6", max_tokens=9, system=RULES, messages=messages)
            messages.append({{"role": "assistant", "content": answer.content}})
"""
OLDER = """
places = [place for place, each in enumerate(messages) if each["role"] == "tool"]
for place in places[:-KEPT]:
    messages[place]["content"] = GONE
"""
CALL = "messages = self.emptied(messages)"


def said(body: str = OLDER, call: str = CALL, program: str = PROGRAM) -> list[str]:
    text = program.format(
        body=indent(dedent(body).strip("\n"), " " * 8), call=indent(dedent(call).strip("\n"), " " * 12)
    )
    return [code for code in codes(text) if code == "PL105"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(OLDER, id="results of tools"),
        pytest.param(
            """
            for each in messages[:-5]:
                if each["role"] == "tool" and len(each["content"]) > KEPT:
                    each["content"] = each["content"][:500] + "..."
            """,
            id="results that are cut short",
        ),
        pytest.param(
            """
            for each in messages[:-KEPT]:
                if each["role"] == "tool":
                    each["content"] = truncated(each["content"])
            """,
            id="results that a function cuts short",
        ),
        pytest.param(
            """
            made = []
            for place, each in enumerate(messages):
                if place < len(messages) - 2 and each["role"] == "user":
                    each = {**each, "content": [part for part in each["content"] if part["type"] != "image"]}
                made.append(each)
            return made
            """,
            id="images that are left out",
        ),
        pytest.param(
            """
            places = []
            for place, each in enumerate(messages):
                if each.get("role") == "tool":
                    places.append(place)
            if len(places) <= KEPT:
                return messages
            older = places[: len(places) - KEPT]
            made = [dict(each) for each in messages]
            for place in older:
                message = messages[place]
                if len(message["content"]) < 80:
                    continue
                made[place]["content"] = f"{message['name']} left out"
            return made
            """,
            id="results in a copy",
        ),
        pytest.param(
            """
            images = [part for each in messages for part in each["content"] if part.get("type") == "image"]
            for part in images[:-3]:
                part["type"] = "text"
                part["text"] = GONE
            """,
            id="images",
        ),
        pytest.param(
            """
            shown = [each for each in messages if each["type"] == "image"]
            for each in shown[:-3]:
                messages.remove(each)
            """,
            id="images that are taken away",
        ),
        pytest.param(
            """
            made = []
            for place, each in enumerate(messages):
                if each["role"] == "tool" and place < len(messages) - KEPT:
                    made.append({**each, "content": GONE})
                else:
                    made.append(each)
            return made
            """,
            id="by their places",
        ),
        pytest.param(
            """
            first = len(messages) - KEPT
            for place, each in enumerate(messages):
                if place < first and isinstance(each, ToolMessage):
                    each.content = GONE
            """,
            id="by a place that is named",
        ),
        pytest.param(
            """
            older = set([each["id"] for each in messages if each["role"] == "tool"][:-KEPT])
            for place, each in enumerate(messages):
                if place in older:
                    messages[place] = {"role": "tool", "content": GONE}
            """,
            id="by a set of them",
        ),
        pytest.param(
            """
            made = []
            for place, each in enumerate(messages):
                content = each.content
                age = len(messages) - 1 - place
                if each.role == "tool" and age > KEPT and len(content) > 2000:
                    content = content[:2000] + "..."
                made.append({"role": each.role, "content": content})
            return made
            """,
            id="by their age",
        ),
        pytest.param(
            """
            for place, each in enumerate(messages):
                if each["role"] == "tool" and len(messages) - place > 6:
                    each["content"] = GONE
            """,
            id="by an age without a name",
        ),
        pytest.param(
            """
            seen = 0
            for each in reversed(messages):
                if each.role == Role.TOOL:
                    seen += 1
                    if seen > KEPT:
                        each.content = GONE
            """,
            id="counted from the end",
        ),
        pytest.param(
            """
            seen = 0
            for place in range(len(messages) - 1, -1, -1):
                if messages[place]["role"] != "tool":
                    continue
                seen += 1
                if seen <= KEPT:
                    continue
                messages[place] = {**messages[place], "content": GONE}
            """,
            id="but the first ones from the end",
        ),
        pytest.param(
            """
            for age, each in enumerate(reversed(messages)):
                if age >= KEPT and each["role"] in ("tool", "user"):
                    each["content"] = GONE
            """,
            id="by the rounds from the end",
        ),
        pytest.param(
            """
            latest = set([place for place, each in enumerate(messages) if each["role"] == "tool"][-KEPT:])
            made = []
            for place, each in enumerate(messages):
                if each["role"] != "tool" or place in latest:
                    made.append(each)
                else:
                    made.append({**each, "content": GONE})
            return made
            """,
            id="but those of a set",
        ),
        pytest.param(
            """
            count = len(messages)
            for place, each in enumerate(messages):
                is_recent = place >= count - 3
                if each["role"] == "tool" and not is_recent:
                    each["content"] = GONE
            """,
            id="but those that are called recent",
        ),
        pytest.param(
            """
            made = []
            for place, each in enumerate(messages):
                if place >= len(messages) - KEPT:
                    made.append(each)
                    continue
                if isinstance(each, ToolMessage):
                    each = each.model_copy(update={"content": GONE})
                made.append(each)
            return made
            """,
            id="behind those that are left",
        ),
        pytest.param(
            """
            places = [place for place, each in enumerate(messages) if each["role"] == "assistant"]
            older = set(places[:-KEPT])
            made = []
            for place, each in enumerate(messages):
                if place in older:
                    made.append(shorter(each))
                    continue
                made.append(each)
            return made
            """,
            id="by a function of the program",
        ),
        pytest.param(
            """
            shown = [place for place, each in enumerate(messages) if each["role"] == "user"]
            if KEPT <= 0:
                return messages
            older = set(shown[:-KEPT])
            return [each for place, each in enumerate(messages) if place not in older]
            """,
            id="left out",
        ),
        pytest.param(
            """
            for other in messages:
                if other["cost"] > self.most:
                    break
            for each in messages[:-KEPT]:
                if each["role"] == "tool":
                    each["content"] = GONE
            """,
            id="behind a loop that ends early",
        ),
    ],
)
def test_what_is_emptied(body: str) -> None:
    assert said(body) == ["PL105"]


@pytest.mark.parametrize(
    "call",
    [
        pytest.param("if cut:\n    self.emptied(messages)", id="given"),
        pytest.param("if self.cuts:\n    self.emptied(messages)", id="of the object"),
        pytest.param("turn += 1\nif turn > 8:\n    self.emptied(messages)", id="from some turn on"),
        pytest.param(
            "if self.summary is not None:\n    pass\nelse:\n    self.emptied(messages)", id="where nothing is summed up"
        ),
    ],
)
def test_what_does_not_make_it_seldom(call: str) -> None:
    assert said(call=call) == ["PL105"]


@pytest.mark.parametrize(
    "call",
    [
        pytest.param("pass", id="never"),
        pytest.param("if tokens > 100_000:\n    self.emptied(messages)", id="where it is too long"),
        pytest.param("if self.is_full(messages):\n    self.emptied(messages)", id="where something says so"),
        pytest.param("if len(messages) > 200:\n    self.emptied(messages)", id="where there are very many"),
        pytest.param("if tokens < 9:\n    continue\nself.emptied(messages)", id="unless it is short"),
        pytest.param("if tokens < 9:\n    pass\nelse:\n    self.emptied(messages)", id="where it is not short"),
        pytest.param("turn += 1\nif turn > 500:\n    self.emptied(messages)", id="after very many turns"),
        pytest.param("try:\n    pass\nexcept ValueError:\n    self.emptied(messages)", id="where a request failed"),
    ],
)
def test_what_is_emptied_seldom(call: str) -> None:
    assert said(call=call) == []


def test_what_a_function_for_long_requests_empties() -> None:
    assert said(program=PROGRAM.replace("def run(", "def compact_and_run(")) == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(OLDER.replace("[:-KEPT]", ""), id="all of them"),
        pytest.param(OLDER.replace("[:-KEPT]", "[:-1]"), id="all but the newest"),
        pytest.param(OLDER.replace("[:-KEPT]", "[:KEPT]"), id="the first few"),
        pytest.param(OLDER.replace('["content"]', '["seen"]'), id="another field"),
        pytest.param(OLDER.replace("= GONE", "= messages[place]['content'].strip()"), id="cleaned"),
        pytest.param(OLDER.replace('if each["role"] == "tool"', "if each"), id="of whatever they are"),
        pytest.param(OLDER.replace("-KEPT", "-(len(places) // 4 * 4 or 4)"), id="in steps"),
        pytest.param(f"left = len(messages) % 4\n{OLDER.strip()}", id="in steps that are counted"),
        pytest.param(f"if count(messages) < 9_000:\n    return messages\n{OLDER.strip()}", id="where it is long"),
        pytest.param(
            """
            for place, each in enumerate(messages):
                if each["role"] == "tool" and place == len(messages) - 1:
                    each["content"] = GONE
            """,
            id="the last one",
        ),
        pytest.param(
            """
            for place, each in enumerate(messages):
                if each["role"] == "tool" and len(messages) - 1 - place > 0:
                    each["content"] = GONE
            """,
            id="all but the newest by their age",
        ),
        pytest.param(
            """
            seen = 0
            for each in messages:
                if each["role"] == "tool":
                    seen += 1
                    if seen > KEPT:
                        each["content"] = GONE
            """,
            id="counted from the beginning",
        ),
        pytest.param(
            """
            for place, each in enumerate(messages):
                if each["role"] == "tool" and place >= len(messages) - KEPT:
                    each["content"] = GONE
            """,
            id="the latest ones",
        ),
        pytest.param(
            """
            made = []
            for place, each in enumerate(messages):
                content = each["content"]
                if each["role"] == "tool" and place < len(messages) - KEPT:
                    content = content[:20]
                    print(content)
                made.append(each)
            return made
            """,
            id="what is printed of them",
        ),
        pytest.param(
            """
            older = set(messages[:-KEPT])
            made = []
            for each in messages:
                if each in older and each["role"] == "tool":
                    made.append(dict(each))
                else:
                    made.append(each)
            return made
            """,
            id="copied",
        ),
        pytest.param(
            """
            made = []
            for place, each in enumerate(messages):
                if each["role"] == "tool" and place < len(messages) - KEPT:
                    made.append(shorter(each))
            return made
            """,
            id="gathered for something else",
        ),
        pytest.param(f"if not self.should_cut(messages):\n    return messages\n{OLDER.strip()}", id="where it says so"),
        pytest.param(
            """
            older = messages[:-KEPT]
            answer = client.messages.create(model="m", messages=[{"role": "user", "content": shown(older)}])
            return [each for each in messages if each["role"] == "user" and each not in self.older]
            """,
            id="asked about",
        ),
    ],
)
def test_what_stays_as_it_is(body: str) -> None:
    assert said(body) == []


def test_what_the_function_does_that_sends() -> None:
    program = """
import litellm
from rules import RULES


def send(messages):
    images = [each for each in messages if each["type"] == "image"]
    for each in images[1:-2]:
        messages.remove(each)
    return litellm.completion(model="gpt-4o", messages=[{"role": "system", "content": RULES}, *messages])
"""
    assert "PL105" in codes(program)
    assert "PL105" not in codes(program.replace("images[1:-2]", "images[1:2]"))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("", "", ["PL105"], id="all but ten"),
        pytest.param("if len(messages) > 10:", "if messages:", ["PL105"], id="whenever there are more"),
        pytest.param("> 10", "> 40", [], id="seldom"),
        pytest.param("[:-10]", "", [], id="all of them"),
        pytest.param("[:-10]", "[:-1]", [], id="all but the newest"),
        pytest.param("kept = 0", "summary = summarize(messages)", [], id="summed up"),
        pytest.param("len(messages) > 10", "count(messages) > 9_000", [], id="where it is long"),
        pytest.param("RemoveMessage(", "Message(", [], id="something else"),
    ],
)
def test_messages_that_a_node_removes(old: str, new: str, expected: list[str]) -> None:
    program = """
from langchain_core.messages import RemoveMessage, SystemMessage
from models import model
from rules import RULES


def cut(state):
    kept = 0
    messages = state["messages"]
    if len(messages) > 10:
        return {"messages": [RemoveMessage(id=each.id) for each in messages[:-10]]}
    return {}


def node(state):
    return model.invoke([SystemMessage(content=RULES), *state["messages"]])
"""
    assert old in program
    assert [code for code in codes(program.replace(old, new)) if code == "PL105"] == expected


CUTTING = """
def emptied(messages):
    for each in messages[:-5]:
        if each["role"] == "tool":
            each["content"] = "[left out]"
    return [{"role": "user", "content": "Go on."}, *messages] if len(messages) == 1 else messages
"""
ASKING = """
import litellm
from cutting import emptied
from rules import RULES


def run(messages, tokens):
    while True:
        {call}
        answer = litellm.completion(model="gpt-4o", messages=[{{"role": "system", "content": RULES}}, *messages])
        messages.append({{"role": "assistant", "content": answer}})
"""


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        pytest.param("messages = emptied(messages)", ["PL105"], id="with every turn"),
        pytest.param("messages = emptied(messages) if tokens else messages", ["PL105"], id="where a setting says so"),
        pytest.param("if tokens > 9_000: messages = emptied(messages)", [], id="where it is long"),
        pytest.param("pass", [], id="never"),
    ],
)
def test_what_another_module_asks_for(call: str, expected: list[str]) -> None:
    found = codes(ASKING.format(call=call), {"cutting.py": CUTTING})
    assert [code for code in found if code == "PL105"] == expected
