"""Messages that get a stamp when they are repeated, and had none when they were first sent."""

from __future__ import annotations

import pytest

from _programs import told

STORE = '''
from datetime import datetime


class Session:
    def __init__(self):
        self.messages = []

    def add(self, role, content):
        self.messages.append({"role": role, "content": content, "timestamp": datetime.now().isoformat()})

    @staticmethod
    def _with_time(message, content):
        """Messages then begin with [Message Time: ...]."""
        timestamp = message.get("timestamp")
        if not timestamp or message["role"] != "user":
            return content
        return f"[Message Time: {timestamp}]\\n{content}"

    def get_history(self, most):
        kept = self.messages[0:most]
        out = []
        for message in kept:
            content = message.get("content", "")
            content = self._with_time(message, content)
            entry = {"role": message["role"], "content": content}
            out.append(entry)
        return out
'''
LOOP = """
from store import Session


class Agent:
    def __init__(self, builder, model):
        self.builder, self.model, self.session = builder, model, Session()

    async def answer(self, question):
        history = self.session.get_history(100)
        messages = self.builder.build(history=history, current_message=question)
        return await self.model.run(messages)
"""
BUILT = "self.builder.build(history=history, current_message=question)"
HELPED = "content = self._with_time(message, content)"
STAMP = 'f"[Message Time: {timestamp}]\\n{content}"'


def said(old: str = "", new: str = "", *, store: str = STORE, loop: str = LOOP) -> list[tuple[str, str]]:
    assert old in store + loop
    found = told(loop.replace(old, new), {"store.py": store.replace(old, new)})
    return [(each.code, each.finding.primary.path) for each in found if each.code == "PL105"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("", "", id="by a helper"),
        pytest.param(HELPED, "content = f\"[Said at {message['timestamp']}] {content}\"", id="by itself"),
        pytest.param(HELPED, "content = f\"[Said at {message['timestamp']:%H}] {message['content']}\"", id="formatted"),
        pytest.param('message.get("timestamp")', 'message["created_at"][:16]', id="under another name"),
        pytest.param(BUILT, "self.builder.build(history, question)", id="by place, a question"),
        pytest.param(BUILT, '[*history, {"role": "user", "content": question}]', id="in a list"),
        pytest.param(BUILT, 'history + [{"role": "user", "content": question}]', id="at the end of it"),
        pytest.param(
            "history = self.session.get_history(100)", "history = await self.session.get_history(1)", id="async"
        ),
    ],
)
def test_messages_that_are_stamped_again(old: str, new: str) -> None:
    assert said(old, new) == [("PL105", "store.py")]


def test_where_the_newest_is_added_is_shown() -> None:
    [found] = [each for each in told(LOOP, {"store.py": STORE}) if each.code == "PL105"]
    assert [(each.path, each.text) for each in found.finding.related] == [
        ("main.py", "where the message that comes is added as it is")
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(HELPED, "pass", id="nothing is stamped"),
        pytest.param(BUILT, "self.builder.build(history)", id="nothing is added"),
        pytest.param(BUILT, "self.builder.build(history, self.session)", id="something else is added"),
        pytest.param(BUILT, '[*history, {"role": "system", "content": question}]', id="no message of the user"),
        pytest.param(BUILT, "self.builder.build(question)", id="not sent"),
        pytest.param("[Message Time: {timestamp}]\\n", "[{timestamp}] ", id="anybody might write the same"),
        pytest.param(STAMP, 'f"[Message Time: {content}]"', id="no time"),
        pytest.param(STAMP, 'f"[Message Time: {timestamp}]"', id="no message"),
        pytest.param('message.get("timestamp")', "self.name", id="a time of another object"),
        pytest.param("self.messages", "self.documents", id="documents"),
        pytest.param(
            '{"role": message["role"], "content": content}', '{"by": message["role"], "is": content}', id="data"
        ),
        pytest.param('{"role": message["role"], "content": content}', "content", id="a transcript"),
        pytest.param(
            "self.messages.append(",
            'content = f"[Message Time: {datetime.now()}]\\n{content}"\n        self.messages.append(',
            id="stamped as it is kept",
        ),
        pytest.param(
            "        history = self",
            '        question = f"[Message Time: {self.clock}] {question}"\n        history = self',
            id="stamped as it comes",
        ),
    ],
)
def test_silent(old: str, new: str) -> None:
    assert said(old, new) == []
