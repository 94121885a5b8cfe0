"""The last few messages, however a program takes them: with every turn the first one is another."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from promptlint.engine import lint_files

RULES = "RULES = '''\n" + "read the whole ticket before you answer it, and answer politely\n" * 150 + "'''\n"
PROGRAM = """
import json
import sqlite3
from collections import deque

import anthropic
from langchain_core.messages import trim_messages
from models import Message, session
from rules import RULES

client = anthropic.Anthropic()


def send(messages):
    client.messages.create(model="claude-sonnet-4-6", max_tokens=9, system=RULES, messages=messages)


def count(messages):
    return sum(len(each["content"]) for each in messages)


def ask(history, question, db, limit):
    prompt = "Answer the questions."
{body}


class Chat:
    def __init__(self):
        self.history = {history}

    def ask(self, question):
        self.history.append({{"role": "user", "content": question}})
        {own}
"""
NOTHING = "    pass"
MOST = "\n\nMOST = 40\n"
OPENED = "[{'role': 'system', 'content': RULES}]"


def codes(body: str = NOTHING, history: str = "[]", own: str = "pass") -> list[str]:
    body = indent(dedent(body).strip("\n"), "    ")
    program = PROGRAM.format(body=body, history=history, own=own)
    outcome = lint_files({"main.py": program + MOST, "rules.py": RULES})
    return sorted({each.code for each in outcome.diagnostics if each.severity > each.severity.INFO})


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("send(history[-12:])", id="a slice"),
        pytest.param("send(history[-limit:])", id="a slice of so many"),
        pytest.param("send(history[len(history) - 10:])", id="counted from the end"),
        pytest.param("send(history[max(0, len(history) - limit):])", id="counted from the end, or all"),
        pytest.param("send([{'role': each.role, 'content': each.text} for each in history[-12:]])", id="made anew"),
        pytest.param(
            """
            kept = []
            for each in reversed(history[-12:]):
                kept.insert(0, each)
            send(kept)
            """,
            id="gone through from the end",
        ),
        pytest.param(
            """
            kept = deque(maxlen=10)
            for each in history:
                kept.append(each)
            send(list(kept))
            """,
            id="a queue of so many",
        ),
        pytest.param("send(list(deque(history, limit)))", id="a queue made of them"),
        pytest.param(
            """
            rows = db.fetch_all("SELECT role, content FROM messages WHERE chat = ? ORDER BY id DESC LIMIT 20", question)
            send([{"role": row["role"], "content": row["content"]} for row in reversed(rows)])
            """,
            id="rows of a table",
        ),
        pytest.param(
            """
            cursor = db.cursor()
            cursor.execute('''
                SELECT role, content FROM messages
                order by created_at desc
                limit ?
            ''', (limit,))
            rows = cursor.fetchall()
            send([{"role": role, "content": content} for role, content in rows[::-1]])
            """,
            id="rows of a cursor",
        ),
        pytest.param(
            """
            rows = session.query(Message).filter_by(chat=question).order_by(Message.id.desc()).limit(limit).all()
            send([{"role": row.role, "content": row.text} for row in reversed(rows)])
            """,
            id="rows of a query builder",
        ),
        pytest.param(
            """
            found = session.execute(select(Message).order_by(desc(Message.id)).limit(limit))
            send([{"role": row.role, "content": row.text} for row in reversed(found.scalars().all())])
            """,
            id="rows of a statement",
        ),
        pytest.param(
            """
            statement = select(Message).order_by(Message.id.desc())
            statement = statement.where(Message.chat == question).limit(limit)
            rows = session.scalars(statement).all()
            send([{"role": row.role, "content": row.text} for row in rows[::-1]])
            """,
            id="rows of a statement that is put together",
        ),
        pytest.param(
            """
            rows = Message.objects.filter(chat=question).order_by("-created").values("role", "text")[:limit]
            send([{"role": row["role"], "content": row["text"]} for row in reversed(rows)])
            """,
            id="the first rows of a query",
        ),
        pytest.param(
            """
            found = db.order_by("created", direction=firestore.Query.DESCENDING).limit(10).stream()
            rows = [each.to_dict() for each in found]
            send([{"role": row["role"], "content": row["text"]} for row in reversed(rows)])
            """,
            id="documents of a store",
        ),
        pytest.param(
            """
            found = db.table("messages").select("*").order("created", desc=True).limit(20).execute()
            send([{"role": row["role"], "content": row["text"]} for row in reversed(found.data)])
            """,
            id="rows of a service",
        ),
        pytest.param(
            """
            found = db.query(KeyConditionExpression=Key("chat").eq(question), ScanIndexForward=False, Limit=20)
            send([{"role": row["role"], "content": row["text"]} for row in reversed(found["Items"])])
            """,
            id="items of a table",
        ),
        pytest.param(
            "send([json.loads(each) for each in db.lrange(question, -20, -1)])", id="the end of a list of a store"
        ),
        pytest.param(
            """
            db.lpush(question, "said")
            rows = db.lrange(question, 0, limit)
            send([{"role": "user", "content": row} for row in reversed(rows)])
            """,
            id="the front of a list of a store",
        ),
        pytest.param(
            "send([{'role': 'user', 'content': each} for each in db.zrevrange(question, 0, 19)])", id="the newest ones"
        ),
        pytest.param("send(history[:2] + history[-10:])", id="the first and the last"),
        pytest.param("send(trim_messages(history, max_tokens=limit))", id="what a library leaves"),
        pytest.param(
            "send(trim_messages(messages=[*history], max_tokens=9, strategy='last'))",
            id="what a library leaves, told so",
        ),
        pytest.param(
            """
            kept, total = [], 0
            for each in reversed(history):
                total += len(each["content"])
                if total > limit:
                    break
                kept.append(each)
            send(kept[::-1])
            """,
            id="as many as a budget allows",
        ),
        pytest.param(
            """
            kept, left = [], limit
            for place, each in enumerate(history[::-1]):
                size = len(each["content"])
                if left - size < 0:
                    break
                kept.insert(0, {"role": each["role"], "content": each["content"]})
                left -= size
            send([*kept, {"role": "user", "content": question}])
            """,
            id="made anew as far as a budget allows",
        ),
        pytest.param(
            """
            kept = []
            for each in reversed(history):
                if each["role"] == "tool":
                    continue
                kept.append(each)
                if len(kept) >= limit:
                    break
            kept.reverse()
            send(kept)
            """,
            id="so many of one kind",
        ),
        pytest.param(
            """
            messages = [*history, {"role": "user", "content": question}]
            while count(messages) > limit:
                messages.pop(0)
            send(messages)
            """,
            id="the first dropped until the rest fits",
        ),
        pytest.param(
            """
            total = count(history)
            while total > limit and len(history) > 2:
                total -= len(history.pop(1)["content"])
            send(history)
            """,
            id="the second dropped until the rest fits",
        ),
        pytest.param(
            """
            while len(history) > limit:
                del history[0]
            send(history)
            """,
            id="the first deleted",
        ),
        pytest.param(
            """
            while count(history) >= limit:
                history = history[1:]
            send(history)
            """,
            id="the first sliced off",
        ),
    ],
)
def test_windows(body: str) -> None:
    assert codes(body) == ["PL105"]


@pytest.mark.parametrize(
    ("history", "own"),
    [
        ("deque(maxlen=20)", "send(list(self.history))"),
        ("deque([], 20)", "send([*self.history])"),
        ("[]", "self.history = self.history[-20:]; send(self.history)"),
        ("[]", "while count(self.history) > 9_000:\n            self.history.pop(0)\n        send(self.history)"),
        (OPENED, "while len(self.history) > 20:\n            self.history.pop(1)\n        send(self.history)"),
        ("[]", "self.history = [self.history[0], *self.history[-19:]]; send(self.history)"),
        ("[]", "if len(self.history) > 20: self.history = self.history[-20:]\n        send(self.history)"),
        ("[]", "if len(self.history) > 20: self.history = self.history[-19:]\n        send(self.history)"),
        ("[]", "if len(self.history) > MOST: self.history = self.history[-MOST:]\n        send(self.history)"),
        ("[]", "if len(self.history) > MOST + 1: self.history = self.history[-MOST:]\n        send(self.history)"),
        (
            "[]",
            (
                "n = MOST\n        if len(self.history) > n: self.history = self.history[-MOST:]\n        "
                "send(self.history)"
            ),
        ),
        ("[]", "if len(self.history) > 20: del self.history[:-20]\n        send(self.history)"),
        ("[]", "send(self.history[-20:] if len(self.history) > 40 else self.history)"),
    ],
)
def test_windows_of_an_object(history: str, own: str) -> None:
    assert codes(history=history, own=own) == ["PL105"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("send(history)", id="all of it"),
        pytest.param("send(trim_messages(history, max_tokens=limit, strategy='first'))", id="the first that fit"),
        pytest.param("send(trim_messages([{'role': 'user', 'content': question}], max_tokens=9))", id="one that fits"),
        pytest.param("send([json.loads(each) for each in db.lrange(question, 0, -1)])", id="a list of a store"),
        pytest.param("send([json.loads(each) for each in db.lrange(question, 0, 9)])", id="the first of a list"),
        pytest.param("send([json.loads(db.lrange(question, -1, -1)[0])])", id="the latest one of a list"),
        pytest.param("send(list(deque(history)))", id="a queue without a limit"),
        pytest.param("send(list(deque(history, maxlen=None)))", id="a queue whose limit is none"),
        pytest.param("send([{'role': 'user', 'content': history[-1]}])", id="the latest one"),
        pytest.param("send([{'role': 'user', 'content': history[len(question) - 1:]}])", id="counted otherwise"),
        pytest.param("send(list(deque([{'role': 'user', 'content': 'Go on.'}], maxlen=3)))", id="a queue that is seen"),
        pytest.param(
            """
            rows = session.query(Message).filter_by(chat=question).order_by(Message.id).all()
            send([{"role": row.role, "content": row.text} for row in rows])
            """,
            id="all rows",
        ),
        pytest.param(
            """
            rows = db.fetch_all("SELECT role, content FROM messages WHERE chat = ? ORDER BY id LIMIT 500", question)
            send([{"role": row["role"], "content": row["content"]} for row in rows])
            """,
            id="the first rows",
        ),
        pytest.param(
            """
            for row in db.execute("SELECT * FROM tickets ORDER BY id DESC LIMIT 10"):
                send([{"role": "user", "content": row["text"]}])
            """,
            id="a request for each row",
        ),
        pytest.param(
            """
            rows = session.query(Message).order_by(Message.id.desc()).limit(10).all()
            text = "; ".join(row.text for row in rows)
            send([{"role": "user", "content": f"{question} {text}"}])
            """,
            id="told in one message",
        ),
        pytest.param(
            """
            rows = session.scalars(select(Message).order_by(Message.id).limit(limit)).all()
            send([{"role": row.role, "content": row.text} for row in rows])
            """,
            id="the oldest rows",
        ),
        pytest.param(
            """
            rows = session.scalars(select(Message).order_by(Message.id.desc())).all()
            send([{"role": row.role, "content": row.text} for row in reversed(rows)])
            """,
            id="all rows",
        ),
        pytest.param(
            """
            latest = Message.objects.order_by("-created").first()
            send([{"role": "user", "content": latest.text}, {"role": "user", "content": question}])
            """,
            id="the newest row",
        ),
        pytest.param(
            """
            found = db.query(KeyConditionExpression=Key("chat").eq(question), Limit=20)
            send([{"role": row["role"], "content": row["text"]} for row in found["Items"]])
            """,
            id="the first items of a table",
        ),
        pytest.param("send([*history, {'role': 'user', 'content': str(history[-5:])}])", id="written into one message"),
        pytest.param(
            """
            kept = []
            for each in reversed(history):
                if each["role"] == "user":
                    break
                kept.append(each)
            send(history + kept)
            """,
            id="back to the last question",
        ),
        pytest.param(
            """
            total = 0
            for each in reversed(history):
                total += len(each["content"])
                if total > limit:
                    break
            send(history)
            """,
            id="counted only",
        ),
        pytest.param(
            """
            kept, total = [], 0
            for each in history:
                total += len(each["content"])
                if total > limit:
                    break
                kept.append(each)
            send(kept)
            """,
            id="the first ones",
        ),
        pytest.param(
            """
            kept, total = [], 0
            for each in reversed([{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Welcome"}]):
                total += len(each["content"])
                if total > limit:
                    break
                kept.append(each)
            send([*kept[::-1], {"role": "user", "content": question}])
            """,
            id="all of it is seen",
        ),
        pytest.param(
            """
            recent, total = [], 0
            for each in reversed(history):
                total += len(each["content"])
                if total > limit:
                    break
                recent.insert(0, each)
            send([{"role": "user", "content": summary_of(history, recent)}, *recent])
            """,
            id="the others are summed up",
        ),
        pytest.param(
            """
            summary = summary_of(history[:-10])
            send([{"role": "user", "content": summary}, *history[-10:]])
            """,
            id="a slice, and the others are summed up",
        ),
        pytest.param(
            """
            while history and history[0]["role"] != "user":
                history.pop(0)
            send(history)
            """,
            id="to the first question",
        ),
        pytest.param(
            """
            messages = []
            while len(history) > 0:
                messages.append(history.pop(0))
            send(messages)
            """,
            id="worked off",
        ),
        pytest.param(
            """
            while count(history) > limit:
                history.pop()
            send(history)
            """,
            id="the last dropped",
        ),
        pytest.param(
            """
            words = question.split()
            while len(words) > limit:
                words.pop(0)
            send([*history, {"role": "user", "content": " ".join(words)}])
            """,
            id="words of a question",
        ),
    ],
)
def test_silent(body: str) -> None:
    assert codes(body) == []


@pytest.mark.parametrize(
    ("history", "own"),
    [
        ("deque()", "send(list(self.history))"),
        ("[]", "send(self.history)"),
        ("deque(maxlen=20)", "send([{'role': 'user', 'content': question}])"),
        ("[]", "if len(self.history) > 40: self.history = self.history[-20:]\n        send(self.history)"),
        (
            "[]",
            "if len(self.history) - 1 > MOST: self.history = self.history[-(MOST // 2):]\n        send(self.history)",
        ),
        (
            "[]",
            (
                "n = MOST // 2\n        if len(self.history) > MOST: self.history = self.history[-n:]\n        "
                "send(self.history)"
            ),
        ),
        ("[]", "if len(self.history) > 40: del self.history[:-20]\n        send(self.history)"),
        (
            "[]",
            (
                "if len(self.history) > 40:\n"
                "            while len(self.history) > 20:\n"
                "                self.history.pop(0)\n"
                "        send(self.history)"
            ),
        ),
    ],
)
def test_silent_objects(history: str, own: str) -> None:
    assert codes(history=history, own=own) == []


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        ("[SystemMessage(content=RULES)] + state['messages'][-20:]", ["PL105"]),
        ("[{'role': 'system', 'content': RULES}] + state['messages'][-20:] + [question]", ["PL105"]),
        ("[SystemMessage(content=RULES)] + state['messages']", []),
        ("[SystemMessage(content=RULES)] + [HumanMessage(content='Go on.')]", []),
        ("[HumanMessage(content='Go on.')] + state['messages'][-20:]", []),
        ("names + state['names'][-20:]", []),
    ],
)
def test_a_conversation_that_is_put_together_by_adding(messages: str, expected: list[str]) -> None:
    program = f"""
from langchain_core.messages import HumanMessage, SystemMessage
from models import model
from rules import RULES


def node(state, question, names):
    return model.invoke({messages})
"""
    outcome = lint_files({"main.py": program, "rules.py": RULES})
    assert [each.code for each in outcome.diagnostics if each.severity > each.severity.INFO] == expected
