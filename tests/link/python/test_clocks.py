"""Clocks and counters on less usual ways into a prompt, and what is none."""

from __future__ import annotations

from textwrap import indent

import pytest

from promptlint.engine import lint_files

RULES = "RULES = '''" + "read the whole ticket before you answer it\n" * 150 + "'''\n"
HEAD = """
import subprocess, time, uuid
from datetime import datetime
import openai, pytz
from babel.dates import format_date, format_datetime
from langchain.agents.middleware import dynamic_prompt
from langchain_core.prompts import ChatPromptTemplate
from other import style
from rules import RULES


class Lenient(dict):
    def __missing__(self, key):
        return "?"


class Counted(dict):
    def __missing__(self, key):
        return "?"

    def get(self, key):
        return 3


def respond(instructions, question):
    return openai.OpenAI().responses.create(model="gpt-5", instructions=instructions, input=question)


"""


def found(program: str) -> list[str]:
    """The rules that find fault with a program, hints aside."""
    outcome = lint_files({"rules.py": RULES, "main.py": HEAD + program})
    return sorted({each.code for each in outcome.diagnostics if each.severity > each.severity.INFO})


def sent(value: str) -> list[str]:
    """The same of a value at the head of a request."""
    return found(
        f"def ask(question, zone, steps):\n    when = {value}\n    return respond(f'{{when}}. {{RULES}}', question)"
    )


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        pytest.param("pytz.timezone(zone).localize(datetime.now())", ["PL102"], id="in a time zone"),
        pytest.param("pytz.utc.localize(datetime.utcnow()).strftime('%H:%M')", ["PL102"], id="in UTC"),
        pytest.param("pytz.utc.localize(datetime.now()).strftime('%Y-%m-%d')", [], id="a day in UTC"),
        pytest.param("pytz.utc.localize(datetime(2026, 1, 31))", [], id="a fixed moment"),
        pytest.param("zone.normalize(steps)", [], id="something else that is normalised"),
        pytest.param("format_datetime(datetime.now(), locale='de')", ["PL102"], id="in another language"),
        pytest.param("format_date(datetime.now(), locale='de')", [], id="a day in another language"),
        pytest.param("format_datetime(datetime(2026, 1, 31), locale='de')", [], id="a fixed moment in German"),
        pytest.param("subprocess.check_output(['date', '-u'])", ["PL102"], id="a command in a list"),
        pytest.param("subprocess.check_output(['date', '+%Y-%m-%d'])", [], id="a day by a command"),
        pytest.param("subprocess.check_output(['git', 'status'])", ["PL101"], id="a work tree"),
        pytest.param("subprocess.run(['uname', zone])", ["PL101"], id="a command that is not known in full"),
    ],
)
def test_what_a_value_says_of_the_clock(value: str, codes: list[str]) -> None:
    assert sent(value) == codes


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        pytest.param("datetime.now", ["PL102"], id="a function of a library"),
        pytest.param("uuid.uuid4", ["PL102"], id="another one"),
        pytest.param("datetime", [], id="a class"),
        pytest.param("print", [], id="no source"),
    ],
)
def test_functions_that_fill_a_template(given: str, codes: list[str]) -> None:
    head = "ChatPromptTemplate.from_messages([('system', 'Now {time}. ' + RULES), ('placeholder', '{messages}')])"
    assert found(f"prompt = {head}.partial(time={given})") == codes


@pytest.mark.parametrize(
    ("made", "codes"),
    [
        pytest.param("f'Now {datetime.now()}. {RULES}'", ["PL102"], id="with a clock"),
        pytest.param("f'{style()}. {RULES}'", [], id="with what nobody knows"),
        pytest.param("RULES", [], id="constant"),
    ],
)
@pytest.mark.parametrize("decorator", ["@dynamic_prompt", "@dynamic_prompt()"])
def test_functions_that_make_the_prompt_of_an_agent(decorator: str, made: str, codes: list[str]) -> None:
    assert found(f"{decorator}\ndef with_rules(request):\n    return {made}") == codes


NOW = "f'Now {datetime.now()}'"


@pytest.mark.parametrize(
    ("call", "codes"),
    [
        pytest.param(f"request.append_instructions([{NOW}])", ["PL102"], id="appended"),
        pytest.param(f"signature.with_instructions({NOW} + RULES)", ["PL102"], id="another signature"),
        pytest.param(f"agent.update_instructions({NOW} + RULES)", ["PL102"], id="of a voice agent"),
        pytest.param(f"request.append_instructions([{NOW}, *more])", ["PL102"], id="with more behind it"),
        pytest.param("request.append_instructions([RULES])", [], id="constant"),
        pytest.param("request.append_instructions([str(datetime.now())])", [], id="without a word"),
        pytest.param(f"request.log_instructions([{NOW}])", [], id="another method"),
    ],
)
def test_instructions_that_are_added(call: str, codes: list[str]) -> None:
    assert found(f"def before(request, signature, agent, more):\n    {call}") == codes


@pytest.mark.parametrize(
    ("place", "codes"),
    [
        pytest.param("agent.prompt_templates['system_prompt']", ["PL102"], id="a system prompt"),
        pytest.param("options['system_message']", ["PL102"], id="a system message"),
        pytest.param("options['title']", [], id="something else"),
        pytest.param("options['system_prompt_path']", [], id="where it is"),
    ],
)
def test_what_is_put_under_the_name_of_a_prompt(place: str, codes: list[str]) -> None:
    assert found(f"def refresh(agent, options):\n    {place} = f'Now {{datetime.now()}}. {{RULES}}'") == codes


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        pytest.param("Lenient", ["PL102"], id="a dict that lacks nothing"),
        pytest.param("dict", ["PL102"], id="a dict"),
        pytest.param("Counted", [], id="a class of its own"),
    ],
)
def test_mappings_that_fill_a_format(kind: str, codes: list[str]) -> None:
    body = f"values = {kind}(now=datetime.now(), user=user)\nsystem = ('Now {{now}}. ' + RULES).format_map(values)"
    program = f"{body}\nreturn respond(system, question)"
    assert found(f"def ask(question, user):\n{indent(program, '    ')}") == codes


@pytest.mark.parametrize(
    ("count", "codes"),
    [
        pytest.param("most - step", ["PL101"], id="what is left of what nobody knows"),
        pytest.param("step + 1", ["PL101"], id="from one"),
        pytest.param("most - least", [], id="no step"),
    ],
)
def test_steps_of_a_loop(count: str, codes: list[str]) -> None:
    body = f"for step in range(most):\n    respond(f'{{{count}}} steps. {{RULES}}', question)"
    assert found(f"def agent(question, most, least):\n{indent(body, '    ')}") == codes


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        pytest.param("messages[0]['content'] += f' It is {time.ctime()}.'", ["PL102"], id="behind the system prompt"),
        pytest.param("messages[0]['content'] = f'{NOW} {messages[0]}'", [], id="with what nobody knows"),
        pytest.param(
            "messages[0]['content'] = f'It is {time.ctime()}. ' + messages[0]['content']", ["PL102"], id="ahead of it"
        ),
        pytest.param("messages[0].content = f'It is {time.ctime()}.'", ["PL102"], id="in its place"),
        pytest.param("messages[0]['content'] += f' It is {time.strftime(DAY)}.'", [], id="a day"),
        pytest.param("messages[0]['content'] += ' Be kind.'", [], id="constant"),
        pytest.param("messages[0]['stamp'] = f'It is {time.ctime()}.'", [], id="beside what it says"),
        pytest.param("messages[-1]['content'] += f' It is {time.ctime()}.'", [], id="in the latest message"),
        pytest.param("rows[0]['content'] += f' It is {time.ctime()}.'", [], id="of no conversation"),
    ],
)
def test_what_the_first_message_says_from_now_on(change: str, codes: list[str]) -> None:
    body = f"{change}\nreturn openai.OpenAI().chat.completions.create(model='gpt-5', messages=messages)"
    assert found(f"DAY = '%Y-%m-%d'\n\n\ndef ask(messages, rows, NOW):\n{indent(body, '    ')}") == codes
