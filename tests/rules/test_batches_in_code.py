"""Programs that submit batches: what is said of them, and how much more often nothing is."""

from __future__ import annotations

import pytest

from promptlint.engine import lint_text

RULES = "".join(
    f"{number}. Read part {number} of the ticket, and name the rule that decides.\\n" for number in range(400)
)
HEAD = f"""import json
import random

import anthropic
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming
from anthropic.types.messages.batch_create_params import Request

client = anthropic.Anthropic()
RULES = "{RULES}"
OTHER = "Other rules. {RULES}"
HOUR = {{"type": "ephemeral", "ttl": "1h"}}
MINUTES = {{"type": "ephemeral"}}


def body(system, text, mark=HOUR, model="claude-haiku-4-5"):
    block = {{"type": "text", "text": system}}
    if mark:
        block["cache_control"] = mark
    return {{"model": model, "max_tokens": 9, "system": [block], "messages": [{{"role": "user", "content": text}}]}}


client.messages.create(**body(RULES, "warm"))
"""
SUBMIT = "    client.messages.batches.create(requests=requests)\n"


def job(*lines: str, head: str = HEAD, arguments: str = "rows", submit: str = SUBMIT) -> str:
    """A program with a function that makes the list `requests`, and submits it."""
    made = "".join(f"    {line}\n" for line in lines)
    return f"{head}\n\ndef run({arguments}):\n    requests = []\n{made}{submit}"


def request(params: str, id_: str = "row.id") -> str:
    """A request with these parameters."""
    return f'{{"custom_id": {id_}, "params": {params}}}'


def found(program: str) -> list[str]:
    """The codes of what is said of batches and of the order in their requests."""
    outcome = lint_text("app/job.py", program)
    return [each.code for each in outcome.diagnostics if each.code[:3] in ("PL1", "PL2", "PL4", "PL5")]


EACH = "for row in rows:"
ONE = f"    requests.append({request('body(RULES, row.text)')})"
LINE = '{"role": "system", "content": %s}, {"role": "user", "content": %s}'


def line(system: str, text: str, model: str = '"gpt-5"', url: str = "/v1/chat/completions") -> str:
    """A line of a batch file of OpenAI, as a program writes it."""
    messages = LINE % (system, text)
    return (
        f'f.write(json.dumps({{"custom_id": row.id, "method": "POST", "url": "{url}",'
        f' "body": {{"model": {model}, "messages": [{messages}]}}}}) + "\\n")'
    )


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(job(EACH, ONE), id="one prefix"),
        pytest.param(job(f"requests = [{request('body(RULES, row.text)')} for row in rows]"), id="a comprehension"),
        pytest.param(
            job(
                EACH,
                "    params = MessageCreateParamsNonStreaming(**body(RULES, row.text))",
                "    requests.append(Request(custom_id=row.id, params=params))",
            ),
            id="objects of the library",
        ),
        pytest.param(job("random.shuffle(rows)", EACH, ONE), id="shuffled rows"),
        pytest.param(job(EACH, ONE, "random.shuffle(requests)"), id="shuffled requests of one prefix"),
        pytest.param(
            job("for rules in (RULES, OTHER):", "    for row in rows:", f"    {ONE}".replace("RULES", "rules")),
            id="prompts outside, rows inside",
        ),
        pytest.param(
            job(
                "for doc in docs:",
                "    for row in rows:",
                f"        requests.append({request('body(doc.text, row.text)')})",
                arguments="docs, rows",
            ),
            id="a document, and the questions about it",
        ),
        pytest.param(
            job(
                "for doc in docs:",
                "    for text in ('What is it about?', 'Who wrote it?'):",
                f"        requests.append({request('body(doc.text, text)', 'doc.id')})",
                arguments="docs",
            ),
            id="a document, and questions that are spelled out",
        ),
        pytest.param(
            job(
                EACH,
                "    if row.is_urgent:",
                f"    {ONE}",
                "    else:",
                f"    {ONE}".replace("RULES", "OTHER"),
            ),
            id="one prompt or the other",
        ),
        pytest.param(
            job(EACH, f"    requests.append({request('body(RULES, row.text, mark=options.mark)')})"),
            id="a mark by option",
        ),
        pytest.param(
            job(
                "for model in ('claude-haiku-4-5', 'claude-sonnet-4-5'):",
                "    for row in rows:",
                f"        client.messages.batches.create(requests=[{request('body(RULES, row.text, model=model)')}])",
                submit="",
            ),
            id="a batch for each model",
        ),
        pytest.param(job(EACH, ONE).replace('"1h"', "options.ttl"), id="how long it lives nobody knows"),
        pytest.param(
            job(EACH, ONE, head=HEAD.replace('"ttl": "1h"', '**{"ttl": "1h"}')), id="how long it lives is put in"
        ),
        pytest.param(job(EACH, f"    {line('RULES', 'row.text')}", arguments="rows, f", submit=""), id="a file"),
        pytest.param(
            job(EACH, f"    {line('RULES', 'row.text', model='row.model')}", arguments="rows, f", submit=""),
            id="the row's model",
        ),
        pytest.param(
            job("for attempt in range(3):", "    for row in rows:", f"        {line('RULES', 'row.text')}", submit=""),
            id="three answers for each",
        ),
        pytest.param(
            job(
                "for model in models:",
                "    requests = []",
                "    for row in rows:",
                f"        requests.append({request('body(RULES, row.text, model=model)')})",
                "    client.messages.batches.create(requests=requests)",
                arguments="rows, models",
                submit="",
            ),
            id="a list for each model",
        ),
        pytest.param(
            job(
                "for model in models:",
                "    with open(model, 'w') as f:",
                "        for row in rows:",
                f"            {line('RULES', 'row.text', model='model')}",
                arguments="rows, models",
                submit="",
            ),
            id="a file for each model",
        ),
        pytest.param(job("ids = {row.id: {'custom_id': row.id, 'params': row} for row in rows}"), id="other mappings"),
        pytest.param(
            HEAD
            + "\n\ndef ask(rows):\n    import litellm\n"
            + "    return litellm.batch_completion(model='gpt-5', messages=["
            + "[{'role': 'system', 'content': RULES}, {'role': 'user', 'content': row.text}] for row in rows])\n",
            id="many conversations",
        ),
    ],
)
def test_nothing_to_say(program: str) -> None:
    assert found(program) == []


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        pytest.param(
            job(EACH, ONE.replace("RULES,", "f'Ticket {row.id}. ' + RULES,")),
            ["PL201"],
            id="the row ahead of the rules",
        ),
        pytest.param(
            job(
                EACH,
                "    if row.is_urgent:",
                f"    {ONE}".replace("RULES,", "f'Ticket {row.id}. ' + RULES,"),
                "    else:",
                f"    {ONE}",
            ),
            ["PL201"],
            id="the row ahead of the rules, in some of them",
        ),
        pytest.param(
            job(EACH, f"    {line('str(row.title) + RULES', 'row.text')}", arguments="rows, f", submit=""),
            ["PL101"],
            id="the row ahead of the rules in a file",
        ),
        pytest.param(
            job(
                EACH,
                f"    {line('RULES, datetime.now()', 'row.text')}".replace(
                    "RULES, datetime.now()", "str(datetime.datetime.now()) + RULES"
                ),
                head="import datetime\n" + HEAD,
                arguments="rows, f",
                submit="",
            ),
            ["PL102"],
            id="a clock ahead of the rules",
        ),
        pytest.param(
            job(
                "for row in rows:",
                "    for prompt in prompts:",
                f"        requests.append({request('body(prompt.text, row.text)')})",
                arguments="rows, prompts",
            ).replace("mark=HOUR", "mark=None"),
            ["PL202", "PL402"],
            id="rows outside, prompts inside",
        ),
        pytest.param(
            job(
                EACH,
                "    for prompt in prompts:",
                f"        {line('prompt.text', 'row.text')}",
                arguments="rows, prompts, f",
            ),
            ["PL402"],
            id="the same in a file",
        ),
        pytest.param(job(EACH, ONE, ONE.replace("RULES", "OTHER")), ["PL402"], id="two prompts in each round"),
        pytest.param(
            job(
                "for rules in (RULES, OTHER):",
                "    for row in rows:",
                f"    {ONE}".replace("RULES", "rules"),
                "random.shuffle(requests)",
            ),
            ["PL402"],
            id="shuffled",
        ),
        pytest.param(
            job(
                EACH,
                ONE,
                head=HEAD.replace("RULES =", "SORT_V1 =", 1).replace("OTHER =", "SORT_V2 =", 1) + "RULES = SORT_V1\n",
            ).replace(
                "    client.messages.b",
                f"    for row in rows:\n    {ONE}\n    client.messages.b".replace("RULES", "SORT_V2"),
            ),
            ["PL403"],
            id="versions in names",
        ),
        pytest.param(job(EACH, ONE.replace("row.text)", "row.text, MINUTES)")), ["PL404"], id="five minutes"),
        pytest.param(
            job(EACH, ONE, head=HEAD.replace('client.messages.create(**body(RULES, "warm"))', "")), ["PL405"], id="cold"
        ),
        pytest.param(
            job(
                "for i, row in enumerate(rows):",
                "    block = {'type': 'text', 'text': RULES}",
                "    if i == 0:",
                "        block['cache_control'] = HOUR",
                "    messages = [{'role': 'user', 'content': row.text}]",
                "    params = {'model': 'claude-haiku-4-5', 'system': [block], 'messages': messages}",
                f"    requests.append({request('params')})",
            ),
            ["PL408"],
            id="only the first is marked",
        ),
        pytest.param(
            job(EACH, ONE, f"    requests.append({request('body(RULES, row.note, None)')})"),
            ["PL202", "PL408"],
            id="one of two",
        ),
        pytest.param(
            job(
                "for model in ('claude-haiku-4-5', 'claude-sonnet-4-5'):",
                "    for row in rows:",
                f"    {ONE}".replace("row.text)", "row.text, model=model)"),
            ),
            ["PL409"],
            id="two models",
        ),
        pytest.param(
            job(
                "for model in models:",
                "    for row in rows:",
                f"    {ONE}".replace("row.text)", "row.text, model=model)"),
                arguments="rows, models",
            ),
            ["PL409"],
            id="a loop over models",
        ),
    ],
)
def test_something_to_say(program: str, expected: list[str]) -> None:
    assert found(program) == expected
