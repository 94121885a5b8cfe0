"""What reaches a prompt of a program: orders, objects, buffers, counters, histories."""

from __future__ import annotations

from textwrap import dedent

import pytest

from promptlint.diagnostics import Severity
from promptlint.engine import lint_files

# Long enough to be worth a cache with any provider.
RULES = "RULES = '''\n" + "read the whole ticket before you answer it, and answer politely\n" * 150 + "'''\n"
SEND = """

import anthropic
from rules import RULES


def ask(question):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=300,
        system=f"{start()}\\n{RULES}",
        messages=[{"role": "user", "content": question}],
    )
"""


def found(program: str) -> dict[str, set[int]]:
    """The lines that the labels of each rule stand on, where the result of `start()` begins the prompt."""
    outcome = lint_files({"main.py": dedent(program).lstrip() + SEND, "rules.py": RULES})
    lines: dict[str, set[int]] = {}
    for each in outcome.diagnostics:
        for label in (each.finding.primary, *each.finding.related):
            if label.path == "main.py":
                line = outcome.sources[label.path].position(label.span.start).line
                lines.setdefault(each.code, set()).add(line)
    return lines


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(
            """
            NAMES = set("a b c".split())
            def start():
                text = ""
                for name in NAMES:
                    text += name
                return text
            """,
            id="for",
        ),
        pytest.param(
            """
            NAMES = {"a", "b", "c"}
            def start():
                known = 1

                return ", ".join([name for name in NAMES])
            """,
            id="comprehension",
        ),
        pytest.param(
            """
            NAMES = frozenset(("a", "b", "c"))
            def start():
                import json

                return json.dumps({"names": list(NAMES)})
            """,
            id="list",
        ),
        pytest.param(
            """
            from pathlib import Path
            def start():
                texts = []

                for path in (Path(__file__).parent / "texts").iterdir():
                    if path.suffix == ".md":
                        texts.append(path.read_text())
                return "".join(texts)
            """,
            id="listing",
        ),
        pytest.param(
            """
            import random
            def start():
                names = ["a", "b", "c"]

                random.shuffle(names)
                return " ".join(names)
            """,
            id="shuffle",
        ),
    ],
)
def test_what_comes_in_no_order_is_told_where_it_is_gone_over(program: str) -> None:
    lines = found(program)
    assert set(lines) == {"PL103"}
    marked = next(number for number, line in enumerate(dedent(program).strip().splitlines(), 1) if _goes_over(line))
    assert marked in lines["PL103"]


def _goes_over(line: str) -> bool:
    return any(word in line for word in ("for name in", "for path in", "list(NAMES)", "shuffle("))


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("def start(): return sorted((name for name in {'a', 'b'}), key=len)", id="sorted generator"),
        pytest.param("def start(): return sorted(frozenset({'a', 'b'}))", id="sorted set of a set"),
        pytest.param(
            """
            import glob
            def start():
                paths = glob.glob("*.md")
                paths.sort()
                return "".join(open(path).read() for path in paths)
            """,
            id="sorted in place",
        ),
        pytest.param(
            """
            import random
            def start():
                names = ["a", "b"]
                random.shuffle(names)
                return " ".join(sorted(names))
            """,
            id="sorted after a shuffle",
        ),
        pytest.param(
            """
            import random
            def start():
                names = ["a", "b"]
                random.seed(7)
                random.shuffle(names)
                return " ".join(names)
            """,
            id="seeded",
        ),
        pytest.param(
            """
            from functools import lru_cache
            from datetime import datetime
            @lru_cache(maxsize=1)
            def start(): return f"It is {datetime.now():%H:%M}."
            """,
            id="computed once",
        ),
        pytest.param(
            """
            from functools import lru_cache
            from datetime import datetime
            @lru_cache(maxsize=1)
            def today(): return datetime.now().strftime("%Y-%m-%d")
            def start(): return f"It is {today()}."
            """,
            id="date of the first call",
        ),
        pytest.param(
            """
            from datetime import date
            TODAY = date.today().isoformat()
            def start(): return f"It is {TODAY}."
            """,
            id="date at the start of the process",
        ),
        pytest.param(
            """
            import json
            from dataclasses import asdict, dataclass
            @dataclass(frozen=True)
            class Settings:
                currency: str = "CHF"
            def start(): return json.dumps(asdict(Settings()))
            """,
            id="dataclass as a mapping",
        ),
        pytest.param(
            """
            class Column:
                def __init__(self, name): self.name = name
                def __str__(self): return f"column {self.name}"
            def start(): return f"{Column('id')} {str(Column('total'))} {'{}'.format(Column('key'))} %s" % Column("sum")
            """,
            id="object with a text",
        ),
    ],
)
def test_nothing_is_said_of_what_stays_the_same(program: str) -> None:
    assert found(program) == {}


@pytest.mark.parametrize("printed", ["f'{COLUMNS}'", "f'{COLUMNS[0]!r}'", "str(COLUMNS[0])", "'%s' % COLUMNS[0]"])
def test_an_object_without_a_text_is_printed_with_its_address(printed: str) -> None:
    program = f"""
        class Column:
            def __init__(self, name): self.name = name
        COLUMNS = [Column("id")]
        def start(): return {printed}
        """
    assert set(found(program)) == {"PL109"}


@pytest.mark.parametrize(
    "shape",
    [
        "@dataclass\n            class Column:",
        "class Column(Model):",
        "@define\n            class Column:",
        "class Column(metaclass=Meta):",
    ],
)
def test_an_object_whose_text_is_made_elsewhere_has_no_address(shape: str) -> None:
    program = f"""
            from dataclasses import dataclass
            from lib import Meta, Model, define
            {shape}
                name: str = "id"
            def start(): return f"{{Column()}}"
            """
    assert "PL109" not in found(program)


@pytest.mark.parametrize(
    ("program", "line"),
    [
        pytest.param(
            """
            import io, time
            def start():
                out = io.StringIO()
                out.write(time.ctime())
                print("Keep to this.", file=out)
                return out.getvalue()
            """,
            4,
            id="write",
        ),
        pytest.param(
            """
            import io, time
            def start():
                out = io.StringIO()
                print("It is", time.ctime(), file=out)
                return out.getvalue()
            """,
            4,
            id="print",
        ),
        pytest.param(
            """
            import itertools
            numbers = itertools.count(1)
            def parts():
                yield f"Request {next(numbers)}."
            def start(): return "".join(parts())
            """,
            4,
            id="a counter in a generator",
        ),
        pytest.param(
            """
            import time
            class Expert:
                def start(self): return "You are an expert."
            class FishExpert(Expert):
                def start(self): return f"{super().start()} It is {time.time()}."
            def start(): return FishExpert().start()
            """,
            5,
            id="beside what a base says",
        ),
        pytest.param(
            """
            import time
            class Expert:
                def start(self): return f"It is {time.time()}."
            class FishExpert(Expert):
                def start(self): return super().start()
            def start(): return FishExpert().start()
            """,
            3,
            id="in what a base says",
        ),
    ],
)
def test_a_clock_or_a_counter_is_told_where_it_is_read(program: str, line: int) -> None:
    lines = found(program)
    assert set(lines) == {"PL102"}
    assert line in lines["PL102"]


def test_what_an_initializer_of_a_base_sets_is_known() -> None:
    program = """
        import time
        class Base:
            def __init__(self, words): self.words = words
        class Desk(Base):
            def __init__(self): super().__init__(f"{time.time()}")
        def start(): return Desk().words
        """
    assert set(found(program)) & {"PL101", "PL102"}


def test_a_default_that_a_factory_makes_is_another_one_for_each_object() -> None:
    program = """
        import uuid
        from dataclasses import dataclass, field
        @dataclass
        class Reading:
            key: str = field(default_factory=lambda: uuid.uuid4().hex)
        def start(): return Reading().key
        """
    lines = found(program)
    assert set(lines) & {"PL101", "PL102"}
    assert 5 in set.union(*lines.values())


def test_factories_that_make_each_other_come_to_an_end() -> None:
    program = """
        from dataclasses import dataclass, field
        @dataclass
        class Node:
            left: "Node" = field(default_factory=lambda: Node())
            right: "Node" = field(default_factory=lambda: Node())
        def start(): return f"{Node()}"
        """
    assert "PL102" not in found(program)


@pytest.mark.parametrize("day", ["now.isoformat()[:10]", "str(now)[:10]", "now.isoformat().split('T')[0]"])
def test_the_first_ten_characters_of_a_clock_are_a_date(day: str) -> None:
    program = f"""
        from datetime import datetime
        def start():
            now = datetime.now()
            return f"Today: {{{day}}}"
        """
    assert set(found(program)) == {"PL106"}


# ---------------------------------------------------------------- rounds and turns


CHAT = """
import sys
import anthropic
from rules import RULES

client = anthropic.Anthropic()
{before}

def talk(line):
    {inside}


def main():
    {head}
    for line in sys.stdin:
        {body}
        client.messages.create(model="claude-sonnet-4-6", max_tokens=9, system="You chat.", messages={sent})
"""


def codes(**parts: str) -> set[str]:
    program = CHAT.format(
        **{"before": "", "inside": "pass", "head": "pass", "body": "pass", "sent": "history", **parts}
    )
    return {each.code for each in lint_files({"main.py": program, "rules.py": RULES}).diagnostics}


HEAD = "history = [{'role': 'user', 'content': RULES}, {'role': 'assistant', 'content': 'Yes.'}]"
APPEND = "history.append({'role': 'user', 'content': line})"


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        (APPEND, "history[-4:]"),
        ("history += [{'role': 'user', 'content': line}]", "history[-4:]"),
        ("history.insert(0, {'role': 'user', 'content': line})", "history"),
        (f"{APPEND}; history.pop(0)", "history"),
        (f"{APPEND}; del history[0]", "history"),
    ],
)
def test_a_history_that_does_not_begin_as_it_did_is_rewritten(body: str, sent: str) -> None:
    assert "PL105" in codes(head=HEAD, body=body, sent=sent)


@pytest.mark.parametrize(
    ("head", "body", "sent"),
    [
        (HEAD, APPEND, "history"),
        (HEAD, f"{APPEND}; history.insert(0, {{'role': 'system', 'content': 'x'}})", "history"),
        ("pass", "history = [{'role': 'user', 'content': line}]", "history[-1:]"),
        (HEAD, APPEND, "[history[-1]]"),
    ],
)
def test_a_history_that_only_grows_is_not(head: str, body: str, sent: str) -> None:
    assert "PL105" not in codes(head=head, body=body, sent=sent)


def test_a_list_of_the_module_outlives_the_function_that_adds_to_it() -> None:
    program = """
import anthropic
from rules import RULES

notes = [{"role": "user", "content": RULES}]


def talk(words):
    notes.insert(0, {"role": "user", "content": words})
    return anthropic.Anthropic().messages.create(model="m", max_tokens=9, system="You chat.", messages=notes)
"""
    assert "PL105" in {each.code for each in lint_files({"main.py": program, "rules.py": RULES}).diagnostics}


def test_the_number_of_a_round_is_another_one_with_each_request() -> None:
    program = """
import sys
from openai import OpenAI
from rules import RULES


def main():
    for number, line in enumerate(sys.stdin, start=1):
        OpenAI().responses.create(model="gpt-5-mini", input=f"No. {number}\\n{RULES}")
"""
    outcome = lint_files({"main.py": program, "rules.py": RULES})
    assert [each.code for each in outcome.diagnostics if each.code.startswith("PL1")] == ["PL101"]


def test_a_list_that_is_numbered_within_a_prompt_stays_the_same() -> None:
    assert (
        found("""
        def start(): return "".join(f"{number}. {name}" for number, name in enumerate(["a", "b"], 1))
        """)
        == {}
    )


def test_an_object_that_each_round_makes_is_not_that_of_a_conversation() -> None:
    program = """
import sys
import time
import anthropic
from rules import RULES


class Tutor:
    def __init__(self):
        self.started = time.time()

    def teach(self, line):
        anthropic.Anthropic().messages.create(
            model="claude-sonnet-4-6",
            max_tokens=9,
            system=[{"type": "text", "text": f"{self.started}{RULES}", "cache_control": {"type": "ephemeral"}}],
            messages=[{"role": "user", "content": line}],
        )


def main():
    for prompt in sys.stdin:
        Tutor().teach(prompt)
"""
    outcome = lint_files({"main.py": program, "rules.py": RULES})
    assert "PL201" in {each.code for each in outcome.diagnostics}


def test_a_value_ahead_of_text_that_is_filled_in_bit_by_bit() -> None:
    program = f"""
FORM = '''Look at {{{{URL}}}} with care.
{"read the whole ticket before you answer it, and answer politely" * 20}
{{{{KIND}}}} and {{{{RATING}}}}.
{"read the whole ticket before you answer it, and answer politely" * 20}
'''


def build_prompt(question, kind, rating):
    given = {{"URL": question, "KIND": kind, "RATING": rating}}
    prompt = FORM
    for key, value in given.items():
        prompt = prompt.replace("{{{{" + key + "}}}}", value)
    return prompt
"""
    found = [each for each in lint_files({"main.py": program}).diagnostics if each.severity >= Severity.WARNING]
    assert [each.code for each in found] == ["PL101"]
