"""Cache marks that pile up: one on each of the tools, one on each message that an object keeps; four are allowed."""

from __future__ import annotations

from textwrap import dedent

import pytest

from _programs import codes

PROGRAM = """
import anthropic
from rules import RULES

MARK = {{"type": "ephemeral"}}


def ask(tools, tool_calls, question, cached):
    marked = [dict(each) for each in tools]
{body}
    anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=9,
        tools=marked,
        system=RULES,
        messages=[{{"role": "user", "content": question}}],
    )
"""


def said(body: str) -> list[str]:
    lines = dedent(body).strip("\n").splitlines()
    return codes(PROGRAM.format(body="\n".join(f"    {line}" for line in lines)))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('marked = [{**each, "cache_control": MARK} for each in tools]', id="in a display"),
        pytest.param(
            """
            for tool in tools:
                tool["cache_control"] = MARK
            """,
            id="one by one",
        ),
        pytest.param(
            """
            for tool in tools:
                if not tool.get("cache_control"):
                    tool["cache_control"] = MARK
            """,
            id="on each that has none",
        ),
    ],
)
def test_a_mark_on_each(body: str) -> None:
    assert said(body) == ["PL204"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('marked[-1]["cache_control"] = MARK', id="on the last one"),
        pytest.param(
            """
            for place, tool in enumerate(tools):
                if place == len(tools) - 1:
                    tool["cache_control"] = MARK
            """,
            id="on the one at the end",
        ),
        pytest.param(
            """
            for tool in tools[-2:]:
                tool["cache_control"] = MARK
            """,
            id="on the last two",
        ),
        pytest.param(
            """
            for tool in reversed(tools):
                tool["cache_control"] = MARK
                break
            """,
            id="on the first that comes",
        ),
        pytest.param(
            'blocks = [{"type": "text", **each, "cache_control": MARK} for each in tool_calls]', id="on calls"
        ),
        pytest.param(
            """
            for place in chosen_places(tools):
                marked[place] = {**marked[place], "cache_control": MARK}
            """,
            id="on those that are chosen",
        ),
        pytest.param(
            """
            for tool in tools:
                if tool.is_cached and question:
                    tool["cache_control"] = MARK
            """,
            id="on those that ask for it",
        ),
        pytest.param(
            """
            for tool in tools:
                if tool.get("cache"):
                    tool["cache_control"] = MARK
            """,
            id="on those that ask for it under a key",
        ),
        pytest.param("marked = [each for each in tools]", id="on none"),
    ],
)
def test_marks_that_are_counted(body: str) -> None:
    assert said(body) == []


KEPT = """
import anthropic
from rules import RULES

MARK = {"type": "ephemeral"}


class Desk:
    def __init__(self):
        self.messages = []
        self.drafts = []

    def ask(self, question):
        BODY
        self.messages.append({"role": "assistant", "content": self.send(self.messages)})

    def send(self, messages):
        return anthropic.Anthropic().messages.create(
            model="claude-sonnet-4-6", max_tokens=9, system=RULES, messages=messages
        )
"""
MARKED = '{"role": "user", "content": [{"type": "text", "text": question, "cache_control": MARK}]}'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(f"self.messages.append({MARKED})", ["PL204"], id="with each turn"),
        pytest.param(f"self.send([*self.messages, {MARKED}])", [], id="on a copy"),
        pytest.param(f"self.drafts.append({MARKED})", [], id="on another list"),
        pytest.param(
            f"if not self.messages:\n            self.messages.append({MARKED})", [], id="on the first message only"
        ),
        pytest.param(
            f"for each in self.messages:\n            each.pop('cache_control', None)\n"
            f"        self.messages.append({MARKED})",
            [],
            id="taken away from the others",
        ),
        pytest.param('self.messages.append({"role": "user", "content": question})', [], id="without a mark"),
    ],
)
def test_marks_on_messages_that_an_object_keeps(body: str, expected: list[str]) -> None:
    assert [code for code in codes(KEPT.replace("BODY", body)) if code == "PL204"] == expected


PARTS = """
import anthropic
from anthropic.types import CacheControlEphemeralParam, TextBlockParam
from rules import RULES


def mark(cached):
    return CacheControlEphemeralParam(type="ephemeral") if cached else None


def block(part, cached):
    return TextBlockParam(type="text", text=part.text, cache_control=mark(cached))


def asked(part):
    return TextBlockParam(type="text", text=part.text, cache_control=mark(part.cached))


def plain(part, cached):
    return {"type": "text", "text": part.text}


def converted(content, cached, places):
    parts = []
    BODY
    return parts


def send(client: anthropic.Anthropic, messages):
    said = [{"role": each.role, "content": converted(each.content, each.cached, each.places)} for each in messages]
    return client.messages.create(model="claude-sonnet-4-6", max_tokens=9, system=RULES, messages=said)
"""
LAST = "for place, part in enumerate(content):\n        is_last = place == len(content) - 1\n        "


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("for part in content:\n        parts.append(block(part, cached))", id="by a function"),
        pytest.param("parts = [block(part, cached=True) for part in content]", id="in a display"),
        pytest.param(
            'for part in content:\n        parts.append(TextBlockParam(type="text", text=part.text, '
            "cache_control=mark(cached)))",
            id="as an argument",
        ),
        pytest.param(
            "for part in content:\n        made = plain(part, cached)\n        if cached:\n"
            '            made["cache_control"] = mark(cached)\n        parts.append(made)',
            id="under a key",
        ),
    ],
)
def test_a_mark_on_each_part_of_a_message(body: str) -> None:
    assert "PL204" in codes(PARTS.replace("BODY", body))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(LAST + "parts.append(block(part, cached and is_last))", id="on the last one"),
        pytest.param(LAST + "parts.append(block(part, cached=place in places))", id="at certain places"),
        pytest.param("for part in content:\n        parts.append(block(part, False))", id="on none"),
        pytest.param("for part in content:\n        parts.append(block(part, part.cached))", id="on those that ask"),
        pytest.param("for part in content:\n        parts.append(asked(part))", id="on those that ask a function"),
        pytest.param("for part in content:\n        parts.append(plain(part, cached))", id="by no function"),
        pytest.param("parts = [block(content[-1], cached)]", id="on one part"),
        pytest.param(
            "for part in content:\n        if part.type == 'cache_control' and parts:\n"
            "            parts[-1]['cache_control'] = mark(True)\n            continue\n"
            "        parts.append(plain(part, cached))",
            id="where a part asks for it",
        ),
        pytest.param(
            "for part in content:\n        if isinstance(part, CachePoint):\n"
            "            parts[-1]['cache_control'] = mark(True)",
            id="where a part of a certain class asks for it",
        ),
        pytest.param(
            "message_targets = []\n    message_targets.append(content[-1])\n    if cached:\n"
            "        message_targets.append(content[0])\n    for each in message_targets:\n"
            "        each['cache_control'] = mark(True)",
            id="on those that were put together",
        ),
    ],
)
def test_parts_that_are_chosen(body: str) -> None:
    assert "PL204" not in codes(PARTS.replace("BODY", body))


BLOCKS = """
import anthropic
from rules import RULES

MARK = {"type": "ephemeral"}


def text(said, SIGNATURE):
    part = {"type": "text", "text": said}
    if cached:
        part["cache_control"] = MARK
    return part


def plain(said, cached):
    part = {"type": "text", "text": said}
    log = {}
    if cached:
        log["cache_control"] = MARK
    return part


def send(client: anthropic.Anthropic, persona, tail, options, question):
    parts = [FIRST]
    BODY
    return client.messages.create(
        model="claude-sonnet-4-6", max_tokens=9, system=parts, messages=[{"role": "user", "content": question}]
    )
"""
EACH = "for each in tail:\n        if each:\n            parts.append({})"


def blocks(body: str, first: str = "text(RULES, cached=True)", signature: str = "cached") -> list[str]:
    return codes(BLOCKS.replace("BODY", body).replace("FIRST", first).replace("SIGNATURE", signature))


@pytest.mark.parametrize(
    ("added", "signature"),
    [
        pytest.param("text(each, cached=True)", "cached", id="by its name"),
        pytest.param("text(each, True)", "cached=False", id="by its place"),
        pytest.param("text(each, cached=True)", "*, cached: bool = False", id="by its name only"),
        pytest.param("text(each)", "cached=True", id="unless it is told not to"),
        pytest.param("text(each, cached=persona)", "cached=False", id="where something is there"),
    ],
)
def test_a_mark_on_each_block_besides_others(added: str, signature: str) -> None:
    assert "PL204" in blocks(EACH.format(added), signature=signature)


@pytest.mark.parametrize(
    ("body", "first", "signature"),
    [
        pytest.param(EACH.format("text(each, cached=False)"), "text(RULES, cached=True)", "cached", id="on none"),
        pytest.param(EACH.format("text(each)"), "text(RULES, True)", "cached=False", id="on none by default"),
        pytest.param(EACH.format("text(each)"), "text(RULES, True)", "*, cached=False", id="on none, by its name only"),
        pytest.param(EACH.format("plain(each, cached=True)"), "text(RULES, cached=True)", "cached", id="on another"),
        pytest.param(EACH.format("text(each, cached=True)"), "plain(RULES, False)", "cached", id="on these alone"),
        pytest.param(
            EACH.replace("in tail", "in tail[:2]").format("text(each, cached=True)"),
            "text(RULES, cached=True)",
            "cached",
            id="on two",
        ),
        pytest.param(
            EACH.replace("in tail", 'in ("a", "b")').format("text(each, cached=True)"),
            "text(RULES, cached=True)",
            "cached",
            id="on those that are spelled out",
        ),
        pytest.param(
            EACH.format("text(each, cached=False)") + "\n    parts[-1]['cache_control'] = MARK",
            "text(RULES, cached=True)",
            "cached",
            id="on the last one",
        ),
    ],
)
def test_a_mark_on_some_blocks(body: str, first: str, signature: str) -> None:
    assert "PL204" not in blocks(body, first, signature)


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        pytest.param('each.pop("_cache", True)', True, id="unless it asks for none"),
        pytest.param('each.get("cache", True)', True, id="unless it says no"),
        pytest.param('each.pop("_cache", False)', False, id="where it asks for one"),
        pytest.param('each.get("cache")', False, id="where it says yes"),
    ],
)
@pytest.mark.parametrize("is_named", [True, False])
def test_what_is_marked_unless_it_is_asked_not_to(test: str, is_named: bool, expected: bool) -> None:
    asked = f"wanted = {test}\n        if wanted:" if is_named else f"if {test}:"
    body = f"for each in tail:\n        {asked}\n            each['cache_control'] = MARK\n    parts += tail"
    assert ("PL204" in blocks(body)) is expected


@pytest.mark.parametrize(
    ("over", "expected"),
    [("documents", True), ("list(image_files)", True), ("documents[:3]", False), ("levels", False), ("DOCS", False)],
)
def test_a_mark_on_each_document(over: str, expected: bool) -> None:
    program = f"""
    import anthropic
    from rules import RULES

    MARK = {{"type": "ephemeral"}}
    DOCS = ("a", "b")


    def ask(client: anthropic.Anthropic, documents, image_files, levels, question):
        parts = [{{"type": "text", "text": each, "cache_control": MARK}} for each in {over}]
        said = [{{"role": "user", "content": [*parts, {{"type": "text", "text": question}}]}}]
        return client.messages.create(model="claude-sonnet-4-6", max_tokens=9, system=RULES, messages=said)
    """
    assert ("PL204" in codes(program)) is expected


AGENT = """
from anthropic.types.beta import BetaToolParam


class Agent:
    def __init__(self, registry):
        self.registry = registry

    def definition(self, tool):
        return MADE

    def tools(self):
        return [GIVEN for tool in OVER]
"""
DEFINED = 'BetaToolParam(name=tool.name, input_schema=tool.schema, cache_control={"type": "ephemeral"})'


def in_rounds(given: str, over: str, made: str = DEFINED) -> list[str]:
    return codes(AGENT.replace("GIVEN", given).replace("OVER", over).replace("MADE", made))


@pytest.mark.parametrize(
    ("given", "over"),
    [
        pytest.param("self.definition(tool)", "self.registry.values()", id="by a function"),
        pytest.param("self.definition(tool)", "self.list()", id="of whatever a method gives"),
        pytest.param(DEFINED, "self.registry.values()", id="written out"),
        pytest.param(
            '{**tool, "cache_control": {"type": "ephemeral"}}', "self.get_tools()", id="those that are asked for"
        ),
        pytest.param(
            '{**tool, "cache_control": {"type": "ephemeral"}}', "self.tools.values()", id="those of a mapping"
        ),
    ],
)
def test_a_mark_on_each_definition_of_a_tool(given: str, over: str) -> None:
    assert in_rounds(given, over) == ["PL204"]


@pytest.mark.parametrize(
    ("given", "over", "made"),
    [
        pytest.param("self.definition(tool)", "self.registry.values()", "{'name': tool.name}", id="without a mark"),
        pytest.param("self.definition(tool)", "self.registry.values()", "make(tool.schema, tool.cache)", id="unknown"),
        pytest.param("self.definition(tool)", "self.last[-1:]", DEFINED, id="of the last one"),
        pytest.param("self.definition(tool)", "(self.one, self.other)", DEFINED, id="of two"),
        pytest.param(
            '{**tool, "cache_control": {"type": "ephemeral"}}', "self.registry.values()", DEFINED, id="of others"
        ),
    ],
)
def test_a_mark_on_few_definitions(given: str, over: str, made: str) -> None:
    assert in_rounds(given, over, made) == []


TAKEN_OFF = """
import anthropic
from rules import RULES

MARK = {"type": "ephemeral"}


class Chat:
    def mark(self, messages):
        for message in messages:
            if len(message["content"]) > 1024:
                message["cache_control"] = MARK
        return messages

    def ask(self, history):
        messages = self.mark(history)
        marks = 0
        BODY
        return anthropic.Anthropic().messages.create(
            model="claude-sonnet-4-6", max_tokens=9, system=RULES, messages=messages
        )
"""


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            [
                "for each in messages:",
                '    if each.get("cache_control"):',
                "        if marks == 4:",
                '            each.pop("cache_control")',
                "        else:",
                "            marks += 1",
            ],
            [],
            id="those behind the fourth",
        ),
        pytest.param(
            [
                "for each in reversed(messages):",
                '    if "cache_control" not in each:',
                "        continue",
                "    marks += 1",
                "    if marks > self.most:",
                '        del each["cache_control"]',
            ],
            [],
            id="those ahead of the last few",
        ),
        pytest.param(
            [
                "for each in messages:",
                '    if "cache_control" in each and marks < 4:',
                "        marks += 1",
                "        continue",
                '    each.pop("cache_control", None)',
            ],
            [],
            id="all but the first four",
        ),
        pytest.param(
            ["for each in messages:", "    marks += len(each)", "print(marks)"],
            ["PL204"],
            id="none, something is counted",
        ),
        pytest.param(
            ["for each in messages[:-40]:", '    each.pop("cache_control", None)'], ["PL204"], id="not by their number"
        ),
        pytest.param(
            ["for each in messages:", '    if marks < 4 and each.pop("name", None):', "        marks += 1"],
            ["PL204"],
            id="something else",
        ),
    ],
)
def test_marks_that_are_taken_off_by_their_number(lines: list[str], expected: list[str]) -> None:
    assert codes(TAKEN_OFF.replace("BODY", "\n        ".join(lines))) == expected
