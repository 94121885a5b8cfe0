"""What a program cuts into pieces, and sends piece by piece: the pieces are another one in each request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from _programs import told
from promptlint.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

HEAD = """
    import openai
    import os
    from helpers import bundled, clean, dealt, first, grouped, grown, kept, listed, packed, same, sliced, yielded
    from rules import RULES
    from texts import fetched, get_prompt

    def ask(text, url=""):
        prompt = f"{url} {clean(text)}\\n{RULES}"
        return openai.OpenAI().chat.completions.create(model="gpt-5", messages=[{"role": "user", "content": prompt}])

    def run(docs, text, note):
"""
HELPERS = """
    def clean(text):
        return text.replace("\\t", " ")

    def trimmed(text):
        if not text:
            return ""
        return text.strip()[:100]

    def listed(docs):
        return [trimmed(doc) for doc in docs]

    def grown(docs):
        found = []
        for doc in docs:
            found.append({"id": 1, "text": doc.strip()})
        return found

    def yielded(docs):
        for doc in docs:
            yield doc.strip()

    def sliced(text, size):
        return [text[at : at + size] for at in range(0, len(text), size)]

    def packed(docs, size):
        found, piece, count = [], "", 0
        for doc in docs:
            if count + len(doc) > size:
                found.append(piece)
                piece, count = "", 0
            piece += doc
            count += len(doc)
        if piece:
            found.append(piece)
        return found

    def bundled(docs, size):
        piece = []
        for doc in docs:
            if len(piece) == size:
                yield " ".join(piece)
                piece = []
            piece.append(doc)
        yield " ".join(piece)

    def kept(docs):
        found = []
        for doc in docs:
            if doc.startswith("#"):
                found.append(doc)
        return found

    def dealt(docs, number):
        found = [[] for _ in range(number)]
        at = 0
        for doc in docs:
            if len(found[at]) > 9:
                at += 1
            found[at].append(doc)
        return [" ".join(each) for each in found if each]

    def grouped(docs):
        found = {}
        for doc in docs:
            found.setdefault(doc.owner, []).append(doc.text)
        return found

    def same(docs, note):
        return [note for _ in docs]

    def first(docs):
        found = None
        for doc in docs:
            found = doc
        return found
"""


def said(body: str) -> list[str]:
    """The rules that know that the values of a function vary whose statements these are."""
    lines = "".join(f"\n        {line}" for line in body.splitlines())
    return sure(HEAD.rstrip() + lines + "\n", {"helpers.py": HELPERS})


def sure(program: str, files: Mapping[str, str] | None = None) -> list[str]:
    """The rules that know which value varies, rather than that nothing else can."""
    return sorted({each.code for each in told(program, files) if "all that differs" not in each.finding.message})


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("for each in listed(docs):\n    ask(each)", id="a comprehension"),
        pytest.param("for each in grown(docs):\n    ask(each['text'])", id="a list that grows, of dicts"),
        pytest.param("for each in yielded(docs):\n    ask(each)", id="a generator"),
        pytest.param("parts = sliced(text, 100)\nreturn [ask(part) for part in parts]", id="slices"),
        pytest.param("return list(map(ask, listed(docs)))", id="map"),
        pytest.param("for at in range(len(docs)):\n    ask(docs[at])", id="by number"),
        pytest.param("for at, _ in enumerate(docs):\n    ask(docs[at])", id="by the number of a round"),
        pytest.param("for at in range(0, len(docs), 9):\n    ask('\\n'.join(docs[at : at + 9]))", id="batches"),
        pytest.param(
            "for at in range(0, len(docs), 9):\n    ask('\\n'.join(f'- {doc}' for doc in docs[at : at + 9]))",
            id="batches, line by line",
        ),
        pytest.param("rows = [{'text': doc} for doc in docs]\nfor row in rows:\n    ask(row['text'])", id="rows"),
        pytest.param("for each in docs:\n    ask(each, note)", id="beside a value that nobody knows"),
        pytest.param("for each in packed(docs, 9):\n    ask(each)", id="packed together"),
        pytest.param("for each in bundled(docs, 9):\n    ask(each)", id="packed together, and yielded"),
        pytest.param("for each in kept(docs):\n    ask(each)", id="chosen by a condition"),
        pytest.param("for each in dealt(docs, 9):\n    ask(each)", id="dealt into buckets"),
        pytest.param("for each in grouped(docs).values():\n    ask('\\n'.join(each))", id="grouped"),
        pytest.param(
            "for each in sorted(os.listdir(note)):\n    ask(open(os.path.join(note, each)).read())", id="files"
        ),
        pytest.param(
            "rows = [[f'{doc}', note] for doc in docs]\nfor row in rows:\n    ask(row[0])", id="lists of each"
        ),
        pytest.param("for each in docs:\n    ask(fetched(each).text)", id="what is fetched for each"),
        pytest.param("for each in docs:\n    ask(note.cut(each))", id="what something unknown makes of each"),
    ],
)
def test_pieces(body: str) -> None:
    assert said(body) == ["PL101"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("for _ in listed(docs):\n    ask(note)", id="what is gone over is not sent"),
        pytest.param("ask(first(docs))", id="the last one of a loop that has ended"),
        pytest.param("ask('\\n'.join(listed(docs)))", id="all at once"),
        pytest.param("for number in range(3):\n    ask(docs[0])", id="always the first one"),
        pytest.param("pieces = grown(docs)\nask(pieces[0]['text'])", id="one of them"),
        pytest.param("for name in ('a', 'b'):\n    ask(note)", id="a loop over what is spelled out"),
        pytest.param("for each in docs:\n    ask(get_prompt(each))", id="a prompt that is looked up"),
        pytest.param("for each in docs:\n    ask(fetched(note))", id="what is fetched for something else"),
    ],
)
def test_what_is_no_piece(body: str) -> None:
    assert said(body) == []


PIPELINE = """
    from concurrent.futures import ThreadPoolExecutor
    from functools import partial
    from llm import send
    from rules import RULES

    class Extraction:
        def __init__(self, wish=None):
            self.wish = wish

        def extract(self, url, html):
            values = {"URL": url, "HTML": html}
            prompt = "{URL} {HTML} " + RULES
            for name in values:
                prompt = prompt.replace("{" + name + "}", values[name])
            return send(prompt)

        def run(self, url, pages):
            parts = [page.strip() for page in pages]
            with ThreadPoolExecutor() as pool:
                work = partial(self.extract, url)
                return [pool.submit(work, part) for part in parts]
"""
SENDER = """
    import litellm

    def send(prompt):
        return litellm.completion(model="gpt-5", messages=[{"role": "user", "content": prompt}])
"""


def test_callers_of_callers_tell_what_a_wrapper_sends() -> None:
    (found,) = told(PIPELINE, {"llm.py": SENDER})
    assert (found.code, found.severity) == ("PL101", Severity.ERROR)


def test_a_wrapper_whose_callers_know_no_more_is_told_what_its_requests_differ_in() -> None:
    program = PIPELINE.replace("[pool.submit(work, part) for part in parts]", "work(pages)")
    (found,) = told(program, {"llm.py": SENDER})
    assert (found.code, found.severity) == ("PL101", Severity.WARNING)
    assert told(program.replace('"{URL} {HTML} " + RULES', '"{URL} " + RULES + "{HTML}"'), {"llm.py": SENDER}) == []


TASK = """
    import openai
    from celery import shared_task
    from rules import RULES

    @shared_task
    def summarize(text):
        prompt = f"{text}\\n{RULES}"
        return openai.OpenAI().chat.completions.create(model="gpt-5", messages=[{"role": "user", "content": prompt}])
"""


@pytest.mark.parametrize("way", ["@shared_task", "@celery_app.task(bind=False)", "@dramatiq.actor", "@broker.task()"])
def test_jobs_of_a_queue(way: str) -> None:
    assert sure(TASK.replace("@shared_task", way)) == ["PL101"]


@pytest.mark.parametrize(
    ("from_", "to"),
    [
        ("@shared_task", "@task"),
        ("@shared_task", "@inspect.task"),
        ("(text)", "(text='x')"),
        ("text", "system_prompt"),
        ("text", "self"),
    ],
)
def test_what_is_no_job_of_a_queue(from_: str, to: str) -> None:
    assert sure(TASK.replace(from_, to)) == []
